"""How many visitors a split check needs, said before it starts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from workbench.experiments.gamma import chi_squared_quantile, shifted_chi_squared_tail
from workbench.experiments.sequential import CONCENTRATION

MOST = 10**9
"""Visitors; a deviation that takes more cannot be found by anybody."""


def visitors_at_once(planned: Sequence[float], feared: Sequence[float], *, alpha: float = 0.05, power: float = 0.9) -> int:
    """For the chi-squared test: how many are needed to see the split ``feared`` where ``planned`` is meant.

    By the noncentral chi-squared distribution with w² = Σ (f - p)² / p (Cohen 1988, ch. 7).  Raises ``ValueError``
    where the two splits are the same.
    """
    effect = math.fsum((f - p) ** 2 / p for p, f in zip(planned, feared, strict=True))
    if effect <= 0:
        raise ValueError("the two splits are the same, so there is nothing to see")
    freedom = len(planned) - 1
    limit = chi_squared_quantile(alpha, freedom)
    return _smallest(lambda n: shifted_chi_squared_tail(limit, freedom, n * effect) >= power)


def visitors_in_sequence(
    planned: Sequence[float], feared: Sequence[float], *, alpha: float = 0.05, concentration: float = CONCENTRATION
) -> int:
    """For the sequential test: about how many pass, on average, until it sees the split ``feared``.

    Where the expected counts alone make the Bayes factor reach 1/alpha.  An estimate: single runs are shorter or longer.
    """
    if all(math.isclose(p, f) for p, f in zip(planned, feared, strict=True)):
        raise ValueError("the two splits are the same, so there is nothing to see")
    limit = -math.log(alpha)
    return _smallest(lambda n: log_bayes_factor(n, planned, feared, concentration) >= limit)


def log_bayes_factor(n: int, planned: Sequence[float], feared: Sequence[float], concentration: float) -> float:
    """Of counts that are exactly as feared, fractions included."""
    terms = [math.lgamma(concentration), -math.lgamma(concentration + n)]
    for p, f in zip(planned, feared, strict=True):
        prior, count = concentration * p, n * f
        terms += [math.lgamma(prior + count), -math.lgamma(prior), -count * math.log(p)]
    return math.fsum(terms)


def _smallest(enough: Callable[[int], bool]) -> int:
    """The smallest number that is enough, where every larger one is too."""
    high = 1
    while not enough(high):
        high *= 2
        if high > MOST:
            return MOST
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
