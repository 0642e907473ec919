"""Rows side by side, kept as runs: a million equal lines are one run, not a million objects."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import overload


class ChangeKind(StrEnum):
    """``REORDERED`` is an array whose items are the same but largely in another order, told as one difference."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    TYPE_CHANGED = "type changed"
    MOVED = "moved"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Row:
    """One row side by side; ``None`` is a gap.  ``difference`` is an index, ``kind`` how the row is marked.

    ``ignored`` tells that the two lines differ in what the options hide.
    """

    left_line: int | None
    right_line: int | None
    kind: ChangeKind | None = None
    difference: int | None = None
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """``count`` rows from ``row`` on that are alike; the lines count up from the two given ones, ``None`` is a gap."""

    row: int
    count: int
    left_line: int | None
    right_line: int | None
    kind: ChangeKind | None = None
    difference: int | None = None
    ignored: bool = False

    @property
    def is_equal(self) -> bool:
        """Whether it can be folded away: nothing in it differs."""
        return self.kind is None and not self.ignored


class Rows(Sequence[Row]):
    """Every line of both documents exactly once, the right ones in order.  Rows are made when asked for."""

    def __init__(self, runs: Sequence[Run] = ()) -> None:
        self.runs: tuple[Run, ...] = tuple(runs)
        self._starts = [run.row for run in self.runs]
        self._count = self.runs[-1].row + self.runs[-1].count if self.runs else 0

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self._row(k) for k in range(*place.indices(self._count))]
        if not -self._count <= place < self._count:
            raise IndexError(place)
        return self._row(place % self._count)

    def __iter__(self) -> Iterator[Row]:
        for run in self.runs:
            for offset in range(run.count):
                yield _row_in(run, offset)

    def run_at(self, place: int) -> int:
        """Which of :attr:`runs` holds a row."""
        return bisect_right(self._starts, place) - 1

    def row_of(self, *, left: int | None = None, right: int | None = None) -> int | None:
        """The row of a line of the left, or of the right, document."""
        for run in self.runs:
            first, line = (run.left_line, left) if left is not None else (run.right_line, right)
            if first is not None and line is not None and first <= line < first + run.count:
                return run.row + line - first
        return None

    @property
    def left_lines(self) -> Sequence[int | None]:
        """The left line of each row, without a list of them."""
        return _Lines(self, left=True)

    @property
    def right_lines(self) -> Sequence[int | None]:
        return _Lines(self, left=False)

    def first_rows(self, count: int) -> list[int]:
        """The first row of each of ``count`` differences; 0 where one has none."""
        firsts = [-1] * count
        for run in self.runs:
            if run.difference is not None and firsts[run.difference] < 0:
                firsts[run.difference] = run.row
        return [max(0, row) for row in firsts]

    def _row(self, place: int) -> Row:
        run = self.runs[self.run_at(place)]
        return _row_in(run, place - run.row)


class _Lines(Sequence[int | None]):
    def __init__(self, rows: Rows, *, left: bool) -> None:
        self._rows = rows
        self._left = left

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> int | None: ...
    @overload
    def __getitem__(self, place: slice) -> list[int | None]: ...
    def __getitem__(self, place: int | slice) -> int | list[int | None] | None:
        if isinstance(place, slice):
            return [self[k] for k in range(*place.indices(len(self)))]
        row = self._rows[place]
        return row.left_line if self._left else row.right_line


def _row_in(run: Run, offset: int) -> Row:
    left = None if run.left_line is None else run.left_line + offset
    right = None if run.right_line is None else run.right_line + offset
    return Row(left, right, run.kind, run.difference, run.ignored)


@dataclass(frozen=True, slots=True)
class Mark:
    """How rows are marked while they are collected."""

    kind: ChangeKind | None = None
    difference: int | None = None
    ignored: bool = False


class RowsBuilder:
    """Collects runs, and joins those that go on alike."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._row = 0
        """Where the run that is being collected begins."""
        self._count = 0
        self._left: int | None = None
        self._right: int | None = None
        self._mark = Mark()

    def add(self, lefts: range, rights: range, mark: Mark) -> None:
        """Lines side by side; what one side has more stands beside a gap."""
        both = min(len(lefts), len(rights))
        if both:
            self._run(lefts.start, rights.start, both, mark)
        if len(lefts) > both:
            self._run(lefts.start + both, None, len(lefts) - both, mark)
        elif len(rights) > both:
            self._run(None, rights.start + both, len(rights) - both, mark)

    def built(self) -> Rows:
        self._flush()
        return Rows(self._runs)

    def _run(self, left: int | None, right: int | None, count: int, mark: Mark) -> None:
        if not (self._count and self._goes_on(left, right) and (mark is self._mark or mark == self._mark)):
            self._flush()
            self._left, self._right, self._mark = left, right, mark
        self._count += count

    def _goes_on(self, left: int | None, right: int | None) -> bool:
        wanted_left = None if self._left is None else self._left + self._count
        wanted_right = None if self._right is None else self._right + self._count
        return left == wanted_left and right == wanted_right

    def _flush(self) -> None:
        if self._count:
            mark = self._mark
            self._runs.append(Run(self._row, self._count, self._left, self._right, mark.kind, mark.difference, mark.ignored))
        self._row += self._count
        self._count = 0
