"""Short factories with fixed times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.domain import Email, Exchange, Failure, FailureKind, FlowRequest, Operation, Response, Sent, Timing

BEGAN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TIMED_OUT = Failure(FailureKind.TIMEOUT, "No answer came within 30 s.", "Try again.", "waiting", "ReadTimeout")


def request(**changes: Any) -> FlowRequest:
    fields: dict[str, Any] = {
        "friendly_id": "home_hero",
        "channel": "WEB",
        "identity": Email("anna.berg@example.com"),
        "params": {"page": "home"},
    }
    return FlowRequest(**(fields | changes))


def exchange(
    number: int = 0, *, body: bytes = b'{"variantId":"b"}', status: int = 200, flow: FlowRequest | None = None, **changes: Any
) -> Exchange:
    """A whole exchange; ``number`` moves its start by so many minutes."""
    flow = flow or request()
    fields: dict[str, Any] = {
        "operation": Operation.CALL_FLOWS,
        "request": flow,
        "sent": Sent("POST", "https://api.example/v2/callFlows", (("Content-Type", "application/json"),), flow.body(None)),
        "started_at": BEGAN + timedelta(minutes=number),
        "tenant_id": "t-1",
        "tenant_name": "Brand shop",
        "response": Response(status, "OK", "HTTP/2", (("content-type", "application/json"),), body, len(body)),
        "timing": Timing(dns=1.5, connect=10.25, tls=20.0, send=0.1, waiting=80.0, download=2.0, total=114.0),
        "app_version": "0.9.0",
    }
    return Exchange(**(fields | changes))


def failed(number: int = 0, **changes: Any) -> Exchange:
    return exchange(number, response=None, failure=TIMED_OUT, **changes)


def pending(whole: Exchange) -> Exchange:
    """The same before its outcome."""
    return replace(whole, response=None, failure=None, timing=Timing())


def numbered(key: int) -> Exchange:
    """An exchange that another process can make again from its key alone.  Every fifth is a failure, some bodies are large."""
    flow = request(friendly_id=f"flow_{key}", params={"key": key, "of": "größe 🎉"})
    if key % 5 == 0:
        return failed(key, flow=flow)
    return exchange(key, flow=flow, body=(b'{"key":%d,"filler":"' % key) + b"x\xc3\xbc" * (key % 7 * 600) + b'"}')
