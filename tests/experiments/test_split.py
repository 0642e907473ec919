"""Split checks: what is said before, the verdicts, and the error rates and power by simulation."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from workbench.experiments import SplitPlan, SplitPlanError
from workbench.experiments.about import RunAbout
from workbench.experiments.answer import Answer, Shown, Shows
from workbench.experiments.reports import BarChart, LineChart, VerdictLevel
from workbench.experiments.split import Method, SplitDesign, smallest_seen
from workbench.experiments.split_tally import SplitTally

HALVES = SplitPlan.parse("A=50,B=50")
ABOUT = RunAbout(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, 1, tzinfo=UTC), "1.0", True, lambda: iter(()))


def answer(variant: str = "", shows: Shows = Shows.VARIANT, why: str = "") -> Answer:
    return Answer(0, "x", Shown(shows, variant, why), milliseconds=100)


def tally_of(design: SplitDesign, *shown: str) -> SplitTally:
    tally = SplitTally(design, "Home hero")
    for name in shown:
        tally.add(answer(name) if name in "ABC" else answer("", Shows(name), "why"))
    return tally


def test_too_few_visitors_for_the_deviation_are_said_before() -> None:
    notes = SplitDesign(HALVES, 100, deviation=0.05).notes()
    assert "off by 5 points" in notes[0]
    assert "With 100 visitors" in notes[1]
    assert SplitDesign(HALVES, 5000, deviation=0.1).notes()[1:] == ()


def test_universal_assignment_tells_of_its_buckets() -> None:
    assert any("0.83 %" in note for note in SplitDesign(HALVES, 5000, Method.UNIVERSAL).notes())


@pytest.mark.parametrize(
    "changes", [{"visitors": 0}, {"allocation": 0.0}, {"allocation": 1.2}, {"alpha": 0.0}, {"alpha": 0.7}, {"deviation": 0.6}]
)
def test_a_design_that_makes_no_sense_is_refused(changes: dict[str, float]) -> None:
    with pytest.raises(SplitPlanError):
        SplitDesign(**({"plan": HALVES, "visitors": 100} | changes))  # type: ignore[arg-type]


def test_the_smallest_deviation_seen_shrinks_with_visitors() -> None:
    few, many = smallest_seen((0.5, 0.5), 100), smallest_seen((0.5, 0.5), 10_000)
    assert few is not None
    assert many is not None
    assert few > 5 * many
    assert smallest_seen((0.5, 0.5), 2) is None


def test_a_split_as_planned_holds_and_says_what_it_would_have_seen() -> None:
    verdict = tally_of(SplitDesign(HALVES, 400), *(["A", "B"] * 200)).verdict(complete=True)
    assert verdict.level is VerdictLevel.HELD
    assert "A 50 % and B 50 % of 400 visitors" in verdict.sentence
    assert "points or more would most likely have been seen" in verdict.sentence
    assert "Bayes factor" in verdict.behind[0]


def test_a_wrong_split_stops_by_itself() -> None:
    tally = SplitTally(SplitDesign(HALVES, 400), "x")
    stopped = next(n for n in range(400) if tally.add(answer("A")))
    assert stopped < 30
    verdict = tally.verdict(complete=True)
    assert verdict.level is VerdictLevel.FAILED
    assert "A got 100 %" in verdict.sentence


def test_a_bandit_gets_no_verdict_and_does_not_stop() -> None:
    tally = SplitTally(SplitDesign(HALVES, 400, Method.OPTIMIZED), "x")
    assert not any(tally.add(answer("A")) for _ in range(400))
    verdict = tally.verdict(complete=True)
    assert verdict.level is VerdictLevel.OPEN
    assert "moves its split" in verdict.sentence
    (bars, shares) = tally.charts()
    assert isinstance(bars, BarChart)
    assert isinstance(shares, LineChart)
    assert all(bar.planned is None for bar in bars.bars)


def test_a_variant_nobody_planned_is_a_failure() -> None:
    verdict = tally_of(SplitDesign(HALVES, 10), *"ABABABABAC").verdict(complete=True)
    assert verdict.level is VerdictLevel.FAILED
    assert "“C” (1 visitor)" in verdict.sentence


def test_nobody_may_be_left_out_where_all_traffic_is_allocated() -> None:
    verdict = tally_of(SplitDesign(HALVES, 101), *("AB" * 50), Shows.NOTHING.value).verdict(complete=True)
    assert verdict.level is VerdictLevel.FAILED
    assert "1 visitor of 101" in verdict.sentence


def test_an_allocation_is_a_test_of_its_own() -> None:
    design = SplitDesign(HALVES, 400, allocation=0.5)
    fits = tally_of(design, *(["A", Shows.NOTHING.value, "B", Shows.NOTHING.value] * 100))
    assert fits.verdict(complete=True).level is VerdictLevel.HELD
    off = tally_of(design, *(["A", "B"] * 200))
    assert "an allocation of 50 % was planned" in off.verdict(complete=True).sentence


def test_too_few_visitors_and_too_many_errors_leave_it_open() -> None:
    assert "too few" in tally_of(SplitDesign(HALVES, 6), *"ABABAB").verdict(complete=True).sentence
    verdict = tally_of(SplitDesign(HALVES, 60), *("AB" * 25), *([Shows.ERROR.value] * 10)).verdict(complete=True)
    assert verdict.level is VerdictLevel.OPEN
    assert "10 calls of 60" in verdict.sentence


def test_a_run_that_was_stopped_has_no_verdict() -> None:
    verdict = tally_of(SplitDesign(HALVES, 400), *("AB" * 50)).verdict(complete=False)
    assert verdict.level is VerdictLevel.OPEN
    assert "100 of 400" in verdict.sentence


def test_without_stopping_early_the_chi_squared_test_speaks_once_at_the_end() -> None:
    design = SplitDesign(HALVES, 400, stop_early=False)
    tally = tally_of(design, *("A" * 240), *("B" * 160))
    assert not tally.stopped_by_itself
    assert tally.verdict(complete=False).level is VerdictLevel.OPEN
    assert tally.verdict(complete=True).level is VerdictLevel.FAILED
    assert "Chi-squared" in tally.verdict(complete=True).behind[0]


def test_the_report_has_everything() -> None:
    tally = tally_of(SplitDesign(HALVES, 60), *("AB" * 28), Shows.ERROR.value)
    report = tally.report(ABOUT)
    titles = [section.title for section in report.sections]
    assert titles == ["Who got what", "As visitors came", "Visitors without a variant", "Response time", "How to read this"]
    assert report.sections[0].tables[0].rows[0][:3] == ("A", "28", "50 %")


def test_lines_stay_short_in_a_long_run() -> None:
    tally = SplitTally(SplitDesign(HALVES, 10_000), "x")
    for number in range(10_000):
        tally.add(answer("AB"[number % 2]))
    (_, shares, _) = tally.charts()
    assert isinstance(shares, LineChart)
    assert 100 < len(shares.lines[0].points) <= 800
    assert shares.lines[0].points[-1][0] > 9_900


# -- by simulation, as issue 5 asks: at least a thousand runs ---------------------------------------

RUNS = 1_000


def share_of_alarms(share: float, design: SplitDesign, seed: int) -> float:
    chance, alarms = random.Random(seed), 0
    for _ in range(RUNS):
        tally = SplitTally(design, "x")
        alarms += any(tally.add(answer("A" if chance.random() < share else "B")) for _ in range(design.visitors))
    return alarms / RUNS


def test_a_true_split_raises_no_more_alarms_than_stated_even_when_looked_at_after_every_visitor() -> None:
    assert share_of_alarms(0.5, SplitDesign(HALVES, 400), 1) <= 0.05


def test_sixty_to_forty_is_caught() -> None:
    """400 visitors; the test once at the end would see it with 98 % probability."""
    caught = share_of_alarms(0.6, SplitDesign(HALVES, 400), 2)
    assert caught >= 0.9


def test_where_nobody_is_shown_a_variant_the_reason_is_said() -> None:
    tally = SplitTally(SplitDesign(HALVES, 20), "x")
    for _ in range(20):
        tally.add(answer("", Shows.NOTHING, "The path $.x finds nothing."))
    verdict = tally.verdict(complete=True)
    assert verdict.level is VerdictLevel.OPEN
    assert verdict.sentence == "No visitor of 20 was shown a variant. The path $.x finds nothing."


def test_a_fixed_test_sees_the_deviation_with_the_power_that_is_stated() -> None:
    design = SplitDesign(HALVES, SplitDesign(HALVES, 1).needed()[0], stop_early=False)
    chance, caught = random.Random(3), 0
    for _ in range(RUNS):
        tally = SplitTally(design, "x")
        for _ in range(design.visitors):
            tally.add(answer("A" if chance.random() < 0.6 else "B"))
        caught += tally.verdict(complete=True).level is VerdictLevel.FAILED
    assert 0.87 <= caught / RUNS <= 0.95
