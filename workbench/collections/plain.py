"""Plain: what a TOML file can hold, and what has to stand in it as JSON text instead."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from workbench.collections.files import LARGEST, depth_of

Plain = dict[str, Any]
"""A file's content in the order it is read aloud."""
_DEEPEST_TABLE = 20
"""Deeper than this is JSON: nobody reads ``[params.a.b.c…]`` aloud any more."""
_LONGEST_LINE = 80
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def fits_toml(value: object, *, in_any_layout: bool = False) -> bool:
    """Whether TOML gives exactly this back, and as a rule also: in a form that can be read."""
    return depth_of(value, _DEEPEST_TABLE) <= _DEEPEST_TABLE and _fits(value, _LONGEST_LINE if not in_any_layout else LARGEST)


def _fits(value: object, longest: int) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, float):
        return math.isfinite(value) and not (value == 0 and math.copysign(1, value) < 0)
    if isinstance(value, str):
        return not _CONTROL.search(value)
    if isinstance(value, list):
        return all(_fits(item, longest) for item in value)
    if isinstance(value, dict):
        fit = all(isinstance(k, str) and k and _fits(k, longest) and _fits(v, longest) for k, v in value.items())
        return fit and all(len(json.dumps(value[key], ensure_ascii=False)) <= longest for key in keys_in_line(value))
    return False


def keys_in_line(value: Mapping[str, Any]) -> frozenset[str]:
    """Keys whose tables have to stand in one line: TOML has all plain values of a table before its sub-tables."""
    keys = list(value)
    last = max((at for at, key in enumerate(keys) if not _is_table(value[key])), default=-1)
    return frozenset(key for key in keys[:last] if _is_table(value[key]))


def _is_table(item: object) -> bool:
    return isinstance(item, dict) or (isinstance(item, list) and any(isinstance(each, dict) for each in item))


def fits_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(fits_json(v) for v in value.values())
    if isinstance(value, list):
        return all(fits_json(v) for v in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, str | int | bool)


def kind_of(value: object) -> str:
    """What stands there, in a word: the value itself may be a secret put into the wrong field."""
    words = {bool: "true or false", int: "a number", float: "a number", dict: "a table", list: "a list", str: "a text"}
    return words.get(type(value), "a date or time")
