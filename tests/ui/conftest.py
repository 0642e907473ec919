"""One theme for the whole run, jobs that end with their test, a history file for each test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from workbench.history import History
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme

_OF_THE_PLATFORM = ("propagateSizeHints", "This plugin does not support", "not accepted by receiving widget")
"""What the offscreen platform and QTest say whenever a menu opens, or a widget lets a mouse button's release pass."""

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture(autouse=True)
def no_unexpected_qt_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    """As for every other test, but for what platform and QTest say of themselves."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    said: list[str] = []

    def note(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtInfoMsg and not any(part in text for part in _OF_THE_PLATFORM):
            said.append(text)

    before = qInstallMessageHandler(note)
    yield
    qInstallMessageHandler(before)
    assert not said


@pytest.fixture(scope="session")
def shared_theme(qapp: QApplication) -> Theme:
    """The style sheet is laid over the whole application, so it is made once."""
    return Theme(qapp, "light", RESOURCES)


@pytest.fixture
def theme(shared_theme: Theme) -> Theme:
    shared_theme.choose("light")
    return shared_theme


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "history.sqlite", app_version="1.0.0") as opened:
        yield opened


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Closed until the test opens it, and open at the end whatever happened, so that no worker waits for ever."""
    made = threading.Event()
    yield made
    made.set()
