"""A document as lines for the view, with the colour roles of its tokens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.inspect import Document

_ROLES = {"key": "json_key", "string": "json_string", "number": "json_number", "literal": "json_literal", "punctuation": "json_punctuation", "error": "bad"}  # fmt: skip


class DocumentLines:
    """Adapts; decides nothing."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def line_count(self) -> int:
        return self.document.line_count

    def line(self, n: int) -> str:
        return self.document.line(n)

    def spans(self, n: int) -> Sequence[tuple[int, int, str]]:
        return [(token.start, token.end, _ROLES[token.kind]) for token in self.document.tokens(n)]

    def opens(self, n: int) -> bool:
        return self.document.opens(n)

    def fold_end(self, n: int) -> int | None:
        return self.document.fold_end(n)

    def opener(self, n: int) -> int | None:
        opening = self.document.value_line(n)
        return opening if opening != n else None

    def link_at(self, line: int, column: int) -> str:
        for token in self.document.tokens(line):
            if token.start <= column < token.end and token.kind.value == "string":
                text = _unescaped(self.document.line(line)[token.start : token.end])
                return text if text.startswith(("http://", "https://")) else ""
        return ""

    def text_between(self, first: int, last: int) -> str:
        """Whole, where :meth:`line` cuts what is too long to show."""
        document = self.document
        end = document.line_start(last + 1) - 1 if last + 1 < document.line_count else len(document.pretty)
        return document.pretty[document.line_start(first) : end].decode("utf-8", "replace")


def _unescaped(text: str) -> str:
    try:
        value = json.loads(text, strict=False)
    except ValueError:
        return text.strip('"')
    return value if isinstance(value, str) else ""


class TextLines:
    """Plain lines: a hex dump, or bytes as text."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    @property
    def line_count(self) -> int:
        return len(self._lines)

    def line(self, n: int) -> str:
        return self._lines[n]

    def spans(self, n: int) -> Sequence[tuple[int, int, str]]:
        return ()

    def fold_end(self, n: int) -> int | None:
        return None

    def opens(self, n: int) -> bool:
        return False

    def opener(self, n: int) -> int | None:
        return None

    def text_between(self, first: int, last: int) -> str:
        return "\n".join(self._lines[first : last + 1])
