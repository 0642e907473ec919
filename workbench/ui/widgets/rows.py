"""Which row of a view shows which line: folded lines are left out, and two documents side by side have gaps.  Qt-free."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


class RowMap:
    """A few runs stand for millions of lines.  Rows and lines are 0-based; -1 is a gap."""

    def __init__(self) -> None:
        self.folds: dict[int, int] = {}
        """First line → last line of what is folded; the first stays visible."""
        self.given: Sequence[int | None] | None = None
        """Row → line where somebody else laid them out; then nothing folds."""
        self.count = 0
        self._lines = 0
        self._runs: list[tuple[int, int]] = []
        self._starts: list[int] = []
        self._places: dict[int, int] | None = None

    def show(self, lines: int, folds: dict[int, int] | None = None) -> None:
        """All lines of a source, some of them folded."""
        self._lines, self.folds, self.given, self._places = lines, folds or {}, None, None
        self.lay_out()

    def show_given(self, lines: int, rows: Sequence[int | None]) -> None:
        self._lines, self.folds, self.given, self._places = lines, {}, rows, None
        self.lay_out()

    def lay_out(self) -> None:
        """After :attr:`folds` changed."""
        self._runs, row, line = [], 0, 0
        for start, end in sorted(self.folds.items()):
            if start < line:
                continue  # inside another fold
            self._runs.append((row, line))
            row += start - line + 1
            line = end + 1
        self._runs.append((row, line))
        self._starts = [start for start, _ in self._runs]
        self.count = len(self.given) if self.given is not None else row + max(0, self._lines - line)

    def line_of(self, row: int) -> int:
        if self.given is not None:
            found = self.given[row] if 0 <= row < len(self.given) else None
            return -1 if found is None else found
        start, line = self._runs[max(0, bisect_right(self._starts, row) - 1)]
        return line + row - start

    def row_of(self, line: int) -> int:
        """The row of a line, or of the fold that hides it."""
        if self.given is not None:
            if self._places is None:
                self._places = {found: row for row, found in enumerate(self.given) if found is not None}
            return self._places.get(line, 0)
        best = 0
        for start, first in self._runs:
            if first <= line:
                best = start + line - first
        return min(best, max(0, self.count - 1))

    def reveal(self, line: int) -> None:
        """Unfold whatever hides a line."""
        hiding = [start for start, end in self.folds.items() if start < line <= end]
        for start in hiding:
            del self.folds[start]
        if hiding:
            self.lay_out()
