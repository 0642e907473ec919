"""What is unusual in a document, and on which line: duplicate keys, large integers, halves of characters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.inspect.lines import Lines, windows
from workbench.inspect.structure import Structure

VALUES_UP_TO = 100_000_000
"""Bytes up to which values are looked at one by one; all of it takes more than a second."""
_KEYS_TOLD = 20
_PLACES_TRIED = 100_000
_ZEROS = bytes(48 if 48 <= c <= 57 else c for c in range(256))
_INTEGER = re.compile(rb' *+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+": ?)?-?(\d{16,}),?(?=\n|\Z)')
_EXACT = str(2**53)
_HALVES = re.compile(rb"\\u[dD](?:([89abAB])|[c-fC-F])[0-9a-fA-F]{2}")
_LOW = re.compile(rb"\\u[dD][c-fC-F]")


@dataclass(slots=True)
class Values:
    """What one pass over the values of a body shows: keys that stand more than once in one object, the first integer
    that a double does not hold.  ``parsed`` is false where the pass did not reach the end."""

    doubled: dict[str, None] = field(default_factory=dict)
    large: str = ""
    parsed: bool = False

    def pairs(self, items: list[tuple[str, Any]]) -> None:
        if len(dict(items)) < len(items):
            seen: set[str] = set()
            for key, _ in items:
                if key in seen:
                    self.doubled[key] = None
                seen.add(key)

    def integer(self, digits: str) -> None:
        if len(digits) > 15 and not self.large and beyond(digits.removeprefix("-"), _EXACT):
            self.large = digits.removeprefix("-")


def look_at_values(data: bytes) -> Values:
    """Parse a body, as far as it can be parsed, without keeping anything of it."""
    found = Values()
    if len(data) > VALUES_UP_TO:
        return found
    # Python functions for numbers, so that other threads get their turn; and Python reads no number of 5,000 digits.
    decoder = json.JSONDecoder(object_pairs_hook=found.pairs, parse_int=found.integer, parse_float=_passed)
    try:
        text = data.decode()
        at = _blank(text, 0)
        while at < len(text):  # one document, or several
            at = _blank(text, decoder.raw_decode(text, at)[1])
        found.parsed = True
    except (ValueError, RecursionError):
        pass
    return found


def _passed(number: str) -> None:
    """A number that is not looked at."""


def _blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def unusual_places(lines: Lines, structure: Structure, values: Values) -> Iterator[tuple[str, int | None]]:
    """Sentences with their lines."""
    doubled = list(values.doubled)
    for key in doubled[:_KEYS_TOLD]:
        yield f"The key “{key[:80]}” stands more than once in one object; most readers keep only the last.", _second(lines, structure, key)
    if len(doubled) > _KEYS_TOLD:
        yield f"{len(doubled) - _KEYS_TOLD:,} more keys stand more than once in one object.", None
    if (values.large or not values.parsed) and (large := _large(lines)) is not None:
        digits, line = large
        yield f"The number {digits[:30]} is beyond 2⁵³; JavaScript would round it.", line
    if (half := _half(lines.data)) is not None:
        yield "A text holds half a character (a lone surrogate, \\ud…); many readers refuse it.", lines.at(half)


def _second(lines: Lines, structure: Structure, key: str) -> int | None:
    """The line where a key stands for the second time in one object."""
    parents: set[int | None] = set()
    spellings = {json.dumps(key, ensure_ascii=plain).encode("utf-8", "replace") + b":" for plain in (True, False)}
    places = sorted(line for spelling in spellings for line in _key_lines(lines, spelling))
    for line in places:
        parent = structure.parent(line)
        if parent in parents:
            return line
        parents.add(parent)
    return None


def _key_lines(lines: Lines, spelling: bytes) -> Iterator[int]:
    data, at = lines.data, -1
    for _ in range(_PLACES_TRIED):
        at = data.find(spelling, at + 1)
        if at < 0:
            return
        if not data[data.rfind(b"\n", 0, at) + 1 : at].strip(b" "):
            yield lines.at(at)


def _large(lines: Lines) -> tuple[str, int] | None:
    """The first integer that a double does not hold."""
    data = lines.data
    tried = 0
    for start, end in windows(data):
        zeros = data[start:end].translate(_ZEROS)
        at = zeros.find(b"0" * 16)
        while at >= 0 and tried < _PLACES_TRIED:
            begin = data.rfind(b"\n", 0, start + at) + 1
            found = _INTEGER.match(data, begin)
            if found is not None and beyond(found.group(1).decode(), _EXACT):
                return found.group(1).decode(), lines.at(begin)
            tried += 1
            line_end = zeros.find(b"\n", at)
            at = zeros.find(b"0" * 16, line_end) if line_end >= 0 else -1
    return None


def beyond(digits: str, most: str) -> bool:
    """Whether one number is larger, neither having leading zeros; as text, since Python does not read thousands of digits."""
    return (len(digits), digits) > (len(most), most)


def _half(data: bytes) -> int | None:
    """Where the first escape stands that is half a character without its other half."""
    if b"\\ud" not in data and b"\\uD" not in data:
        return None
    paired = -1
    for found in _HALVES.finditer(data):
        at = found.start()
        if at < paired or _escaped(data, at):
            continue
        if found.group(1) is None or not _LOW.match(data, found.end()):
            return at
        paired = found.end() + 6
    return None


def _escaped(data: bytes, at: int) -> bool:
    """Whether the backslash at this place is itself escaped."""
    before = at
    while before and data[before - 1] == 92:
        before -= 1
    return (at - before) % 2 == 1
