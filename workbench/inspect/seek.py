"""Seek: lines by their key, and the lines that open something, by searching the bytes."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import islice
from weakref import WeakKeyDictionary

from workbench.inspect.document import Document
from workbench.inspect.lines import WINDOW, windows

_ESCAPED = re.compile(rb"^ *+\"[^\"\\\n]*+\\(?:[^\n])*?\":", re.MULTILINE)
_ESCAPED_MOST = 100_000
_FEW = 100
"""Members that are looked at one by one."""
_known: WeakKeyDictionary[Document, list[int]] = WeakKeyDictionary()


def member_lines(document: Document, line: int, name: str) -> Iterator[int]:
    """The members with this key of the object a line opens; several where the key is there more than once."""
    if not document.opens(line) or not document.is_object(line):
        return
    few = _FEW if document.indented is None or document.depth(line) < document.indented else document.line_count
    children = document.each_child(line)
    found = [child for child in islice(children, few) if document.key_of(child) == name]
    following = next(children, None)
    if following is not None:  # very many: look for the key at its indent
        blank = b"  " * (document.depth(line) + 1)
        found += key_lines(document, name, following, document.stop(line), blank=blank)
    yield from found


def key_lines(
    document: Document, name: str, first: int, stop: int, tick: Callable[[], None] = lambda: None, blank: bytes | None = None
) -> Iterator[int]:
    """The lines from ``first`` to before ``stop`` with this key, ascending, however it is spelled.

    ``blank`` is the indent they have to have, if any will not do.  ``tick`` is called often.
    """
    if first >= stop:
        return
    known = escaped_keys(document)
    known = known[bisect_left(known, first) : bisect_left(known, stop)]
    others = [n for n in known if document.key_of(n) == name and (blank is None or document.depth(n) * 2 == len(blank))]
    try:
        spelled = json.dumps(name, ensure_ascii=False).encode() + b":"
    except UnicodeEncodeError:  # half a character is never there but as an escape
        yield from others
        return
    plain = _plainly(document, spelled if blank is None else b"\n" + blank + spelled, first, stop, tick)
    waiting = iter(others)
    other = next(waiting, None)
    for line in plain:
        while other is not None and other < line:
            yield other
            other = next(waiting, None)
        if other == line:
            other = next(waiting, None)
        yield line
    while other is not None:
        yield other
        other = next(waiting, None)


def _plainly(document: Document, spelled: bytes, first: int, stop: int, tick: Callable[[], None]) -> Iterator[int]:
    data = document.pretty
    counted = document.line_start(first)
    at = counted - 1 if spelled[:1] == b"\n" else counted
    end = document.line_start(stop) if stop < document.line_count else len(data)
    line = first
    while at < end:
        tick()
        found = data.find(spelled, at, min(end, at + WINDOW + len(spelled)))
        if found < 0:
            at += WINDOW
            continue
        key = data.find(b'"', found)
        if not data[data.rfind(b"\n", 0, key) + 1 : key].strip(b" "):
            line += data.count(b"\n", counted, key)
            counted = key
            yield line
        at = found + len(spelled)


def escaped_keys(document: Document) -> list[int]:
    """The lines whose key is spelled with a backslash.  Looked for once in each document."""
    known = _known.get(document)
    if known is None:
        known = []
        if b"\\" in document.pretty:
            for start, end in windows(document.pretty):
                known += [document.line_at(found.start()) for found in _ESCAPED.finditer(document.pretty, start, end)]
                if len(known) > _ESCAPED_MOST:
                    break
        _known[document] = known
    return known


def openers(document: Document, first: int, stop: int) -> Iterator[int]:
    """The lines from ``first`` to before ``stop`` that open a container with something in it."""
    return (n for n in range(first, stop) if document.opens(n))
