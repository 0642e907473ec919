"""Pearson's chi-squared test of counts against a plan: for a number of visitors fixed before the start.

Looking at it again and again while they come in raises false alarms; :mod:`sequential` is for that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.experiments.gamma import chi_squared_tail

SMALLEST_EXPECTED = 5.0
"""The usual rule (Cochran 1954): with fewer expected in a cell the p-value is not to be trusted."""


@dataclass(frozen=True, slots=True)
class ChiSquared:
    """``trusted`` is false where a variant was expected too rarely for the p-value to mean what it says."""

    statistic: float
    freedom: int
    p_value: float
    trusted: bool


def chi_squared(counts: Sequence[int], shares: Sequence[float]) -> ChiSquared:
    """``counts`` per variant against planned ``shares`` that add up to 1.  With nothing counted the p-value is 1."""
    if len(counts) != len(shares) or len(counts) < 2:
        raise ValueError("counts and shares have to be of one length, two or more")
    if any(count < 0 for count in counts) or any(share <= 0 for share in shares):
        raise ValueError("a count is negative or a share is not above 0")
    total = sum(counts)
    expected = [total * share for share in shares]
    statistic = math.fsum((count - e) ** 2 / e for count, e in zip(counts, expected, strict=True)) if total else 0.0
    freedom = len(counts) - 1
    return ChiSquared(statistic, freedom, chi_squared_tail(statistic, freedom), min(expected) >= SMALLEST_EXPECTED)
