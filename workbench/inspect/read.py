"""Read: any body becomes a document.  Never raises on content."""

from __future__ import annotations

import json
import re
from array import array
from typing import Any

import msgspec

from workbench.inspect.document import Document, Kind, Note, SyntaxProblem
from workbench.inspect.lenient import Layout, lay_out
from workbench.inspect.text import Decoded, decode

NOTES_UP_TO = 5_000_000
"""Bytes up to which duplicate keys and large integers are looked for; it takes a second parse."""
_LARGE = re.compile(rb'^ *(?:"(?:[^"\\]|\\.)*": )?-?(\d{16,}),?$', re.MULTILINE)
_EXACT = str(2**53)


def read(raw: bytes, content_type: str = "") -> Document:
    """The document of a body: JSON as far as it is JSON, else text, else bytes.  Takes time with its size."""
    if not raw.strip():
        return Document(Kind.EMPTY, raw, b"")
    strict = _strict(raw)
    if strict is not None:
        return Document(Kind.JSON, raw, strict, notes=_notes(raw, strict))
    decoded = decode(raw, content_type)
    if decoded.text is None:
        return Document(Kind.BINARY, raw, b"", encoding="binary")
    remarks = tuple(Note(remark) for remark in decoded.remarks)
    if not _like_json(decoded.text, content_type):
        return _text(raw, decoded, remarks)
    if decoded.encoding != "utf-8" or remarks:
        strict = _strict(decoded.text.encode("utf-8", "surrogatepass"))
        if strict is not None:
            return Document(Kind.JSON, raw, strict, encoding=decoded.encoding, notes=remarks)
    return _lenient(raw, decoded, remarks)


def _strict(raw: bytes) -> bytes | None:
    """Laid out by msgspec, which keeps every token as spelled; ``None`` where it is not strict JSON."""
    try:
        pretty = msgspec.json.format(raw, indent=2)
        pretty.decode("utf-8")
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError):
        return None
    return pretty


def _text(raw: bytes, decoded: Decoded, remarks: tuple[Note, ...]) -> Document:
    text = (decoded.text or "").replace("\r\n", "\n").replace("\r", "\n")
    return Document(Kind.TEXT, raw, text.encode("utf-8", "replace"), encoding=decoded.encoding, notes=remarks)


def _like_json(text: str, content_type: str) -> bool:
    """Whether it was meant as JSON: it begins like it, or says so."""
    head = text.lstrip()[:1]
    if "html" in content_type.lower() or "xml" in content_type.lower() or head == "<":
        return False
    return head in '{["' or "json" in content_type.lower() or text.strip() in ("NaN", "Infinity", "-Infinity")


def _lenient(raw: bytes, decoded: Decoded, remarks: tuple[Note, ...]) -> Document:
    text = decoded.text or ""
    layout = lay_out(text)
    pretty = "\n".join(layout.lines).encode("utf-8", "replace")
    notes = list(remarks)
    if layout.documents > 1:
        notes.append(Note(f"The body holds {layout.documents} documents, one after the other."))
    notes += [Note(f"{word} is not JSON; many readers refuse it.", line) for word, line in layout.unusual.items()]
    if layout.depths and max(layout.depths) > 500:
        notes.append(Note(f"It is nested {max(layout.depths)} levels deep; many readers refuse that."))
    problem = _problem(text, layout) if layout.wrong_at >= 0 else None
    depths = layout.depths if layout.lines else array("I", [0])
    return Document(Kind.JSON, raw, pretty, encoding=decoded.encoding, notes=tuple(notes), problem=problem, depths=depths)


def _problem(text: str, layout: Layout) -> SyntaxProblem:
    at = min(layout.wrong_at, len(text))
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    column = at - start
    cut = max(0, column - 60)
    return SyntaxProblem(
        message=layout.message,
        line=text.count("\n", 0, at) + 1,
        column=column + 1,
        excerpt=line[cut : column + 40],
        caret=column - cut,
        guess=layout.guess,
        shown_line=max(0, min(layout.wrong_line, len(layout.lines) - 1)),
    )


def _notes(raw: bytes, pretty: bytes) -> tuple[Note, ...]:
    if len(raw) > NOTES_UP_TO:
        return ()
    notes = []
    if b"\\u" in raw or b'"' in raw:
        notes += _duplicates(raw, pretty)
    for found in _LARGE.finditer(pretty):
        if _beyond(found.group(1).decode(), _EXACT):
            line = pretty.count(b"\n", 0, found.start())
            notes.append(Note(f"The number {found.group(1).decode()[:30]} is beyond 2⁵³; JavaScript would round it.", line))
            break
    return tuple(notes)


def _beyond(digits: str, most: str) -> bool:
    """Whether one number is larger, neither having leading zeros; as text, since Python does not read thousands of digits."""
    return (len(digits), digits) > (len(most), most)


def _duplicates(raw: bytes, pretty: bytes) -> list[Note]:
    doubled: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> None:
        if len({key for key, _ in items}) < len(items):
            seen: set[str] = set()
            doubled.extend(key for key, _ in items if key in seen or seen.add(key))  # type: ignore[func-returns-value]

    try:
        json.loads(raw, object_pairs_hook=pairs, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return []
    return [
        Note(f"The key “{key}” stands more than once in one object; most readers keep only the last.", _second_line(pretty, key))
        for key in dict.fromkeys(doubled)
    ]


def _second_line(pretty: bytes, key: str) -> int | None:
    """The line of the second of two equal keys at one indent, the likeliest place."""
    pattern = re.compile(rb'^( *)"' + re.escape(json.dumps(key, ensure_ascii=False)[1:-1].encode()) + rb'":', re.MULTILINE)
    seen: set[int] = set()
    for found in pattern.finditer(pretty):
        if len(found.group(1)) in seen:
            return pretty.count(b"\n", 0, found.start())
        seen.add(len(found.group(1)))
    return None
