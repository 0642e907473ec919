"""Keep what is open in a tree when a new response of the same shape takes its place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QTreeView

AT_MOST = 2_000
"""Open nodes that are remembered."""
Rows = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TreePlace:
    """Open nodes and the current one as rows from the root; where the view is scrolled to."""

    opened: tuple[Rows, ...]
    current: Rows
    scrolled: int


def place_of(tree: QTreeView) -> TreePlace:
    opened: list[Rows] = []
    index, seen = tree.model().index(0, 0), 0
    while index.isValid() and seen < 10 * AT_MOST and len(opened) < AT_MOST:
        if tree.isExpanded(index):
            opened.append(_rows(index))
        index = tree.indexBelow(index)
        seen += 1
    return TreePlace(tuple(opened), _rows(tree.currentIndex()), tree.verticalScrollBar().value())


def restore(tree: QTreeView, place: TreePlace) -> None:
    for rows in place.opened:
        if (index := _index(tree, rows)) is not None:
            tree.expand(index)
    if (current := _index(tree, place.current)) is not None and place.current:
        tree.setCurrentIndex(current)
    tree.doItemsLayout()
    tree.verticalScrollBar().setValue(place.scrolled)


def _rows(index: QModelIndex) -> Rows:
    rows: list[int] = []
    while index.isValid():
        rows.append(index.row())
        index = index.parent()
    return tuple(reversed(rows))


def _index(tree: QTreeView, rows: Rows) -> QModelIndex | None:
    """The node at those rows, where the new document has one."""
    model, index = tree.model(), QModelIndex()
    for row in rows:
        while row >= model.rowCount(index) and model.canFetchMore(index):
            model.fetchMore(index)
        if row >= model.rowCount(index):
            return None
        index = model.index(row, 0, index)
    return index
