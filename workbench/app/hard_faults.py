"""Hard faults: a library ends the program on the spot, and no handler of Python's is asked any more.

What Python was doing then is written by ``faulthandler`` into a file of this process; the next start makes a report of it.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import os
import sys
from pathlib import Path
from typing import BinaryIO

_PREFIX = "hard-fault-"


def watch_hard_faults(logs: Path) -> tuple[str, ...]:
    """From now on one is written down.  What earlier processes, which have ended, left behind; it is taken away. Never raises."""
    left: list[str] = []
    with contextlib.suppress(OSError):
        left = [text for file in sorted(logs.glob(f"{_PREFIX}*.txt")) if (text := _take(file))]
        _watch(logs / f"{_PREFIX}{os.getpid()}.txt")
    return tuple(left)


def _watch(path: Path) -> None:
    file = path.open("wb", buffering=0)
    _hold(file)
    faulthandler.enable(file, all_threads=False)
    atexit.register(_end, file, path)


def _end(file: BinaryIO, path: Path) -> None:
    faulthandler.disable()
    file.close()
    with contextlib.suppress(OSError):
        path.unlink()


def _take(path: Path) -> str:
    """Empty where there is nothing in it, or where its process still runs."""
    try:
        with path.open("rb") as file:
            if not _hold(file):
                return ""
            text = file.read(100_000).decode("utf-8", "replace")
        path.unlink()  # Windows refuses while its process has it open
    except OSError:
        return ""
    return text


def _hold(file: BinaryIO) -> bool:
    """Whether nobody else has it; the system lets go of it when the process ends, however it does."""
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
