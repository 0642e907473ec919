"""Views: the values of a document as the filters of the library want them, made only where they look.

The library asks ``isinstance(value, dict)`` and ``list``, so the views are subclasses that answer from the
document.  Small values are parsed at once, which is faster than many small answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from workbench.inspect.document import Document, unescape
from workbench.inspect.seek import member_lines

PARSED_UP_TO = 1 << 16
"""Bytes of a container that is parsed as a whole."""
_decode = json.JSONDecoder(strict=False).decode


def value_of(document: Document, n: int) -> object:
    """The value that begins on line ``n``: a parsed one, or a view of it."""
    start, end = document.value_span(n)
    if end - start <= PARSED_UP_TO or not document.opens(n):
        try:
            return _decode(document.pretty[start:end].decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            pass
    if document.opens(n):
        return ObjectView(document, n) if document.is_object(n) else ArrayView(document, n)
    return _odd(document.pretty[start:end])


def _odd(text: bytes) -> object:
    """A scalar that is not JSON, or a number Python does not read: a number if it is one, else its text."""
    if text[:1] == b'"':
        return unescape(text.strip(b'"'))
    try:
        return float(text)
    except ValueError:
        return text.decode("utf-8", "replace")


class ObjectView(dict[str, Any]):
    """Of equal keys the last one counts, as most readers take it; the length counts them all."""

    def __init__(self, document: Document, n: int) -> None:
        super().__init__()
        self._document, self._line = document, n

    def __getitem__(self, key: str) -> Any:
        line = max(member_lines(self._document, self._line, key), default=None)
        if line is None:
            raise KeyError(key)
        return value_of(self._document, line)

    def __len__(self) -> int:
        return self._document.child_count(self._line)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.items())

    def items(self) -> Any:
        for line in self._document.each_child(self._line):
            yield self._document.key_of(line) or "", value_of(self._document, line)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and len(self) == len(other) and dict(self.items()) == dict(other.items())

    __hash__ = None


class ArrayView(list[Any]):
    """The items, looked up when they are asked for."""

    def __init__(self, document: Document, n: int) -> None:
        super().__init__()
        self._document, self._line = document, n

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[k] for k in range(*place.indices(len(self)))]
        line = self._document.child(self._line, place if place >= 0 else len(self) + place) if place >= -len(self) else None
        if line is None:
            raise IndexError(place)
        return value_of(self._document, line)

    def __len__(self) -> int:
        return self._document.child_count(self._line)

    def __iter__(self) -> Iterator[Any]:
        return (value_of(self._document, line) for line in self._document.each_child(self._line))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None
