"""``[[expect]]`` and ``[[before]]``: tables in a row, changed one by one in the text, so that a comment beside one stays.

The library would write the whole row anew.  What is made here is read back by the caller before it is believed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.collections.lines import headers

Render = Callable[[str, Mapping[str, Any], Mapping[str, Any]], str]
"""A text of TOML, what it says and what it is to say → the text saying that."""


def rows_changed(text: str, key: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], render: Render) -> str | None:
    """The text with ``new`` for ``old`` below ``key``; ``None`` where they do not stand there as ``[[key]]`` tables.

    What is equal is not touched.  Of what goes away, a comment right above goes along.
    """
    lines = text.split("\n")
    spans = _spans(lines, text, key)
    if (
        len(spans) != len(old)
        or not spans
        or any(_read(lines[begin:end], key) != [row] for (begin, end), row in zip(spans, old, strict=True))
    ):
        return None
    made = lines[: spans[0][0]]
    at = spans[0][0]
    for first, last, rows in _steps(old, new):
        if first == last:
            made = _with_rows(made, key, rows, render)
            continue
        begin, end = spans[first][0], spans[last - 1][1]
        made += lines[at:begin]
        if rows is None:
            made += lines[begin:end]
        elif not rows:
            made = _without_remark(made)
        else:
            body = "\n".join(lines[begin:end])
            made += render(body + "\n", {key: [old[first]]}, {key: [rows[0]]}).rstrip("\n").split("\n")
        at = end
    return "\n".join(made + lines[at:])


def _steps(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int, list[Any] | None]]:
    """Places of the old ones, one at a time, and what is to stand there: ``None`` for the same, nothing, or one; or new ones before a place."""
    from difflib import SequenceMatcher

    steps: list[tuple[int, int, list[Any] | None]] = []
    matcher = SequenceMatcher(None, [repr(row) for row in old], [repr(row) for row in new], autojunk=False)
    for what, first, last, begin, end in matcher.get_opcodes():
        if what == "equal":
            steps += [(place, place + 1, None) for place in range(first, last)]
            continue
        both = min(last - first, end - begin)
        steps += [(first + place, first + place + 1, [new[begin + place]]) for place in range(both)]
        steps += [(place, place + 1, []) for place in range(first + both, last)]
        if end > begin + both:
            steps.append((last, last, list(new[begin + both : end])))
    return steps


def _spans(lines: Sequence[str], text: str, key: str) -> list[tuple[int, int]]:
    """Where each table begins and ends, lines from 0, with what is below it and without the remarks that follow."""
    starts: list[int] = []
    ends: list[int] = []
    inside = False
    for number, name in headers(text):
        if name[:1] == (key,) and len(name) > 1 and inside:
            continue
        if inside:
            ends.append(number)
        inside = name == (key,)
        if inside:
            starts.append(number)
    ends += [len(lines)] if inside else []
    return [(start, _trimmed(lines, start, end)) for start, end in zip(starts, ends, strict=True)]


def _trimmed(lines: Sequence[str], start: int, end: int) -> int:
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _read(lines: Sequence[str], key: str) -> list[Any] | None:
    try:
        found: object = tomllib.loads("\n".join(lines)).get(key)
    except tomllib.TOMLDecodeError:
        return None
    return found if isinstance(found, list) else None


def _with_rows(made: list[str], key: str, rows: list[Any] | None, render: Render) -> list[str]:
    """New ones after what is made so far, each after an empty line; a remark at its end belongs to what follows."""
    keep = len(made)
    while keep and made[keep - 1].lstrip().startswith("#"):
        keep -= 1
    head, remark = made[:keep], made[keep:]
    while head and not head[-1].strip():
        head.pop()
    gap = [""] if head else []
    body = render("", {}, {key: rows}).strip("\n").split("\n")
    rest = ["", *remark] if keep < len(made) or len(head) < keep else []
    return [*head, *gap, *body, *rest]


def _without_remark(made: list[str]) -> list[str]:
    """Less the comment right above what goes, and the empty line it stood after."""
    keep = len(made)
    while keep and made[keep - 1].lstrip().startswith("#"):
        keep -= 1
    head = made[:keep]
    while head and not head[-1].strip():
        head.pop()
    return head
