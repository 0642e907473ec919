"""A report on the screen: its sentences, charts and tables, one below the other."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from workbench.experiments.reports import Report, Section, Table
from workbench.ui.experiments.chart import ChartView
from workbench.ui.theme import Theme
from workbench.ui.widgets import label

ROW = 26
MOST_ROWS = 500
SHOWN_ROWS = 14
"""Of a table before it scrolls by itself."""

_Index = QModelIndex | QPersistentModelIndex


class TableModel(QAbstractTableModel):
    """A table of a report; nothing in it can be changed."""

    def __init__(self, table: Table, theme: Theme) -> None:
        super().__init__()
        self._table = table
        self._theme = theme

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else min(MOST_ROWS, len(self._table.rows))

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._table.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        text = self._table.rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = index.column() in self._table.numeric
            return int((Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter)
        if index.row() in self._table.emphasis:
            if role == Qt.ItemDataRole.ForegroundRole:
                return self._theme.color("bad")
            if role == Qt.ItemDataRole.FontRole:
                bold = QFont()
                bold.setBold(True)
                return bold
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._table.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section in self._table.numeric
            return int((Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter)
        return None

    def as_text(self) -> str:
        """Tab-separated, for a spreadsheet."""
        rows = (self._table.columns, *self._table.rows)
        return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


class ReportTable(QTableView):
    """As high as its rows, up to a limit.  Ctrl+C copies all of it."""

    def __init__(self, table: Table, theme: Theme, name: str) -> None:
        super().__init__()
        self._model = TableModel(table, theme)
        self._model.setParent(self)
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setToolTip("Ctrl+C copies the table")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(420)
        header.setStretchLastSection(len(table.columns) - 1 not in table.numeric)
        header.setHighlightSections(False)
        shown = min(SHOWN_ROWS, self._model.rowCount())
        self._high = ROW * shown + header.sizeHint().height() + 6
        self.setFixedHeight(self._high)
        self.horizontalScrollBar().rangeChanged.connect(self._make_room)

    def _make_room(self, low: int, high: int) -> None:
        """For the bar that scrolls sideways, which else lies on the last row."""
        self.setFixedHeight(self._high + (self.horizontalScrollBar().sizeHint().height() if high > low else 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._model.as_text())
            return
        super().keyPressEvent(event)


class ReportView(QWidget):
    """``show_report`` keeps charts that are still there, so that a live run does not flicker."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "page")
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(8)
        self._charts: list[ChartView] = []
        self._shape: tuple[object, ...] = ()

    def show_report(self, report: Report) -> None:
        shape = tuple(
            (section.title, section.sentences if not section.charts else (), len(section.charts), section.tables)
            for section in report.sections
        )
        if shape == self._shape:
            charts = [chart for section in report.sections for chart in section.charts]
            for view, chart in zip(self._charts, charts, strict=True):
                view.show_chart(chart)
            return
        self._shape = shape
        self._build(report.sections)

    def clear(self) -> None:
        self._shape = ()
        self._build(())

    def _build(self, sections: tuple[Section, ...]) -> None:
        kept = {(view.chart.title, type(view.chart)): view for view in self._charts}
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in kept.values():
                widget.hide()
                widget.deleteLater()
        self._charts = []
        for section in sections:
            self._column.addWidget(label(section.title, "title"))
            for sentence in section.sentences:
                self._column.addWidget(label(sentence, wrap=True, selectable=True))
            for chart in section.charts:
                view = kept.pop((chart.title, type(chart)), None) or ChartView(self._theme, chart)
                view.show_chart(chart)
                self._charts.append(view)
                self._column.addWidget(view)
            for table in section.tables:
                self._column.addWidget(ReportTable(table, self._theme, section.title))
            for caption, text in section.code:
                self._column.addWidget(label(caption, "muted"))
                self._column.addWidget(label(text, "mono", wrap=True, selectable=True))
            self._column.addSpacing(10)
        self._column.addStretch(1)
        for view in kept.values():
            view.hide()
            view.deleteLater()
