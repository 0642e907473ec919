"""Which row of a view shows what: folded stretches are left out, and two documents side by side have gaps.  Qt-free.

*Items* are all there is: the lines of a source, or the rows that somebody else laid out.  *Rows* are what is left of
them after folding; they are what a scroll bar counts.  Both are 0-based.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from itertools import accumulate
from operator import sub
from typing import Protocol, runtime_checkable

SEARCHED_AT_MOST = 100_000


@runtime_checkable
class FindsRows(Protocol):
    """Rows that find a line without being searched from the front."""

    def row_of(self, line: int) -> int | None:
        """The row that shows a line."""
        ...


class RowMap:
    """A few numbers for each fold stand for millions of lines."""

    def __init__(self) -> None:
        self.folds: dict[int, int] = {}
        """First item → last item of what is folded, also of folds inside folds.  The first keeps its row."""
        self.given: Sequence[int | None] | None = None
        """Item → line where somebody else laid the rows out."""
        self.items = 0
        self.count = 0
        """How many rows there are."""
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._hidden: list[int] = [0]
        """Of the folds that are not inside another: their ends, and how many items those before them hide."""
        self._inner: list[int] = []
        self._places: dict[int, int] | None = None
        self._finder: FindsRows | None = None

    def show(self, lines: int) -> None:
        """All lines of a source."""
        self.given, self._places, self._finder, self.items = None, None, None, lines
        self.fold_only({})

    def show_given(self, rows: Sequence[int | None]) -> None:
        self.given, self._places, self.items = rows, None, len(rows)
        self._finder = rows if isinstance(rows, FindsRows) else None
        self.fold_only({})

    def copy(self) -> RowMap:
        """As it is now, whatever is folded later."""
        made = RowMap()
        made.given, made.items, made._places, made._finder = self.given, self.items, self._places, self._finder
        made.fold_only({first: self.folds[first] for first in self._firsts})
        return made

    # -- folding ----------------------------------------------------------------------------------

    def fold_only(self, stretches: dict[int, int]) -> None:
        """Fold these and nothing else: first → last, in order, none inside another.  The dictionary is kept."""
        self.folds = stretches
        self._firsts = list(self.folds)
        self._lasts = list(self.folds.values())
        self._inner = []
        self._count()

    def fold(self, first: int, last: int) -> None:
        if first in self.folds or last <= first:
            return
        self.folds[first] = last
        n = bisect_left(self._firsts, first)
        if n and self._lasts[n - 1] >= first:
            insort(self._inner, first)
            return
        end = bisect_right(self._firsts, last)
        if covered := self._firsts[n:end]:
            self._inner = sorted([*self._inner, *covered])
        self._firsts[n:end], self._lasts[n:end] = [first], [last]
        self._count()

    def unfold(self, first: int) -> None:
        last = self.folds.pop(first, None)
        if last is None:
            return
        low, high = bisect_right(self._inner, first), bisect_right(self._inner, last)
        n = bisect_left(self._firsts, first)
        if n == len(self._firsts) or self._firsts[n] != first:
            del self._inner[low - 1]
            return
        shown: list[int] = []
        for inner in self._inner[low:high]:
            if not shown or self.folds[shown[-1]] < inner:
                shown.append(inner)
        still = set(shown)
        self._inner[low:high] = [inner for inner in self._inner[low:high] if inner not in still]
        self._firsts[n : n + 1], self._lasts[n : n + 1] = shown, [self.folds[inner] for inner in shown]
        self._count()

    def fold_over(self, item: int) -> int | None:
        """The first item of the outermost fold that hides an item."""
        n = bisect_right(self._firsts, item) - 1
        if n < 0 or item > self._lasts[n]:
            return None
        # Rows that were laid out elsewhere fold to a line of their own, so that even the first is hidden.
        return self._firsts[n] if item > self._firsts[n] or self.given is not None else None

    def _count(self) -> None:
        self._hidden = [0, *accumulate(map(sub, self._lasts, self._firsts))]
        self.count = max(0, self.items - self._hidden[-1])

    # -- from one to the other --------------------------------------------------------------------

    def item_of(self, row: int) -> int:
        if not self._firsts:
            return row
        firsts, hidden = self._firsts, self._hidden
        before = bisect_left(range(len(firsts)), row, key=lambda n: firsts[n] - hidden[n])
        return row + hidden[before]

    def row_of_item(self, item: int) -> int:
        """The row of an item, or of the fold that hides it."""
        n = bisect_right(self._firsts, item) - 1
        if n >= 0 and item <= self._lasts[n]:
            return self._firsts[n] - self._hidden[n]
        return item - self._hidden[n + 1]

    def line_of_item(self, item: int) -> int:
        """-1 for a gap, and for what is not there."""
        if not 0 <= item < self.items:
            return -1
        if self.given is None:
            return item
        found = self.given[item]
        return -1 if found is None else found

    def line_of(self, row: int) -> int:
        return self.line_of_item(self.item_of(row)) if 0 <= row < self.count else -1

    @property
    def finds_quickly(self) -> bool:
        """Whether looking for a line may happen unasked: rows that have no ``row_of`` are all looked at once."""
        return self.given is None or self._finder is not None or self.items <= SEARCHED_AT_MOST

    def item_of_line(self, line: int) -> int:
        """0 where no row shows the line."""
        if self.given is None:
            return max(0, min(line, self.items - 1))
        if self._finder is not None:
            return max(0, self._finder.row_of(line) or 0)
        if self._places is None:
            self._places = {found: row for row, found in enumerate(self.given) if found is not None}
        return self._places.get(line, 0)

    def row_of(self, line: int) -> int:
        return self.row_of_item(self.item_of_line(line))
