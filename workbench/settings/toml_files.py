"""Read and write one TOML file: whole or not at all, one writer at a time, comments kept."""

from __future__ import annotations

import contextlib
import os
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.domain.files import WINDOWS, atomic_write
from workbench.settings.errors import UnreadableFile

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import AoT

Raw = dict[str, Any]
_LOCK_STALE_SECONDS = 10.0
_LOCK_WAIT_SECONDS = 5.0
_MAX_BYTES = 16 * 2**20
"""A thousand times what anybody has; beyond it, it is another file, or one without an end."""


def read_toml(path: Path) -> Raw:
    """The file as plain values; an absent file is empty.  Raises :class:`UnreadableFile` naming line and column."""
    try:
        if path.is_fifo():  # would be waited for until somebody writes into it
            raise UnreadableFile(path, "it is no file.")
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise UnreadableFile(path, f"it is larger than {_MAX_BYTES // 2**20} MB.")
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as wrong:
        raise UnreadableFile(path, f"this is not valid TOML: {wrong}. Save it as UTF-8.") from None
    except RecursionError:
        raise UnreadableFile(path, "this is not valid TOML: it is nested too deeply.") from None
    except ValueError as wrong:  # also a number with more digits than Python reads
        raise UnreadableFile(path, f"this is not valid TOML: {wrong}.") from None
    except OSError as wrong:
        raise UnreadableFile(path, f"it cannot be read: {wrong.strerror}.") from None


def edit_toml(path: Path, edit: Callable[[TOMLDocument], None]) -> None:
    """Read the file again, change it and replace it, while no other window does.

    Comments, order and unknown keys survive.  Raises :class:`UnreadableFile`; the old file is then untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            read_toml(path)  # refuses what cannot be read, with the better message
            text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
            new = _edited(path, text, edit)
            if new != text:
                atomic_write(path, new.encode("utf-8"))
    except OSError as wrong:
        raise UnreadableFile(path, f"it cannot be written: {wrong.strerror}.") from None
    except UnicodeEncodeError:
        raise UnreadableFile(path, "it would hold characters that are no text.") from None


def _edited(path: Path, text: str, edit: Callable[[TOMLDocument], None]) -> str:
    """The new text, read back before anything is written: tomlkit can be talked into writing what is no TOML."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        edit(document)
        new = tomlkit.dumps(document)
        tomllib.loads(new)
    except (TOMLKitError, tomllib.TOMLDecodeError) as wrong:
        raise UnreadableFile(path, f"it is laid out in a way that cannot be changed safely ({wrong}).") from None
    return new


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """A lock file beside the file: portable, and left behind by a crash for ten seconds at most."""
    lock = path.with_name(f".{path.name}.lock")
    deadline = time.monotonic() + _LOCK_WAIT_SECONDS
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except OSError as held:
            if not _is_busy(held):
                raise
            if _is_stale(lock):
                continue
            if time.monotonic() > deadline:
                raise UnreadableFile(path, f"another window keeps it locked; if none is open, delete {lock}.") from None
            time.sleep(0.01)
    try:
        yield
    finally:
        with contextlib.suppress(FileNotFoundError, *_BUSY):  # one that stays is stale in ten seconds
            lock.unlink()


_BUSY: tuple[type[OSError], ...] = (PermissionError,) if WINDOWS else ()
"""Windows answers *access denied* for a file whose deletion waits for somebody who still looks at it."""


def _is_busy(held: OSError) -> bool:
    return isinstance(held, (FileExistsError, *_BUSY))


def _is_stale(lock: Path) -> bool:
    """Whether the lock was left behind by a crash; it is then taken away."""
    with contextlib.suppress(FileNotFoundError, *_BUSY):
        if time.time() - lock.stat().st_mtime > _LOCK_STALE_SECONDS:
            lock.unlink()
            return True
    return False


NO_TABLES = "{0}: expected [[{0}]] tables."


def tables_of(document: TOMLDocument, name: str, path: Path, format_now: int) -> AoT:
    """``name`` as an array of tables, made where there is none yet.  Raises :class:`UnreadableFile` where it is something else."""
    import tomlkit
    from tomlkit.items import AoT

    entries = document.get(name, [])
    if isinstance(entries, AoT):
        return entries
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UnreadableFile(path, NO_TABLES.format(name))
    tables = tomlkit.aot()
    for entry in entries:  # name = [{…}] says the same in a form that takes no tables
        tables.append(tomlkit.item(entry.unwrap()))
    document.pop(name, None)
    document.setdefault("format", format_now)
    end_with_empty_line(document, document)
    document[name] = tables
    made: AoT = document[name]
    return made


def append_table(entries: AoT, table: Any) -> Any:
    """Add a table at the end, after an empty line; the table as it is then in the document."""
    if entries:
        end_with_empty_line(entries, entries[-1])
    entries.append(table)
    return entries[-1]


def end_with_empty_line(text: TOMLDocument | AoT, last: Any) -> None:
    """Before a table is added: a file written by hand may end without any line break, and tomlkit would join the two."""
    import tomlkit

    for _ in range(2):
        if not text.as_string().endswith("\n\n"):
            last.add(tomlkit.nl())
