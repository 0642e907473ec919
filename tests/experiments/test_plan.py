"""Plans of a split: what is read, what is refused and why."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.experiments import SplitPlan, SplitPlanError


def test_shares_of_any_scale_add_up_to_one() -> None:
    assert SplitPlan.parse("A=50,B=50").shares == {"A": 0.5, "B": 0.5}
    assert SplitPlan.parse(" Gold = 25 % , Silver=25%,None=50%").shares == {"Gold": 0.25, "Silver": 0.25, "None": 0.5}
    assert SplitPlan.parse("a=b=1,c=3").shares == {"a=b": 0.25, "c": 0.75}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A=50", "at least two"),
        ("A,B=50", "“A” is not NAME=SHARE"),
        ("A=50,A=50", "there twice"),
        ("A=0,B=1", "The share of “A” is 0"),
        ("A=-1,B=1", "The share of “A” is -1"),
        ("A=inf,B=1", "The share of “A” is inf"),
        ("A=x,B=1", "“A=x” is not NAME=SHARE"),
        ("A=nan,B=1", "“A=nan” is not NAME=SHARE"),
        ("=1,B=1", "no name"),
        ("", "“” is not NAME=SHARE"),
    ],
)
def test_a_mistake_is_named(text: str, told: str) -> None:
    with pytest.raises(SplitPlanError, match=told):
        SplitPlan.parse(text)


def test_counts_come_in_the_order_of_the_plan() -> None:
    plan = SplitPlan.parse("A=1,B=3")
    assert plan.counts({"B": 5, "C": 9}) == (0, 5)
    assert plan.expected(8) == (2, 6)
    assert plan.in_buckets() == (30, 90)


@given(st.dictionaries(st.text(min_size=1).filter(str.strip), st.floats(1e-6, 1e6), min_size=2, max_size=8))
def test_any_weights_make_shares(weights: dict[str, float]) -> None:
    plan = SplitPlan.of(weights)
    assert math.isclose(sum(plan.shares.values()), 1)
    assert list(plan.shares) == list(weights)
