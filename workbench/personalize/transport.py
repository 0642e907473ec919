"""One call over httpx: timed, bounded, cancelled at once, redacted.  Imported when the first call is made."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import ssl
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

import httpcore
import httpx
import truststore

from workbench.domain import Exchange, Failure, Headers, Response, is_loopback
from workbench.personalize.bodies import TooLargeError, read_body
from workbench.personalize.client import CallOptions, Prepared, Progress
from workbench.personalize.clock import Clock
from workbench.personalize.failures import EXPECTED, UNUSABLE_PROXY, UnusableProxyError, cancelled, explain, unusable_proxy
from workbench.personalize.network import TimedBackend, current_clock
from workbench.personalize.redact import Redactor

# httpcore looks for this at four places of every call, and looking for what is not there takes longer than all else it does.
if importlib.util.find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]

# httpx logs every URL at INFO, and the browser ID call has the key in its URL; httpcore and h2 log headers
# at DEBUG.  No level set elsewhere may bring that back.
for _name in ("httpx", "httpcore", "h2", "hpack"):
    logging.getLogger(_name).disabled = True
for _name in ("connection", "http11", "http2", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_name}").disabled = True


_OF_HTTPCORE = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, httpcore.UnsupportedProtocol)


class Transport:
    """Connections kept per kind of HTTP; the environment's proxies for everything but this computer."""

    def __init__(self, ssl_context: ssl.SSLContext | None, *, trust_env: bool) -> None:
        self._ssl_context = ssl_context
        self._trust_env = trust_env
        self._clients: dict[tuple[bool, bool, str], httpx.AsyncClient] = {}
        self._redactor: tuple[object, Redactor] | None = None
        self._headers: tuple[object, list[tuple[bytes, bytes]]] = (None, [])

    async def aclose(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def perform(self, prepared: Prepared, on_progress: Callable[[Progress], None]) -> Exchange:
        redactor = self._redactor_for(prepared)
        try:
            client = self._client(prepared)  # before the clock: loading the trust store is not the host's time
        except UnusableProxyError as problem:
            return replace(prepared.pending, failure=_redacted_failure(unusable_proxy(problem), redactor))
        clock = Clock(lambda phase: on_progress(Progress(phase)))
        current_clock.set(clock)
        response: Response | None = None
        failure: Failure | None = None
        try:
            async with asyncio.timeout(prepared.options.total_timeout):
                response = await self._exchange(client, prepared, clock, on_progress)
        except asyncio.CancelledError:
            # The cancel has become a value; what follows (recording it) must not be cancelled by it again.
            if (task := asyncio.current_task()) is not None:
                task.uncancel()
            failure = cancelled(clock.phase)
        except (*EXPECTED, *_OF_HTTPCORE) as problem:
            failure = explain(_as_httpx_says(problem), _host(prepared.url), clock.phase, prepared.options, clock.proxy)
        clock.stop()
        if response is not None:
            response = _redacted(response, redactor)
        if failure is not None:
            failure = _redacted_failure(failure, redactor)
        return replace(prepared.pending, response=response, failure=failure, timing=clock.timing())

    async def _exchange(
        self, client: httpx.AsyncClient, prepared: Prepared, clock: Clock, on_progress: Callable[[Progress], None]
    ) -> Response:
        # Past httpx, whose part is to know the way: it would keep cookies, look into ~/.netrc and read where a redirect points to.
        where = _read_url(prepared.url) if "?" not in prepared.url else httpx.URL(prepared.url)  # a query has the key in it
        pool = _pool_of(client._transport_for_url(where))
        clock.proxy = _proxy_of(pool)
        request = httpcore.Request(
            prepared.pending.sent.method,
            httpcore.URL(scheme=where.raw_scheme, host=where.raw_host, port=where.port, target=where.raw_path),
            headers=self._all_headers(client, where, prepared),
            content=prepared.body,
            extensions={"timeout": _timeouts(prepared.options), "trace": clock.trace},
        )
        try:
            answer = await pool.handle_async_request(request)
        except BaseException:
            if clock.is_early and clock.opened is not None:
                await clock.opened.aclose()  # httpcore leaves it open where TLS is cut short, or a SOCKS proxy refuses
            raise
        try:
            return await self._read(answer, prepared, clock, on_progress)
        finally:
            await answer.aclose()

    async def _read(self, answer: httpcore.Response, prepared: Prepared, clock: Clock, on_progress: Callable[[Progress], None]) -> Response:
        headers = tuple((_text(name), _text(value)) for name, value in answer.headers)
        length = _joined(headers, "content-length")
        expected = int(length) if length.isdigit() else None
        cap = prepared.options.max_bytes
        if cap is not None and expected is not None and expected > cap:
            raise TooLargeError
        encoding = _joined(headers, "content-encoding")
        body, received = await read_body(
            answer.aiter_stream(), encoding, cap, lambda done: on_progress(Progress("download", done, expected))
        )
        return Response(
            status=answer.status,
            reason=_text(answer.extensions.get("reason_phrase", b"")) or httpx.codes.get_reason_phrase(answer.status),
            http_version=_text(answer.extensions.get("http_version", b"HTTP/1.1")),
            headers=headers,
            body=body,
            encoded_size=received,
        )

    def _redactor_for(self, prepared: Prepared) -> Redactor:
        """Most calls have the secrets of the one before."""
        secrets = (prepared.key, prepared.secrets)
        if self._redactor is None or self._redactor[0] != secrets:
            self._redactor = secrets, Redactor(prepared.key, prepared.secrets)
        return self._redactor[1].anew()

    def _all_headers(self, client: httpx.AsyncClient, where: httpx.URL, prepared: Prepared) -> list[tuple[bytes, bytes]]:
        """Those of a call and what httpx adds; but for the length the same from call to call, so they are put together once."""
        made_for = (where.netloc, prepared.pending.sent.method, prepared.headers)
        if self._headers[0] != made_for:
            merged = httpx.Headers(client.headers)
            merged.update(httpx.Headers(list(prepared.headers)))
            request = httpx.Request(prepared.pending.sent.method, where.copy_with(query=None), headers=merged, content=None)
            self._headers = made_for, [pair for pair in request.headers.raw if pair[0].lower() != b"content-length"]
        length = [(b"Content-Length", b"%d" % len(prepared.body))] if prepared.body or prepared.pending.sent.method != "GET" else []
        host, *others = self._headers[1]
        return [host, *length, *others]

    def _client(self, prepared: Prepared) -> httpx.AsyncClient:
        local = _is_local(prepared.url.partition("?")[0])
        kind = (prepared.options.http2, local, "" if local else prepared.options.proxy)
        if kind not in self._clients:
            self._clients[kind] = self._make(http2=prepared.options.http2, local=local, proxy=kind[2])
        return self._clients[kind]

    def _make(self, *, http2: bool, local: bool, proxy: str) -> httpx.AsyncClient:
        context = self._ssl_context or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        mend_socks_setting()
        # This computer is never reached through a proxy.
        try:
            client = httpx.AsyncClient(
                http2=http2, verify=context, trust_env=self._trust_env and not local and not proxy, proxy=proxy or None
            )
        except UNUSABLE_PROXY as problem:
            raise UnusableProxyError from problem
        for transport in (client._transport, *client._mounts.values()):
            pool = getattr(transport, "_pool", None)
            if isinstance(pool, httpcore.AsyncConnectionPool):
                # httpx has no public way to name a network backend; the pool it makes has.
                pool._network_backend = TimedBackend()
        return client


_is_local = lru_cache(64)(is_loopback)
_read_url = lru_cache(64)(httpx.URL)


def mend_socks_setting() -> None:
    """GNOME writes ``ALL_PROXY=socks://host``; httpx knows the version it means only as ``socks5``, and refuses every call."""
    for name in ("ALL_PROXY", "all_proxy"):
        if os.environ.get(name, "").startswith("socks://"):
            os.environ[name] = "socks5://" + os.environ[name].removeprefix("socks://")


def _joined(headers: Headers, wanted: str) -> str:
    """All values of one header, as httpx joins them."""
    return ", ".join(value for name, value in headers if name.lower() == wanted)


def _as_httpx_says(problem: Exception) -> Exception:
    """The same kind of trouble by httpx's name for it, with what httpcore found out as its cause."""
    for kind in type(problem).__mro__:
        if kind.__module__.startswith("httpcore"):
            named = getattr(httpx, kind.__name__, None)
            if named is not None:
                found: Exception = named(str(problem))
                found.__cause__ = problem
                return found
    return problem


def _timeouts(options: CallOptions) -> dict[str, float | None]:
    """As httpcore wants them; the whole call has a limit of its own."""
    return {"connect": options.connect_timeout, "read": options.read_timeout or None, "write": None, "pool": None}


def _pool_of(way: httpx.AsyncBaseTransport) -> httpcore.AsyncConnectionPool:
    """Of a way that httpx itself made; it has no public name for it."""
    pool = getattr(way, "_pool", None)
    assert isinstance(pool, httpcore.AsyncConnectionPool)
    return pool


def _proxy_of(pool: httpcore.AsyncConnectionPool) -> str:
    """Host and port of the proxy this call goes through, never its credentials; empty where there is none."""
    where = getattr(pool, "_proxy_url", None)
    if not isinstance(where, httpcore.URL):
        return ""
    return _text(where.host) + (f":{where.port}" if where.port is not None else "")


def _host(url: str) -> str:
    """Host and port, or all of a URL in which there is none."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


def _redacted_failure(failure: Failure, redactor: Redactor) -> Failure:
    return replace(failure, detail=redactor.text(failure.detail), what=redactor.text(failure.what))


def _redacted(response: Response, redactor: Redactor) -> Response:
    body, headers, reason = redactor.body(response.body), redactor.headers(response.headers), redactor.text(response.reason)
    return replace(response, body=body, headers=headers, reason=reason, redactions=redactor.count)


def _text(raw: bytes) -> str:
    """Header bytes as text: UTF-8 where it is, else Latin-1, which never fails."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
