"""Database: the two connections to one file, and the border that no exception of sqlite3 crosses.

Reading and writing have a connection each, so that a search in one thread does not wait for a commit in another.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workbench.history.errors import HistoryClosed, HistoryDamaged, explain, is_size

CACHE_KB = 16_384


def connect(path: Path, wait: float) -> sqlite3.Connection:
    """A connection as this room uses them.

    ``synchronous = FULL``: WAL with NORMAL survives a killed process, but the last commits may be lost when power
    is.  FULL was measured at 0.3 ms a commit against 0.04 ms, which nobody notices beside a call over the network.
    """
    raw = sqlite3.connect(path, timeout=wait, isolation_level=None, check_same_thread=False, cached_statements=64)
    try:
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    except sqlite3.Error:  # reads the file, which may be no database
        raw.close()
        raise
    return raw


class Database:
    """Thread-safe; every method may block for ``wait`` seconds when another process writes.

    Raises the errors of ``errors.py`` only.
    """

    def __init__(self, path: Path, wait: float) -> None:
        self.path = path
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._closed = False
        with self._border():
            self._writer = connect(path, wait)
            self._reader = connect(path, wait)
            self._reader.execute("PRAGMA query_only = ON")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed to the disk at the end, or, after an exception, as if it never was."""
        with self._write_lock, self._border(), _transaction(self._open(self._writer), "IMMEDIATE") as raw:
            yield raw

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the file."""
        with self._read_lock, self._border(), _transaction(self._open(self._reader), "DEFERRED") as raw:
            yield raw

    def change_stamp(self) -> int:
        """Another number whenever anybody committed, this process's own writer included."""
        with self._read_lock, self._border():
            return int(self._open(self._reader).execute("PRAGMA data_version").fetchone()[0])

    def shrink(self, pages: int) -> None:
        """Give free pages at the end of the file back to the disk, at most so many, so that no writer waits long."""
        with self._write_lock, self._border():
            # A script, because execute() takes one step only, and each step frees one page.
            self._open(self._writer).executescript(f"PRAGMA incremental_vacuum({pages})")

    def close(self) -> None:
        with self._write_lock, self._read_lock:
            self._closed = True
            for raw in (self._reader, self._writer):
                with self._border():
                    raw.close()

    def _open(self, raw: sqlite3.Connection) -> sqlite3.Connection:
        if self._closed:
            raise HistoryClosed(self.path, "The history is closed.")
        return raw

    @contextmanager
    def _border(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OverflowError) as wrong:
            if isinstance(wrong, OverflowError) and not is_size(wrong):
                raise
            error = explain(wrong, self.path)
            if isinstance(error, HistoryDamaged):
                suspect(self.path)
            raise error from wrong


@contextmanager
def _transaction(raw: sqlite3.Connection, kind: str) -> Iterator[sqlite3.Connection]:
    raw.execute(f"BEGIN {kind}")
    try:
        yield raw
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:  # SQLite itself takes back some that fail, such as on a full disk
            raw.execute("ROLLBACK")
        raise


def suspect_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.suspect")


def suspect(path: Path) -> None:
    """Leave word for the next opening that damage was met.  A disk that cannot even hold this is not made worse by it."""
    with suppress(OSError):
        suspect_path(path).touch()
