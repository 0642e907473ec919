"""Values as slices of the laid-out bytes: nothing is built for what nobody looks into.

A value is where its bytes begin and end.  Two values that stand at the same path have the same indent, so
equal bytes are equal values, and comparing them is one comparison of bytes.  Only what differs is taken
apart, one level at a time, by searching for the lines at its children's indent.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from workbench.inspect.document import Document

DEEPEST = 99
"""Levels that are taken apart; the layout indents no further, and a deeper difference is one change."""
WINDOW = 1 << 20
"""Bytes that one call into C looks at, so that other threads get their turn every few milliseconds."""
CHUNK = 1 << 14
"""Items that are worked on in one go, for the same reason."""
SHORT = 80
"""Characters of a value in a list of differences."""


@dataclass(slots=True)
class Value:
    """``start`` is the first byte of its first line, ``at`` of the value itself; ``end`` is past its last, less the comma."""

    start: int
    at: int
    end: int
    depth: int
    key: str | None = None


@dataclass(slots=True)
class Items:
    """The items of an array as two arrays of offsets; a :class:`Value` is made for those that are looked into.

    They are no lists, because to free hundreds of thousands of numbers one by one takes too long.
    """

    depth: int
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self.starts)

    def value(self, place: int) -> Value:
        start = self.starts[place]
        return Value(start, start + 2 * self.depth, self.ends[place], self.depth)


class Side:
    """One document, left or right."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.data = document.pretty

    # -- lines ------------------------------------------------------------------------------------

    def line(self, offset: int) -> int:
        """The 0-based line a byte stands in."""
        return self.document.line_at(offset)

    def lines_of(self, value: Value) -> range:
        return self.lines_between(value.start, value.end)

    def lines_between(self, start: int, end: int) -> range:
        """The lines of the bytes ``start`` to ``end``; the first is counted even where it is empty."""
        return range(self.line(start), self.line(max(start, end - 1)) + 1)

    # -- what a value is --------------------------------------------------------------------------

    def kind(self, value: Value) -> str:
        """``{``, ``[``, ``"`` (text), ``1`` (number), ``t`` (true, false) or ``n`` (null, and what is no JSON)."""
        first = self.data[value.at : value.at + 1].decode("latin-1")
        if first and first in '{["':
            return first
        if first == "-" or first.isdigit():
            return "1"
        return "t" if first and first in "tf" else "n"

    def opens(self, value: Value) -> bool:
        """Whether it is a container that can be taken apart."""
        return value.depth < DEEPEST and self.kind(value) in "{["

    def text(self, value: Value) -> bytes:
        return self.data[value.at : value.end]

    def is_closed(self, value: Value) -> bool:
        """Whether the last line is the closing bracket: always, but in a broken document."""
        return self.inside(value)[1] < value.end

    def inside(self, value: Value) -> tuple[int, int]:
        """The bytes between the opening and the closing line; each stretch begins at a line break.  Empty for ``{}``."""
        opened = self.data.find(b"\n", value.at, value.end)
        if opened < 0:
            return value.end, value.end
        last = self.data.rfind(b"\n", value.at, value.end)
        indent = last + 1 + 2 * value.depth
        closes = self.data[indent : indent + 1] in (b"}", b"]") and not self.data[last + 1 : indent].strip(b" ")
        return opened, last if closes else value.end

    def short(self, value: Value) -> str:
        """At most :data:`SHORT` characters of a scalar; ``{3}`` or ``[3]`` for containers."""
        kind = self.kind(value)
        if kind in "{[":
            count = len(self.places(value)) if value.depth < DEEPEST else "…"
            return f"{{{count}}}" if kind == "{" else f"[{count}]"
        text = self.data[value.at : min(value.end, value.at + 4 * SHORT + 4)].decode("utf-8", "replace")
        return text if len(text) <= SHORT else f"{text[:SHORT]}…"

    # -- taking apart -----------------------------------------------------------------------------

    def roots(self) -> list[Value]:
        """One value, or several where a body holds several documents."""
        size = len(self.data)
        closer = {b"{": b"\n}", b"[": b"\n]"}.get(self.data[:1])
        if self.document.line_count == 1 or (closer is not None and self.find(closer, 0, size) == size - 2):
            return [Value(0, 0, size, 0)]
        starts = [0, *(found.start() + 1 for found in scan(_item_pattern(0), self.data, 0, size))]
        ends = [*(start - 1 for start in starts[1:]), size]
        return [Value(start, start, end, 0) for start, end in zip(starts, ends, strict=True)]

    def places(self, value: Value) -> array[int]:
        """Where the lines of the direct children begin."""
        opened, closing = self.inside(value)
        pattern, starts = _item_pattern(value.depth + 1), array("q")
        for start, stop in _windows(self.data, opened, closing):
            starts.extend([found.start() + 1 for found in pattern.finditer(self.data, start, stop)])
        if opened < closing and (not starts or starts[0] != opened + 1):
            starts.insert(0, opened + 1)  # a broken document: whatever stands there is the first
        return starts

    def items(self, value: Value) -> Items:
        """The items of an array."""
        starts = self.places(value)
        data, ends = self.data, array("q")
        for k in range(1, len(starts) + 1, CHUNK):
            # The line before the next item ends with a comma (44), which belongs to neither.
            ends.extend([start - 2 if data[start - 2] == 44 else start - 1 for start in starts[k : k + CHUNK]])
        if starts:
            closing = self.inside(value)[1]
            ends.append(closing - 1 if data[closing - 1] == 44 else closing)
        return Items(value.depth + 1, starts, ends)

    def members(self, value: Value) -> list[Value]:
        """The members of an object, with their keys."""
        items = self.items(value)
        pattern, data, depth = _key_pattern(), self.data, value.depth + 1
        made = []
        for start, end in zip(items.starts, items.ends, strict=True):
            found = pattern.match(data, start, end)
            if found is None:
                made.append(Value(start, min(end, start + 2 * depth), end, depth))
            else:
                made.append(Value(start, found.end(), max(found.end(), end), depth, plain(found.group(1))))
        return made

    def scalar_member(self, at: int, line: bytes, depth: int) -> Value | None:
        """The member on a line that begins at ``at``; ``None`` where there is none of this depth, or it is a container."""
        found = _key_pattern().match(line)
        if found is None or found.start(1) != 2 * depth + 1 or line.endswith((b"{", b"[")):
            return None
        size = len(line) - line.endswith(b",")
        return Value(at, at + found.end(), at + max(found.end(), size), depth, plain(found.group(1)))

    def hashes(self, items: Items) -> array[int]:
        """One hash for each item's bytes.  They are 64 bits, keyed anew in each process; equal ones are taken for equal bytes."""
        data, skip, made = self.data, 2 * items.depth, array("q")
        for k in range(0, len(items), CHUNK):
            part = zip(items.starts[k : k + CHUNK], items.ends[k : k + CHUNK], strict=True)
            made.extend([hash(data[start + skip : end]) for start, end in part])
        return made

    def find(self, needle: bytes, start: int, end: int) -> int:
        """``bytes.find``, a window at a time; the needle is short."""
        while start < end:
            stop = min(end, start + WINDOW)
            at = self.data.find(needle, start, min(end, stop + len(needle)))
            if at >= 0:
                return at
            start = stop
        return -1


def same_bytes(left: Side, one: Value, right: Side, other: Value) -> bool:
    """Whether two values are spelled the same; without ever copying more than a window."""
    size = one.end - one.at
    if size != other.end - other.at:
        return False
    for k in range(0, size, WINDOW):
        stop = min(size, k + WINDOW)
        if left.data[one.at + k : one.at + stop] != right.data[other.at + k : other.at + stop]:
            return False
    return True


def scan(pattern: re.Pattern[bytes], data: bytes, start: int, end: int) -> Iterator[re.Match[bytes]]:
    """``finditer``, a window at a time.  ``start`` is at a line break, and the pattern begins with one and ends on its line."""
    for at, stop in _windows(data, start, end):
        yield from pattern.finditer(data, at, stop)


def _windows(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches that end before a line break."""
    while start < end:
        stop = data.find(b"\n", min(end, start + WINDOW), end) if end - start > WINDOW else end
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop


@lru_cache(maxsize=256)
def _item_pattern(depth: int) -> re.Pattern[bytes]:
    """A line at this depth that is no closing bracket."""
    return re.compile(rb"\n {%d}(?![ \]}])" % (2 * depth))


@lru_cache(maxsize=1)
def _key_pattern() -> re.Pattern[bytes]:
    return re.compile(rb' *"([^"\\]*(?:\\.[^"\\]*)*)": ?')


def plain(escaped: bytes) -> str:
    """The text of a string's inside, without its escapes."""
    text = escaped.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
