"""Send as…: which personas a request is sent as, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.persona import Persona
from workbench.ui.collections.forms import in_words, one_line
from workbench.ui.theme import Theme
from workbench.ui.widgets import EmptyState, Notice, Panel, elided, label, line, look, primary_button, push_button, scrolled

_LONGEST_NAME = 44
_BESIDE_THE_MARK = 26
"""Pixels; the words stand under the name, not under its mark."""


class SendAsDialog(QDialog):
    """``chosen`` carries the files of the personas, in the order shown; ``note`` is said above the buttons."""

    chosen = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        personas: Sequence[tuple[Path, Persona]],
        chosen: Collection[Path] = (),
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Send as")
        self.boxes: dict[Path, QCheckBox] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 10, 10, 10)
        panel = Panel()
        outer.addWidget(panel)
        if personas:
            panel.body.addLayout(self._build_head())
            panel.body.addWidget(line())
        panel.body.addWidget(self._build_list(theme, personas, chosen), 1)
        panel.body.addWidget(line())
        panel.body.addLayout(self._build_foot(theme, note))
        self._count()
        self.setMinimumSize(360, 260)
        self.resize(480, min(620, 210 + 52 * max(2, len(personas))))
        first = next((box for box in self.boxes.values()), self.cancel)
        first.setFocus()

    def paths(self) -> tuple[Path, ...]:
        """The files of those that are ticked."""
        return tuple(path for path, box in self.boxes.items() if box.isChecked())

    # -- building ---------------------------------------------------------------------------------

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(14, 9, 10, 8)
        head.setSpacing(8)
        head.addWidget(label("One after the other, as", "heading"))
        head.addStretch(1)
        self.all = push_button("All", "Tick every persona")
        self.none = push_button("None", "Tick no persona")
        for link, ticked in ((self.all, True), (self.none, False)):
            look(link, "link")
            link.clicked.connect(lambda _=False, ticked=ticked: self._tick(ticked))
            head.addWidget(link)
        return head

    def _build_list(self, theme: Theme, personas: Sequence[tuple[Path, Persona]], chosen: Collection[Path]) -> QWidget:
        if not personas:
            return EmptyState(theme, "person", "There is no persona yet", "A persona is a named identity: “Returning customer, DE”.")
        page = QWidget()
        page.setProperty("look", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(10)
        for path, persona in personas:
            column.addLayout(self._row(path, persona, ticked=path in chosen))
        column.addStretch(1)
        return scrolled(page)

    def _row(self, path: Path, persona: Persona, *, ticked: bool) -> QVBoxLayout:
        name, who = one_line(persona.name, _LONGEST_NAME), in_words(persona)
        box = QCheckBox(name.replace("&", "&&"))
        box.setAccessibleName(name)
        box.setAccessibleDescription(who)
        box.setToolTip(f"{one_line(persona.name, 300)}\n{path}")
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setChecked(ticked)
        box.toggled.connect(self._count)
        self.boxes[path] = box
        row = QVBoxLayout()
        row.setSpacing(0)
        row.addWidget(box)
        below = QHBoxLayout()
        below.addSpacing(_BESIDE_THE_MARK)
        below.addWidget(elided(who, "muted"), 1)
        row.addLayout(below)
        return row

    def _build_foot(self, theme: Theme, note: str) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 9, 14, 10)
        foot.setSpacing(8)
        self.notice = Notice(theme)
        foot.addWidget(self.notice)
        if note:
            self.notice.show_text("warn", "", note)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._why = label("", "muted")
        self.cancel = push_button("Cancel")
        self.send = primary_button("Send")
        self.send.setDefault(True)
        row.addWidget(self._why, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.send)
        foot.addLayout(row)
        self.cancel.clicked.connect(self.reject)
        self.send.clicked.connect(self._send)
        return foot

    # -- what happened ----------------------------------------------------------------------------

    def _tick(self, ticked: bool) -> None:
        for box in self.boxes.values():
            box.setChecked(ticked)

    def _count(self) -> None:
        many = len(self.paths())
        text = "Send" if not many else "Send as 1 persona" if many == 1 else f"Send as {many} personas"
        self.send.setText(text)
        self.send.setAccessibleName(text)
        self.send.setEnabled(bool(many))
        self._why.setText("" if many or not self.boxes else "Tick at least one persona.")

    def _send(self) -> None:
        paths = self.paths()
        self.accept()
        self.chosen.emit(paths)
