"""Pace: when the next call may leave."""

from __future__ import annotations

import asyncio
import random


class Pace:
    """Gives out moments, ``1 / rate`` apart on the average.  Used from one loop; the waiting can be cancelled."""

    def __init__(self, rate: float, jitter: float = 0.0, *, chance: random.Random | None = None) -> None:
        self._gap = 1 / rate if rate > 0 else 0.0
        self._jitter = min(max(jitter, 0.0), 1.0)
        self._chance = chance or random.Random()  # noqa: S311 (spreads load, guards nothing)
        self._next = 0.0

    def take(self) -> bool:
        """The moment is now and is the caller's; false where it has to :meth:`wait`."""
        now = asyncio.get_running_loop().time()
        if self._next > now:
            return False
        self._next = now + self._step()
        return True

    async def wait(self) -> None:
        """Until the caller's moment."""
        while not self.take():
            now = asyncio.get_running_loop().time()
            if self._gap:
                moment, self._next = self._next, self._next + self._step()
                await asyncio.sleep(moment - now)
                return
            await asyncio.sleep(self._next - now)  # held for all: the others wait for the same moment

    def hold(self, seconds: float) -> None:
        """Nobody leaves for so long: the host asked for it."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)

    def _step(self) -> float:
        return self._gap * (1 + self._jitter * self._chance.uniform(-1, 1)) if self._gap else 0.0
