"""Judging 2 kB answers with one expectation on a path each, beside parsing the same body with the standard library alone.

Aim: under 60 µs an answer.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from workbench.domain import Exchange, Operation, Response, Sent
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import Expectation, ValueFits
from workbench.domain.selector import ByBody, ByPath, Selector
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
