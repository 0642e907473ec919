"""What takes long: a keychain that stays silent, a key press that ends a call, and a history that grows."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import KEY, Terminal, program, workbench
from tests.history.factory import exchange, pending
from tests.support.loopback import Loopback, Received
from workbench.app.paths import find_places
from workbench.domain import Failure, FailureKind
from workbench.history import History, Query

posix = pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")

SILENT = """
import threading
from keyring.backends.SecretService import Keyring
import keyring
def ask(self, service, user):
    print("asked", flush=True)
    threading.Event().wait()
Keyring.get_password = ask
keyring.get_keyring = lambda: object.__new__(Keyring)
"""
SEND = ("send", "x", "--tenant", "acme", "--email", "a@b.example", "--yes")


@posix
def test_an_interrupt_does_not_wait_for_a_silent_keychain() -> None:
    workbench("tenants", "add", "Acme", "--region", "eu", "--point-of-sale", "p")
    with program(SILENT, *SEND) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "asked\n"
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=20)
    assert (child.returncode, "interrupted" in told, "Traceback" in told) == (130, True, False)


@pytest.mark.parametrize("command", [SEND, ("keys", "delete", "acme")])
def test_a_silent_keychain_ends_in_4(command: tuple[str, ...]) -> None:
    workbench("tenants", "add", "Acme", "--region", "eu", "--point-of-sale", "p")
    impatient = f"{SILENT}\nimport workbench.cli.common as common\nassert common.KEYCHAIN_SECONDS == 30\ncommon.KEYCHAIN_SECONDS = 0.05"
    with program(impatient, *command) as child:
        _, told = child.communicate(timeout=20)
    assert child.returncode == 4
    assert "The keychain does not answer" in told
    assert "--client-key-env VAR" in told


class Holding(Loopback):
    """Takes a request and keeps it until it is let go."""

    def __enter__(self) -> Holding:
        self.taken, self.go = threading.Event(), threading.Event()
        super().__enter__()
        return self

    def __exit__(self, *why: Any) -> None:
        self.go.set()
        super().__exit__(*why)

    def _read(self, connection: Any) -> Received | None:
        request = super()._read(connection)
        if request is not None:
            self.taken.set()
            self.go.wait(20)
        return request


@posix
@pytest.mark.parametrize("who", [("--new-browser-id",), ("--email", "a@b.example")])
def test_an_interrupt_is_130_whatever_is_waited_for(who: tuple[str, ...]) -> None:
    with Holding() as server:
        workbench("tenants", "add", "Acme", "--base-url", server.url, "--point-of-sale", "p")
        call = f"import os; os.environ['K'] = {KEY!r}"
        with program(call, "send", "x", "--tenant", "acme", *who, "--client-key-env", "K", "--yes") as child:
            assert server.taken.wait(20)
            child.send_signal(signal.SIGINT)
            _, told = child.communicate(timeout=20)
        assert child.returncode == 130, told
    with History.open(find_places().history, app_version="1") as history:
        assert failure(history, 1).kind is FailureKind.CANCELLED


# -- the history, where no window is ever opened ---------------------------------------------------


def failure(history: History, number: int) -> Failure:
    found = history.get(number).exchange.failure
    assert found is not None
    return found


def crash() -> None:
    """An exchange that was sent by a process that is gone."""
    with History.open(find_places().history, app_version="1") as history:
        history.begin(pending(exchange()))


@pytest.mark.parametrize(
    "command",
    [
        ("history", "list"),
        ("history", "search", "home"),
        ("history", "show", "1"),
        ("history", "export", "1"),
        ("send", "home_hero", "--email", "a@b.example"),
    ],
)
def test_what_a_crash_left_is_marked(terminal: Terminal, command: tuple[str, ...]) -> None:
    crash()
    assert terminal(*command) == 0
    with History.open(find_places().history, app_version="1") as history:
        assert failure(history, 1).kind is FailureKind.INTERRUPTED


def set_limit(home: Path, line: str) -> None:
    (home / "config").mkdir()
    (home / "config" / "settings.toml").write_text(line)


def test_a_send_drops_what_is_too_many(terminal: Terminal, private_home: Path) -> None:
    set_limit(private_home, "history_max_count = 2")
    for _ in range(4):
        assert terminal("send", "home_hero", "--email", "a@b.example") == 0
    with History.open(find_places().history, app_version="1") as history:
        assert [row.number for row in history.search(Query())] == [4, 3]


def test_a_send_drops_what_is_too_large(terminal: Terminal, private_home: Path) -> None:
    set_limit(private_home, "history_max_mb = 1")
    with History.open(find_places().history, app_version="1") as history:
        history.record(exchange(body=os.urandom(1_500_000)))
    assert terminal("send", "home_hero", "--email", "a@b.example") == 0
    with History.open(find_places().history, app_version="1") as history:
        assert [row.number for row in history.search(Query())] == [2]


def test_nothing_is_looked_through_while_there_is_room(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise AssertionError("the history was looked through")

    monkeypatch.setattr(History, "prune", refuse)
    monkeypatch.setattr(History, "count", refuse)
    assert terminal("send", "home_hero", "--email", "a@b.example") == 0


def test_a_history_that_cannot_be_tidied_leaves_the_exit_code(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.history import HistoryLocked

    def refuse(self: History) -> int:
        raise HistoryLocked(self.path, "held by another program")

    monkeypatch.setattr(History, "recover", refuse)
    assert terminal("send", "home_hero", "--email", "a@b.example") == 0
    assert "held by another program" in terminal.err
