"""One exchange, shown.  ``show_exchange`` in; what is asked for, out."""

from __future__ import annotations

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
from workbench.ui.response.find import FindBar
from workbench.ui.response.state import read_state, sent_text, when_text
from workbench.ui.response.timing import Waterfall
from workbench.ui.theme import Theme
from workbench.ui.widgets import Badge, EmptyState, Notice, Panel, elided, line, push_button
from workbench.ui.widgets.document_lines import DocumentLines, TextLines
from workbench.ui.widgets.lines import LinesView, NoLines

if TYPE_CHECKING:
    # Reading, searching and the tree are loaded with the first response, which the first paint does not wait for.
    from workbench.inspect import Document, Hits

AT_ONCE = 100_000
"""Bytes up to which a body is read in the GUI thread: it takes less than a frame, and nothing flickers."""
HEX_ROWS = 65_536
TREE_KEY_WIDTH = 260


class ResponseView(QWidget):
    """``shown`` fires when the document of the last exchange is on screen."""

    compare_requested = Signal()
    save_requested = Signal(bytes, str)
    shown = Signal()

    def __init__(self, theme: Theme, jobs: Jobs) -> None:
        super().__init__()
        self.setAccessibleName("Response")
        self._theme = theme
        self._jobs = jobs
        self._recorded: Recorded | None = None
        self._document: Document | None = None
        self._reading: Job | None = None
        self._finding: Job | None = None
        self._hits: Hits | None = None
        self._hit = -1
        self._stale: set[int] = set()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = Panel()
        outer.addWidget(panel)
        panel.body.addLayout(self._build_summary())
        panel.body.addWidget(self._progress)
        panel.body.addWidget(line())
        self._notice_box = QWidget()
        box = QVBoxLayout(self._notice_box)
        box.setContentsMargins(10, 8, 10, 4)
        self.notice = Notice(theme)
        box.addWidget(self.notice)
        self._notice_box.hide()
        panel.body.addWidget(self._notice_box)
        self._pages = QStackedWidget()
        self._pages.addWidget(
            EmptyState(
                theme,
                "send",
                "No response yet",
                "Fill in the form and press Send. The response appears here, and every one is kept in History.",
            )
        )
        self._pages.addWidget(self._build_tabs())
        panel.body.addWidget(self._pages, 1)

    # -- in ---------------------------------------------------------------------------------------

    def show_exchange(self, recorded: Recorded | None) -> None:
        """Show an exchange; reading a large body goes on in the background, the last one asked for wins."""
        self._progress.hide()
        same_shape = self._recorded is not None and recorded is not None and _same_request(self._recorded, recorded)
        self._recorded = recorded
        if recorded is None:
            if self._reading is not None:
                self._reading.drop()
            self._document = None
            self.compare_button.setEnabled(False)
            self._status.show_text("Response")
            self._pages.setCurrentIndex(0)
            return
        state = read_state(recorded)
        self._status.show_text(state.status, state.tone)
        self._facts.set_whole(f"{state.facts} · {when_text(recorded.exchange.started_at)}")
        self._slow.show_text("> 400 ms" if state.slow else "", "warn")
        self.compare_button.setEnabled(recorded.exchange.response is not None)
        self._notice_box.setVisible(bool(state.notice_tone))
        if state.notice_tone:
            self.notice.show_text(state.notice_tone, state.headline, state.text)
        self._pages.setCurrentIndex(1)
        self._read(recorded.exchange.response, keep_place=same_shape)

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
        n = self.pretty.current_line()
        return self._document.path(n).jsonpath() if self._document is not None and 0 <= n < self._document.line_count else ""

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the room's declared actions do."""
        return {
            "response.find": self.open_find,
            "response.next_hit": lambda: self._step(1),
            "response.previous_hit": lambda: self._step(-1),
            "response.copy_value": self.copy_value,
            "response.copy_path": self.copy_path,
            "response.copy_body": self.copy_body,
            "response.save_body": self.save_body,
            "response.fold_all": self.pretty.fold_all,
            "response.unfold_all": self.pretty.unfold_all,
        }

    def copy_value(self) -> None:
        n = self.pretty.current_line()
        if self._document is not None and 0 <= n < self._document.line_count:
            QGuiApplication.clipboard().setText(self._document.copy_text(n))

    def copy_path(self) -> None:
        if path := self.current_path():
            QGuiApplication.clipboard().setText(path)

    def copy_body(self) -> None:
        if self._document is not None and self._document.kind.value != "binary":
            QGuiApplication.clipboard().setText(self._document.raw.decode(self._document.encoding, "replace"))

    def save_body(self) -> None:
        from workbench.inspect import Kind

        if self._recorded is not None and self._recorded.exchange.response is not None:
            request = self._recorded.exchange.request
            name = request.friendly_id.strip("*") if request is not None else "browser"
            suffix = "json" if self._document is not None and self._document.kind is Kind.JSON else "txt"
            self.save_requested.emit(self._recorded.exchange.response.body, f"{name or 'response'}-{self._recorded.number}.{suffix}")

    def open_find(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.find_bar.show()
        self.find_bar.text.setFocus()
        self.find_bar.text.selectAll()
        if self._hits is None and self.find_bar.text.text():
            self._find()

    # -- building ---------------------------------------------------------------------------------

    def _build_summary(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        self._status = Badge("Response")
        self._facts = elided("", "muted")
        self._slow = Badge()
        self._slow.setToolTip("Sitecore JSS drops an answer after 400 ms by default, and the site then shows its default content")
        self.compare_button = push_button("Compare", "Side by side with an earlier response (Ctrl+D)")
        self.compare_button.setEnabled(False)
        self.compare_button.clicked.connect(self.compare_requested)
        for part in (self._status, self._facts, self._slow, self.compare_button):
            row.addWidget(part, 1 if part is self._facts else 0)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress")
        self._progress.hide()
        return row

    def _build_tabs(self) -> QTabWidget:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Response views")
        self.pretty = LinesView(self._theme, "Pretty")
        self.raw = LinesView(self._theme, "Raw")
        self.sent = LinesView(self._theme, "Sent")
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
            (self._build_pretty(), "Pretty"),
            (self.tree, "Tree"),
            (self.raw, "Raw"),
            (self.headers, "Headers"),
            (self.timing, "Timing"),
            (self.sent, "Sent"),
        ):
            self.tabs.addTab(page, name)
        self.tabs.currentChanged.connect(self._fill_tab)
        return self.tabs

    def _build_pretty(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.find_bar = FindBar(self._theme)
        self.find_bar.hide()
        self.find_bar.changed.connect(self._find)
        self.find_bar.step.connect(self._step)
        self.find_bar.closed.connect(self._close_find)
        self._remarks = push_button("")
        self._remarks.setProperty("look", "link")
        self._remarks.clicked.connect(self._go_to_remark)
        self._remark_row = QWidget()
        remark_row = QHBoxLayout(self._remark_row)
        remark_row.setContentsMargins(8, 5, 8, 5)
        remark_row.addWidget(self._remarks, 0, Qt.AlignmentFlag.AlignLeft)
        self._remark_row.hide()
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 6, 8, 6)
        foot.setSpacing(6)
        self._path = elided("", "muted")
        self._copy_path = push_button("Copy path", "Copy the JSONPath of this line (Ctrl+Alt+C)")
        self._copy_value = push_button("Copy value", "Copy the value of this line (Ctrl+Shift+C)")
        foot.addWidget(self._path, 1)
        foot.addWidget(self._copy_path)
        foot.addWidget(self._copy_value)
        self._copy_path.clicked.connect(self.copy_path)
        self._copy_value.clicked.connect(self.copy_value)
        column.addWidget(self.find_bar)
        column.addWidget(self._remark_row)
        column.addWidget(self.pretty, 1)
        column.addWidget(line())
        column.addLayout(foot)
        self.pretty.current_line_changed.connect(self._show_path)
        self.pretty.context_requested.connect(self._lines_menu)
        return page

    # -- reading ----------------------------------------------------------------------------------

    def _read(self, response: Response | None, *, keep_place: bool) -> None:
        from workbench.inspect import read

        if self._reading is not None:
            self._reading.drop()
        body, kind = (response.body, response.content_type) if response is not None else (b"", "")
        if len(body) <= AT_ONCE:
            self._show_document(read(body, kind), keep_place)
            return
        self._document = None
        self._path.set_whole("Reading…")
        self._reading = self._jobs.call(
            lambda: read(body, kind), owner=self, done=lambda document: self._show_document(document, keep_place)
        )

    def _show_document(self, document: Document, keep_place: bool) -> None:
        self._document = document
        self._hits, self._hit = None, -1
        self.pretty.show_source(DocumentLines(document) if document.line_count else NoLines(), keep_place=keep_place)
        self._stale = {1, 2, 3, 4, 5}
        self._fill_tab(self.tabs.currentIndex())
        self._show_remarks(document)
        self._show_path(self.pretty.current_line())
        if self.find_bar.isVisible():
            self._find()
        self.shown.emit()

    def _show_remarks(self, document: Document) -> None:
        from workbench.inspect import Kind

        remarks = [note.text for note in document.notes]
        problem = document.problem
        if problem is not None:
            remarks.insert(0, f"Line {problem.line}, column {problem.column}: {problem.message} {problem.guess}")
        elif document.kind is Kind.BINARY:
            remarks.append("This is not text; Raw shows its bytes.")
        elif document.kind is Kind.TEXT:
            remarks.append("This is not JSON; it is shown as text.")
        self._remarks.setText("   ".join(remarks[:1]) + (f"   (+{len(remarks) - 1} more)" if len(remarks) > 1 else ""))
        self._remarks.setAccessibleName(self._remarks.text())
        self._remarks.setToolTip("\n".join(remarks) + (f"\n{problem.excerpt}\n{' ' * problem.caret}^" if problem is not None else ""))
        self._remark_row.setVisible(bool(remarks))

    def _go_to_remark(self) -> None:
        if self._document is None:
            return
        places = [self._document.problem.shown_line] if self._document.problem is not None else []
        places += [note.line for note in self._document.notes if note.line is not None]
        if places:
            self.pretty.go_to_line(places[0])
            self.pretty.setFocus()

    def _fill_tab(self, index: int) -> None:
        """Fill a tab when it is looked at."""
        recorded, document = self._recorded, self._document
        if index not in self._stale or recorded is None or document is None:
            return
        self._stale.discard(index)
        response = recorded.exchange.response
        if index == 1:
            from workbench.ui.response.tree import TreeModel

            old = self.tree.model()
            self.tree.setModel(TreeModel(document, self))
            if old is not None:
                old.deleteLater()  # it holds its whole document
            self.tree.header().resizeSection(0, TREE_KEY_WIDTH)
            self.tree.expandToDepth(1)
        elif index == 2:
            self.raw.show_source(_raw_lines(document))
        elif index == 3:
            self._fill_headers(response.headers if response is not None else ())
        elif index == 4:
            self.timing.show_timing(recorded.exchange.timing)
        elif index == 5:
            from workbench.inspect import read

            body = read(recorded.exchange.sent.body).text() if recorded.exchange.sent.body else ""
            self.sent.show_source(TextLines(sent_text(recorded, body).split("\n")))

    def _fill_headers(self, headers: tuple[tuple[str, str], ...]) -> None:
        self.headers.setRowCount(len(headers))
        for row, pair in enumerate(headers):
            for column, text in enumerate(pair):
                self.headers.setItem(row, column, QTableWidgetItem(text))

    # -- finding ----------------------------------------------------------------------------------

    def _find(self) -> None:
        document, bar = self._document, self.find_bar
        text = bar.text.text()
        if document is None:
            return
        if self._finding is not None:
            self._finding.drop()
        options = {"case": bar.case.isChecked(), "whole_word": bar.word.isChecked(), "regex": bar.regex.isChecked()}
        self._finding = self._jobs.call(lambda: document.find(text, **options), owner=self, done=self._found, failed=self._not_found)

    def _found(self, hits: Hits) -> None:
        self._hits, self._hit = hits, 0 if hits.hits else -1
        self._show_hits()

    def _not_found(self, problem: BaseException) -> None:
        from workbench.inspect import SearchError

        if not isinstance(problem, SearchError):
            raise problem
        self.find_bar.show_count("Not a pattern", "bad")
        self.find_bar.count.setToolTip(str(problem))

    def _step(self, by: int) -> None:
        if self._hits is not None and self._hits.hits:
            self._hit = (self._hit + by) % len(self._hits.hits)
            self._show_hits()

    def _show_hits(self) -> None:
        if self._hits is None:
            return
        total = len(self._hits.hits)
        more = "" if self._hits.complete else "+"
        text = self.find_bar.text.text()
        self.find_bar.show_count(
            f"{self._hit + 1} of {total}{more}" if total else ("No hits" if text else ""), "warn" if text and not total else ""
        )
        self.pretty.show_hits([(hit.line, hit.start, hit.end) for hit in self._hits.hits], self._hit)

    def _close_find(self) -> None:
        self.find_bar.hide()
        self.pretty.show_hits([], -1)
        self.pretty.setFocus()

    # -- places -----------------------------------------------------------------------------------

    def _show_path(self, n: int) -> None:
        known = self._document is not None and self._document.kind.value == "json" and 0 <= n < self._document.line_count
        self._path.set_whole(str(self._document.path(n)) if known and self._document is not None else "")
        for button in (self._copy_path, self._copy_value):
            button.setEnabled(known)

    def _lines_menu(self, n: int, place: QPoint) -> None:
        menu = QMenu(self)
        if self.pretty.selected_text():
            menu.addAction("Copy selection", self.pretty.copy)
        menu.addAction("Copy value", self.copy_value)
        menu.addAction("Copy path", self.copy_path)
        menu.addAction("Copy as JSON", lambda: self._copy_json(n))
        menu.addSeparator()
        menu.addAction("Fold or unfold", lambda: self.pretty.toggle_fold(n))
        menu.addAction("Fold all", self.pretty.fold_all)
        menu.addAction("Unfold all", self.pretty.unfold_all)
        menu.popup(place)

    def _tree_menu(self, place: QPoint) -> None:
        index = self.tree.indexAt(place)
        from workbench.ui.response.tree import TreeModel

        model = self.tree.model()
        if not index.isValid() or not isinstance(model, TreeModel) or self._document is None:
            return
        n, document = model.line(index), self._document
        clipboard = QGuiApplication.clipboard()
        menu = QMenu(self)
        menu.addAction("Copy value", lambda: clipboard.setText(document.copy_text(n)))
        menu.addAction("Copy path", lambda: clipboard.setText(document.path(n).jsonpath()))
        menu.addAction("Copy as JSON", lambda: self._copy_json(n))
        menu.addSeparator()
        for depth in (1, 2, 3):
            menu.addAction(f"Expand {depth} levels", partial(self.tree.expandToDepth, depth - 1))
        menu.addAction("Collapse all", self.tree.collapseAll)
        menu.popup(self.tree.viewport().mapToGlobal(place))

    def _copy_json(self, n: int) -> None:
        if self._document is not None and 0 <= n < self._document.line_count:
            QGuiApplication.clipboard().setText(self._document.value_text(n))


def _same_request(one: Recorded, other: Recorded) -> bool:
    left, right = one.exchange.request, other.exchange.request
    return left is not None and right is not None and left.friendly_id == right.friendly_id


def _raw_lines(document: Document) -> TextLines:
    """The bytes as they came: text as text, anything else as a hex table."""
    from workbench.inspect import Kind, hexdump

    if document.kind is Kind.BINARY:
        return TextLines(hexdump(document.raw, 0, HEX_ROWS))
    return TextLines(document.raw.decode(document.encoding, "replace").split("\n"))
