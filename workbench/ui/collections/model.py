"""The collections as a Qt item model.  It adapts the tree of nodes and decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from workbench.ui.collections.state import FOLDERS, outermost, tooltip
from workbench.ui.theme import Theme

if TYPE_CHECKING:
    from workbench.collections import Node

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-workbench-paths"
_ROOT = QModelIndex()
_ICONS = {"collection": "save", "folder": "folder", "request": "send", "event": "event", "persona": "person"}


class _Item:
    """A node and where it stands.  Children are made when somebody looks: most folders stay closed."""

    __slots__ = ("_children", "node", "parent", "row")

    def __init__(self, node: Node, parent: _Item | None, row: int) -> None:
        self.node = node
        self.parent = parent
        self.row = row
        self._children: list[_Item] | None = None

    def children(self) -> list[_Item]:
        if self._children is None:
            self._children = [_Item(node, self, row) for row, node in enumerate(self.node.children)]
        return self._children

    def take(self, node: Node) -> None:
        """The same row, with what its file says now."""
        self.node = node
        for child, new in zip(self._children or (), node.children, strict=False):
            child.take(new)


def _same_shape(old: Node, new: Node) -> bool:
    """Whether the same files stand in the same order, whatever is in them."""
    return (
        old.path == new.path
        and old.kind is new.kind
        and len(old.children) == len(new.children)
        and all(map(_same_shape, old.children, new.children))
    )


class TreeModel(QAbstractItemModel):
    """Rows are dragged as their paths; a drop and an edited name are signals, done by whoever listens.

    ``move_requested``: paths, folder, the name it shall stand before.  ``files_dropped``: files from outside, folder.
    """

    move_requested = Signal(object, object, str)
    files_dropped = Signal(object, object)
    rename_requested = Signal(object, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._roots: list[_Item] = []
        self._places: dict[Path, tuple[int, ...]] | None = None
        theme.changed.connect(self._repaint)

    # -- in ---------------------------------------------------------------------------------------

    def show(self, roots: Sequence[Node], *, anew: bool = False) -> bool:
        """Show a tree.  Where only what files say changed, rows stay as they are; else all of it is new, and the answer is true."""
        if (
            not anew
            and len(roots) == len(self._roots)
            and all(_same_shape(item.node, node) for item, node in zip(self._roots, roots, strict=True))
        ):
            for item, node in zip(self._roots, roots, strict=True):
                item.take(node)
            self._repaint()
            return False
        self.beginResetModel()
        self._roots = [_Item(node, None, row) for row, node in enumerate(roots)]
        self._places = None
        self.endResetModel()
        return True

    def node(self, index: Index) -> Node | None:
        item = self._item(index)
        return item.node if item is not None else None

    def find(self, path: Path) -> QModelIndex:
        """The row of a file or folder; invalid where there is none.  Only the folders on the way are looked into."""
        if self._places is None:
            self._places = _places([item.node for item in self._roots], ())
        rows = self._places.get(path, ())
        items, found = self._roots, None
        for row in rows:
            found = items[row]
            items = found.children()
        return self.createIndex(found.row, 0, found) if found is not None else QModelIndex()

    def folder_of(self, index: Index) -> Path | None:
        """The folder itself, or the one the row stands in."""
        item = self._item(index)
        while item is not None and item.node.kind.value not in FOLDERS:
            item = item.parent
        return item.node.path if item is not None else None

    # -- Qt ---------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        items = self._below(parent)
        if column != 0 or not 0 <= row < len(items):
            return QModelIndex()
        return self.createIndex(row, 0, items[row])

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        item = self._item(index)
        if item is None or item.parent is None:
            return QModelIndex()
        return self.createIndex(item.parent.row, 0, item.parent)

    def rowCount(self, parent: Index = _ROOT) -> int:
        if parent.isValid() and parent.column() != 0:
            return 0
        item = self._item(parent)
        return len(self._roots) if item is None else len(item.node.children)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._item(index)
        if item is None:
            return None
        node = item.node
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return node.name
        if role == Qt.ItemDataRole.DecorationRole:
            return self._theme.icon("warning", "warn") if node.error else self._theme.icon(_ICONS[node.kind.value])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(node)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{node.name}, {node.kind.value}" + (", cannot be read" if node.error else "")
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A new name is asked for, not set: the file decides."""
        node = self.node(index)
        name = str(value).strip()
        if node is not None and role == Qt.ItemDataRole.EditRole and name and name != node.name:
            self.rename_requested.emit(node.path, name)
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Laying the tree out asks this of every open row, and Python takes long to put flags together."""
        item = self._item(index)
        return _flags(item.node.kind.value, bool(item.node.error)) if item is not None else Qt.ItemFlag.NoItemFlags

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        item = self._item(parent)
        return bool(item.node.children) if item is not None else bool(self._roots)

    def mimeTypes(self) -> list[str]:
        return [MIME, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        paths = outermost([node.path for node in map(self.node, indexes) if node is not None and node.kind.value != "collection"])
        made = QMimeData()
        made.setData(MIME, json.dumps([str(path) for path in paths]).encode())
        return made

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Always false: nothing is inserted or taken away here, the tree is read again once the files were moved."""
        folder = self.folder_of(parent)
        if folder is None:
            return False
        if data.hasFormat(MIME):
            siblings = self._below(parent)
            before = siblings[row].node.path.name if 0 <= row < len(siblings) else ""
            self.move_requested.emit([Path(text) for text in json.loads(bytes(data.data(MIME).data()))], folder, before)
        elif data.hasUrls():
            self.files_dropped.emit([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()], folder)
        return False

    # -- inside -----------------------------------------------------------------------------------

    def _item(self, index: Index) -> _Item | None:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Item) else None

    def _below(self, index: Index) -> list[_Item]:
        item = self._item(index)
        return self._roots if item is None else item.children()

    def _repaint(self) -> None:
        for top in self._tops():
            self.dataChanged.emit(top, top, [Qt.ItemDataRole.DecorationRole])

    def _tops(self) -> Iterator[QModelIndex]:
        for row in range(len(self._roots)):
            yield self.index(row, 0)


@lru_cache
def _flags(kind: str, broken: bool) -> Qt.ItemFlag:
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    if not broken:
        flags |= Qt.ItemFlag.ItemIsEditable
    if kind != "collection":
        flags |= Qt.ItemFlag.ItemIsDragEnabled
    if kind in FOLDERS and not broken:
        flags |= Qt.ItemFlag.ItemIsDropEnabled
    if kind not in FOLDERS:
        flags |= Qt.ItemFlag.ItemNeverHasChildren
    return flags


def _places(nodes: Sequence[Node], above: tuple[int, ...]) -> dict[Path, tuple[int, ...]]:
    """The rows that lead to every path."""
    found: dict[Path, tuple[int, ...]] = {}
    left = [(nodes, above)]
    while left:
        inner, rows = left.pop()
        for row, node in enumerate(inner):
            found[node.path] = (*rows, row)
            if node.children:
                left.append((node.children, (*rows, row)))
    return found
