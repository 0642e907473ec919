"""A suite of thousands of rows holds no more at its end than near its beginning."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.truths import Body, Reply, Truths, variant
from tests.usecases.test_send import workbench
from workbench.collections import Collection, SavedRequest
from workbench.domain import Email, FlowRequest, Tenant
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import ValueFits
from workbench.history import RunState
from workbench.usecases import Workbench
from workbench.usecases.runs.control import RunProgress
from workbench.usecases.runs.job import Limits
from workbench.usecases.runs.suite import Suite

from .conftest import run

__all__ = ["workbench"]

ROWS = 3_000
EARLY, LATE = range(1_000, 1_100, 10), range(2_800, 2_900, 10)
"""Answers after which is looked, and the least counts: what is under way is more at one time and less at another."""
MOST = 32
"""Bytes a row: one small object and a reference to it, kept for each call, are more."""


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced")
def test_what_is_held_does_not_grow_with_the_rows(workbench: Workbench, tenant_of: Callable[[Truths], Tenant], tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "c", "Shop")
    place = FlowRequest("home_hero", "WEB", "EN", "EUR", "acme", Email("{{email}}"), {"tier": "{{tier}}"})
    saved = SavedRequest("Hero", place, expectations=(ValueFits(Condition("$.variantName", Op.EQUALS, "A")),))
    path = collection.save_new(collection.folder, saved)
    rows = tmp_path / "rows.csv"
    rows.write_text("email,tier\n" + "".join(f"guest{n}@example.com,tier {n % 7}\n" for n in range(ROWS)))
    held: dict[int, int] = {}

    def decide(_: Body) -> Reply:
        truths.calls.clear()  # the server is in this process, and what it keeps is not asked for
        return variant("A")

    def look(progress: RunProgress) -> None:
        if progress.answered in (*EARLY, *LATE):
            gc.collect()
            held[progress.answered] = tracemalloc.get_traced_memory()[0]

    with Truths(decide) as truths:
        suite = Suite.gathered(path, tenant_of(truths), rows=rows)
        finished = run(workbench, suite, Limits(jobs=8), on_progress=look)
    assert finished.state is RunState.DONE
    assert f"All {ROWS:,} calls held" in finished.report.verdict.sentence
    early, late = (min(held[place] for place in places) for places in (EARLY, LATE))
    assert late - early < MOST * (LATE.start - EARLY.start)
