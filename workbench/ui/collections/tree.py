"""The tree itself: what is open in it stays open, keys do what menus do, drops come from inside and outside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from workbench.ui.collections.model import TreeModel
from workbench.ui.theme import Theme

if TYPE_CHECKING:
    from workbench.collections import Node

_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CollectionsTree(QTreeView):
    """``delete_pressed``, ``undo_pressed`` and ``duplicate_pressed`` are keys; ``opened`` carries a node."""

    opened = Signal(object)
    delete_pressed = Signal()
    duplicate_pressed = Signal()
    undo_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Saved requests")
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setExpandsOnDoubleClick(False)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.shown_model = TreeModel(theme)
        self.setModel(self.shown_model)
        self._closed: set[Path] = set()
        self._open: set[Path] = set()
        self._filling = False
        self._unsettled = False
        """What is open now is not what was asked to be: a search opened all, or another memory came."""
        self.expanded.connect(lambda index: self._opened_or_closed(index, True))
        self.collapsed.connect(lambda index: self._opened_or_closed(index, False))
        self.doubleClicked.connect(self._activate)

    # -- in ---------------------------------------------------------------------------------------

    def show_roots(self, roots: Sequence[Node], *, everything: bool = False) -> None:
        """Show a tree; what was open is open again, what was chosen is chosen.  ``everything`` opens all: a search."""
        chosen, current = self.chosen(), self.current()
        place = self.verticalScrollBar().value()
        self._filling = True
        blocked = self.blockSignals(True)
        if self.shown_model.show(roots, anew=everything or self._unsettled):
            if not everything:
                self._open_again(roots)
            self.choose([node.path for node in chosen], current.path if current is not None else None, scroll=False)
            self.verticalScrollBar().setValue(place)
        if everything:
            self.expandAll()
        self._unsettled = everything
        self.viewport().update()
        self.blockSignals(blocked)
        self._filling = False

    def choose(self, paths: Sequence[Path], current: Path | None = None, *, scroll: bool = True) -> None:
        """Choose rows by their paths; folders above them open."""
        selection = self.selectionModel()
        selection.clearSelection()
        found = [index for index in map(self.shown_model.find, paths) if index.isValid()]
        for index in found:
            selection.select(index, QItemSelectionModel.SelectionFlag.Select)
        at = self.shown_model.find(current) if current is not None else (found[0] if found else QModelIndex())
        if at.isValid():
            selection.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
            if scroll:
                self.scrollTo(at)

    def remembered(self) -> dict[str, list[str]]:
        """What is open and closed, for the next start."""
        return {"open": sorted(map(str, self._open)), "closed": sorted(map(str, self._closed))}

    def restore(self, remembered: object) -> None:
        if isinstance(remembered, dict):
            self._unsettled = True
            self._open = {Path(text) for text in remembered.get("open", ()) if isinstance(text, str)}
            self._closed = {Path(text) for text in remembered.get("closed", ()) if isinstance(text, str)}

    # -- out --------------------------------------------------------------------------------------

    def chosen(self) -> list[Node]:
        """The chosen rows from top to bottom."""
        indexes = sorted(self.selectionModel().selectedRows(), key=lambda index: self.visualRect(index).top())
        return [node for node in map(self.shown_model.node, indexes) if node is not None]

    def current(self) -> Node | None:
        return self.shown_model.node(self.currentIndex())

    def current_folder(self) -> Path | None:
        """Where something new would go."""
        return self.shown_model.folder_of(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if plain and event.key() in _OPEN_KEYS and self.state() != QAbstractItemView.State.EditingState:
            self._activate(self.currentIndex())
        elif (plain and event.key() == Qt.Key.Key_Delete) or (control and event.key() == Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
        elif control and event.key() == Qt.Key.Key_D:
            self.duplicate_pressed.emit()
        elif control and event.key() == Qt.Key.Key_Z:
            self.undo_pressed.emit()
        else:
            super().keyPressEvent(event)

    # -- inside -----------------------------------------------------------------------------------

    def _activate(self, index: QModelIndex) -> None:
        node = self.shown_model.node(index)
        if node is None:
            return
        if node.children or node.kind.value in ("collection", "folder"):
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.opened.emit(node)

    def _open_again(self, roots: Sequence[Node]) -> None:
        """A collection is open until somebody closes it; a folder is closed until somebody opens it."""
        for root in roots:
            if root.path not in self._closed:
                self.setExpanded(self.shown_model.find(root.path), True)
        for path in sorted(self._open, key=lambda path: len(path.parts)):
            index = self.shown_model.find(path)
            if index.isValid():
                self.setExpanded(index, True)

    def _opened_or_closed(self, index: QModelIndex, opened: bool) -> None:
        node = None if self._filling else self.shown_model.node(index)
        if node is None:
            return
        if node.kind.value == "collection":
            (self._closed.discard if opened else self._closed.add)(node.path)
        else:
            (self._open.add if opened else self._open.discard)(node.path)
