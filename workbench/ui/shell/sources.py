"""Doors that open when first used: the rooms of the window are built before history and saved files are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain import Recorded
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.collections import Change, Node
    from workbench.history import Deletion, Facets, Query, Row


class HistoryDoor:
    """The history as the panel needs it.  Every call blocks: the panel makes them on a worker thread."""

    def __init__(self, workbench: Workbench) -> None:
        self._open = workbench.history

    def search(self, query: Query, *, limit: int = 200, offset: int = 0) -> tuple[Row, ...]:
        return self._open().search(query, limit=limit, offset=offset)

    def count(self, query: Query) -> int:
        return self._open().count(query)

    def get(self, number: int) -> Recorded:
        return self._open().get(number)

    def pin(self, numbers: Sequence[int], pinned: bool) -> None:
        self._open().pin(numbers, pinned)

    def set_label(self, number: int, label: str) -> None:
        self._open().set_label(number, label)

    def set_note(self, number: int, note: str) -> None:
        self._open().set_note(number, note)

    def delete(self, numbers: Sequence[int]) -> Deletion:
        return self._open().delete(numbers)

    def restore(self, deletion: Deletion) -> None:
        self._open().restore(deletion)

    def facets(self) -> Facets:
        return self._open().facets()

    def change_stamp(self) -> int:
        return self._open().change_stamp()


class CollectionsDoor:
    """The open collections as the tree needs them; blocking, as above."""

    def __init__(self, workbench: Workbench) -> None:
        self._open = workbench.collections

    def trees(self) -> tuple[Node, ...]:
        return self._open().trees()

    def new_folder(self, parent: Path, name: str) -> Change:
        return self._open().new_folder(parent, name)

    def rename(self, path: Path, name: str) -> Change:
        return self._open().rename(path, name)

    def duplicate(self, paths: Sequence[Path]) -> Change:
        return self._open().duplicate(paths)

    def move(self, paths: Sequence[Path], folder: Path, before: str = "") -> Change:
        return self._open().move(paths, folder, before)

    def delete(self, paths: Sequence[Path]) -> Change:
        return self._open().delete(paths)
