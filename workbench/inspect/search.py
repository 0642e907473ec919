"""Search: plain, case, whole word, regular expression, over the laid-out bytes."""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass

BUDGET_SECONDS = 5.0
"""A regular expression is given this long in all; it is tried line by line, so that it can be stopped."""


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
    """In order.  ``complete`` is false where the limit or the time was reached first."""

    hits: tuple[Hit, ...]
    complete: bool


def find_hits(
    pretty: bytes,
    line_at: Callable[[int], int],
    starts: array[int],
    text: str,
    *,
    case: bool,
    whole_word: bool,
    regex: bool,
    limit: int,
) -> Hits:
    """Every hit up to ``limit``; none crosses a line."""
    if not text:
        return Hits((), complete=True)
    source = text if regex else re.escape(text)
    if whole_word:
        source = rf"(?<!\w){'(?:' + source + ')'}(?!\w)"
    try:
        pattern = re.compile(source, 0 if case else re.IGNORECASE)
    except re.error as wrong:
        raise SearchError(f"This is not a regular expression: {wrong.msg}.") from None
    if not regex and text.isascii():
        return _find_ascii(pretty, line_at, starts, source, case, limit)
    return _find_by_line(pretty, starts, pattern, limit)


def _find_ascii(pretty: bytes, line_at: Callable[[int], int], starts: array[int], source: str, case: bool, limit: int) -> Hits:
    """An ASCII needle is searched in the bytes at once, which is many times faster than line by line."""
    hits: list[Hit] = []
    for found in re.compile(source.encode(), 0 if case else re.IGNORECASE).finditer(pretty):
        if len(hits) >= limit:
            return Hits(tuple(hits), complete=False)
        line = line_at(found.start())
        head = pretty[starts[line] : found.start()]
        start = len(head) if head.isascii() else len(head.decode("utf-8", "replace"))
        hits.append(Hit(line, start, start + found.end() - found.start()))
    return Hits(tuple(hits), complete=True)


def _find_by_line(pretty: bytes, starts: array[int], pattern: re.Pattern[str], limit: int) -> Hits:
    deadline = time.monotonic() + BUDGET_SECONDS
    hits: list[Hit] = []
    for line, data in enumerate(pretty.split(b"\n")):
        text = data[:100_000].decode("utf-8", "replace")
        hits += [Hit(line, found.start(), found.end()) for found in pattern.finditer(text) if found.end() > found.start()]
        if len(hits) >= limit or (line % 64 == 0 and time.monotonic() > deadline):
            return Hits(tuple(hits[:limit]), complete=False)
    return Hits(tuple(hits), complete=True)
