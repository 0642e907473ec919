"""The document: laid-out lines, and the structure read off them.

A line of JSON is one key and scalar, an opening bracket, or a closing one; a string never holds a raw line
break.  So the line that closes a container is the next one with the same indent and its bracket, and
parents and children are found by searching bytes, not by building objects.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from workbench.inspect.paths import Path
from workbench.inspect.search import Hits, find_hits
from workbench.inspect.tokens import Token, tokens_of

MAX_LINE = 20_000
"""Characters of one line that are ever shown; :meth:`Document.value_text` gives the whole."""

_KEY = re.compile(rb' *"((?:[^"\\]|\\.)*)": ?')
_BREAKS = re.compile(rb"\n")


class Kind(StrEnum):
    JSON = "json"
    TEXT = "text"
    BINARY = "binary"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Note:
    """Something unusual, in a sentence; ``line`` is 0-based, or ``None`` where it has no line."""

    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Where an invalid document goes wrong.  ``line`` and ``column`` are 1-based in the body as it came;
    ``caret`` is the place in ``excerpt``; ``shown_line`` is the laid-out line nearby, 0-based."""

    message: str
    line: int
    column: int
    excerpt: str
    caret: int
    guess: str
    shown_line: int


class Document:
    """Immutable; safe to use from any thread.  Lines are 0-based."""

    def __init__(
        self,
        kind: Kind,
        raw: bytes,
        pretty: bytes,
        *,
        encoding: str = "utf-8",
        notes: tuple[Note, ...] = (),
        problem: SyntaxProblem | None = None,
        depths: array[int] | None = None,
    ) -> None:
        self.kind = kind
        self.raw = raw
        self.encoding = encoding
        self.notes = notes
        self.problem = problem
        self._pretty = pretty
        self._depths = depths
        self._starts = array("Q", [0])
        self._starts.extend(m.end() for m in _BREAKS.finditer(pretty))
        if kind in (Kind.EMPTY, Kind.BINARY):
            self._starts = array("Q")
        self._line = lru_cache(maxsize=512)(self._decode_line)

    @property
    def line_count(self) -> int:
        return len(self._starts)

    def line(self, n: int) -> str:
        """The text of a line, at most :data:`MAX_LINE` characters and a … ."""
        return self._line(n)

    def depth(self, n: int) -> int:
        """How many containers a line stands in."""
        if self.kind is not Kind.JSON:
            return 0
        if self._depths is not None:
            return self._depths[n]
        return self._indent(n) // 2

    def tokens(self, n: int) -> list[Token]:
        return tokens_of(self.line(n)) if self.kind is Kind.JSON else []

    # -- structure --------------------------------------------------------------------------------

    def fold_end(self, n: int) -> int | None:
        """The line of the closing bracket, if line ``n`` opens a container that has something in it."""
        if self.kind is not Kind.JSON:
            return None
        body = self._bytes(n).rstrip()
        if not body.endswith((b"{", b"[")):
            return None
        if self._depths is not None:
            return self._fold_end_by_depth(n)
        closer = b"}" if body.endswith(b"{") else b"]"
        at = self._pretty.find(b"\n" + b" " * self._indent(n) + closer, self._starts[n])
        return self._line_at(at + 1) if at >= 0 else None

    def parent(self, n: int) -> int | None:
        """The line that opens the container line ``n`` stands in."""
        depth = self.depth(n)
        if depth == 0:
            return None
        if self._depths is not None:
            return next((p for p in range(n - 1, -1, -1) if self._depths[p] < depth), None)
        indent = b" " * (2 * (depth - 1))
        end, best = self._starts[n], -1
        for first in (b'"', b"{", b"["):
            # The nearest line at that indent that is no closing bracket; each search is bounded by the best so far.
            best = max(best, self._pretty.rfind(b"\n" + indent + first, max(best, 0), end))
        if best >= 0:
            return self._line_at(best + 1)
        return 0

    def children(self, n: int) -> list[int]:
        """The lines of the direct children of the container that line ``n`` opens."""
        end = self.fold_end(n)
        if end is None:
            return []
        if self._depths is not None:
            depth = self._depths[n] + 1
            return [c for c in range(n + 1, end) if self._depths[c] == depth and not self._closes(c)]
        pattern = re.compile(rb"\n {%d}[^ }\]]" % (self._indent(n) + 2))
        return [self._line_at(m.start() + 1) for m in pattern.finditer(self._pretty, self._starts[n], self._starts[end])]

    def child_count(self, n: int) -> int:
        return len(self.children(n))

    def roots(self) -> list[int]:
        """The lines where a document begins: one, or several in a body that holds several."""
        if self.kind is not Kind.JSON:
            return []
        found, n = [], 0
        while n < self.line_count:
            found.append(n)
            n = (self.fold_end(n) or n) + 1
        return found

    def key_of(self, n: int) -> str | None:
        """The key of the value on line ``n``; ``None`` for an array item, a closing bracket, the root."""
        found = _KEY.match(self._bytes(n))
        return _unescape(found.group(1)) if found else None

    def value_line(self, n: int) -> int:
        """The line on which the value begins that line ``n`` belongs to: a closing bracket's opening one."""
        if not self._closes(n):
            return n
        if self._depths is not None:
            depth = self._depths[n]
            return next((p for p in range(n - 1, -1, -1) if self._depths[p] == depth), n)
        indent, end, best = b" " * self._indent(n), self._starts[n], -1
        for first in (b'"', b"{", b"["):
            best = max(best, self._pretty.rfind(b"\n" + indent + first, max(best, 0), end))
        return self._line_at(best + 1) if best >= 0 else 0

    def path(self, n: int) -> Path:
        """The path of the value on line ``n``."""
        if self.kind is not Kind.JSON:
            return Path()
        n = self.value_line(n)
        steps: list[str | int] = []
        while (parent := self.parent(n)) is not None:
            key = self.key_of(n)
            steps.append(key if key is not None else self._index(parent, n))
            n = parent
        return Path(tuple(reversed(steps)))

    # -- values -----------------------------------------------------------------------------------

    def value_text(self, n: int) -> str:
        """The JSON text of the value that line ``n`` begins or closes, laid out, outdented."""
        if self.kind is not Kind.JSON:
            return self._bytes(n).decode("utf-8", "replace")
        n = self.value_line(n)
        end = self.fold_end(n)
        lines = [self._bytes(k).decode("utf-8", "replace") for k in range(n, (n if end is None else end) + 1)]
        cut = len(lines[0]) - len(lines[0].lstrip(" "))
        lines = [text[cut:] for text in lines]
        if (key := _KEY.match(lines[0].encode())) is not None:
            lines[0] = lines[0].encode()[key.end() :].decode()
        lines[-1] = lines[-1].removesuffix(",")
        return "\n".join(lines)

    def string_value(self, n: int) -> str | None:
        """The text of a string value, unescaped; ``None`` for other values."""
        text = self.value_text(n)
        if not text.startswith('"'):
            return None
        try:
            value = json.loads(text)
        except ValueError:
            return text.strip('"')
        return value if isinstance(value, str) else None

    def copy_text(self, n: int) -> str:
        """What *Copy value* gives: a string without its quotes, anything else as JSON."""
        text = self.string_value(n) if self.kind is Kind.JSON else None
        return self.value_text(n) if text is None else text

    def text(self) -> str:
        """The whole document as it is laid out."""
        return self._pretty.decode("utf-8", "replace")

    # -- search -----------------------------------------------------------------------------------

    def find(self, text: str, *, case: bool = False, whole_word: bool = False, regex: bool = False, limit: int = 100_000) -> Hits:
        """Where a text stands in the lines.  Raises ``SearchError`` for a regular expression that is none."""
        if self.kind in (Kind.EMPTY, Kind.BINARY):
            return Hits((), complete=True)
        return find_hits(self._pretty, self._line_at, self._starts, text, case=case, whole_word=whole_word, regex=regex, limit=limit)

    # -- inside -----------------------------------------------------------------------------------

    def _bytes(self, n: int) -> bytes:
        end = self._starts[n + 1] - 1 if n + 1 < len(self._starts) else len(self._pretty)
        return self._pretty[self._starts[n] : end]

    def _decode_line(self, n: int) -> str:
        data = self._bytes(n)
        if len(data) <= MAX_LINE:
            return data.decode("utf-8", "replace")
        return data[: MAX_LINE * 4].decode("utf-8", "ignore")[:MAX_LINE] + " …"

    def _indent(self, n: int) -> int:
        data = self._bytes(n)
        return len(data) - len(data.lstrip(b" "))

    def _closes(self, n: int) -> bool:
        return self.kind is Kind.JSON and self._bytes(n).lstrip(b" ").startswith((b"}", b"]"))

    def _line_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _index(self, parent: int, n: int) -> int:
        if self._depths is not None:
            depth = self._depths[n]
            return sum(1 for c in range(parent + 1, n) if self._depths[c] == depth and not self._closes(c))
        pattern = re.compile(rb"\n {%d}[^ }\]]" % self._indent(n))
        return sum(1 for _ in pattern.finditer(self._pretty, self._starts[parent], self._starts[n] - 1))

    def _fold_end_by_depth(self, n: int) -> int | None:
        assert self._depths is not None
        depth = self._depths[n]
        for end in range(n + 1, len(self._depths)):
            if self._depths[end] <= depth:
                return end if self._closes(end) and self._depths[end] == depth else max(n, end - 1) or None
        last = len(self._depths) - 1
        return last if last > n else None


def _unescape(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
