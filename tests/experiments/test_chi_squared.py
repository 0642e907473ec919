"""The chi-squared test and its distributions beside SciPy's."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from workbench.experiments import SplitPlan, chi_squared
from workbench.experiments.gamma import chi_squared_quantile, gamma_q, shifted_chi_squared_tail


@given(st.floats(0.25, 500), st.floats(0, 2000))
def test_the_incomplete_gamma_function(a: float, x: float) -> None:
    assert math.isclose(gamma_q(a, x), float(special.gammaincc(a, x)), rel_tol=1e-9, abs_tol=1e-13)


def test_its_ends() -> None:
    assert gamma_q(2, 0) == 1
    assert gamma_q(2, math.inf) == 0


@given(st.lists(st.tuples(st.integers(0, 5000), st.floats(0.01, 10)), min_size=2, max_size=12).filter(lambda x: sum(c for c, _ in x) > 0))
def test_the_test(pairs: list[tuple[int, float]]) -> None:
    shares = list(SplitPlan.of({str(n): weight for n, (_, weight) in enumerate(pairs)}).shares.values())
    counts = [count for count, _ in pairs]
    made = chi_squared(counts, shares)
    theirs = stats.chisquare(counts, [sum(counts) * share for share in shares])
    assert math.isclose(made.statistic, theirs.statistic, rel_tol=1e-9, abs_tol=1e-12)
    assert math.isclose(made.p_value, theirs.pvalue, rel_tol=1e-8, abs_tol=1e-13)
    assert made.freedom == len(pairs) - 1


def test_too_few_expected_is_said() -> None:
    assert not chi_squared([9, 0], [0.9, 0.1]).trusted
    assert chi_squared([45, 5], [0.9, 0.1]).trusted
    nothing = chi_squared([0, 0], [0.5, 0.5])
    assert (nothing.p_value, nothing.trusted) == (1, False)


@pytest.mark.parametrize(("counts", "shares"), [([1], [1.0]), ([1, 2], [0.5]), ([-1, 2], [0.5, 0.5]), ([1, 2], [1.0, 0.0])])
def test_what_makes_no_sense_is_refused(counts: list[int], shares: list[float]) -> None:
    with pytest.raises(ValueError, match="count"):
        chi_squared(counts, shares)


@given(st.floats(1e-6, 0.999), st.integers(1, 40))
def test_the_quantile(tail: float, freedom: int) -> None:
    assert math.isclose(chi_squared_quantile(tail, freedom), float(stats.chi2.isf(tail, freedom)), rel_tol=1e-7, abs_tol=1e-9)


@given(st.floats(0.01, 200), st.integers(1, 12), st.floats(0, 300))
def test_the_shifted_distribution(x: float, freedom: int, shift: float) -> None:
    theirs = float(stats.ncx2.sf(x, freedom, shift)) if shift > 1e-9 else float(stats.chi2.sf(x, freedom))
    assert math.isclose(shifted_chi_squared_tail(x, freedom, shift), theirs, rel_tol=1e-6, abs_tol=1e-9)
