"""The find bar: text, options, how many, next and previous."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets import ghost_button, label, tone


class FindBar(QWidget):
    """``changed`` on every change of text or options; ``step`` with +1 or -1; ``closed`` on Escape."""

    changed = Signal()
    step = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(4)
        self.text = QLineEdit()
        self.text.setAccessibleName("Find in response")
        self.text.setPlaceholderText("Find in response")
        self.text.setClearButtonEnabled(True)
        self.case = self._option("Aa", "Match case")
        self.word = self._option("ab|", "Whole word")
        self.regex = self._option(".*", "Regular expression")
        self.count = label("", "muted")
        self.count.setMinimumWidth(90)
        previous = ghost_button(theme, "up", "Previous hit", "Previous hit (Shift+F3)")
        following = ghost_button(theme, "down", "Next hit", "Next hit (F3)")
        close = ghost_button(theme, "cancel", "Close find bar")
        for part in (self.text, self.case, self.word, self.regex, self.count, previous, following, close):
            row.addWidget(part, 1 if part is self.text else 0)
        self.text.textChanged.connect(self.changed)
        previous.clicked.connect(lambda: self.step.emit(-1))
        following.clicked.connect(lambda: self.step.emit(1))
        close.clicked.connect(self.closed)

    def show_count(self, text: str, meaning: str = "") -> None:
        self.count.setText(text)
        tone(self.count, meaning)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _option(self, text: str, name: str) -> QToolButton:
        made = QToolButton()
        made.setProperty("look", "ghost")
        made.setText(text)
        made.setCheckable(True)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.toggled.connect(self.changed)
        return made
