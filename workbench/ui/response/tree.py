"""The tree: a lazy model over the lines of a document; a node is the line its value begins on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.inspect import Document, Kind

PAGE = 500
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TreeModel(QAbstractItemModel):
    """Key and value columns.  Children are looked up a page at a time, when a node is opened and as one scrolls."""

    def __init__(self, document: Document | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._children: dict[int, list[int]] = {}
        self._count: dict[int, int] = {}
        self._place: dict[int, tuple[int, int]] = {}
        if document is not None and document.kind is Kind.JSON:
            self._add(-1, document.roots(limit=PAGE))

    def line(self, index: Index) -> int:
        return int(index.internalId()) if index.isValid() else -1

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        owner = self.line(parent)
        given = self._children.get(owner, ())
        if not (0 <= row < len(given) and 0 <= column < 2):
            return QModelIndex()
        return self.createIndex(row, column, given[row])

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        owner, _ = self._place.get(self.line(index), (-1, 0))
        if owner < 0:
            return QModelIndex()
        return self.createIndex(self._place[owner][1], 0, owner)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.column() > 0 else len(self._children.get(self.line(parent), ()))

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 2

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        if not parent.isValid():
            return bool(self._children.get(-1))
        return parent.column() == 0 and self._document is not None and self._document.opens(self.line(parent))

    def canFetchMore(self, parent: Index) -> bool:
        if not self.hasChildren(parent):
            return False
        return len(self._children.get(self.line(parent), ())) < self._total(self.line(parent))

    def fetchMore(self, parent: Index) -> None:
        line = self.line(parent)
        assert self._document is not None
        given = len(self._children.get(line, ()))
        more = self._document.roots(given, PAGE) if line < 0 else self._document.children(line, given, PAGE)
        if not more:
            return
        self.beginInsertRows(self._as_index(parent), given, given + len(more) - 1)
        self._add(line, more)
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
        if self._document.opens(line):
            count = self._total(line)
            return f"{{{count}}}" if self._document.is_object(line) else f"[{count}]"
        return self._document.preview(line)

    def _total(self, line: int) -> int:
        """How many children there are, given out or not; counted once."""
        assert self._document is not None
        if line not in self._count:
            self._count[line] = self._document.root_count() if line < 0 else self._document.child_count(line)
        return self._count[line]

    def _add(self, owner: int, lines: list[int]) -> None:
        given = self._children.setdefault(owner, [])
        for place, line in enumerate(lines, len(given)):
            self._place[line] = (owner, place)
        given += lines
