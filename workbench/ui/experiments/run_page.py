"""One run: its verdict, live or as it was, with charts, calls and, of a matrix, the grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QSizePolicy, QTabWidget, QToolButton, QVBoxLayout, QWidget

from workbench.experiments.answer import Answer
from workbench.experiments.matrix_table import MatrixTable
from workbench.experiments.reports import Report
from workbench.experiments.words import duration
from workbench.history import RunState
from workbench.ui.experiments.calls import CallsView
from workbench.ui.experiments.matrix_grid import MatrixGrid
from workbench.ui.experiments.runs_list import verdict_words
from workbench.ui.experiments.sections import ReportView
from workbench.ui.theme import Theme
from workbench.ui.widgets import Badge, Notice, elided, label, line, push_button, scrolled
from workbench.usecases.runs.control import RunProgress

if TYPE_CHECKING:
    from workbench.usecases.runs.approved import Approved

GO_ON = "Go on where it stopped; nothing is sent twice"
FAILED_AGAIN = "Only the calls that did not hold, as a new run"
REPORTS = (
    ("html", "Page for stakeholders (HTML)…"),
    ("markdown", "Summary (Markdown)…"),
    ("junit", "JUnit XML…"),
    ("csv", "Calls as CSV…"),
    ("json", "Everything as JSON…"),
)


class RunPage(QWidget):
    """``report_requested`` carries a form and whether identities are masked; ``copy_requested`` asks for the summary."""

    pause_requested = Signal()
    stop_requested = Signal()
    resume_requested = Signal()
    again_requested = Signal()
    failed_again_requested = Signal()
    approve_requested = Signal()
    report_requested = Signal(str, bool)
    copy_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.number = 0
        self._stopping = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._build_head())
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        outer.addWidget(self.bar)
        self.under_bar = line()
        outer.addWidget(self.under_bar)
        self.report = ReportView(theme)
        self.calls = CallsView(theme)
        self.grid = MatrixGrid(theme)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.grid, "Matrix")
        page = scrolled(self.report)
        # Charts are as high as their width asks for: a bar that came and went would change the width for ever.
        page.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.tabs.addTab(page, "Result")
        self.tabs.addTab(self.calls, "Calls")
        self.calls.refused.connect(lambda why: self.notice.show_text("info", "", why))
        outer.addWidget(self.tabs, 1)

    def _build_head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 12, 10)
        head.setSpacing(5)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.title = elided("", "title")
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.badge = Badge()
        self.pause = push_button("Pause")
        self.stop = push_button("Stop", "What is under way comes in first; pressed again it is cut short")
        self.resume = push_button("Go on", GO_ON)
        self.failed_again = push_button("Run failed again", FAILED_AGAIN)
        self.approve = push_button("Approve", "Keep this matrix as the baseline for later runs of the same plan")
        self.again = push_button("Plan again…", "The form with this plan")
        self.save = QToolButton()
        self.save.setText("Save report")
        self.save.setAccessibleName("Save report")
        self.save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.save)
        self.masking = QAction("Mask identities", menu)
        self.masking.setCheckable(True)
        for form, text in REPORTS:
            menu.addAction(text).triggered.connect(lambda _=False, form=form: self.report_requested.emit(form, self.masking.isChecked()))
        menu.addSeparator()
        menu.addAction("Copy summary").triggered.connect(self.copy_requested)
        menu.addSeparator()
        menu.addAction(self.masking)
        self.save.setMenu(menu)
        row.addWidget(self.title, 1)
        row.addWidget(self.badge)
        for button in (self.pause, self.stop, self.resume, self.failed_again, self.approve, self.again, self.save):
            row.addWidget(button)
        head.addLayout(row)
        self.sentence = label("", wrap=True, selectable=True)
        self.sentence.setProperty("look", "heading")
        self.behind = label("", "muted", wrap=True, selectable=True)
        self.progress = label("", "muted")
        self.notice = Notice(self._theme)
        for part in (self.sentence, self.behind, self.progress, self.notice):
            head.addWidget(part)
        for button, signal in (
            (self.pause, self.pause_requested),
            (self.stop, self.stop_requested),
            (self.resume, self.resume_requested),
            (self.again, self.again_requested),
            (self.failed_again, self.failed_again_requested),
            (self.approve, self.approve_requested),
        ):
            button.clicked.connect(signal)
        return head

    # -- what it shows ----------------------------------------------------------------------------

    def begin(self, number: int, title: str, *, matrix: bool) -> None:
        """Another run is looked at, or the same one in another state: then its charts stay, so that they do not flicker."""
        if number != self.number or not number:
            self.report.clear()
        self.number = number
        self._stopping = False
        self.title.set_whole(title)
        self.notice.hide()
        self.tabs.setTabVisible(0, matrix)
        self.tabs.setCurrentIndex(0 if matrix else 1)
        self.show_answers(())
        self.sentence.setText("")
        self.behind.setText("")
        self.progress.setText("")
        self.badge.show_text("")

    def show_state(self, state: RunState, *, failed: bool = False, matrix: bool = False, gone: str = "", whole: bool = True) -> None:
        """Which buttons make sense.  ``gone`` says why nothing of it can be sent again; without ``whole`` there is no report."""
        running = state is RunState.RUNNING
        self.pause.setVisible(running)
        self.stop.setVisible(running)
        self.bar.setVisible(running)
        self.under_bar.setVisible(not running)
        self.resume.setVisible(state in (RunState.PAUSED, RunState.CANCELLED, RunState.BROKEN))
        self.again.setVisible(not running)
        self.failed_again.setVisible(failed and not running)
        for button, tip in ((self.resume, GO_ON), (self.failed_again, FAILED_AGAIN)):
            button.setEnabled(not gone)
            button.setToolTip(gone or tip)
        self.approve.setVisible(matrix and state is RunState.DONE)
        if running:
            self.stop.setText("Stop")
            self.pause.setText("Pause")
            self.badge.show_text("Running", "accent")
        self.progress.setVisible(running)
        self.save.setVisible(whole and not running)

    def show_report(self, report: Report, *, running: bool) -> None:
        if not running:
            self.badge.show_text(*verdict_words(report.kind, report.verdict.level.value))
        self.sentence.setText(report.verdict.sentence)
        self.behind.setText("\n".join(report.verdict.behind))
        self.behind.setVisible(bool(report.verdict.behind))
        self.report.show_report(report)

    def show_table(self, table: MatrixTable) -> None:
        self.grid.show_table(table)

    def show_answers(
        self, answers: Sequence[Answer], approved: Callable[[Answer], Approved] | None = None, total: int | None = None
    ) -> None:
        """``total`` calls were answered, of which these are listed."""
        total = len(answers) if total is None else max(total, len(answers))
        self.calls.show_answers(answers, approved, total)
        self.tabs.setTabText(2, f"Calls ({total:,})" if total else "Calls")

    def show_progress(self, progress: RunProgress) -> None:
        self.bar.setMaximum(max(1, progress.planned))
        self.bar.setValue(progress.answered)
        parts = [f"{progress.answered:,} of {progress.planned:,}"]
        if progress.paused:
            parts.append("paused")
        else:
            parts.append(f"{progress.rate:.0f} a second" if progress.rate >= 1 else f"{progress.rate:.1f} a second")
            if progress.left is not None:
                parts.append(f"about {duration(progress.left)} left")
        self.progress.setText(" · ".join(parts))
        self.pause.setText("Go on" if progress.paused else "Pause")

    def show_stopping(self) -> None:
        self._stopping = True
        self.stop.setText("Stop now")
        self.progress.setText("Stopping; what is under way comes in first.")
