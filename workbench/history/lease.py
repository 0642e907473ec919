"""Lease: a locked file by which other processes know that this one lives.

A process number says little, since numbers are used again; a lock is given back by the operating system at the very
moment its holder is gone, however it went.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Lease:
    """One process's sign of life beside the history file.  ``token`` names it in the rows that wait for an answer."""

    def __init__(self, history: Path) -> None:
        self.token = uuid4().hex
        self._path = lease_path(history, self.token)
        self._handle = _open(self._path)
        _try_lock(self._handle)

    def release(self) -> None:
        os.close(self._handle)
        with suppress(OSError):  # a left-over is harmless, and removed by the next recover()
            self._path.unlink()


def lease_path(history: Path, token: str) -> Path:
    return history.with_name(f"{history.name}.live-{token}")


def is_alive(history: Path, token: str) -> bool:
    """Whether the process that took this lease still holds it.  A lease nobody holds is tidied away.

    One that may not be opened is another user's, who may well be at work.
    """
    path = lease_path(history, token)
    if not path.exists():
        return False
    try:
        handle = _open(path)
    except PermissionError:
        return True
    try:
        if not _try_lock(handle):
            return True
    finally:
        os.close(handle)
    with suppress(OSError):
        path.unlink()
    return False


@contextmanager
def alone(history: Path, wait: float) -> Iterator[None]:
    """Only one process at a time opens, migrates or sets aside a file.  Raises :class:`TimeoutError` after ``wait`` seconds."""
    handle = _open(history.with_name(f"{history.name}.lock"))
    deadline = time.monotonic() + wait
    try:
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.01)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
