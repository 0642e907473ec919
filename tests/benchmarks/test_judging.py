"""Judging 2 kB answers with one expectation on a path each, beside parsing the same body with the standard library alone.

Aims: under 60 µs an answer; 100,000 calls of a suite planned in under 30 µs each, and judged in under 250 where each row says
what its answer has to hold.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.collections import Collection, SavedRequest
from workbench.domain import Exchange, FlowRequest, Operation, Response, Sent
from workbench.domain.builtins import Made
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import Expectation, ValueFits
from workbench.domain.selector import ByBody, ByPath, Selector
from workbench.usecases.gather_suite import gather
from workbench.usecases.judge import Judge

pytestmark = pytest.mark.benchmark

AIM = 60e-6
ITEM = {"sku": "SKU-10023", "name": "Trail shoe, wide", "price": 129.95, "tags": ["new", "trail"], "stock": True}
BODY = {"variantName": "Hero with offer", "offer": {"name": "Gold plus", "until": "2026-12-31"}, "items": [ITEM] * 16}


def seconds(do: Callable[[], object], count: int = 4_000) -> float:
    """The median of five rounds, for one."""
    rounds = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(count):
            do()
        rounds.append((time.perf_counter() - began) / count)
    return statistics.median(rounds)


@pytest.mark.parametrize(
    ("selector", "path", "aim"),
    [
        (ByPath("$.variantName"), "$.offer.name", AIM),
        (ByPath("$.variantName"), "$.items[*].sku", AIM),
        (ByBody(("$.items[*].price",)), "$..name", 8 * AIM),
    ],
    ids=["names", "items", "whole body"],
)
def test_judging_costs_little(selector: Selector, path: str, aim: float) -> None:
    raw = json.dumps(BODY).encode()
    exchange = Exchange(Operation.CALL_FLOWS, None, Sent("POST", "/"), datetime.now(UTC), response=Response(200, body=raw))
    expectations: list[Expectation] = [ValueFits(Condition(path, Op.MATCHES, "SKU|Gold|Trail"))]
    judge = Judge(selector, expectations)
    assert all(check.held for check in judge.judge(exchange)[1])
    mine, parse = seconds(lambda: judge.judge(exchange)), seconds(lambda: json.loads(raw))
    print(f"\n{len(raw):,} bytes, {path}: {mine * 1e6:.1f} µs; json.loads alone {parse * 1e6:.1f} µs; ratio {mine / parse:.2f}")
    assert mine < aim


@pytest.mark.parametrize("expected", ["Gold plus", "{{word}}"], ids=["the same for all", "by row"])
def test_planning_many_calls_costs_little(tmp_path: Path, expected: str) -> None:
    collection = Collection.create(tmp_path / "c", "Shop")
    saved = SavedRequest(
        "Hero",
        FlowRequest("hero"),
        expectations=(ValueFits(Condition("$.offer.name", Op.EQUALS, expected)),),
        variant=ByPath("$.variantName"),
    )
    path = collection.save_new(collection.folder, saved)
    (tmp_path / "rows.csv").write_text("@email,word\n" + "".join(f"guest{n}@example.com,Gold plus\n" for n in range(100_000)))
    began = time.perf_counter()
    plan = gather(path, rows=tmp_path / "rows.csv")
    gathered = time.perf_counter()
    assert sum(1 for _ in plan) == plan.count == 100_000
    each = (time.perf_counter() - gathered) / plan.count
    made, calls = Made.fresh(), iter(plan)
    judging = seconds(lambda: next(calls).judge(made=made), 2_000)
    print(f"\ngathered in {gathered - began:.2f} s, {each * 1e6:.1f} µs a call, its judge {judging * 1e6:.1f} µs")
    assert each < 30e-6 and judging < 250e-6
