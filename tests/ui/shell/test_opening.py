"""A file that was double-clicked is looked at as if it had been dropped, and not before the window is ready."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.collections.incoming.test_read import call, postman
from tests.ui.shell.test_passing import has, press, ready
from tests.ui.shell.test_rooms import saved_names
from workbench.ui.shell.opener import Opener
from workbench.ui.shell.window import MainWindow
from workbench.ui.transfer import ImportDialog


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "shop.postman_collection.json"
    made.write_bytes(postman(call("Hero")))
    return made


def test_an_argument_waits_for_the_window_and_then_shows_what_would_come(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    ready(qtbot, window)
    opener = Opener(window)
    opener.open_soon(file)
    assert window.findChildren(ImportDialog) == []
    window.ready.emit()
    (dialog,) = window.findChildren(ImportDialog)
    qtbot.waitUntil(lambda: has(dialog, "Import"))
    assert saved_names(window) == [], "nothing is written before a person says so"
    press(dialog, "Import")
    qtbot.waitUntil(lambda: saved_names(window) == ["Hero"])
    window.ready.emit()
    assert window.findChildren(ImportDialog) == [], "once"


def test_an_event_of_macos_does_the_same(qtbot: QtBot, qapp: QApplication, window: MainWindow, file: Path) -> None:
    ready(qtbot, window)
    Opener(window, qapp)
    window.ready.emit()
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(file))))
    (dialog,) = window.findChildren(ImportDialog)
    qtbot.waitUntil(lambda: has(dialog, "Import"))
