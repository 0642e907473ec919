"""The client: prepare a call, perform it, get an Exchange.

Used from one asyncio loop.  httpx and the trust store are imported when the first call is performed,
because they take some 150 ms that neither the first paint nor ``--help`` should wait for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from workbench.domain import (
    REDACTED_KEY,
    REFUSED_HEADERS,
    Exchange,
    Failure,
    FailureKind,
    FlowRequest,
    Operation,
    Secret,
    Sent,
    StreamEvent,
    Tenant,
)

if TYPE_CHECKING:
    import ssl

    from workbench.personalize.transport import Transport


@dataclass(frozen=True, slots=True)
class CallOptions:
    """Seconds, and decoded bytes at most (``None``: no cap).  An empty ``user_agent`` means the workbench's own.

    ``connect_timeout`` is for the look-up and all addresses of a name together, and once more for TLS.
    ``read_timeout`` is how long the host may send nothing; ``None`` or 0 leaves that to ``total_timeout``.
    """

    connect_timeout: float = 10.0
    read_timeout: float | None = 30.0
    total_timeout: float = 30.0
    max_bytes: int | None = 100 * 2**20
    http2: bool = True
    user_agent: str = ""
    proxy: str = ""
    """Instead of those of the environment; never for this computer."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a call is: a timing phase, network bytes so far, and how many are expected if the host said so."""

    phase: str
    received: int = 0
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A call about to be made.  ``pending`` is safe to keep; the rest holds secrets and is never shown."""

    pending: Exchange
    options: CallOptions
    key: Secret = field(repr=False)
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    secrets: tuple[tuple[str, Secret], ...] = field(default=(), repr=False)
    """The named ones: they are taken out of what comes back, as the key is."""


class Client:
    """Kept connections, no cookies, no redirects followed, no Authorization, TLS verified on the OS trust store."""

    def __init__(self, *, app_version: str, ssl_context: ssl.SSLContext | None = None, trust_env: bool = True) -> None:
        self._app_version = app_version
        self._ssl_context = ssl_context
        self._trust_env = trust_env
        self._transport: Transport | None = None

    def prepare_call_flows(
        self,
        request: FlowRequest,
        tenant: Tenant,
        client_key: Secret,
        options: CallOptions | None = None,
        *,
        filled: FlowRequest | None = None,
        secrets: Mapping[str, Secret] | None = None,
    ) -> Prepared:
        """``POST {base}/v2/callFlows`` (documented).

        ``request`` is recorded.  ``filled`` is the same with named ``secrets`` in it, and is what goes out.
        """
        url = f"{tenant.api_base}/v2/callFlows"
        extra = (("Content-Type", "application/json"),)
        sent = Sent("POST", url, (), request.body(None))
        body = (filled or request).body(client_key)
        named = tuple((secrets or {}).items())
        return self._prepare(Operation.CALL_FLOWS, request, tenant, client_key, options, sent, url, body, extra, named)

    def prepare_create_browser(self, tenant: Tenant, client_key: Secret, options: CallOptions | None = None) -> Prepared:
        """``GET {base}/v1.2/browser/create.json?client_key=…&message={}`` (vendor's SDK); each call makes a guest."""

        def url(key: str) -> str:
            query = urlencode({"client_key": key, "message": "{}"}, quote_via=quote, safe="<> ")
            return f"{tenant.api_base}/v1.2/browser/create.json?{query}"

        secret_url = f"{tenant.api_base}/v1.2/browser/create.json?{urlencode({'client_key': client_key.reveal(), 'message': '{}'})}"
        sent = Sent("GET", url(REDACTED_KEY))
        return self._prepare(Operation.CREATE_BROWSER, None, tenant, client_key, options, sent, secret_url, b"", ())

    def prepare_event(
        self,
        event: StreamEvent,
        tenant: Tenant,
        client_key: Secret,
        options: CallOptions | None = None,
        *,
        filled: StreamEvent | None = None,
        secrets: Mapping[str, Secret] | None = None,
    ) -> Prepared:
        """``POST {base}/v1.2/events`` (vendor's SDK); 201 is its success (documented).  ``filled`` as in a request."""
        url = f"{tenant.api_base}/v1.2/events"
        extra = (("Content-Type", "application/json"),)
        sent = Sent("POST", url, (), event.body(None))
        body = (filled or event).body(client_key)
        named = tuple((secrets or {}).items())
        return self._prepare(Operation.SEND_EVENT, None, tenant, client_key, options, sent, url, body, extra, named)

    async def perform(self, prepared: Prepared, *, on_progress: Callable[[Progress], None] | None = None) -> Exchange:
        """Make the call.  Always returns an Exchange: a failure, a timeout or a cancel is a value in it."""
        if self._transport is None:
            # httpx brings a command line of its own where click and rich are installed, 80 ms of importing for nothing.
            sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
            from workbench.personalize.transport import Transport

            self._transport = Transport(self._ssl_context, trust_env=self._trust_env)
        return await self._transport.perform(prepared, on_progress or _ignore)

    async def aclose(self) -> None:
        """Close kept connections, on the loop they were made on."""
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None

    def _prepare(
        self,
        operation: Operation,
        request: FlowRequest | None,
        tenant: Tenant,
        key: Secret,
        options: CallOptions | None,
        sent: Sent,
        url: str,
        body: bytes,
        extra: tuple[tuple[str, str], ...],
        secrets: tuple[tuple[str, Secret], ...] = (),
    ) -> Prepared:
        options = options or CallOptions()
        headers = self._headers(tenant, options, extra)
        pending = Exchange(
            operation=operation,
            request=request,
            sent=Sent(sent.method, sent.url, headers, sent.body),
            started_at=datetime.now(UTC),
            tenant_id=tenant.id,
            tenant_name=tenant.name,
            app_version=self._app_version,
        )
        return Prepared(pending, options, key, url, headers, body, secrets)

    def _headers(self, tenant: Tenant, options: CallOptions, extra: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        agent = tenant.user_agent or options.user_agent or f"PersonalizeWorkbench/{self._app_version}"
        ours = (("Accept", "application/json"), ("Accept-Encoding", "gzip, deflate"), ("User-Agent", agent), *extra)
        theirs = tuple((name, value) for name, value in tenant.extra_headers if name.lower() not in REFUSED_HEADERS)
        replaced = {name.lower() for name, _ in theirs}
        return (*(pair for pair in ours if pair[0].lower() not in replaced), *theirs)


def never_sent(prepared: Prepared, why: Failure | None = None) -> Exchange:
    """The exchange of a call of which no byte left: because it was cancelled, or ``why``."""
    cancelled = Failure(
        FailureKind.CANCELLED, "You cancelled before the request left.", "Nothing was executed. Send it again when you are ready."
    )
    return replace(prepared.pending, failure=why or cancelled)


def broken_off(prepared: Prepared, problem: Exception) -> Exchange:
    """The exchange of a call during which the workbench itself failed.  ``problem`` is a bug, told without the key."""
    from workbench.personalize.redact import Redactor

    failure = Failure(
        FailureKind.INTERRUPTED,
        "The workbench itself failed while this call was under way.",
        "If the request had already left, the execution may still have run and been recorded. The log has the details of the error.",
        detail=Redactor(prepared.key, prepared.secrets).text(f"{type(problem).__name__}: {problem}"),
    )
    return replace(prepared.pending, failure=failure)


def browser_id_from(exchange: Exchange) -> str | None:
    """``ref`` of a successful create.json answer (201 is its success), or ``None``."""
    import json

    if exchange.response is None or not exchange.response.is_success:
        return None
    try:
        ref = json.loads(exchange.response.body).get("ref")
    except (ValueError, AttributeError, RecursionError):
        return None
    return ref if isinstance(ref, str) and ref else None


def _ignore(progress: Progress) -> None:
    """Nobody asked."""
