"""File names from titles, safe on Windows, macOS and Linux alike, because collections travel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from pathlib import Path

from workbench.collections.errors import NameTaken

SUFFIX = ".request.toml"
PERSONA_SUFFIX = ".persona.toml"
EVENT_SUFFIX = ".event.toml"
SUFFIXES = (SUFFIX, EVENT_SUFFIX, PERSONA_SUFFIX)
"""Of every kind of file that holds one thing."""
SCHEMA_SUFFIX = ".schema.json"
"""A JSON Schema that requests beside it, or in folders below, name in their expectations."""
COLLECTION_FILE = "workbench.toml"
FOLDER_FILE = "folder.toml"
NOT_OURS = frozenset({"node_modules", "__pycache__"})
"""Folders of other tools, huge and without anything of ours."""
LONGEST = 80
"""Characters of the stem; with the suffix and a number it stays far below 255 bytes even in UTF-8."""
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}
_FORBIDDEN = set('<>:"/\\|?*')
_DIGITS = re.compile(r"(\d+)")


def file_name(title: str, taken: Collection[str] = (), suffix: str = SUFFIX) -> str:
    """``Home hero, DE`` → ``home-hero-de.request.toml``; numbered where a name (whatever its case) is taken."""
    stem = _stem(title, suffix.split(".")[1] if suffix else "folder")
    others = {folded(name) for name in taken}
    name, number = f"{stem}{suffix}", 1
    while folded(name) in others:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name


def folder_name(title: str, taken: Collection[str] = ()) -> str:
    """``Checkout & cart`` → ``checkout-cart``; numbered likewise."""
    return file_name(title, taken, "")


def is_schema_name(name: str) -> bool:
    """A plain file name: what an expectation names never leads into another folder."""
    return name.endswith(SCHEMA_SUFFIX) and not name.startswith(".") and name.isprintable() and not set(name) & _FORBIDDEN


def suffix_of(name: str) -> str:
    """``.request.toml``, ``.event.toml``, ``.persona.toml``, or nothing for a folder."""
    return next((suffix for suffix in SUFFIXES if name.endswith(suffix)), "")


def is_device(stem: str) -> bool:
    """Whether Windows keeps the name for a device."""
    return stem.strip().casefold() in _RESERVED


def folded(name: str) -> str:
    """How a file system that ignores case and normal forms compares names."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def by_name(title: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which “Step 2” comes before “Step 10”."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in _DIGITS.split(folded(title)[:200]) if part
    )


def copy_name(title: str, taken: Collection[str]) -> str:
    """``X copy``, ``X copy 2``…: the first title that nothing beside it has."""
    others = {folded(name) for name in taken}
    name, number = f"{title} copy", 1
    while folded(name) in others:
        number += 1
        name = f"{title} copy {number}"
    return name


def with_free_name(name: str, make: Callable[[str], Path]) -> Path:
    """Make something under a name, numbered (``Hero 2``) where ``make`` says by :class:`NameTaken` that it is taken."""
    number, wanted = 1, name
    while True:
        try:
            return make(wanted)
        except NameTaken:
            number += 1
            wanted = f"{name} {number}"


def _stem(title: str, nameless: str) -> str:
    text = unicodedata.normalize("NFC", title).casefold()
    text = unicodedata.normalize("NFC", text)
    kept = "".join(c if (c.isalnum() and c not in _FORBIDDEN) else "-" for c in text)
    stem = "-".join(part for part in kept.split("-") if part)[:LONGEST]
    while len(stem.encode("utf-8")) > 2 * LONGEST:
        stem = stem[:-1]
    stem = stem.strip("-")
    if not stem:
        return nameless
    return f"{stem}-{nameless}" if is_device(stem) else stem
