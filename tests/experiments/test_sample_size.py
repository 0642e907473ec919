"""What is promised before the start holds in simulation."""

from __future__ import annotations

import random

import pytest
from scipy import stats

from workbench.experiments import SequentialTest, chi_squared, visitors_at_once, visitors_in_sequence

EVEN = (0.5, 0.5)


@pytest.mark.parametrize(("feared", "power"), [((0.6, 0.4), 0.9), ((0.55, 0.45), 0.8), ((0.7, 0.3), 0.95)])
def test_the_power_is_the_one_of_the_distribution(feared: tuple[float, float], power: float) -> None:
    n = visitors_at_once(EVEN, feared, power=power)
    effect = sum((f - p) ** 2 / p for p, f in zip(EVEN, feared, strict=True))
    limit = stats.chi2.isf(0.05, 1)
    assert stats.ncx2.sf(limit, 1, n * effect) >= power > stats.ncx2.sf(limit, 1, (n - 1) * effect)


def test_60_40_planned_as_50_50_is_caught_at_the_power_stated() -> None:
    n, runs = visitors_at_once(EVEN, (0.6, 0.4), power=0.9), 1000
    caught = 0
    for seed in range(runs):
        dice = random.Random(seed)
        first = sum(dice.random() < 0.6 for _ in range(n))
        caught += chi_squared([first, n - first], EVEN).p_value <= 0.05
    assert 0.87 <= caught / runs <= 0.94


def test_the_sequential_estimate_is_about_right() -> None:
    told, took = visitors_in_sequence(EVEN, (0.6, 0.4)), []
    for seed in range(200):
        dice, test = random.Random(seed), SequentialTest(EVEN)
        n = 0
        while not test.alarm() and n < 20 * told:
            n += 1
            test.add((1, 0) if dice.random() < 0.6 else (0, 1))
        took.append(n)
    assert 0.6 * told <= sum(took) / len(took) <= 1.4 * told


def test_the_same_split_twice_cannot_be_told_apart() -> None:
    for size in (visitors_at_once, visitors_in_sequence):
        with pytest.raises(ValueError, match="the same"):
            size(EVEN, EVEN)


def test_a_tiny_deviation_ends_at_a_limit() -> None:
    assert visitors_at_once(EVEN, (0.5 + 1e-9, 0.5 - 1e-9)) == 10**9
