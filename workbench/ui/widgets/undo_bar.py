"""What was just done, and the button that takes it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout

from workbench.ui.theme import Theme
from workbench.ui.widgets.basics import elided
from workbench.ui.widgets.buttons import ghost_button, push_button

SHOWN_MS = 12_000


class UndoBar(QFrame):
    """Shown until it is pressed, dismissed, replaced, or twelve seconds have passed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "notice")
        self._undo: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 6, 5)
        self._text = elided("")
        self.button = push_button("Undo")
        close = ghost_button(theme, "cancel", "Dismiss")
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        row.addWidget(close)
        self.button.clicked.connect(self._pressed)
        close.clicked.connect(self.hide)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_text(self, text: str, undo: Callable[[], object]) -> None:
        self._text.set_whole(text)
        self._undo = undo
        self.setAccessibleName(text)
        self.show()
        self._timer.start(SHOWN_MS)

    def _pressed(self) -> None:
        self.hide()
        if self._undo is not None:
            self._undo()
