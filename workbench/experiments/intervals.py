"""How sure a share is: for a number fixed before, and for one that is looked at all the time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends between 0 and 1."""

    low: float
    high: float

    def __contains__(self, share: float) -> bool:
        return self.low <= share <= self.high


def wilson_interval(count: int, total: int, confidence: float = 0.95) -> Interval:
    """Wilson's score interval (Wilson 1927; recommended by Brown, Cai & DasGupta 2001), for a total fixed before."""
    _check(count, total, confidence)
    if not total:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, square = count / total, z * z / total
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / total + square / (4 * total))
    return Interval(0.0 if count == 0 else max(0.0, middle - half), 1.0 if count == total else min(1.0, middle + half))


def always_valid_interval(count: int, total: int, confidence: float = 0.95) -> Interval:
    """The shares a sequential test with a uniform mixture has not refuted: valid at every moment at once.

    ``p`` is in it while B(k+1, n-k+1) / (p^k (1-p)^(n-k)) < 1/alpha (Robbins 1970; Lindon & Malek 2022, section 3).
    Wider than :func:`wilson_interval`: the price of looking at any time.
    """
    _check(count, total, confidence)
    if not total:
        return Interval(0.0, 1.0)
    limit = -math.log(1 - confidence)
    mixture = math.lgamma(count + 1) + math.lgamma(total - count + 1) - math.lgamma(total + 2)

    def refuted(share: float) -> bool:
        if (share <= 0 and count) or (share >= 1 and count < total):
            return True
        under = (count * math.log(share) if count else 0.0) + ((total - count) * math.log1p(-share) if count < total else 0.0)
        return mixture - under >= limit

    best = count / total
    low = 0.0 if not count else _edge(refuted, 0.0, best)
    high = 1.0 if count == total else _edge(refuted, 1.0, best)
    return Interval(low, high)


def _edge(refuted: Callable[[float], bool], outside: float, inside: float) -> float:
    """Where a share stops being refuted, by bisection between one that is and one that is not."""
    for _ in range(100):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if refuted(middle) else (outside, middle)
    return outside


def _check(count: int, total: int, confidence: float) -> None:
    if not 0 <= count <= total:
        raise ValueError("a count lies between 0 and the total")
    if not 0 < confidence < 1:
        raise ValueError("a confidence lies between 0 and 1")
