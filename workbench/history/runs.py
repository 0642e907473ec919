"""Runs: the calls of an experiment, kept so that a run that was killed goes on where it was.

A place of the plan is noted as *sent* before its call leaves and settled together with its exchange, in one transaction:
what is settled is never sent again, and what was sent and not settled is known to be in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from workbench.domain import Exchange
from workbench.history import records
from workbench.history.codec import from_micros, to_micros
from workbench.history.database import Database
from workbench.history.errors import NoSuchRun
from workbench.history.lease import is_alive
from workbench.history.words import readable

PAGE = 500
"""Calls read at a time, so that a run of 100,000 is walked in little memory."""
_COLUMNS = "number, kind, title, plan, state, started_at, ended_at, planned, answered, level, verdict, figures, held_by"


class RunState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    BROKEN = "broken off"
    """Its process is gone."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run.  ``plan`` and ``figures`` are the caller's own texts; ``level``, ``verdict`` and ``figures`` are empty until it ended.

    ``planned`` and ``answered`` count places of the plan.
    """

    number: int
    kind: str
    title: str
    plan: str
    state: RunState
    started_at: datetime
    ended_at: datetime | None
    planned: int
    answered: int
    level: str = ""
    verdict: str = ""
    figures: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A call that ended.  ``place`` is ``None`` for one that only prepares another, such as for a new browser ID.

    ``exchange`` is ``None`` for a place whose call could not be sent at all, and where ``number`` says which exchange in
    History it is.
    """

    exchange: Exchange | None
    place: int | None = None
    answer: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class RunCall:
    """One place of a plan: ``answer`` is empty where it was sent and what came of it is not known."""

    place: int
    exchange: int | None
    answer: str


class Runs:
    """All methods block, may be called from any thread, and raise ``HistoryUnavailable`` like those of ``History``."""

    def __init__(self, database: Database, token: Callable[[], str], signed: Callable[[Exchange], Exchange]) -> None:
        self._database = database
        self._token = token
        self._signed = signed

    def start(self, kind: str, title: str, plan: str, planned: int) -> int:
        """A new run that this process is at; gives its number."""
        token = self._token()
        with self._database.writing() as raw:
            row = (kind, readable(title), readable(plan), RunState.RUNNING.value, to_micros(datetime.now(UTC)), planned, token)
            (number,) = raw.execute(
                "INSERT INTO run (kind, title, plan, state, started_at, planned, held_by) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number",
                row,
            ).fetchone()
            return int(number)

    def take_up(self, number: int) -> RunRow:
        """Go on with a run.  Raises :class:`NoSuchRun`, also for one that a living process is at or that is done."""
        token = self._token()
        self.get(number)
        with self._database.writing() as raw:  # looked at and taken in one transaction: two processes may ask at once
            found = self._row(raw.execute(f"SELECT {_COLUMNS} FROM run WHERE number = ?", (number,)).fetchone())  # noqa: S608 (our own words)
            if found.state in (RunState.RUNNING, RunState.DONE):
                raise NoSuchRun(
                    self._database.path,
                    number,
                    f"Run {number} is {found.state}; only one that was paused, cancelled or broken off goes on.",
                )
            raw.execute("UPDATE run SET state = ?, held_by = ?, ended_at = NULL WHERE number = ?", (RunState.RUNNING.value, token, number))
        return self.get(number)

    def write(self, number: int, sent: Sequence[int], settled: Sequence[Settled], unsent: Sequence[int] = ()) -> list[int]:
        """Note places as sent and calls as settled, in one transaction; gives the exchanges' numbers in order, 0 for none.

        ``unsent`` are places whose call did not leave after all: of these nothing is known, as before.
        """
        prepared = [records.prepare(self._signed(each.exchange)) if each.exchange is not None else None for each in settled]
        with self._database.writing() as raw:
            raw.executemany("INSERT OR IGNORE INTO run_call (run, place, answer) VALUES (?, ?, '')", [(number, place) for place in sent])
            gone = [(number, place) for place in unsent]
            raw.executemany("DELETE FROM run_call WHERE run = ? AND place = ? AND answer = ''", gone)
            numbers = [
                records.insert(raw, each, None, run=number) if each is not None else known.number
                for each, known in zip(prepared, settled, strict=True)
            ]
            answered = [
                (number, each.place, exchange or None, readable(each.answer))
                for each, exchange in zip(settled, numbers, strict=True)
                if each.place is not None
            ]
            raw.executemany("INSERT OR REPLACE INTO run_call (run, place, exchange, answer) VALUES (?, ?, ?, ?)", answered)
            raw.execute("UPDATE run SET answered = answered + ? WHERE number = ?", (len(answered), number))
            return numbers

    def end(self, number: int, state: RunState, level: str = "", verdict: str = "", figures: str = "") -> None:
        """Say how it ended, or that it pauses."""
        with self._database.writing() as raw:
            at = None if state is RunState.PAUSED else to_micros(datetime.now(UTC))
            raw.execute(
                "UPDATE run SET state = ?, ended_at = ?, level = ?, verdict = ?, figures = ?, held_by = NULL WHERE number = ?",
                (state.value, at, level, readable(verdict), readable(figures), number),
            )

    def get(self, number: int) -> RunRow:
        """Raises :class:`NoSuchRun`."""
        found = self._rows("WHERE number = ?", number)
        if not found:
            raise NoSuchRun(self._database.path, number, f"There is no run {number}.")
        return found[0]

    def latest(self, limit: int = 200) -> tuple[RunRow, ...]:
        """The newest first."""
        return self._rows("ORDER BY number DESC LIMIT ?", limit)

    def calls(self, number: int) -> Iterator[RunCall]:
        """Every place that was sent, in the order of the plan.  What is settled meanwhile may or may not be among them."""
        place = -1
        while True:
            with self._database.reading() as raw:
                page = raw.execute(
                    "SELECT place, exchange, answer FROM run_call WHERE run = ? AND place > ? ORDER BY place LIMIT ?", (number, place, PAGE)
                ).fetchall()
            yield from (RunCall(*row) for row in page)
            if len(page) < PAGE:
                return
            place = page[-1][0]

    def forget(self, numbers: Iterable[int]) -> int:
        """Take runs away for good, with their exchanges but for pinned ones; how many runs there were.  One under way stays."""
        gone = 0
        for number in numbers:
            if self.get(number).state is RunState.RUNNING:
                continue
            while True:
                with self._database.writing() as raw:
                    query = "SELECT number FROM exchange WHERE run = ? AND pinned = 0 LIMIT ?"
                    some = [row[0] for row in raw.execute(query, (number, PAGE))]
                    records.erase(raw, some)
                if len(some) < PAGE:
                    break
            with self._database.writing() as raw:
                raw.execute("DELETE FROM run_call WHERE run = ?", (number,))
                gone += raw.execute("DELETE FROM run WHERE number = ?", (number,)).rowcount
        return gone

    def _rows(self, which: str, value: int) -> tuple[RunRow, ...]:
        with self._database.reading() as raw:
            found = raw.execute(f"SELECT {_COLUMNS} FROM run {which}", (value,)).fetchall()  # noqa: S608 (our own words)
        return tuple(self._row(row) for row in found)

    def _row(self, row: tuple[object, ...]) -> RunRow:
        number, kind, title, plan, state, started, ended, planned, answered, level, verdict, figures, held_by = row
        told = RunState(str(state))
        if told is RunState.RUNNING and not (held_by and is_alive(self._database.path, str(held_by))):
            told = RunState.BROKEN
        return RunRow(
            int(str(number)), str(kind), str(title), str(plan), told, from_micros(int(str(started))),
            from_micros(int(str(ended))) if ended is not None else None, int(str(planned)), int(str(answered)), str(level), str(verdict),
            str(figures),
        )  # fmt: skip
