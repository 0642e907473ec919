"""A trend: what is drawn of runs one after the other, and what is said where there are too few to draw."""

from __future__ import annotations

import pytest

from workbench.experiments.trend import Figures, Point, Share, trend_charts, trend_sentence


def suite(name: str, held: float, p95: float | None = 20.0) -> Point:
    return Point(name, Figures({"Calls that hold": Share(held)}, p95))


def test_three_runs_are_drawn_from_the_oldest_to_the_newest() -> None:
    shares, times = trend_charts((suite("3", 0.5), suite("9", 0.75, 30), suite("21", 1.0)))
    assert shares.ticks == times.ticks == ((0.0, "3"), (1.0, "9"), (2.0, "21"))
    (line,) = shares.lines
    assert (line.label, line.points, line.around) == ("Calls that hold", ((0.0, 0.5), (1.0, 0.75), (2.0, 1.0)), ())
    assert shares.as_share
    assert not times.as_share


def test_two_runs_are_told_instead() -> None:
    points = (suite("3", 0.5, 40), suite("9", 0.75, 20))
    assert trend_charts(points) == ()
    assert trend_sentence(*points) == (
        "In run 3, before this one: Calls that hold 50 %, now 75 % and 95 % of calls within about 40 ms, now 20 ms."
    )
    assert trend_sentence(Point("1", Figures()), points[0]) == ""


def test_times_need_three_runs_of_their_own() -> None:
    points = (suite("1", 1, None), suite("2", 1), suite("3", 1))
    assert [chart.title for chart in trend_charts(points)] == ["Shares run by run"]


def test_a_variant_has_its_interval_and_its_plan_and_is_missing_where_it_was_not_seen() -> None:
    def split(name: str, **shares: float) -> Point:
        found = {variant: Share(value, value - 0.05, value + 0.05) for variant, value in shares.items()}
        return Point(name, Figures(found, planned={"A": 0.5, "B": 0.5}))

    (chart,) = trend_charts((split("1", A=0.5), split("2", A=0.4, B=0.6), split("3", A=0.45, B=0.55)))
    a, b = chart.lines
    assert b.points == ((1.0, 0.6), (2.0, 0.55))
    assert a.around[1] == pytest.approx((0.35, 0.45))
    assert chart.limits == ((0.5, "A planned"), (0.5, "B planned"))
