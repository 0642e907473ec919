"""The smallest parts: looks and tones, labels, panels, lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget


def look(widget: QWidget, name: str) -> None:
    """Set the style sheet's ``look`` and repolish, so that it shows at once."""
    _property(widget, "look", name)


def tone(widget: QWidget, name: str) -> None:
    """Set the style sheet's ``tone``: ``good``, ``warn``, ``bad``, ``info``, ``accent`` or empty."""
    _property(widget, "tone", name)


def _property(widget: QWidget, key: str, value: str) -> None:
    if widget.property(key) == value:
        return
    widget.setProperty(key, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str, style: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A plain-text label: nothing that arrives from elsewhere is ever rendered as rich text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if style:
        made.setProperty("look", style)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def line() -> QFrame:
    """A thin horizontal rule."""
    made = QFrame()
    made.setProperty("look", "line")
    return made


def scrolled(page: QWidget) -> QScrollArea:
    """A page that scrolls up and down, as wide as there is room; Tab goes to what is on it."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(page)
    return made


class elided(QLabel):  # noqa: N801 (reads like label())
    """A one-line label that ends in … where it does not fit, with the whole text as its tooltip."""

    def __init__(self, text: str = "", style: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(20)
        if style:
            self.setProperty("look", style)
        self._whole = ""
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def whole(self) -> str:
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideRight, max(20, self.width()))
        self.setText(shown)
        self.setToolTip(_as_it_is(self._whole) if shown != self._whole else "")


def _as_it_is(text: str) -> str:
    """What looks like mark-up to Qt would be shown as such in a tooltip."""
    from html import escape

    return escape(text) if "<" in text else text


class Badge(QLabel):
    """A short word in a coloured box: a status, a count, a mark."""

    def __init__(self, text: str = "", meaning: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", "badge")
        self.show_text(text, meaning)

    def show_text(self, text: str, meaning: str = "") -> None:
        self.setText(text)
        self.setVisible(bool(text))
        tone(self, meaning)


class Panel(QFrame):
    """A white card with rounded corners; ``body`` is its vertical layout.

    What lies in it keeps off its border, and ``bottom`` pixels off its lower corners.
    """

    def __init__(self, *, bottom: int = 1) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(1, 1, 1, bottom)
        self.body.setSpacing(0)
