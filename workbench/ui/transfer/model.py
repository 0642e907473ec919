"""The report of an import as a table.  All lines are at hand already; filtering takes them from the same tuple."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.ui.theme import Theme
from workbench.ui.transfer.state import filtered, one_line

if TYPE_CHECKING:
    from workbench.collections.incoming.plan import ImportNote

HEADERS = ("Result", "Where", "Why")
SHOWN_AT_MOST = 400
"""Characters of a cell; the whole text is under the table."""
TONES = {"taken": "good", "changed": "warn", "left out": "bad"}
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ReportModel(QAbstractTableModel):
    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: tuple[ImportNote, ...] = ()
        self._rows: tuple[ImportNote, ...] = ()
        theme.changed.connect(self._colors_changed)

    def show_notes(self, notes: Sequence[ImportNote]) -> None:
        self._all = tuple(notes)
        self.show_fate("")

    def show_fate(self, fate: str) -> None:
        """Only lines of one fate; all of them for an empty one."""
        self.beginResetModel()
        self._rows = filtered(self._all, fate)
        self.endResetModel()

    def note_at(self, row: int) -> ImportNote:
        return self._rows[row]

    def notes(self) -> tuple[ImportNote, ...]:
        """Those that are shown."""
        return self._rows

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return HEADERS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        note = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(note, index.column())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 0:
            return self._theme.color(TONES[note.fate.value])
        return None

    def _colors_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0), [Qt.ItemDataRole.ForegroundRole])


def _cell(note: ImportNote, column: int) -> str:
    if column == 0:
        return note.fate.value.capitalize()
    text = note.where if column == 1 else note.why
    return one_line(text[:SHOWN_AT_MOST]) + ("…" if len(text) > SHOWN_AT_MOST else "")
