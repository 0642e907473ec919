"""A short list of sentences, each with a button to edit it and one to remove it, and a menu that adds others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets import elided, ghost_button, label


@dataclass(frozen=True, slots=True)
class RowText:
    """``fixed`` says why it cannot be edited here."""

    text: str
    fixed: str = ""


class RowList(QWidget):
    """``show_rows`` in; ``edit_requested`` and ``remove_requested`` carry the row, from 0.  ``menu`` is the owner's to fill."""

    edit_requested = Signal(int)
    remove_requested = Signal(int)

    def __init__(self, theme: Theme, title: str, add: str, empty: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(label(title, "field"), 1)
        self.add = QToolButton()
        self.add.setText(add)
        self.add.setAccessibleName(add)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.add)
        self.add.setMenu(self.menu)
        head.addWidget(self.add)
        column.addLayout(head)
        self._empty = label(empty, "muted", wrap=True)
        column.addWidget(self._empty)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)

    def show_rows(self, rows: Sequence[RowText]) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and any(row.isAncestorOf(focused) for row in self._widgets())
        for old in self._widgets():
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        for place, row in enumerate(rows):
            self._rows.addWidget(made := self._row(place, row))
            made.show()  # now, not with the next turn of the event loop
        self._empty.setVisible(not rows)
        if had_focus:
            self.add.setFocus()  # the button that had the keyboard is gone

    def _row(self, place: int, row: RowText) -> QWidget:
        made = QWidget()
        box = QHBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(elided(row.text), 1)
        edit = ghost_button(self._theme, "edit", f"Edit: {row.text}", row.fixed or "Edit")
        edit.setEnabled(not row.fixed)
        remove = ghost_button(self._theme, "trash", f"Remove: {row.text}", "Remove")
        edit.clicked.connect(lambda: self.edit_requested.emit(place))
        remove.clicked.connect(lambda: self.remove_requested.emit(place))
        box.addWidget(edit)
        box.addWidget(remove)
        return made

    def _widgets(self) -> list[QWidget]:
        items = (self._rows.itemAt(place) for place in range(self._rows.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]
