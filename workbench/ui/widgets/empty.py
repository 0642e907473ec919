"""An empty state: what this place is for, and the one next step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets.basics import label


class EmptyState(QWidget):
    """Icon, headline, a sentence, and at most one button."""

    def __init__(self, theme: Theme, icon: str, headline: str, text: str, button: QPushButton | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._icon_name = icon
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(6)
        column.addStretch(2)
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._headline = label(headline, "heading", wrap=True)
        self._text = label(text, "muted", wrap=True)
        for part in (self._icon, self._headline, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        if button is not None:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._paint_icon)
        self._paint_icon()

    def show_text(self, headline: str, text: str) -> None:
        self._headline.setText(headline)
        self._text.setText(text)

    def _paint_icon(self) -> None:
        self._icon.setPixmap(self._theme.icon(self._icon_name, "border_strong").pixmap(34, 34))
