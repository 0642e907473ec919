"""A workbench on real files, and tenants that point to servers on loopback."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.support.truths import Truths
from tests.usecases.test_send import KEY, workbench
from workbench.domain import SANDBOX, SecretKind, Tenant
from workbench.personalize import CallOptions
from workbench.usecases import Workbench
from workbench.usecases.runs.job import Experiment, Limits
from workbench.usecases.runs.run import Finished

__all__ = ["workbench"]

FAST = Limits(jobs=4)


@pytest.fixture
def tenant_of(workbench: Workbench) -> Callable[[Truths], Tenant]:
    names = (f"Acme {number}" for number in itertools.count(1))

    def add(truths: Truths) -> Tenant:
        added = replace(SANDBOX, id="", name=next(names), base_url=truths.url, keys=frozenset(), secrets=(), values={})
        return asyncio.run(workbench.keys().set(workbench.tenants().add(added), SecretKind.CLIENT_KEY, KEY))

    return add


def run(workbench: Workbench, experiment: Experiment, limits: Limits = FAST, **more: Any) -> Finished:
    """To its end, on a loop of its own."""

    async def whole() -> Finished:
        return await workbench.run_experiment()(experiment, limits, CallOptions(total_timeout=10), **more)

    return asyncio.run(whole())
