"""The sheet: what a view of lines shows, and where on it everything stands.  A window into it is painted or printed.

Nothing here is laid out before it is asked for.  ``top`` is a row and a line inside it, so that with word wrap, too,
only rows in sight are ever measured; the scroll bar counts rows and shares of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from workbench.ui.widgets.lines_marks import Hits, MarkRuns, RowMarks
from workbench.ui.widgets.lines_source import LineSource, NoLines, Span, opens
from workbench.ui.widgets.lines_wrap import Ruler, line_at
from workbench.ui.widgets.rows import RowMap

Place = tuple[int, int]
"""(item, column): where a caret stands, whatever is folded."""
Top = tuple[int, int]
"""(row, line inside it): what is at the upper edge."""
BAR_AT_MOST = 2_000_000_000
PARTS_AT_MOST = 1_000_000
"""Into how many parts the scroll bar divides a row, at most."""
SHAPES_KEPT = 512
MARGIN = 12
"""Pixels kept free at the right edge."""


def equal_lines(count: int) -> str:
    return f"⋯ {count:,} equal {'line' if count == 1 else 'lines'}"


@dataclass(slots=True)
class Shape:
    """One row, laid out: the columns where its lines begin, and how far those after the first are indented."""

    line: int
    text: str
    starts: Sequence[int]
    hang: float
    placeholder: bool = False
    _spans: Sequence[Span] | None = field(default=None, repr=False)

    def spans(self, source: LineSource) -> Sequence[Span]:
        if self._spans is None:
            self._spans = source.spans(self.line) if self.line >= 0 and not self.placeholder else ()
        return self._spans

    def end(self, part: int) -> int:
        """The column after the last of one of its lines."""
        return self.starts[part + 1] if part + 1 < len(self.starts) else len(self.text)


class Sheet:
    """Everything a view knows.  ``ruler``, ``width`` and ``height`` (pixels) are set from outside, then :meth:`forget`."""

    def __init__(self, ruler: Ruler) -> None:
        self.ruler = ruler
        self.width = self.height = 0
        self.left = 0
        self.source: LineSource = NoLines()
        self.map = RowMap()
        self.marks: RowMarks = MarkRuns()
        self.hits = Hits()
        self.caret: Place = (0, 0)
        self.anchor: Place = (0, 0)
        self.goal: float | None = None
        """The x that moving up and down keeps to."""
        self.top: Top = (0, 0)
        self.wrap = False
        self.stretches: dict[int, int] = {}
        """First item → last item of what can be folded where the rows were laid out elsewhere."""
        self.fold_text: Callable[[int], str] = equal_lines
        self._shapes: dict[int, Shape] = {}

    def forget(self) -> None:
        """After anything changed that lines are laid out by."""
        self._shapes.clear()

    # -- one row ----------------------------------------------------------------------------------

    @property
    def gutter(self) -> int:
        return int(self.ruler.char * max(2, len(str(self.source.line_count)))) + 30

    @property
    def room(self) -> float:
        """Pixels for text."""
        return self.width - self.gutter - MARGIN

    @property
    def page(self) -> int:
        """How many whole lines fit."""
        return max(1, self.height // self.ruler.height)

    def shape(self, row: int) -> Shape:
        item = self.map.item_of(row) if 0 <= row < self.map.count else -1
        if (known := self._shapes.get(item)) is not None:
            return known
        line = self.map.line_of_item(item)
        folded = self.map.given is not None and item in self.map.folds
        if folded:
            text = self.fold_text(self.map.folds[item] - item + 1)
        else:
            text = self.source.line(line) if 0 <= line < self.source.line_count else ""
        if self.wrap:
            made = Shape(line, text, self.ruler.starts(text, self.room), self.ruler.hang(text, self.room) * self.ruler.char, folded)
        else:
            made = Shape(line, text, (0,), 0.0, folded)
        if len(self._shapes) >= SHAPES_KEPT:
            self._shapes.clear()
        self._shapes[item] = made
        return made

    def text(self, row: int) -> str:
        return self.shape(row).text

    def parts(self, row: int) -> int:
        """How many lines a row takes."""
        return len(self.shape(row).starts) if self.wrap else 1

    def foldable(self, item: int) -> bool:
        if self.map.given is not None:
            return item in self.stretches
        return 0 <= item < self.source.line_count and (item in self.map.folds or opens(self.source, item))

    def fold_end(self, item: int) -> int | None:
        if self.map.given is not None:
            return self.stretches.get(item)
        return self.source.fold_end(item) if 0 <= item < self.source.line_count else None

    # -- scrolling --------------------------------------------------------------------------------

    def step(self, place: Top, lines: int) -> Top:
        """So many lines further down, or up; stops at the ends."""
        row, part = place
        last = self.map.count - 1
        if not self.wrap:
            return max(0, min(last, row + lines)), 0
        part += lines
        while part < 0 and row > 0:
            row -= 1
            part += self.parts(row)
        while part > 0 and row < last and part >= (parts := self.parts(row)):
            part -= parts
            row += 1
        return max(0, row), max(0, min(part, self.parts(row) - 1))

    def last_top(self) -> Top:
        """The lowest place the upper edge can be at."""
        if not self.wrap:
            return max(0, self.map.count - self.page), 0
        last = max(0, self.map.count - 1)
        return self.step((last, self.parts(last) - 1), 1 - self.page)

    @property
    def unit(self) -> int:
        """Into how many parts the scroll bar divides a row."""
        return max(1, min(PARTS_AT_MOST, BAR_AT_MOST // max(1, self.map.count))) if self.wrap else 1

    def bar_value(self, top: Top) -> int:
        unit = self.unit
        return top[0] * unit + (min(unit - 1, top[1] * unit // self.parts(top[0])) if unit > 1 else 0)

    def top_at(self, value: int) -> Top:
        row, rest = divmod(value, self.unit)
        parts = self.parts(row) if rest else 1
        return row, min(parts - 1, -(-rest * parts // self.unit))

    def ensure_visible(self, row: int, part: int, context: int = 0) -> Top:
        """The upper edge at which a line can be seen, moved as little as can be; with context, when it has to move."""
        top, place = self.top, (row, part)
        bottom = self.step(top, self.page - 1)
        margin = min(2, self.page // 4) if context else 0
        if self.step(top, margin) <= place <= self.step(bottom, -margin):
            return top
        if context:
            return self.step(place, -context)
        return place if place < top else self.step(place, 1 - self.page)

    def visible(self) -> Iterator[tuple[int, int, int]]:
        """(row, first of its lines in sight, y) from top to bottom."""
        row, part = self.top
        y = 0
        while row < self.map.count and y < self.height:
            yield row, part, y
            y += (self.parts(row) - part) * self.ruler.height
            row, part = row + 1, 0

    # -- places -----------------------------------------------------------------------------------

    def x_of(self, shape: Shape, column: int) -> tuple[int, float]:
        """(which of its lines, x from where text begins) of a column."""
        column = min(column, len(shape.text))
        part = line_at(shape.starts, column)
        return part, (shape.hang if part else 0.0) + self.ruler.width(shape.text, shape.starts[part], column)

    def column_at(self, shape: Shape, part: int, x: float) -> int:
        end = shape.end(part)
        if part + 1 < len(shape.starts):
            end -= 1  # the column at the break belongs to the line after it
        return self.ruler.column(shape.text, shape.starts[part], end, x - (shape.hang if part else 0.0))

    def line_under(self, y: int) -> Top:
        """The row and its line at a height, also above and below what is in sight."""
        return self.step(self.top, y // self.ruler.height)

    def is_below(self, y: int) -> bool:
        """Whether nothing is at a height any more."""
        lines = y // self.ruler.height
        return not self.map.count or (lines > 0 and self.step(self.top, lines) == self.step(self.top, lines - 1))

    def place_at(self, x: int, y: int) -> Place:
        row, part = self.line_under(y)
        return self.map.item_of(row), self.column_at(self.shape(row), part, max(0, x - self.gutter + self.left))

    def pill(self, row: int) -> tuple[str, float, float] | None:
        """What says how much a folded line hides: (text, x of its begin, x of its end); x from where text begins."""
        shape = self.shape(row)
        item = self.map.item_of(row)
        if shape.placeholder or item not in self.map.folds:
            return None
        count = max(1, self.map.folds[item] - item - 1)
        text = f"… {count:,} {'line' if count == 1 else 'lines'}"
        x = self.x_of(shape, len(shape.text))[1] + self.ruler.char
        return text, x, x + (len(text) + 1) * self.ruler.char

    def selection(self) -> tuple[Place, Place] | None:
        return None if self.anchor == self.caret else (min(self.anchor, self.caret), max(self.anchor, self.caret))

    def caret_row(self) -> int:
        return self.map.row_of_item(self.caret[0])

    def unhidden(self, place: Place) -> Place:
        """A place that is folded away moves to the line of the fold."""
        first = self.map.fold_over(place[0])
        return place if first is None or first == place[0] else (first, place[1])
