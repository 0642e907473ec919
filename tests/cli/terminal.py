"""The terminal for tests: as a process, and in this process with a keychain in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.keychain.test_keychain import MemoryBackend
from workbench.app.paths import find_places
from workbench.cli import run
from workbench.keychain import Keychain, KeyStore
from workbench.keychain.backends import ALLOWED
from workbench.usecases import Workbench

KEY = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"


def environment(**changes: str) -> dict[str, str]:
    """No display, no D-Bus, no keychain, and streams with buffers as people have them."""
    unwanted = ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "PYTHONUNBUFFERED", "PYTHONIOENCODING")
    clean = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**clean, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", **changes}


def workbench(*arguments: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=60,
        env=environment(**env),
    )


def in_shell(command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """``command`` in bash, where ``wb`` is the workbench: for what only a shell can do to the streams."""
    script = f'wb() {{ "{sys.executable}" -m workbench "$@"; }}\n{command}'
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60, env=environment(**env))


@contextmanager
def program(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The workbench as a process in which ``code`` ran first: the border we do not own, changed.  It is ended at the end."""
    start = f"import sys\n{code}\nfrom workbench.app import main\nsys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", start, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as child:
        try:
            yield child
        finally:
            child.kill()


class Terminal:
    """Commands in this process, all with one keychain."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.keychain = MemoryBackend()
        self.out = self.err = ""
        self._capsys = capsys

    def __call__(self, *arguments: str) -> int:
        def make() -> Workbench:
            made = Workbench(find_places(), "1.0")
            made.key_store._make = lambda: KeyStore(Keychain(backend=self.keychain))
            return made

        self._capsys.readouterr()
        code = run(arguments, make)
        self.out, self.err = self._capsys.readouterr()
        return code


def let_memory_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALLOWED, MemoryBackend.__module__, "Test keychain")
