"""Texts as people fill them in: blank ones, long ones in a sentence, and half characters, which UTF-8 cannot carry.

Half a character (a lone surrogate) comes from a cut emoji or a JSON escape such as ``\\ud800``; it can be neither sent
nor written to a file nor printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from workbench.domain.problem import Problem, error

_HALF = re.compile("[\ud800-\udfff]")


def is_blank(text: str) -> bool:
    """Blank is empty: a field of nothing but blanks is never sent."""
    return not text.strip()


def check_text(field: str, text: str) -> tuple[Problem, ...]:
    """An error at ``field`` if the text holds half a character.  It comes alone: other messages would quote the text."""
    found = _HALF.search(text)
    if found is None:
        return ()
    where = f"Character {found.start() + 1} is one half of a character (U+{ord(found[0]):04X})"
    return (error(field, f"{where}, which cannot be sent or kept.", "Delete it, or type the text again."),)


def whole(text: str) -> str:
    """The text with each half character as U+FFFD, so that it can be printed."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def shown(text: str, most: int = 40) -> str:
    """The text as a sentence quotes it: printable, and no longer than ``most``."""
    text = whole(text)
    return text if len(text) <= most else f"{text[:most]}…"


def leaves(value: Any) -> Iterator[Any]:
    """What stands in the lists and objects of a JSON value, however deep; names of objects are none of it.  In no order."""
    left = [value]
    while left:
        found = left.pop()
        if isinstance(found, dict):
            left += found.values()
        elif isinstance(found, list | tuple):
            left += found
        else:
            yield found


def texts_in(value: Any) -> Iterator[str]:
    """Every text in it but the names of objects."""
    return (leaf for leaf in leaves(value) if isinstance(leaf, str))
