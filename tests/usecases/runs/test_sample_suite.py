"""The sample collection as a suite against the real Sandbox: everything it expects holds, and a changed baseline does not."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.usecases.test_send import RESOURCES, workbench
from workbench.domain import SANDBOX
from workbench.experiments.answer import Answer, Shows
from workbench.experiments.reports import VerdictLevel
from workbench.personalize import CallOptions
from workbench.usecases import Workbench
from workbench.usecases.runs.answers import walk
from workbench.usecases.runs.suite import Suite

from .conftest import run

__all__ = ["workbench"]

SAMPLE = RESOURCES / "samples" / "sandbox-tour"


def answers(workbench: Workbench, number: int) -> dict[str, Answer]:
    return {answer.name.rpartition(" / ")[2]: answer for answer in walk(workbench.history().runs, number)}


def test_all_of_it_holds_and_every_request_expects_something(workbench: Workbench) -> None:
    suite = Suite.gathered(SAMPLE, SANDBOX)
    finished = run(workbench, suite)
    found = answers(workbench, finished.number)
    wrong = [f"{name}: {check.name}, found {check.found}" for name, each in found.items() for check in each.checks if not check.held]
    assert wrong == []
    assert finished.report.verdict.level is VerdictLevel.HELD
    assert len(found) == suite.planned == 12
    assert all(answer.checks for answer in found.values())
    assert found["Home hero"].shown.variant in ("Control", "Hero with offer")
    assert found["A template with a mistake"].shown.shows is Shows.UNREADABLE
    waited = found["Offer after a page view"].checks
    assert [check.name for check in waited][-1] == "Wait until the expectations hold"
    assert '"views":1' in waited[0].found.replace("\\", "")


def test_every_persona_holds_where_the_guest_does_not_decide(workbench: Workbench) -> None:
    from workbench.collections import Collection

    personas = tuple(persona for _, persona in Collection.open(SAMPLE).personas())
    finished = run(workbench, Suite.gathered(SAMPLE / "who-is-asking", SANDBOX, personas=personas))
    assert finished.report.verdict.sentence.startswith("All 9 calls held")


def test_a_price_that_changes_in_the_baseline_is_found(workbench: Workbench, tmp_path: Path) -> None:
    copy = tmp_path / "tour"
    shutil.copytree(SAMPLE, copy)
    baseline = copy / "checkout" / "product-list-with-a-baseline.baseline.json"
    baseline.write_text(baseline.read_text(encoding="utf-8").replace("129.00", "99.00"), encoding="utf-8")
    finished = run(workbench, Suite.gathered(copy / "checkout", SANDBOX))
    failed = [name for name, answer in answers(workbench, finished.number).items() if not answer.held]
    assert failed == ["Product list, with a baseline"]


def test_sent_alone_the_offer_saw_no_view(workbench: Workbench) -> None:
    """As its description says: the steps belong to the suite."""
    import asyncio

    from workbench.usecases.gather_suite import gather

    (request,) = gather(SAMPLE / "who-is-asking" / "offer-after-a-page-view.request.toml").requests

    async def send() -> bool:
        try:
            recorded = await workbench.send()(request.saved.request, SANDBOX, CallOptions(total_timeout=10), layers=request.folders)
        finally:
            await workbench.close_client()
        return request.judge.judge(recorded.exchange)[1][0].held

    assert asyncio.run(send()) is False
