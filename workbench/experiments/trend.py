"""How runs of the same plan went one after the other: a few figures kept of each, drawn and told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.experiments.reports.model import Line, LineChart
from workbench.experiments.words import listed, percent

DRAWN_FROM = 3
"""Runs; of two a sentence says as much as a chart."""


@dataclass(frozen=True, slots=True)
class Share:
    """0 to 1, with the interval round it where there is one."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is kept of a run to draw it among others: ``shares`` by what they are of, and the milliseconds ``p95`` that 95 % of
    its calls took at most.  ``planned`` are the shares that were wanted."""

    shares: Mapping[str, Share] = field(default_factory=dict)
    p95: float | None = None
    planned: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """One run: ``name`` is what it is called at the axis."""

    name: str
    figures: Figures


def trend_charts(points: Sequence[Point]) -> tuple[LineChart, ...]:
    """From the oldest to the newest; none where fewer than :data:`DRAWN_FROM` runs have the figure."""
    ticks = tuple((float(place), point.name) for place, point in enumerate(points))
    charts = []
    if sum(bool(point.figures.shares) for point in points) >= DRAWN_FROM:
        lines = tuple(_line(name, points) for name in _names(points))
        planned = tuple((share, f"{name} planned") for name, share in points[-1].figures.planned.items())
        charts.append(
            LineChart("Shares run by run", "run", "share", lines, planned if len(planned) <= 4 else (), as_share=True, ticks=ticks)
        )
    times = tuple((float(place), point.figures.p95) for place, point in enumerate(points) if point.figures.p95 is not None)
    if len(times) >= DRAWN_FROM:
        line = Line("95 % of calls within", times)
        charts.append(LineChart("Response time run by run", "run", "milliseconds", (line,), ticks=ticks))
    return tuple(charts)


def trend_sentence(before: Point, now: Point) -> str:
    """Two runs beside each other; empty where they have nothing in common."""
    parts = [
        f"{name} {percent(before.figures.shares[name].value)}, now {percent(share.value)}"
        for name, share in now.figures.shares.items()
        if name in before.figures.shares
    ]
    if before.figures.p95 is not None and now.figures.p95 is not None:
        parts.append(f"95 % of calls within about {before.figures.p95:.0f} ms, now {now.figures.p95:.0f} ms")
    return f"In run {before.name}, before this one: {listed(parts)}." if parts else ""


def _names(points: Iterable[Point]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for point in points for name in point.figures.shares))


def _line(name: str, points: Sequence[Point]) -> Line:
    found = [(float(place), share) for place, point in enumerate(points) if (share := point.figures.shares.get(name)) is not None]
    around = tuple((share.low, share.high) if share.low is not None and share.high is not None else None for _, share in found)
    return Line(name, tuple((place, share.value) for place, share in found), around if any(around) else ())
