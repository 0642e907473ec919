"""Write a file so that a crash, a full disk or a power cut leaves the old one or the new one, never half."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

WINDOWS = os.name == "nt"
BUSY_SECONDS = 1.0
"""How long a writer waits for a reader on Windows, where a file that is open cannot be replaced."""


def atomic_write(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Replace ``path`` by ``data`` (or its pieces) in one step; its folder is made if missing.

    A link is followed, so that a settings file kept elsewhere stays there; the mode of an existing file
    is kept.  Raises ``OSError``; the old file is then untouched and nothing half-written is left.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            Path(name).chmod(target.stat().st_mode & 0o777)
        _replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def _replace(name: str, target: Path) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            os.replace(name, target)  # noqa: PTH105 (Path.replace is the same call)
        except PermissionError:
            if not WINDOWS or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system has a way (Windows has none and needs none)."""
    if WINDOWS:
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
