"""The saved list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.collections.state import SavedSource, tooltip
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.widgets import EmptyState, Notice, Panel, label
from workbench.ui.widgets.ask import ask_text
from workbench.ui.widgets.undo_bar import UndoBar

if TYPE_CHECKING:
    from workbench.collections import SavedEntry, Trashed

_ENTRY = Qt.ItemDataRole.UserRole


class SavedView(QWidget):
    """``open_requested`` carries the file of a saved request."""

    open_requested = Signal(Path)

    def __init__(self, theme: Theme, jobs: Jobs, source: SavedSource) -> None:
        super().__init__()
        self.setAccessibleName("Collections")
        self._theme = theme
        self._jobs = jobs
        self._source = source
        self._selected: Path | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = Panel(bottom=6)
        outer.addWidget(panel)
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 8, 6)
        head.setSpacing(8)
        head.addWidget(label("Collections", "heading"))
        self._count = label("", "muted")
        head.addWidget(self._count)
        head.addStretch(1)
        panel.body.addLayout(head)
        self.notice = Notice(theme, closable=True)
        panel.body.addWidget(self.notice)
        self.list = QListWidget()
        self.list.setAccessibleName("Saved requests")
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.itemActivated.connect(self._open)
        self.list.itemDoubleClicked.connect(self._open)
        theme.changed.connect(self._paint_icons)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(EmptyState(theme, "save", "Nothing saved yet", "Press Save in the form to keep a request under a name."))
        self._pages.setCurrentIndex(1)
        panel.body.addWidget(self._pages, 1)
        self.undo = UndoBar(theme)
        panel.body.addWidget(self.undo)

    def refresh(self) -> None:
        self._jobs.call(self._source.list, owner=self, done=self._show)

    def select(self, path: Path) -> None:
        """Mark the request the form shows."""
        self._selected = path
        for row in range(self.list.count()):
            if self._entry(self.list.item(row)).path == path:
                self.list.setCurrentRow(row)

    def _show(self, entries: tuple[SavedEntry, ...]) -> None:
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(entry.name)
            item.setData(_ENTRY, entry)
            item.setToolTip(tooltip(entry))
            self.list.addItem(item)
        self._paint_icons()
        self._count.setText(str(len(entries)) if entries else "")
        self._pages.setCurrentIndex(0 if entries else 1)
        if self._selected is not None:
            self.select(self._selected)

    def _paint_icons(self) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setIcon(self._theme.icon("warning", "warn") if self._entry(item).error else self._theme.icon("send"))

    def _entry(self, item: QListWidgetItem) -> SavedEntry:
        entry: SavedEntry = item.data(_ENTRY)
        return entry

    def _open(self, item: QListWidgetItem) -> None:
        entry = self._entry(item)
        if entry.error:
            self.notice.show_text("bad", "This file cannot be opened", f"{entry.error}\nMend it in an editor: {entry.path}")
        else:
            self.open_requested.emit(entry.path)

    def _menu(self, place: QPoint) -> None:
        item = self.list.itemAt(place)
        if item is None:
            return
        entry = self._entry(item)
        menu = QMenu(self)
        menu.addAction("Open", lambda: self._open(item))
        menu.addAction("Rename…", lambda: self._rename(entry))
        menu.addAction("Duplicate", lambda: self._change(lambda: self._source.duplicate(entry.path)))
        menu.addAction("Copy the file's path", lambda: QGuiApplication.clipboard().setText(str(entry.path)))
        menu.addSeparator()
        menu.addAction("Delete", lambda: self._delete(entry))
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _rename(self, entry: SavedEntry) -> None:
        def rename(name: str) -> None:
            if name.strip() and name.strip() != entry.name:
                self._change(lambda: self._source.rename(entry.path, name.strip()))

        ask_text(self, "Rename", "Name", entry.name, rename, ok="Rename")

    def _delete(self, entry: SavedEntry) -> None:
        def deleted(trashed: Trashed) -> None:
            self.undo.show_text(f"“{entry.name}” deleted", lambda: self._change(lambda: self._source.restore(trashed)))
            self.refresh()

        self._jobs.call(lambda: self._source.delete(entry.path), owner=self, done=deleted, failed=self._failed)

    def _change(self, work: Callable[[], Any]) -> None:
        self._jobs.call(work, owner=self, done=lambda _: self.refresh(), failed=self._failed)

    def _failed(self, problem: BaseException) -> None:
        if not type(problem).__module__.startswith("workbench.collections"):
            raise problem
        self.notice.show_text("bad", "That did not work", str(problem))
