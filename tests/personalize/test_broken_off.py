"""A bug in the middle of a call: it is raised on, and the record on disk does not wait for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.personalize.calling import KEY, REQUEST, tenant
from tests.support.loopback import Loopback
from workbench.domain import FailureKind
from workbench.history import History, Query
from workbench.personalize import Client, Progress
from workbench.usecases.send import record


def test_an_unexpected_exception_finishes_the_record_and_is_raised_on(tmp_path: Path) -> None:
    history = History.open(tmp_path / "history.sqlite3", app_version="1.0")

    def breaks(progress: Progress) -> None:
        raise ZeroDivisionError(f"a bug that quotes {KEY.reveal()}")

    async def run(server: Loopback) -> None:
        client = Client(app_version="1.0")
        try:
            await record(client, lambda: history, client.prepare_call_flows(REQUEST, tenant(server.url), KEY), breaks)
        finally:
            await client.aclose()

    with Loopback() as server, pytest.raises(ZeroDivisionError):
        asyncio.run(run(server))
    (summary,) = history.search(Query())
    assert not summary.pending
    exchange = history.get(summary.number).exchange
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.INTERRUPTED
    assert "ZeroDivisionError" in exchange.failure.detail
    assert KEY.reveal() not in repr(exchange)
    history.close()
