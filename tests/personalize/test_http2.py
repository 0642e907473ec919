"""HTTP/2 over TLS: used where the host offers it, timed, cancelled, and its ways of hanging up told apart."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from tests.personalize.calling import KEY, REQUEST, call, failure, tenant, trusting
from tests.personalize.http2_servers import Misbehaving, hypercorn
from workbench.domain import Exchange, FailureKind
from workbench.personalize import CallOptions, Client, Progress


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def url(authority: trustme.CA, tmp_path: Path) -> Iterator[str]:
    with hypercorn(authority, tmp_path) as where:
        yield where


def test_http_2_is_spoken_and_shown(url: str, authority: trustme.CA) -> None:
    exchange = call(url=url, context=trusting(authority))
    assert exchange.response is not None
    assert exchange.response.http_version == "HTTP/2"
    assert exchange.response.reason == "OK"
    assert json.loads(exchange.response.body)["version"] == "2"


def test_http_2_can_be_switched_off(url: str, authority: trustme.CA) -> None:
    exchange = call(url=url, context=trusting(authority), options=CallOptions(http2=False))
    assert exchange.response is not None
    assert exchange.response.http_version == "HTTP/1.1"
    assert json.loads(exchange.response.body)["version"] == "1.1"


def test_every_phase_is_timed_and_told(url: str, authority: trustme.CA) -> None:
    seen: list[Progress] = []
    exchange = call(url=url, context=trusting(authority), on_progress=seen.append)
    names = ["dns", "connect", "tls", "send", "waiting", "download"]
    assert [name for name, _ in exchange.timing.phases()] == names
    assert list(dict.fromkeys(progress.phase for progress in seen)) == names
    assert sum(took for _, took in exchange.timing.phases()) <= exchange.timing.total


def test_a_cancel_is_immediate_and_the_connection_goes_on(url: str, authority: trustme.CA) -> None:
    async def run() -> tuple[Exchange, float, list[Exchange]]:
        client = Client(app_version="1.0", ssl_context=trusting(authority))
        first = await client.perform(client.prepare_call_flows(REQUEST, tenant(url), KEY))
        waiting = asyncio.Event()
        prepared = client.prepare_call_flows(replace(REQUEST, friendly_id="wait"), tenant(url), KEY)
        task = asyncio.create_task(client.perform(prepared, on_progress=lambda p: waiting.set() if p.phase == "waiting" else None))
        await asyncio.wait_for(waiting.wait(), 10)
        began = time.perf_counter()
        task.cancel()
        stopped = await task
        took = time.perf_counter() - began
        last = await client.perform(client.prepare_call_flows(REQUEST, tenant(url), KEY))
        await client.aclose()
        return stopped, took, [first, last]

    stopped, took, answered = asyncio.run(run())
    assert failure(stopped) is FailureKind.CANCELLED
    assert took < 2
    ports = {json.loads(exchange.response.body)["port"] for exchange in answered if exchange.response is not None}
    assert len(ports) == 1
    assert answered[1].timing.connect is None


def test_two_calls_at_once_share_a_connection(url: str, authority: trustme.CA) -> None:
    async def run() -> list[Exchange]:
        client = Client(app_version="1.0", ssl_context=trusting(authority))
        await client.perform(client.prepare_call_flows(REQUEST, tenant(url), KEY))
        both = [client.perform(client.prepare_call_flows(REQUEST, tenant(url), KEY)) for _ in range(2)]
        exchanges = await asyncio.gather(*both)
        await client.aclose()
        return exchanges

    ports = {json.loads(exchange.response.body)["port"] for exchange in asyncio.run(run()) if exchange.response is not None}
    assert len(ports) == 1


@pytest.mark.parametrize(
    ("way", "kind", "phase"),
    [
        ("reset", FailureKind.RESET, "waiting"),
        ("goaway", FailureKind.RESET, "waiting"),
        ("cut", FailureKind.RESET, "download"),
        ("garbage", FailureKind.PROTOCOL, "download"),
    ],
)
def test_a_host_that_hangs_up(way: str, kind: FailureKind, phase: str, authority: trustme.CA) -> None:
    with Misbehaving(authority) as server:
        exchange = call(server, replace(REQUEST, friendly_id=way), context=trusting(authority))
    assert failure(exchange) is kind
    assert exchange.failure is not None
    assert exchange.failure.phase == phase
    assert "localhost" in exchange.failure.what


def test_after_a_reset_the_next_call_works(authority: trustme.CA) -> None:
    async def run(server: Misbehaving) -> list[Exchange]:
        client = Client(app_version="1.0", ssl_context=trusting(authority))
        ways = ("reset", "fine", "goaway", "fine")
        made = [await client.perform(client.prepare_call_flows(replace(REQUEST, friendly_id=way), tenant(server.url), KEY)) for way in ways]
        await client.aclose()
        return made

    with Misbehaving(authority) as server:
        made = asyncio.run(run(server))
    assert [exchange.response is not None for exchange in made] == [False, True, False, True]
