"""A body as an object of the language, laid out over lines, for the languages whose own JSON writer gives the same bytes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.snippets.call import Call, Variable
from workbench.snippets.quoting import javascript_quote, python_quote

DEEPEST = 40
"""Levels; deeper objects are no easier to read than JSON, and Python's parser ends at 200."""
WIDEST = 90
"""Characters of a list that still stands on one line."""

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_INDEX = re.compile(r"0|[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Style:
    """How a language writes an object."""

    indent: str
    quote: Callable[[str], str]
    name: Callable[[str], str]
    variable: Callable[[Variable], str]
    constants: dict[object, str]


def _javascript_name(name: str) -> str:
    if name == "__proto__":
        return '["__proto__"]'  # any other spelling sets the prototype
    return name if _IDENTIFIER.fullmatch(name) else javascript_quote(name)


JAVASCRIPT = Style("  ", javascript_quote, _javascript_name, lambda v: v.camel, {None: "null", True: "true", False: "false"})
PYTHON = Style("    ", python_quote, python_quote, lambda v: v.snake, {None: "None", True: "True", False: "False"})


def literal(call: Call, value: Any, style: Style, margin: str = "") -> str:
    """Code for the value; its first line is not indented, the others by ``margin`` and more."""
    if value is None or isinstance(value, bool):
        return style.constants[value]
    if isinstance(value, str):
        return _text(call, value, style)
    if isinstance(value, dict):
        inner = margin + style.indent
        rows = "".join(f"{inner}{style.name(n)}: {literal(call, member, style, inner)},\n" for n, member in value.items())
        return f"{{\n{rows}{margin}}}" if rows else "{}"
    if isinstance(value, list | tuple):
        return _list(call, list(value), style, margin)
    return repr(value)


def depth(value: Any) -> int:
    """Levels of objects and lists, 0 for anything else."""
    inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list | tuple) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


def is_exact_in_javascript(value: Any) -> bool:
    """Whether ``JSON.stringify`` of the object gives the workbench's bytes: JavaScript sorts names that are numbers to the
    front, and spells some numbers in another way.
    """
    if isinstance(value, dict):
        return not any(map(_INDEX.fullmatch, value)) and all(is_exact_in_javascript(member) for member in value.values())
    if isinstance(value, list | tuple):
        return all(is_exact_in_javascript(item) for item in value)
    if isinstance(value, float):
        return not value.is_integer() and abs(value) >= 1e-4 and math.isfinite(value)
    return not isinstance(value, int) or isinstance(value, bool) or abs(value) < 2**53


def _text(call: Call, text: str, style: Style) -> str:
    parts = call.parts(text) or ("",)
    terms = [style.variable(part) if isinstance(part, Variable) else style.quote(part) for part in parts]
    return " + ".join(terms)


def _list(call: Call, items: list[Any], style: Style, margin: str) -> str:
    if not any(isinstance(item, dict | list | tuple) for item in items):
        line = "[" + ", ".join(literal(call, item, style) for item in items) + "]"
        if len(line) <= WIDEST:
            return line
    inner = margin + style.indent
    rows = "".join(f"{inner}{literal(call, item, style, inner)},\n" for item in items)
    return f"[\n{rows}{margin}]"
