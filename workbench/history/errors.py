"""What can go wrong with the history file.  Each is a plain sentence that names the file and says what to do.

::

    HistoryError
    ├── NoSuchExchange        there is no exchange with that number (or it was deleted)
    ├── NoSuchRun             there is no run with that number, or it cannot go on
    ├── ExchangeDamaged       one exchange cannot be read back; the others can
    ├── HistoryClosed         used after close(): our bug
    ├── HistoryUnavailable    the environment: the user can mend it and try again
    │   ├── HistoryLocked       another program holds the file
    │   ├── HistoryReadOnly     no permission to write
    │   ├── DiskFull
    │   └── HistoryDamaged      found while working; set aside at the next start
    ├── TooLargeToKeep        one body is larger than SQLite holds
    └── CannotOpen            the file is sound, but not one this version may touch
        ├── NewerHistory        written by a newer version of the workbench
        └── NotAHistory         a database of some other program
"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path


class HistoryError(Exception):
    """Base of this room's errors.  ``path`` is the history file."""

    def __init__(self, path: Path, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.path = path
        self.detail = detail


class NoSuchExchange(HistoryError):
    """``number`` is not in the history, or was deleted."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(path, f"There is no exchange {number} in the history. It may have been deleted.")
        self.number = number


class NoSuchRun(HistoryError):
    """``number`` is no run, or not one that can be taken up."""

    def __init__(self, path: Path, number: int, sentence: str) -> None:
        super().__init__(path, sentence)
        self.number = number


class ExchangeDamaged(HistoryError):
    """The file is sound as a database, but what it holds of ``number`` is not an exchange any more."""

    def __init__(self, path: Path, number: int, detail: str) -> None:
        sentence = (
            f"Exchange {number} cannot be read back: what the history file {path} holds of it is damaged. The others are not concerned."
        )
        super().__init__(path, sentence, detail)
        self.number = number


class HistoryClosed(HistoryError):
    """The history was used after it was closed."""


class HistoryUnavailable(HistoryError):
    """The file cannot be read or written just now."""


class HistoryLocked(HistoryUnavailable):
    """Another program held the file for longer than we wait."""


class HistoryReadOnly(HistoryUnavailable):
    """The file or its folder cannot be written to."""


class DiskFull(HistoryUnavailable):
    """There is no room left on the disk."""


class HistoryDamaged(HistoryUnavailable):
    """Damage was met while working.  The next start examines the file and sets it aside if need be."""


class TooLargeToKeep(HistoryError):
    """A body is larger than SQLite holds in one place (about 1 GB)."""


class CannotOpen(HistoryError):
    """The file is left exactly as it is."""


class NewerHistory(CannotOpen):
    """The file has a higher version number than this program knows."""


class NotAHistory(CannotOpen):
    """The file is an SQLite database, but not of the workbench."""


_SENTENCES: dict[int, tuple[type[HistoryError], str]] = {
    sqlite3.SQLITE_BUSY: (HistoryLocked, "The history file {path} is held by another program. Close it and try again."),
    sqlite3.SQLITE_LOCKED: (HistoryLocked, "The history file {path} is held by another program. Close it and try again."),
    sqlite3.SQLITE_READONLY: (
        HistoryReadOnly,
        "The history file {path} cannot be written to. Check the permissions of the file and its folder.",
    ),
    sqlite3.SQLITE_PERM: (
        HistoryReadOnly,
        "The history file {path} cannot be written to. Check the permissions of the file and its folder.",
    ),
    sqlite3.SQLITE_FULL: (DiskFull, "The disk is full, so the history file {path} cannot grow. Free some space and try again."),
    sqlite3.SQLITE_TOOBIG: (
        TooLargeToKeep,
        "A body of this exchange is too large for the history file {path}. Lower the size limit for responses.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        HistoryDamaged,
        "The history file {path} is damaged. Start the workbench again: it examines the file and keeps what is damaged beside a new one.",
    ),
    sqlite3.SQLITE_NOTADB: (
        HistoryDamaged,
        "The history file {path} is not a database any more. Start the workbench again: it keeps the file beside a new one.",
    ),
    sqlite3.SQLITE_CANTOPEN: (HistoryUnavailable, "The history file {path} cannot be opened. Check that its folder exists and is yours."),
}
_OTHER = (HistoryUnavailable, "The history file {path} cannot be read or written. Check the disk it is on.")


def explain(wrong: sqlite3.Error | OverflowError, path: Path) -> HistoryError:
    """The error of this room for one of SQLite's.  SQLite's own wording goes to ``detail`` only."""
    code = getattr(wrong, "sqlite_errorcode", 0) & 0xFF
    if isinstance(wrong, sqlite3.DataError | OverflowError):  # the module's own checks of a body's size carry no code
        code = sqlite3.SQLITE_TOOBIG
    kind, sentence = _SENTENCES.get(code, _OTHER)
    return kind(path, sentence.format(path=path), str(wrong))


def is_size(wrong: OverflowError) -> bool:
    """Whether it is about the size of a text or body.  Any other, such as of a number beyond 64 bits, is a bug of ours."""
    return "INT_MAX" in str(wrong)


def explain_os(wrong: OSError, path: Path) -> HistoryError:
    """The same for the operating system's errors around opening."""
    code = sqlite3.SQLITE_CANTOPEN
    if isinstance(wrong, PermissionError) or wrong.errno == errno.EROFS:
        code = sqlite3.SQLITE_READONLY
    elif wrong.errno == errno.ENOSPC:
        code = sqlite3.SQLITE_FULL
    kind, sentence = _SENTENCES[code]
    return kind(path, sentence.format(path=path), str(wrong))
