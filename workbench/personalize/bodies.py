"""Read a response body as a stream: decoded, counted, and never larger than was agreed.

httpx decodes a whole chunk at once, so a few kilobytes of a compression bomb would already fill the
memory; here zlib hands out its output in pieces and stops at the cap.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable, Iterator

PIECE = 256 * 1024
"""Decoded bytes taken at a time."""

MOST_CODINGS = 5
"""Layers of compression that are taken off; nobody means more, and each multiplies the work."""

BOMB_RATIO = 200
BOMB_SIZE = 50 * 2**20
"""Without a cap, a body that is both this many times larger than what came and larger than this is stopped."""

_GZIP_START = b"\x1f\x8b"


class TooLargeError(Exception):
    """The decoded body passed the cap.  Carries no part of it."""


class BombError(TooLargeError):
    """There was no cap, and the body unpacked to what only a compression bomb unpacks to."""


class BadEncodingError(Exception):
    """The body is not in the encoding its header names."""


def codings(header: str) -> tuple[str, ...] | None:
    """What a ``Content-Encoding`` lists, in the order it was applied; ``None`` where one of it is not known here."""
    named = (part.strip().lower().removeprefix("x-") for part in header.split(","))
    found = tuple(part for part in named if part not in ("", "identity"))
    known = len(found) <= MOST_CODINGS and all(part in ("gzip", "deflate") for part in found)
    return found if known else None


def still_encoded(header: str) -> str:
    """The ``Content-Encoding`` a body was kept in, because it is not known here; empty where it was decoded."""
    return header.strip() if codings(header) is None else ""


class _Inflate:
    """One layer of gzip, zlib or raw deflate, several gzip members included; yields pieces of at most :data:`PIECE`."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._engine: zlib._Decompress | None = None
        self._between = b""  # bytes after a gzip member, too few yet to tell another one from padding
        self._begun = self._ended = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Raises :class:`BadEncodingError` where the bytes are not what they should be."""
        while data and not self._ended:
            if self._engine is None:
                data = self._open(data)
            if self._engine is not None:
                yield from self._drain(self._engine, data)
                data = self._engine.unused_data
                if self._engine.eof:
                    self._engine = None
                    self._ended = self._coding != "gzip"

    def finish(self) -> None:
        """Raises :class:`BadEncodingError` if more should have come."""
        if self._engine is not None:
            raise BadEncodingError(f"the body ends early: its {self._coding} data is cut off")

    def _drain(self, engine: zlib._Decompress, data: bytes) -> Iterator[bytes]:
        """All that the input gives.  A full piece may leave output inside zlib although no input is left."""
        while True:
            try:
                out = engine.decompress(data, PIECE)
            except zlib.error as wrong:
                raise BadEncodingError(f"the body is not {self._coding}: {wrong}") from None
            if out:
                yield out
            data = engine.unconsumed_tail
            if engine.eof or (not data and len(out) < PIECE):
                return

    def _open(self, data: bytes) -> bytes:
        """Start on a stream, or on the next gzip member; the bytes to go on with.  Padding after the end is passed over."""
        if self._coding == "gzip":
            if self._begun:
                data = (self._between + data).lstrip(b"\0")
                self._between = data if len(data) < len(_GZIP_START) else b""
                if len(data) < len(_GZIP_START):
                    return b""
                if not data.startswith(_GZIP_START):
                    self._ended = True
                    return b""
            bits = 16 + zlib.MAX_WBITS
        else:
            # "deflate" means zlib by the standard and raw deflate by some servers; the first byte tells.
            bits = zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS
        self._begun = True
        self._engine = zlib.decompressobj(bits)
        return data


class _Layers:
    """Several codings, taken off in the reverse of the order in which they were applied."""

    def __init__(self, applied: tuple[str, ...]) -> None:
        self._layers = [_Inflate(coding) for coding in reversed(applied)]

    def feed(self, data: bytes, layer: int = 0) -> Iterator[bytes]:
        if layer == len(self._layers):
            yield data
            return
        for part in self._layers[layer].feed(data):
            yield from self.feed(part, layer + 1)

    def finish(self) -> None:
        for layer in self._layers:
            layer.finish()


async def read_body(chunks: AsyncIterator[bytes], encoding: str, cap: int | None, on_bytes: Callable[[int], None]) -> tuple[bytes, int]:
    """The decoded body and the number of bytes on the network.

    ``encoding`` is the ``Content-Encoding`` as it came; a body in one that is not known here is kept as it
    came (:func:`still_encoded` tells).  ``on_bytes`` is told the network bytes so far.  Raises
    :class:`TooLargeError` as soon as the decoded body would pass ``cap`` bytes, :class:`BombError` where there
    is no cap and it is needed, :class:`BadEncodingError` where the body cannot be decoded or ends early.
    """
    parts: list[bytes] = []
    decoded = received = 0
    layers = _Layers(codings(encoding) or ())
    async for chunk in chunks:
        received += len(chunk)
        for part in layers.feed(chunk):
            decoded += len(part)
            _refuse_too_large(decoded, received, cap)
            parts.append(part)
        on_bytes(received)
    layers.finish()
    return b"".join(parts), received


def _refuse_too_large(decoded: int, received: int, cap: int | None) -> None:
    if cap is not None and decoded > cap:
        raise TooLargeError
    if cap is None and decoded > BOMB_SIZE and decoded > BOMB_RATIO * received:
        raise BombError
