"""The list of runs: what was checked, when, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QStackedWidget, QVBoxLayout, QWidget

from workbench.experiments.matrix_table import KIND as MATRIX
from workbench.history import RunRow, RunState
from workbench.ui.theme import Theme
from workbench.ui.widgets import EmptyState, label

NUMBER = int(Qt.ItemDataRole.UserRole)
_ROLE = {"held": "good", "failed": "bad", "open": "warn"}
_WORD = {"held": "Held", "failed": "Failed", "open": "No verdict"}


def verdict_words(kind: str, level: str) -> tuple[str, str]:
    """A verdict in a word or two, and its tone.  A matrix that was compared with nothing is simply done."""
    if kind == MATRIX and level == "held":
        return "Done", "good"
    return _WORD.get(level, "Done"), _ROLE.get(level, "")


class RunsList(QWidget):
    """``chosen`` carries a run's number; ``delete_requested`` and ``resume_requested`` too."""

    chosen = Signal(int)
    delete_requested = Signal(int)
    resume_requested = Signal(int)
    again_requested = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[RunRow, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title = label("Runs", "section")
        title.setContentsMargins(12, 8, 12, 4)
        column.addWidget(title)
        self.list = QListWidget()
        self.list.setAccessibleName("Runs")
        title.setBuddy(self.list)
        self.list.setIconSize(QSize(10, 10))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stack = QStackedWidget()
        self.stack.addWidget(EmptyState(theme, "history", "No run yet", "Every experiment is kept here with all its calls."))
        self.stack.addWidget(self.list)
        column.addWidget(self.stack, 1)
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        self.list.customContextMenuRequested.connect(self._menu)
        theme.changed.connect(self._repaint)

    def show_rows(self, rows: Sequence[RunRow]) -> None:
        """The newest first; what was chosen stays chosen."""
        self._rows = tuple(rows)
        current = self.current()
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(self._dot(row), f"{row.title or row.kind}\n{row.kind} · {_state(row)} · {_when(row.started_at)}")
            item.setData(NUMBER, row.number)
            item.setToolTip(
                f"Run {row.number} · {row.kind} · {row.title}\n{row.verdict or _state(row)}\n{row.answered:,} of {row.planned:,} calls"
            )
            self.list.addItem(item)
            if row.number == current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(blocked)
        self.stack.setCurrentIndex(1 if rows else 0)

    def _repaint(self) -> None:
        """A method, not a lambda: Qt lets go of it when the list is gone."""
        self.show_rows(self._rows)

    def current(self) -> int:
        chosen = self.list.selectedItems()
        return int(chosen[0].data(NUMBER)) if chosen else 0

    def choose(self, number: int) -> None:
        for place in range(self.list.count()):
            item = self.list.item(place)
            if item.data(NUMBER) == number:
                self.list.setCurrentItem(item)

    def _open(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(NUMBER))

    def _menu(self, at: QPoint) -> None:
        item = self.list.itemAt(at)
        if item is None:
            return
        number = int(item.data(NUMBER))
        row = next(row for row in self._rows if row.number == number)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Plan again…").triggered.connect(lambda: self.again_requested.emit(number))
        go_on = menu.addAction("Go on")
        go_on.setEnabled(row.state in (RunState.PAUSED, RunState.CANCELLED, RunState.BROKEN))
        go_on.triggered.connect(lambda: self.resume_requested.emit(number))
        menu.addSeparator()
        delete = menu.addAction("Delete…")
        delete.setEnabled(row.state is not RunState.RUNNING)
        delete.triggered.connect(lambda: self.delete_requested.emit(number))
        menu.popup(self.list.viewport().mapToGlobal(at))

    def _dot(self, row: RunRow) -> QIcon:
        role = "accent" if row.state is RunState.RUNNING else _ROLE.get(row.level, "muted")
        return _circle(self._theme.color(role), filled=row.state is RunState.DONE)


def _circle(color: QColor, *, filled: bool) -> QIcon:
    picture = QPixmap(20, 20)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(color)
    painter.setBrush(color if filled else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(3, 3, 14, 14)
    painter.end()
    return QIcon(picture)


def _state(row: RunRow) -> str:
    if row.state is RunState.DONE:
        return verdict_words(row.kind, row.level)[0]
    return row.state.value.capitalize()


def _when(moment: datetime) -> str:
    local, now = moment.astimezone(), datetime.now().astimezone()
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%d %b, %H:%M}"
