"""A histogram: how many calls took how long."""

from __future__ import annotations

import math

from workbench.experiments.charts.canvas import PAD, SMALL, TITLE, Canvas
from workbench.experiments.charts.lettering import width_of, wrap
from workbench.experiments.charts.palette import Palette
from workbench.experiments.charts.scale import count_words, linear, tick_words
from workbench.experiments.reports.model import Histogram


def bins(chart: Histogram) -> list[tuple[float, float, int]]:
    """(from, to, count) of every bin that can be drawn: edges finite and rising, counts not negative."""
    pairs = zip(chart.edges, chart.edges[1:], chart.counts, strict=False)
    return [(low, high, count) for low, high, count in pairs if math.isfinite(low) and math.isfinite(high) and low < high and count >= 0]


def draw_histogram(chart: Histogram, palette: Palette, width: float, described: str) -> str:
    canvas = Canvas(palette, width)
    inner = canvas.width - 2 * PAD
    top = canvas.lines(PAD, PAD, wrap(chart.title, inner, TITLE, lines=2, bold=True), inner, size=TITLE, bold=True)
    drawn = bins(chart)
    if not drawn:
        top = canvas.lines(PAD, top + 8, ("Nothing was measured yet.",), inner, fill=palette.muted)
        return canvas.finish(top + PAD, chart.title, described)

    top = canvas.lines(PAD, top + 2, ("Calls",), inner, size=SMALL, fill=palette.muted) + 12
    height = max(150.0, min(240.0, canvas.width * 0.34))
    base = top + height
    vertical = linear(
        0, max(1, *(count for _, _, count in drawn)) if len(drawn) > 1 else max(1, drawn[0][2]), base, top, ticks=4, whole=True
    )
    words = tick_words(vertical, as_share=False)
    left = PAD + min(inner * 0.3, max(width_of(word, SMALL) for word in words) + 8)
    right = canvas.width - PAD - 8
    low, high = min(low for low, _, _ in drawn), max(high for _, high, _ in drawn)
    across = linear(low, high, left, right, ticks=max(3, int((right - left) / 80)), widen=False)
    for tick, word in zip(vertical.ticks, words, strict=True):
        canvas.line(left, vertical.place(tick), right, vertical.place(tick), palette.grid)
        canvas.text(left - 8, vertical.place(tick), word, left - 8 - PAD + 4, size=SMALL, fill=palette.muted, anchor="end")
    for start, end, count in drawn:
        x, wide = across.place(start), across.place(end) - across.place(start)
        tip = f"{count_words(start)} to {count_words(end)}: {count:,}"
        y = vertical.place(count)
        gap = 1.0 if wide > 3 else 0.0
        canvas.rect(x + gap / 2, y, wide - gap, base - y, palette.series[0], tip=tip)
        if count and width_of(f"{count:,}", SMALL) <= wide - 2:
            canvas.text(x + wide / 2, y - 8, f"{count:,}", wide, size=SMALL, anchor="middle")
    canvas.line(left, base, right, base, palette.muted)
    for tick, word in zip(across.ticks, tick_words(across, as_share=False), strict=True):
        x = across.place(tick)
        canvas.line(x, base, x, base + 4, palette.muted)
        canvas.text(x, base + 15, word, 2 * min(x, canvas.width - x) - 4, size=SMALL, fill=palette.muted, anchor="middle")
    canvas.text((left + right) / 2, base + 34, chart.x_label, right - left, size=SMALL, fill=palette.muted, anchor="middle")
    return canvas.finish(base + 46 + PAD - 8, chart.title, described)
