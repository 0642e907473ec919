"""How long calls took, counted into bins as they come, so that memory does not grow with the run."""

from __future__ import annotations

import math
from itertools import accumulate

from workbench.experiments.reports.model import Histogram

PER_DOUBLING = 4
"""Bins per doubling: a quantile is right to within a fifth."""


class Latency:
    """Milliseconds in bins whose edges grow by the fourth root of two."""

    def __init__(self) -> None:
        self._bins: dict[int, int] = {}
        self._total = 0
        self.longest = 0.0

    def add(self, milliseconds: float) -> None:
        place = math.floor(PER_DOUBLING * math.log2(max(milliseconds, 0.1)))
        self._bins[place] = self._bins.get(place, 0) + 1
        self._total += 1
        self.longest = max(self.longest, milliseconds)

    def quantile(self, share: float) -> float:
        """The milliseconds that this share of calls took at most, to within a bin; 0 where nothing was counted."""
        if not self._total:
            return 0.0
        places = sorted(self._bins)
        reached = accumulate(self._bins[place] for place in places)
        wanted = share * self._total
        place = next(place for place, so_far in zip(places, reached, strict=True) if so_far >= wanted)
        return min(2 ** ((place + 1) / PER_DOUBLING), self.longest)

    def most(self) -> float | None:
        """What 95 % of calls took at most; ``None`` where nothing was counted."""
        return self.quantile(0.95) if self._total else None

    def histogram(self, title: str = "Response time") -> Histogram | None:
        if not self._total:
            return None
        first, last = min(self._bins), max(self._bins)
        step = max(1, math.ceil((last - first + 1) / 24))
        starts = range(first, last + 1, step)
        counts = tuple(sum(self._bins.get(start + i, 0) for i in range(step)) for start in starts)
        edges = tuple(2 ** (place / PER_DOUBLING) for place in (*starts, starts[-1] + step))
        return Histogram(title, "milliseconds", edges, counts)

    def sentence(self) -> str:
        half, most = self.quantile(0.5), self.quantile(0.95)
        return (
            f"Half of the calls took at most about {half:.0f} ms, 95 % at most about {most:.0f} ms; the slowest took {self.longest:.0f} ms."
        )
