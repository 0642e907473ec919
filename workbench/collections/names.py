"""File names from titles, safe on Windows, macOS and Linux alike, because collections travel."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

SUFFIX = ".request.toml"
LONGEST = 80
"""Characters of the stem; with the suffix and a number it stays far below 255 bytes even in UTF-8."""
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}
_FORBIDDEN = set('<>:"/\\|?*')


def file_name(title: str, taken: Collection[str] = ()) -> str:
    """``Home hero, DE`` → ``home-hero-de.request.toml``; numbered where a name (whatever its case) is taken."""
    stem = _stem(title)
    others = {_folded(name) for name in taken}
    name, number = f"{stem}{SUFFIX}", 1
    while _folded(name) in others:
        number += 1
        name = f"{stem}-{number}{SUFFIX}"
    return name


def _stem(title: str) -> str:
    text = unicodedata.normalize("NFC", title).casefold()
    text = unicodedata.normalize("NFC", text)
    kept = "".join(c if (c.isalnum() and c not in _FORBIDDEN) else "-" for c in text)
    stem = "-".join(part for part in kept.split("-") if part)[:LONGEST]
    while len(stem.encode("utf-8")) > 2 * LONGEST:
        stem = stem[:-1]
    stem = stem.strip("-")
    if not stem:
        return "request"
    return f"{stem}-request" if stem in _RESERVED else stem


def _folded(name: str) -> str:
    """How a file system that ignores case and normal forms compares names."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
