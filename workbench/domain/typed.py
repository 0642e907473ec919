"""JSON typed by a person: kept as typed, or refused with the place and a reason."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workbench.domain.problem import Problem, error
from workbench.domain.request import JsonObject
from workbench.domain.texts import shown

LONGEST_INTEGER = sys.int_info.default_max_str_digits
"""Digits; Python neither reads nor writes a longer integer, because that takes quadratic time."""

_UNSEEN = re.compile("[\u2028\u2029\ufdd0\ufdd1\ud800-\udfff]")
_EXAMPLE = 'Write it like {"page": "home"}.'
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|NaN|-?Infinity)', re.DOTALL)


def parse_object(text: str, field: str = "Parameters") -> JsonObject | Problem:
    """A JSON object typed by a person.  Blank text is an empty object.

    Refused, because each would be sent differently from what was typed: invalid JSON, anything but an object, duplicate
    keys, and numbers that would change on the way (with their place).  Integers are kept exactly, up to
    :data:`LONGEST_INTEGER` digits; ``1.0`` and ``1e3`` keep their value, not their spelling.  Takes time linear in the text.
    """
    if not text.strip():
        return {}
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_int=_integer, parse_constant=float)
    except json.JSONDecodeError as wrong:
        why = f"{_place(text, wrong.pos)}: this is not valid JSON ({wrong.msg[:1].lower()}{wrong.msg[1:]})."
        return error(field, why, _EXAMPLE)
    except _Twice as twice:
        return error(field, f"The key “{twice}” stands twice in one object, and only one would be sent.", "Remove one of them.")
    except RecursionError:
        return error(field, "It is nested too deeply.", "Make it smaller.")
    if not isinstance(value, dict):
        return error(field, "It must be a JSON object, in braces.", _EXAMPLE)
    return _changed_number(text, field) or value


def pretty_object(value: Mapping[str, Any]) -> str:
    """JSON over several lines, as a person types it: :func:`parse_object` gives the same back.  Nothing for nothing.

    What no text field can hold as it is (line separators, half characters) is spelled by its escape.
    """
    if not value:
        return ""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(dict(value), indent=2, ensure_ascii=False))


def _pairs(items: list[tuple[str, Any]]) -> JsonObject:
    seen: JsonObject = {}
    for key, value in items:
        if key in seen:
            raise _Twice(shown(key))
        seen[key] = value
    return seen


def _integer(token: str) -> int:
    return int(token) if _digits(token) <= LONGEST_INTEGER else 0  # refused afterwards, with its place


def _digits(integer: str) -> int:
    return len(integer.removeprefix("-"))


def _changed_number(text: str, field: str) -> Problem | None:
    """The first number of valid JSON that would not be sent as it was typed."""
    for found in _TOKEN.finditer(text):
        if found[1] and (wrong := _change(found[1])):
            what, fix = wrong
            return error(field, f"{_place(text, found.start())}: {what}", fix)
    return None


def _change(token: str) -> tuple[str, str] | None:
    """What is wrong with one number and how to mend it; ``None`` if it is sent with exactly its value."""
    if token.endswith(("NaN", "Infinity")):
        return f"{token} is not JSON.", "Use null, or text in quotes."
    if not set(token) & set(".eE"):
        if _digits(token) <= LONGEST_INTEGER:
            return None
        why = f"the number {shown(token, 20)} has {_digits(token):,} digits, which is too long to be sent."
        return why, "Send it as text in quotes."
    value = float(token)
    if math.isinf(value):
        return f"the number {shown(token, 20)} is too large to be sent.", "Send it as text in quotes."
    if _is_kept(token, value):
        return None
    return f"the number {shown(token, 30)} would be sent as {value!r}.", "Write it with fewer digits, or as text in quotes."


def _is_kept(token: str, value: float) -> bool:
    if value == 0:  # first, because an exponent may be beyond what Decimal reads
        return not re.search("[1-9]", re.split("[eE]", token)[0])
    return Decimal(token) == Decimal(repr(value))


def _place(text: str, at: int) -> str:
    return f"Line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"


class _Twice(Exception):
    """A key that stands twice in one object."""
