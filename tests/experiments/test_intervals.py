"""Intervals beside SciPy's, and their promise, simulated."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbench.experiments import always_valid_interval, wilson_interval

PAIRS = st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(PAIRS, st.floats(0.5, 0.999))
def test_wilsons_interval(pair: tuple[int, int], confidence: float) -> None:
    ours, theirs = wilson_interval(*pair, confidence), stats.binomtest(*pair).proportion_ci(confidence, "wilson")
    assert math.isclose(ours.low, theirs.low, abs_tol=1e-9)
    assert math.isclose(ours.high, theirs.high, abs_tol=1e-9)


@given(PAIRS)
def test_the_price_of_looking_at_any_time_is_a_wider_interval(pair: tuple[int, int]) -> None:
    count, total = pair
    narrow, wide = wilson_interval(count, total), always_valid_interval(count, total)
    assert wide.low <= count / total <= wide.high
    if total >= 10:
        assert wide.high - wide.low >= (narrow.high - narrow.low) * 0.99


def test_a_true_share_is_never_left_more_often_than_stated() -> None:
    left = 0
    for seed in range(400):
        dice, count = random.Random(seed), 0
        for total in range(1, 301):
            count += dice.random() < 0.3
            if 0.3 not in always_valid_interval(count, total, 0.9):
                left += 1
                break
    assert left <= 40


def test_nothing_seen_says_nothing() -> None:
    for interval in (wilson_interval(0, 0), always_valid_interval(0, 0)):
        assert (interval.low, interval.high) == (0, 1)


@pytest.mark.parametrize(("count", "total", "confidence"), [(2, 1, 0.9), (-1, 1, 0.9), (1, 2, 1.0), (1, 2, 0.0)])
def test_what_makes_no_sense_is_refused(count: int, total: int, confidence: float) -> None:
    for interval in (wilson_interval, always_valid_interval):
        with pytest.raises(ValueError, match="between 0 and"):
            interval(count, total, confidence)
