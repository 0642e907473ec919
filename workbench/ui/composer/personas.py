"""Whom the request is sent as: nobody in particular, one persona, or several one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from workbench.domain.persona import Persona
from workbench.ui.theme import Theme
from workbench.ui.widgets import label, push_button

NOBODY = "As in the form"


class PersonaBar(QWidget):
    """Hidden while there is no persona.  ``chosen`` carries a file, or nothing."""

    chosen = Signal(object)
    send_as_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._persona: Persona | None = None
        self._showing = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.combo = _Combo()
        self.combo.setAccessibleName("Persona")
        self.combo.setToolTip("Whose identity, locale and parameters the request is sent with")
        title = label("Persona", "field")
        title.setBuddy(self.combo)
        self.several = push_button("Send as…", "Send this request as several personas, one after the other")
        row.addWidget(title)
        row.addWidget(self.combo, 1)
        row.addWidget(self.several)
        self.combo.currentIndexChanged.connect(self._picked)
        self.several.clicked.connect(self.send_as_requested)
        self.hide()

    def show_personas(self, names: Mapping[Path, str], persona: Persona | None, chosen: Path | None) -> None:
        self._persona = persona
        self._showing = True
        wanted = [NOBODY, *names.values()]
        if [self.combo.itemText(n) for n in range(self.combo.count())] != wanted or self._paths() != [None, *names]:
            self.combo.clear()
            self.combo.addItem(NOBODY, None)
            for path, name in names.items():
                self.combo.addItem(name, path)
        self.combo.setCurrentIndex(self._paths().index(chosen) if chosen in names else 0)
        self.setVisible(bool(names))
        self._showing = False

    def instead(self) -> str:
        """What the form's identity is replaced with, in words."""
        if self._persona is None or self._persona.identity is None:
            return ""
        identity = self._persona.identity
        return f"Sent as “{self._persona.name}”: {identity.type.label} {identity}, instead of the one below."

    def _paths(self) -> list[Path | None]:
        return [self.combo.itemData(n) for n in range(self.combo.count())]

    def _picked(self, place: int) -> None:
        if not self._showing and place >= 0:
            self.chosen.emit(self.combo.itemData(place))


class _Combo(QComboBox):
    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel turned over a form scrolls the form; it never changes a value unseen."""
        event.ignore()
