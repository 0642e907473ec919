"""The planned split: which variant should get which share of the visitors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

BUCKETS = 120
"""Universal assignment puts a guest into one of 120 buckets, fixed by the guest reference (documented by the vendor)."""


class SplitPlanError(ValueError):
    """The plan cannot be used; the sentence says why and what is expected."""


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """``shares`` by variant, in order; they add up to 1, and each is above 0."""

    shares: Mapping[str, float]

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> SplitPlan:
        """From weights of any scale: 50 and 50, 1 and 2.  Raises :class:`SplitPlanError`."""
        if len(weights) < 2:
            raise SplitPlanError("A split needs at least two variants, for example A=50,B=50.")
        for name, weight in weights.items():
            if not name.strip():
                raise SplitPlanError("A variant has no name; write them as A=50,B=50.")
            if not math.isfinite(weight) or weight <= 0:
                raise SplitPlanError(f"The share of “{name}” is {weight:g}; a number above 0 is expected.")
        total = math.fsum(weights.values())
        return cls({name: weight / total for name, weight in weights.items()})

    @classmethod
    def parse(cls, text: str) -> SplitPlan:
        """``A=50,B=50``.  Raises :class:`SplitPlanError` naming the part that is wrong."""
        weights: dict[str, float] = {}
        for part in text.split(","):
            name, equals, share = part.rpartition("=")
            name = name.strip()
            try:
                weight = float(share.strip().removesuffix("%"))
            except ValueError:
                weight = math.nan
            if not equals or math.isnan(weight):
                raise SplitPlanError(f"“{part.strip()}” is not NAME=SHARE; write the plan as A=50,B=50.")
            if name in weights:
                raise SplitPlanError(f"“{name}” is there twice; each variant has one share.")
            weights[name] = weight
        return cls.of(weights)

    def counts(self, counted: Mapping[str, int]) -> tuple[int, ...]:
        """What was counted, in the order of the plan; variants nobody planned are not in it."""
        return tuple(counted.get(name, 0) for name in self.shares)

    def expected(self, total: int) -> tuple[float, ...]:
        return tuple(total * share for share in self.shares.values())

    def in_buckets(self) -> tuple[float, ...]:
        """Each share in buckets of the universal method: a split can only be met to within one of them, 0.83 %."""
        return tuple(BUCKETS * share for share in self.shares.values())
