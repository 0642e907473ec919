"""The comparison: a sentence, two columns that scroll together, the list of differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain import Recorded
from workbench.ui.compare.state import counts_text, difference_text, first_rows, marks_of, side_title
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.widgets import EmptyState, Panel, elided, ghost_button, label, line, push_button
from workbench.ui.widgets.document_lines import DocumentLines
from workbench.ui.widgets.lines import LinesView

if TYPE_CHECKING:
    from workbench.usecases.compare import Comparison

LIST_AT_MOST = 2_000


class CompareView(QWidget):
    """Left is the earlier or chosen one, right the live one."""

    close_requested = Signal()
    swap_requested = Signal()
    left_requested = Signal(int)

    def __init__(self, theme: Theme, jobs: Jobs) -> None:
        super().__init__()
        self.setAccessibleName("Side by side")
        self._theme = theme
        self._first_rows: list[int] = []
        self._at = -1
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = Panel()
        outer.addWidget(panel)
        panel.body.addLayout(self._build_head(theme))
        panel.body.addWidget(line())
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

    def show_working(self, left: Recorded, right: Recorded) -> None:
        self._summary.setText("Comparing…")
        self._show_titles(left, right)

    def show_comparison(self, left: Recorded, right: Recorded, made: Comparison) -> None:
        diff = made.difference
        marks = marks_of(diff.rows)
        self._show_titles(left, right)
        self.left.show_rows(DocumentLines(made.left), [row.left_line for row in diff.rows], marks)
        self.right.show_rows(DocumentLines(made.right), [row.right_line for row in diff.rows], marks)
        self._first_rows = first_rows(diff)
        self._at = -1
        self._summary.setText(diff.summary)
        self._counts.setText(counts_text(diff) or "Equal")
        self.list.clear()
        self.list.addItems([difference_text(d) for d in diff.differences[:LIST_AT_MOST]])
        self.list.setVisible(bool(diff.differences))
        for button in (self._next, self._previous):
            button.setEnabled(bool(diff.differences))
        self._pages.setCurrentIndex(1)
        if diff.differences:
            self.step(1)

    # -- out --------------------------------------------------------------------------------------

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "compare.next": lambda: self.step(1),
            "compare.previous": lambda: self.step(-1),
            "compare.swap": self.swap_requested.emit,
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

    # -- building ---------------------------------------------------------------------------------

    def _build_head(self, theme: Theme) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 8, 8)
        head.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(6)
        self._summary = label("Side by side", "heading", wrap=True, selectable=True)
        self._previous = ghost_button(theme, "up", "Previous difference", "Previous difference (Shift+F8)")
        self._next = ghost_button(theme, "down", "Next difference", "Next difference (F8)")
        swap = ghost_button(theme, "swap", "Swap sides")
        close = push_button("Back", "Back to the response (Ctrl+Shift+D)")
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
        self.list.itemActivated.connect(lambda item: self._go(self.list.row(item)))
        self.list.itemClicked.connect(lambda item: self._go(self.list.row(item)))
        down = QSplitter(Qt.Orientation.Vertical)
        down.setChildrenCollapsible(False)
        down.addWidget(across)
        down.addWidget(self.list)
        down.setSizes([480, 130])
        down.setStretchFactor(0, 1)
        return down

    def _join(self, one: LinesView, other: LinesView) -> None:
        one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
        one.horizontalScrollBar().valueChanged.connect(other.horizontalScrollBar().setValue)

    def _show_titles(self, left: Recorded, right: Recorded) -> None:
        self._left_title.set_whole(side_title(left))
        self._right_title.set_whole(side_title(right))

    def _go(self, index: int) -> None:
        self._at = index
        row = self._first_rows[index]
        self.left.go_to_row(row)
        self.right.go_to_row(row)
        if index < self.list.count():
            self.list.setCurrentRow(index)
