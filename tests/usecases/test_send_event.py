"""Events: sent to the real Sandbox and to a recording server, with values put in, and recorded without the key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from tests.support.loopback import Answer, Loopback
from tests.usecases.test_send import BROWSER, KEY, TOKEN, add_tenant, exchanges, keep, workbench
from workbench.collections.incoming import read_import
from workbench.domain import SANDBOX, InvalidInput, Operation, Recorded, StreamEvent, Tenant
from workbench.domain.placeholders import Layer, as_typed
from workbench.history.export import to_har, to_json
from workbench.personalize import CallOptions
from workbench.usecases import Workbench

__all__ = ["workbench"]

VIEW = StreamEvent("VIEW", BROWSER, page="home", fields={"ext": {"who": "{{who}}"}})


def send(workbench: Workbench, event: StreamEvent, tenant: Tenant, *layers: Layer) -> Recorded:
    async def run() -> Recorded:
        try:
            return await workbench.send_event()(event, tenant, CallOptions(total_timeout=10), layers=layers)
        finally:
            await workbench.close_client()

    return asyncio.run(run())


def test_an_event_goes_out_with_its_values_and_is_kept_without_the_key(workbench: Workbench) -> None:
    with Loopback([Answer(201, "Created", body=json.dumps({"status": "OK", "client_key": KEY.reveal()}).encode())]) as server:
        tenant = add_tenant(workbench, server.url)
        send(workbench, VIEW, tenant, Layer("row", {"who": "Ada"}))
    (arrived,) = server.received
    assert arrived.target == "/v1.2/events"
    body = json.loads(arrived.body)
    assert (body["client_key"], body["ext"], body["type"]) == (KEY.reveal(), {"who": "Ada"}, "VIEW")
    assert body["pos"] == tenant.points_of_sale[0]
    (kept,) = exchanges(workbench)
    assert kept.operation is Operation.SEND_EVENT
    assert KEY.reveal() not in repr(kept)
    assert kept.response is not None
    assert kept.response.redactions == 1


def test_a_secret_in_an_event_is_sent_and_not_kept(workbench: Workbench) -> None:
    with Loopback([Answer(201, "Created", body=b"{}")]) as server:
        tenant = keep(workbench, add_tenant(workbench, server.url))
        send(workbench, StreamEvent("VIEW", BROWSER, fields={"ext": {"token": "{{secret:crm}}"}}), tenant)
    assert json.loads(server.received[0].body)["ext"] == {"token": TOKEN}
    assert b"{{secret:crm}}" in exchanges(workbench)[0].sent.body


def test_an_incomplete_event_is_not_sent(workbench: Workbench) -> None:
    with Loopback() as server, pytest.raises(InvalidInput, match="type"):
        send(workbench, StreamEvent("", BROWSER), add_tenant(workbench, server.url))
    assert not server.received


def test_an_identity_event_makes_the_sandbox_know_the_guest(workbench: Workbench) -> None:
    async def both() -> Recorded:
        try:
            new = await workbench.new_browser_id()(SANDBOX, CallOptions())
            event = StreamEvent("IDENTITY", new.browser_id, fields={"email": "ada@example.com"})
            return await workbench.send_event()(event, SANDBOX, CallOptions())
        finally:
            await workbench.close_client()

    recorded = asyncio.run(both())
    assert recorded.exchange.response is not None
    assert recorded.exchange.response.status == 201


@pytest.mark.parametrize("export", [lambda kept: to_json([kept]), lambda kept: to_har([kept], "1.0")], ids=["JSON", "HAR"])
def test_an_event_of_history_comes_back_as_an_event(workbench: Workbench, export: Callable[[Recorded], bytes]) -> None:
    with Loopback([Answer(201, "Created", body=b"{}")]) as server:
        recorded = send(workbench, VIEW, add_tenant(workbench, server.url), Layer("row", {"who": "Ada \\{{x}}"}))
    assert recorded.exchange.event is not None
    assert recorded.exchange.event.fields == {"ext": {"who": "Ada {{x}}"}}
    (back,) = read_import("history", export(recorded)).root.every_event()
    assert back.event == StreamEvent.of_request(as_typed(recorded.exchange.event.as_request()))
