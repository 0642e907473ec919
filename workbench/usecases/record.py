"""Record: a call between its two records on disk; and what must be in order before there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from workbench.domain import Exchange, InvalidInput, Problem, Recorded
from workbench.history import History
from workbench.personalize import Client, Prepared, Progress, broken_off, never_sent

T = TypeVar("T")


async def record(
    client: Client, history: Callable[[], History], prepared: Prepared, on_progress: Callable[[Progress], None] | None = None
) -> Recorded:
    """Perform a prepared call between its two records on disk.

    From here on the exchange is carried to its end even if the caller is cancelled, at whatever moment, so
    that a cancel is recorded as what it is.  An unexpected exception is raised on, but the record is
    finished first: nothing stays pending.
    """
    number, stopped = await _to_the_end(lambda: history().begin(prepared.pending))
    try:
        exchange = never_sent(prepared) if stopped else await client.perform(prepared, on_progress=on_progress)
    except Exception as bug:
        broken = broken_off(prepared, bug)
        await _to_the_end(lambda: history().finish(number, broken))
        raise
    recorded, _ = await _to_the_end(lambda: history().finish(number, exchange))
    return recorded


async def record_unsent(history: Callable[[], History], exchange: Exchange) -> Recorded:
    """Keep what never left, with its failure."""
    recorded, _ = await _to_the_end(lambda: history().record(exchange))
    return recorded


async def _to_the_end(work: Callable[[], T]) -> tuple[T, bool]:
    """Run blocking work that must not be cut short; the second value tells whether a cancel came meanwhile."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    stopped = False
    while True:
        try:
            return await asyncio.shield(running), stopped
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if running.cancelled() or task is None:
                raise
            task.uncancel()
            stopped = True


def refuse_errors(problems: tuple[Problem, ...]) -> None:
    """Raise :class:`InvalidInput` with those problems that are errors; warnings may be sent anyway."""
    errors = tuple(p for p in problems if p.is_error)
    if errors:
        raise InvalidInput(errors)
