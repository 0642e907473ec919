"""The calls of a run as a table: failures first or in the order of the plan; each opens its exchange."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHBoxLayout, QHeaderView, QLineEdit, QMenu, QTableView, QVBoxLayout, QWidget

from workbench.experiments.answer import Answer, Shows
from workbench.ui.theme import Theme
from workbench.ui.widgets import label, push_button

if TYPE_CHECKING:
    from workbench.usecases.runs.approved import Approved

MOST = 20_000
"""Calls listed, those that failed before others; a larger run is read as CSV."""
BESIDE_BASELINE = "The approved response at the left, this call at the right (Ctrl+Shift+D)"
CHOOSE_ONE = "Choose one call under Calls first."
COLUMNS = ("Call", "Shows", "Status", "ms", "Identity", "What happened")
_NUMBERS = (2, 3)

_Index = QModelIndex | QPersistentModelIndex


def what_happened(answer: Answer) -> str:
    """The first thing that did not hold, or why there is no variant."""
    failed = next((check for check in answer.checks if not check.held), None)
    if failed is not None:
        return f"{failed.name}: found {failed.found}" if failed.found else failed.name
    return answer.failure or ("" if answer.shown.shows is Shows.VARIANT else answer.shown.why)


class CallsModel(QAbstractTableModel):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._answers: list[Answer] = []

    def show_answers(self, answers: Sequence[Answer]) -> None:
        self.beginResetModel()
        self._answers = list(answers)
        self.endResetModel()

    def answer(self, row: int) -> Answer:
        return self._answers[row]

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._answers)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        answer = self._answers[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            status = str(answer.status) if answer.status is not None else "–"
            cells = (answer.name, answer.shown.label, status, f"{answer.milliseconds:.0f}", answer.identity, what_happened(answer))
            return cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(f"{'✓' if check.held else '✗'} {check.name}: {check.found}" for check in answer.checks) or what_happened(
                answer
            )
        if role == Qt.ItemDataRole.ForegroundRole and not answer.held:
            return self._theme.color("bad")
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class CallsView(QWidget):
    """``open_requested`` carries an exchange's number, ``compare_requested`` two of them, ``baseline_requested`` one and the path
    of the saved request whose baseline it is compared with.  ``refused`` says why that cannot be."""

    open_requested = Signal(int)
    compare_requested = Signal(int, int)
    baseline_requested = Signal(int, object)
    refused = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._all: list[Answer] = []
        self._total = 0
        self._approved: Callable[[Answer], Approved] | None = None
        self.model = CallsModel(theme)
        self.model.setParent(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Filter calls")
        self.search.setAccessibleName("Filter calls")
        self.search.setClearButtonEnabled(True)
        self.failed_only = QCheckBox("Only what did not hold")
        self.failed_only.setAccessibleName("Only what did not hold")
        self.open = push_button("Open", "Open the exchange in Explore (Enter)")
        self.compare = push_button("Compare", "Compare the responses of two chosen calls")
        self.baseline = push_button("Compare with baseline", BESIDE_BASELINE)
        self.count = label("", "muted")
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        for part in (self.search, self.failed_only, self.count):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.open)
        head.addWidget(self.compare)
        head.addWidget(self.baseline)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName("Calls")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        header = self.table.horizontalHeader()
        for place, width in enumerate((230, 130, 60, 56, 230)):
            self.table.setColumnWidth(place, width)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.search.textChanged.connect(self._filter)
        self.failed_only.toggled.connect(self._filter)
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.open.clicked.connect(lambda: self._open(self.table.currentIndex().row()))
        self.compare.clicked.connect(self._compare)
        self.baseline.clicked.connect(self.compare_with_baseline)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.model.modelReset.connect(self._chosen)
        self._chosen()

    def show_answers(self, answers: Sequence[Answer], approved: Callable[[Answer], Approved] | None = None, total: int = 0) -> None:
        """Failures first, then in the order of the plan.  ``approved`` finds the baseline of a call, where calls have one.

        ``total`` is how many calls there are, where that is more than are listed.
        """
        self._total = max(total, len(answers))
        self._approved = approved
        self.baseline.setVisible(approved is not None)
        self._all = sorted(answers, key=lambda answer: answer.held)
        self._filter()

    def _filter(self) -> None:
        words = self.search.text().casefold().split()
        only = self.failed_only.isChecked()

        def wanted(answer: Answer) -> bool:
            text = f"{answer.name} {answer.shown.label} {answer.identity} {answer.status}".casefold()
            return not (only and answer.held) and all(word in text for word in words)

        shown = [answer for answer in self._all if wanted(answer)]
        self.model.show_answers(shown)
        more = "; all are in the report as CSV" if self._total > len(self._all) else ""
        self.count.setText(f"{len(shown):,} of {self._total:,}{more}" if self._all else "")

    def _answers(self) -> list[Answer]:
        return [self.model.answer(row) for row in sorted({index.row() for index in self.table.selectionModel().selectedRows()})]

    def _numbers(self) -> list[int]:
        return [number for answer in self._answers() if (number := answer.number)]

    def _chosen(self) -> None:
        numbers = self._numbers()
        self.open.setEnabled(len(numbers) == 1)
        self.compare.setEnabled(len(numbers) == 2)
        found = self._beside()
        self.baseline.setEnabled(found is not None and found.path is not None)
        self.baseline.setToolTip(CHOOSE_ONE if found is None else found.why or BESIDE_BASELINE)

    def _beside(self) -> Approved | None:
        """What the chosen call can be compared with; ``None`` unless one is chosen."""
        chosen = self._answers()
        return self._approved(chosen[0]) if self._approved is not None and len(chosen) == 1 else None

    def compare_with_baseline(self) -> None:
        found = self._beside()
        if found is None or found.path is None:
            no_request = "Only calls of a suite have a baseline." if self._approved is None else CHOOSE_ONE
            self.refused.emit(no_request if found is None else found.why)
            return
        self.baseline_requested.emit(self._numbers()[0], found.path)

    def _menu(self, at: QPoint) -> None:
        """The same as the buttons, with the same reasons."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for button in (self.open, self.compare, self.baseline):
            if button.isVisibleTo(self):
                made = menu.addAction(button.text())
                made.setEnabled(button.isEnabled())
                made.setToolTip(button.toolTip())
                made.triggered.connect(partial(button.click))
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _open(self, row: int) -> None:
        if 0 <= row < self.model.rowCount() and (number := self.model.answer(row).number):
            self.open_requested.emit(number)

    def _compare(self) -> None:
        numbers = self._numbers()
        if len(numbers) == 2:
            self.compare_requested.emit(*numbers)
