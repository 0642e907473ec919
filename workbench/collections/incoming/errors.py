"""What can go wrong with an import.

CollectionError
└── NotRecognised   what was given is none of the formats that can be imported, or is beyond what is read of one
"""

from __future__ import annotations

from workbench.collections.errors import CollectionError
from workbench.domain.texts import shown


class NotRecognised(CollectionError):
    """Names the source and says what was expected; never holds a piece of a value."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{shown(name, 120)}: {why}")
        self.why = why
