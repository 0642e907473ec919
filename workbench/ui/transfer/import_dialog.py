"""The import dialog: first what is given, then what it would bring and where it goes.  Nothing is written before Import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain import Tenant
from workbench.ui.jobs import Job, Jobs
from workbench.ui.theme import Theme
from workbench.ui.transfer.choose_page import ChoosePage, local_paths
from workbench.ui.transfer.files import new_folder, read_path
from workbench.ui.transfer.report_page import ReportPage
from workbench.ui.transfer.state import ImportSource
from workbench.ui.widgets import elided, primary_button, push_button
from workbench.ui.widgets.errors import explain

if TYPE_CHECKING:
    from workbench.collections.incoming.plan import ImportPlan

Read = tuple["ImportPlan", tuple[tuple[str, Path], ...], tuple[Tenant, ...], Path]


class ImportDialog(QDialog):
    """``imported`` carries what ``source.bring_in`` gave.  Closed while it writes, it goes on out of sight and still tells."""

    imported = Signal(object)

    def __init__(self, parent: QWidget | None, theme: Theme, jobs: Jobs, source: ImportSource) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.setAcceptDrops(True)
        self._jobs = jobs
        self._source = source
        self._plan: ImportPlan | None = None
        self._reading: Job | None = None
        self._writing = False
        self._more = 0
        self.choose = ChoosePage(theme)
        self.report = ReportPage(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.choose)
        self._pages.addWidget(self.report)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(self._pages, 1)
        column.addLayout(self._build_foot())
        self._connect()
        self.resize(860, 720)
        self._show_state()
        self.choose.file.setFocus()

    def _build_foot(self) -> QHBoxLayout:
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        self.progress.setAccessibleName("Progress")
        self.status = elided("", "muted")
        self.cancel = push_button("Cancel")
        self.start = primary_button("Import", "Write it into the collection; it can be undone there")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.progress)
        row.addWidget(self.status, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.start)
        return row

    def _connect(self) -> None:
        self.choose.path_given.connect(self.show_path)
        self.choose.text_given.connect(self._show_text)
        self.report.another.clicked.connect(self._choose_again)
        self.report.changed.connect(self._show_state)
        self.cancel.clicked.connect(self.reject)
        self.start.clicked.connect(self.bring_in)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.activated.connect(self._paste)
        go = QShortcut(QKeySequence("Ctrl+Return"), self.report)
        go.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        go.activated.connect(self.bring_in)

    # -- what is given ----------------------------------------------------------------------------

    def show_bytes(self, name: str, data: bytes) -> None:
        """Look at what was dropped or pasted elsewhere."""
        self._read(name, lambda: (name, data))

    def show_path(self, path: Path, more: int = 0) -> None:
        """Look at a file, or at a folder of files; ``more`` that were given with it are left for later."""
        self._read(path.name, lambda: read_path(path), more=more)

    def _show_text(self, name: str, text: str) -> None:
        self._read(name, lambda: (name, text.encode("utf-8", "replace")), text)

    def _paste(self) -> None:
        if self._at_choosing() and not self._busy():
            self.choose.paste_clipboard()

    def _choose_again(self) -> None:
        self._pages.setCurrentWidget(self.choose)
        self.choose.notice.hide()
        self._show_state()
        self.choose.file.setFocus()

    # -- reading ----------------------------------------------------------------------------------

    def _read(self, name: str, get: Callable[[], tuple[str, bytes]], text: str = "", more: int = 0) -> None:
        if self._writing:
            return
        if self._reading is not None:
            self._reading.drop()
        source = self._source

        def work() -> Read:
            plan = source.read(*get())
            return plan, source.destinations(), source.tenants(), new_folder(plan.root.name or plan.source)

        self._more = more
        self._reading = self._jobs.call(work, owner=self, done=self._was_read, failed=lambda problem: self._not_read(problem, text))
        self.status.set_whole(f"Reading {name}…")
        self._show_state()

    def _was_read(self, read: Read) -> None:
        self._reading = None
        self._plan = read[0]
        self._pages.setCurrentWidget(self.report)
        self.report.show_plan(*read)
        if self._more:
            text = "Drop the other file afterwards." if self._more == 1 else f"Drop the other {self._more} files afterwards."
            self.report.notice.show_text("info", "One file at a time", text)
        self.report.report.table.setFocus()

    def _not_read(self, problem: BaseException, text: str) -> None:
        self._reading = None
        self._pages.setCurrentWidget(self.choose)
        self.choose.keep_text(text)
        self.choose.notice.show_text("bad", "This cannot be imported", explain(problem))
        self._show_state()
        (self.choose.text if text else self.choose.file).setFocus()

    # -- writing ----------------------------------------------------------------------------------

    def bring_in(self) -> None:
        plan, destination = self._plan, self.report.destination()
        if plan is None or destination is None or self._busy() or not self.report.is_ready():
            return
        keys = self.report.keys()
        self._writing = True
        self.report.notice.hide()
        self.status.set_whole("Importing…")
        self._show_state()
        self._jobs.call(
            lambda: self._source.bring_in(plan, destination, keys), owner=self, done=self._was_brought, failed=self._not_brought
        )

    def _was_brought(self, brought: object) -> None:
        self._writing = False
        self.imported.emit(brought)
        self.accept()

    def _not_brought(self, problem: BaseException) -> None:
        self._writing = False
        self._show_state()
        if not self.isVisible():
            self.open()
        self.report.notice.show_text("bad", "Not imported", explain(problem))
        self.start.setFocus()

    # -- state ------------------------------------------------------------------------------------

    def _busy(self) -> bool:
        return self._reading is not None or self._writing

    def _at_choosing(self) -> bool:
        return self._pages.currentWidget() is self.choose

    def _show_state(self) -> None:
        busy = self._busy()
        self._pages.setEnabled(not busy)
        self.progress.setVisible(busy)
        if not busy:
            self.status.set_whole("")
        self.start.setVisible(not self._at_choosing())
        self.start.setEnabled(not busy and self.report.is_ready())
        self._name_cancel("Hide" if self._writing else "Cancel")

    def _name_cancel(self, name: str) -> None:
        self.cancel.setText(name)
        self.cancel.setAccessibleName(name)
        self.cancel.setToolTip("The import goes on" if name == "Hide" else "")

    # -- ending -----------------------------------------------------------------------------------

    def reject(self) -> None:
        """Escape and Cancel: stop reading, else leave.  Writing cannot be stopped half way, only left to itself."""
        if self._reading is not None:
            self._reading.drop()
            self._reading = None
            self._show_state()
        elif self._writing:
            self.hide()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._writing:
            event.ignore()
            self.hide()
        else:
            if self._reading is not None:
                self._reading.drop()
                self._reading = None
            super().closeEvent(event)

    # -- dropping ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if not self._writing and (local_paths(data) or data.hasText()):
            event.acceptProposedAction()
            self.choose.show_drag(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.choose.show_drag(False)

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.choose.show_drag(False)
        self.choose.give(event.mimeData())
