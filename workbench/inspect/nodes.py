"""The value tree of a document, made from its lines in one pass without recursion, each node with its lines."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from workbench.inspect.document import Document

_LINE = re.compile(r' *(?:"((?:[^"\\]|\\.)*)": ?)?(.*?),?\Z', re.DOTALL)


@dataclass(slots=True)
class Node:
    """``kind`` is ``{``, ``[``, ``"`` (text), ``1`` (number), ``t`` (true, false) or ``n`` (null, other).

    ``exact`` is a hash of the whole value with its order of keys; equal values have equal hashes.
    """

    kind: str
    key: str | None
    text: str
    line: int
    end: int
    exact: int = 0
    children: list[Node] = field(default_factory=list)


def parse_nodes(document: Document) -> list[Node]:
    """The root values: one, or several where the body holds several documents."""
    roots: list[Node] = []
    stack: list[Node] = []
    for n in range(document.line_count):
        text = document.line(n)
        found = _LINE.match(text)
        key, value = (found.group(1), found.group(2)) if found else (None, text)
        if value[:1] in ("}", "]") and stack:
            _close(stack.pop(), n)
            continue
        node = Node(_kind(value), _plain(key), value, n, n)
        (stack[-1].children if stack else roots).append(node)
        if value in ("{", "["):
            stack.append(node)
        else:
            node.exact = hash(_meaning(node.kind, value))
    while stack:
        _close(stack.pop(), document.line_count - 1)
    return roots


def _close(node: Node, line: int) -> None:
    node.end = line
    node.exact = hash((node.kind, tuple((child.key, child.exact) for child in node.children)))


def _kind(value: str) -> str:
    first = value[:1]
    if first in '{["':
        return first or "n"
    if first == "-" or first.isdigit():
        return "1"
    return "t" if first in "tf" else "n"


def _meaning(kind: str, value: str) -> tuple[str, str]:
    """What a scalar is compared by; the empty containers ``{}`` and ``[]`` stand on one line."""
    if kind in "{[":
        return (kind, "")
    return (kind, _plain(value[1:-1]) or "") if kind == '"' else (kind, value)


def _plain(escaped: str | None) -> str | None:
    if escaped is None or "\\" not in escaped:
        return escaped
    try:
        return str(json.loads(f'"{escaped}"'))
    except ValueError:
        return escaped
