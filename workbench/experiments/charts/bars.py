"""Horizontal bars with their interval and a mark where the plan is."""

from __future__ import annotations

import math

from workbench.experiments.charts.canvas import BODY, PAD, SMALL, TITLE, Canvas
from workbench.experiments.charts.lettering import width_of, wrap
from workbench.experiments.charts.palette import Palette
from workbench.experiments.charts.scale import NO_BREAK, Scale, count_words, finite, linear, share_words, tick_words
from workbench.experiments.reports.model import Bar, BarChart

MOST = 100
"""Bars drawn; a sentence counts the rest."""
_BAR = 20.0
_GAP = 16.0
_LEAST_AXIS = 160.0


def draw_bars(chart: BarChart, palette: Palette, width: float, described: str) -> str:
    canvas = Canvas(palette, width)
    inner = canvas.width - 2 * PAD
    top = canvas.lines(PAD, PAD, wrap(chart.title, inner, TITLE, lines=2, bold=True), inner, size=TITLE, bold=True)
    bars = chart.bars[:MOST]
    if not bars:
        top = canvas.lines(PAD, top + 8, ("Nothing was counted yet.",), inner, fill=palette.muted)
        return canvas.finish(top + PAD, chart.title, described)

    values = [value_words(bar, as_share=chart.as_share) for bar in bars]
    intervals = [interval_words(bar, as_share=chart.as_share) for bar in bars]
    interval_room = min(inner * 0.35, max(width_of(interval, SMALL) for interval in intervals))
    interval_room += 10 if interval_room else 0
    value_room = min(inner * 0.35, max(width_of(value, BODY, bold=True) for value in values) + 4) + interval_room
    label_room = max(max(width_of(bar.label[:200], BODY), width_of(bar.note[:200], SMALL)) for bar in bars) + 4
    label_room = min(label_room, inner * 0.36)
    stacked = inner - label_room - value_room - 24 < _LEAST_AXIS
    left = PAD if stacked else PAD + label_room + 12
    right = canvas.width - PAD - 24 if stacked else canvas.width - PAD - value_room - 12
    largest = max([0.0, *(max(finite((bar.value, bar.high, bar.planned)), default=0.0) for bar in bars)])
    scale = linear(0.0, largest or 1.0, left, right, ticks=max(3, min(6, int((right - left) / 90))), whole=not chart.as_share)
    if chart.as_share and largest <= 1 < scale.high:
        scale = Scale(0.0, 1.0, left, right, tuple(tick for tick in scale.ticks if tick <= 1))

    top += 10
    rows: list[tuple[float, float, tuple[str, ...]]] = []
    below = top
    for bar in bars:
        room = inner - value_room - 12 if stacked else label_room
        label = wrap(bar.label, room, BODY, lines=2)
        note = wrap(bar.note, room, SMALL, lines=1)
        lettered = len(label) * BODY * 1.4 + len(note) * SMALL * 1.4
        tall = lettered + _BAR + 6 if stacked else max(_BAR, lettered)
        rows.append((below, tall, label))
        below += tall + _GAP
    for tick in scale.ticks:
        canvas.line(scale.place(tick), top - 6, scale.place(tick), below - 6, palette.grid)
    for place, (bar, value, (start, tall, label)) in enumerate(zip(bars, values, rows, strict=True)):
        lettered = len(label) * BODY * 1.4 + (SMALL * 1.4 if bar.note else 0)
        first = start if stacked else start + (tall - lettered) / 2
        after = canvas.lines(PAD, first, label, inner, size=BODY)
        if bar.note:
            canvas.lines(
                PAD, after, wrap(bar.note, inner if stacked else label_room, SMALL, lines=1), inner, size=SMALL, fill=palette.muted
            )
        middle = start + lettered + _BAR / 2 + 4 if stacked else start + tall / 2
        beside = start + BODY * 0.7 if stacked else middle
        canvas.text(canvas.width - PAD - interval_room, beside, value, value_room - interval_room, bold=True, anchor="end")
        canvas.text(canvas.width - PAD, beside, intervals[place], interval_room, size=SMALL, anchor="end", fill=palette.muted)
        _bar(canvas, scale, bar, middle, place, f"{bar.label}: {value} {intervals[place]}")
    base = below - 6
    for tick, words in zip(scale.ticks, tick_words(scale, as_share=chart.as_share), strict=True):
        room = max(20.0, 2 * min(scale.place(tick), canvas.width - scale.place(tick)) - 4)
        canvas.text(scale.place(tick), base + 10, words, room, size=SMALL, anchor="middle", fill=palette.muted)
    bottom = _legend(canvas, bars, base + 34)
    if rest := len(chart.bars) - len(bars):
        bottom = canvas.lines(PAD, bottom + 4, (f"… and {rest:,} more.",), inner, size=SMALL, fill=palette.muted)
    return canvas.finish(bottom + PAD - 6, chart.title, described)


def value_words(bar: Bar, *, as_share: bool) -> str:
    """``49.8 %``, or a dash for what is no number."""
    if not math.isfinite(bar.value):
        return "–"
    return share_words(bar.value) if as_share else count_words(bar.value)


def interval_words(bar: Bar, *, as_share: bool) -> str:
    """``46.1–53.5 %``; empty where there is none."""
    if bar.low is None or bar.high is None or len(finite((bar.low, bar.high))) < 2:
        return ""
    if as_share:
        return f"{share_words(bar.low).removesuffix(f'{NO_BREAK}%')}–{share_words(bar.high)}"
    return f"{count_words(bar.low)}–{count_words(bar.high)}"


def _bar(canvas: Canvas, scale: Scale, bar: Bar, middle: float, place: int, tip: str) -> None:
    palette = canvas.palette
    fill = palette.series[place % len(palette.series)]
    zero = scale.place(0)
    if math.isfinite(bar.value):
        canvas.rect(zero, middle - _BAR / 2, scale.place(bar.value) - zero, _BAR, fill, round_by=2, tip=tip)
    if bar.low is not None and bar.high is not None and len(finite((bar.low, bar.high))) == 2:
        low, high = scale.place(bar.low), scale.place(bar.high)
        # Drawn twice: the rim of the ground's colour keeps the whisker visible on the bar.
        for stroke, thick in ((palette.ground, 4.5), (palette.text, 1.8)):
            canvas.line(low, middle, high, middle, stroke, thick=thick)
            canvas.line(low, middle - 5, low, middle + 5, stroke, thick=thick)
            canvas.line(high, middle - 5, high, middle + 5, stroke, thick=thick)
    if bar.planned is not None and math.isfinite(bar.planned):
        _plan(canvas, scale.place(bar.planned), middle)


def _plan(canvas: Canvas, x: float, middle: float, reach: float = _BAR / 2 + 5) -> None:
    canvas.line(x, middle - reach, x, middle + reach, canvas.palette.ground, thick=5)
    canvas.line(x, middle - reach, x, middle + reach, canvas.palette.limit, thick=2)
    canvas.mark(4, x, middle - reach, 9, canvas.palette.limit)


def _legend(canvas: Canvas, bars: tuple[Bar, ...], middle: float) -> float:
    """What the marks mean, as far as any are there."""
    palette, x, drawn = canvas.palette, PAD, False
    if any(bar.planned is not None for bar in bars):
        _plan(canvas, x + 6, middle + 1, 8)
        canvas.text(x + 20, middle, "Planned", 200, size=SMALL, fill=palette.muted)
        x += 20 + width_of("Planned", SMALL) + 24
        drawn = True
    if any(bar.low is not None and bar.high is not None for bar in bars):
        canvas.line(x, middle, x + 20, middle, palette.text, thick=1.8)
        canvas.line(x, middle - 5, x, middle + 5, palette.text, thick=1.8)
        canvas.line(x + 20, middle - 5, x + 20, middle + 5, palette.text, thick=1.8)
        canvas.text(x + 28, middle, "Interval", 200, size=SMALL, fill=palette.muted)
        drawn = True
    return middle + (18 if drawn else -12)
