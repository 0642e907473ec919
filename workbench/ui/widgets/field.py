"""A field of a form: its label above, its problem or help underneath."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.ui.widgets.basics import label, tone


class Field(QWidget):
    """Label, control and one line for what is wrong.  The label names the control for a screen reader.

    ``beside`` are small buttons at the right of the control.
    """

    def __init__(self, name: str, control: QWidget, *, help_text: str = "", beside: tuple[QWidget, ...] = ()) -> None:
        super().__init__()
        self.control = control
        self._help = help_text
        self._resolved = ""
        control.setAccessibleName(name)
        if isinstance(control, QComboBox) and (edit := control.lineEdit()) is not None:
            edit.setAccessibleName(name)  # on Linux Qt gives a combo box's value as its name; its field keeps the label
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self.title = label(name, "field")
        self.title.setBuddy(control)
        self.title.setVisible(not isinstance(control, QCheckBox))  # a check box says its name itself
        column.addWidget(self.title)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(control, 1)
        for widget in beside:
            row.addWidget(widget)
        column.addLayout(row)
        self.message: QLabel = label("", "muted", wrap=True)
        column.addWidget(self.message)
        self.show_problem("")

    def show_resolved(self, text: str) -> None:
        """What the placeholders in it stand for, shown where nothing is wrong; call ``show_problem`` afterwards."""
        self._resolved = text

    def show_problem(self, text: str, meaning: str = "bad") -> None:
        """Say what is wrong (``bad`` or ``warn``) under the control; empty text shows what it stands for, or the help."""
        shown = text or self._resolved or self._help
        self.message.setText(shown)
        self.message.setVisible(bool(shown))
        tone(self.message, meaning if text else "")
        tone(self.control, meaning if text else "")
        self.control.setAccessibleDescription(shown)
