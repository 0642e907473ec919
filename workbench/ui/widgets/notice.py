"""A notice: one plain sentence or two in a coloured box, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets.basics import label, tone
from workbench.ui.widgets.buttons import ghost_button, push_button

_ICONS = {"good": "check", "warn": "warning", "bad": "error", "info": "info"}


class Notice(QFrame):
    """``show_text(tone, headline, text)`` fills and shows it; ``actions`` are (label, slot) pairs."""

    def __init__(self, theme: Theme, *, closable: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._meaning = "info"
        self.setProperty("look", "notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 8, 8)
        row.setSpacing(9)
        self._icon = QLabel()
        self._icon.setFixedSize(20, 20)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(3)
        self._headline = label("", "heading", wrap=True)
        self._text = label("", wrap=True, selectable=True)
        for part in (self._headline, self._text):
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        texts.addWidget(self._headline)
        texts.addWidget(self._text)
        self._action_row = QWidget()
        self._actions = QHBoxLayout(self._action_row)
        self._actions.setContentsMargins(0, 2, 0, 0)
        self._actions.setSpacing(6)
        texts.addWidget(self._action_row)
        row.addLayout(texts, 1)
        if closable:
            close = ghost_button(theme, "cancel", "Dismiss")
            close.clicked.connect(self.hide)
            row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._paint_icon)
        self.hide()

    def show_text(self, meaning: str, headline: str, text: str = "", actions: tuple[tuple[str, Callable[[], object]], ...] = ()) -> None:
        """``meaning`` is ``good``, ``warn``, ``bad`` or ``info``."""
        self._meaning = meaning
        tone(self, meaning)
        self._paint_icon()
        self._headline.setText(headline)
        self._headline.setVisible(bool(headline))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._show_actions(actions)
        self.setAccessibleName(f"{headline} {text}".strip())
        self.show()

    def _show_actions(self, actions: tuple[tuple[str, Callable[[], object]], ...]) -> None:
        while (item := self._actions.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()  # at once: what it would do belongs to the text that is gone
                old.deleteLater()
        for text, slot in actions:
            button = push_button(text)
            button.clicked.connect(lambda _=False, slot=slot: slot())
            self._actions.addWidget(button)
        self._actions.addStretch(1)
        self._action_row.setVisible(bool(actions))

    def _paint_icon(self) -> None:
        self._icon.setPixmap(self._theme.icon(_ICONS[self._meaning], self._meaning).pixmap(18, 18))
