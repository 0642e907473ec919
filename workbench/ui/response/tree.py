"""The tree: a lazy model over the lines of a document; a node is the line its value begins on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.inspect import Document, Kind

PAGE = 500
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TreeModel(QAbstractItemModel):
    """Key and value columns.  Children are looked up when a node is opened, and given out in pages."""

    def __init__(self, document: Document | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._children: dict[int, list[int]] = {}
        self._given: dict[int, int] = {}
        self._place: dict[int, tuple[int, int]] = {}
        if document is not None and document.kind is Kind.JSON:
            self._load(-1, document.roots())

    def line(self, index: Index) -> int:
        return int(index.internalId()) if index.isValid() else -1

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        owner = self.line(parent)
        given = self._given.get(owner, 0)
        if not (0 <= row < given and 0 <= column < 2):
            return QModelIndex()
        return self.createIndex(row, column, self._children[owner][row])

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        owner, _ = self._place.get(self.line(index), (-1, 0))
        if owner < 0:
            return QModelIndex()
        return self.createIndex(self._place[owner][1], 0, owner)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.column() > 0 else self._given.get(self.line(parent), 0)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 2

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        if not parent.isValid():
            return bool(self._children.get(-1))
        return parent.column() == 0 and self._document is not None and self._document.fold_end(self.line(parent)) is not None

    def canFetchMore(self, parent: Index) -> bool:
        if not self.hasChildren(parent):
            return False
        line = self.line(parent)
        return line not in self._children or self._given[line] < len(self._children[line])

    def fetchMore(self, parent: Index) -> None:
        line = self.line(parent)
        assert self._document is not None
        children = self._children.get(line) or self._document.children(line)
        self._children[line] = children
        self._given.setdefault(line, 0)
        given = self._given.get(line, 0)
        more = min(PAGE, len(children) - given)
        if more <= 0:
            return
        self.beginInsertRows(self._as_index(parent), given, given + more - 1)
        for place in range(given, given + more):
            self._place[children[place]] = (line, place)
        self._given[line] = given + more
        self.endInsertRows()

    def _as_index(self, index: Index) -> QModelIndex:
        return self.index(index.row(), index.column(), index.parent()) if index.isValid() else QModelIndex()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("Key", "Value")[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._document is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.line(index)
        if index.column() == 0:
            key = self._document.key_of(line)
            owner, place = self._place[line]
            return key if key is not None else ("$" if owner < 0 else f"[{place}]")
        return self._value(line)

    def _value(self, line: int) -> str:
        assert self._document is not None
        if self._document.fold_end(line) is not None:
            opener = self._document.line(line).rstrip()[-1:]
            count = self._document.child_count(line)
            return f"{{{count}}}" if opener == "{" else f"[{count}]"
        return self._document.value_text(line)[:500]

    def _load(self, owner: int, lines: list[int]) -> None:
        self._children[owner] = lines
        self._given[owner] = len(lines)
        for place, line in enumerate(lines):
            self._place[line] = (owner, place)
