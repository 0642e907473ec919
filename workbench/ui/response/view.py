"""One exchange, shown.  ``show_exchange`` in; what is asked for, out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from workbench.domain import Recorded, Response
from workbench.ui.jobs import Job, Jobs
from workbench.ui.response.checks import ChecksBadge
from workbench.ui.response.expecting import ExpectMenu
from workbench.ui.response.pretty import PrettyPage
from workbench.ui.response.state import large_text, read_state, sent_text, when_text
from workbench.ui.response.timing import Waterfall
from workbench.ui.theme import Theme
from workbench.ui.widgets import Badge, EmptyState, Notice, Panel, elided, line, look, push_button, tone
from workbench.ui.widgets.document_lines import TextLines
from workbench.ui.widgets.lines import LineSource, LinesView, NoLines

if TYPE_CHECKING:
    # Reading, searching and the tree are loaded with the first response, which the first paint does not wait for.
    from workbench.inspect import Document

AT_ONCE = 100_000
"""Bytes up to which a body is read in the GUI thread: it takes less than a frame, and nothing flickers."""
AUTOMATIC = 5_000_000
"""Bytes from which reading shows its progress and can be cancelled."""
TREE_KEY_WIDTH = 260
EMPTY, TABS, READING, STOPPED = range(4)


class ResponseView(QWidget):
    """``shown`` fires when the document of the last exchange is on screen."""

    compare_requested = Signal()
    baseline_requested = Signal()
    save_requested = Signal(bytes, str)
    print_requested = Signal(object, str)
    link_requested = Signal(str)
    image_requested = Signal(str)
    shown = Signal()

    def __init__(self, theme: Theme, jobs: Jobs) -> None:
        super().__init__()
        self.setAccessibleName("Response")
        self._theme = theme
        self._jobs = jobs
        self._recorded: Recorded | None = None
        self._document: Document | None = None
        self._reading: Job | None = None
        self._stop_reading = threading.Event()
        self._keep_place = False
        self._stale: set[int] = set()
        self.expecting = ExpectMenu(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = Panel()
        outer.addWidget(panel)
        panel.body.addLayout(self._build_summary())
        panel.body.addWidget(self._progress)
        panel.body.addWidget(self.checks.list)
        panel.body.addWidget(line())
        self._notice_box = QWidget()
        box = QVBoxLayout(self._notice_box)
        box.setContentsMargins(10, 8, 10, 4)
        self.notice = Notice(theme)
        box.addWidget(self.notice)
        self._notice_box.hide()
        panel.body.addWidget(self._notice_box)
        self.message = Notice(theme, closable=True)
        panel.body.addWidget(self.message)
        self._pages = QStackedWidget()
        for page in (self._build_empty(), self._build_tabs(), self._build_reading(), self._build_stopped()):
            self._pages.addWidget(page)
        panel.body.addWidget(self._pages, 1)

    # -- in ---------------------------------------------------------------------------------------

    def show_exchange(self, recorded: Recorded | None) -> None:
        """Show an exchange; reading a large body goes on in the background, the last one asked for wins."""
        self._progress.hide()
        same_shape = self._recorded is not None and recorded is not None and _same_request(self._recorded, recorded)
        self._recorded = recorded
        self.show_baseline("")
        self.checks.show_checks(())
        self.message.hide()
        if recorded is None:
            self._stop()
            self._document = None
            self.compare_button.setEnabled(False)
            self._status.show_text("Response")
            self._pages.setCurrentIndex(EMPTY)
            return
        state = read_state(recorded)
        self._status.show_text(state.status, state.tone)
        self._facts.set_whole(f"{state.facts} · {when_text(recorded.exchange.started_at)}")
        self._slow.show_text("> 400 ms" if state.slow else "", "warn")
        self.compare_button.setEnabled(recorded.exchange.response is not None)
        self._notice_box.setVisible(bool(state.notice_tone))
        if state.notice_tone:
            self.notice.show_text(state.notice_tone, state.headline, state.text)
        self._read(recorded.exchange.response, keep_place=same_shape)

    def show_baseline(self, text: str, meaning: str = "") -> None:
        """How the response stands to the approved baseline; empty where there is none."""
        self.baseline.setText(text)
        self.baseline.setAccessibleName(text)
        tone(self.baseline, meaning)
        self.baseline.setVisible(bool(text))

    def show_progress(self, text: str, part: float | None, seconds: float) -> None:
        """What a call is doing, its share of the body if that is known, and for how long."""
        self._status.show_text(f"{text}…", "info")
        self._facts.set_whole(f"{seconds:.1f} s")
        self._slow.show_text("")
        self._progress.setRange(0, 0 if part is None else 100)
        self._progress.setValue(int((part or 0) * 100))
        self._progress.show()

    # -- out --------------------------------------------------------------------------------------

    def exchange(self) -> Recorded | None:
        return self._recorded

    def document(self) -> Document | None:
        return self._document

    def current_path(self) -> str:
        return self.page.current_path()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the room's declared actions do."""
        on_pretty = {name: partial(self._on_pretty, do) for name, do in self.page.handlers().items()}
        return on_pretty | {
            "response.copy_body": self.copy_body,
            "response.save_body": self.save_body,
            "response.print": self.print_body,
            "response.wrap": self.toggle_wrap,
            "response.expect": self.expect_this,
            "response.use_variant": self.use_as_variant,
        }

    def open_find(self) -> None:
        self._on_pretty(self.page.open_find)

    def copy_value(self) -> None:
        self.page.copy_value()

    def copy_path(self) -> None:
        self.page.copy_path()

    def copy_body(self) -> None:
        if self._document is not None and self._document.kind.value != "binary":
            QGuiApplication.clipboard().setText(self._document.raw.decode(self._document.encoding, "replace"))

    def save_body(self) -> None:
        if self._recorded is not None and self._recorded.exchange.response is not None:
            suffix = "json" if self._document is not None and self._document.kind.value == "json" else "txt"
            self.save_requested.emit(self._recorded.exchange.response.body, f"{self._name()}-{self._recorded.number}.{suffix}")

    def print_body(self) -> None:
        if self._document is not None and self._recorded is not None:
            self.print_requested.emit(self.pretty, f"{self._name()} #{self._recorded.number}")

    def toggle_wrap(self) -> None:
        """Long lines go on below instead of to the right."""
        self.set_wrap(not self._wrap)

    def set_wrap(self, on: bool) -> None:
        self._wrap = on
        for view in (self.pretty, self.raw, self.sent):
            view.set_wrap(on)

    def expect_this(self) -> None:
        """The menu of what can be expected of the current value, for the keyboard and the palette."""
        line, view = self._current()
        if (document := self._expectable(line)) is not None:
            self.expecting.open_at(self, document, line, view.mapToGlobal(view.rect().center()))

    def use_as_variant(self) -> None:
        line, _ = self._current()
        if (document := self._expectable(line)) is not None:
            self.expecting.variant_requested.emit(document.path(line).short())

    @property
    def wraps(self) -> bool:
        return self._wrap

    # -- building ---------------------------------------------------------------------------------

    def _build_summary(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        self._status = Badge("Response")
        self._facts = elided("", "muted")
        self._slow = Badge()
        self._slow.setToolTip("Sitecore JSS drops an answer after 400 ms by default, and the site then shows its default content")
        self.baseline = push_button("", "Compare with the approved baseline of the saved request")
        look(self.baseline, "ghost")
        self.baseline.hide()
        self.baseline.clicked.connect(self.baseline_requested)
        self.compare_button = push_button("Compare", "Side by side with an earlier response (Ctrl+D)")
        self.compare_button.setEnabled(False)
        self.compare_button.clicked.connect(self.compare_requested)
        self.checks = ChecksBadge(self._theme)
        for part in (self._status, self._facts, self._slow, self.checks, self.baseline, self.compare_button):
            row.addWidget(part, 1 if part is self._facts else 0)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress")
        self._progress.hide()
        return row

    def _build_empty(self) -> QWidget:
        text = "Fill in the form and press Send. The response appears here, and every one is kept in History."
        return EmptyState(self._theme, "send", "No response yet", text)

    def _build_reading(self) -> QWidget:
        stop = push_button("Stop reading")
        stop.clicked.connect(self.stop_reading)
        self._reading_page = EmptyState(self._theme, "history", "Reading…", "", stop)
        return self._reading_page

    def _build_stopped(self) -> QWidget:
        again = push_button("Read it now")
        again.clicked.connect(self._read_again)
        self._stopped_page = EmptyState(self._theme, "info", "Reading was stopped", "", again)
        return self._stopped_page

    def _build_tabs(self) -> QTabWidget:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Response views")
        self.page = PrettyPage(self._theme, self._jobs)
        self.page.link_requested.connect(self.link_requested)
        self.page.image_requested.connect(self.image_requested)
        self.page.menu_opening.connect(lambda menu, n: self.expecting.add_to(menu, self._document, n))
        self.pretty = self.page.lines
        self.find_bar = self.page.find_bar
        self.raw = LinesView(self._theme, "Raw")
        self.sent = LinesView(self._theme, "Sent")
        self._wrap = False
        self.tree = QTreeView()
        self.tree.setAccessibleName("Tree")
        self.tree.setUniformRowHeights(True)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._tree_menu)
        self.headers = QTableWidget(0, 2)
        self.headers.setAccessibleName("Headers")
        self.headers.setHorizontalHeaderLabels(["Header", "Value"])
        self.headers.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.headers.verticalHeader().hide()
        self.headers.setShowGrid(False)
        self.headers.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.headers.setColumnWidth(0, 190)
        self.timing = Waterfall(self._theme)
        for page, name in (
            (self.page, "Pretty"),
            (self.tree, "Tree"),
            (self.raw, "Raw"),
            (self.headers, "Headers"),
            (self.timing, "Timing"),
            (self.sent, "Sent"),
        ):
            self.tabs.addTab(page, name)
        self.tabs.currentChanged.connect(self._fill_tab)
        return self.tabs

    # -- reading ----------------------------------------------------------------------------------

    def stop_reading(self) -> None:
        """The user does not want to wait; the bytes are kept, and reading can be asked for again."""
        self._stop()
        self._pages.setCurrentIndex(STOPPED)

    def _read_again(self) -> None:
        if self._recorded is not None:
            self._read(self._recorded.exchange.response, keep_place=False)

    def _stop(self) -> None:
        self._stop_reading.set()
        if self._reading is not None:
            self._reading.drop()
            self._reading = None

    def _read(self, response: Response | None, *, keep_place: bool) -> None:
        from workbench.inspect import read

        self._stop()
        body, kind = (response.body, response.content_type) if response is not None else (b"", "")
        if len(body) <= AT_ONCE:
            self._show_document(read(body, kind), keep_place)
            return
        self._document = None
        self.page.show_reading()
        self._stopped_page.show_text("Reading was stopped", large_text(len(body)))
        self._reading_page.show_text("Reading…", large_text(len(body)))
        self._pages.setCurrentIndex(TABS if len(body) <= AUTOMATIC else READING)
        stop = self._stop_reading = threading.Event()

        def progressed(part: float) -> None:
            self._jobs.later(self, lambda: self._reading_page.show_text(f"Reading… {part:.0%}", large_text(len(body))))

        self._reading = self._jobs.call(
            lambda: read(body, kind, stopped=stop.is_set, progress=progressed),
            owner=self,
            done=lambda document: self._show_document(document, keep_place),
            failed=self._not_read,
        )

    def _not_read(self, problem: BaseException) -> None:
        from workbench.inspect.read import ReadingStopped

        if not isinstance(problem, ReadingStopped):
            raise problem

    def _show_document(self, document: Document, keep_place: bool) -> None:
        self._document = document
        self._pages.setCurrentIndex(TABS)
        self.page.show_document(document, keep_place=keep_place)
        self._keep_place = keep_place
        self._stale = {1, 2, 3, 4, 5}
        self._fill_tab(self.tabs.currentIndex())
        self.shown.emit()

    def _fill_tab(self, index: int) -> None:
        """Fill a tab when it is looked at."""
        recorded, document = self._recorded, self._document
        if index not in self._stale or recorded is None or document is None:
            return
        self._stale.discard(index)
        response = recorded.exchange.response
        if index == 1:
            self._fill_tree(document)
        elif index == 2:
            self._fill_raw(document)
        elif index == 3:
            self._fill_headers(response.headers if response is not None else ())
        elif index == 4:
            self.timing.show_timing(recorded.exchange.timing)
        elif index == 5:
            from workbench.inspect import read

            body = read(recorded.exchange.sent.body).text() if recorded.exchange.sent.body else ""
            self.sent.show_source(TextLines(sent_text(recorded, body).split("\n")))

    def _fill_tree(self, document: Document) -> None:
        from workbench.ui.response.tree import TreeModel
        from workbench.ui.response.tree_place import place_of, restore

        old = self.tree.model()
        place = place_of(self.tree) if isinstance(old, TreeModel) and self._keep_place else None
        self.tree.setModel(TreeModel(document, self))
        self.tree.header().resizeSection(0, TREE_KEY_WIDTH)
        if place is None:
            self.tree.expandToDepth(1 if document.line_count < 20_000 else 0)
        else:
            restore(self.tree, place)
        if old is not None:
            old.deleteLater()  # it holds its whole document

    def _fill_raw(self, document: Document) -> None:
        from workbench.ui.response.raw_lines import raw_lines

        if len(document.raw) <= AT_ONCE:
            self.raw.show_source(raw_lines(document))
            return
        self.raw.show_source(NoLines())
        stop = self._stop_reading
        self._jobs.call(lambda: raw_lines(document, stop.is_set), owner=self, done=lambda lines: self._raw_read(document, lines))

    def _raw_read(self, document: Document, lines: LineSource) -> None:
        if document is self._document:
            self.raw.show_source(lines)

    def _fill_headers(self, headers: tuple[tuple[str, str], ...]) -> None:
        self.headers.setRowCount(len(headers))
        for row, pair in enumerate(headers):
            for column, text in enumerate(pair):
                self.headers.setItem(row, column, QTableWidgetItem(text))

    # -- small ------------------------------------------------------------------------------------

    def _current(self) -> tuple[int, QWidget]:
        """The line of the value that is looked at, in Pretty or in the tree."""
        from workbench.ui.response.tree import TreeModel

        model = self.tree.model()
        if self.tabs.currentIndex() == 1 and isinstance(model, TreeModel):
            return model.line(self.tree.currentIndex()), self.tree
        return self.pretty.current_line(), self.pretty

    def _expectable(self, line: int) -> Document | None:
        """The document, or a message that says why nothing can be expected of the line."""
        why = self.expecting.why_not(self._document, line)
        if why:
            self.message.show_text("info", "Nothing to expect here", why)
        return None if why else self._document

    def _on_pretty(self, do: Callable[[], object]) -> None:
        self.tabs.setCurrentIndex(0)
        do()

    def _name(self) -> str:
        request, event = (recorded.exchange.request, recorded.exchange.event) if (recorded := self._recorded) is not None else (None, None)
        if event is not None:
            return f"{event.type.strip('*')}-event".lstrip("-")
        return (request.friendly_id.strip("*") if request is not None else "browser") or "response"

    def _tree_menu(self, place: QPoint) -> None:
        from workbench.ui.response.tree import TreeModel

        index = self.tree.indexAt(place)
        model = self.tree.model()
        if not index.isValid() or not isinstance(model, TreeModel) or self._document is None:
            return
        n, document = model.line(index), self._document
        clipboard = QGuiApplication.clipboard()
        menu = QMenu(self)
        menu.addAction("Copy value", lambda: clipboard.setText(document.copy_text(n)))
        menu.addAction("Copy path", lambda: clipboard.setText(document.path(n).jsonpath()))
        menu.addAction("Copy as JSON", lambda: self.page.copy_json(n))
        menu.addAction("Show in Pretty", lambda: self._on_pretty(lambda: self.pretty.go_to_line(n)))
        self.expecting.add_to(menu, document, n)
        menu.addSeparator()
        for depth in (1, 2, 3):
            menu.addAction(f"Expand {depth} levels", partial(self.tree.expandToDepth, depth - 1))
        menu.addAction("Collapse all", self.tree.collapseAll)
        menu.popup(self.tree.viewport().mapToGlobal(place))


def _same_request(one: Recorded, other: Recorded) -> bool:
    left, right = one.exchange.request, other.exchange.request
    return left is not None and right is not None and left.friendly_id == right.friendly_id
