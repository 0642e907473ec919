"""Bytes to text to plain values, within bounds: whatever is handed in, a sentence comes back and never a hang.

YAML is put together from its events, so that its depth, its aliases and its types are ours to bound: an alias that
stands for a billion items is refused, and ``on`` or a date stays the text it is in the tools that wrote it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.collections.incoming.errors import NotRecognised

MOST_BYTES = 64 * 2**20
MOST_YAML = 16 * 2**20
DEEPEST = 200
DEEPEST_VALUE = 60
"""Of what ends up in one of our files, where placeholders are looked for no deeper than 64 levels."""
MOST_TEXT = 4 * 2**20
"""Characters of a text that is taken apart piece by piece: command lines and code."""
MOST_ITEMS = 20_000
MOST_NODES = 4_000_000

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?")


def to_text(name: str, data: bytes) -> str:
    """UTF-8, or UTF-16 where a byte order mark says so.  Raises :class:`NotRecognised`."""
    if len(data) > MOST_BYTES:
        raise NotRecognised(name, f"it is larger than {MOST_BYTES // 2**20} MB, which is more than any collection holds.")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise NotRecognised(name, "it is not text in UTF-8. Export it again, or save it as UTF-8.") from None


def read_json(name: str, text: str) -> Any:
    """Raises :class:`NotRecognised` with the place of a mistake."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as wrong:
        raise NotRecognised(name, f"line {wrong.lineno}, column {wrong.colno}: this is not valid JSON ({wrong.msg.lower()}).") from None
    except RecursionError:
        raise NotRecognised(name, _too_deep()) from None
    except ValueError:
        raise NotRecognised(name, "it holds a number that is too long, or NaN, which is not JSON.") from None
    check_bounds(name, value)
    return value


def check_bounds(name: str, value: Any) -> None:
    """Raises :class:`NotRecognised` where it is nested too deeply."""
    if too_deep(value):
        raise NotRecognised(name, _too_deep())


def too_deep(value: Any, most: int = DEEPEST) -> bool:
    """Whether lists and objects stand in each other more than ``most`` times; takes no recursion itself."""
    level, depth = [value], 0
    while level:
        depth += 1
        inner: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                inner += [child for child in item.values() if isinstance(child, dict | list)]
            elif isinstance(item, list):
                inner += [child for child in item if isinstance(child, dict | list)]
        if depth > most:
            return True
        level = inner
    return False


def read_yaml(name: str, text: str) -> list[Any]:
    """Every document of it.  Raises :class:`NotRecognised`."""
    import yaml

    if len(text) > MOST_YAML:
        raise NotRecognised(name, f"it is YAML of more than {MOST_YAML // 2**20} MB. Export it as JSON, or in parts.")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _documents(name, yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark is not None else ""
        raise NotRecognised(name, f"{place}this is not valid YAML ({wrong.problem or 'it cannot be read'}).") from None
    except (yaml.YAMLError, RecursionError, ValueError):  # ValueError: what the reader says of a character it does not take
        raise NotRecognised(name, "this is not valid YAML.") from None


def as_json(value: object) -> Any:
    """The value where JSON can carry it; a number that is none becomes text."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return value


@dataclass(slots=True)
class _Open:
    """A list or object that is still being put together; ``size`` counts everything in it, aliases written out."""

    value: Any
    anchor: str | None
    key: Any = None
    has_key: bool = False
    size: int = 1


@dataclass(slots=True)
class _Builder:
    """Puts YAML together from its events, without recursion."""

    name: str
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    documents: list[Any] = field(default_factory=list)
    nodes: int = 0

    def add(self, value: Any, anchor: str | None, size: int) -> None:
        if anchor is not None:
            self.anchors[anchor] = (value, size)
        self.nodes += size
        if self.nodes > MOST_NODES:
            raise NotRecognised(self.name, "it holds more items than can be read, perhaps by aliases that stand for many.")
        if not self.stack:
            self.documents.append(value)
            return
        top = self.stack[-1]
        top.size += size
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.has_key:
            top.value[top.key] = value
            top.has_key = False
        else:
            top.key, top.has_key = _key(value), True

    def open(self, value: Any, anchor: str | None) -> None:
        if len(self.stack) >= DEEPEST:
            raise NotRecognised(self.name, _too_deep())
        self.stack.append(_Open(value, anchor))

    def close(self) -> None:
        done = self.stack.pop()
        self.nodes -= done.size - 1  # counted one by one already; added again as a whole
        self.add(done.value, done.anchor, done.size)


def _documents(name: str, events: Iterator[Any]) -> list[Any]:
    import yaml

    builder = _Builder(name)
    for event in events:
        match event:
            case yaml.ScalarEvent():
                builder.add(_scalar(event), event.anchor, 1)
            case yaml.SequenceStartEvent():
                builder.open([], event.anchor)
            case yaml.MappingStartEvent():
                builder.open({}, event.anchor)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                builder.close()
            case yaml.AliasEvent():
                if event.anchor not in builder.anchors:
                    raise NotRecognised(name, "it refers to something that is not there (a YAML alias).")
                builder.add(*_alias(builder.anchors[event.anchor]))
            case yaml.DocumentStartEvent():
                builder.anchors.clear()
    for document in builder.documents:
        check_bounds(name, document)  # aliases nest further than what is written
    return builder.documents


def _alias(known: tuple[Any, int]) -> tuple[Any, None, int]:
    return known[0], None, known[1]


def _key(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _scalar(event: Any) -> Any:
    """By the core schema of YAML 1.2, which the tools write; whatever is quoted or tagged is text."""
    text = str(event.value)
    if not event.implicit[0] or event.style not in (None, ""):
        return text
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        return value if math.isfinite(value) else text
    return text


def _too_deep() -> str:
    return f"it is nested more than {DEEPEST} levels deep."


def _refuse(constant: str) -> None:
    raise ValueError(constant)
