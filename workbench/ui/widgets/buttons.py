"""Buttons: the one primary, plain ones, quiet icon buttons, segments (one of a few)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QToolButton, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets.basics import look


def push_button(text: str, tip: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    made.setToolTip(tip)
    return made


def primary_button(text: str, tip: str = "") -> QPushButton:
    """The one thing to do next; at most one is shown per part of the window."""
    made = push_button(text, tip)
    look(made, "primary")
    return made


def ghost_button(theme: Theme, icon: str, name: str, tip: str = "", *, checkable: bool = False) -> QToolButton:
    """A quiet icon button; ``name`` is its accessible name and, without a tip, its tooltip."""
    made = _IconButton(theme, icon)
    made.setProperty("look", "ghost")
    made.setAccessibleName(name)
    made.setToolTip(tip or name)
    made.setCheckable(checkable)
    return made


class _IconButton(QToolButton):
    """Its icon follows the theme.  A method, not a lambda: Qt lets go of it when the button is gone."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        theme.changed.connect(self._paint_icon)
        self._paint_icon()

    def _paint_icon(self) -> None:
        self.setIcon(self._theme.icon(self._icon))


class Segments(QWidget):
    """One of a few, side by side.  Arrow keys move the choice, as in a group of radio buttons."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]]) -> None:
        """``options`` are (value, visible label) pairs; ``name`` is the accessible name of the group."""
        super().__init__()
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for place, (value, text) in enumerate(options):
            button = push_button(text)
            button.setCheckable(True)
            button.setProperty("look", "segment")
            button.setProperty("place", "first" if place == 0 else "last" if place == len(options) - 1 else "")
            button.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)
        row.addStretch(1)
        if options:
            self._buttons[options[0][0]].setChecked(True)

    def value(self) -> str:
        return next(value for value, button in self._buttons.items() if button.isChecked())

    def set_value(self, value: str) -> None:
        for each, button in self._buttons.items():
            button.setChecked(each == value)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == value else Qt.FocusPolicy.ClickFocus)

    def set_allowed(self, values: set[str]) -> None:
        """Show only some of them; the shape of the row follows."""
        shown = [button for value, button in self._buttons.items() if value in values]
        for button in self._buttons.values():
            button.setVisible(button in shown)
        for place, button in enumerate(shown):
            button.setProperty("place", "only" if len(shown) == 1 else "first" if place == 0 else "last" if button is shown[-1] else "")
            button.style().unpolish(button)
            button.style().polish(button)

    def button(self, value: str) -> QPushButton:
        return self._buttons[value]
