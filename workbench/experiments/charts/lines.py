"""Lines over visitors or runs: limits, a logarithmic axis, labels at the ends of the lines or, where those don't fit, a legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.experiments.charts.canvas import BODY, PAD, SMALL, TITLE, Canvas
from workbench.experiments.charts.lettering import fit, width_of, wrap
from workbench.experiments.charts.palette import Palette
from workbench.experiments.charts.scale import Scale, finite, linear, logarithmic, tick_words
from workbench.experiments.reports.model import Line, LineChart

POINTS = 500
"""Points drawn of one line; more than any window has columns for would only cost time."""
MOST = 24
"""Lines drawn; a sentence counts the rest."""
_MARKS = 7
_APART = 7.0
"""Pixels between the intervals of two lines at one place."""
_ROW = BODY * 1.35


@dataclass(slots=True)
class _EndLabel:
    text: str
    color: str
    place: int
    """The series, whose mark stands before the text; -1 for a limit."""
    at: float
    middle: float


def draw_lines(chart: LineChart, palette: Palette, width: float, described: str) -> str:
    canvas = Canvas(palette, width)
    inner = canvas.width - 2 * PAD
    top = canvas.lines(PAD, PAD, wrap(chart.title, inner, TITLE, lines=2, bold=True), inner, size=TITLE, bold=True)
    lines = [(line.label, drawn) for line in chart.lines[:MOST] if (drawn := cleaned(line))]
    if not lines:
        top = canvas.lines(PAD, top + 8, ("There are no points to draw yet.",), inner, fill=palette.muted)
        return canvas.finish(top + PAD, chart.title, described)

    top = canvas.lines(PAD, top + 2, (chart.y_label,), inner, size=SMALL, fill=palette.muted) + 8
    height = max(170.0, min(300.0, canvas.width * 0.42))
    vertical = _vertical(chart, lines, top + height, top)
    words = tick_words(vertical, as_share=chart.as_share)
    left = PAD + min(inner * 0.3, max(width_of(word, SMALL) for word in words) + 8)

    labels = _end_labels(chart, lines, vertical, palette)
    room = min(inner * 0.3, max(width_of(label.text[:200], SMALL) for label in labels) + 18)
    direct = len(labels) * _ROW <= height and canvas.width - left - room > 260
    right = canvas.width - PAD - (room + 14 if direct else 6)
    across = _across(chart, lines, left, right)

    for tick, word in zip(vertical.ticks, words, strict=True):
        canvas.line(left, vertical.place(tick), right, vertical.place(tick), palette.grid)
        canvas.text(left - 8, vertical.place(tick), word, left - 8 - PAD + 4, size=SMALL, fill=palette.muted, anchor="end")
    base = top + height
    canvas.line(left, base, right, base, palette.muted)
    _bottom_axis(canvas, across, base, chart.ticks)
    canvas.text((left + right) / 2, base + 34, chart.x_label, right - left, size=SMALL, fill=palette.muted, anchor="middle")
    for value, _ in _limits(chart, vertical):
        canvas.line(left, vertical.place(value), right, vertical.place(value), palette.limit, thick=1.5, dashes="6 4")
    drawn_of = [line for line in chart.lines[:MOST] if cleaned(line)]
    apart = _APART if any(line.around for line in drawn_of) else 0.0
    for place, (line, (_, points)) in enumerate(zip(drawn_of, lines, strict=True)):
        # Intervals of one place stand beside each other: two variants of a split lie mirrored, often on the same height.
        aside = (place - (len(lines) - 1) / 2) * apart
        _draw_intervals(canvas, intervals(line), across, vertical, place, aside)
        _draw(canvas, decimated(points), across, vertical, place, aside)
    below = base + 48
    if direct:
        _write_direct(canvas, labels, right, room, top, base)
    else:
        below = _write_legend(canvas, labels, below)
    if rest := len(chart.lines) - len(chart.lines[:MOST]):
        below = canvas.lines(PAD, below, (f"… and {rest:,} more lines.",), inner, size=SMALL, fill=palette.muted)
    return canvas.finish(below + PAD - 8, chart.title, described)


def cleaned(line: Line) -> list[tuple[float, float]]:
    """Finite points in the order of ``x``; nothing else can be drawn."""
    return sorted((x, y) for x, y in line.points if math.isfinite(x) and math.isfinite(y))


def intervals(line: Line) -> list[tuple[float, float, float]]:
    """``x``, low and high of the points that have an interval, as far as it can be drawn."""
    found = ((x, *around) for (x, y), around in zip(line.points, line.around, strict=False) if around is not None and math.isfinite(y))
    return [each for each in found if all(map(math.isfinite, each))][:POINTS]


def decimated(points: list[tuple[float, float]], most: int = POINTS) -> list[tuple[float, float]]:
    """At most ``most`` of the points: first, last, and the lowest and highest of each stretch, so that no excursion is lost."""
    if len(points) <= most:
        return points
    stretches = (most - 2) // 2
    inside = points[1:-1]
    kept = [points[0]]
    for number in range(stretches):
        part = inside[number * len(inside) // stretches : (number + 1) * len(inside) // stretches]
        low = min(range(len(part)), key=lambda place: part[place][1])
        high = max(range(len(part)), key=lambda place: part[place][1])
        kept += [part[place] for place in sorted({low, high})]
    return [*kept, points[-1]]


def _across(chart: LineChart, lines: list[tuple[str, list[tuple[float, float]]]], left: float, right: float) -> Scale:
    every = [x for _, points in lines for x, _ in points]
    if named := finite(at for at, _ in chart.ticks):
        inset = min(24.0, (right - left) / 8)
        scale = linear(min(*every, *named), max(*every, *named), left + inset, right - inset, widen=False)
        return replace(scale, ticks=tuple(sorted(named)))
    return linear(min(every), max(every), left, right, ticks=max(3, int((right - left) / 80)), whole=_whole(every), widen=False)


def _vertical(chart: LineChart, lines: list[tuple[str, list[tuple[float, float]]]], start: float, end: float) -> Scale:
    values = [y for _, points in lines for _, y in points]
    values += [value for line in chart.lines[:MOST] for _, *around in intervals(line) for value in around]
    values += [value for value, _ in chart.limits if math.isfinite(value)]
    if chart.log_y:
        above = [value for value in values if value > 0]
        if not above:
            return logarithmic(0.1, 1.0, start, end)
        # What is 0 has no place on such an axis and is drawn at its lower edge, below everything else.
        low = min(above) * (0.1 if len(above) < len(values) else 1.0)
        return logarithmic(max(1e-300, low), max(above), start, end)
    low, high = min(values), max(values)
    if low > 0 and low < high * 0.5:
        low = 0.0
    scale = linear(low, high, start, end)
    if chart.as_share and min(values) >= 0 and max(values) <= 1:
        ticks = tuple(tick for tick in scale.ticks if -1e-9 <= tick <= 1 + 1e-9)
        return Scale(max(0.0, scale.low), min(1.0, scale.high), start, end, ticks)
    return scale


def _limits(chart: LineChart, vertical: Scale) -> list[tuple[float, str]]:
    return [(value, label) for value, label in chart.limits if math.isfinite(value) and vertical.low <= value <= vertical.high]


def _end_labels(chart: LineChart, lines: list[tuple[str, list[tuple[float, float]]]], vertical: Scale, palette: Palette) -> list[_EndLabel]:
    labels = []
    for place, (label, points) in enumerate(lines):
        at = vertical.place(points[-1][1])
        labels.append(_EndLabel(label, palette.text, place, at, at))
    for value, label in _limits(chart, vertical):
        if label.strip():
            labels.append(_EndLabel(label, palette.limit, -1, vertical.place(value), vertical.place(value)))
    return labels


def _draw_intervals(
    canvas: Canvas, found: list[tuple[float, float, float]], across: Scale, vertical: Scale, place: int, aside: float
) -> None:
    color = canvas.palette.series[place % len(canvas.palette.series)]
    for x, low, high in found:
        middle, top, bottom = across.place(x) + aside, vertical.place(high), vertical.place(low)
        canvas.line(middle, top, middle, bottom, color, thick=1.5)
        for end in (top, bottom):
            canvas.line(middle - 3, end, middle + 3, end, color, thick=1.5)


def _draw(canvas: Canvas, points: list[tuple[float, float]], across: Scale, vertical: Scale, place: int, aside: float = 0.0) -> None:
    color = canvas.palette.series[place % len(canvas.palette.series)]
    placed = [(across.place(x) + aside, vertical.place(y)) for x, y in points]
    if len(placed) > 1:
        canvas.polyline(placed, color)
    # Marks are set off from line to line, so that two lines on each other show both.
    span = max(1, len(placed) - 1)
    count = min(len(placed), _MARKS)
    shift = (place % 4) / 4
    chosen = (
        {round(min(1.0, (number + shift) / max(1, count - 1)) * span) for number in range(count)}
        if len(placed) > count
        else set(range(len(placed)))
    )
    for index in sorted({*chosen, len(placed) - 1} & set(range(len(placed)))):
        canvas.mark(place, *placed[index], 8, color)


def _bottom_axis(canvas: Canvas, across: Scale, base: float, named: Sequence[tuple[float, str]] = ()) -> None:
    names = dict(named)
    words = tuple(names[tick] for tick in across.ticks) if names else tick_words(across, as_share=False)
    taken = math.inf
    for tick, word in reversed(list(zip(across.ticks, words, strict=True))):  # the newest first: of names that touch it stays
        x = across.place(tick)
        canvas.line(x, base, x, base + 4, canvas.palette.muted)
        if names and x + width_of(word, SMALL) / 2 > taken:
            continue
        taken = x - width_of(word, SMALL) / 2 - 8
        room = 2 * min(x, canvas.width - x) - 4
        canvas.text(x, base + 15, word, room, size=SMALL, fill=canvas.palette.muted, anchor="middle")


def _write_direct(canvas: Canvas, labels: list[_EndLabel], right: float, room: float, top: float, base: float) -> None:
    """Labels beside the ends of their lines, moved apart where they would touch."""
    labels.sort(key=lambda label: label.at)
    for above, label in zip([None, *labels], labels, strict=False):
        label.middle = max(label.middle, top, above.middle + _ROW if above else top)
    limit = base
    for label in reversed(labels):
        label.middle = min(label.middle, limit)
        limit = label.middle - _ROW
    for label in labels:
        x = right + 12
        if abs(label.middle - label.at) > 3:
            canvas.line(right + 2, label.at, x - 2, label.middle, canvas.palette.muted, thick=0.75)
        if label.place >= 0:
            canvas.mark(label.place, x + 5, label.middle, 8, canvas.palette.series[label.place % len(canvas.palette.series)])
            canvas.text(x + 14, label.middle, label.text, room - 14, size=SMALL, fill=label.color)
        else:
            canvas.text(x, label.middle, label.text, room, size=SMALL, fill=label.color)


def _write_legend(canvas: Canvas, labels: list[_EndLabel], top: float) -> float:
    x, middle = PAD, top + 6
    for label in labels:
        text = fit(label.text, min(260.0, canvas.width - 2 * PAD - 28), SMALL)
        wide = 28 + width_of(text, SMALL)
        if x > PAD and x + wide > canvas.width - PAD:
            x, middle = PAD, middle + SMALL * 1.7
        if label.place >= 0:
            color = canvas.palette.series[label.place % len(canvas.palette.series)]
            canvas.line(x, middle, x + 20, middle, color, thick=2)
            canvas.mark(label.place, x + 10, middle, 8, color)
        else:
            canvas.line(x, middle, x + 20, middle, label.color, thick=1.5, dashes="6 4")
        canvas.text(x + 26, middle, text, wide, size=SMALL, fill=label.color)
        x += wide + 18
    return middle + SMALL * 1.4


def _whole(values: list[float]) -> bool:
    return all(value == int(value) for value in values[:1000])
