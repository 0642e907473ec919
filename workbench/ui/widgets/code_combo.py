"""An editable list of codes: shows ``EN · English`` in the list, holds ``EN`` in the field."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter

_DOT = " · "


class CodeCombo(QComboBox):
    """Anything can be typed; the list helps.  ``editTextChanged`` tells of every change of :meth:`code`."""

    def __init__(self, codes: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.set_codes(codes or {})
        self.textActivated.connect(self._keep_code)

    def set_codes(self, codes: Mapping[str, str]) -> None:
        """Fill the list; what stands in the field stays."""
        text = self.currentText()
        blocked = self.blockSignals(True)
        self.clear()
        self.addItems([f"{code}{_DOT}{name}" if name else code for code, name in codes.items()])
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._keep_code)
        self.setCompleter(completer)
        self.setCurrentIndex(-1)
        self.setEditText(text)
        self.blockSignals(blocked)

    def code(self) -> str:
        return self.currentText().partition(_DOT)[0]

    def set_code(self, code: str) -> None:
        self.setCurrentIndex(-1)
        self.setEditText(code)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel turned over a form scrolls the form; it never changes a value unseen."""
        event.ignore()

    def _keep_code(self, text: str) -> None:
        self.setEditText(text.partition(_DOT)[0])
