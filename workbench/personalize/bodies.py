"""Read a response body as a stream: decoded, counted, and never larger than was agreed.

httpx decodes a whole chunk at once, so a few kilobytes of a compression bomb would already fill the
memory; here zlib hands out its output in pieces and stops at the cap.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable, Iterator

PIECE = 256 * 1024
"""Decoded bytes taken at a time."""


class TooLargeError(Exception):
    """The decoded body passed the cap.  Carries no part of it."""


class BadEncodingError(Exception):
    """The body is not in the encoding its header names."""


class _Inflate:
    """gzip, zlib or raw deflate, several gzip members included; yields pieces of at most :data:`PIECE`."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._engine: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._engine is None:
                self._engine = self._open(data)
            try:
                out = self._engine.decompress(data, PIECE)
            except zlib.error as wrong:
                raise BadEncodingError(f"the body is not {self._encoding}: {wrong}") from None
            data = self._engine.unconsumed_tail
            if out:
                yield out
            if self._engine.eof:
                data = self._engine.unused_data if self._encoding == "gzip" else b""
                self._engine = None
                if not data.startswith(b"\x1f\x8b"):
                    return  # padding after the last member, or the end

    def _open(self, data: bytes) -> zlib._Decompress:
        if self._encoding == "gzip":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        # "deflate" means zlib by the standard and raw deflate by some servers; the first byte tells.
        wrapped = data[0] & 0x0F == 8
        return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


async def read_body(chunks: AsyncIterator[bytes], encoding: str, cap: int | None, on_bytes: Callable[[int], None]) -> tuple[bytes, int]:
    """The decoded body and the number of bytes on the network.

    ``on_bytes`` is told the network bytes so far.  Raises :class:`TooLargeError` as soon as the decoded
    body would pass ``cap`` bytes, :class:`BadEncodingError` where it cannot be decoded.
    """
    parts: list[bytes] = []
    decoded = received = 0
    inflate = _Inflate(encoding) if encoding in ("gzip", "deflate") else None
    async for chunk in chunks:
        received += len(chunk)
        for part in inflate.feed(chunk) if inflate is not None else (chunk,):
            decoded += len(part)
            if cap is not None and decoded > cap:
                raise TooLargeError
            parts.append(part)
        on_bytes(received)
    return b"".join(parts), received
