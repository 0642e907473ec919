"""The way to a host: a look-up that cannot hold anything up, and addresses that race under one deadline."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpcore
import pytest

from tests.personalize.calling import KEY, REQUEST, call, failure, tenant
from tests.support.loopback import Loopback, deaf
from workbench.domain import Exchange, FailureKind
from workbench.personalize import CallOptions, Client, network

LOOK_UP = socket.getaddrinfo


def answering(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """The name ``many.test`` has these addresses."""

    def look_up(host: str, port: int, *args: object, **more: object) -> object:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def stuck_look_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A look-up that never ends by itself; the event says that it began."""
    began, go_on = threading.Event(), threading.Event()

    def look_up(host: str, *args: object, **more: object) -> object:
        began.set()
        go_on.wait(15)
        raise socket.gaierror("at last")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield began
    go_on.set()


def timed(work: Callable[[], Exchange]) -> tuple[Exchange, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def test_a_look_up_that_hangs_holds_up_neither_the_limit_nor_the_end_of_the_loop(stuck_look_up: threading.Event) -> None:
    exchange, took = timed(lambda: call(url="http://stuck.test", options=CallOptions(total_timeout=0.3)))
    assert failure(exchange) is FailureKind.TIMEOUT
    assert exchange.failure is not None
    assert exchange.failure.phase == "dns"
    assert "looked up" in exchange.failure.what
    assert exchange.timing.dns is not None
    assert took < 3


def test_a_cancel_during_the_look_up_is_immediate(stuck_look_up: threading.Event) -> None:
    async def run() -> Exchange:
        client = Client(app_version="1.0")
        looking = asyncio.Event()
        prepared = client.prepare_call_flows(REQUEST, tenant("http://stuck.test"), KEY)
        task = asyncio.create_task(client.perform(prepared, on_progress=lambda p: looking.set() if p.phase == "dns" else None))
        await asyncio.wait_for(looking.wait(), 10)
        task.cancel()
        exchange = await task
        await client.aclose()
        return exchange

    exchange, took = timed(lambda: asyncio.run(run()))
    assert failure(exchange) is FailureKind.CANCELLED
    assert exchange.failure is not None
    assert "nothing was executed" in exchange.failure.next
    assert took < 3


def test_the_look_up_is_inside_the_limit_for_connecting(stuck_look_up: threading.Event) -> None:
    exchange, took = timed(lambda: call(url="http://stuck.test", options=CallOptions(connect_timeout=0.3)))
    assert failure(exchange) is FailureKind.TIMEOUT
    assert exchange.failure is not None
    assert "0.3 seconds, the limit for connecting" in exchange.failure.what
    assert took < 3


def test_an_address_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: pytest.fail("looked up"))
    assert asyncio.run(network.look_up("127.0.0.1", 80)) == ["127.0.0.1"]
    assert asyncio.run(network.look_up("::1", 80)) == ["::1"]


def test_a_name_that_cannot_be_one_is_not_found() -> None:
    with pytest.raises(network.NameNotFoundError):
        asyncio.run(network.look_up("a" * 300 + ".test", 80))


def test_families_take_turns_and_the_systems_first_choice_stays_first() -> None:
    six, four = socket.AF_INET6, socket.AF_INET
    found = [(six, 1, 6, "", ("::1",)), (six, 1, 6, "", ("::2",)), (six, 1, 6, "", ("::2",)), (four, 1, 6, "", ("1.1.1.1",))]
    assert network.interleave(found) == ["::1", "1.1.1.1", "::2"]
    assert network.interleave(reversed(found)) == ["1.1.1.1", "::2", "::1"]


@pytest.mark.skipif(sys.platform != "linux", reason="only there is all of 127.0.0.0/8 this computer, and a full backlog silent")
class TestRace:
    def test_an_address_that_never_answers_costs_a_quarter_of_a_second(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Loopback() as server, deaf(server.port, "127.0.0.2"):
            answering(monkeypatch, "127.0.0.2", "127.0.0.1")
            exchange, took = timed(lambda: call(url=f"http://many.test:{server.port}", options=CallOptions(connect_timeout=8)))
        assert exchange.response is not None
        assert exchange.timing.connect is not None
        assert 200 < exchange.timing.connect < 2000
        assert took < 4

    def test_one_deadline_holds_for_all_addresses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Loopback() as server, deaf(server.port, "127.0.0.2", "127.0.0.3", "127.0.0.4"):
            answering(monkeypatch, "127.0.0.2", "127.0.0.3", "127.0.0.4")
            exchange, took = timed(lambda: call(url=f"http://many.test:{server.port}", options=CallOptions(connect_timeout=1)))
        assert failure(exchange) is FailureKind.TIMEOUT
        assert exchange.failure is not None
        assert exchange.failure.phase == "connect"
        assert took < 2

    def test_an_address_that_refuses_is_followed_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Loopback() as server:
            answering(monkeypatch, "127.0.0.2", "127.0.0.3", "127.0.0.1")
            exchange = call(url=f"http://many.test:{server.port}")
        assert exchange.response is not None
        assert exchange.timing.connect is not None
        assert exchange.timing.connect < 240

    def test_where_all_refuse_the_host_refuses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Loopback() as server:
            port = server.port
        answering(monkeypatch, "127.0.0.2", "127.0.0.1")
        assert failure(call(url=f"http://many.test:{port}")) is FailureKind.REFUSED


class Stream(httpcore.AsyncNetworkStream):
    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = False

    async def aclose(self) -> None:
        self.closed = True


def test_two_that_connect_at_once_leave_one_connection() -> None:
    made: list[Stream] = []

    async def run() -> httpcore.AsyncNetworkStream:
        both = asyncio.Barrier(2)

        async def connect(address: str) -> httpcore.AsyncNetworkStream:
            await both.wait()
            made.append(Stream(address))
            return made[-1]

        return await network.race(["a", "b"], connect)

    won = asyncio.run(run())
    assert len(made) == 2
    assert [stream for stream in made if not stream.closed] == [won]


def test_a_cancelled_race_leaves_nothing_running() -> None:
    ended: list[str] = []

    async def run() -> None:
        started = asyncio.Event()

        async def connect(address: str) -> httpcore.AsyncNetworkStream:
            try:
                started.set()
                await asyncio.Event().wait()
                raise AssertionError
            finally:
                ended.append(address)

        task = asyncio.create_task(network.race(["a"], connect))
        await started.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())
    assert ended == ["a"]


def test_the_last_address_says_why_none_was_reached() -> None:
    async def connect(address: str) -> httpcore.AsyncNetworkStream:
        raise httpcore.ConnectError(address)

    with pytest.raises(httpcore.ConnectError, match="c"):
        asyncio.run(network.race(["a", "b", "c"], connect))
    with pytest.raises(network.NameNotFoundError):
        asyncio.run(network.race([], connect))


def test_nothing_is_loaded_while_the_clock_of_the_first_call_runs() -> None:
    """In a process of its own: here, every module is there already."""
    script = """
import sys, workbench.personalize.transport as transport
from tests.personalize.calling import call
from tests.support.loopback import Loopback
exchange, loaded = transport.Transport._exchange, []
async def watched(*given):
    before = set(sys.modules)
    response = await exchange(*given)
    loaded.extend(name for name in set(sys.modules) - before if name.partition(".")[0] in ("anyio", "httpcore", "httpx", "h2"))
    return response
transport.Transport._exchange = watched
with Loopback() as server:
    assert call(server).response is not None
print(sorted(loaded))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
