"""A matrix coloured by variant.  A name or letter in each cell says the same as its colour; where cells are too small, a mark does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from workbench.experiments.charts.canvas import PAD, SMALL, TITLE, Canvas, num
from workbench.experiments.charts.lettering import fit, width_of, wrap
from workbench.experiments.charts.palette import Palette
from workbench.experiments.reports.model import Grid

ROWS = 300
COLUMNS = 200
"""Rows and columns drawn; a sentence counts the rest."""
LEGEND = 40
"""Labels in the legend; a sentence counts the rest."""
_LETTERED = 17.0
"""A cell that is at least this wide holds letters."""
_LETTERED_CELLS = 2_500
"""More cells than this are drawn small, each row by its stretches: two elements for every cell would be slow to show."""
_TALL = 24.0
_LOW = 13.0
_BROAD = 150.0
_UPRIGHT = 120.0
_PART = 300
_MARK_EVERY = 5
"""Cells from one mark to the next in a stretch of equal ones."""


def cell_at(chart: Grid, row: int, column: int) -> int:
    """The label's index; -1 where there is none, whatever was given."""
    cells = chart.cells[row] if row < len(chart.cells) else ()
    index = cells[column] if column < len(cells) else -1
    return index if 0 <= index < len(chart.labels) else -1


def label_of(chart: Grid, index: int) -> str:
    return chart.labels[index] if index >= 0 else "No answer"


def code_of(index: int) -> str:
    """A … Z, AA, AB … as on a sheet's columns; a dash for no answer."""
    if index < 0:
        return "–"
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def draw_grid(chart: Grid, palette: Palette, width: float, described: str) -> str:
    canvas = Canvas(palette, width)
    inner = canvas.width - 2 * PAD
    top = canvas.lines(PAD, PAD, wrap(chart.title, inner, TITLE, lines=2, bold=True), inner, size=TITLE, bold=True) + 6
    if not chart.rows or not chart.columns:
        top = canvas.lines(PAD, top + 2, ("The matrix has no cells.",), inner, fill=palette.muted)
        return canvas.finish(top + PAD, chart.title, described)

    label_room = min(inner * 0.34, max(width_of(row[:200], SMALL) for row in chart.rows[:ROWS]) + 4)
    left = PAD + label_room + 8
    right = canvas.width - PAD
    columns = min(len(chart.columns), COLUMNS, int((right - left) / 4))
    rows = min(len(chart.rows), ROWS)
    wide = min(_BROAD, (right - left) / columns)
    lettered = wide >= _LETTERED and rows * columns <= _LETTERED_CELLS
    if not lettered:
        # Whole halves make short numbers: ten thousand cells fit into a third of the text.
        wide = max(4.0, int(wide * 2) / 2)
    tall = _TALL if lettered else _LOW

    top = _head(canvas, chart, left, top, wide, columns)
    for row in range(rows):
        canvas.text(left - 8, top + (row + 0.5) * tall, chart.rows[row], label_room, size=min(SMALL, tall - 2), anchor="end")
    place = _Place(left, top, wide, tall, rows, columns)
    named = lettered and max((width_of(label[:200], SMALL) for label in chart.labels), default=0.0) <= wide - 8
    used = _lettered(canvas, chart, place, named=named) if lettered else _small(canvas, chart, place)
    bottom = top + rows * tall + 12
    for rest, what in ((len(chart.rows) - rows, "rows"), (len(chart.columns) - columns, "columns")):
        if rest:
            bottom = canvas.lines(
                PAD, bottom, (f"… and {rest:,} more {what}, which the table holds.",), inner, size=SMALL, fill=palette.muted
            )
    return canvas.finish(
        _legend(canvas, chart, used, bottom, lettered=lettered and not named, hatched=not lettered) + PAD - 6, chart.title, described
    )


def _head(canvas: Canvas, chart: Grid, left: float, top: float, wide: float, columns: int) -> float:
    """The names of the columns, level where they fit, else upright; the height below them."""
    names = chart.columns[:columns]
    longest = max(width_of(name[:200], SMALL) for name in names)
    if longest + 6 <= wide or wide >= 90:
        for column, name in enumerate(names):
            canvas.text(left + (column + 0.5) * wide, top + 8, name, wide - 6, size=SMALL, anchor="middle")
        return top + 20
    high = min(longest, _UPRIGHT)
    every = max(1, -(-int(SMALL + 2) // max(1, int(wide))))
    for column in range(0, columns, every):
        canvas.text(left + (column + 0.5) * wide, top + high, names[column], high, size=SMALL, upright=True)
    return top + high + 6


@dataclass(frozen=True, slots=True)
class _Place:
    left: float
    top: float
    wide: float
    tall: float
    rows: int
    columns: int


def _lettered(canvas: Canvas, chart: Grid, place: _Place, *, named: bool) -> Counter[int]:
    used: Counter[int] = Counter()
    palette, gap = canvas.palette, 1.5
    for row in range(place.rows):
        for column in range(place.columns):
            index = cell_at(chart, row, column)
            used[index] += 1
            x, y = place.left + column * place.wide, place.top + row * place.tall
            tip = f"{chart.rows[row][:200]}, {chart.columns[column][:200]}: {label_of(chart, index)[:200]}"
            canvas.rect(x, y, place.wide - gap, place.tall - gap, _fill(palette, index), tip=tip)
            said = label_of(chart, index) if named else code_of(index)
            x, y = x + (place.wide - gap) / 2, y + (place.tall - gap) / 2
            room = place.wide - 2
            canvas.text(x, y, said, room, size=SMALL, fill=_ink(palette, index), anchor="middle", bold=not named and index >= 0)
    return used


def _small(canvas: Canvas, chart: Grid, place: _Place) -> Counter[int]:
    """Stretches of equal cells as one area, all of a colour in few paths: ten thousand elements would be slow everywhere."""
    fills: defaultdict[int, list[str]] = defaultdict(list)
    strokes: defaultdict[int, list[str]] = defaultdict(list)
    used: Counter[int] = Counter()
    for row in range(place.rows):
        y, column = place.top + row * place.tall, 0
        for index, stretch in groupby(cell_at(chart, row, column) for column in range(place.columns)):
            count = sum(1 for _ in stretch)
            used[index] += count
            x, wide = place.left + column * place.wide, count * place.wide
            fills[index].append(f"M{num(x)} {num(y)}h{num(wide)}v{num(place.tall - 0.5)}h{num(-wide)}z")
            if index >= 0:
                inside = range(0, count, _MARK_EVERY)
                strokes[index] += [_stroke(index, x + cell * place.wide, y, place.wide, place.tall - 0.5) for cell in inside]
            column += count
    for index, steps in sorted(fills.items()):
        for part in _parts(steps):
            canvas.path(part, fill=_fill(canvas.palette, index))
        for part in _parts(strokes[index]):
            canvas.path(part, stroke=_ink(canvas.palette, index))
    return used


def _parts(steps: list[str]) -> Iterator[str]:
    """QtSvg takes a path of more than 32,767 steps for a broken file, and strokes several short ones faster than a long one."""
    for start in range(0, len(steps), _PART):
        if part := "".join(steps[start : start + _PART]):
            yield part


def _fill(palette: Palette, index: int) -> str:
    return palette.series[index % len(palette.series)] if index >= 0 else palette.grid


def _ink(palette: Palette, index: int) -> str:
    return palette.on_series[index % len(palette.series)] if index >= 0 else palette.muted


def _stroke(index: int, x: float, y: float, wide: float, tall: float) -> str:
    """One of eight hatchings inside a cell; together with the colours 64 looks, before any repeats."""
    a, b, c, d = x + wide * 0.2, x + wide * 0.8, y + tall * 0.2, y + tall * 0.8
    left, right, up, down, mx, my = (num(place) for place in (a, b, c, d, (a + b) / 2, (c + d) / 2))
    level, plumb = f"M{left} {my}H{right}", f"M{mx} {up}V{down}"
    rising, falling = f"M{left} {down}L{right} {up}", f"M{left} {up}L{right} {down}"
    rails = f"M{left} {up}H{right}M{left} {down}H{right}"
    return ("", level, plumb, rising, falling, level + plumb, rising + falling, rails)[(index + index // 8) % 8]


def _legend(canvas: Canvas, chart: Grid, used: Counter[int], top: float, *, lettered: bool, hatched: bool) -> float:
    palette, x, middle = canvas.palette, PAD, top + 12
    for index in list(range(min(len(chart.labels), LEGEND))) + ([-1] if used[-1] else []):
        cells = used[index]
        counted = f"{cells:,} {'cell' if cells == 1 else 'cells'}"
        # Two texts, because a name written from right to left would draw the count to its other side.
        name = fit(label_of(chart, index), min(280.0, canvas.width - 2 * PAD - 40 - width_of(counted, SMALL)), SMALL)
        named = width_of(name, SMALL) + (8 if name else 0)
        wide = 28 + named + width_of(counted, SMALL) + 4
        if x > PAD and x + wide > canvas.width - PAD:
            x, middle = PAD, middle + 24
        canvas.rect(x, middle - 9, 22, 18, _fill(palette, index), round_by=2)
        if lettered:
            canvas.text(x + 11, middle, code_of(index), 22, size=SMALL, fill=_ink(palette, index), anchor="middle", bold=index >= 0)
        elif hatched and index >= 0 and (hatching := _stroke(index, x + 4, middle - 8, 14, 16)):
            canvas.path(hatching, stroke=_ink(palette, index))
        canvas.text(x + 28, middle, name, named, size=SMALL)
        canvas.text(x + 28 + named, middle, counted, wide - 28 - named, size=SMALL, fill=palette.muted)
        x += wide + 14
    bottom = middle + 16
    if rest := len(chart.labels) - LEGEND:
        words = f"… and {rest:,} more labels." if rest > 0 else ""
        bottom = canvas.lines(PAD, bottom, (words,), canvas.width - 2 * PAD, size=SMALL, fill=palette.muted) if words else bottom
    return bottom
