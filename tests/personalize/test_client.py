"""The client against real servers on loopback: what is sent, what comes back, every failure a value."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import time
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
import trustme

from tests.personalize.calling import KEY, REQUEST, call, failure, served, tenant, trusting
from tests.support.loopback import Answer, Loopback
from workbench.domain import (
    REDACTED_KEY,
    BrowserId,
    Email,
    Exchange,
    FailureKind,
    Identifiers,
    Identity,
    Operation,
)
from workbench.personalize import CallOptions, Client, Progress, browser_id_from


@pytest.mark.parametrize("identity", [BrowserId("b-1"), Email("guest@example.com"), Identifiers("CRM", "12")])
def test_the_bytes_on_the_wire_are_the_documented_ones(identity: Identity) -> None:
    request = replace(REQUEST, identity=identity)
    with Loopback() as server:
        exchange = call(server, request)
    (got,) = server.received
    assert (got.method, got.target) == ("POST", "/v2/callFlows")
    assert got.body == request.body(KEY)
    assert json.loads(got.body)["clientKey"] == KEY.reveal()
    assert got.headers["content-type"] == got.headers["accept"] == "application/json"
    assert "authorization" not in got.headers
    assert "cookie" not in got.headers
    assert exchange.response is not None
    assert exchange.response.status == 200


def test_what_is_kept_of_the_request_holds_no_key() -> None:
    client = Client(app_version="1.0")
    for prepared in (
        client.prepare_call_flows(REQUEST, tenant("http://127.0.0.1"), KEY),
        client.prepare_create_browser(tenant("http://127.0.0.1"), KEY),
    ):
        assert KEY.reveal() not in repr(prepared)
        assert KEY.reveal() not in repr(prepared.pending)
        assert KEY.reveal().encode() not in prepared.pending.sent.body
        assert REDACTED_KEY in prepared.pending.sent.url + prepared.pending.sent.body.decode()


def test_creating_a_browser_is_a_get_whose_201_is_success_and_its_key_is_taken_out() -> None:
    body = json.dumps({"ref": "b-9", "client_key": KEY.reveal()}).encode()

    async def run(server: Loopback) -> Exchange:
        client = Client(app_version="1.0")
        exchange = await client.perform(client.prepare_create_browser(tenant(server.url), KEY))
        await client.aclose()
        return exchange

    with Loopback([Answer(201, "Created", body=body)]) as server:
        exchange = asyncio.run(run(server))
    assert server.received[0].target == f"/v1.2/browser/create.json?client_key={KEY.reveal()}&message=%7B%7D"
    assert exchange.operation is Operation.CREATE_BROWSER
    assert browser_id_from(exchange) == "b-9"
    assert exchange.response is not None
    assert exchange.response.redactions == 1
    assert KEY.reveal().encode() not in exchange.response.body
    assert REDACTED_KEY.encode() in exchange.response.body


def test_a_body_without_the_key_is_untouched() -> None:
    body = bytes(range(256)) * 10
    with Loopback([Answer(body=body)]) as server:
        exchange = call(server)
    assert exchange.response is not None
    assert exchange.response.body == body


def test_tenant_headers_replace_ours_and_forbidden_ones_are_dropped() -> None:
    headers = (("X-Env", "qa"), ("accept", "text/plain"), ("Authorization", "Basic x"), ("Cookie", "a=b"))
    with Loopback() as server:
        call(server, user_agent="Phone/1.0", extra_headers=headers)
    got = server.received[0].headers
    assert (got["x-env"], got["accept"], got["user-agent"]) == ("qa", "text/plain", "Phone/1.0")
    assert "authorization" not in got
    assert "cookie" not in got


def test_no_cookie_is_kept_and_a_kept_connection_has_no_connect_phase() -> None:
    async def run(server: Loopback) -> list[Exchange]:
        client = Client(app_version="1.0")
        exchanges = [await client.perform(client.prepare_call_flows(REQUEST, tenant(server.url), KEY)) for _ in range(2)]
        await client.aclose()
        return exchanges

    with Loopback([Answer(headers=(("Set-Cookie", "a=b; Path=/"),))]) as server:
        first, second = asyncio.run(run(server))
    assert "cookie" not in server.received[1].headers
    assert first.timing.connect is not None
    assert second.timing.connect is None
    assert second.timing.waiting is not None


def test_netrc_is_not_read(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path_factory.mktemp("netrc") / "netrc"
    file.write_text("machine 127.0.0.1 login me password secret\ndefault login me password secret\n")
    monkeypatch.setenv("NETRC", str(file))
    with Loopback() as server:
        call(server)
    assert "authorization" not in server.received[0].headers


def test_this_computer_is_not_reached_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback() as proxy, Loopback() as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        call(server)
        assert len(server.received) == 1
        assert proxy.received == []


def test_a_redirect_is_shown_and_not_followed() -> None:
    with Loopback() as other, Loopback([Answer(307, "Temporary Redirect", (("Location", "http://127.0.0.1:1/"),))]) as server:
        exchange = call(server)
        assert other.received == []
    assert exchange.response is not None
    assert exchange.response.is_redirect


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda b: zlib.compress(b)[2:-4]),
        ("gzip", lambda b: gzip.compress(b[:5]) + gzip.compress(b[5:])),
    ],
)
def test_compressed_bodies_are_decoded(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = b'{"a": "' + b"x" * 5000 + b'"}'
    packed = pack(body)
    with Loopback([Answer(headers=(("Content-Encoding", encoding),), body=packed)]) as server:
        exchange = call(server)
    assert exchange.response is not None
    assert exchange.response.body == body
    assert exchange.response.encoded_size == len(packed)


def test_a_compression_bomb_is_stopped() -> None:
    bomb = gzip.compress(b"\0" * 300_000_000, 9)
    with Loopback([Answer(headers=(("Content-Encoding", "gzip"),), body=bomb)]) as server:
        assert failure(call(server, options=CallOptions(max_bytes=2**20))) is FailureKind.TOO_LARGE


def test_a_body_above_the_cap_is_refused_early() -> None:
    with Loopback([Answer(body=b"x" * 5000)]) as server:
        exchange = call(server, options=CallOptions(max_bytes=1000))
    assert failure(exchange) is FailureKind.TOO_LARGE
    assert exchange.failure is not None
    assert "Preferences" in exchange.failure.next


def test_a_broken_encoding_is_a_failure() -> None:
    with Loopback([Answer(headers=(("Content-Encoding", "gzip"),), body=b"not gzip")]) as server:
        assert failure(call(server)) is FailureKind.PROTOCOL


def test_a_refused_connection() -> None:
    with Loopback() as server:
        url = server.url
    assert failure(call(server, url=url)) is FailureKind.REFUSED


def test_an_unknown_name() -> None:
    with Loopback() as server:
        assert failure(call(server, url="http://no-such-host.invalid")) is FailureKind.DNS


def test_a_slow_answer_times_out_and_names_the_phase() -> None:
    with Loopback([Answer(delay=20)]) as server:
        exchange = call(server, options=CallOptions(total_timeout=0.3))
    assert failure(exchange) is FailureKind.TIMEOUT
    assert exchange.failure is not None
    assert exchange.failure.phase == "waiting"
    assert exchange.timing.total >= 290


def test_a_body_that_stalls_times_out_in_the_download() -> None:
    with Loopback([Answer(chunks=(b"{", b"}"), pause=3)]) as server:
        server.answers[0].chunks = (b"{", b"}")
        exchange = call(server, options=CallOptions(total_timeout=3.5))
    assert failure(exchange) is FailureKind.TIMEOUT
    assert exchange.failure is not None
    assert exchange.failure.phase == "download"


def test_a_connection_cut_in_the_body() -> None:
    with Loopback([Answer(body=b"half", length=100)]) as server:
        assert failure(call(server)) is FailureKind.RESET


def test_an_answer_that_is_no_http() -> None:
    with Loopback([Answer(raw=b"SSH-2.0-OpenSSH_9.2\r\n\r\n")]) as server:
        assert failure(call(server)) is FailureKind.PROTOCOL


def test_an_empty_answer() -> None:
    with Loopback([Answer(raw=b"")]) as server:
        assert failure(call(server)) is FailureKind.RESET


def test_a_cancel_is_immediate_and_a_value() -> None:
    async def run(server: Loopback) -> tuple[Exchange, float]:
        client = Client(app_version="1.0")
        waiting = asyncio.Event()
        prepared = client.prepare_call_flows(REQUEST, tenant(server.url), KEY)
        task = asyncio.create_task(client.perform(prepared, on_progress=lambda p: waiting.set() if p.phase == "waiting" else None))
        await asyncio.wait_for(waiting.wait(), 10)
        began = time.perf_counter()
        task.cancel()
        exchange = await task
        took = time.perf_counter() - began
        await client.aclose()
        return exchange, took

    with Loopback([Answer(delay=20)]) as server:
        exchange, took = asyncio.run(run(server))
    assert failure(exchange) is FailureKind.CANCELLED
    assert took < 2


def test_progress_tells_phases_and_bytes() -> None:
    seen: list[Progress] = []
    with Loopback([Answer(chunks=(b"[1,", b"2]"))]) as server:
        call(server, on_progress=seen.append)
    assert {"waiting", "download"} <= {p.phase for p in seen}
    assert seen[-1] == Progress("download", 5, 5)


def test_odd_header_bytes_survive() -> None:
    raw = b"HTTP/1.1 200 OK\r\nX-Odd: \xe9\xff\r\nX-Odd: two\r\nContent-Length: 2\r\n\r\n{}"
    with Loopback([Answer(raw=raw)]) as server:
        exchange = call(server)
    assert exchange.response is not None
    assert [v for n, v in exchange.response.headers if n.lower() == "x-odd"] == ["éÿ", "two"]


def test_no_log_line_holds_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def run(server: Loopback) -> None:
        client = Client(app_version="1.0")
        await client.perform(client.prepare_create_browser(tenant(server.url), KEY))
        await client.aclose()

    with Loopback([Answer(201)]) as server:
        asyncio.run(run(server))
    assert KEY.reveal() not in caplog.text


# -- TLS ------------------------------------------------------------------------------------------


def test_a_trusted_certificate_works_and_tls_is_timed() -> None:
    authority = trustme.CA()
    with Loopback(tls=served(authority, "localhost")) as server:
        exchange = call(server, context=trusting(authority))
    assert exchange.response is not None
    assert exchange.timing.tls is not None


def test_an_unknown_issuer_is_refused_with_the_reason() -> None:
    with Loopback(tls=served(trustme.CA(), "localhost")) as server:
        exchange = call(server)
    assert failure(exchange) is FailureKind.TLS
    assert exchange.failure is not None
    assert "authority" in exchange.failure.what
    assert server.received == []


def test_a_certificate_for_another_host_is_refused_with_the_reason() -> None:
    authority = trustme.CA()
    with Loopback(tls=served(authority, "other.example")) as server:
        exchange = call(server, context=trusting(authority))
    assert failure(exchange) is FailureKind.TLS
    assert exchange.failure is not None
    assert "another host" in exchange.failure.what
