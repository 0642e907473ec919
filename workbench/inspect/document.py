"""The document: laid-out lines, and the structure read off them.

A line of JSON is one key and scalar, an opening bracket, or a closing one; a string never holds a raw line
break.  So the line that closes a container is the next one of the same depth, and parents and children are
found by searching the depths, not by building objects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from workbench.inspect.layout import Kind, Laid, Note, SyntaxProblem
from workbench.inspect.lines import WINDOW, Lines
from workbench.inspect.paths import Path
from workbench.inspect.search import Hits, find_hits
from workbench.inspect.structure import Structure
from workbench.inspect.tokens import Token, tokens_of

__all__ = ["MAX_LINE", "Document", "Kind", "Note", "SyntaxProblem"]

MAX_LINE = 20_000
"""Characters of one line that are ever shown; :meth:`Document.value_text` gives the whole."""

_KEY = re.compile(rb' *+"([^"\\]*+(?:\\.[^"\\]*+)*+)": ?', re.DOTALL)
_LONG = 1 << 16
"""Bytes of a line from which it is worth asking first whether it can have a key."""
_PARENTS_KEPT = 4096
_LEVELS_KEPT = 256
_DOCUMENTS_TRIED = 10_000


def _never() -> bool:
    return False


class Document:
    """Immutable; safe to use from any thread.  Lines are 0-based."""

    def __init__(self, laid: Laid, raw: bytes) -> None:
        self.kind = laid.kind
        self.raw = raw
        self.encoding = laid.encoding
        self.notes = laid.notes
        self.problem = laid.problem
        self.indented = laid.indented
        """How many levels are indented, by two blanks each; ``None`` where all are."""
        self._lines = Lines(laid.pretty, laid.marks, laid.count)
        self._structure = Structure(laid.depths, laid.deep, ragged=laid.problem is not None)
        self._line = lru_cache(maxsize=512)(self._decode_line)
        self._key = lru_cache(maxsize=512)(self._find_key)

    @property
    def line_count(self) -> int:
        return self._lines.count

    def line(self, n: int) -> str:
        """The text of a line, at most :data:`MAX_LINE` characters and a … ."""
        return self._line(n)

    def depth(self, n: int) -> int:
        """How many containers a line stands in."""
        return self._structure.depth(n) if self.kind is Kind.JSON else 0

    def tokens(self, n: int) -> list[Token]:
        return tokens_of(self.line(n)) if self.kind is Kind.JSON else []

    # -- bytes ------------------------------------------------------------------------------------

    @property
    def pretty(self) -> bytes:
        """All lines as UTF-8, with line breaks between them."""
        return self._lines.data

    def line_start(self, n: int) -> int:
        """The byte of :attr:`pretty` a line begins at."""
        return self._lines.start(n)

    def line_at(self, offset: int) -> int:
        """The line a byte of :attr:`pretty` stands in."""
        return self._lines.at(offset)

    # -- structure --------------------------------------------------------------------------------

    def opens(self, n: int) -> bool:
        """Whether line ``n`` opens a container that has something in it.  Costs nothing."""
        return self.kind is Kind.JSON and self._structure.opens(n)

    def closes(self, n: int) -> bool:
        """Whether line ``n`` is the closing bracket of a container opened on an earlier line.  Costs nothing."""
        return self.kind is Kind.JSON and self._structure.closes(n)

    def fold_end(self, n: int) -> int | None:
        """The line of the closing bracket, if line ``n`` opens a container that has something in it.

        In a broken document that closes nothing, it is the last line inside.
        """
        return self._structure.fold_end(n) if self.kind is Kind.JSON else None

    def parent(self, n: int) -> int | None:
        """The line that opens the container line ``n`` stands in."""
        return self._structure.parent(n) if self.kind is Kind.JSON else None

    def children(self, n: int, start: int = 0, limit: int | None = None) -> list[int]:
        """The lines of the direct children of the container that line ``n`` opens, from number ``start``, at most ``limit``."""
        return self._structure.children(n, start, limit) if self.kind is Kind.JSON else []

    def each_child(self, n: int, start: int = 0) -> Iterator[int]:
        """The same, one by one; what is not asked for is not looked for."""
        return self._structure.each_child(n, start) if self.kind is Kind.JSON else iter(())

    def child(self, n: int, place: int) -> int | None:
        """The line of the child with this number, 0-based; ``None`` where there are not as many."""
        return self._structure.child(n, place) if self.kind is Kind.JSON else None

    def stop(self, n: int) -> int:
        """The first line behind what stands inside the container line ``n`` opens; its closing bracket, if it has one."""
        return self._structure.stop(n) if self.opens(n) else n + 1

    def child_count(self, n: int) -> int:
        return self._structure.child_count(n) if self.kind is Kind.JSON else 0

    def roots(self, start: int = 0, limit: int | None = None) -> list[int]:
        """The lines where a document begins: one, or several in a body that holds several."""
        return self._structure.children(-1, start, limit) if self.kind is Kind.JSON else []

    def root_count(self) -> int:
        return self._structure.child_count(-1) if self.kind is Kind.JSON else 0

    def key_of(self, n: int) -> str | None:
        """The key of the value on line ``n``; ``None`` for an array item, a closing bracket, the root."""
        found = self._key(n)
        return unescape(found.group(1)) if found else None

    def value_line(self, n: int) -> int:
        """The line on which the value begins that line ``n`` belongs to: a closing bracket's opening one."""
        return self._structure.opener(n) if self.kind is Kind.JSON else n

    # -- paths ------------------------------------------------------------------------------------

    def path(self, n: int) -> Path:
        """The path of the value on line ``n``."""
        return next(self.paths((n,)))

    def paths(self, lines: Iterable[int]) -> Iterator[Path]:
        """The paths of many lines; what neighbours have in common is looked up once."""
        walker = _Walker(self)
        return (Path(walker.steps(self.value_line(n)) if self.kind is Kind.JSON else ()) for n in lines)

    def resolve(self, path: Path) -> int | None:
        """The line of the value at a path, in the first document that has it; of equal keys it is the last that leads there.

        ``None`` where there is none.
        """
        for root in islice(self.each_child(-1), _DOCUMENTS_TRIED):
            trying = [(root, 0)]
            while trying:
                n, at = trying.pop()
                if at == len(path.steps):
                    return n
                trying += [(child, at + 1) for child in self._step(n, path.steps[at])]
        return None

    def _step(self, n: int, step: str | int) -> Iterator[int]:
        """The children a step leads to: several where a key is there more than once."""
        if isinstance(step, str):
            from workbench.inspect.seek import member_lines

            yield from member_lines(self, n, step)
        elif (child := self._structure.child(n, step)) is not None and (self.is_array(n) or self.key_of(child) is None):
            yield child

    def is_object(self, n: int) -> bool:
        """Whether an object begins on line ``n``."""
        return self._value_start(n) == b"{"

    def is_array(self, n: int) -> bool:
        """Whether an array begins on line ``n``."""
        return self._value_start(n) == b"["

    # -- values -----------------------------------------------------------------------------------

    def value_text(self, n: int) -> str:
        """The JSON text of the value that line ``n`` begins or closes, laid out, outdented."""
        if self.kind is not Kind.JSON:
            start, end = self._lines.span(n)
            return self.pretty[start:end].decode("utf-8", "replace")
        start, end = self.value_span(n)
        indent = b" " * (start - self._lines.start(self.value_line(n)) - self._key_length(n))
        return _decoded(self.pretty, start, end, indent)

    def value_span(self, n: int) -> tuple[int, int]:
        """Where in :attr:`pretty` the value begins and ends that line ``n`` begins or closes, without key and comma."""
        n = self.value_line(n)
        start, end = self._lines.span(n)
        last = self.fold_end(n)
        if last is not None:
            end = self._lines.span(last)[1]
        start += self._indent(n) + self._key_length(n)
        return start, end - 1 if end > start and self.pretty[end - 1] == 44 else end  # 44 is the comma

    def preview(self, n: int, most: int = 500) -> str:
        """The beginning of a value's text, without reading it all; only of its first line."""
        if self.kind is not Kind.JSON:
            return self.line(n)[:most]
        start, end = self.value_span(n)
        return self.pretty[start : min(end, start + 4 * most)].decode("utf-8", "ignore").split("\n")[0][:most]

    def string_value(self, n: int) -> str | None:
        """The text of a string value, unescaped; ``None`` for other values."""
        if self.kind is Kind.JSON and self._value_start(n) != b'"':
            return None
        text = self.value_text(n)
        if not text.startswith('"'):
            return None
        try:
            value = json.loads(text, strict=False)
        except ValueError:
            return text.strip('"')
        return value if isinstance(value, str) else None

    def copy_text(self, n: int) -> str:
        """What *Copy value* gives: a string without its quotes, anything else as JSON."""
        text = self.string_value(n) if self.kind is Kind.JSON else None
        return self.value_text(n) if text is None else text

    def text(self) -> str:
        """The whole document as it is laid out."""
        return _decoded(self.pretty, 0, len(self.pretty), b"")

    # -- search -----------------------------------------------------------------------------------

    def find(
        self,
        text: str,
        *,
        case: bool = False,
        whole_word: bool = False,
        regex: bool = False,
        limit: int = 100_000,
        stopped: Callable[[], bool] = _never,
    ) -> Hits:
        """Where a text stands in the lines.  Raises ``SearchError`` for a regular expression that is none."""
        if self.kind in (Kind.EMPTY, Kind.BINARY):
            return Hits((), complete=True)
        return find_hits(self.pretty, text, case=case, whole_word=whole_word, regex=regex, limit=limit, stopped=stopped)

    # -- inside -----------------------------------------------------------------------------------

    def _decode_line(self, n: int) -> str:
        start, end = self._lines.span(n)
        if end - start <= MAX_LINE:
            return self.pretty[start:end].decode("utf-8", "replace")
        text = self.pretty[start : min(end, start + 4 * MAX_LINE + 4)].decode("utf-8", "ignore")
        return text if len(text) <= MAX_LINE and end - start <= 4 * MAX_LINE + 4 else text[:MAX_LINE] + " …"

    def _indent(self, n: int) -> int:
        depth = self._structure.depth(n)
        return 2 * (depth if self.indented is None else min(depth, self.indented))

    def _find_key(self, n: int) -> re.Match[bytes] | None:
        if self.kind is not Kind.JSON:
            return None
        start, end = self._lines.span(n)
        at = start + self._indent(n)
        if self.pretty[at : at + 1] != b'"' or (end - at > _LONG and self._in_array(n)):
            return None
        return _KEY.match(self.pretty, at, end)

    def _in_array(self, n: int) -> bool:
        """Whether line ``n`` stands in an array, or in nothing."""
        parent = self._structure.parent(n)
        return parent is None or self.pretty[self._lines.span(parent)[1] - 1] == 91  # [

    def _key_length(self, n: int) -> int:
        found = self._key(self.value_line(n))
        return found.end() - found.start() if found else 0

    def _value_start(self, n: int) -> bytes:
        """The first byte of the value that begins on a line; nothing where it is not JSON."""
        if self.kind is not Kind.JSON:
            return b""
        if self.opens(n):  # in a broken document something may stand before the bracket
            end = self._lines.span(n)[1]
            return self.pretty[end - 1 : end]
        at = self._lines.start(n) + self._indent(n) + self._key_length(n)
        return self.pretty[at : at + 1]


class _Walker:
    """Finds paths, and remembers those of containers and the last child whose place it counted."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._structure = document._structure
        self._known: dict[int, tuple[str | int, ...]] = {}
        self._last: dict[int, tuple[int, int]] = {}

    def steps(self, n: int) -> tuple[str | int, ...]:
        """The steps from the root to the value that begins on line ``n``."""
        found: list[str | int] = []
        at = n
        while at not in self._known and (parent := self._structure.parent(at)) is not None:
            found.append(self._step(parent, at))
            at = parent
        steps = (*self._known.get(at, ()), *reversed(found))
        if found and len(found) < _LEVELS_KEPT:
            if len(self._known) > _PARENTS_KEPT:
                self._known.clear()
                self._last.clear()
            self._known[self._structure.parent(n) or 0] = steps[:-1]
        return steps

    def _step(self, parent: int, n: int) -> str | int:
        key = self._document.key_of(n)
        if key is not None and (self._document.problem is None or self._document.is_object(parent)):
            return key
        last = self._last.get(parent)
        place = self._structure.place(parent, n, last if last is not None and last[0] <= n else None)
        self._last[parent] = (n, place)
        return place


def _decoded(data: bytes, start: int, end: int, indent: bytes) -> str:
    """Lines as text, outdented; a window at a time."""
    parts: list[str] = []
    while start < end:
        stop = data.find(b"\n", min(end, start + WINDOW), end)
        stop = end if stop < 0 else stop
        parts.append(data[start:stop].replace(b"\n" + indent, b"\n").decode("utf-8", "replace"))
        start = stop
    return "".join(parts)


def unescape(raw: bytes) -> str:
    """The text of a string's inside, without its escapes; as it is where they are wrong."""
    text = raw.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
