"""The whole window on its own files, with a keychain in memory, opened and closed as the application does it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.keychain.test_keychain import MemoryBackend
from workbench.app.paths import find_places
from workbench.keychain import Keychain, KeyStore
from workbench.keychain.backends import ALLOWED
from workbench.ui.jobs import Jobs
from workbench.ui.shell.window import MainWindow
from workbench.ui.theme import Theme
from workbench.usecases import Workbench

Opened = Callable[[], contextlib.AbstractContextManager[MainWindow]]


@pytest.fixture
def keychain(monkeypatch: pytest.MonkeyPatch) -> MemoryBackend:
    """One keychain for all windows of a test, as on one computer."""
    monkeypatch.setitem(ALLOWED, MemoryBackend.__module__, "Test keychain")
    return MemoryBackend()


@pytest.fixture
def opened(qtbot: QtBot, theme: Theme, keychain: MemoryBackend) -> Opened:
    """``with opened() as window``: from the start of the application to its end, on the files of this test."""

    @contextlib.contextmanager
    def run() -> Iterator[MainWindow]:
        workbench = Workbench(find_places(), "1.0")
        workbench.key_store._make = lambda: KeyStore(Keychain(backend=keychain))
        window = MainWindow(theme, Jobs(), workbench, workbench.settings_store().load())
        with qtbot.waitSignal(window.ready):
            window.show()
        window.activateWindow()
        try:
            yield window
        finally:
            window.close()
            window.shut_down()
            window.deleteLater()

    return run


@pytest.fixture
def window(opened: Opened) -> Iterator[MainWindow]:
    with opened() as made:
        yield made
