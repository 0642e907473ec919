"""Text that any file, page or picture can hold: nothing in it controls, reorders or hides what stands around it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

REPLACED = "\ufffd"
"""Stands where a character was that must not be passed on, so that two names that differ only there still look different."""
MARKS_AT_MOST = 4
"""Combining marks kept on one letter.  No script needs more; a hundred of them paint over the lines above."""

_SUSPECT = re.compile(r"[^\x20-\x7e\t\n\r\u00a0-\u02ff\u0370-\u03ff\u0400-\u0481\u3041-\u9fff\uac00-\ud7a3]")
_SPACE = re.compile(r"[ \t\n\r]+")
_JOINERS = "\u200c\u200d"
"""Needed in Persian and Indic writing and in emoji."""
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def printable(text: str) -> str:
    """Without controls, halves of surrogate pairs, non-characters, direction overrides and piled up marks; line breaks stay."""
    if not _SUSPECT.search(text):
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        kind = _kind(character)
        marks = marks + 1 if kind == "mark" else 0
        if kind == "bad":
            kept.append(REPLACED)
        elif kind != "gone" and marks <= MARKS_AT_MOST:
            kept.append(character)
    return "".join(kept)


def one_line(text: str) -> str:
    """Printable, on one line, without space at the ends or twice."""
    return _SPACE.sub(" ", printable(text)).strip(" ")


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    if character in "\t\n\r" or character in _JOINERS:
        return "kept"
    category = unicodedata.category(character)
    if character in _BIDI or category in ("Cc", "Cs") or ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
        return "bad"
    if category == "Cf":
        return "gone"
    if category in ("Zl", "Zp"):
        return "bad"
    return "mark" if category in ("Mn", "Me") else "kept"
