"""Placeholders in the texts of an export: found, counted, followed through the values that stand for them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

from workbench.collections.names import is_device
from workbench.domain.placeholders import Layer, is_reference
from workbench.domain.texts import texts_in

TOKEN = re.compile(r"\\\{\{|\{\{(?!\{)([^{}]{0,200})\}\}")
"""A literal pair of braces, or what may be a placeholder; the grammar is that of ``domain/placeholders``."""
UNKNOWN = object()
_LONGEST_CHAIN = 50


def name_of(match: re.Match[str]) -> str:
    """The name in a match of :data:`TOKEN`; empty where it is no placeholder."""
    name = (match[1] or "").strip()
    return name if is_reference(name) else ""


def whole_name(text: str) -> str:
    """The name where a text is nothing but one placeholder, whose value then keeps its type."""
    match = TOKEN.fullmatch(text)
    return name_of(match) if match else ""


def spelled(text: str) -> str:
    """The text with each placeholder spelled without blanks in it."""
    return TOKEN.sub(lambda match: f"{{{{{name}}}}}" if (name := name_of(match)) else match[0], text)


def names_in(value: Any) -> Counter[str]:
    """How often each name stands in the texts of a value; names of objects are never filled in."""
    return Counter(name for text in texts_in(value) for match in TOKEN.finditer(text) if (name := name_of(match)))


def effective(name: str, layers: Sequence[Layer]) -> Any:
    """The value a lone placeholder ends at, through values that are themselves one; :data:`UNKNOWN` where there is none."""
    for _ in range(_LONGEST_CHAIN):
        found = next((layer.values[name] for layer in layers if name in layer.values), UNKNOWN)
        following = whole_name(found) if isinstance(found, str) else ""
        if not following:
            return found
        name = following
    return UNKNOWN


def file_title(title: str, suffix: str) -> str:
    """``Shop: all of it`` → ``Shop- all of it.har``: a name every system takes."""
    plain = "".join(c if c.isalnum() or c in " -_()" else "-" for c in unicodedata.normalize("NFC", title)).strip(" -")[:80].strip()
    while len(plain.encode("utf-8")) > 200:
        plain = plain[:-1]
    return f"{plain}-export{suffix}" if is_device(plain) else f"{plain or 'collection'}{suffix}"


def one_line(text: str, most: int = 200) -> str:
    """For a comment: nothing in it can end the line, or turn it."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else f"{line[:most]}…"


def listed(names: Sequence[str], most: int = 8) -> str:
    """``“a”, “b” and 3 more``."""
    some = ", ".join(f"“{one_line(name, 60)}”" for name in names[:most])
    return f"{some} and {len(names) - most} more" if len(names) > most else some
