"""Lines: text as bytes with an index of where every 16th line begins.

Four million lines would need 32 MB of offsets; every 16th needs two, and the rest is found by looking for
line breaks, which costs half a microsecond.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator

EVERY = 16
WINDOW = 1 << 20
"""Bytes worked on at a time, so that no single call holds the interpreter for long."""
Step = Callable[[float], None]
"""Called between two windows with the part that is done, 0 to 1; may raise to end the work."""

_BLOCK = re.compile(rb"(?:[^\n]*+\n){%d}" % EVERY)


def index_lines(data: bytes, step: Step = lambda part: None) -> tuple[array[int], int]:
    """Where every 64th line begins, and how many lines there are; the last one needs no line break."""
    marks = array("Q", [0])
    at = told = 0
    # Matched from each end on, not searched: where fewer lines are left, a search would try from every byte.
    while (block := _BLOCK.match(data, at)) is not None:
        at = block.end()
        marks.append(at)
        if at - told > WINDOW:
            told = at
            step(at / len(data))
    count = (len(marks) - 1) * EVERY + data.count(b"\n", marks[-1]) + 1
    return marks, count


def windows(data: bytes, start: int = 0, size: int = WINDOW) -> Iterator[tuple[int, int]]:
    """Stretches of about ``size`` bytes that end behind a line break; a longer line is one stretch."""
    while start < len(data):
        end = data.find(b"\n", min(len(data), start + size)) + 1
        yield start, end or len(data)
        start = end or len(data)


class Lines:
    """Immutable; lines and offsets are 0-based.  ``marks`` and ``count`` come from :func:`index_lines`."""

    def __init__(self, data: bytes, marks: array[int], count: int) -> None:
        self.data = data
        self.count = count
        self._marks = marks
        self._last = (0, 0)

    def start(self, n: int) -> int:
        """The offset line ``n`` begins at."""
        line, at = self._last
        if not n - EVERY <= line <= n:
            line, at = n - n % EVERY, self._marks[n // EVERY]
        find = self.data.find
        for _ in range(n - line):
            at = find(b"\n", at) + 1
        self._last = (n, at)  # one assignment, so another thread never sees half of it
        return at

    def span(self, n: int) -> tuple[int, int]:
        """Where line ``n`` begins and ends, its line break not included."""
        start = self.start(n)
        end = self.data.find(b"\n", start)
        return start, len(self.data) if end < 0 else end

    def at(self, offset: int) -> int:
        """The line a byte stands in."""
        block = bisect_right(self._marks, offset) - 1
        return min(self.count - 1, block * EVERY + self.data.count(b"\n", self._marks[block], offset))
