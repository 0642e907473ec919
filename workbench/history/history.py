"""History: the door of the room."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from workbench.domain import Exchange, Failure, FailureKind, Recorded
from workbench.history import find, records
from workbench.history.codec import Unreadable, to_micros
from workbench.history.database import Database
from workbench.history.errors import ExchangeDamaged, NoSuchExchange, TooLargeToKeep, explain_os
from workbench.history.lease import Lease, is_alive
from workbench.history.opening import open_database
from workbench.history.query import Deletion, Facets, Query, Retention, Row
from workbench.history.runs import Runs
from workbench.history.words import readable

WAIT = 10.0
"""Seconds to wait for another process's write before :class:`HistoryLocked`.  One write takes a few milliseconds."""

AT_ONCE = 200
"""Rows changed in one transaction of a long job, so that a response that comes meanwhile is recorded soon."""

SHRINK_PAGES = 2000

LARGEST = (1 << 63) - 1
"""SQLite counts no further."""

BEYOND = Failure(
    FailureKind.TOO_LARGE,
    "The response came, but it is larger than the history file holds in one place, so it was not kept.",
    "Lower the size limit for responses, or ask for less.",
)


class History:
    """Every exchange ever sent.  All methods block, and may be called from any thread.

    Every method raises :class:`HistoryUnavailable` (locked, read-only, full disk, damage).  ``notices`` is what the
    user should be told about the opening, a sentence each: usually nothing.
    """

    def __init__(self, database: Database, app_version: str, notices: tuple[str, ...] = ()) -> None:
        self.notices = notices
        self._database = database
        self._app_version = app_version
        self._lease: Lease | None = None
        self._lease_lock = threading.Lock()
        self.runs = Runs(database, self._token, self._signed)

    @classmethod
    def open(cls, path: Path, *, app_version: str, wait: float = WAIT) -> Self:
        """The history at ``path``, made if there is none.  A damaged file is renamed, never deleted, and a new one begun.

        Raises :class:`CannotOpen` for a file of a newer version or of another program, which stays as it is.
        """
        database, notices = open_database(path, app_version=app_version, wait=wait)
        return cls(database, app_version, notices)

    @property
    def path(self) -> Path:
        return self._database.path

    def close(self) -> None:
        """What still waits for a response then counts as interrupted.  A second call does nothing."""
        self._database.close()
        with self._lease_lock:
            if self._lease is not None:
                self._lease.release()
                self._lease = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def begin(self, pending: Exchange) -> int:
        """Put what is about to be sent on the disk; gives the number people use.  Call it before a byte is sent."""
        prepared = records.prepare(self._signed(pending))
        token = self._token()
        with self._database.writing() as raw:
            return records.insert(raw, prepared, token)

    def finish(self, number: int, exchange: Exchange) -> Recorded:
        """Put the outcome on the disk, before it is shown.  It takes the place even of an *interrupted*.

        A response too large to keep (1 GB and more) gives way to a failure that says so; the result is what was kept.
        Raises :class:`NoSuchExchange`, and :class:`ValueError` unless exactly one of response and failure is set.
        """
        exchange = self._signed(_ended(exchange))
        try:
            return self._finish(number, exchange)
        except TooLargeToKeep:
            if exchange.response is None:
                raise
            return self._finish(number, replace(exchange, response=None, failure=BEYOND))

    def _finish(self, number: int, exchange: Exchange) -> Recorded:
        self._countable(number)
        prepared = records.prepare(exchange)
        with self._database.writing() as raw:
            if not records.complete(raw, number, prepared):
                raise NoSuchExchange(self.path, number)
            return Recorded(number, exchange, *records.kept_beside(raw, number))

    def record(self, exchange: Exchange) -> Recorded:
        """Begin and finish in one: for what already happened.  Raises :class:`ValueError` as :meth:`finish` does."""
        exchange = self._signed(_ended(exchange))
        prepared = records.prepare(exchange)
        with self._database.writing() as raw:
            return Recorded(records.insert(raw, prepared, None), exchange)

    def get(self, number: int) -> Recorded:
        """Raises :class:`NoSuchExchange`, also for a deleted one, and :class:`ExchangeDamaged`."""
        self._countable(number)
        try:
            with self._database.reading() as raw:
                found = records.read(raw, number)
        except Unreadable as wrong:
            raise ExchangeDamaged(self.path, number, str(wrong)) from wrong
        if found is None:
            raise NoSuchExchange(self.path, number)
        return found

    def search(self, query: Query, *, limit: int = 200, offset: int = 0) -> tuple[Row, ...]:
        """A page of the list: pinned first, then newest first."""
        with self._database.reading() as raw:
            return find.search(raw, query, min(limit, LARGEST), min(offset, LARGEST))

    def count(self, query: Query) -> int:
        with self._database.reading() as raw:
            return find.count(raw, query)

    def facets(self) -> Facets:
        with self._database.reading() as raw:
            return find.facets(raw)

    def change_stamp(self) -> int:
        """Differs from the last one when this or another process changed something since."""
        return self._database.change_stamp()

    def pin(self, numbers: Iterable[int], pinned: bool) -> None:
        """Numbers that are not there are passed over."""
        for some in _portions(numbers):
            with self._database.writing() as raw:
                for number in some:
                    records.change(raw, number, "pinned", int(pinned))

    def set_label(self, number: int, label: str) -> None:
        """Raises :class:`NoSuchExchange`."""
        self._change(number, "label", readable(label))

    def set_note(self, number: int, note: str) -> None:
        """Raises :class:`NoSuchExchange`."""
        self._change(number, "note", readable(note))

    def delete(self, numbers: Iterable[int]) -> Deletion:
        """Take away, with a way back.  What still waits for its response, or is not there, is passed over."""
        at = to_micros(datetime.now(UTC))
        gone: list[int] = []
        for some in _portions(numbers):
            with self._database.writing() as raw:
                gone += [number for number in some if records.hide(raw, number, at)]
        return Deletion(tuple(gone))

    def restore(self, deletion: Deletion) -> None:
        """Undo a delete; what was purged meanwhile stays gone."""
        for some in _portions(deletion.numbers):
            with self._database.writing() as raw:
                for number in some:
                    records.unhide(raw, number)

    def purge_deleted(self, older_than: timedelta) -> int:
        """Take away for good what was deleted longer ago than this; how many there were."""
        before = to_micros(datetime.now(UTC) - older_than)
        return self._erase(self._numbers("SELECT number FROM exchange WHERE deleted_at <= ?", before))

    def prune(self, retention: Retention) -> int:
        """Take away for good what is beyond the retention, oldest first; how many there were.  There is no undo."""
        kept = "pinned = 0 AND pending_in IS NULL AND deleted_at IS NULL"
        erased = 0
        if retention.max_count is not None:
            too_many = f"SELECT number FROM exchange WHERE {kept} AND run = 0 ORDER BY number DESC LIMIT -1 OFFSET ?"  # noqa: S608
            erased += self._erase(self._numbers(too_many, min(retention.max_count, LARGEST)))
        if retention.max_bytes is not None:
            running = f"SELECT number, sum(stored) OVER (ORDER BY number DESC) AS so_far FROM exchange WHERE {kept}"  # noqa: S608
            too_large = f"SELECT number FROM ({running}) WHERE so_far > ?"  # noqa: S608
            erased += self._erase(self._numbers(too_large, min(retention.max_bytes, LARGEST)))
        return erased

    def recover(self) -> int:
        """Turn what waits for a response of a process that is gone into a failure; how many there were.

        A call under way in a living process, this one included, is left alone.
        """
        with self._database.reading() as raw:
            tokens = [token for (token,) in raw.execute("SELECT DISTINCT pending_in FROM exchange WHERE pending_in IS NOT NULL")]
        return sum(self._interrupt(token) for token in tokens if not is_alive(self.path, token))

    def _interrupt(self, token: str) -> int:
        count = 0
        for some in _portions(self._numbers("SELECT number FROM exchange WHERE pending_in = ?", token)):
            with self._database.writing() as raw:
                count += sum(records.interrupt(raw, number, token) for number in some)
        return count

    def _countable(self, number: int) -> None:
        if not 0 < number <= LARGEST:
            raise NoSuchExchange(self.path, number)

    def _change(self, number: int, column: str, value: str) -> None:
        self._countable(number)
        with self._database.writing() as raw:
            if not records.change(raw, number, column, value):
                raise NoSuchExchange(self.path, number)

    def _numbers(self, statement: str, value: int | str) -> list[int]:
        with self._database.reading() as raw:
            return [number for (number,) in raw.execute(statement, (value,))]

    def _erase(self, numbers: list[int]) -> int:
        erased = 0
        for some in _portions(numbers):
            with self._database.writing() as raw:
                erased += records.erase(raw, some)
            self._database.shrink(SHRINK_PAGES)
        return erased

    def _signed(self, exchange: Exchange) -> Exchange:
        return exchange if exchange.app_version else replace(exchange, app_version=self._app_version)

    def _token(self) -> str:
        with self._lease_lock:
            if self._lease is None:
                try:
                    self._lease = Lease(self.path)
                except OSError as wrong:  # the folder is gone, read-only or full
                    raise explain_os(wrong, self.path) from wrong
            return self._lease.token


def _ended(exchange: Exchange) -> Exchange:
    if (exchange.response is None) == (exchange.failure is None):
        raise ValueError("An exchange that ended has either a response or a failure.")
    return exchange


def _portions(numbers: Iterable[int]) -> list[list[int]]:
    ordered = sorted(number for number in set(numbers) if 0 < number <= LARGEST)
    return [ordered[i : i + AT_ONCE] for i in range(0, len(ordered), AT_ONCE)]
