"""Axes: from numbers to places, with ticks people can read (1, 2, 5, 10…), linear or logarithmic."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

NO_BREAK = "\u00a0"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Scale:
    """``low`` is drawn at ``start``, ``high`` at ``end``; ``ticks`` lie between."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    log: bool = False

    def place(self, value: float) -> float:
        """Where a value is drawn; what lies outside is drawn at the edge."""
        value = max(self.low, min(self.high, value))
        low, high = (math.log10(self.low), math.log10(self.high)) if self.log else (self.low, self.high)
        value = math.log10(value) if self.log else value
        return self.start + (value / 2 - low / 2) / (high / 2 - low / 2) * (self.end - self.start)


def linear(low: float, high: float, start: float, end: float, *, ticks: int = 5, whole: bool = False, widen: bool = True) -> Scale:
    """A scale over at least ``low`` to ``high``.  ``whole`` puts no tick between whole numbers; ``widen`` ends it at ticks."""
    low, high = max(-1e300, min(low, high)), min(1e300, max(low, high))
    if high - low <= max(abs(high) * 1e-9, 1e-300):
        spread = abs(high) * 0.1 if abs(high) > 1e-290 else 1.0
        low, high = low - (spread if abs(low) > 1e-290 else 0.0), high + spread
    step = nice_step(high - low, ticks)
    if whole:
        step = max(1.0, step)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if not widen:
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    marked = tuple(number * step for number in range(first, last + 1))
    if widen:
        low, high = min(low, marked[0]), max(high, marked[-1])
    return Scale(low, high, start, end, marked)


def logarithmic(low: float, high: float, start: float, end: float, *, ticks: int = 6) -> Scale:
    """Whole decades round ``low`` and ``high``, which are above 0."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    first, last = max(-300, first), min(300, last)
    if first >= last:
        first = last - 1
    every = max(1, math.ceil((last - first) / ticks))
    marked = tuple(10.0**power for power in range(last, first - 1, -every))[::-1]
    return Scale(10.0**first, 10.0**last, start, end, marked, log=True)


def nice_step(span: float, ticks: int) -> float:
    """1, 2 or 5 times a power of ten, so that about ``ticks`` steps make up the span."""
    rough = span / max(1, ticks)
    power = 10.0 ** math.floor(math.log10(rough))
    return next((factor * power for factor in (1.0, 2.0, 5.0) if factor * power >= rough * 0.999), 10 * power)


def finite(values: Iterable[float | None]) -> list[float]:
    """Those that are numbers."""
    return [value for value in values if value is not None and math.isfinite(value)]


def count_words(value: float) -> str:
    """``1,234``; large and broken numbers as short as they can be read."""
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 1e9 or (value and abs(value) < 0.001):
        return f"{value:.2g}"
    text = f"{value:,.3f}".rstrip("0").rstrip(".") if abs(value) < 100 else f"{value:,.0f}"
    return "0" if text == "-0" else text


def share_words(value: float, places: int = 1) -> str:
    """``49.8 %`` of 0.498."""
    if not math.isfinite(value):
        return "–"
    return f"{value * 100:,.{places}f}{NO_BREAK}%" if abs(value) < 1e4 else f"{value:.2g}"


def tick_words(scale: Scale, *, as_share: bool) -> tuple[str, ...]:
    """A label per tick, all with as many places as the step needs."""
    if scale.log:
        return tuple(_power_words(tick, as_share) for tick in scale.ticks)
    step = (scale.ticks[1] - scale.ticks[0]) if len(scale.ticks) > 1 else (abs(scale.ticks[0]) if scale.ticks else 1.0) or 1.0
    if as_share:
        places = min(4, max(0, -math.floor(math.log10(step * 100) + 1e-9)))
        return tuple(share_words(tick, places) for tick in scale.ticks)
    if max(abs(scale.low), abs(scale.high)) >= 1e6 or step < 1e-4:
        return tuple("0" if abs(tick) < step / 2 else f"{tick:.3g}" for tick in scale.ticks)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return tuple(f"{0.0 if abs(tick) < step / 2 else tick:,.{places}f}" for tick in scale.ticks)


def _power_words(value: float, as_share: bool) -> str:
    if as_share:
        return f"{value * 100:.6g}{NO_BREAK}%"
    if 1e-4 <= value < 1e6:
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return "10" + str(round(math.log10(value))).translate(_RAISED)
