"""Control: pause, go on and stop, from any thread; and how far a run is."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

WINDOW = 10.0
"""Seconds over which the rate is told."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """``rate`` in calls a second of late, ``left`` in seconds or ``None`` where it cannot be told."""

    answered: int
    planned: int
    rate: float = 0.0
    left: float | None = None
    paused: bool = False


class Control:
    """Handed to a run when it starts; harmless before it started and after it ended."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a signal handler may come in between
        self._loop: asyncio.AbstractEventLoop | None = None
        self._go: asyncio.Event | None = None
        self._sleeping: set[asyncio.Future[None]] = set()
        self._calling: set[asyncio.Task[None]] = set()
        self._over = False
        self.paused = False
        self.stopped = False
        self.now = False

    def pause(self) -> None:
        """No further call leaves; what is under way comes in."""
        self._set(paused=True)

    def resume(self) -> None:
        self._set(paused=False)

    def stop(self, *, now: bool = False) -> None:
        """End: what is under way comes in first or, with ``now``, is cut short."""
        self.stopped = True
        self.now = self.now or now
        self._set(paused=False)

    def _set(self, *, paused: bool) -> None:
        with self._lock:
            self.paused = paused
            if self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._tell)

    # -- for the engine, on its loop ---------------------------------------------------------------

    def attach(self) -> None:
        with self._lock:
            self._loop, self._go, self._over = asyncio.get_running_loop(), asyncio.Event(), False
        self._tell()

    def detach(self) -> None:
        with self._lock:
            self._loop = None

    def finish(self) -> None:
        """There is enough, or something went wrong: nobody need wait for their moment any more."""
        self._over = True
        self._tell()

    async def may_go(self) -> bool:
        """Waits while paused; false where it is stopped or over."""
        assert self._go is not None
        await self._go.wait()
        return not self._ending

    async def sleep(self, waiting: Coroutine[Any, Any, None]) -> bool:
        """Wait for ``waiting`` unless it ends meanwhile; false where it did."""
        if self._ending:  # it was told before this wait began, and is not told again
            waiting.close()
            return False
        task = asyncio.ensure_future(waiting)
        self._sleeping.add(task)
        try:
            await asyncio.wait([task])
        finally:
            self._sleeping.discard(task)
            task.cancel()
        return not self._ending

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Around a call that *stop now* may cut short; it comes back with a failure that says so."""
        task = asyncio.current_task()
        assert task is not None
        self._calling.add(task)
        try:
            yield
        finally:
            self._calling.discard(task)

    @property
    def _ending(self) -> bool:
        return self.stopped or self._over

    def _tell(self) -> None:
        assert self._go is not None
        if self.paused and not self._ending:
            self._go.clear()
        else:
            self._go.set()
        if self._ending:
            for sleeping in self._sleeping:
                sleeping.cancel()
        if self.now:
            for task in self._calling:
                task.cancel()


class Speed:
    """How fast answers come, over the last :data:`WINDOW` seconds; those that come close together are counted as one moment."""

    def __init__(self) -> None:
        self._moments: deque[tuple[float, int]] = deque()
        self._count = 0

    def answered(self, now: float) -> None:
        moment, before = self._moments[-1] if self._moments else (now, 0)
        if before and now - moment < WINDOW / 200:
            self._moments[-1] = moment, before + 1
        else:
            self._moments.append((now, 1))
        self._count += 1
        while now - self._moments[0][0] > WINDOW:
            self._count -= self._moments.popleft()[1]

    def rate(self, now: float) -> float:
        if self._count < 2:
            return 0.0
        return (self._count - 1) / max(now - self._moments[0][0], 1e-9)
