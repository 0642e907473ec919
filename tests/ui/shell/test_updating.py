"""Check for updates in the window: off until somebody says where to ask, told in plain words, nothing opened unasked."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.support.loopback import Answer, Loopback
from tests.ui.shell.conftest import Opened
from tests.ui.support import button, click, named, only
from workbench.app.paths import find_places
from workbench.settings import SettingsStore
from workbench.ui.shell import updating
from workbench.ui.shell.update_dialog import UpdateDialog
from workbench.ui.shell.window import MainWindow

NEW = Answer(body=json.dumps({"version": "9.0", "notes": "<b>Faster</b>\nand calmer", "url": "https://example.com/new"}).encode())


def dialogs(window: MainWindow) -> list[UpdateDialog]:
    return [dialog for dialog in window.findChildren(UpdateDialog) if dialog.isVisible()]


def box(qtbot: QtBot, window: MainWindow) -> QMessageBox:
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    return only(window, QMessageBox)


def test_it_is_off_and_says_where_to_switch_it_on(qtbot: QtBot, window: MainWindow) -> None:
    assert window.settings.update_url == ""
    window.commands.run("help.updates")
    shown = box(qtbot, window)
    assert "is off" in shown.text()
    click(button(shown, "Preferences"))
    qtbot.waitUntil(lambda: named(window, "Update URL").isVisible())


def test_a_newer_version_is_shown_with_its_notes_as_plain_text(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toString()))
    with Loopback([NEW]) as server:
        window.settings = replace(window.settings, update_url=f"{server.url}/latest")
        window.commands.run("help.updates")
        qtbot.waitUntil(lambda: bool(dialogs(window)))
        assert len(server.received) == 1
    (dialog,) = dialogs(window)
    notes = named(dialog, "Notes")
    assert isinstance(notes, QPlainTextEdit)
    assert notes.toPlainText() == "<b>Faster</b>\nand calmer"
    assert not opened
    click(button(dialog, "Open page"))
    assert opened == ["https://example.com/new"]


@pytest.mark.parametrize(
    ("answer", "said"), [(Answer(body=b'{"version": "1.0"}'), "No newer version"), (Answer(500, "Oops"), "No answer about updates")]
)
def test_every_other_outcome_is_told_too(qtbot: QtBot, window: MainWindow, answer: Answer, said: str) -> None:
    with Loopback([answer]) as server:
        window.settings = replace(window.settings, update_url=server.url)
        window.commands.run("help.updates")
        shown = box(qtbot, window)
    assert shown.text() == said
    click(button(shown, "Close"))


def test_at_the_start_it_asks_only_where_that_was_switched_on_and_tells_a_version_once(qtbot: QtBot, opened: Opened) -> None:
    store = SettingsStore(find_places().settings)
    with Loopback([NEW]) as server:
        store.save(replace(store.load(), update_url=server.url))
        with opened():
            qtbot.wait(200)
        assert not server.received
        store.save(replace(store.load(), update_at_start=True))
        with opened() as window:
            qtbot.waitUntil(lambda: bool(dialogs(window)))
            dialogs(window)[0].close()
        with opened() as window:
            qtbot.waitUntil(lambda: len(server.received) == 2)
            qtbot.wait(200)
            assert not dialogs(window)


def test_while_it_asks_it_says_whom_and_can_be_cancelled(qtbot: QtBot, window: MainWindow) -> None:
    """A server that takes the question and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        window.settings = replace(window.settings, update_url=f"http://127.0.0.1:{silent.getsockname()[1]}/latest.json")
        window.commands.run("help.updates")
        shown = box(qtbot, window)
        assert shown.text() == "Asking 127.0.0.1…"
        connection, _ = silent.accept()
        with connection:
            click(button(shown, "Cancel"))
            connection.settimeout(5)
            while connection.recv(4096):  # the end of it: the question was taken back
                pass
        qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))


def test_an_answer_takes_the_place_of_the_waiting(qtbot: QtBot, window: MainWindow) -> None:
    slow = Answer(body=b'{"version": "1.0"}', delay=updating.PATIENCE_MS / 1000 + 0.4)
    with Loopback([slow]) as server:
        window.settings = replace(window.settings, update_url=server.url)
        window.commands.run("help.updates")
        assert box(qtbot, window).text() == "Asking 127.0.0.1…"
        qtbot.waitUntil(lambda: [one.text() for one in window.findChildren(QMessageBox)] == ["No newer version"])


def test_a_window_can_be_closed_while_it_asks(opened: Opened) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with opened() as window:
            window.settings = replace(window.settings, update_url=f"http://127.0.0.1:{silent.getsockname()[1]}/latest.json")
            window.commands.run("help.updates")
            connection, _ = silent.accept()
            began = time.monotonic()
        assert time.monotonic() - began < 5
        connection.close()
