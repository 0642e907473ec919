"""Another version is installed while the window is open: said once, and a restart keeps the tabs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.support import button, click
from workbench.ui.shell.replaced import Replaced
from workbench.ui.shell.window import MainWindow

TITLE = "Another version of the workbench was installed"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    made = tmp_path / "workbench"
    made.write_text("one")
    return made


def come_back() -> None:
    """As when the person was in another window, and is in this one again."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)


def put_in_place(program: Path, text: str) -> None:
    """As dpkg does it: a file of its own, renamed."""
    new = program.with_name("new")
    new.write_text(text)
    new.replace(program)


def said(window: MainWindow) -> str:
    notice = window.composer.notice
    return notice._headline.text() if notice.isVisibleTo(window) else ""


def test_it_is_said_when_the_person_comes_back_and_once(window: MainWindow, program: Path) -> None:
    Replaced(window, program, ())
    come_back()
    assert said(window) != TITLE
    put_in_place(program, "two")
    come_back()
    assert said(window) == TITLE
    window.composer.notice.hide()
    come_back()
    assert said(window) != TITLE
    program.unlink()
    come_back()
    assert said(window) != TITLE


def test_a_restart_that_fails_leaves_the_window_as_it_is(window: MainWindow, program: Path, tmp_path: Path) -> None:
    Replaced(window, program, (str(tmp_path / "nothing"),))
    put_in_place(program, "two")
    come_back()
    click(button(window.composer.notice, "Restart"))
    assert said(window) == "Not restarted"
    assert window.remembers
    assert window.isVisible()


def test_a_restart_starts_the_program_anew_and_ends_this_one(
    qtbot: QtBot, window: MainWindow, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(QApplication, "exit", lambda code=0: ended.append(code))
    marker = tmp_path / "started.json"
    code = f"import json, os, pathlib; p = pathlib.Path({str(marker) + '.new'!r}); p.write_text(json.dumps(1)); p.replace({str(marker)!r})"
    Replaced(window, program, (sys.executable, "-c", code))
    put_in_place(program, "two")
    come_back()
    click(button(window.composer.notice, "Restart"))
    assert ended == [0]
    assert not window.remembers, "the tabs are the new one's"
    qtbot.waitUntil(marker.exists, timeout=20_000)
    assert json.loads(marker.read_text()) == 1
