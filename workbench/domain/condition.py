"""Condition: one thing that must be true of the values a path finds in a response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Op(StrEnum):
    """The words a file uses.  All but EXISTS, ABSENT and COUNT want at least one value, and every one found to fit."""

    EXISTS = "exists"
    ABSENT = "absent"
    EQUALS = "equals"
    IN = "in"
    CONTAINS = "contains"
    """A text that holds this text, a list that has this item, an object that has this key."""
    MATCHES = "matches"
    """A regular expression that fits somewhere in the text."""
    TYPE = "type"
    """``object``, ``array``, ``string``, ``number``, ``integer``, ``boolean`` or ``null``."""
    COUNT = "count"
    """How many values the path finds; where it finds one list, how many items that has."""


TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")


@dataclass(frozen=True, slots=True)
class Condition:
    """``path`` is a JSONPath (RFC 9535) or a plain dotted path.  ``value`` is what the operation compares with."""

    path: str
    op: Op
    value: Any = None

    def __str__(self) -> str:
        return f"{self.path} {self.op}" if self.op in (Op.EXISTS, Op.ABSENT) else f"{self.path} {self.op} {as_text(self.value)}"


def holds(op: Op, wanted: Any, found: list[Any], *, matches: Any) -> bool:
    """Whether the values found are as wanted.  ``matches(pattern, text)`` judges regular expressions, safely in time."""
    if op is Op.EXISTS:
        return bool(found)
    if op is Op.ABSENT:
        return not found
    if op is Op.COUNT:
        return bool(_count(found) == wanted)
    return bool(found) and all(_fits(op, wanted, value, matches) for value in found)


def _count(found: list[Any]) -> int:
    return len(found[0]) if len(found) == 1 and isinstance(found[0], list) else len(found)


def _fits(op: Op, wanted: Any, value: Any, matches: Any) -> bool:
    if op is Op.EQUALS:
        return same(value, wanted)
    if op is Op.IN:
        return any(same(value, one) for one in wanted)
    if op is Op.CONTAINS:
        if isinstance(value, str):
            return isinstance(wanted, str) and wanted in value
        if isinstance(value, Mapping):
            return wanted in value
        return isinstance(value, list) and any(same(item, wanted) for item in value)
    if op is Op.MATCHES:
        return isinstance(value, str) and bool(matches(wanted, value))
    return type_of(value) == wanted or (wanted == "number" and type_of(value) == "integer")


def same(one: Any, other: Any) -> bool:
    """Equal as JSON has it: ``true`` is not ``1``, and ``1`` is ``1.0``."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return bool(one == other)


def type_of(value: Any) -> str:
    """One of :data:`TYPES`."""
    if value is None:
        return "null"
    kinds = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "object")


def as_text(value: Any, longest: int = 200) -> str:
    """A value as people read it: texts as they are, the rest as JSON, cut where it is long."""
    import json

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
