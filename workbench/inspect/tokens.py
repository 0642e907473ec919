"""Tokens of one visible line, for its colours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class TokenKind(StrEnum):
    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    LITERAL = "literal"
    PUNCTUATION = "punctuation"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Token:
    """Characters ``start`` to ``end`` of a line."""

    start: int
    end: int
    kind: TokenKind


_TOKEN = re.compile(
    r'(?P<key>"[^"\\]*+(?:\\.[^"\\]*+)*+"(?=\s*:))'
    r'|(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+"?+)'
    r"|(?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[\s,\]}]|$))"
    r"|(?P<literal>(?:true|false|null)\b)"
    r"|(?P<punctuation>[{}\[\]:,]+)"
    r"|(?P<error>[^\s{}\[\]:,\"]+)"
)


def tokens_of(line: str) -> list[Token]:
    """The tokens of one laid-out JSON line; what is none of JSON's is an error token."""
    return [Token(m.start(), m.end(), TokenKind(m.lastgroup or "error")) for m in _TOKEN.finditer(line)]
