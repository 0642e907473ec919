"""How the tests of this room make a call: one client, one loop, one exchange."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace

import trustme

from tests.support.loopback import Loopback
from workbench.domain import BrowserId, Exchange, FailureKind, FlowRequest, Secret, Tenant
from workbench.personalize import CallOptions, Client, Progress

KEY = Secret("a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6")
REQUEST = FlowRequest("home_hero", "WEB", "EN", "EUR", "acme", BrowserId("b-1"), {"page": "home"})


def tenant(url: str, **changes: object) -> Tenant:
    return replace(Tenant(id="acme", name="Acme", base_url=url), **changes)  # type: ignore[arg-type]


def call(
    server: Loopback | None = None,
    request: FlowRequest = REQUEST,
    options: CallOptions | None = None,
    *,
    context: ssl.SSLContext | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    url: str = "",
    **changes: object,
) -> Exchange:
    async def run() -> Exchange:
        client = Client(app_version="1.0", ssl_context=context)
        try:
            prepared = client.prepare_call_flows(request, tenant(url or (server.url if server else ""), **changes), KEY, options)
            return await client.perform(prepared, on_progress=on_progress)
        finally:
            await client.aclose()

    return asyncio.run(run())


def failure(exchange: Exchange) -> FailureKind:
    assert exchange.response is None
    assert exchange.failure is not None
    assert exchange.failure.what.endswith((".", "!"))
    assert exchange.failure.next.endswith(".")
    assert KEY.reveal() not in repr(exchange)
    return exchange.failure.kind


def served(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context
