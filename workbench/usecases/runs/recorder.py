"""Recorder: the calls of a run on their way into History, many in one transaction.

A commit costs more than a row.  While one batch is being written the next gathers, so that a busy run commits seldom
and a quiet one at once; nobody waits for a timer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field

from workbench.history import Runs, Settled


@dataclass
class _Batch:
    sent: list[int] = field(default_factory=list)
    unsent: list[int] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    done: asyncio.Future[list[int]] | None = None

    async def written(self) -> list[int]:
        assert self.done is not None
        return await asyncio.shield(self.done)

    async def number(self, at: int) -> int:
        return (await self.written())[at]


class Recorder:
    """Used from one loop.  A failure to write ends every call that waits for it, and with them the run."""

    def __init__(self, runs: Runs, number: int) -> None:
        self._runs = runs
        self._number = number
        self._next = _Batch()
        self._writer: asyncio.Task[None] | None = None

    async def sent(self, place: int) -> None:
        """Back when it is on the disk that the call of this place leaves."""
        self._next.sent.append(place)
        await self._hand_over().written()

    async def unsent(self, place: int) -> None:
        """The call of a place that was noted did not leave after all."""
        self._next.unsent.append(place)
        await self._hand_over().written()

    def settle(self, settled: Settled) -> Awaitable[int]:
        """Handed over at once; to be awaited, which is back when the exchange is on the disk, and gives its number."""
        self._next.settled.append(settled)
        return self._hand_over().number(len(self._next.settled) - 1)

    def _hand_over(self) -> _Batch:
        if self._next.done is None:
            self._next.done = asyncio.get_running_loop().create_future()
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return self._next

    async def _write(self) -> None:
        try:
            while self._next.done is not None:
                batch, self._next = self._next, _Batch()
                assert batch.done is not None
                try:
                    numbers = await asyncio.to_thread(self._runs.write, self._number, batch.sent, batch.settled, batch.unsent)
                except Exception as wrong:
                    batch.done.set_exception(wrong)
                    batch.done.exception()  # asked for, so that it is no error that nobody waits any more
                else:
                    batch.done.set_result(numbers)
        finally:
            self._writer = None

    async def close(self) -> None:
        """Back when everything handed over is written."""
        while self._writer is not None:
            await asyncio.wait([self._writer])
