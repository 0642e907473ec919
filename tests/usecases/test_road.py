"""The road of one request: recorded before it is seen, refused before it is sent, the key in no file."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.keychain.test_keychain import MemoryBackend
from tests.support.loopback import Answer, Loopback
from workbench.domain import (
    SANDBOX,
    SANDBOX_CLIENT_KEY,
    BrowserId,
    Email,
    FailureKind,
    FlowRequest,
    InvalidInput,
    Recorded,
    Secret,
    SecretKind,
    Tenant,
)
from workbench.history import Query
from workbench.keychain import Keychain, KeychainMissing, KeyStore
from workbench.keychain.backends import ALLOWED
from workbench.personalize import CallOptions
from workbench.usecases import Places, Workbench
from workbench.usecases.compare import compare_recorded
from workbench.usecases.new_browser_id import NewBrowser

KEY = Secret("a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6")
REQUEST = FlowRequest("home_hero", identity=BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b"))
RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "config", tmp_path / "data", tmp_path / "cache", tmp_path / "logs", RESOURCES)


@pytest.fixture
def workbench(places: Places, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setitem(ALLOWED, MemoryBackend.__module__, "Test keychain")
    made = Workbench(places, "1.0")
    made.key_store._make = lambda: KeyStore(Keychain(backend=MemoryBackend()))
    yield made
    made.close()


def send(workbench: Workbench, request: FlowRequest, tenant: Tenant, options: CallOptions | None = None) -> Recorded:
    async def run() -> Recorded:
        try:
            return await workbench.send()(request, tenant, options or CallOptions())
        finally:
            await workbench.close_client()

    return asyncio.run(run())


def add_tenant(workbench: Workbench, url: str) -> Tenant:
    tenant = workbench.tenants().add(replace(SANDBOX, id="", name="Acme", base_url=url, keys=frozenset()))
    return asyncio.run(workbench.keys().set(tenant, SecretKind.CLIENT_KEY, KEY))


def test_the_sandbox_answers_with_defaults_filled_in(workbench: Workbench) -> None:
    recorded = send(workbench, REQUEST, SANDBOX)
    assert recorded.exchange.response is not None
    assert recorded.exchange.response.status == 200
    assert recorded.exchange.request is not None
    assert recorded.exchange.request.point_of_sale == "demo-store"
    assert workbench.history().get(recorded.number) == recorded


def test_what_is_wrong_is_refused_before_anything_is_sent_or_recorded(workbench: Workbench) -> None:
    with Loopback() as server:
        tenant = add_tenant(workbench, server.url)
        with pytest.raises(InvalidInput, match="Currency"):
            send(workbench, replace(REQUEST, currency_code="eur"), tenant)
        assert server.received == []
    assert workbench.history().count(Query()) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"params": {"clientKey": KEY.reveal()}}, "Parameters"),
        ({"extra": {"client_key": KEY.reveal()}}, "Extra fields"),
        ({"friendly_id": KEY.reveal()}, "Friendly ID"),
    ],
)
def test_the_key_typed_elsewhere_is_neither_sent_nor_recorded(workbench: Workbench, changes: dict[str, Any], field: str) -> None:
    with Loopback() as server:
        tenant = add_tenant(workbench, server.url)
        with pytest.raises(InvalidInput, match=f"stands in {field}") as caught:
            send(workbench, replace(REQUEST, **changes), tenant)
        assert server.received == []
    assert KEY.reveal() not in str(caught.value)
    assert workbench.history().count(Query()) == 0


@pytest.mark.parametrize(
    ("changes", "options", "field"),
    [
        ({"extra_headers": (("X-Key", KEY.reveal()),)}, CallOptions(), "Extra headers"),
        ({"user_agent": KEY.reveal()}, CallOptions(), "User-Agent"),
        ({}, CallOptions(user_agent=KEY.reveal()), "User-Agent"),
    ],
)
def test_the_key_in_a_header_is_refused_by_both_calls(
    workbench: Workbench, changes: dict[str, Any], options: CallOptions, field: str
) -> None:
    async def new_browser(tenant: Tenant) -> NewBrowser:
        return await workbench.new_browser_id()(tenant, options)

    with Loopback() as server:
        tenant = replace(add_tenant(workbench, server.url), **changes)
        for call in (lambda: send(workbench, REQUEST, tenant, options), lambda: asyncio.run(new_browser(tenant))):
            with pytest.raises(InvalidInput, match=f"stands in {field}") as caught:
                call()
            assert KEY.reveal() not in str(caught.value)
        assert server.received == []


def test_the_sandboxs_own_key_may_be_sent_anywhere(workbench: Workbench) -> None:
    recorded = send(workbench, replace(REQUEST, params={"clientKey": SANDBOX_CLIENT_KEY}), SANDBOX)
    assert recorded.exchange.response is not None


@pytest.mark.parametrize(
    ("request_", "changes"),
    [
        (replace(REQUEST, identity=Email("\ud800@x.example")), {}),
        (REQUEST, {"point_of_sale": "\ud800"}),
        (REQUEST, {"user_agent": "\ud800"}),
    ],
)
def test_half_a_character_is_refused_and_no_crash(workbench: Workbench, request_: FlowRequest, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="half of a character"):
        send(workbench, request_, replace(SANDBOX, **changes))
    assert workbench.history().count(Query()) == 0


def test_a_wrong_default_matters_only_where_it_is_used(workbench: Workbench) -> None:
    odd = replace(SANDBOX, language="english")
    with pytest.raises(InvalidInput, match="“english”"):
        send(workbench, REQUEST, odd)
    assert send(workbench, replace(REQUEST, language="EN"), odd).exchange.response is not None


def test_blanks_are_filled_from_the_tenant_like_nothing(workbench: Workbench) -> None:
    recorded = send(workbench, replace(REQUEST, point_of_sale="  ", extra={"page": ""}), SANDBOX)
    assert b'"pointOfSale":"demo-store"' in recorded.exchange.sent.body
    assert b"page" not in recorded.exchange.sent.body


def test_without_a_key_nothing_is_sent(workbench: Workbench) -> None:
    with Loopback() as server:
        tenant = workbench.tenants().add(replace(SANDBOX, id="", name="Acme", base_url=server.url))
        with pytest.raises(InvalidInput, match="Client key"):
            send(workbench, REQUEST, tenant)
        assert server.received == []


def test_a_keychain_that_is_missing_says_so(workbench: Workbench) -> None:
    from keyring.backends.fail import Keyring

    workbench.key_store._make = lambda: KeyStore(Keychain(backend=Keyring()))
    tenant = workbench.tenants().add(replace(SANDBOX, id="", name="Acme", base_url="http://127.0.0.1:1"))
    with pytest.raises(KeychainMissing):
        send(workbench, REQUEST, tenant)


def test_the_key_goes_on_the_wire_and_into_no_file(workbench: Workbench, places: Places) -> None:
    echo = f'{{"echo": "{KEY.reveal()}"}}'.encode()
    with Loopback([Answer(body=echo, headers=(("X-Echo", KEY.reveal()),))]) as server:
        tenant = add_tenant(workbench, server.url)
        recorded = send(workbench, REQUEST, tenant)
        assert KEY.reveal().encode() in server.received[0].body
    assert recorded.exchange.response is not None
    assert recorded.exchange.response.redactions == 2
    workbench.close()
    files = [path for path in places.config.parent.rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert [path for path in files if KEY.reveal().encode() in path.read_bytes()] == []


def test_failures_are_recorded(workbench: Workbench) -> None:
    with Loopback([Answer(delay=20)]) as server:
        tenant = add_tenant(workbench, server.url)
        recorded = send(workbench, REQUEST, tenant, CallOptions(total_timeout=0.2))
    assert recorded.exchange.failure is not None
    assert recorded.exchange.failure.kind is FailureKind.TIMEOUT
    assert workbench.history().get(recorded.number).exchange.failure == recorded.exchange.failure


def test_a_cancelled_call_is_recorded_and_handed_back(workbench: Workbench) -> None:
    async def run(tenant: Tenant) -> Recorded:
        waiting = asyncio.Event()
        call = workbench.send()(REQUEST, tenant, CallOptions(), on_progress=lambda p: waiting.set() if p.phase == "waiting" else None)
        task = asyncio.create_task(call)
        await asyncio.wait_for(waiting.wait(), 10)
        task.cancel()
        recorded = await task
        await workbench.close_client()
        return recorded

    with Loopback([Answer(delay=20)]) as server:
        recorded = asyncio.run(run(add_tenant(workbench, server.url)))
    assert recorded.exchange.failure is not None
    assert recorded.exchange.failure.kind is FailureKind.CANCELLED
    assert workbench.history().get(recorded.number) == recorded


async def cancelled_while(workbench: Workbench, tenant: Tenant, step: str) -> Recorded:
    """What comes of sending that is cancelled while History is in its method ``step``."""
    history = workbench.history()
    method, began, go_on = getattr(history, step), threading.Event(), threading.Event()

    def slowly(*given: object) -> object:
        began.set()
        assert go_on.wait(10)
        return method(*given)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(history, step, slowly)
        task = asyncio.create_task(workbench.send()(REQUEST, tenant, CallOptions()))
        await asyncio.to_thread(began.wait, 10)
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        recorded = await task
        await workbench.close_client()
    return recorded


def test_a_cancel_at_the_very_start_is_recorded_too(workbench: Workbench) -> None:
    """The request is being written down: that goes on to its end, and then nothing is sent."""
    with Loopback() as server:
        recorded = asyncio.run(cancelled_while(workbench, add_tenant(workbench, server.url), "begin"))
        assert server.received == []
    assert recorded.exchange.failure is not None
    assert recorded.exchange.failure.kind is FailureKind.CANCELLED
    assert workbench.history().get(recorded.number) == recorded


def test_a_cancel_while_the_response_is_written_down_comes_too_late(workbench: Workbench) -> None:
    with Loopback() as server:
        recorded = asyncio.run(cancelled_while(workbench, add_tenant(workbench, server.url), "finish"))
    assert recorded.exchange.response is not None
    assert workbench.history().get(recorded.number) == recorded


def test_a_new_browser_id_comes_with_its_exchange(workbench: Workbench) -> None:
    async def run() -> NewBrowser:
        came = await workbench.new_browser_id()(SANDBOX, CallOptions())
        await workbench.close_client()
        return came

    came = asyncio.run(run())
    assert len(came.browser_id) == 36
    assert came.why == ""


def test_a_refused_browser_id_says_why(workbench: Workbench) -> None:
    async def run(tenant: Tenant):  # type: ignore[no-untyped-def]
        came = await workbench.new_browser_id()(tenant, CallOptions())
        await workbench.close_client()
        return came

    with Loopback([Answer(401, "Unauthorized", body=b'{"message": "no"}')]) as server:
        came = asyncio.run(run(add_tenant(workbench, server.url)))
    assert came.browser_id == ""
    assert "region" in came.why


def test_two_exchanges_are_compared(workbench: Workbench) -> None:
    other = replace(REQUEST, identity=BrowserId("00000000-0000-4000-8000-000000000003"))
    made = compare_recorded(send(workbench, REQUEST, SANDBOX), send(workbench, other, SANDBOX))
    assert not made.difference.equal
    assert made.difference.summary.endswith(".")
