"""Files of a collection, read and written: bounded, whole or not at all, and never through a link that leads out of it."""

from __future__ import annotations

import hashlib
import os
import stat
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.collections.errors import InvalidFile, NotWritable
from workbench.collections.lines import KEY_PARTS_AT_MOST, conflict_line, has_endless_key, line_in, line_of, mark_line
from workbench.domain.files import atomic_write

Raw = dict[str, Any]
LARGEST = 16 * 2**20
"""Bytes of a file that is read; a request of that size is none."""
DEEPEST = 100
"""How deep tables and lists may stand in each other, so that nothing that walks them runs out of stack."""
_JUNCTION = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Source:
    """A TOML file as it was read, or one that is not there yet.  ``text`` has ``\\n`` at its line ends, whatever the file has."""

    path: Path
    raw: Raw = field(default_factory=dict)
    text: str = ""
    data: bytes = field(default=b"", repr=False)
    is_new: bool = False

    def wrong(self, why: str, *keys: str) -> InvalidFile:
        """An error that names the line at which the value of ``keys`` stands."""
        line = line_of(self.text, *keys)
        return InvalidFile(self.path, f"line {line}, {why}" if line else why)

    def wrong_in(self, why: str, key: str, place: int, *inner: str) -> InvalidFile:
        """An error in the ``place``-th ``[[key]]`` table, from 0."""
        line = line_in(self.text, key, place, *inner)
        return InvalidFile(self.path, f"line {line}, {why}" if line else why)

    def encoded(self, text: str) -> bytes:
        """Another text in the manner of this file: its line ends, its byte order mark.  The same text is the same bytes."""
        if text == self.text:
            return self.data
        if b"\r\n" in self.data:
            text = text.replace("\n", "\r\n")
        return (_BOM if self.data.startswith(_BOM) else b"") + text.encode("utf-8")


def read_source(path: Path) -> Source:
    """The file, parsed.  Raises :class:`InvalidFile` with line and what was expected."""
    return parse_source(path, read_bytes(path))


def parse_source(path: Path, data: bytes) -> Source:
    text = _decoded(path, data)
    if line := conflict_line(text):
        raise _conflict(path, line)
    return Source(path, _parsed(path, text), text, data)


def read_bytes(path: Path) -> bytes:
    """All of an ordinary file; a pipe would wait for ever.  Raises :class:`InvalidFile`."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise InvalidFile(path, "it is no ordinary file.")
        if about.st_size > LARGEST:
            raise InvalidFile(path, f"it is larger than {LARGEST // 2**20} MB, which no file of a collection is.")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise InvalidFile(path, "it is not there any more.") from None
    except (OSError, ValueError) as wrong:
        raise InvalidFile(path, f"it cannot be read: {reason(wrong)}.") from None


def version_of(data: bytes) -> str:
    """What tells one content of a file from another."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def version_at(path: Path) -> str:
    """The version of the file on disk, however large; empty where there is none.  Raises :class:`InvalidFile`."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InvalidFile(path, "it is no ordinary file.")
        for piece in pieces(path):
            digest.update(piece)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as wrong:
        raise InvalidFile(path, f"it cannot be read: {reason(wrong)}.") from None
    return digest.hexdigest()


def pieces(path: Path) -> Iterator[bytes]:
    """A file of any size, megabyte by megabyte."""
    with path.open("rb") as file:
        while piece := file.read(2**20):
            yield piece


def write_bytes(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Replace the file in one step.  Raises :class:`NotWritable`; what was there is then untouched."""
    try:
        atomic_write(path, data)
    except OSError as wrong:
        raise NotWritable(path, reason(wrong)) from None


def move(path: Path, target: Path) -> None:
    """Move a file or folder to a place that is free.  Raises :class:`InvalidFile` and :class:`NotWritable`."""
    try:
        if os.path.lexists(target) and not _is_same(path, target):
            raise InvalidFile(target, "there is something of that name already.")
        path.rename(target)
    except FileNotFoundError:
        raise InvalidFile(path, "it is not there any more.") from None
    except OSError as wrong:
        raise NotWritable(target, reason(wrong)) from None


def is_link(path: str | os.PathLike[str]) -> bool:
    """Also what links to folders are called on Windows, which Python takes for folders."""
    about = os.lstat(path)
    return stat.S_ISLNK(about.st_mode) or getattr(about, "st_reparse_tag", 0) == _JUNCTION


def reason(wrong: Exception) -> str:
    return getattr(wrong, "strerror", None) or str(wrong)


def depth_of(value: object, most: int = DEEPEST) -> int:
    """How deep it is nested; counting ends just above ``most``."""
    layer: list[object] = [value]
    for depth in range(most + 1):
        inner: list[object] = []
        for item in layer:
            if isinstance(item, dict):
                inner += item.values()
            elif isinstance(item, list):
                inner += item
        if not inner:
            return depth
        layer = inner
    return most + 1


def _is_same(path: Path, target: Path) -> bool:
    """Another spelling of the same name, where the system ignores case."""
    return path.parent == target.parent and path.exists() and path.samefile(target)


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.removeprefix(_BOM).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise InvalidFile(path, f"line {line}: it is not UTF-8 text.") from None


def _parsed(path: Path, text: str) -> Raw:
    if has_endless_key(text):
        raise InvalidFile(path, f"it holds a key of more than {KEY_PARTS_AT_MOST} parts, which is not read.")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        if line := mark_line(text):
            raise _conflict(path, line) from None
        raise InvalidFile(path, f"not valid TOML: {wrong}.") from None
    except RecursionError:
        raise InvalidFile(path, "it is nested too deeply.") from None
    except ValueError as wrong:  # an integer of more digits than Python reads, a day that no month has
        raise InvalidFile(path, f"not valid TOML: {wrong}.") from None
    if depth_of(raw) > DEEPEST:
        raise InvalidFile(path, f"it is nested deeper than {DEEPEST} levels.")
    return raw


def _conflict(path: Path, line: int) -> InvalidFile:
    return InvalidFile(path, f"line {line}: it holds merge-conflict marks; resolve them in an editor.")
