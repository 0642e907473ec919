"""Collections: the tree of saved requests with its search; what is done to files here can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from workbench.ui.collections.state import FOLDERS, CollectionsSource, count_requests, outermost, search
from workbench.ui.collections.tree import CollectionsTree
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.widgets import EmptyState, Notice, Panel, ghost_button, label, push_button
from workbench.ui.widgets.ask import ask_text
from workbench.ui.widgets.undo_bar import UndoBar

if TYPE_CHECKING:
    from workbench.collections import Change, Node

SEARCH_SOON_MS = 60
UNDO_AT_MOST = 100


class CollectionsView(QWidget):
    """``open_requested``: the file of a request.  ``edit_requested``: a node whose words or values are to be edited.

    ``new_requested`` (``request``, ``event`` or ``persona``, folder), ``export_requested`` (nodes), ``close_requested`` (a collection),
    ``send_as_requested`` (a persona's file), ``send_event_requested`` (an event's), ``files_dropped`` (files, folder or nothing) and ``menu_wanted`` (the menu to
    fill with collections to open) are for the shell.  ``moved`` tells of files that have another path now.
    """

    open_requested = Signal(Path)
    edit_requested = Signal(object)
    new_requested = Signal(str, Path)
    export_requested = Signal(object)
    close_requested = Signal(Path)
    send_as_requested = Signal(Path)
    send_event_requested = Signal(Path)
    files_dropped = Signal(object, object)
    menu_wanted = Signal(object)
    sample_requested = Signal()
    changed = Signal()
    moved = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, source: CollectionsSource) -> None:
        super().__init__()
        self.setAccessibleName("Collections")
        self._theme = theme
        self._jobs = jobs
        self._source = source
        self._roots: tuple[Node, ...] = ()
        self._undos: list[Change] = []
        self._wanted: tuple[Path, ...] = ()
        self._busy = False
        self._again = False
        self._build()
        self._connect()

    # -- in ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the tree again; calls while it is being read make one more reading, not many."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        self._jobs.call(self._source.trees, owner=self, done=self._read, failed=self._not_read)

    def select(self, path: Path) -> None:
        """Mark the request the form shows, now or as soon as it is there."""
        self._wanted = (path,)
        self._choose_wanted()

    def show_menu_at_more(self) -> QMenu:
        menu = QMenu(self)
        self.menu_wanted.emit(menu)
        return menu

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    # -- out --------------------------------------------------------------------------------------

    def roots(self) -> tuple[Node, ...]:
        """The tree as it was read last, whatever the search leaves of it."""
        return self._roots

    def target_folder(self) -> Path | None:
        """Where something new goes: the chosen folder, else the first collection."""
        return self.tree.current_folder() or (self._roots[0].path if self._roots else None)

    def chosen(self) -> list[Node]:
        return self.tree.chosen()

    # -- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = Panel(bottom=6)
        outer.addWidget(panel)
        head = QHBoxLayout()
        head.setContentsMargins(10, 6, 6, 4)
        head.setSpacing(6)
        head.addWidget(label("Collections", "heading"))
        self._count = label("", "muted")
        head.addWidget(self._count)
        head.addStretch(1)
        self.add = ghost_button(theme, "plus", "New…", "New request, event, folder or persona where the choice is")
        self.more = ghost_button(theme, "more", "More about collections", "Open, close, import and export collections")
        head.addWidget(self.add)
        head.addWidget(self.more)
        panel.body.addLayout(head)
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 8, 6)
        self.search = QLineEdit()
        self.search.setAccessibleName("Search collections")
        self.search.setPlaceholderText("Search collections")
        self.search.setClearButtonEnabled(True)
        row.addWidget(self.search)
        panel.body.addLayout(row)
        self.notice = Notice(theme, closable=True)
        panel.body.addWidget(self.notice)
        self.tree = CollectionsTree(theme)
        self._sample = push_button("Open the sample", "Requests that show what the Sandbox can do")
        self.empty = EmptyState(
            theme,
            "save",
            "Nothing saved yet",
            "Press Save in the form to keep a request under a name, or look at the sample.",
            self._sample,
        )
        self.nothing = EmptyState(theme, "search", "Nothing found", "No request, event, folder or persona has these words.")
        self._pages = QStackedWidget()
        for page in (self.tree, self.empty, self.nothing):
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(self.empty)
        panel.body.addWidget(self._pages, 1)
        self.undo = UndoBar(theme)
        panel.body.addWidget(self.undo)

    def _connect(self) -> None:
        tree, model = self.tree, self.tree.shown_model
        tree.opened.connect(self._open)
        tree.delete_pressed.connect(self.delete_chosen)
        tree.duplicate_pressed.connect(self.duplicate_chosen)
        tree.undo_pressed.connect(self.undo_last)
        tree.customContextMenuRequested.connect(self._menu)
        model.rename_requested.connect(lambda path, name: self._change(lambda: self._source.rename(path, name)))
        model.move_requested.connect(lambda paths, folder, before: self._change(lambda: self._source.move(paths, folder, before)))
        model.files_dropped.connect(self.files_dropped)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SEARCH_SOON_MS)
        self._soon.timeout.connect(self._fill)
        self.search.textChanged.connect(lambda _: self._soon.start())
        self.add.clicked.connect(self._add_menu)
        self._sample.clicked.connect(self.sample_requested)
        self.more.clicked.connect(lambda: self._popup(self.show_menu_at_more(), self.more))

    # -- showing ----------------------------------------------------------------------------------

    def _read(self, roots: tuple[Node, ...]) -> None:
        self._busy = False
        if roots != self._roots:
            self._roots = roots
            self._fill()
            self.changed.emit()
        self._choose_wanted()
        self._once_more()

    def _not_read(self, problem: BaseException) -> None:
        self._busy = False
        self._failed(problem)
        self._once_more()

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.refresh()

    def _fill(self) -> None:
        text = self.search.text().strip()
        shown = search(self._roots, text) if text else self._roots
        self.tree.show_roots(shown, everything=bool(text))
        requests = count_requests(self._roots)
        self._count.setText(f"{requests:,}" if requests else "")
        nothing_saved = not any(root.children or root.error for root in self._roots) and len(self._roots) < 2
        self._pages.setCurrentWidget(self.nothing if text and not shown else self.empty if nothing_saved else self.tree)

    def _choose_wanted(self) -> None:
        if self._wanted and any(self.tree.shown_model.find(path).isValid() for path in self._wanted):
            self.tree.choose(self._wanted)
            self._wanted = ()

    # -- menus ------------------------------------------------------------------------------------

    def _popup(self, menu: QMenu, beside: QWidget) -> None:
        menu.popup(beside.mapToGlobal(QPoint(0, beside.height())))

    def _add_menu(self) -> None:
        folder = self.target_folder()
        if folder is None:
            return
        menu = QMenu(self)
        self._fill_new(menu, folder)
        self._popup(menu, self.add)

    def _fill_new(self, menu: QMenu, folder: Path) -> None:
        menu.addAction("New request here", lambda: self.new_requested.emit("request", folder))
        menu.addAction("New event…", lambda: self.new_requested.emit("event", folder))
        menu.addAction("New folder…", lambda: self.new_folder(folder))
        menu.addAction("New persona…", lambda: self.new_requested.emit("persona", folder))

    def _menu(self, place: QPoint) -> None:
        index = self.tree.indexAt(place)
        node = self.tree.shown_model.node(index)
        menu = QMenu(self)
        if node is None:
            self.menu_wanted.emit(menu)
        elif len(self.tree.chosen()) > 1:
            self._fill_many(menu)
        else:
            self._fill_one(menu, node)
        menu.popup(self.tree.viewport().mapToGlobal(place))

    def _fill_one(self, menu: QMenu, node: Node) -> None:
        kind = node.kind.value
        if kind in FOLDERS:
            self._fill_new(menu, node.path)
            menu.addSeparator()
            menu.addAction("Edit…", lambda: self.edit_requested.emit(node))
        elif kind == "persona":
            menu.addAction("Edit…", lambda: self._open(node))
            menu.addAction("Send as this persona", lambda: self.send_as_requested.emit(node.path))
        elif kind == "event":
            menu.addAction("Edit…", lambda: self._open(node))
            menu.addAction("Send this event", lambda: self.send_event_requested.emit(node.path)).setEnabled(not node.error)
        else:
            menu.addAction("Open", lambda: self._open(node))
        menu.addAction("Rename", lambda: self.tree.edit(self.tree.currentIndex())).setEnabled(not node.error)
        if kind != "collection":
            menu.addAction("Duplicate", self.duplicate_chosen).setEnabled(not node.error)
        menu.addSeparator()
        if kind != "persona":
            menu.addAction("Export…", lambda: self.export_requested.emit(node)).setEnabled(not node.error)
        menu.addAction("Copy the path", lambda: QGuiApplication.clipboard().setText(str(node.path)))
        menu.addSeparator()
        if kind == "collection":
            menu.addAction("Close", lambda: self.close_requested.emit(node.path))
        else:
            menu.addAction("Delete", self.delete_chosen)

    def _fill_many(self, menu: QMenu) -> None:
        many = len(self.tree.chosen())
        menu.addAction(f"Duplicate {many} items", self.duplicate_chosen)
        menu.addAction(f"Delete {many} items", self.delete_chosen)

    # -- changing ---------------------------------------------------------------------------------

    def new_folder(self, parent: Path | None = None) -> None:
        folder = parent or self.target_folder()
        if folder is not None:
            ask_text(self, "New folder", "Name", "", lambda name: self._new_folder(folder, name), ok="Create")

    def _new_folder(self, parent: Path, name: str) -> None:
        if name.strip():
            self._change(lambda: self._source.new_folder(parent, name.strip()))

    def duplicate_chosen(self) -> None:
        if paths := self._paths():
            self._change(lambda: self._source.duplicate(paths))

    def delete_chosen(self) -> None:
        if paths := self._paths():
            self._change(lambda: self._source.delete(paths))

    def _paths(self) -> tuple[Path, ...]:
        return outermost([node.path for node in self.tree.chosen() if node.kind.value != "collection"])

    def changed_by(self, change: Change) -> None:
        """A change somebody made elsewhere: it can be taken back here."""
        self._undos = [*self._undos[1 - UNDO_AT_MOST :], change]
        self.undo.show_text(change.what, self.undo_last)
        self._wanted = tuple(change.paths)
        self.moved.emit(change.moves)
        self.refresh()

    def undo_last(self) -> None:
        """Take the last change back; then the one before it."""
        if not self._undos:
            return
        change = self._undos.pop()
        self.undo.hide()
        self._jobs.call(change.undo, owner=self, done=lambda _: self._undone(change), failed=self._failed)

    def _undone(self, change: Change) -> None:
        self._wanted = tuple(old for old, _ in change.moves)
        self.moved.emit(tuple((new, old) for old, new in change.moves))
        self.refresh()

    def _change(self, work: Callable[[], Any]) -> None:
        self._jobs.call(work, owner=self, done=self.changed_by, failed=self._failed)

    def _open(self, node: Node) -> None:
        if node.error:
            self.notice.show_text("bad", "This file cannot be opened", f"{node.error}\nMend it in an editor: {node.path}")
        elif node.kind.value in ("persona", "event"):
            self.edit_requested.emit(node)
        else:
            self.open_requested.emit(node.path)

    def _failed(self, problem: BaseException) -> None:
        if not type(problem).__module__.startswith("workbench.collections"):
            raise problem
        self.notice.show_text("bad", "That did not work", str(problem))
        self.refresh()


def places(roots: Sequence[Node]) -> tuple[tuple[str, Path, int], ...]:
    """Every folder something can be saved into: label, folder, depth."""
    found: list[tuple[str, Path, int]] = []

    def look(node: Node, depth: int) -> None:
        if node.kind.value in FOLDERS and not node.error:
            found.append((node.name, node.path, depth))
            for child in node.children:
                look(child, depth + 1)

    for root in roots:
        look(root, 0)
    return tuple(found)
