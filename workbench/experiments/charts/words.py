"""A chart in words, for screen readers, Markdown and whoever can't see it: the figures, not a description of the drawing."""

from __future__ import annotations

import math
from collections import Counter

from workbench.experiments.charts.bars import interval_words, value_words
from workbench.experiments.charts.grid import cell_at, label_of
from workbench.experiments.charts.histogram import bins
from workbench.experiments.charts.lines import cleaned, intervals
from workbench.experiments.charts.scale import count_words, share_words
from workbench.experiments.printable import one_line
from workbench.experiments.reports.model import Bar, BarChart, Chart, Grid, Histogram, Line, LineChart

LISTED = 100
"""Bars, lines and rows told one by one; a sentence counts the rest."""
_NAME = 120


def to_text(chart: Chart) -> str:
    """Sentences on lines of their own."""
    match chart:
        case BarChart():
            return "\n".join(_bars(chart))
        case LineChart():
            return "\n".join(_lines(chart))
        case Histogram():
            return "\n".join(_histogram(chart))
        case Grid():
            return "\n".join(_grid(chart))


def _bars(chart: BarChart) -> list[str]:
    told = [f"{_name(chart.title)}. Bar chart with {_many(len(chart.bars), 'bar', 'bars')}."]
    for bar in chart.bars[:LISTED]:
        words = f"{_name(bar.label)}: {value_words(bar, as_share=chart.as_share)}"
        if interval := interval_words(bar, as_share=chart.as_share):
            words += f", interval {interval}"
        if bar.planned is not None and math.isfinite(bar.planned):
            words += f", planned {share_words(bar.planned) if chart.as_share else count_words(bar.planned)}"
        told.append(f"{words}{f'; {_name(bar.note)}' if bar.note else ''}.")
    return [*told, *_rest(len(chart.bars))]


def _lines(chart: LineChart) -> list[str]:
    say = share_words if chart.as_share else count_words
    told = [f"{_name(chart.title)}. Line chart of {_name(chart.y_label)} over {_name(chart.x_label)}."]
    for line in chart.lines[:LISTED]:
        points = cleaned(line)
        if not points:
            told.append(f"{_name(line.label)}: no points.")
            continue
        if chart.ticks:
            told.append(f"{_name(line.label)}: {_by_name(chart, line)}.")
            continue
        (first_x, first), (last_x, last) = points[0], points[-1]
        low, high = min(y for _, y in points), max(y for _, y in points)
        ends = f"{say(first)} at {count_words(first_x)}, {say(last)} at {count_words(last_x)}"
        told.append(f"{_name(line.label)}: {ends}; lowest {say(low)}, highest {say(high)}.")
    told += _rest(len(chart.lines))
    return told + [f"Limit {_name(label)}: {say(value)}." for value, label in chart.limits[:LISTED]]


def _by_name(chart: LineChart, line: Line) -> str:
    """Every point by the name of its place."""
    names, around = dict(chart.ticks), {x: (low, high) for x, low, high in intervals(line)}
    parts = []
    for x, y in cleaned(line)[:LISTED]:
        bar = Bar("", y, *around.get(x, (None, None)))
        interval = f", interval {interval_words(bar, as_share=chart.as_share)}" if x in around else ""
        parts.append(f"{_name(names.get(x, count_words(x)))} {value_words(bar, as_share=chart.as_share)}{interval}")
    return "; ".join(parts)


def _histogram(chart: Histogram) -> list[str]:
    drawn = bins(chart)
    total = sum(count for _, _, count in drawn)
    told = [f"{_name(chart.title)}. Histogram of {_name(chart.x_label)}, {_many(total, 'call', 'calls')}."]
    told += [f"{count_words(low)} to {count_words(high)}: {count:,}." for low, high, count in drawn[:LISTED]]
    return [*told, *_rest(len(drawn))]


def _grid(chart: Grid) -> list[str]:
    size = f"{_many(len(chart.rows), 'row', 'rows')} and {_many(len(chart.columns), 'column', 'columns')}"
    told = [f"{_name(chart.title)}. Matrix of {size}."]
    counted: Counter[int] = Counter()
    by_row: list[Counter[int]] = []
    for row in range(len(chart.rows)):
        cells = Counter(cell_at(chart, row, column) for column in range(len(chart.columns)))
        counted.update(cells)
        by_row.append(cells)
    told += [f"{_label(chart, index)}: {_many(count, 'cell', 'cells')}." for index, count in counted.most_common(LISTED)]
    for name, cells in list(zip(chart.rows, by_row, strict=True))[:LISTED]:
        parts = ", ".join(f"{_label(chart, index)} {count:,}" for index, count in cells.most_common(LISTED))
        told.append(f"{_name(name)}: {parts or 'no cells'}.")
    return [*told, *_rest(len(chart.rows))]


def _label(chart: Grid, index: int) -> str:
    return _name(label_of(chart, index))


def _name(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _NAME else f"{text[:_NAME]}…"


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _rest(count: int) -> list[str]:
    return [f"… and {count - LISTED:,} more."] if count > LISTED else []
