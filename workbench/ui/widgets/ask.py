"""Questions in small dialogs that never stop the event loop: the answer arrives in a callback."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox, QWidget


def ask_text(
    parent: QWidget, title: str, name: str, value: str, then: Callable[[str], object], *, multiline: bool = False, ok: str = "OK"
) -> None:
    """One text; ``then`` gets it if the answer is ``ok``, and nothing happens on Cancel."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(name)
    if multiline:
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
    dialog.setOkButtonText(ok)
    dialog.setTextValue(value)
    dialog.textValueSelected.connect(then)
    dialog.resize(420, dialog.sizeHint().height())
    dialog.open()
    if (edit := dialog.findChild(QLineEdit)) is not None:
        edit.setAccessibleName(name)
        edit.selectAll()


def ask(
    parent: QWidget, title: str, text: str, details: str, answers: Mapping[str, Callable[[], object]], *, icon: bool = True
) -> QMessageBox:
    """A question with named answers.  The first is the default; the last is what Escape means.  Closed, it is deleted."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if icon:
        box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(details)
    last = len(answers) - 1
    for place, (name, do) in enumerate(answers.items()):
        role = QMessageBox.ButtonRole.RejectRole if place == last else QMessageBox.ButtonRole.AcceptRole
        button = box.addButton(name, role if place in (0, last) else QMessageBox.ButtonRole.DestructiveRole)
        button.setAccessibleName(name)
        button.clicked.connect(lambda _=False, do=do: do())
        if place == 0:
            box.setDefaultButton(button)
        if place == last:
            box.setEscapeButton(button)
    box.open()
    return box


def nothing() -> None:
    """The answer that leaves everything as it is."""
