"""What ``workbench.toml`` and ``folder.toml`` say of the folder they stand in: name, description, values and order."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.collections.codec import about_of, about_to_plain, order_of
from workbench.collections.errors import InvalidFile
from workbench.collections.files import Source, parse_source, read_source
from workbench.collections.layout import relaid, reordered
from workbench.collections.lines import conflict_line, our_side
from workbench.collections.migrations import migrate
from workbench.collections.model import About
from workbench.collections.names import COLLECTION_FILE, FOLDER_FILE
from workbench.collections.order import Order


@dataclass(frozen=True, slots=True)
class Said:
    """``error`` says why the file cannot be read; what git left of our side of a merge is then used, if it can be."""

    about: About
    order: Order | None = None
    error: InvalidFile | None = None
    salvaged: bool = field(default=False)


def is_collection(folder: Path) -> bool:
    """Whether a ``workbench.toml`` stands in it."""
    return os.path.isfile(folder / COLLECTION_FILE)  # noqa: PTH113 (false, not an error, where nobody may look)


def find_collection(path: Path) -> Path | None:
    """The nearest folder, from ``path`` upwards, that is a collection."""
    return next((folder for folder in (path, *path.parents) if is_collection(folder)), None)


def about_file(folder: Path) -> Path:
    """Where it is said: a collection inside a collection keeps its own file."""
    return folder / (COLLECTION_FILE if is_collection(folder) else FOLDER_FILE)


def read_said(file: Path, data: bytes | None = None) -> Said:
    """What the file says; a folder without one says only its name.  Errors are in the result."""
    try:
        if data is None and not os.path.lexists(file):
            return Said(About(file.parent.name))
        source = _today(read_source(file) if data is None else parse_source(file, data))
        return Said(about_of(source), order_of(source))
    except InvalidFile as wrong:
        return replace(_our_side(file, data), error=wrong)


def about_source(file: Path) -> Source:
    """The file itself, for changing it; empty where there is none.  Raises :class:`InvalidFile`."""
    return _today(read_source(file)) if os.path.lexists(file) else Source(file, is_new=True)


def with_about(source: Source, about: About) -> str:
    """The file's text saying ``about``."""
    folder = source.path.parent.name if source.path.name == FOLDER_FILE else ""
    old = about_to_plain(about_of(source), folder) if not source.is_new else {}
    if "format" in (on_disk := tomllib.loads(source.text)):
        old["format"] = on_disk["format"]  # an older one is written as today's
    return relaid(source.path, source.text, old, about_to_plain(about, folder))


def with_order(source: Source, order: Order | None) -> str:
    """The file's text with this ``order``."""
    if order == order_of(source):
        return source.text
    return reordered(source.path, source.text, order)


def says_nothing(text: str) -> bool:
    """Whether a ``folder.toml`` could as well not be there: no comment, nothing but its format."""
    lines = [line.strip() for line in text.split("\n")]
    return all(not line or line.replace(" ", "").startswith("format=") for line in lines)


def _today(source: Source) -> Source:
    return replace(source, raw=migrate(source.raw, source.path.parent.name))


def _our_side(file: Path, data: bytes | None) -> Said:
    """In the middle of a merge the folder keeps the name, values and order that this side gave it."""
    try:
        text = (file.read_bytes() if data is None else data).decode("utf-8-sig").replace("\r\n", "\n")
        if conflict_line(text):
            source = _today(parse_source(file, our_side(text).encode("utf-8")))
            return Said(about_of(source), order_of(source), salvaged=True)
    except (InvalidFile, OSError, UnicodeDecodeError):
        pass
    return Said(About(file.parent.name))
