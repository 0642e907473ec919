"""The links under the form: what a request may also have, and most have not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from workbench.ui.widgets import look, push_button

PARTS = {
    "Extra fields": ("Add extra fields", "Hide extra fields", "Further top-level fields, for what the documentation does not name"),
    "Values": ("Add values", "Hide values", "What {{name}} stands for in this request, kept in its file"),
    "Expectations": (
        "Add expectations",
        "Hide expectations",
        "What must be true of the answer, how variants are told apart, what is done before; kept in its file",
    ),
    "Description": ("Add description", "Hide description", "Words about this request, in Markdown, kept in its file"),
}


class MoreRow(QWidget):
    """``toggled``: the part, and whether it is wanted."""

    toggled = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        self._shown = dict.fromkeys(PARTS, False)
        self._links: dict[str, QPushButton] = {}
        for place, (name, (add, _, tip)) in enumerate(PARTS.items()):
            link = push_button(add, tip)
            look(link, "link")
            link.clicked.connect(lambda _=False, name=name: self.toggled.emit(name, not self._shown[name]))
            grid.addWidget(link, place // 2, place % 2)
            self._links[name] = link
        grid.setColumnStretch(2, 1)

    def link(self, name: str) -> QPushButton:
        return self._links[name]

    def is_shown(self, name: str) -> bool:
        return self._shown[name]

    def show_part(self, name: str, shown: bool) -> None:
        self._shown[name] = shown
        add, hide, _ = PARTS[name]
        self._links[name].setText(hide if shown else add)
        self._links[name].setAccessibleName(hide if shown else add)
