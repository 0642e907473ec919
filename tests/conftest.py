"""What holds for every test: a home of its own, loopback only, no unexpected log line, no leaked thread."""

from __future__ import annotations

import ipaddress
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# The same examples in every run, however slow the machine: a new one is looked for with WORKBENCH_HYPOTHESIS=random.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("random", deadline=None)
hypothesis.settings.load_profile(os.environ.get("WORKBENCH_HYPOTHESIS", "steady"))

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a shell; programs that tests start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

_OURS = ("workbench-", "loopback-")


@pytest.fixture(autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the user's own is read or written."""
    home = tmp_path_factory.mktemp("workbench-home")
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    monkeypatch.delenv("WORKBENCH_MANAGED", raising=False)
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    return home


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere else fails the test that made it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning or error in the log is a failure; a test that wants one clears it."""
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not loud, [r.getMessage() for r in loud]


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Threads of ours end with the test that started them."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and t.name.startswith(_OURS)]
    for thread in left:
        thread.join(timeout=5)
    assert not [t.name for t in left if t.is_alive()]


if not os.environ.get("WORKBENCH_TEST_CORE"):

    @pytest.fixture(autouse=True)
    def no_unexpected_qt_warning(request: pytest.FixtureRequest) -> Iterator[None]:
        """Qt's own warnings fail a test of the window."""
        if "qtbot" not in request.fixturenames:
            yield
            return
        from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

        said: list[str] = []

        def note(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
            # Off screen: no window manager to ask, whenever a list pops up.
            if kind is not QtMsgType.QtInfoMsg and "This plugin does not support" not in text:
                said.append(text)

        before = qInstallMessageHandler(note)
        yield
        qInstallMessageHandler(before)
        assert not said
