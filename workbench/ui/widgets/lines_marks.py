"""Hits and coloured rows, found by bisection, and what the scroll bar shows of them.  Qt-free."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from operator import le
from typing import Protocol

from workbench.ui.widgets.rows import RowMap

Hit = tuple[int, int, int]
"""(line, start, end)."""
Run = tuple[int, int, str]
"""(first row, row after the last, role)."""
Bin = tuple[int, int, str]
"""(first pixel, pixel after the last, role)."""
RUNS_PER_BIN = 8
"""How many runs within one pixel are weighed against each other."""
GIVEN_HITS = 20_000
"""How many hits are looked up one by one where somebody else laid the rows out."""


class RowMarks(Protocol):
    """How rows are coloured: ``added``, ``removed``, ``changed``, ``moved``."""

    def __getitem__(self, row: int, /) -> str:
        """The role of a row, empty for none."""
        ...

    @property
    def runs(self) -> Sequence[Run]:
        """Everything that is coloured, in order, without overlap."""
        ...


class MarkRuns:
    """Marks made of runs."""

    def __init__(self, runs: Sequence[Run] = ()) -> None:
        self.runs = runs

    @classmethod
    def of(cls, marks: Mapping[int, str]) -> MarkRuns:
        runs: list[Run] = []
        for row, role in sorted(marks.items()):
            if runs and runs[-1][1] == row and runs[-1][2] == role:
                runs[-1] = (runs[-1][0], row + 1, role)
            elif role:
                runs.append((row, row + 1, role))
        return cls(runs)

    def __getitem__(self, row: int) -> str:
        n = bisect_right(self.runs, row, key=_start) - 1
        return self.runs[n][2] if n >= 0 and row < self.runs[n][1] else ""


class Hits:
    """Places in the order of their lines."""

    def __init__(self, hits: Sequence[Hit] = ()) -> None:
        self.all = list(hits)
        if not all(map(le, self.all, islice(self.all, 1, None))):
            self.all.sort()
        self.current: tuple[int, int] | None = None
        """(line, start) of the one the user is on."""

    def on(self, line: int) -> Iterator[tuple[int, int]]:
        """(start, end) of those on a line."""
        for n in range(bisect_left(self.all, (line, -1, -1)), len(self.all)):
            if self.all[n][0] != line:
                return
            yield self.all[n][1:]

    def any_between(self, line: int, stop: int) -> bool:
        n = bisect_left(self.all, (line, -1, -1))
        return n < len(self.all) and self.all[n][0] < stop


def bins_of(rows: RowMap, marks: RowMarks, hits: Hits, pixels: int) -> list[Bin]:
    """What is where along a scroll bar of so many pixels: asked once per pixel, however many marks there are."""
    runs = marks.runs
    if not rows.count or pixels < 1 or not (runs or hits.all):
        return []
    steps = min(pixels, rows.count)
    given = _given_hits(rows, hits, pixels) if rows.given is not None else frozenset()
    found: list[Bin] = []
    stop = rows.item_of(0)
    for step in range(steps):
        item, stop = stop, rows.item_of((step + 1) * rows.count // steps) if step + 1 < steps else rows.items
        y, end = step * pixels // steps, (step + 1) * pixels // steps
        hit = hits.any_between(item, stop) if rows.given is None else any(at in given for at in range(y, end))
        role = "match_mark" if hit else _weightiest(runs, item, stop)
        if role and found and found[-1][1:] == (y, role):
            found[-1] = (found[-1][0], end, role)
        elif role:
            found.append((y, end, role))
    return found


def pixel_of(rows: RowMap, item: int, pixels: int) -> int:
    return rows.row_of_item(item) * pixels // max(1, rows.count)


def _given_hits(rows: RowMap, hits: Hits, pixels: int) -> frozenset[int]:
    return frozenset(pixel_of(rows, rows.item_of_line(line), pixels) for line, _, _ in hits.all[:GIVEN_HITS])


def _weightiest(runs: Sequence[Run], item: int, stop: int) -> str:
    """The role of most of the rows from ``item`` to ``stop``."""
    n = max(0, bisect_right(runs, item, key=_start) - 1)
    weights: dict[str, int] = {}
    for start, end, role in islice(_from(runs, n), RUNS_PER_BIN):
        if start >= stop:
            break
        if end > item:
            weights[role] = weights.get(role, 0) + min(end, stop) - max(start, item)
    return max(weights, key=weights.__getitem__) if weights else ""


def _from(runs: Sequence[Run], n: int) -> Iterator[Run]:
    for place in range(n, len(runs)):
        yield runs[place]


def _start(run: Run) -> int:
    return run[0]
