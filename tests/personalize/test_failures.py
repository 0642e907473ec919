"""Failures: the kind, the limit or reason in the sentence, and no false alarm about what may have run."""

from __future__ import annotations

import ssl

import pytest
import trustme

from tests.personalize.calling import call, failure, served, trusting
from tests.support.loopback import Answer, Loopback
from workbench.domain import Failure, FailureKind
from workbench.personalize import CallOptions
from workbench.personalize.failures import cancelled, explain
from workbench.personalize.tls import tls_failure

CHUNKS = (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nhello\r\n")


# -- resets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [Answer(body=b"half", length=100), Answer(raw=b"".join(CHUNKS)), Answer(raw=b"HTTP/1.1 200 O")])
def test_a_connection_cut_in_the_answer_is_lost_and_not_improper(answer: Answer) -> None:
    with Loopback([answer]) as server:
        exchange = call(server)
    assert failure(exchange) is FailureKind.RESET


def test_a_header_that_is_no_header_is_our_fault_and_nothing_leaves() -> None:
    with Loopback() as server:
        exchange = call(server, extra_headers=(("X-Odd", "two\nlines"),))
        assert server.received == []
    assert failure(exchange) is FailureKind.PROTOCOL
    assert exchange.failure is not None
    assert "extra headers" in exchange.failure.next


def test_a_url_that_is_none_is_our_fault_too() -> None:
    exchange = call(url="http://[::1")
    assert failure(exchange) is FailureKind.PROTOCOL
    assert exchange.failure is not None
    assert "base URL" in exchange.failure.next


# -- limits ---------------------------------------------------------------------------------------


def test_silence_has_a_limit_of_its_own_and_the_sentence_says_which() -> None:
    with Loopback([Answer(delay=20)]) as server:
        exchange = call(server, options=CallOptions(read_timeout=0.3, total_timeout=25))
    assert failure(exchange) is FailureKind.TIMEOUT
    assert exchange.failure is not None
    assert "sent nothing for 0.3 seconds, the limit for silence" in exchange.failure.what
    assert "may still have run" in exchange.failure.next
    assert exchange.timing.total < 5000


def test_an_answer_that_keeps_coming_is_not_silence() -> None:
    chunks = tuple(b"abcdefgh")
    with Loopback([Answer(chunks=tuple(bytes([c]) for c in chunks), pause=0.1)]) as server:
        exchange = call(server, options=CallOptions(read_timeout=0.5))
    assert exchange.response is not None
    assert exchange.response.body == b"abcdefgh"
    assert exchange.timing.total > 700


@pytest.mark.parametrize("none", [None, 0])
def test_without_a_limit_for_silence_only_the_whole_counts(none: float | None) -> None:
    with Loopback([Answer(delay=20)]) as server:
        exchange = call(server, options=CallOptions(read_timeout=none, total_timeout=0.3))
    assert failure(exchange) is FailureKind.TIMEOUT
    assert exchange.failure is not None
    assert "0.3 seconds, the limit for the whole call" in exchange.failure.what


@pytest.mark.parametrize(
    ("options", "limit"),
    [(CallOptions(connect_timeout=0.3), "limit for connecting"), (CallOptions(total_timeout=0.3), "limit for the whole")],
)
def test_a_host_that_never_finishes_tls_executed_nothing(options: CallOptions, limit: str) -> None:
    with Loopback([Answer(delay=20)]) as server:
        exchange = call(url=server.url.replace("http:", "https:"), options=options)
    assert failure(exchange) is FailureKind.TIMEOUT
    assert exchange.failure is not None
    assert exchange.failure.phase == "tls"
    assert limit in exchange.failure.what
    assert "may still have run" not in exchange.failure.next
    assert "nothing was executed" in exchange.failure.next


@pytest.mark.parametrize("phase", ["dns", "connect", "tls", "send", "waiting", "download"])
def test_only_what_had_left_may_have_run(phase: str) -> None:
    early = phase in ("dns", "connect", "tls")
    for made in (explain(TimeoutError(), "host", phase, CallOptions()), cancelled(phase)):
        assert ("may still have run" in made.next) is not early
        assert ("nothing was executed" in made.next) is early


# -- TLS ------------------------------------------------------------------------------------------


def refused(code: int | None, message: str) -> Failure:
    """As truststore raises it on Windows and macOS."""
    problem = ssl.SSLCertVerificationError(message)
    problem.verify_message = message
    if code is not None:
        problem.verify_code = code
    return tls_failure("host.test", problem)


@pytest.mark.parametrize(
    ("code", "message", "reason"),
    [
        (0x800B0109, "Eine Zertifikatkette wurde zwar verarbeitet, endete jedoch mit einem Stammzertifikat", "authority"),
        (0x800B0109 - 2**32, "…", "authority"),
        (0x800B010A, "A certificate chain could not be built to a trusted root authority.", "authority"),
        (0x800B010F, "The certificate's CN name does not match the passed value.", "another host"),
        (0x800B0101, "Ein erforderliches Zertifikat befindet sich nicht im Gültigkeitszeitraum", "expired or is not valid yet"),
        (0x800B010C, "A certificate was explicitly revoked by its issuer.", "revoked"),
        (-67843, "“host.test” certificate is not trusted", "authority"),
        (-67602, "“host.test” certificate name does not match input", "another host"),
        (-67818, "“host.test” certificate is expired", "expired"),
        (None, "“host.test” certificate is not trusted", "authority"),
        (None, "“host.test” certificate name does not match input", "another host"),
    ],
)
def test_the_reasons_of_windows_and_macos_are_understood(code: int | None, message: str, reason: str) -> None:
    made = refused(code, message)
    assert made.kind is FailureKind.TLS
    assert reason in made.what
    assert made.detail == message


def test_a_reason_nobody_knows_is_told_in_the_systems_own_words() -> None:
    made = refused(0x800B0110, "The certificate is not valid for the requested usage")
    assert made.what == "No secure connection to host.test: The certificate is not valid for the requested usage."
    assert refused(1, "").what == "No secure connection to host.test could be made."


def test_what_the_system_says_reaches_the_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way: raised in the handshake, wrapped by anyio, httpcore and httpx."""
    authority = trustme.CA()
    shake = ssl.SSLObject.do_handshake

    def shake_and_refuse(self: ssl.SSLObject) -> None:
        shake(self)
        problem = ssl.SSLCertVerificationError("Ein Stammzertifikat ist nicht vertrauenswürdig")
        problem.verify_code = 0x800B0109
        raise problem

    monkeypatch.setattr(ssl.SSLObject, "do_handshake", shake_and_refuse)
    with Loopback(tls=served(authority, "localhost")) as server:
        exchange = call(server, context=trusting(authority))
    assert failure(exchange) is FailureKind.TLS
    assert exchange.failure is not None
    assert "authority" in exchange.failure.what
