"""Earlier runs of the same plan: which they are, and that the trend is drawn from what is kept of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.truths import Body, Reply, Truths, variant
from tests.usecases.test_send import workbench
from workbench.collections import Collection, SavedRequest
from workbench.domain import Email, FlowRequest, Tenant
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import ValueFits
from workbench.domain.selector import ByPath
from workbench.experiments import SplitPlan
from workbench.experiments.answer import Answer
from workbench.experiments.reports import LineChart, Section
from workbench.experiments.split import SplitDesign
from workbench.history import Runs, RunState, Settled
from workbench.usecases import Workbench
from workbench.usecases.runs import earlier
from workbench.usecases.runs.answers import walk
from workbench.usecases.runs.earlier import earlier_runs
from workbench.usecases.runs.job import Experiment
from workbench.usecases.runs.split_check import SplitCheck
from workbench.usecases.runs.suite import Suite

from .conftest import run

__all__ = ["workbench"]

Make = Callable[[Truths], Tenant]
PLACE = FlowRequest("home_hero", "WEB", "EN", "EUR", "acme", Email("a@example.com"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    collection = Collection.create(tmp_path / "c", "Shop")
    for name in ("One", "Two"):
        expects = (ValueFits(Condition("$.variantName", Op.EQUALS, "A")),)
        collection.save_new(collection.folder, SavedRequest(name, replace(PLACE, friendly_id=name.lower()), expectations=expects))
    return collection.folder


def told(workbench: Workbench, number: int, experiment: Experiment) -> Section | None:
    report = workbench.run_experiment().tell(number, experiment)
    return next((section for section in report.sections if section.title == "Run by run"), None)


def charts(section: Section | None) -> list[LineChart]:
    assert section is not None
    return [chart for chart in section.charts if isinstance(chart, LineChart)]


def test_a_suite_has_a_trend_from_its_third_run(workbench: Workbench, tenant_of: Make, folder: Path) -> None:
    wrong = {"two"}

    def decide(body: Body) -> Reply:
        return variant("B" if body["friendlyId"] in wrong else "A")

    with Truths(decide) as truths:
        suite = Suite.gathered(folder, tenant_of(truths))
        first = run(workbench, suite).number
        assert told(workbench, first, suite) is None
        wrong.add("one")
        second = run(workbench, suite).number
        section = told(workbench, second, suite)
        assert section is not None
        assert section.charts == ()
        assert f"In run {first}, before this one: Calls that hold 50 %, now 0 %" in section.sentences[1]
        wrong.clear()
        finished = run(workbench, suite)
        third = finished.number
        shares, times = charts(told(workbench, third, suite))
    assert (shares, times) == next(section.charts for section in finished.report.sections if section.title == "Run by run")
    assert shares.lines[0].points == ((0.0, 0.5), (1.0, 0.0), (2.0, 1.0))
    assert [name for _, name in shares.ticks] == [f"{number}" for number in (first, second, third)]
    assert all(0 < milliseconds < 10_000 for _, milliseconds in times.lines[0].points)


def test_an_edited_suite_goes_on_and_another_tenant_or_folder_is_another_plan(workbench: Workbench, tenant_of: Make, folder: Path) -> None:
    with Truths(lambda body: variant("A")) as truths:
        tenant = tenant_of(truths)
        run(workbench, Suite.gathered(folder, tenant))
        (folder / "two.request.toml").write_text((folder / "two.request.toml").read_text().replace('"EN"', '"DE"'))
        edited = Suite.gathered(folder, tenant)
        last = run(workbench, edited).number
        run(workbench, Suite.gathered(folder, tenant_of(truths)))
    section = told(workbench, last, edited)
    assert section is not None
    assert len(section.tables[0].rows) == 2


def test_a_split_has_the_share_of_each_variant_with_its_interval(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant("A" if int(body["browserId"][-1], 16) % 2 else "B")) as truths:
        check = SplitCheck(
            FlowRequest("home_hero"), tenant_of(truths), ByPath("$.variantName"), SplitDesign(SplitPlan.parse("A=50,B=50"), 30)
        )
        numbers = [run(workbench, replace(check, design=replace(check.design, visitors=visitors))).number for visitors in (20, 30, 25)]
    (chart,) = charts(told(workbench, numbers[-1], check))
    assert [line.label for line in chart.lines] == ["A", "B"]
    for line in chart.lines:
        assert len(line.points) == len(line.around) == 3
        for (_, share), around in zip(line.points, line.around, strict=True):
            assert around is not None
            assert around[0] < share < around[1]
    assert chart.limits == ((0.5, "A planned"), (0.5, "B planned"))


def test_a_share_that_the_form_rounds_is_the_same_plan(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant("A")) as truths:
        check = SplitCheck(
            FlowRequest("home_hero"), tenant_of(truths), ByPath("$.variantName"), SplitDesign(SplitPlan.of({"A": 1, "B": 5}), 3)
        )
        run(workbench, check)
        again = replace(check, design=replace(check.design, plan=SplitPlan.of({"A": 16.6667, "B": 83.3333})))
        other = replace(check, design=replace(check.design, plan=SplitPlan.of({"A": 17, "B": 83})))
        same, another = (told(workbench, run(workbench, each).number, each) for each in (again, other))
    assert same is not None
    assert another is None


def test_the_revision_of_the_flow_is_told_as_it_was_named(workbench: Workbench, tenant_of: Make, folder: Path) -> None:
    """Another revision is the same plan: to see what it changed is what the trend is for."""
    with Truths(lambda body: variant("A")) as truths:
        suite = Suite.gathered(folder, tenant_of(truths))
        first, second, third = (run(workbench, suite, revision=revision) for revision in ("", " 7 ", "8"))
        workbench.history().runs.end(second.number, RunState.CANCELLED)
        resumed = run(workbench, suite, revision="9", resume=second.number)
    named = [dict(finished.report.facts)["Flow revision"] for finished in (first, second, third, resumed)]
    assert named == ["not named (the API does not tell it)", "7", "8", "7"]
    section = told(workbench, third.number, suite)
    assert section is not None
    (table,) = section.tables
    assert table.columns[2] == "Flow revision"
    assert [row[2] for row in table.rows] == ["8", "7", ""]
    assert [row[table.columns.index("Calls")] for row in table.rows] == ["2"] * 3


def test_runs_that_were_stopped_are_listed_and_not_drawn(workbench: Workbench, tenant_of: Make, folder: Path) -> None:
    with Truths(lambda body: variant("A")) as truths:
        suite = Suite.gathered(folder, tenant_of(truths))
        numbers = [run(workbench, suite).number for _ in range(4)]
    runs = workbench.history().runs
    runs.end(numbers[1], RunState.CANCELLED, figures=runs.get(numbers[1]).figures)
    section = told(workbench, numbers[-1], suite)
    assert [name for _, name in charts(section)[0].ticks] == [f"{number}" for number in numbers if number != numbers[1]]
    assert section is not None
    assert len(section.tables[0].rows) == 4
    assert "The chart has those 3 runs that were carried out to the end." in section.sentences


def test_no_answer_is_read_where_figures_are_kept(
    workbench: Workbench, tenant_of: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Truths(lambda body: variant("A")) as truths:
        suite = Suite.gathered(folder, tenant_of(truths))
        numbers = [run(workbench, suite).number for _ in range(4)]
    runs = workbench.history().runs
    read: list[int] = []

    def walking(runs: Runs, number: int) -> Iterator[Answer]:
        read.append(number)
        return walk(runs, number)

    monkeypatch.setattr(earlier, "walk", walking)
    assert len(charts(earlier_runs(runs, runs.get(numbers[-1]), suite.tally))) == 2
    assert read == []
    runs.end(numbers[0], RunState.DONE, "held", "")  # as one of before they were kept
    drawn = charts(earlier_runs(runs, runs.get(numbers[-1]), suite.tally))
    assert read == [numbers[0]]
    assert drawn[0].lines[0].points == tuple((float(n), 1.0) for n in range(4))


def test_a_large_run_of_before_is_not_counted_again(workbench: Workbench, tenant_of: Make, folder: Path) -> None:
    with Truths(lambda body: variant("A")) as truths:
        suite = Suite.gathered(folder, tenant_of(truths))
        numbers = [run(workbench, suite).number for _ in range(4)]
    runs = workbench.history().runs
    runs.write(numbers[0], [], [Settled(None, place, '{"shows":"variant"}') for place in range(2, earlier.COUNTED + 2)])
    runs.end(numbers[0], RunState.DONE, "held", "")
    section = told(workbench, numbers[-1], suite)
    assert len(charts(section)[0].ticks) == 3
    assert section is not None
    assert "The chart has those 3 runs that were carried out to the end and whose figures are kept." in section.sentences
