"""Paths: where a value stands in a document."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_SHORTHAND = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""Names that RFC 9535 takes after a dot."""
_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]*")


@dataclass(frozen=True, slots=True)
class Path:
    """Keys and indices from the root."""

    steps: tuple[str | int, ...] = ()

    def jsonpath(self) -> str:
        """The normalized path of RFC 9535, section 2.7: ``$['hero']['items'][0]``."""
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f"[{quoted(step)}]" for step in self.steps)

    def short(self) -> str:
        """A JSONPath of RFC 9535 as a person writes it into a file: ``$.hero.items[0]``, ``$['a-b']``."""
        parts = (f"[{s}]" if isinstance(s, int) else f".{s}" if _SHORTHAND.fullmatch(s) else f"[{quoted(s)}]" for s in self.steps)
        return "$" + "".join(parts)

    def __str__(self) -> str:
        """What a person would write: ``hero.items[0].title``; ``$`` for the root."""
        parts: list[str] = []
        for step in self.steps:
            if isinstance(step, int):
                parts.append(f"[{step}]")
            elif _PLAIN.fullmatch(step):
                parts.append(f".{step}" if parts else step)
            else:
                parts.append(f"[{json.dumps(step, ensure_ascii=False)}]")
        return "".join(parts) or "$"

    def child(self, step: str | int) -> Path:
        return Path((*self.steps, step))


def quoted(key: str) -> str:
    """A key in single quotes, as RFC 9535 normalizes it."""
    short = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "'": "\\'", "\\": "\\\\"}
    return "'" + "".join(short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in key) + "'"
