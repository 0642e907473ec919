"""Layout: a body laid out on lines, with the depths of the lines and what was unusual.

Everything that takes time with the size of a body happens here, so that it can be done in another process:
what comes out is bytes and arrays.  The only module with msgspec.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import accumulate

import msgspec

from workbench.inspect import lenient, notes
from workbench.inspect.lines import WINDOW, Lines, Step, index_lines
from workbench.inspect.structure import CAP, Structure
from workbench.inspect.text import decode

_WHITE = b" \t\r\n"
_FILLED = re.compile(rb"\S")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_NOT_STRUCTURE = bytes(set(range(256)) - set(b"[]{},"))
_STEPS = {91: 1, 123: 1, 93: -1, 125: -1, 44: 0}  # [ { ] } ,
_HALF = bytes(max(0, n - 1) // 2 for n in range(256))
_BLANKS = re.compile(rb"\n *")
_DEEP = 500
"""Levels of nesting that are worth a word."""


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


@dataclass(frozen=True, slots=True)
class Laid:
    """``pretty`` is UTF-8; ``marks`` and ``count`` are its line index, ``depths`` and ``deep`` its structure (JSON only).

    ``indented`` is how many levels are indented at most, ``None`` where all are.
    """

    kind: Kind
    pretty: bytes = b""
    marks: array[int] = field(default_factory=lambda: array("Q", [0]))
    count: int = 0
    depths: bytes = b""
    deep: array[int] | None = None
    indented: int | None = None
    encoding: str = "utf-8"
    notes: tuple[Note, ...] = ()
    problem: SyntaxProblem | None = None


def no_step(part: float) -> None:
    """Nobody asks how far it is."""


def lay_out(raw: bytes, content_type: str = "", step: Step = no_step) -> Laid:
    """Any body on lines.  Raises only what ``step`` raises; ``step`` is told the part that is done."""
    if _FILLED.search(raw) is None:
        return Laid(Kind.EMPTY)
    decoded = decode(raw, content_type)
    if decoded.utf8 is None:
        return Laid(Kind.BINARY, encoding="binary")
    step(0.02)
    remarks = tuple(Note(remark) for remark in decoded.remarks)
    if _FILLED.search(decoded.utf8) is None:  # a byte order mark alone is no value
        return Laid(Kind.EMPTY, encoding=decoded.encoding, notes=remarks)
    laid = _json(decoded.utf8, content_type, step) or _text(decoded.utf8, step)
    return replace(laid, encoding=decoded.encoding, notes=remarks + laid.notes)


def _json(data: bytes, content_type: str, step: Step) -> Laid | None:
    """As JSON; ``None`` where it is none and was not meant as such."""
    budget = 8 * len(data) + (16 << 20)
    blanks, lines = _blanks(data, budget)
    values = notes.look_at_values(data)
    step(0.3)
    pretty, documents = (_strict(data), 1) if blanks <= budget else (None, 1)
    if pretty is None:
        pretty, documents = _each_line(data, step) if blanks <= budget else (None, 0)
    if pretty is not None:
        step(0.4)
        return _indexed(pretty, documents, values, partial(_part, step, 0.4, 0.95))
    if not _like_json(data, content_type):
        return None
    most = lenient.INDENT_MOST if blanks <= budget else min(lenient.INDENT_MOST, budget // (2 * lines))
    return _lenient(data, values, most, partial(_part, step, 0.3, 0.95))


def _strict(data: bytes) -> bytes | None:
    """Laid out by msgspec, which keeps every token as spelled; ``None`` where it is not strict JSON."""
    try:
        return msgspec.json.format(data, indent=2)
    except (msgspec.DecodeError, RecursionError):
        return None


def _each_line(data: bytes, step: Step) -> tuple[bytes | None, int]:
    """One document per line (NDJSON), and how many; ``None`` where one is none."""
    laid: list[bytes] = []
    done, told = 0, 0
    for line in _split(data):
        done += len(line) + 1
        if line.strip(_WHITE):
            pretty = _strict(line)
            if pretty is None:
                return None, 0
            laid.append(pretty)
        if done - told > WINDOW:
            told = done
            step(0.3 + 0.1 * done / len(data))
    return b"\n".join(laid), len(laid)


def _split(data: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        yield data[start:end]
        start = end + 1


def _indexed(pretty: bytes, documents: int, values: notes.Values, step: Step) -> Laid:
    depths, deep = depths_of(pretty, partial(_part, step, 0.0, 0.7))
    marks, count = index_lines(pretty, partial(_part, step, 0.7, 0.9))
    structure = Structure(depths, deep)
    lines = Lines(pretty, marks, count)
    found = _told(lines, structure, documents, values)
    return Laid(Kind.JSON, pretty, marks, count, depths, deep, notes=tuple(found))


def _lenient(data: bytes, values: notes.Values, most: int, step: Step) -> Laid:
    layout = lenient.lay_out(data, most, partial(_part, step, 0.0, 0.9))
    pretty, full = layout.pretty, layout.depths or array("I", [0])
    deepest = max(full)
    deep = full if deepest >= CAP else None
    # (An array handed to bytes() would give its memory, four bytes for each.)
    depths = bytes(iter(full)) if deep is None else bytes(min(depth, CAP) for depth in full)
    marks, count = index_lines(pretty, partial(_part, step, 0.9, 1.0))
    problem = _problem(data, layout) if layout.wrong_at >= 0 else None
    lines, structure = Lines(pretty, marks, count), Structure(depths, deep, ragged=problem is not None)
    found = _told(lines, structure, layout.documents, values)
    found += [Note(f"{word} is not JSON; many readers refuse it.", line) for word, line in layout.unusual.items()]
    if deepest > _DEEP:
        found.append(Note(f"It is nested {deepest:,} levels deep; many readers refuse that."))
    if deepest > most:
        found.append(Note(f"Only the first {most} levels are indented."))
    return Laid(Kind.JSON, pretty, marks, count, depths, deep, indented=most, notes=tuple(found), problem=problem)


def _told(lines: Lines, structure: Structure, documents: int, values: notes.Values) -> list[Note]:
    found = [Note(f"The body holds {documents:,} documents, one after the other.")] if documents > 1 else []
    found += [Note(text, line) for text, line in notes.unusual_places(lines, structure, values)]
    return found


def _text(data: bytes, step: Step) -> Laid:
    pretty = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    marks, count = index_lines(pretty, partial(_part, step, 0.3, 1.0))
    return Laid(Kind.TEXT, pretty, marks, count)


def _like_json(data: bytes, content_type: str) -> bool:
    """Whether it was meant as JSON: it begins like it, or says so."""
    head = data[:4096].lstrip()
    if "html" in content_type.lower() or "xml" in content_type.lower() or head[:1] == b"<":
        return False
    return head[:1] in (b"{", b"[", b'"') or "json" in content_type.lower() or head.rstrip() in (b"NaN", b"Infinity", b"-Infinity")


def _problem(data: bytes, layout: lenient.Layout) -> SyntaxProblem:
    at = min(layout.wrong_at, len(data))
    start = data.rfind(b"\n", 0, at) + 1
    end = data.find(b"\n", at)
    column = _characters(data, start, at)
    before = data[max(start, at - 240) : at].decode("utf-8", "ignore")[-60:]
    after = data[at : min(at + 160, end if end >= 0 else len(data))].decode("utf-8", "ignore")[:40]
    return SyntaxProblem(
        message=layout.message,
        line=data.count(b"\n", 0, at) + 1,
        column=column + 1,
        excerpt=before.replace("\r", " ") + after.replace("\r", " ").rstrip(),
        caret=len(before),
        guess=layout.guess,
        shown_line=max(0, min(layout.wrong_line, len(layout.depths) - 1)),
    )


def _characters(data: bytes, start: int, end: int) -> int:
    return sum(len(data[at : min(end, at + WINDOW)].translate(None, _CONTINUATION)) for at in range(start, end, WINDOW))


_CONTINUATION = bytes(range(0x80, 0xC0))


# -- depths -------------------------------------------------------------------------------------------


def depths_of(pretty: bytes, step: Step = no_step) -> tuple[bytes, array[int] | None]:
    """min(depth, 255) of every line, and the full depths where one is larger; from the indent of strict JSON."""
    parts: list[bytes] = [b"\0"]
    for start, end in _stretches(pretty):
        window = pretty[start:end]
        even = _even_depth(window)
        if even is not None:
            parts.append(bytes([even]) * window.count(b"\n"))
        else:
            try:
                parts.append(bytes(map(len, _BLANKS.findall(window))).translate(_HALF))
            except ValueError:
                return _deep_depths(pretty, step)
        step(end / len(pretty))
    return b"".join(parts), None


def _stretches(pretty: bytes) -> Iterator[tuple[int, int]]:
    """Windows that begin with a line break; the first line is none of them."""
    start = pretty.find(b"\n")
    while start >= 0:
        end = pretty.find(b"\n", start + WINDOW)
        yield start, len(pretty) if end < 0 else end
        start = end


def _even_depth(window: bytes) -> int | None:
    """The depth all lines of a window have, as in a long array of numbers, which is found without looking at each."""
    indent = _BLANKS.match(window)
    if indent is None or len(indent.group()) > 2 * (CAP - 1):
        return None
    blank = indent.group()
    for part in (window[:4096], window):
        if part.count(blank) != part.count(b"\n") or blank + b" " in part:
            return None
    return len(blank) // 2


def _deep_depths(pretty: bytes, step: Step) -> tuple[bytes, array[int] | None]:
    full = array("I", [0])
    for start, end in _stretches(pretty):
        full.extend(len(blank) // 2 for blank in _BLANKS.findall(pretty, start, end))
        step(end / len(pretty))
    return bytes(min(depth, CAP) for depth in full), full if max(full) >= CAP else None


def _blanks(data: bytes, enough: int) -> tuple[int, int]:
    """About how many blanks the indents of a body would need, and how many lines it would have.

    A few hundred levels around millions of numbers would need gigabytes.  Brackets inside texts are
    counted too, which is seldom much.  Where it is certainly less than ``enough``, it is not counted exactly.
    """
    brackets = data.translate(None, _NOT_BRACKETS)
    lines = data.count(b",") + len(brackets) + 1
    levels = 0
    while brackets and 2 * levels * lines <= enough:
        fewer = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(brackets):
            break
        brackets, levels = fewer, levels + 1
    if not brackets and 2 * levels * lines <= enough:
        return 2 * levels * lines, lines
    depth = total = 0
    for at in range(0, len(data), WINDOW):
        steps = map(_STEPS.__getitem__, data[at : at + WINDOW].translate(None, _NOT_STRUCTURE))
        depths = array("q", accumulate(steps, initial=depth))
        total += sum(depths)
        depth = depths[-1]
    return 2 * max(0, total), lines


def _part(step: Step, begin: float, end: float, part: float) -> None:
    step(begin + (end - begin) * part)
