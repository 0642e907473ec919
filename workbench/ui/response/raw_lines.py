"""The body as it came, as lines; a line without end is cut into rows, so that a hundred megabytes on one line can be looked at."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.inspect import Document

MOST = 4_096
"""Bytes of a row; what is longer goes on in the next."""
HEX_ROWS = 65_536


class RawLines:
    """Immutable; ``spans`` are none, nothing folds."""

    def __init__(self, data: bytes, starts: array[int], encoding: str) -> None:
        self._data = data
        self._starts = starts
        self._encoding = encoding

    @property
    def line_count(self) -> int:
        return len(self._starts) - 1

    def line(self, n: int) -> str:
        return self._data[self._starts[n] : self._starts[n + 1]].decode(self._encoding, "replace").rstrip("\r\n")

    def spans(self, n: int) -> Sequence[tuple[int, int, str]]:
        return ()

    def fold_end(self, n: int) -> int | None:
        return None

    def opens(self, n: int) -> bool:
        return False

    def text_between(self, first: int, last: int) -> str:
        """As it came, also where a line was cut into rows."""
        return self._data[self._starts[first] : self._starts[last + 1]].decode(self._encoding, "replace").removesuffix("\n")


def raw_lines(document: Document, stopped: Callable[[], bool] = lambda: False) -> RawLines:
    """The rows of a document's bytes: text as text, anything else as a table of hexadecimal numbers.  Takes time with the size."""
    if document.kind.value == "binary":
        from workbench.inspect import hexdump

        data, encoding = "\n".join(hexdump(document.raw, 0, HEX_ROWS)).encode(), "utf-8"
    elif document.encoding in ("utf-8", "ascii"):
        data, encoding = document.raw, "utf-8"
    else:
        # Cutting rows needs an encoding in which the middle of a character can be told.
        data, encoding = document.raw.decode(document.encoding, "replace").encode("utf-8", "replace"), "utf-8"
    return RawLines(data, _starts(data, stopped), encoding)


def _starts(data: bytes, stopped: Callable[[], bool]) -> array[int]:
    starts, at, count = array("Q"), 0, 0
    while at < len(data):
        starts.append(at)
        count += 1
        if count % 65_536 == 0 and stopped():
            break
        end = data.find(b"\n", at, at + MOST)
        at = end + 1 if end >= 0 else _between_characters(data, min(at + MOST, len(data)))
    starts.append(at)
    return starts


def _between_characters(data: bytes, at: int) -> int:
    """The nearest place at or before ``at`` that is not inside a UTF-8 character."""
    for back in range(4):
        if at - back >= len(data) or data[at - back] & 0xC0 != 0x80:
            return at - back
    return at  # no UTF-8 at all
