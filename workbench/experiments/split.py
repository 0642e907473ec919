"""The design of a split check, and what can be said of it before it starts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from workbench.experiments.gamma import chi_squared_quantile, shifted_chi_squared_tail
from workbench.experiments.plan import BUCKETS, SplitPlan, SplitPlanError
from workbench.experiments.sample_size import log_bayes_factor, visitors_at_once, visitors_in_sequence
from workbench.experiments.words import count, percent, points

POWER = 0.9


class Method(StrEnum):
    """How the tenant assigns guests to variants (documented)."""

    UNIQUE = "unique"
    """By percentages, at random."""
    UNIVERSAL = "universal"
    """By one of 120 buckets, fixed by the guest reference."""
    OPTIMIZED = "optimized"
    """By a multi-armed bandit, which moves the split as it learns."""


@dataclass(frozen=True, slots=True)
class SplitDesign:
    """``allocation`` is the share of visitors who enter the experiment; ``deviation`` the smallest one worth finding.

    Both are parts of 1.  With ``stop_early`` the anytime-valid test gives the verdict and may be looked at after every
    visitor; without it the chi-squared test does, once, when all ``visitors`` have come.  ``alpha`` is the chance of a
    false alarm that is accepted.
    """

    plan: SplitPlan
    visitors: int
    method: Method = Method.UNIQUE
    allocation: float = 1.0
    alpha: float = 0.05
    deviation: float = 0.1
    stop_early: bool = True

    def __post_init__(self) -> None:
        """Raises :class:`SplitPlanError` with a sentence."""
        if self.visitors < 1:
            raise SplitPlanError("At least one visitor is needed.")
        if not 0 < self.allocation <= 1:
            raise SplitPlanError("The traffic allocation is a share above 0 % and up to 100 %.")
        if not 0 < self.alpha < 0.5:
            raise SplitPlanError("The accepted chance of a false alarm lies between 0 and 0.5; 0.05 is usual.")
        if not 0 < self.deviation < 0.5:
            raise SplitPlanError("The deviation to find lies between 0 and 50 points.")

    @property
    def shares(self) -> tuple[float, ...]:
        return tuple(self.plan.shares.values())

    @property
    def alpha_of_split(self) -> float:
        """Where the allocation is tested as well, each of the two tests gets half."""
        return self.alpha if self.allocation == 1 else self.alpha / 2

    @property
    def concentration(self) -> float:
        """Of the sequential test's prior: as wide as the deviation to find, so that this one is found soonest.

        The standard deviation of a Dirichlet share is √(p(1-p)/(c+1)).  Whatever it is, the error rate holds.
        """
        widest = max(share * (1 - share) for share in self.shares)
        return max(2.0, widest / self.deviation**2 - 1)

    @property
    def feared(self) -> tuple[float, ...]:
        """The plan off by the deviation: one variant gets that much more (or less), the others less in proportion."""
        return _moved(self.shares, self.deviation)

    def needed(self) -> tuple[int, int]:
        """Visitors to see the deviation: for a test once at the end (with 90 % probability), and for one all the time (on average)."""
        part = self.allocation
        at_once = visitors_at_once(self.shares, self.feared, alpha=self.alpha_of_split, power=POWER)
        in_sequence = visitors_in_sequence(self.shares, self.feared, alpha=self.alpha_of_split, concentration=self.concentration)
        return round(at_once / part), round(in_sequence / part)

    def smallest_seen(self, visitors: int) -> float | None:
        """The smallest deviation that so many visitors show with 90 % probability, by the test that gives the verdict."""
        return smallest_seen_in_sequence(self, visitors) if self.stop_early else smallest_seen(self.shares, visitors, self.alpha_of_split)

    def notes(self) -> tuple[str, ...]:
        """What a tester should know before it starts, a sentence each."""
        if self.method is Method.OPTIMIZED:
            said = "Optimized assignment is a bandit: it moves the split as it learns, so there is no fixed split to check it against."
            return (said, "The shares are shown as they move, without a verdict.")
        at_once, in_sequence = self.needed()
        needed = in_sequence if self.stop_early else at_once
        how = "on average" if self.stop_early else f"with {percent(POWER)} probability"
        told = [f"To see a split that is off by {points(self.deviation)}, {count(needed, 'visitor')} are needed {how}."]
        if self.visitors < needed:
            seen = self.smallest_seen(round(self.visitors * self.allocation))
            enough = f"a deviation of {points(seen)} or more" if seen is not None else "hardly any deviation"
            told.append(f"With {count(self.visitors, 'visitor')} {enough} would be seen.")
        if self.method is Method.UNIVERSAL:
            told.append(
                f"Universal assignment has {BUCKETS} buckets, so a share moves in steps of {percent(1 / BUCKETS, 2)} "
                "and can be up to half a step off what was typed."
            )
        if min(self.visitors * self.allocation * share for share in self.shares) < 5:
            told.append("Some variant would get fewer than 5 visitors; no verdict is possible then.")
        return tuple(told)


def smallest_seen_in_sequence(design: SplitDesign, visitors: int) -> float | None:
    """The same for the anytime-valid test, which is wider: where even few of the moved variant's visitors raise the alarm.

    Few is the count that 90 % of such checks exceed.  Alarms on the way come on top, so that it is seen at least so often.
    """
    if visitors < 1:
        return None
    shares, limit = design.shares, -math.log(design.alpha_of_split)
    below = NormalDist().inv_cdf(POWER)

    def seen(deviation: float) -> bool:
        share = max(zip(_moved(shares, deviation), shares, strict=True), key=lambda each: abs(each[0] - each[1]))[0]
        few = deviation - below * math.sqrt(share * (1 - share) / visitors)
        return few > 0 and log_bayes_factor(visitors, shares, _moved(shares, few), design.concentration) >= limit

    return _smallest_deviation(seen, shares)


def smallest_seen(shares: tuple[float, ...], visitors: int, alpha: float = 0.05, power: float = POWER) -> float | None:
    """The smallest deviation that so many visitors show with this probability; ``None`` where there is none."""
    if visitors < 1:
        return None
    freedom = len(shares) - 1
    limit = chi_squared_quantile(alpha, freedom)

    def seen(deviation: float) -> bool:
        moved = _moved(shares, deviation)
        effect = sum((m - p) ** 2 / p for p, m in zip(shares, moved, strict=True))
        return shifted_chi_squared_tail(limit, freedom, visitors * effect) >= power

    return _smallest_deviation(seen, shares)


def _smallest_deviation(seen: Callable[[float], bool], shares: tuple[float, ...]) -> float | None:
    low, high = 0.0, 1 - 1e-6 - min(shares)
    if not seen(high):
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if seen(middle) else (middle, high)
    return high


def _moved(shares: tuple[float, ...], deviation: float) -> tuple[float, ...]:
    place = max(range(len(shares)), key=lambda i: shares[i] * (1 - shares[i]))  # where it is hardest to see
    share = shares[place]
    new = share + deviation if share + deviation < 1 else share - deviation
    new = min(max(new, 1e-9), 1 - 1e-9)
    return tuple(new if i == place else p * (1 - new) / (1 - share) for i, p in enumerate(shares))
