"""Read and write one TOML file: whole or not at all, one writer at a time, comments kept."""

from __future__ import annotations

import contextlib
import os
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.domain.files import atomic_write
from workbench.settings.errors import UnreadableFile

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Raw = dict[str, Any]
_LOCK_STALE_SECONDS = 10.0
_LOCK_WAIT_SECONDS = 5.0


def read_toml(path: Path) -> Raw:
    """The file as plain values; an absent file is empty.  Raises :class:`UnreadableFile` naming line and column."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise UnreadableFile(path, f"this is not valid TOML: {wrong}.") from None
    except OSError as wrong:
        raise UnreadableFile(path, f"it cannot be read: {wrong.strerror}.") from None


def edit_toml(path: Path, edit: Callable[[TOMLDocument], None]) -> None:
    """Read the file again, change it and replace it, while no other window does.

    Comments, order and unknown keys survive.  Raises :class:`UnreadableFile`; the old file is then untouched.
    """
    import tomlkit

    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        read_toml(path)  # refuses what cannot be read, with the better message
        try:
            text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
            document = tomlkit.parse(text)
            edit(document)
            new = tomlkit.dumps(document)
            if new != text:
                atomic_write(path, new.encode("utf-8"))
        except OSError as wrong:
            raise UnreadableFile(path, f"it cannot be written: {wrong.strerror}.") from None


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """A lock file beside the file: portable, and left behind by a crash for ten seconds at most."""
    lock = path.with_name(f".{path.name}.lock")
    deadline = time.monotonic() + _LOCK_WAIT_SECONDS
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            with contextlib.suppress(FileNotFoundError):
                if time.time() - lock.stat().st_mtime > _LOCK_STALE_SECONDS:
                    lock.unlink()
                    continue
            if time.monotonic() > deadline:
                raise UnreadableFile(path, f"another window keeps it locked; if none is open, delete {lock}.") from None
            time.sleep(0.01)
        except OSError as wrong:
            raise UnreadableFile(path, f"it cannot be written: {wrong.strerror}.") from None
    try:
        yield
    finally:
        with contextlib.suppress(FileNotFoundError):
            lock.unlink()
