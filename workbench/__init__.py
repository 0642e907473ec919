"""Personalize Workbench: send, read and compare Sitecore Personalize flow executions.

Floors, from the top: ``app`` composes, ``ui`` and ``cli`` show, ``usecases`` is the road of one
request, the rooms below each guard one outside thing, ``domain`` holds the nouns.  Imports only go
down; ``pyproject.toml`` holds the contracts that see to it.
"""

__version__ = "0.1.0"
