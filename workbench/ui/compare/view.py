"""The comparison: a sentence, two columns that scroll together, the list of differences, what is ignored, reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.compare.options_panel import OptionsPanel
from workbench.ui.compare.sides import Side, Subject
from workbench.ui.compare.state import MARKS, counts_text, difference_text, first_rows
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.widgets import EmptyState, Notice, Panel, elided, ghost_button, label, line, push_button
from workbench.ui.widgets.document_lines import DocumentLines
from workbench.ui.widgets.lines import LinesView, MarkRuns

if TYPE_CHECKING:
    from workbench.inspect import Difference, Rows
    from workbench.inspect.volatile import Proposal
    from workbench.settings import CompareRule
    from workbench.usecases.compare import Comparison

LIST_AT_MOST = 2_000
CONTEXT = 3
"""Equal lines that stay around a difference."""
FOLD_FROM = 6
"""Equal lines that are worth folding."""
SOURCES = (
    ("earlier", "Newest earlier response", "The newest earlier response to the same friendly ID"),
    ("baseline", "Approved baseline", "The response approved for the saved request in the form"),
    ("file", "A file…", "A body saved as a file"),
    ("clipboard", "The clipboard", "The text on the clipboard"),
)
REPORTS = (
    ("markdown", "copy", "Copy as Markdown"),
    ("markdown", "save", "Save as Markdown…"),
    ("html", "save", "Save as HTML…"),
    ("patch", "copy", "Copy as JSON Patch"),
    ("patch", "save", "Save as JSON Patch…"),
)


class CompareView(QWidget):
    """Left is the earlier or chosen one, right the live one.  Asks for everything by signals."""

    close_requested = Signal()
    swap_requested = Signal()
    left_requested = Signal(int)
    source_requested = Signal(str)
    subject_chosen = Signal(str)
    rule_changed = Signal(object)
    approve_requested = Signal()
    report_requested = Signal(str, str)

    def __init__(self, theme: Theme, jobs: Jobs) -> None:
        super().__init__()
        self.setAccessibleName("Side by side")
        self._theme = theme
        self._first_rows: list[int] = []
        self._differences: list[Difference] = []
        self._at = -1
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = Panel()
        outer.addWidget(panel)
        panel.body.addLayout(self._build_head(theme))
        panel.body.addLayout(self._build_tools(theme))
        self.notice = Notice(theme, closable=True)
        panel.body.addWidget(self.notice)
        panel.body.addWidget(line())
        self.options = OptionsPanel()
        self.options.setMaximumHeight(230)
        self.options.hide()
        self.options.changed.connect(self.rule_changed)
        self.options.refused.connect(lambda text: self.notice.show_text("bad", "This is not a path", text))
        panel.body.addWidget(self.options)
        self._hint = EmptyState(theme, "compare", "Nothing to compare yet", "")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self._build_columns(theme))
        panel.body.addWidget(self._pages, 1)

    # -- in ---------------------------------------------------------------------------------------

    def show_hint(self, text: str, headline: str = "Nothing to compare yet") -> None:
        self._hint.show_text(headline, text)
        self._summary.setText("Side by side")
        self._counts.setText("")
        self._pages.setCurrentIndex(0)

    def show_working(self, left: Side, right: Side) -> None:
        self._summary.setText("Comparing…")
        self._show_titles(left, right)

    def show_comparison(self, left: Side, right: Side, made: Comparison, origins: dict[str, str] | None = None) -> None:
        """``origins`` says of a path, by its text, what a third response tells of it."""
        found = made.difference
        marks = MarkRuns([(run.row, run.row + run.count, MARKS[run.kind.value]) for run in found.rows.runs if run.kind is not None])
        self._show_titles(left, right)
        self.left.show_rows(DocumentLines(made.left), found.rows.left_lines, marks)
        self.right.show_rows(DocumentLines(made.right), found.rows.right_lines, marks)
        stretches = stretches_of(found.rows)
        for view in (self.left, self.right):
            view.set_folds(stretches, folded=bool(found.differences))
        self._first_rows = first_rows(found)
        self._differences = list(found.differences)
        self._at = -1
        self._summary.setText(made.summary)
        ignored = f"{found.ignored:,} ignored" if found.ignored else ""
        self._counts.setText(" · ".join(part for part in (counts_text(found) or "Equal", ignored) if part))
        self._fill_list(origins or {})
        for button in (self._next, self._previous):
            button.setEnabled(bool(found.differences))
        self._pages.setCurrentIndex(1)
        if found.differences:
            self.step(1)

    def show_rule(
        self, rule: CompareRule, proposals: tuple[Proposal, ...], made: Comparison | None, expected: tuple[str, ...] = ()
    ) -> None:
        """``expected`` are paths that the expectation of the baseline ignores, whatever the rule says."""
        self.options.show_rule(rule, proposals, made.difference.arrays if made is not None else (), expected)
        waiting = sum(proposal.pattern not in rule.ignore for proposal in proposals)
        self.options_button.setText(f"Ignored · {waiting} proposed" if waiting else "Ignored")

    def show_subject(self, subject: Subject, *, both_exchanges: bool) -> None:
        self.subject.setCurrentIndex(self.subject.findData(subject.value))
        self.subject.setEnabled(both_exchanges)

    # -- out --------------------------------------------------------------------------------------

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "compare.next": lambda: self.step(1),
            "compare.previous": lambda: self.step(-1),
            "compare.swap": self.swap_requested.emit,
            "compare.options": self.options_button.click,
            "compare.ignore": self.ignore_current,
            "compare.copy_markdown": lambda: self.report_requested.emit("markdown", "copy"),
            "compare.save_html": lambda: self.report_requested.emit("html", "save"),
            "compare.copy_patch": lambda: self.report_requested.emit("patch", "copy"),
        }

    def difference_count(self) -> int:
        return len(self._first_rows)

    def current_difference(self) -> int:
        """0-based, -1 where there is none."""
        return self._at

    def step(self, by: int) -> None:
        """To the next or previous difference, round and round."""
        if self._first_rows:
            self._go((self._at + by) % len(self._first_rows))

    def ignore_current(self) -> None:
        """The path of the difference one is at does not matter, in no item of its array."""
        if 0 <= self._at < len(self._differences):
            from workbench.inspect import pattern_of

            self.options.ignore(pattern_of(self._differences[self._at].path))

    # -- building ---------------------------------------------------------------------------------

    def _build_head(self, theme: Theme) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 8, 4)
        head.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(6)
        self._summary = label("Side by side", "heading", wrap=True, selectable=True)
        self._previous = ghost_button(theme, "up", "Previous difference", "Previous difference (Shift+F8)")
        self._next = ghost_button(theme, "down", "Next difference", "Next difference (F8)")
        swap = ghost_button(theme, "swap", "Swap sides")
        close = push_button("Back", "Back to the response (Ctrl+Alt+B)")
        for part in (self._summary, self._previous, self._next, swap, close):
            row.addWidget(part, 1 if part is self._summary else 0, Qt.AlignmentFlag.AlignTop)
        self._counts = label("", "muted")
        head.addLayout(row)
        head.addWidget(self._counts)
        self._next.clicked.connect(lambda: self.step(1))
        self._previous.clicked.connect(lambda: self.step(-1))
        swap.clicked.connect(self.swap_requested)
        close.clicked.connect(self.close_requested)
        return head

    def _build_tools(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 8, 8)
        row.setSpacing(6)
        self.subject = QComboBox()
        self.subject.setAccessibleName("Compare what")
        self.subject.setToolTip("What of the two exchanges is compared")
        for value, text in (("response", "Responses"), ("request", "Requests"), ("headers", "Headers")):
            self.subject.addItem(text, value)
        self.subject.activated.connect(lambda index: self.subject_chosen.emit(str(self.subject.itemData(index))))
        self.left_button = _menu_button("Left side", "What stands at the left. A click in History chooses any exchange")
        self._fill_menu(self.left_button, [(title, tip, partial(self.source_requested.emit, name)) for name, title, tip in SOURCES])
        self.report_button = _menu_button("Report", "Copy or save this comparison, without any secret")
        self._fill_menu(
            self.report_button,
            [(title, title, partial(self.report_requested.emit, form, to)) for form, to, title in REPORTS],
        )
        self.approve = push_button("Approve", "The response at the right becomes the baseline of the saved request in the form")
        self.approve.clicked.connect(self.approve_requested)
        self.options_button = push_button(
            "Ignored", "Paths, case, blanks, order and tolerance that are no difference; remembered per friendly ID"
        )
        self.options_button.setCheckable(True)
        self.options_button.toggled.connect(self._toggle_options)
        for part in (self.subject, self.left_button, self.options_button):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.report_button, self.approve):
            row.addWidget(part)
        return row

    def _toggle_options(self, shown: bool) -> None:
        self.options_button.setAccessibleName("Ignored")
        self.options.setVisible(shown)

    def _build_columns(self, theme: Theme) -> QWidget:
        self.left, self.right = LinesView(theme, "Left response"), LinesView(theme, "Right response")
        self._left_title, self._right_title = elided("", "section"), elided("", "section")
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        for title, view in ((self._left_title, self.left), (self._right_title, self.right)):
            column = QWidget()
            stack = QVBoxLayout(column)
            stack.setContentsMargins(0, 0, 0, 0)
            stack.setSpacing(0)
            title.setContentsMargins(10, 6, 8, 6)
            stack.addWidget(title)
            stack.addWidget(view, 1)
            across.addWidget(column)
        across.setSizes([500, 500])
        self._join(self.left, self.right)
        self._join(self.right, self.left)
        self.list = QListWidget()
        self.list.setAccessibleName("Differences")
        self.list.setUniformItemSizes(True)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.itemActivated.connect(lambda item: self._go(self.list.row(item)))
        self.list.itemClicked.connect(lambda item: self._go(self.list.row(item)))
        down = QSplitter(Qt.Orientation.Vertical)
        down.setChildrenCollapsible(False)
        down.addWidget(across)
        down.addWidget(self.list)
        down.setSizes([480, 130])
        down.setStretchFactor(0, 1)
        return down

    def _fill_menu(self, button: QToolButton, entries: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        for title, tip, do in entries:
            menu.addAction(title, do).setToolTip(tip)
        button.setMenu(menu)

    def _join(self, one: LinesView, other: LinesView) -> None:
        one.fold_toggled.connect(other.set_folded)
        one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
        one.horizontalScrollBar().valueChanged.connect(other.horizontalScrollBar().setValue)

    # -- small ------------------------------------------------------------------------------------

    def _show_titles(self, left: Side, right: Side) -> None:
        self._left_title.set_whole(left.title)
        self._right_title.set_whole(right.title)

    def _fill_list(self, origins: dict[str, str]) -> None:
        self.list.clear()
        for found in self._differences[:LIST_AT_MOST]:
            origin = origins.get(str(found.path), "")
            item = QListWidgetItem(difference_text(found) + (f"   ·   {origin}" if origin else ""))
            self.list.addItem(item)
        if (rest := len(self._differences) - LIST_AT_MOST) > 0:
            item = QListWidgetItem(f"… and {rest:,} more; F8 steps through all of them")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setVisible(bool(self._differences))

    def _go(self, index: int) -> None:
        if not 0 <= index < len(self._first_rows):
            return
        self._at = index
        row = self._first_rows[index]
        self.left.go_to_row(row)
        self.right.go_to_row(row)
        if index < min(self.list.count(), LIST_AT_MOST):
            self.list.setCurrentRow(index)

    def _menu(self, place: QPoint) -> None:
        index = self.list.indexAt(place).row()
        if not 0 <= index < len(self._differences):
            return
        self._go(index)
        from workbench.inspect import pattern_of

        found = self._differences[index]
        clipboard = QGuiApplication.clipboard()
        menu = QMenu(self)
        menu.addAction(f"Ignore {pattern_of(found.path)}", self.ignore_current)
        if everywhere := key_everywhere(found):
            menu.addAction(f"Ignore {everywhere}", lambda: self.options.ignore(everywhere))
        menu.addSeparator()
        menu.addAction("Copy path", lambda: clipboard.setText(found.path.jsonpath()))
        menu.addAction("Copy this line", lambda: clipboard.setText(difference_text(found)))
        menu.popup(self.list.viewport().mapToGlobal(place))


def key_everywhere(found: Difference) -> str:
    """``$..decidedAt``: the last key, wherever it stands."""
    keys = [step for step in found.path.steps if isinstance(step, str)]
    return f"$..{keys[-1]}" if keys and keys[-1].isidentifier() and keys[-1].isascii() else ""


def stretches_of(rows: Rows) -> list[tuple[int, int]]:
    """Equal rows that fold away, less some lines of context at both ends."""
    folded = ((run.row + CONTEXT, run.row + run.count - CONTEXT) for run in rows.runs if run.is_equal)
    return [(first, last) for first, last in folded if last - first >= FOLD_FROM]


def _menu_button(name: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setText(f"{name} ▾")
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made
