"""A large run that was: every failure is known, few answers are held, and what failed is run again from a plan of few bytes."""

from __future__ import annotations

import gc
import json
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.truths import Truths, variant
from tests.usecases.test_send import workbench
from workbench.collections import Collection, SavedRequest
from workbench.domain import Email, FlowRequest, Tenant
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import ValueFits
from workbench.experiments.answer import Answer, Check, Shown, Shows
from workbench.history import RunState, Settled
from workbench.usecases import Workbench
from workbench.usecases.runs.answers import to_text
from workbench.usecases.runs.errors import PlanError
from workbench.usecases.runs.job import Limits
from workbench.usecases.runs.past import look_at
from workbench.usecases.runs.place_set import PlaceSet
from workbench.usecases.runs.plans import open_plan
from workbench.usecases.runs.run import FORMAT, _plain
from workbench.usecases.runs.subset import Subset
from workbench.usecases.runs.suite import Suite

from .conftest import run

__all__ = ["workbench"]

Make = Callable[[Truths], Tenant]
ROWS = 24_000
BATCH = 4_000


def suite_of(tmp_path: Path, tenant: Tenant, rows: int = ROWS, beside: str = "") -> Suite:
    collection = Collection.create(tmp_path / "c", "Shop")
    request = FlowRequest("home_hero", "WEB", "EN", "EUR", "acme", Email("{{email}}"))
    expects = (ValueFits(Condition("$.variantName", Op.EQUALS, "A")),)
    path = collection.save_new(collection.folder, SavedRequest("Hero", request, expectations=expects))
    table = tmp_path / "rows.csv"
    table.write_text("email,beside\n" + "".join(f"guest{n}@example.com,{beside}\n" for n in range(rows)), encoding="utf-8")
    return Suite.gathered(path, tenant, rows=table)


def answer(place: int, *, held: bool) -> Answer:
    check = Check("$.variantName equals A", held, "A", "A" if held else "B")
    return Answer(place, f"Hero · row {place}", Shown(Shows.VARIANT, check.found), status=200, milliseconds=5.0, checks=(check,))


def written(workbench: Workbench, suite: Suite, failed: frozenset[int]) -> int:
    """A run that is done, its answers put into History without a call."""
    runs = workbench.history().runs
    plan = json.dumps({"format": FORMAT, "kind": suite.kind, "limits": _plain(Limits()), **suite.to_plain()})
    number = runs.start(suite.kind, suite.title, plan, suite.planned)
    for start in range(0, suite.planned, BATCH):
        places = range(start, min(start + BATCH, suite.planned))
        runs.write(number, [], [Settled(None, place, to_text(answer(place, held=place not in failed))) for place in places])
    runs.end(number, RunState.DONE, "failed", "")
    return number


def test_failures_beyond_the_calls_that_are_listed_are_found_listed_and_run_again(
    workbench: Workbench, tenant_of: Make, tmp_path: Path
) -> None:
    failed = frozenset((3, 20_500, ROWS - 1))
    with Truths(lambda body: variant("A")) as truths:
        suite = suite_of(tmp_path, tenant_of(truths))
        found = look_at(written(workbench, suite, failed), workbench, most=100)
        assert list(found.failed) == sorted(failed)
        assert [each.place for each in found.answers[:4]] == [*sorted(failed), 0]
        assert len(found.answers) == 100
        assert found.report.verdict.sentence.startswith(f"3 calls of {ROWS:,} did not hold")
        again = run(workbench, Subset.of(found.experiment, found.failed))
    assert sorted(body["email"] for body in truths.calls) == sorted(f"guest{place}@example.com" for place in failed)
    assert look_at(again.number, workbench, most=100).failed == PlaceSet()
    plan = workbench.history().runs.get(again.number).plan
    assert list(open_plan(plan, workbench).places) == sorted(failed)  # type: ignore[attr-defined]
    assert len(plan) < 1_500
    once_more = Subset.of(open_plan(plan, workbench), PlaceSet.of((3,)))
    assert once_more.title.count("failed again") == 1
    assert [job.place for job in once_more.jobs()] == [3]


def test_what_is_held_of_a_run_does_not_grow_with_it(workbench: Workbench, tenant_of: Make, tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        (tmp_path / f"{rows}").mkdir()
        suite = suite_of(tmp_path / f"{rows}", tenant, rows, "x" * 500)  # either file is larger than the pieces it is read in
        number = written(workbench, suite, frozenset(range(0, rows, 2)))
        gc.collect()
        tracemalloc.start()
        look_at(number, workbench, most=100)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    with Truths(lambda body: variant("A")) as truths:
        tenant = tenant_of(truths)
        peak(2_000)  # what is loaded once
        small, large = peak(3_000), peak(9_000)
    assert large - small < 6_000 * 8, "less than one reference for each further call"


def test_a_plan_of_before_still_names_its_places_and_a_damaged_one_says_so(workbench: Workbench, tenant_of: Make, tmp_path: Path) -> None:
    with Truths(lambda body: variant("A")) as truths:
        suite = suite_of(tmp_path, tenant_of(truths), 9)
    plain = {"format": FORMAT, "kind": suite.kind, **suite.to_plain()}
    old = open_plan(json.dumps({**plain, "only": [2, 7]}), workbench)
    assert [job.place for job in old.jobs()] == [2, 7]
    assert old.planned == 2
    for wrong in ("%", "AAAA", 7):
        with pytest.raises(PlanError):
            open_plan(json.dumps({**plain, "only": wrong}), workbench)


@given(places=st.sets(st.integers(min_value=0, max_value=5_000)))
def test_a_set_of_places_is_what_was_added_in_order(places: set[int]) -> None:
    made = PlaceSet.of(places)
    assert list(made) == sorted(places)
    assert len(made) == len(places)
    assert bool(made) is bool(places)
    assert all((place in made) is (place in places) for place in range(5_010))
    assert PlaceSet.from_text(made.to_text()) == made


def test_a_hundred_thousand_places_are_a_few_kilobytes() -> None:
    chosen = random.Random(1).sample(range(100_000), 50_000)
    assert len(PlaceSet.of(chosen).bits) == 12_500
    assert len(PlaceSet.of(chosen).to_text()) < 17_000
    assert len(PlaceSet.of(range(100_000)).to_text()) < 100
