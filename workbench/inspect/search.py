"""Search: plain, case, whole word, regular expression, over the laid-out lines.

The only module with the ``regex`` package: it lets other threads run while it searches, and it can be
stopped, which the standard library's cannot.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.inspect.lines import WINDOW

if TYPE_CHECKING:
    import regex

BUDGET_SECONDS = 5.0
"""What a search may take in all."""
_OVERLAP = 4096
"""Bytes that two pieces of one very long line have in common; a longer hit may be missed there."""
_CROSSING_MOST = 8
"""Hits across lines in one window, after which it is searched line by line."""


class SearchError(Exception):
    """A regular expression that is none, in plain words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters ``start`` to ``end`` of a line."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hits:
    """In order.  ``complete`` is false where the search ended early; ``why`` says so in a sentence."""

    hits: tuple[Hit, ...]
    complete: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Whole lines, or a part of one very long line.  A hit that begins at ``fresh_to`` or later is the next piece's."""

    text: str
    line: int
    column: int
    fresh_to: int


def find_hits(
    pretty: bytes,
    text: str,
    *,
    case: bool,
    whole_word: bool,
    regex: bool,
    limit: int,
    stopped: Callable[[], bool] = lambda: False,
    seconds: float = BUDGET_SECONDS,
) -> Hits:
    """Every hit up to ``limit``; none crosses a line, none is empty.  Raises :class:`SearchError`."""
    if not text:
        return Hits((), complete=True)
    pattern = _compile(text, case=case, whole_word=whole_word, regex=regex)
    deadline = time.monotonic() + seconds
    hits: list[Hit] = []
    try:
        for piece in _pieces(pretty):
            if stopped():
                return Hits(tuple(hits), complete=False, why="The search was stopped.")
            # A hit at the end of the piece before may reach into this one of the same line; the next begins behind it.
            last = hits[-1] if hits and piece.column and hits[-1].line == piece.line else None
            for hit in _hits_in(piece, pattern, deadline, max(0, last.end - piece.column) if last is not None else 0):
                if len(hits) >= limit:
                    return Hits(tuple(hits), complete=False, why=f"Only the first {limit:,} hits are shown.")
                hits.append(hit)
    except TimeoutError:
        return Hits(tuple(hits), complete=False, why=f"The search was stopped after {seconds:.0f} seconds.")
    return Hits(tuple(hits), complete=True)


def _compile(text: str, *, case: bool, whole_word: bool, regex: bool) -> regex.Pattern[str]:
    import regex as engine

    source = text if regex else engine.escape(text)
    if whole_word:
        source = rf"(?<!\w)(?:{source})(?!\w)"
    try:
        return engine.compile(source, engine.MULTILINE | (0 if case else engine.IGNORECASE))
    except engine.error as wrong:
        raise SearchError(f"This is not a regular expression: {wrong}.") from None
    except (OverflowError, MemoryError, RecursionError):
        raise SearchError("This regular expression is too large.") from None


def _pieces(pretty: bytes) -> Iterator[_Piece]:
    at = line = 0
    while at < len(pretty):
        end = pretty.rfind(b"\n", at, at + WINDOW) + 1 or len(pretty)
        if len(pretty) - at <= WINDOW:
            end = len(pretty)
        elif end == len(pretty):  # no line ends in the window
            end = pretty.find(b"\n", at + WINDOW) + 1 or len(pretty)
            yield from _long_line(pretty, at, end, line)
            at, line = end, line + 1
            continue
        text = pretty[at:end].decode("utf-8", "replace")
        yield _Piece(text, line, 0, len(text))
        at, line = end, line + pretty.count(b"\n", at, end)


def _long_line(pretty: bytes, start: int, end: int, line: int) -> Iterator[_Piece]:
    column = 0
    while start < end:
        stop = min(end, _character(pretty, start + WINDOW))
        more = min(end, _character(pretty, stop + _OVERLAP))
        text = pretty[start:more].decode("utf-8", "replace").removesuffix("\n")
        fresh = len(text) if stop == end else len(pretty[start:stop].decode("utf-8", "replace"))
        yield _Piece(text, line, column, fresh)
        start, column = stop, column + fresh


def _character(data: bytes, at: int) -> int:
    """The next place where a character begins."""
    while at < len(data) and 0x80 <= data[at] < 0xC0:
        at += 1
    return at


def _hits_in(piece: _Piece, pattern: regex.Pattern[str], deadline: float, at: int = 0) -> Iterator[Hit]:
    text, crossing = piece.text, 0
    line, begin = piece.line, 0
    while at <= len(text) and crossing < _CROSSING_MOST:
        for found in pattern.finditer(text, at, timeout=_left(deadline), concurrent=True):
            start, end = found.span()
            if start >= piece.fresh_to:
                return
            line += text.count("\n", begin, start)
            begin = text.rfind("\n", begin, start) + 1 or begin
            if text.find("\n", start, end) >= 0:
                # It runs on to the next line: look again where the line is the whole text, and go on behind it.
                crossing += 1
                stop = text.find("\n", start)
                yield from _in_line(text, start, stop, line, begin, piece.column, pattern, deadline)
                at = stop + 1
                break
            if end > start:
                yield Hit(line, piece.column + start - begin, piece.column + end - begin)
        else:
            return
    while at < len(text):
        line += text.count("\n", begin, at)
        begin = at
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        yield from _in_line(text, at, stop, line, begin, piece.column, pattern, deadline)
        at = stop + 1


def _in_line(
    text: str, start: int, stop: int, line: int, begin: int, column: int, pattern: regex.Pattern[str], deadline: float
) -> Iterator[Hit]:
    for found in pattern.finditer(text, start, stop, timeout=_left(deadline), concurrent=True):
        if found.end() > found.start():
            yield Hit(line, column + found.start() - begin, column + found.end() - begin)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
