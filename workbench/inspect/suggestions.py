"""Suggest: what may come next in a path, from the keys that are there."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from workbench.inspect.document import Document, Kind
from workbench.inspect.paths import quoted
from workbench.inspect.selection import find_lines

MOST = 50
_CONTAINERS = 200
_LINES_SEEN = 50_000
_SECONDS = 0.1
_LAST_STEP = re.compile(r"(?P<head>.*?)(?P<joint>\.\.|\.|\[\s*['\"]|\[|)(?P<part>[^.\[\]'\"]*)", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z_$][\w$-]*", re.ASCII)
_SHORTHAND = re.compile(r"[^\W\d][\w]*")


def suggest(document: Document, text: str) -> tuple[str, ...]:
    """Whole texts, each the given one with its last step completed; at most 50, those that begin alike first.

    Takes a tenth of a second at most; nothing for what is not understood.
    """
    from workbench.inspect.query import QueryError

    found = _LAST_STEP.fullmatch(text)
    if document.kind is not Kind.JSON or found is None or text.count("?") > 0:
        return ()
    head, joint, part = found.group("head", "joint", "part")
    strict = text.lstrip().startswith("$")
    if strict and not head and not joint:
        head, part = text.strip(), ""
    try:
        steps = list(dict.fromkeys(_steps(document, head, joint)))
        opened = _opened(document, text, part, steps) if not joint.startswith("[") else []
    except QueryError:  # below “..” the head has not been looked at until the whole is
        return ()
    wanted = part.strip().lower()
    alike = [key for key in steps if key.lower().startswith(wanted)]
    alike += [key for key in steps if wanted in key.lower() and not key.lower().startswith(wanted)]
    made = [_joined(head, joint, key, strict) for key in alike[: MOST + 1] if key != part or not part]
    return tuple(dict.fromkeys((*opened, *made)))[:MOST]


def _steps(document: Document, head: str, joint: str) -> Iterator[str]:
    """Keys of what the head names; with two points, of everything below it."""
    if joint == "..":
        yield from _keys(document, range(min(document.line_count, _LINES_SEEN)))
        return
    if head.strip():
        lines, _ = find_lines(document, head, limit=_CONTAINERS, seconds=_SECONDS)
    else:
        lines = document.roots(limit=_CONTAINERS)
    members = chain.from_iterable(document.each_child(line) for line in lines if document.is_object(line))
    yield from _keys(document, islice(members, _LINES_SEEN))


def _keys(document: Document, lines: Iterable[int]) -> Iterator[str]:
    deadline = time.monotonic() + _SECONDS
    for line in lines:
        if (key := document.key_of(line)) is not None:
            yield key
        if time.monotonic() > deadline:
            return


def _opened(document: Document, text: str, part: str, steps: list[str]) -> list[str]:
    """What can follow a step that is complete and names an array."""
    if (part and part not in steps) or text.rstrip().endswith("."):
        return []
    lines, _ = find_lines(document, text, limit=1, seconds=_SECONDS) if text.strip() else (document.roots(limit=1), "")
    if not lines or not document.opens(lines[0]) or not document.is_array(lines[0]):
        return []
    every = "[*]" if text.lstrip().startswith("$") else "[]"
    return [text + every, text + "[0]"]


def _joined(head: str, joint: str, key: str, strict: bool) -> str:
    """The head and the step, as each kind of path writes it."""
    deep = ".." if joint == ".." else ""
    if strict:
        return head + (deep or ".") + key if _SHORTHAND.fullmatch(key) else f"{head}{deep}[{quoted(key)}]"
    if _PLAIN.fullmatch(key) and (head or not key.startswith("$")):
        return head + (deep or ("." if head else "")) + key
    return f"{head}{deep}[{json.dumps(key, ensure_ascii=False)}]"
