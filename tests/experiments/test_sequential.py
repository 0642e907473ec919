"""The sequential test beside SciPy's distributions, and its promise, simulated."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from ssrm_test import ssrm_test as reference

from workbench.experiments import SequentialTest, SplitPlan

ALPHA = 0.05
RUNS = 1000


@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=1, max_size=12), st.tuples(*[st.floats(0.1, 5)] * 3))
def test_the_numbers_are_those_of_the_two_distributions(feeds: list[list[int]], weights: tuple[float, ...]) -> None:
    """The Bayes factor is the Dirichlet-multinomial probability of the counts over their multinomial one."""
    shares = list(SplitPlan.of(dict(zip("abc", weights, strict=True))).shares.values())
    test, counts, highest = SequentialTest(shares), [0, 0, 0], 0.0
    for feed in feeds:
        p_value = test.add(feed)
        counts = [count + more for count, more in zip(counts, feed, strict=True)]
        total = sum(counts)
        mixture = stats.dirichlet_multinomial([10_000 * share for share in shares], total).logpmf(counts)
        factor = float(mixture - stats.multinomial(total, shares).logpmf(counts))
        highest = max(highest, factor)
        assert math.isclose(test.log_bayes_factor, factor, rel_tol=1e-6, abs_tol=1e-6)
        assert math.isclose(p_value, math.exp(-highest), rel_tol=1e-5, abs_tol=1e-12)


@given(
    st.lists(st.lists(st.integers(0, 200), min_size=3, max_size=3), min_size=1, max_size=30),
    st.tuples(*[st.floats(0.1, 5)] * 3),
    st.sampled_from([10_000.0, 100.0]),
)
def test_the_numbers_are_those_of_the_authors_own_implementation(
    feeds: list[list[int]], weights: tuple[float, ...], concentration: float
) -> None:
    """After every feed, Bayes factor and p-value: ssrm-test, by the authors of the paper."""
    shares = [weight / math.fsum(weights) for weight in weights]
    stream = [np.array(feed) for feed in feeds]
    test = SequentialTest(shares, concentration=concentration)
    p_values, factors = [], []
    for feed in feeds:
        p_values.append(test.add(feed))
        factors.append(test.log_bayes_factor)
    assert p_values == pytest.approx(reference.sequential_p_values(stream, shares, dirichlet_concentration=concentration), rel=1e-6)
    for ours, theirs in zip(
        factors, reference.sequential_bayes_factors(stream, shares, dirichlet_concentration=concentration), strict=True
    ):
        assert math.isclose(ours, math.log(theirs), rel_tol=1e-9, abs_tol=1e-6) if math.isfinite(theirs) else ours > 709


@given(st.lists(st.integers(0, 2), max_size=60))
def test_one_by_one_or_all_at_once_ends_alike(visitors: list[int]) -> None:
    one, all_at_once = SequentialTest([0.2, 0.3, 0.5]), SequentialTest([0.2, 0.3, 0.5])
    for visitor in visitors:
        one.add([int(visitor == n) for n in range(3)])
    all_at_once.add([visitors.count(n) for n in range(3)])
    assert math.isclose(one.log_bayes_factor, all_at_once.log_bayes_factor, abs_tol=1e-9)
    assert one.p_value <= all_at_once.p_value + 1e-12, "looking more often can only have seen more"


def run(shares: list[float], truth: float, visitors: int, seed: int) -> int | None:
    """The visitor at whom it first raised an alarm; looked at after every single one."""
    dice, test = random.Random(seed), SequentialTest(shares)
    for n in range(1, visitors + 1):
        test.add((1, 0) if dice.random() < truth else (0, 1))
        if test.alarm(ALPHA):
            return n
    return None


def test_a_true_split_raises_no_more_alarms_than_stated_however_often_one_looks() -> None:
    alarms = sum(run([0.5, 0.5], 0.5, 400, seed) is not None for seed in range(RUNS))
    assert alarms <= ALPHA * RUNS


def test_a_wrong_split_is_caught() -> None:
    caught = [run([0.5, 0.5], 0.6, 2500, seed) for seed in range(200)]
    assert sum(n is not None for n in caught) >= 0.95 * len(caught)


def test_an_overwhelming_factor_is_infinite_and_no_crash() -> None:
    test = SequentialTest([0.5, 0.5])
    assert test.add([1_000_000, 0]) == 0
    assert test.bayes_factor == math.inf
    assert test.alarm(1e-9)


@pytest.mark.parametrize("shares", [[1.0], [0.5, 0.6], [1.0, 0.0], [0.5, 0.5, 0.5]])
def test_a_plan_that_is_none_is_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        SequentialTest(shares)


def test_wrong_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="per variant"):
        SequentialTest([0.5, 0.5]).add([1])
    with pytest.raises(ValueError, match="per variant"):
        SequentialTest([0.5, 0.5]).add([1, -1])
    with pytest.raises(ValueError, match="concentration"):
        SequentialTest([0.5, 0.5], concentration=0)
