"""Bytes → text: byte order marks, charsets, and bytes that are neither.  The text is UTF-8 bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_NOT_OF_BODIES = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
"""Python has codecs under these names that make text, but no body is written in them, and some read none at all."""
_CONTROLS = bytes(c for c in range(32) if c not in (9, 10, 12, 13, 27))
_TEXT_TYPES = (
    "text/",
    "application/json",
    "application/xml",
    "application/javascript",
    "+json",
    "+xml",
    "application/x-www-form-urlencoded",
)
_WINDOW = 1 << 20


@dataclass(frozen=True, slots=True)
class Decoded:
    """``utf8`` is ``None`` for what is not text; ``remarks`` are sentences about what was unusual."""

    utf8: bytes | None
    encoding: str
    remarks: tuple[str, ...] = ()


def decode(raw: bytes, content_type: str = "") -> Decoded:
    """A byte order mark wins, then UTF-8 if it is valid, then the charset the header names."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            remark = f"The body begins with a byte order mark ({encoding.upper()})."
            rest = raw[len(mark) :]
            return _utf8(rest, (remark,)) if encoding == "utf-8" else Decoded(_recoded(rest, encoding), encoding, (remark,))
    named, remarks = _named(content_type)
    if _looks_utf16(raw) and named in ("", "utf-8"):
        named = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
    if is_binary(raw, content_type):
        return Decoded(None, "binary")
    if not named.startswith(("utf-16", "utf-32")) and (named in ("", "utf-8") or invalid_utf8(raw) is None):
        return _utf8(raw, remarks)
    remark = f"The body is encoded as {named.upper()}, not UTF-8 as JSON has to be."
    return Decoded(_recoded(raw, named), named, (*remarks, remark))


def is_binary(raw: bytes, content_type: str) -> bool:
    """Whether a look at its beginning says it is not text.  Costs nothing."""
    head = raw[:4096]
    if any(raw.startswith(mark) for mark, _ in _BOMS) or _looks_utf16(raw) or _names_wide(content_type):
        return False
    if b"\0" in head:
        return True
    if any(part in content_type.lower() for part in _TEXT_TYPES) or head.lstrip()[:1] in (b"{", b"["):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > len(head) // 20 or content_type.lower().startswith(("image/", "audio/", "video/", "font/"))


def invalid_utf8(data: bytes) -> int | None:
    """Where the first byte stands that is not UTF-8; ``None`` where all are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _WINDOW):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _WINDOW], final=start + _WINDOW >= len(data))
        except UnicodeDecodeError as wrong:
            return start - waiting + wrong.start
    return None


def _utf8(data: bytes, remarks: tuple[str, ...]) -> Decoded:
    first = invalid_utf8(data)
    if first is None:
        return Decoded(data, "utf-8", remarks)
    text = data.decode("utf-8", "replace")
    count = text.count("�") - data.count(b"\xef\xbf\xbd")
    remark = f"{count} bytes are not valid UTF-8 (the first is byte {first}); each is shown as �. Raw has them as they came."
    return Decoded(text.encode(), "utf-8", (*remarks, remark))


def _recoded(data: bytes, encoding: str) -> bytes:
    return data.decode(encoding, "replace").encode("utf-8", "replace")


def _named(content_type: str) -> tuple[str, tuple[str, ...]]:
    """The charset the header names, by Python's name; empty where there is none, with a remark where it cannot be used."""
    found = _CHARSET.search(content_type)
    if found is None:
        return "", ()
    try:
        codec = codecs.lookup(found.group(1))
    except LookupError:
        codec = None
    if codec is not None and codec._is_text_encoding and codec.name.replace("-", "_") not in _NOT_OF_BODIES:
        return codec.name, ()
    return "", (f"The Content-Type names a charset “{found.group(1)[:40]}” that cannot be used; the body is read as UTF-8.",)


def _names_wide(content_type: str) -> bool:
    return _named(content_type)[0].startswith(("utf-16", "utf-32"))


def _looks_utf16(raw: bytes) -> bool:
    """``{`` or ``[`` or ``"`` beside a zero byte: JSON in UTF-16 without a mark (RFC 4627, section 3)."""
    head = raw[:4]
    return len(head) == 4 and (head[1:4:2] == b"\0\0" or head[0:4:2] == b"\0\0") and head.count(0) == 2
