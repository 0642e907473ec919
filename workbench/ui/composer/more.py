"""The links under the form: what a request may also have, and most have not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench.ui.widgets import look, push_button

PARTS = {
    "Extra fields": ("Add extra fields", "Hide extra fields", "Further top-level fields, for what the documentation does not name"),
    "Values": ("Add values", "Hide values", "What {{name}} stands for in this request, kept in its file"),
    "Description": ("Add description", "Hide description", "Words about this request, in Markdown, kept in its file"),
}


class MoreRow(QWidget):
    """``toggled``: the part, and whether it is wanted."""

    toggled = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._shown = dict.fromkeys(PARTS, False)
        self._links: dict[str, QPushButton] = {}
        for name, (add, _, tip) in PARTS.items():
            link = push_button(add, tip)
            look(link, "link")
            link.clicked.connect(lambda _=False, name=name: self.toggled.emit(name, not self._shown[name]))
            row.addWidget(link)
            self._links[name] = link
        row.addStretch(1)

    def link(self, name: str) -> QPushButton:
        return self._links[name]

    def is_shown(self, name: str) -> bool:
        return self._shown[name]

    def show_part(self, name: str, shown: bool) -> None:
        self._shown[name] = shown
        add, hide, _ = PARTS[name]
        self._links[name].setText(hide if shown else add)
        self._links[name].setAccessibleName(hide if shown else add)
