"""The preferences dialog; its controls are made from the declarations, so a new setting needs no code here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.settings import DECLARATIONS, Declaration, Settings
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field, Panel, label, push_button


class PreferencesDialog(QDialog):
    """Every change holds at once and is carried by ``changed``; nothing has to be confirmed."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None, theme: Theme, settings: Settings, fixed: frozenset[str] = frozenset()) -> None:
        """``fixed`` are the settings that an organisation has set."""
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self._settings = settings
        self._fixed = fixed
        self.controls: dict[str, QWidget] = {}
        self._fields: dict[str, Field] = {}
        page = QWidget()
        page.setProperty("look", "page")
        form = QVBoxLayout(page)
        form.setContentsMargins(16, 12, 16, 12)
        form.setSpacing(10)
        section = ""
        for declared in DECLARATIONS:
            if declared.section != section:
                section = declared.section
                form.addWidget(label(section, "title"))
            form.addWidget(self._field(declared))
        form.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        panel = Panel()
        panel.body.addWidget(scroll)
        reset = push_button("Restore defaults")
        close = push_button("Close")
        foot = QHBoxLayout()
        foot.addWidget(reset)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(panel, 1)
        column.addLayout(foot)
        reset.clicked.connect(self._reset)
        close.clicked.connect(self.close)
        self.resize(520, 620)

    def _field(self, declared: Declaration) -> QWidget:
        control = self._control(declared)
        self.controls[declared.key] = control
        self._show(declared, getattr(self._settings, declared.key))
        fixed = declared.key in self._fixed
        control.setEnabled(not fixed)
        help_text = f"Set by your organisation. {declared.prose}" if fixed else declared.prose
        self._fields[declared.key] = Field(declared.title, control, help_text=help_text)
        return self._fields[declared.key]

    def _control(self, declared: Declaration) -> QWidget:
        if declared.choices:
            combo = QComboBox()
            for choice in declared.choices:
                combo.addItem(choice.capitalize(), choice)
            combo.currentIndexChanged.connect(lambda: self._set(declared, combo.currentData()))
            return combo
        if declared.kind is bool:
            box = QCheckBox(declared.title)
            box.toggled.connect(lambda on: self._set(declared, on))
            return box
        if declared.kind is str:
            edit = QLineEdit()
            edit.editingFinished.connect(lambda: self._set(declared, edit.text().strip()))
            return edit
        spin = QSpinBox() if declared.kind is int else QDoubleSpinBox()
        low, high = (int(declared.low), int(declared.high)) if declared.kind is int else (declared.low, declared.high)
        spin.setRange(low, high)  # type: ignore[arg-type]
        spin.setGroupSeparatorShown(True)
        spin.lineEdit().setTextMargins(5, 0, 0, 0)
        spin.setSuffix(f" {declared.unit}" if declared.unit else "")
        if declared.low == 0:
            spin.setSpecialValueText("No limit of its own")
        spin.setKeyboardTracking(False)
        spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        spin.valueChanged.connect(lambda value: self._set(declared, value))
        return spin

    def _show(self, declared: Declaration, value: Any) -> None:
        control = self.controls[declared.key]
        control.blockSignals(True)
        if isinstance(control, QComboBox):
            control.setCurrentIndex(control.findData(value))
        elif isinstance(control, QCheckBox):
            control.setChecked(value)
        elif isinstance(control, QLineEdit):
            control.setText(value)
        elif isinstance(control, QSpinBox | QDoubleSpinBox):
            control.setValue(value)
        control.blockSignals(False)

    def _set(self, declared: Declaration, value: Any) -> None:
        accepted = declared.accepts(value)
        self._fields[declared.key].show_problem("" if accepted else f"Not used: {declared.expected()} is expected.")
        if accepted and getattr(self._settings, declared.key) != value:
            self._settings = replace(self._settings, **{declared.key: value})
            self.changed.emit(self._settings)

    def _reset(self) -> None:
        self._settings = replace(Settings(), **{key: getattr(self._settings, key) for key in self._fixed})
        for declared in DECLARATIONS:
            self._show(declared, getattr(self._settings, declared.key))
            self._fields[declared.key].show_problem("")
        self.changed.emit(self._settings)
