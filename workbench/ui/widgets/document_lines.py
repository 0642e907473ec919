"""A document as lines for the view, with the colour roles of its tokens."""

from __future__ import annotations

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
        return [(token.start, token.end, _ROLES[token.kind.value]) for token in self.document.tokens(n)]

    def fold_end(self, n: int) -> int | None:
        return self.document.fold_end(n)


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
