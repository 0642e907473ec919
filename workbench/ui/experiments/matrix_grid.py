"""The matrix to look at: rows and columns whose heads stay, coloured by variant; two cells chosen are compared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QComboBox, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from workbench.experiments.answer import Shows
from workbench.experiments.charts import DARK, LIGHT
from workbench.experiments.matrix_table import Cell, Key, MatrixTable
from workbench.ui.theme import Theme
from workbench.ui.widgets import label, push_button

_Index = QModelIndex | QPersistentModelIndex
EVERYTHING = "All variants"
BETWEEN = " · "
MOST_COLUMNS = 30


def choices_across(dimensions: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Each dimension by itself, and the last ones together."""
    together = (tuple(dimensions[-size:]) for size in range(2, len(dimensions)))
    return (*((name,) for name in dimensions), *together)


def best_across(table: MatrixTable) -> tuple[str, ...]:
    """The most of the last dimensions that give no more columns than a screen or two hold."""
    best = table.dimensions[-1:]
    columns = len(table.values(best[0])) if best else 0
    for name in reversed(table.dimensions[1:-1]):
        columns *= len(table.values(name))
        if columns > MOST_COLUMNS:
            break
        best = (name, *best)
    return best


class MatrixModel(QAbstractTableModel):
    """Dimensions are split into rows and columns; a cell shows its variant and its time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[Key] = []
        self._columns: list[Key] = []
        self._cells: dict[tuple[Key, Key], Cell] = {}
        self._labels: dict[str, int] = {}
        self._changed: dict[Key, str] = {}
        self.only = ""
        self.times = False

    def show_table(self, table: MatrixTable, down: Sequence[str], *, grouped: bool = False) -> None:
        """``grouped`` puts rows that show the same next to each other."""
        self.beginResetModel()
        rows = [table.dimensions.index(name) for name in table.dimensions if name in down]
        columns = [table.dimensions.index(name) for name in table.dimensions if name not in down]
        heads: tuple[dict[Key, None], dict[Key, None]] = ({}, {})
        self._cells = {}
        for key, cell in table.cells.items():
            row, column = tuple(key[i] for i in rows), tuple(key[i] for i in columns)
            heads[0][row] = heads[1][column] = None
            self._cells[row, column] = cell
        self._rows, self._columns = list(heads[0]), list(heads[1])
        if grouped:
            self._rows.sort(key=lambda row: [cell.label if (cell := self._cells.get((row, column))) else "" for column in self._columns])
        self._labels = {name: place for place, name in enumerate(table.labels())}
        self._changed = {key: then for key, then, _ in table.changed()}
        self.endResetModel()

    def cell(self, index: _Index) -> Cell | None:
        return self._cells.get((self._rows[index.row()], self._columns[index.column()])) if index.isValid() else None

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if cell is None:
            return None
        faint = bool(self.only) and cell.label != self.only
        if role == Qt.ItemDataRole.DisplayRole:
            mark = "≠ " if cell.key in self._changed else ""
            time = f"  {cell.milliseconds:.0f} ms" if self.times else ""
            return f"{mark}{cell.label}{' / ' + ' / '.join(cell.also) if cell.also else ''}{time}"
        if role == Qt.ItemDataRole.ToolTipRole:
            said = [f"{cell.label} · {cell.milliseconds:.0f} ms"]
            said += [f"A repeat showed {', '.join(cell.also)}."] if cell.also else []
            said += [f"The baseline shows {self._changed[cell.key] or 'nothing'}."] if cell.key in self._changed else []
            said += [cell.why] if cell.why else []
            return "\n".join(said)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if role == Qt.ItemDataRole.BackgroundRole and not faint:
            return self._ground(cell)
        if role == Qt.ItemDataRole.ForegroundRole:
            if faint:
                return self._theme.color("muted")
            return self._ink(cell)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        heads = self._columns if orientation == Qt.Orientation.Horizontal else self._rows
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and section < len(heads):
            return " · ".join(heads[section]) or "the request"
        return None

    def repaint_cells(self) -> None:
        if self._rows and self._columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def as_text(self) -> str:
        """Tab-separated with its heads, for a spreadsheet."""
        lines = ["\t".join(["", *(" · ".join(column) for column in self._columns)])]
        for row in self._rows:
            cells = (self._cells.get((row, column)) for column in self._columns)
            lines.append("\t".join([" · ".join(row), *(cell.label if cell is not None else "" for cell in cells)]))
        return "\n".join(lines)

    def _place(self, cell: Cell) -> int | None:
        return self._labels.get(cell.label, 0) if cell.shows is Shows.VARIANT else None

    def _ground(self, cell: Cell) -> QColor | None:
        place, palette = self._place(cell), DARK if self._theme.colors.name == "dark" else LIGHT
        if place is None:
            return self._theme.color("bad_soft" if cell.shows in (Shows.ERROR, Shows.UNREADABLE) else "hover")
        return QColor(palette.series[place % len(palette.series)])

    def _ink(self, cell: Cell) -> QColor | None:
        place, palette = self._place(cell), DARK if self._theme.colors.name == "dark" else LIGHT
        if place is None:
            return self._theme.color("bad" if cell.shows in (Shows.ERROR, Shows.UNREADABLE) else "muted")
        return QColor(palette.on_series[place % len(palette.on_series)])


class MatrixGrid(QWidget):
    """``open_requested`` carries an exchange's number, ``compare_requested`` two."""

    open_requested = Signal(int)
    compare_requested = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._table: MatrixTable | None = None
        self.model = MatrixModel(theme)
        self.model.setParent(self)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        self.across = QComboBox()
        self.across.setAccessibleName("Across")
        self.only = QComboBox()
        self.only.setAccessibleName("Show")
        self.grouped = QCheckBox("Group by variant")
        self.times = QCheckBox("Times")
        for box in (self.grouped, self.times):
            box.setAccessibleName(box.text())
        self.open = push_button("Open", "Open the exchange in Explore (Enter)")
        self.compare = push_button("Compare", "Compare the responses of two chosen cells (Ctrl+click chooses the second)")
        self.copy = push_button("Copy table", "For a spreadsheet")
        for text, control in (("Across", self.across), ("Show", self.only)):
            title = label(text, "field")
            title.setBuddy(control)
            head.addWidget(title)
            head.addWidget(control)
        head.addWidget(self.grouped)
        head.addWidget(self.times)
        head.addStretch(1)
        for button in (self.copy, self.open, self.compare):
            head.addWidget(button)
        self.view = _Grid()
        self.view.setModel(self.model)
        self.view.setAccessibleName("Matrix")
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.horizontalHeader().setDefaultSectionSize(130)
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.verticalHeader().setDefaultSectionSize(28)
        self.view.verticalHeader().setMaximumWidth(260)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        theme.changed.connect(self.model.repaint_cells)
        self.across.activated.connect(lambda _: self._lay_out())
        self.only.activated.connect(lambda _: self._filter())
        self.grouped.toggled.connect(lambda _: self._lay_out())
        self.times.toggled.connect(self._show_times)
        self.view.activated.connect(self._open)
        self.view.selectionModel().selectionChanged.connect(self._chosen)
        self.open.clicked.connect(lambda: self._open(self.view.currentIndex()))
        self.compare.clicked.connect(self._compare)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.model.as_text()))
        self.view.copy_wanted.connect(lambda: QGuiApplication.clipboard().setText(self.model.as_text()))
        self._chosen()

    def show_table(self, table: MatrixTable) -> None:
        self._table = table
        chosen = self.across.currentText()
        self.across.clear()
        for names in choices_across(table.dimensions):
            self.across.addItem(BETWEEN.join(names), names)
        place = self.across.findText(chosen)
        self.across.setCurrentIndex(place if place >= 0 else self.across.findText(BETWEEN.join(best_across(table))))
        only = self.only.currentText()
        self.only.clear()
        self.only.addItems([EVERYTHING, *table.labels()])
        self.only.setCurrentText(only if only in table.labels() else EVERYTHING)
        self._lay_out()
        self._filter()

    def _lay_out(self) -> None:
        if self._table is not None:
            down = [name for name in self._table.dimensions if name not in (self.across.currentData() or ())]
            self.model.show_table(self._table, down, grouped=self.grouped.isChecked())
            self._chosen()

    def _filter(self) -> None:
        self.model.only = "" if self.only.currentText() == EVERYTHING else self.only.currentText()
        self.model.repaint_cells()

    def _show_times(self, shown: bool) -> None:
        self.model.times = shown
        self.model.repaint_cells()

    def _numbers(self) -> list[int]:
        cells = [self.model.cell(index) for index in self.view.selectionModel().selectedIndexes()]
        return [cell.number for cell in cells if cell is not None and cell.number]

    def _chosen(self) -> None:
        numbers = self._numbers()
        self.open.setEnabled(len(numbers) == 1)
        self.compare.setEnabled(len(numbers) == 2)

    def _open(self, index: _Index) -> None:
        cell = self.model.cell(index)
        if cell is not None and cell.number:
            self.open_requested.emit(cell.number)

    def _compare(self) -> None:
        numbers = self._numbers()
        if len(numbers) == 2:
            self.compare_requested.emit(*numbers)


class _Grid(QTableView):
    copy_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
            return
        super().keyPressEvent(event)
