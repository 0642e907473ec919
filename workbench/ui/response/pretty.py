"""The Pretty page: the lines, and what is done with them: find, filter, look at one value, copy, print."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QToolTip, QVBoxLayout, QWidget

from workbench.ui.jobs import Job, Jobs
from workbench.ui.response.find import FindBar
from workbench.ui.response.state import remarks_of
from workbench.ui.theme import Theme
from workbench.ui.widgets import elided, label, line, push_button
from workbench.ui.widgets.document_lines import DocumentLines
from workbench.ui.widgets.lines import LinesView, NoLines

if TYPE_CHECKING:
    from workbench.inspect import Document, Hits
    from workbench.inspect.selection import Selection
    from workbench.ui.response.filter import FilterBar
    from workbench.ui.response.value_panel import ValuePanel

DEEPEST_PATH = 2_000
"""Levels down to which the path of the current line is always shown."""


class PrettyPage(QWidget):
    """``show_document`` in.  Links and images are asked for by signals; nothing is opened or fetched here.

    ``menu_opening`` carries the context menu of a line and the line, for others to add to.
    """

    link_requested = Signal(str)
    image_requested = Signal(str)
    menu_opening = Signal(object, int)

    def __init__(self, theme: Theme, jobs: Jobs) -> None:
        super().__init__()
        self._theme = theme
        self._jobs = jobs
        self._document: Document | None = None
        self._finding: Job | None = None
        self._stop_finding = threading.Event()
        self._filtering: Job | None = None
        self._suggesting: Job | None = None
        self._stop_filtering = threading.Event()
        self._hits: Hits | None = None
        self._hit = -1
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._build_bars(column)
        self.lines = LinesView(theme, "Pretty")
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.lines)
        column.addWidget(self._split, 1)
        column.addWidget(line())
        column.addLayout(self._build_foot())
        self._connect()

    # -- in ---------------------------------------------------------------------------------------

    def show_document(self, document: Document, *, keep_place: bool) -> None:
        self._stop_all()
        self._document = document
        self._hits, self._hit = None, -1
        self.lines.show_source(DocumentLines(document) if document.line_count else NoLines(), keep_place=keep_place)
        self._show_remarks(document)
        self._line_changed(self.lines.current_line())
        if self.find_bar.isVisible():
            self._find()
        if self._filter_open():
            self._filter(self.filter_bar.text.text().strip())

    def show_reading(self) -> None:
        """Another body is on its way: nothing of the one before may be taken for it."""
        self._stop_all()
        self._document = None
        self._path.set_whole("Reading…")

    # -- out --------------------------------------------------------------------------------------

    def current_path(self) -> str:
        n = self.lines.current_line()
        return self._document.path(n).jsonpath() if self._document is not None and 0 <= n < self._document.line_count else ""

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "response.find": self.open_find,
            "response.next_hit": lambda: self.step(1),
            "response.previous_hit": lambda: self.step(-1),
            "response.filter": self.open_filter,
            "response.value": self.toggle_value,
            "response.bracket": self.lines.go_to_bracket,
            "response.copy_value": self.copy_value,
            "response.copy_path": self.copy_path,
            "response.fold_all": self.lines.fold_all,
            "response.unfold_all": self.lines.unfold_all,
        }

    def copy_value(self) -> None:
        n = self.lines.current_line()
        if self._document is not None and 0 <= n < self._document.line_count:
            QGuiApplication.clipboard().setText(self._document.copy_text(n))

    def copy_path(self) -> None:
        if path := self.current_path():
            QGuiApplication.clipboard().setText(path)

    def copy_json(self, n: int) -> None:
        if self._document is not None and 0 <= n < self._document.line_count:
            QGuiApplication.clipboard().setText(self._document.value_text(n))

    def open_find(self) -> None:
        self.find_bar.show()
        self.find_bar.text.setFocus()
        self.find_bar.text.selectAll()
        if self._hits is None and self.find_bar.text.text():
            self._find()

    def close_find(self) -> None:
        self._stop_finding.set()
        self.find_bar.hide()
        self.lines.show_hits([], -1)
        self.lines.setFocus()

    def open_filter(self) -> None:
        self.filter_bar.show()
        self.filter_bar.text.setFocus()
        self.filter_bar.text.selectAll()
        self._filter(self.filter_bar.text.text().strip())

    def close_filter(self) -> None:
        self._stop_filtering.set()
        self.filter_bar.hide()
        self.lines.setFocus()

    def toggle_value(self) -> None:
        """The panel with the value of the line the cursor is on."""
        self.value.setVisible(not self.value.isVisible())
        if self.value.isVisible():
            self._show_value(self.lines.current_line())
        else:
            self.lines.setFocus()

    def step(self, by: int) -> None:
        if self._hits is not None and self._hits.hits:
            self._hit = (self._hit + by) % len(self._hits.hits)
            self._show_hits()

    # -- made when first asked for, because the first paint needs neither -------------------------

    @cached_property
    def value(self) -> ValuePanel:
        """The panel with one value by itself."""
        from workbench.ui.response.value_panel import ValuePanel

        panel = ValuePanel(self._theme)
        panel.hide()
        self._split.addWidget(panel)
        self._split.setSizes([420, 220])
        panel.closed.connect(self.toggle_value)
        panel.link_requested.connect(self.link_requested)
        panel.image_requested.connect(self.image_requested)
        return panel

    @cached_property
    def filter_bar(self) -> FilterBar:
        """The filter line with its matches."""
        from workbench.ui.response.filter import FilterBar

        bar = FilterBar(self._theme)
        bar.hide()
        self._column.insertWidget(1, bar)
        bar.changed.connect(self._filter)
        bar.chosen.connect(self.lines.go_to_line)
        bar.closed.connect(self.close_filter)
        return bar

    def _value_open(self) -> bool:
        return "value" in self.__dict__ and self.value.isVisible()

    def _filter_open(self) -> bool:
        return "filter_bar" in self.__dict__ and self.filter_bar.isVisible()

    # -- building ---------------------------------------------------------------------------------

    def _build_bars(self, column: QVBoxLayout) -> None:
        self.find_bar = FindBar(self._theme)
        self.find_bar.hide()
        self.remarks = push_button("")
        self.remarks.setProperty("look", "link")
        self._remark_row = QWidget()
        row = QVBoxLayout(self._remark_row)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(2)
        row.addWidget(self.remarks, 0, Qt.AlignmentFlag.AlignLeft)
        self.excerpt = label("", "muted", selectable=True)
        self.excerpt.setFont(self._theme.mono)
        row.addWidget(self.excerpt)
        self._remark_row.hide()
        for part in (self.find_bar, self._remark_row):
            column.addWidget(part)

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 6, 8, 6)
        foot.setSpacing(6)
        self._path = elided("", "muted")
        self._copy_path = push_button("Copy path", "Copy the JSONPath of this line (Ctrl+Alt+C)")
        self._copy_value = push_button("Copy value", "Copy the value of this line (Ctrl+Shift+C)")
        self._open_value = push_button(
            "Value", "Look at the value of this line by itself: unescaped text, JSON inside it, HTML, image (Ctrl+E)"
        )
        self._open_filter = push_button("Filter", "List everything a JSONPath or a plain path finds (Ctrl+J)")
        foot.addWidget(self._path, 1)
        for button, do in (
            (self._open_filter, self.open_filter),
            (self._open_value, self.toggle_value),
            (self._copy_path, self.copy_path),
            (self._copy_value, self.copy_value),
        ):
            foot.addWidget(button)
            button.clicked.connect(do)
        return foot

    def _connect(self) -> None:
        self.find_bar.changed.connect(self._find)
        self.find_bar.step.connect(self.step)
        self.find_bar.closed.connect(self.close_find)
        self.remarks.clicked.connect(self._go_to_remark)
        self.lines.current_line_changed.connect(self._line_changed)
        self.lines.context_requested.connect(self._menu)
        self.lines.hovered.connect(self._hovered)
        self.lines.activated.connect(self._activated)
        self.lines.told.connect(self._path.set_whole)

    # -- finding and filtering --------------------------------------------------------------------

    def _stop_all(self) -> None:
        for event in (self._stop_finding, self._stop_filtering):
            event.set()
        for job in (self._finding, self._filtering, self._suggesting):
            if job is not None:
                job.drop()

    def _find(self) -> None:
        document, bar = self._document, self.find_bar
        text = bar.text.text()
        self._stop_finding.set()
        if self._finding is not None:
            self._finding.drop()
        if document is None:
            return
        stop = self._stop_finding = threading.Event()
        options = {"case": bar.case.isChecked(), "whole_word": bar.word.isChecked(), "regex": bar.regex.isChecked()}
        self._finding = self._jobs.call(
            lambda: document.find(text, stopped=stop.is_set, **options), owner=self, done=self._found, failed=self._not_found
        )

    def _found(self, hits: Hits) -> None:
        self._hits, self._hit = hits, 0 if hits.hits else -1
        self.lines.show_hits([(hit.line, hit.start, hit.end) for hit in hits.hits], self._hit)
        self._show_hits()

    def _not_found(self, problem: BaseException) -> None:
        from workbench.inspect import SearchError

        if not isinstance(problem, SearchError):
            raise problem
        self._hits = None
        self.lines.show_hits([], -1)
        self.find_bar.show_count("Not a pattern", "bad")
        self.find_bar.count.setToolTip(str(problem))

    def _show_hits(self) -> None:
        if self._hits is None:
            return
        total = len(self._hits.hits)
        more = "" if self._hits.complete else "+"
        text = self.find_bar.text.text()
        self.find_bar.show_count(
            f"{self._hit + 1:,} of {total:,}{more}" if total else ("No hits" if text else ""), "warn" if text and not total else ""
        )
        self.find_bar.count.setToolTip("" if self._hits.complete else "There may be more: searching was stopped at its limit")
        self.lines.show_hit(self._hit)

    def _filter(self, text: str) -> None:
        from workbench.inspect.selection import select
        from workbench.inspect.suggestions import suggest

        document = self._document
        self._stop_filtering.set()
        for job in (self._filtering, self._suggesting):
            if job is not None:
                job.drop()
        if document is None or document.kind.value != "json" or not text:
            self.filter_bar.show_nothing()
            if document is None or document.kind.value != "json":
                return
        stop = self._stop_filtering = threading.Event()
        self._suggesting = self._jobs.call(
            lambda: suggest(document, text), owner=self, done=self.filter_bar.show_suggestions, failed=lambda _: None
        )
        if text:
            self._filtering = self._jobs.call(
                lambda: select(document, text, stopped=stop.is_set), owner=self, done=self._selected, failed=self._not_selected
            )

    def _selected(self, selection: Selection) -> None:
        if self._document is not None:
            self.filter_bar.show_matches(self._document, selection.matches, complete=selection.complete)

    def _not_selected(self, problem: BaseException) -> None:
        from workbench.inspect.query import QueryError

        if not isinstance(problem, QueryError):
            raise problem
        self.filter_bar.show_problem(str(problem))

    # -- one value --------------------------------------------------------------------------------

    def _line_changed(self, n: int) -> None:
        known = self._document is not None and self._document.kind.value == "json" and 0 <= n < self._document.line_count
        self._path.set_whole(self._path_text(n) if known else "")
        for button in (self._copy_path, self._copy_value, self._open_value, self._open_filter):
            button.setEnabled(known)
        if self._value_open():
            self._show_value(n)

    def _show_value(self, n: int) -> None:
        from workbench.ui.response.values import look_at

        if self._document is not None and 0 <= n < self._document.line_count:
            self.value.show_value(self._path_text(n), look_at(self._document, n))

    def _path_text(self, n: int) -> str:
        """The path as a person writes it; a very deep one takes too long for every move of the cursor."""
        if self._document is None:
            return ""
        return str(self._document.path(n)) if self._document.depth(n) < DEEPEST_PATH else f"{self._document.depth(n):,} levels deep"

    def _hovered(self, n: int, column: int, place: QPoint) -> None:
        """A time in words, or what more there is to see."""
        from workbench.ui.response.values import look_at

        if self._document is None or self._document.kind.value != "json" or not 0 <= n < self._document.line_count:
            return
        if self._document.opens(n):
            return
        value = look_at(self._document, n)
        more = "Ctrl+click asks to open this link" if value.link else "JSON inside a text: Ctrl+E shows it" if value.has_json else ""
        if told := "\n".join(part for part in (value.moment, more) if part):
            QToolTip.showText(place, told, self.lines)

    def _activated(self, n: int, column: int) -> None:
        from workbench.ui.response.values import look_at

        if self._document is not None and 0 <= n < self._document.line_count and (link := look_at(self._document, n).link):
            self.link_requested.emit(link)

    def _show_remarks(self, document: Document) -> None:
        texts, details = remarks_of(document)
        self.remarks.setText("   ".join(texts[:1]) + (f"   (+{len(texts) - 1} more)" if len(texts) > 1 else ""))
        self.remarks.setAccessibleName(self.remarks.text())
        self.remarks.setToolTip(details)
        problem = document.problem
        self.excerpt.setText(f"{problem.excerpt}\n{' ' * problem.caret}▲" if problem is not None else "")
        self.excerpt.setVisible(problem is not None)
        self._remark_row.setVisible(bool(texts))

    def _go_to_remark(self) -> None:
        if self._document is None:
            return
        places = [self._document.problem.shown_line] if self._document.problem is not None else []
        places += [note.line for note in self._document.notes if note.line is not None]
        if places:
            self.lines.go_to_line(places[0])
            self.lines.setFocus()

    def _menu(self, n: int, place: QPoint) -> None:
        menu = QMenu(self)
        if self.lines.has_selection():
            menu.addAction("Copy selection", self.lines.copy)
        menu.addAction("Copy value", self.copy_value)
        menu.addAction("Copy path", self.copy_path)
        menu.addAction("Copy as JSON", lambda: self.copy_json(n))
        menu.addSeparator()
        menu.addAction("Look at the value", self._look_at_value)
        menu.addAction("Filter by this path", lambda: self._filter_by(n))
        self.menu_opening.emit(menu, n)
        menu.addSeparator()
        menu.addAction("Fold or unfold", lambda: self.lines.toggle_fold(n))
        menu.addAction("Fold all", self.lines.fold_all)
        menu.addAction("Unfold all", self.lines.unfold_all)
        menu.popup(place)

    def _look_at_value(self) -> None:
        if not self.value.isVisible():
            self.toggle_value()

    def _filter_by(self, n: int) -> None:
        """The path of a line, with every index opened to all items: the others of its kind."""
        if self._document is not None and 0 <= n < self._document.line_count:
            from workbench.inspect import pattern_of

            self.filter_bar.text.setText(pattern_of(self._document.path(n)))
            self.open_filter()
