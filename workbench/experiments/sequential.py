"""An anytime-valid test of counts against a plan: looking after every visitor costs nothing.

Lindon & Malek, "Anytime-Valid Inference for Multinomial Count Data" (NeurIPS 2022; first "Sequential Testing of
Multinomial Hypotheses with Applications to Detecting Implementation Errors and Missing Data in Randomized
Experiments", 2020).  The Bayes factor of a Dirichlet mixture against the plan is a nonnegative martingale under the
plan, so that by Ville's inequality the chance that it *ever* reaches 1/alpha is at most alpha.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

CONCENTRATION = 10_000.0
"""Of the Dirichlet prior around the plan: the value of the authors' reference implementation.

It is tuned to small deviations; whatever it is, the error rate holds, only the power differs.
"""


class SequentialTest:
    """Feed it counts as they come, one visitor or many at a time; the order inside one feed does not matter."""

    def __init__(self, shares: Sequence[float], *, concentration: float = CONCENTRATION) -> None:
        if len(shares) < 2 or any(share <= 0 for share in shares) or abs(math.fsum(shares) - 1) > 1e-9:
            raise ValueError("at least two shares above 0 that add up to 1 are needed")
        if concentration <= 0:
            raise ValueError("the concentration has to be above 0")
        self._shares = tuple(shares)
        self._prior = tuple(concentration * share for share in shares)
        self._counts = [0] * len(shares)
        self._highest = 0.0

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(self._counts)

    def add(self, counts: Sequence[int]) -> float:
        """Count more visitors per variant; the p-value afterwards."""
        if len(counts) != len(self._counts) or any(count < 0 for count in counts):
            raise ValueError("one count per variant is needed, none negative")
        for place, count in enumerate(counts):
            self._counts[place] += count
        self._highest = max(self._highest, self.log_bayes_factor)
        return self.p_value

    @property
    def log_bayes_factor(self) -> float:
        """Natural logarithm of how much better the mixture explains the counts than the plan does (paper, eq. 6)."""
        total, concentration = sum(self._counts), math.fsum(self._prior)
        terms = [math.lgamma(concentration), -math.lgamma(concentration + total)]
        for count, prior, share in zip(self._counts, self._prior, self._shares, strict=True):
            terms += [math.lgamma(prior + count), -math.lgamma(prior), -count * math.log(share)]
        return math.fsum(terms)

    @property
    def bayes_factor(self) -> float:
        """Infinite where it is too large for a number."""
        return math.exp(self.log_bayes_factor) if self.log_bayes_factor < 700 else math.inf

    @property
    def p_value(self) -> float:
        """Valid at every moment: 1 over the largest Bayes factor so far, and never more than 1.  It never rises."""
        return math.exp(-self._highest)

    def alarm(self, alpha: float = 0.05) -> bool:
        """Whether the split is not as planned, with at most ``alpha`` chance of ever saying so of one that is."""
        return self.p_value <= alpha
