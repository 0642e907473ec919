"""Proxies: used, timed apart, blamed for their own faults and for those only, and never quoted with a password."""

from __future__ import annotations

import os

import pytest
import trustme

from tests.personalize.calling import call, failure, served, trusting
from tests.support.loopback import Answer, Loopback, Socks, Tunnel
from workbench.domain import Exchange, FailureKind
from workbench.personalize import CallOptions

HOST = "flows.test"
"""Only a proxy knows it."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def through(proxy: str, url: str = f"https://{HOST}", authority: trustme.CA | None = None, options: CallOptions | None = None) -> Exchange:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALL_PROXY", proxy)
        return call(url=url, context=trusting(authority) if authority else None, options=options)


def blamed(exchange: Exchange, proxy: str) -> str:
    """What is said of a proxy that is named, and not with its password."""
    assert failure(exchange) is FailureKind.PROXY
    assert exchange.failure is not None
    assert proxy in exchange.failure.what
    assert "nothing was executed" in exchange.failure.next.lower()
    assert "hunter2" not in repr(exchange)
    return exchange.failure.what


# -- settings -------------------------------------------------------------------------------------


def test_what_gnome_calls_socks_is_understood() -> None:
    """It writes ``socks://``, which httpx refuses for every call; here the name is looked up like any other."""
    assert "proxy.test" in blamed(through("socks://proxy.test"), "proxy")


@pytest.mark.parametrize(
    "proxy",
    [
        "socks4://me:hunter2@proxy.test:1080",
        "quic://me:hunter2@[::1",
        "http://[::1",
        "http://me:hunter2/x@proxy.test",
    ],
)
def test_a_proxy_setting_that_cannot_be_used_is_a_failure_and_no_bug(proxy: str) -> None:
    exchange = through(proxy)
    assert "proxy setting" in blamed(exchange, "proxy")


def test_a_failed_setting_is_read_again_by_the_next_call(monkeypatch: pytest.MonkeyPatch) -> None:
    assert failure(through("socks4://proxy.test")) is FailureKind.PROXY
    with Loopback() as server:
        assert call(server).response is not None


def test_without_the_socks_package_the_failure_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "socksio", None)
    exchange = through("socks5://127.0.0.1:1")
    assert failure(exchange) is FailureKind.PROXY
    assert exchange.failure is not None
    assert "socksio" in exchange.failure.detail


# -- a proxy that works ---------------------------------------------------------------------------


def test_a_tunnel_is_connecting_and_its_tls_is_timed(authority: trustme.CA) -> None:
    with Tunnel([Answer(delay=0.05)], tls=served(authority, HOST), delay=0.4) as proxy:
        exchange = through(proxy.proxy_url, authority=authority)
        assert [(asked.method, asked.target) for asked in proxy.asked] == [("CONNECT", f"{HOST}:443")]
        assert [got.target for got in proxy.received] == ["/v2/callFlows"]
    assert exchange.response is not None
    timing = exchange.timing
    assert timing.connect is not None
    assert timing.waiting is not None
    assert timing.connect >= 395
    assert 45 <= timing.waiting < 350
    assert timing.tls is not None
    assert sum(took for _, took in timing.phases()) <= timing.total


def test_phases_are_told_in_order_through_a_tunnel(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    with Tunnel(tls=served(authority, HOST)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.proxy_url)
        call(url=f"https://{HOST}", context=trusting(authority), on_progress=lambda p: seen.append(p.phase))
    assert list(dict.fromkeys(seen)) == ["dns", "connect", "tls", "send", "waiting", "download"]


def test_a_socks_proxy_is_used(authority: trustme.CA) -> None:
    with Socks(tls=served(authority, HOST)) as proxy:
        exchange = through(proxy.proxy_url, authority=authority)
        assert proxy.asked == [(HOST, 443)]
    assert exchange.response is not None
    assert exchange.timing.tls is not None
    assert exchange.timing.connect is not None


def test_plain_http_goes_through_the_proxy_without_a_tunnel() -> None:
    with Loopback() as proxy:
        exchange = through(proxy.url, f"http://{HOST}")
        assert [got.target for got in proxy.received] == [f"http://{HOST}/v2/callFlows"]
    assert exchange.response is not None


def test_a_proxy_of_the_settings_takes_the_place_of_the_environments() -> None:
    with Loopback() as proxy, Loopback() as other, Loopback() as local:
        exchange = through(other.url, f"http://{HOST}", options=CallOptions(proxy=proxy.url))
        assert exchange.response is not None
        through(other.url, local.url, options=CallOptions(proxy=proxy.url))
        assert [got.target for got in proxy.received] == [f"http://{HOST}/v2/callFlows"]
        assert [got.target for got in local.received] == ["/v2/callFlows"], "this computer is not reached through a proxy"
        assert not other.received


# -- a proxy that does not ------------------------------------------------------------------------


@pytest.mark.parametrize("url", [f"https://{HOST}", f"http://{HOST}"])
@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_dead_proxy_is_named(url: str, kind: str) -> None:
    with Loopback() as gone:
        port = gone.port
    exchange = through(f"{kind}://me:hunter2@127.0.0.1:{port}", url)
    assert "No connection to the proxy" in blamed(exchange, f"127.0.0.1:{port}")


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_proxy_whose_name_is_unknown_is_named(kind: str) -> None:
    exchange = through(f"{kind}://me:hunter2@no-such-proxy.invalid:8080")
    assert "could not be looked up" in blamed(exchange, "no-such-proxy.invalid:8080")


def test_a_proxy_that_wants_a_password_says_so() -> None:
    with Tunnel(said=b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as proxy:
        exchange = through(proxy.proxy_url.replace("//", "//me:hunter2@"))
    assert "user name and password" in blamed(exchange, f"127.0.0.1:{proxy.port}")


def test_a_proxy_that_refuses_the_host_gives_its_status() -> None:
    with Tunnel(said=b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as proxy:
        what = blamed(through(proxy.proxy_url), f"127.0.0.1:{proxy.port}")
    assert "403" in what
    assert HOST in what


def test_a_socks_proxy_that_refuses_the_host_is_named() -> None:
    with Socks(reply=2) as proxy:
        exchange = through(proxy.proxy_url)
    assert HOST in blamed(exchange, f"127.0.0.1:{proxy.port}")


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH\r\n\r\n"])
@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_what_is_no_proxy_at_all_is_blamed_for_it(said: bytes, kind: str) -> None:
    with Tunnel(said=said) as proxy:
        if kind == "socks5":
            proxy._serve = lambda connection: (connection.recv(99), connection.sendall(said or b"\5"), connection.close())  # type: ignore[assignment, method-assign, func-returns-value]
        blamed(through(f"{kind}://127.0.0.1:{proxy.port}"), f"127.0.0.1:{proxy.port}")


@pytest.mark.parametrize("options", [CallOptions(total_timeout=0.3), CallOptions(read_timeout=0.3)])
def test_a_proxy_that_is_silent_is_blamed_for_the_time(options: CallOptions) -> None:
    with Tunnel(delay=20) as proxy:
        what = blamed(through(proxy.proxy_url, options=options), f"127.0.0.1:{proxy.port}")
    assert "within 0.3 seconds" in what


# -- a host behind a proxy ------------------------------------------------------------------------


def test_a_bad_certificate_behind_a_proxy_is_the_hosts(authority: trustme.CA) -> None:
    with Tunnel(tls=served(authority, "other.example")) as proxy:
        exchange = through(proxy.proxy_url, authority=authority)
    assert failure(exchange) is FailureKind.TLS
    assert exchange.failure is not None
    assert HOST in exchange.failure.what


def test_a_silent_host_behind_a_proxy_is_the_hosts(authority: trustme.CA) -> None:
    with Tunnel([Answer(delay=20)], tls=served(authority, HOST)) as proxy:
        exchange = through(proxy.proxy_url, authority=authority, options=CallOptions(total_timeout=1))
    assert failure(exchange) is FailureKind.TIMEOUT
    assert exchange.failure is not None
    assert exchange.failure.what.startswith(HOST)


def test_the_environment_of_these_tests_holds_no_proxy() -> None:
    assert not [name for name in os.environ if name.lower().endswith("_proxy")]
