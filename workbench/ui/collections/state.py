"""What the saved list needs, and its texts.  Qt-free."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workbench.collections import SavedEntry, Trashed


class SavedSource(Protocol):
    """What is needed of the saved requests.  Every call blocks."""

    def list(self) -> tuple[SavedEntry, ...]: ...
    def rename(self, path: Path, name: str) -> Path: ...
    def duplicate(self, path: Path) -> Path: ...
    def delete(self, path: Path) -> Trashed: ...
    def restore(self, trashed: Trashed) -> Path: ...


def tooltip(entry: SavedEntry) -> str:
    return f"{entry.error or entry.friendly_id}\n{entry.path}".strip()
