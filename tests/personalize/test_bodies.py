"""Bodies: decoded to the last byte, never taken for whole when they are not, and never a bomb."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import zlib
from collections.abc import AsyncIterator, Callable

import pytest

from tests.personalize.calling import call, failure
from tests.support.loopback import Answer, Loopback
from workbench.domain import FailureKind
from workbench.personalize import CallOptions, bodies, still_encoded
from workbench.personalize.bodies import PIECE, BadEncodingError, BombError, TooLargeError, read_body

_DICE = random.Random(7)
BODY = json.dumps([_DICE.random() for _ in range(2000)]).encode()


def decode(encoding: str, *chunks: bytes, cap: int | None = 100 * 2**20) -> bytes:
    async def some() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    body, received = asyncio.run(read_body(some(), encoding, cap, lambda _: None))
    assert received == sum(map(len, chunks))
    return body


def packed(bits: int, data: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, bits)
    return engine.compress(data) + engine.flush()


@pytest.mark.parametrize(("encoding", "bits"), [("deflate", -15), ("deflate", 15), ("gzip", 31)])
def test_no_tail_is_lost_near_a_multiple_of_the_piece(encoding: str, bits: int) -> None:
    for times in (1, 2):
        for extra in (*range(-2, 60), 100, 257, 258, 259, 600):
            size = times * PIECE + extra
            assert len(decode(encoding, packed(bits, b"a" * size))) == size


@pytest.mark.parametrize(("encoding", "bits"), [("deflate", -15), ("deflate", 15), ("gzip", 31)])
@pytest.mark.parametrize("kept", [1, 11, 5000, -9, -1])
def test_a_body_that_ends_early_is_no_body(encoding: str, bits: int, kept: int) -> None:
    with pytest.raises(BadEncodingError, match="the body ends early"):
        decode(encoding, packed(bits, BODY)[:kept])


def test_a_truncated_gzip_body_is_a_failure_of_the_call() -> None:
    half = gzip.compress(BODY)[:2000]
    with Loopback([Answer(headers=(("Content-Encoding", "gzip"),), body=half)]) as server:
        exchange = call(server)
    assert failure(exchange) is FailureKind.PROTOCOL
    assert exchange.failure is not None
    assert "the body ends early" in exchange.failure.what
    assert exchange.failure.phase == "download"


def test_an_empty_body_is_empty_in_any_encoding() -> None:
    assert decode("gzip") == decode("deflate", b"") == b""


def test_members_of_gzip_are_joined_wherever_the_network_cuts_them() -> None:
    data = gzip.compress(b"one, ") + gzip.compress(b"two") + gzip.compress(b"")
    for at in range(len(data)):
        assert decode("gzip", data[:at], data[at:]) == b"one, two"
    assert decode("gzip", *(bytes([byte]) for byte in data)) == b"one, two"


@pytest.mark.parametrize("rest", [b"\0", b"\0" * 700, b"\r\n", b"garbage", b"\x1f"])
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_follows_the_end_is_ignored(encoding: str, rest: bytes) -> None:
    whole = packed(31 if encoding == "gzip" else 15, BODY)
    assert decode(encoding, whole + rest) == BODY
    assert decode(encoding, whole, rest) == BODY
    assert decode(encoding, whole, rest, rest) == BODY


def test_a_second_member_that_is_cut_off_is_noticed() -> None:
    with pytest.raises(BadEncodingError, match="the body ends early"):
        decode("gzip", gzip.compress(b"one") + gzip.compress(BODY)[:50])


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip, gzip", lambda b: gzip.compress(gzip.compress(b))),
        ("deflate, gzip", lambda b: gzip.compress(zlib.compress(b))),
        ("GZIP , X-Gzip", lambda b: gzip.compress(gzip.compress(b))),
        ("identity, gzip", gzip.compress),
        ("identity", bytes),
        ("", bytes),
    ],
)
def test_layers_are_taken_off_in_the_right_order(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    assert decode(encoding, pack(BODY)) == BODY
    assert still_encoded(encoding) == ""


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br", "br, gzip", ", ".join(["gzip"] * 6)])
def test_a_body_in_an_unknown_encoding_is_kept_as_it_came_and_says_so(encoding: str) -> None:
    with Loopback([Answer(headers=(("Content-Encoding", encoding),), body=b"\x1b\x00xyz")]) as server:
        exchange = call(server)
    assert exchange.response is not None
    assert exchange.response.body == b"\x1b\x00xyz"
    assert still_encoded(exchange.response.header("content-encoding")) == encoding


def test_without_a_cap_a_bomb_is_stopped_and_called_one() -> None:
    bomb = gzip.compress(b"\0" * 60_000_000, 9)
    with Loopback([Answer(headers=(("Content-Encoding", "gzip"),), body=bomb)]) as server:
        exchange = call(server, options=CallOptions(max_bytes=None))
    assert failure(exchange) is FailureKind.TOO_LARGE
    assert exchange.failure is not None
    assert "bomb" in exchange.failure.what


def test_a_bomb_inside_a_gzip_inside_a_gzip_is_stopped() -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 60_000_000, 9), 9)
    with pytest.raises(BombError):
        decode("gzip, gzip", bomb, cap=None)
    with pytest.raises(TooLargeError):
        decode("gzip, gzip", bomb, cap=2**20)


def test_an_honest_body_may_be_large_without_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BOMB_SIZE", 1000)
    assert decode("gzip", gzip.compress(BODY), cap=None) == BODY
    assert decode("", b"a" * 5000, cap=None) == b"a" * 5000
