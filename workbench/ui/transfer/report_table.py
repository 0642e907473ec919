"""The report of an import: a table of every item, filtered by what became of it, with the chosen line in full below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from workbench.ui.theme import Theme
from workbench.ui.transfer.model import ReportModel
from workbench.ui.transfer.state import one_line, report_text
from workbench.ui.widgets import Panel, Segments, elided, label, line, push_button
from workbench.ui.widgets.lines_copy import Slices

if TYPE_CHECKING:
    from workbench.collections.incoming.plan import ImportNote

DETAIL_AT_MOST = 600
"""Characters of a line that are shown below the table."""
COPIED_AT_ONCE = 500
"""Lines between two looks at the clock while the report is copied."""
_FILTERS = (("", "All"), ("taken", "Taken"), ("changed", "Changed"), ("left out", "Left out"))


class ReportTable(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._copying: Slices | None = None
        self.model = ReportModel(theme, self)
        self.filter = Segments("Show", _FILTERS)
        self.copy = push_button("Copy report", "The chosen lines, or all that are shown")
        self.table = ReportView()
        self.table.setModel(self.model)
        self.count = elided("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.filter)
        row.addWidget(self.count, 1)
        row.addWidget(self.copy)
        column.addLayout(row)
        panel = Panel()
        panel.body.addWidget(self.table, 1)
        panel.body.addWidget(line())
        self.detail = label("", wrap=True, selectable=True)
        self.detail.setContentsMargins(10, 6, 10, 6)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.detail.setMinimumHeight(self.fontMetrics().lineSpacing() * 3 + 14)
        panel.body.addWidget(self.detail)
        column.addWidget(panel, 1)
        self.filter.chosen.connect(self.show_fate)
        self.copy.clicked.connect(self.copy_lines)
        self.table.copy_wanted.connect(self.copy_lines)
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)

    def show_notes(self, notes: Sequence[ImportNote]) -> None:
        self.model.show_notes(notes)
        self.filter.set_value("")
        self._counted()
        self._start()

    def show_fate(self, fate: str) -> None:
        self.model.show_fate(fate)
        self._counted()
        self._start()

    def copy_lines(self) -> None:
        """The chosen lines, in the order of the table; all that are shown where fewer than two are chosen."""
        notes = self.model.notes()
        # By ranges: asking for every selected row takes a fifth of a second where there are twenty thousand.
        selection = self.table.selectionModel().selection()
        ranges = sorted({(found.top(), found.bottom() + 1) for found in selection.toList()})
        if sum(end - start for start, end in ranges) > 1:
            notes = tuple(note for start, end in ranges for note in notes[start:end])
        if self._copying is not None:
            self._copying.stop()
        parts: list[str] = []
        self._copying = Slices(self, _gather(notes, parts), lambda: self._copied(parts, len(notes)))

    def _copied(self, parts: Sequence[str], count: int) -> None:
        self._copying = None
        QGuiApplication.clipboard().setText("\n".join(parts))
        self.count.set_whole("1 line was copied" if count == 1 else f"{count:,} lines were copied")

    def _counted(self) -> None:
        count = self.model.rowCount()
        self.count.set_whole("1 line" if count == 1 else f"{count:,} lines")

    def _start(self) -> None:
        """The first line is the current one, so that the arrow keys go on from there."""
        self.detail.setText("")
        if self.model.rowCount():
            self.table.selectRow(0)
            self._show_detail(self.model.index(0, 0))

    def _show_detail(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        note = self.model.note_at(index.row())
        text = f"{one_line(note.where)}: {one_line(note.why)}" if note.why else f"{one_line(note.where)} is {note.fate.value}."
        self.detail.setText(text if len(text) <= DETAIL_AT_MOST else f"{text[:DETAIL_AT_MOST]}…")


def _gather(notes: Sequence[ImportNote], parts: list[str]) -> Iterator[None]:
    for start in range(0, len(notes), COPIED_AT_ONCE):
        parts.append(report_text(notes[start : start + COPIED_AT_ONCE]))
        yield


class ReportView(QTableView):
    """Rows of one height, so that twenty thousand cost no more than those in sight; Tab goes on to the next control."""

    copy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Report")
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)

    def setModel(self, model: ReportModel) -> None:  # type: ignore[override]
        super().setModel(model)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        self.setColumnWidth(0, self.fontMetrics().horizontalAdvance("Left out") + 40)
        self.setColumnWidth(1, 250)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)
