"""Path query: a JSONPath or a plain dotted path, compiled once, asked of many parsed bodies.

The same parser and the same filters as in the viewer (:mod:`query`); only the walking is another, because there are
objects to walk here.  Values come in the order of RFC 9535.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from jsonpath_rfc9535 import JSONPathError
from jsonpath_rfc9535 import selectors as kinds
from jsonpath_rfc9535.filter_expressions import FilterContext
from jsonpath_rfc9535.segments import JSONPathRecursiveDescentSegment
from jsonpath_rfc9535.selectors import JSONPathSelector

from workbench.inspect.query import Clock, Environment, OutOfTime, QueryError, parse

_CHECK_EVERY = 256
Select = Callable[[Any, Any], Iterable[Any]]
"""From a value and the root: what a selector names in it."""


@lru_cache(maxsize=512)
def compile_path(text: str, *, seconds: float = 1.0) -> PathQuery:
    """Raises :class:`QueryError`.  ``seconds`` is how long the query may look through one body.

    Kept, because expectations that take values from a data row are compiled for every row.
    """
    return PathQuery(text, seconds)


class PathQuery:
    """Made by :func:`compile_path`.  ``text`` is as it was written."""

    def __init__(self, text: str, seconds: float) -> None:
        self.text = text
        self._seconds = seconds
        self._clock = Clock()
        self._environment = Environment(self._clock)
        self._steps: list[tuple[bool, tuple[Select, ...]]] = []
        names: list[str] | None = []
        segments = parse(text, self._environment).segments
        for segment in segments:
            deep = isinstance(segment, JSONPathRecursiveDescentSegment)
            only = segment.selectors[0] if len(segment.selectors) == 1 and not deep else None
            if names is not None:
                names = [*names, only.name] if isinstance(only, kinds.NameSelector) else None
            self._steps.append((deep, tuple(self._select(selector) for selector in segment.selectors)))
        self._names = names
        # Without filters and depths, and with one selector a step, no more is found than there is in the body.
        self._is_plain = all(
            not deep and len(segment.selectors) == 1 and not isinstance(segment.selectors[0], kinds.FilterSelector)
            for (deep, _), segment in zip(self._steps, segments, strict=True)
        )

    def values(self, parsed: Any) -> list[Any]:
        """What the path names in a parsed body.  Raises :class:`QueryError` where a filter cannot be judged, or not in time."""
        if self._names is not None:
            for name in self._names:
                if not isinstance(parsed, dict) or name not in parsed:
                    return []
                parsed = parsed[name]
            return [parsed]
        if self._is_plain:
            level = [parsed]
            for _, selects in self._steps:
                level = [found for value in level for select in selects for found in select(value, parsed)]
            return level
        self._clock.deadline = time.monotonic() + self._seconds
        try:
            found: Iterable[Any] = (parsed,)
            for deep, selects in self._steps:
                found = self._stepped(_below(found) if deep else found, selects, parsed)
            return list(found)
        except OutOfTime:
            raise QueryError(f"The path took longer than {self._seconds:g} s in this body.", 0) from None
        except RecursionError:
            raise QueryError("This filter looks too deep.", 0) from None
        except JSONPathError:
            raise QueryError("This filter compares what cannot be compared.", 0) from None

    def _stepped(self, values: Iterable[Any], selects: tuple[Select, ...], root: Any) -> Iterator[Any]:
        deadline = self._clock.deadline
        for count, value in enumerate(values):
            if count % _CHECK_EVERY == 0 and time.monotonic() > deadline:
                raise OutOfTime
            for select in selects:
                yield from select(value, root)

    def _select(self, selector: JSONPathSelector) -> Select:
        if isinstance(selector, kinds.NameSelector):
            return _by_name(selector.name)
        if isinstance(selector, kinds.IndexSelector):
            return _by_index(selector.index)
        if isinstance(selector, kinds.SliceSelector):
            return _by_slice(selector.slice)
        if isinstance(selector, kinds.WildcardSelector):
            return lambda value, root: _children(value)
        assert isinstance(selector, kinds.FilterSelector)
        expression: Any = selector.expression

        def fits(value: Any, root: Any) -> bool:
            return bool(expression.evaluate(FilterContext(env=self._environment, current=value, root=root)))

        return lambda value, root: (child for child in _children(value) if fits(child, root))


def _by_name(name: str) -> Select:
    return lambda value, root: (value[name],) if isinstance(value, dict) and name in value else ()


def _by_index(index: int) -> Select:
    return lambda value, root: (value[index],) if isinstance(value, list) and -len(value) <= index < len(value) else ()


def _by_slice(wanted: slice) -> Select:
    # A step of 0 selects nothing in RFC 9535; Python would raise.
    return lambda value, root: value[wanted] if isinstance(value, list) and wanted.step != 0 else ()


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _below(values: Iterable[Any]) -> Iterator[Any]:
    """Each value and all below it, the outer before the inner, however deep."""
    for value in values:
        left = [value]
        while left:
            found = left.pop()
            yield found
            if isinstance(found, dict):
                left.extend(reversed(found.values()))
            elif isinstance(found, list):
                left.extend(reversed(found))
