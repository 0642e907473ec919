"""What the tests of the dialogs share: a walk with the Tab key, questions answered, names compared with what stands there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.support import click, only


def walk(dialog: QDialog, last: QWidget) -> list[QWidget | None]:
    """Where the Tab key leads, from where the keyboard is to ``last``."""
    handle = dialog.windowHandle()
    assert handle is not None
    met = [QApplication.focusWidget()]
    while met[-1] is not last and len(met) < 40:
        QTest.keyClick(handle, Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    return met


def key(dialog: QDialog, pressed: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget() or dialog, pressed, modifiers)


def answer(qtbot: QtBot, dialog: QDialog, name: str) -> None:
    box = only(dialog, QMessageBox)
    click({b.text(): b for b in box.findChildren(QPushButton)}[name])
    qtbot.waitUntil(lambda: not dialog.findChildren(QMessageBox))


def asked(dialog: QDialog) -> bool:
    return bool(dialog.findChildren(QMessageBox))


def texts(dialog: QDialog) -> list[str]:
    return [part.text() for part in dialog.findChildren(QLabel) if part.isVisible() and part.text()]


def misnamed(dialog: QDialog) -> list[str]:
    """Buttons and boxes whose name is not what stands on them."""
    buttons = [b for b in dialog.findChildren(QAbstractButton) if b.isVisible() and b.text()]
    assert len(buttons) > 1
    return [b.text() for b in buttons if b.accessibleName() != b.text().replace("&&", "&")]
