"""Select: the values a JSONPath or a plain dotted path names, found on the lines.

The library parses the path and judges filters; walking is ours, because the document has no objects to walk:
names, places and wildcards are searches in the bytes and depths, so that 50 MB take a moment.  All members of
an equal key match.  Matches come in the order of the lines, each once, also where RFC 9535 would list one
twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from workbench.inspect.document import Document, Kind
from workbench.inspect.paths import Path
from workbench.inspect.seek import key_lines, member_lines, openers

if TYPE_CHECKING:
    from jsonpath_rfc9535.segments import JSONPathSegment
    from jsonpath_rfc9535.selectors import JSONPathSelector

    from workbench.inspect.query import Environment

_BATCH = 256 * 1024
"""Bytes of array items that are parsed at once for a filter."""


@dataclass(frozen=True, slots=True)
class Match:
    """``line`` is 0-based, the one the value begins on."""

    line: int
    path: Path


@dataclass(frozen=True, slots=True)
class Selection:
    """In the order of the lines.  ``complete`` is false where it ended early; ``why`` says so in a sentence."""

    matches: tuple[Match, ...]
    complete: bool
    why: str = ""


def select(
    document: Document,
    text: str,
    *,
    limit: int = 10_000,
    seconds: float = 5.0,
    stopped: Callable[[], bool] = lambda: False,
) -> Selection:
    """What a path names: JSONPath where it begins with ``$``, else a plain path as ``offer.items[0].sku`` or ``items[].sku``.

    In a body of several documents, in each of them.  Raises :class:`QueryError`.
    """
    lines, why = find_lines(document, text, limit=limit, seconds=seconds, stopped=stopped)
    matches = (Match(line, path) for line, path in zip(lines, document.paths(lines), strict=True))
    return Selection(tuple(matches), not why, why)


def find_lines(
    document: Document, text: str, *, limit: int, seconds: float, stopped: Callable[[], bool] = lambda: False
) -> tuple[list[int], str]:
    """The lines, and why they may not be all."""
    from workbench.inspect.query import Clock, Environment, OutOfTime, QueryError, parse

    deadline = time.monotonic() + seconds
    environment = Environment(Clock(deadline))
    segments = parse(text, environment).segments if text.strip() else ()
    if document.kind is not Kind.JSON or not text.strip():
        return [], ""
    found: dict[int, None] = {}
    try:
        for line in _Walk(document, environment, deadline, stopped).run(segments):
            if line not in found and len(found) >= limit:
                return sorted(found), f"Only the first {limit:,} matches are shown."
            found[line] = None
    except (_LateError, OutOfTime):
        return sorted(found), f"The search was stopped after {seconds:.0f} seconds."
    except _StoppedError:
        return sorted(found), "The search was stopped."
    except RecursionError:
        raise QueryError("This filter looks too deep.", 0) from None
    return sorted(found), ""


class _LateError(Exception):
    """The time is over."""


class _StoppedError(Exception):
    """The caller wants no more."""


class _Walk:
    """Lines in, lines out, one segment after the other; nothing is kept but the line at hand."""

    def __init__(self, document: Document, environment: Environment, deadline: float, stopped: Callable[[], bool]) -> None:
        self._document = document
        self._environment = environment
        self._deadline = deadline
        self._stopped = stopped
        self._count = 0

    def run(self, segments: tuple[JSONPathSegment, ...]) -> Iterator[int]:
        from jsonpath_rfc9535.segments import JSONPathRecursiveDescentSegment

        lines: Iterable[int] = self._document.each_child(-1)
        apart = True  # the lines ascend, and none stands inside another
        at = 0
        while at < len(segments):
            segment = segments[at]
            if isinstance(segment, JSONPathRecursiveDescentSegment):
                lines = self._below(self._outermost(lines if apart else iter(sorted(set(lines)))), segment.selectors)
                apart = False
            elif apart and at + 1 < len(segments) and (name := _every_name(segment, segments[at + 1])) is not None:
                lines = self._grandchildren(lines, name)
                at += 1
            else:
                lines = self._children(lines, segment.selectors)
            at += 1
        return self._ticking(lines)

    def _ticking(self, lines: Iterable[int]) -> Iterator[int]:
        for line in lines:
            self._tick()
            yield line

    def _tick(self) -> None:
        self._count += 1
        if self._count % 64 == 1:
            if self._stopped():
                raise _StoppedError
            if time.monotonic() > self._deadline:
                raise _LateError

    # -- one level ----------------------------------------------------------------------------------

    def _children(self, lines: Iterable[int], selectors: tuple[JSONPathSelector, ...]) -> Iterator[int]:
        for line in self._ticking(lines):
            if len(selectors) == 1:
                yield from self._selected(line, selectors[0])
            else:
                yield from sorted(set(chain.from_iterable(self._selected(line, selector) for selector in selectors)))

    def _selected(self, line: int, selector: JSONPathSelector) -> Iterator[int]:
        from jsonpath_rfc9535 import selectors as kinds

        document = self._document
        if isinstance(selector, kinds.NameSelector):
            return member_lines(document, line, selector.name)
        if isinstance(selector, kinds.WildcardSelector):
            return document.each_child(line)
        if isinstance(selector, kinds.FilterSelector):
            return self._filtered(line, selector.expression)
        if not document.opens(line) or not document.is_array(line):
            return iter(())
        if isinstance(selector, kinds.IndexSelector):
            return self._at(line, selector.index)
        assert isinstance(selector, kinds.SliceSelector)
        return self._slice(line, selector.slice)

    def _at(self, line: int, place: int) -> Iterator[int]:
        if place < 0:
            place += self._document.child_count(line)
        found = self._document.child(line, place) if place >= 0 else None
        return iter(()) if found is None else iter((found,))

    def _slice(self, line: int, wanted: slice) -> Iterator[int]:
        if wanted.step == 0:
            return iter(())
        places = range(*wanted.indices(self._document.child_count(line)))
        places = places if places.step > 0 else places[::-1]
        return islice(self._document.each_child(line, places.start), 0, max(0, places.stop - places.start), places.step)

    # -- many levels ----------------------------------------------------------------------------------

    def _outermost(self, lines: Iterable[int]) -> Iterator[int]:
        """Ascending lines, less those that stand inside an earlier one: what is below them is below that one too."""
        covered = -1
        for line in lines:
            if line >= covered:
                covered = self._document.stop(line)
                yield line

    def _below(self, lines: Iterable[int], selectors: tuple[JSONPathSelector, ...]) -> Iterator[int]:
        from jsonpath_rfc9535 import selectors as kinds

        document = self._document
        for line in lines:
            stop = document.stop(line)
            for selector in selectors:
                if isinstance(selector, kinds.NameSelector):
                    yield from key_lines(document, selector.name, line + 1, stop, self._tick)
                elif isinstance(selector, kinds.WildcardSelector):
                    yield from (n for n in range(line + 1, stop) if not document.closes(n))
                else:
                    for opener in openers(document, line, stop):
                        self._tick()
                        yield from self._selected(opener, selector)

    def _grandchildren(self, lines: Iterable[int], name: str) -> Iterator[int]:
        """``[*].name``: one search through the whole container, and not one for each of its children."""
        document = self._document
        for line in self._ticking(lines):
            depth = document.depth(line) + 2
            for found in key_lines(document, name, line + 1, document.stop(line), self._tick):
                if document.depth(found) == depth:
                    yield found

    # -- filters ----------------------------------------------------------------------------------------

    def _filtered(self, line: int, expression: Any) -> Iterator[int]:
        from jsonpath_rfc9535 import JSONPathError, JSONPathRecursionError
        from jsonpath_rfc9535.filter_expressions import FilterContext

        from workbench.inspect.query import QueryError
        from workbench.inspect.views import value_of

        root = value_of(self._document, self._root(line))
        for child, value in self._values(line):
            self._tick()
            try:
                if expression.evaluate(FilterContext(env=self._environment, current=value, root=root)):  # type: ignore[arg-type]
                    yield child
            except JSONPathRecursionError:
                raise QueryError("This filter looks too deep.", 0) from None
            except JSONPathError:
                raise QueryError("This filter compares what cannot be compared.", 0) from None

    def _root(self, line: int) -> int:
        while (parent := self._document.parent(line)) is not None:
            line = parent
        return line

    def _values(self, line: int) -> Iterator[tuple[int, object]]:
        """The children with their values; the items of an array are parsed many at a time."""
        from workbench.inspect.views import value_of

        document = self._document
        in_array = document.opens(line) and document.is_array(line)
        batch: list[int] = []
        begin = 0
        for child in document.each_child(line):
            at = document.line_start(child) if in_array else 0
            if batch and (not in_array or at - begin > _BATCH):
                yield from self._parsed(batch, begin, at)
                batch = []
            if not batch:
                begin = at
            if in_array:
                batch.append(child)
            else:
                yield child, value_of(document, child)
        if batch:
            yield from self._parsed(batch, begin, document.line_start(batch[-1]) + _BATCH)

    def _parsed(self, batch: list[int], begin: int, end: int) -> Iterator[tuple[int, object]]:
        from workbench.inspect.views import value_of

        document = self._document
        end = min(end, document.value_span(batch[-1])[1] if document.value_span(batch[-1])[1] - begin <= 2 * _BATCH else begin)
        values: list[object] = []
        if end > begin:
            try:
                values = json.loads(b"[" + document.pretty[begin:end].rstrip(b" \n,") + b"]")
            except (ValueError, RecursionError):
                values = []
        if len(values) == len(batch):
            yield from zip(batch, values, strict=True)
        else:
            yield from ((child, value_of(document, child)) for child in batch)


def _every_name(first: JSONPathSegment, second: JSONPathSegment) -> str | None:
    """The name, if the two segments are ``[*].name``."""
    from jsonpath_rfc9535.segments import JSONPathChildSegment
    from jsonpath_rfc9535.selectors import NameSelector, WildcardSelector

    if not (isinstance(first, JSONPathChildSegment) and isinstance(second, JSONPathChildSegment)):
        return None
    if len(first.selectors) != 1 or len(second.selectors) != 1 or not isinstance(first.selectors[0], WildcardSelector):
        return None
    only = second.selectors[0]
    return only.name if isinstance(only, NameSelector) else None
