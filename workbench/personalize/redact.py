"""Take the client key and other secrets out of whatever came back, before anything keeps or shows it.

``browser/create`` answers with the key in it, and an error may quote the request; so the promise that a
key is in no file needs this on the way in, not only on the way out.

A key of letters and digits, as the vendor makes them, is spelled the same everywhere and costs one search.
Any other may come back as JSON, percent-encoded or as HTML, each in several spellings.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from html.entities import codepoint2name
from itertools import groupby
from urllib.parse import quote, quote_plus

from workbench.domain import REDACTED_KEY, Headers, Secret

SHORTEST = 4
"""A key shorter than this is no key; replacing it would only mangle the body."""

_SAME_EVERYWHERE = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class _Needle:
    """One key in one character encoding.

    ``anchor`` is the longest stretch that is the same in every spelling: where it is not, nothing is.
    ``forms`` are whole spellings, longest first; ``mixed`` finds those with hex digits in either case or
    several encodings in one.
    """

    anchor: bytes
    forms: tuple[bytes, ...]
    mixed: re.Pattern[bytes] | None
    mark: bytes

    def take_out(self, body: bytes) -> tuple[bytes, int]:
        """The body without the key, and how often it stood there."""
        if self.mixed is not None and self.anchor not in body:
            return body, 0
        count = 0
        for form in self.forms:
            if form in body:
                parts = body.split(form)  # one search; count() and replace() would make three
                count += len(parts) - 1
                body = self.mark.join(parts)
        if self.mixed is not None:
            body, found = self.mixed.subn(lambda _: self.mark, body)
            count += found
        return body, count


class Redactor:
    """Replaces the key and named secrets, in every spelling, and counts how often they stood there.

    ``{{secret:name}}`` stands where a named one stood.  The longest goes first: a shorter one may be a part of it.
    """

    def __init__(self, key: Secret, named: Iterable[tuple[str, Secret]] = ()) -> None:
        marks = {secret.reveal(): f"{{{{secret:{name}}}}}" for name, secret in named} | {key.reveal(): REDACTED_KEY}
        found = sorted((value for value in marks if len(value) >= SHORTEST), key=len, reverse=True)
        each = [_needles(value, marks[value]) for value in found]
        self._needles = [needle for needles in each for needle in needles]
        self._in_text = [needles[0] for needles in each if needles]
        self.count = 0

    def anew(self) -> Redactor:
        """For another answer: it looks for the same, and has counted nothing."""
        other = copy(self)
        other.count = 0
        return other

    def text(self, text: str) -> str:
        if not self._in_text:
            return text
        return self._take_out(text.encode("utf-8", "surrogatepass"), self._in_text).decode("utf-8", "surrogatepass")

    def body(self, body: bytes) -> bytes:
        return self._take_out(body, self._needles)

    def headers(self, headers: Headers) -> Headers:
        return tuple((name, self.text(value)) for name, value in headers)

    def _take_out(self, body: bytes, needles: list[_Needle]) -> bytes:
        holds_zeros = b"\0" in body  # the quickest way to tell that it is no UTF-16
        for needle in needles:
            if holds_zeros or b"\0" not in needle.anchor:
                body, found = needle.take_out(body)
                self.count += found
        return body

    def __repr__(self) -> str:
        return "Redactor(•••)"


def _needles(value: str, mark: str) -> list[_Needle]:
    """UTF-8 first; the others only where they make other bytes of the key."""
    needles: dict[bytes, _Needle] = {}
    for codec in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
        try:
            encoded = value.encode(codec)
        except UnicodeEncodeError:
            continue
        if encoded not in needles:
            needles[encoded] = _needle(value, mark, codec)
    return list(needles.values())


def _needle(value: str, mark: str, codec: str) -> _Needle:
    anchor = max(_SAME_EVERYWHERE.findall(value), key=len, default="")
    forms = sorted(_forms(value) if anchor != value else {value}, key=len, reverse=True)
    return _Needle(
        anchor.encode(codec),
        tuple(form.encode(codec, "ignore") for form in forms),
        _mixed(value, codec) if anchor != value else None,
        mark.encode(codec, "replace"),
    )


def _forms(value: str) -> set[str]:
    """The whole key as the usual libraries write it."""
    as_json = {json.dumps(value, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    as_json |= {text.replace("/", "\\/") for text in as_json}
    in_json = {_quoted(text) for text in as_json}
    as_url = {quote(value, safe=""), quote(value), quote_plus(value)}
    as_html = {html.escape(value), html.escape(value, quote=False)}
    return {value, *as_json, *in_json, *map(_quoted, in_json), *as_url, *as_html}


def _quoted(text: str) -> str:
    """JSON in a text of JSON: an error that quotes the request."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _mixed(value: str, codec: str) -> re.Pattern[bytes]:
    """Every character in any of its spellings.

    The groups are atomic, so that no body can make the search go back and forth; a run of one character is
    spelled one way.
    """

    def one(text: str) -> bytes:
        return re.escape(text.encode(codec))

    parts: list[bytes] = []
    for char, run in groupby(value):
        length = len(list(run))
        if _SAME_EVERYWHERE.fullmatch(char):
            parts.append(one(char * length))
            continue
        ways = sorted((spelling * length for spelling in _spellings(char)), key=len, reverse=True)
        parts.append(b"(?>" + b"|".join([*(b"(?i:" + one(way) + b")" for way in ways), one(char * length)]) + b")")
    return re.compile(b"".join(parts))


def _spellings(char: str) -> set[str]:
    """One character, encoded; the case of letters in these means nothing."""
    code = ord(char)
    units = char.encode("utf-16-be").hex(" ", 2).split()
    found = {
        "".join(f"\\u{unit}" for unit in units),
        "".join(f"%{byte:02x}" for byte in char.encode("utf-8")),
        f"&#{code};",
        f"&#x{code:x};",
    }
    if char in '"\\/':
        found.add(f"\\{char}")
    if code in codepoint2name:
        found.add(f"&{codepoint2name[code]};")
    if char == "'":
        found.add("&apos;")
    quoted = found | {char}
    for _ in range(2):
        quoted = {_quoted(text) for text in quoted}
        found |= quoted
    return found - {char}
