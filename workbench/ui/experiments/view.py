"""The Experiments page: at the left what can be checked and what was, at the right a plan or a run."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.ui.experiments.plan_page import PlanPage
from workbench.ui.experiments.run_page import RunPage
from workbench.ui.experiments.runs_list import RunsList
from workbench.ui.experiments.state import MATRIX, SPLIT, STICK, SUITE, TITLES, WHAT
from workbench.ui.theme import Theme
from workbench.ui.widgets import Panel, label, line

KINDS = (MATRIX, SPLIT, STICK, SUITE)
_ICONS = {MATRIX: "compare", SPLIT: "filter", STICK: "pin", SUITE: "check"}


class ExperimentsView(QWidget):
    """``plan_requested`` carries the kind of experiment somebody wants to plan."""

    plan_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.setHandleWidth(8)
        self.across.setChildrenCollapsible(False)
        side = Panel()
        side.body.addWidget(self._build_kinds())
        side.body.addWidget(line())
        self.runs = RunsList(theme)
        side.body.addWidget(self.runs, 1)
        side.setMinimumWidth(220)
        main = Panel()
        self.pages = QStackedWidget()
        self.plan = PlanPage(theme)
        self.run = RunPage(theme)
        self.pages.addWidget(self.plan)
        self.pages.addWidget(self.run)
        main.body.addWidget(self.pages, 1)
        self.across.addWidget(side)
        self.across.addWidget(main)
        self.across.setStretchFactor(1, 1)
        self.across.setSizes([268, 1000])
        row.addWidget(self.across)

    def _build_kinds(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        title = label("New experiment", "section")
        title.setContentsMargins(4, 0, 0, 2)
        column.addWidget(title)
        self.kinds: dict[str, QPushButton] = {}
        for kind in KINDS:
            button = QPushButton(TITLES[kind])
            button.setAccessibleName(TITLES[kind])
            button.setToolTip(WHAT[kind])
            button.setAutoDefault(False)
            button.setProperty("look", "choice")
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, kind=kind: self.plan_requested.emit(kind))
            self.kinds[kind] = button
            column.addWidget(button)
        self._theme.changed.connect(self._paint_icons)
        self._paint_icons()
        return holder

    def _paint_icons(self) -> None:
        for kind, button in self.kinds.items():
            button.setIcon(self._theme.icon(_ICONS[kind], "accent"))

    def show_plan(self, kind: str) -> None:
        self.pages.setCurrentWidget(self.plan)
        for each, button in self.kinds.items():
            button.setChecked(each == kind)
        self.runs.list.clearSelection()

    def show_run(self, number: int) -> None:
        self.pages.setCurrentWidget(self.run)
        for button in self.kinds.values():
            button.setChecked(False)
        self.runs.choose(number)
