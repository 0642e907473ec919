"""What can go wrong with an export, and with opening one.

CollectionError
├── ExportError    it cannot be handed out as asked
│   └── KeyInside  a client key stands in what would be handed out
└── BadBundle      a file is no Workbench file, is damaged, or is not what one may be
"""

from __future__ import annotations

from workbench.collections.errors import CollectionError


class ExportError(CollectionError):
    """Says what cannot be exported, and what to do."""


class KeyInside(ExportError):
    """Names the file or request, never the key."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where}: a client key stands in it. Take it out (the workbench adds the key to each call), then export again.")
        self.where = where


class BadBundle(CollectionError):
    def __init__(self, why: str) -> None:
        super().__init__(f"This Workbench file was not opened: {why}")
        self.why = why
