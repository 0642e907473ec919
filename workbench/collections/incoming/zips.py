"""A zip's small text files, within bounds: nothing is unpacked to disk, and no path in it leads anywhere but inside."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from workbench.collections.incoming.errors import NotRecognised
from workbench.collections.incoming.reading import MOST_BYTES, MOST_ITEMS, to_text

MOST_OF_ONE = 16 * 2**20
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, OverflowError)
_JUNK = ("__MACOSX", ".git", ".trash", "node_modules")


@dataclass(slots=True)
class Archive:
    """Texts by path; ``unread`` says of the others why they are not among them."""

    texts: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read_zip(name: str, data: bytes, wanted: Callable[[str], bool]) -> Archive:
    """The files that ``wanted`` says yes to.  Raises :class:`NotRecognised` for a zip that is damaged, locked or a bomb."""
    if len(data) > MOST_BYTES:
        raise NotRecognised(name, f"it is larger than {MOST_BYTES // 2**20} MB, which is more than any collection holds.")
    if data.count(b"PK\x01\x02") > 2 * MOST_ITEMS:
        raise NotRecognised(name, f"it holds more than {MOST_ITEMS:,} files.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(name, archive, wanted)
    except _BROKEN:
        raise NotRecognised(name, "this zip is damaged, or of a kind that cannot be read. Make it again.") from None


def _read(name: str, archive: zipfile.ZipFile, wanted: Callable[[str], bool]) -> Archive:
    found = Archive()
    left = MOST_BYTES
    for entry, path in _entries(name, archive, found):
        if not wanted(path):
            found.unread[path] = "It is no file of this kind of collection."
            continue
        if entry.flag_bits & 1:
            raise NotRecognised(name, "it is locked with a password. Make it again without one.")
        with archive.open(entry) as file:
            data = file.read(min(MOST_OF_ONE, left) + 1)
        left -= len(data)
        if left < 0 or len(data) > MOST_OF_ONE:
            raise NotRecognised(name, "what is packed in it is larger than any collection.")
        try:
            found.texts[path] = to_text(path, data)
        except NotRecognised as wrong:
            found.unread[path] = f"It cannot be read: {wrong.why}"
    return found


def _entries(name: str, archive: zipfile.ZipFile, found: Archive) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Files with a plain path; each path once, whatever its case."""
    entries = archive.infolist()
    if len(entries) > MOST_ITEMS:
        raise NotRecognised(name, f"it holds more than {MOST_ITEMS:,} files.")
    seen: set[str] = set()
    for entry in entries:
        path = entry.filename
        if entry.is_dir() or any(part in _JUNK or part == ".DS_Store" for part in path.split("/")):
            continue
        mode = entry.external_attr >> 16
        if not _is_plain(path):
            found.unread[path] = "Its path leads out of the zip."
        elif stat.S_ISLNK(mode):
            found.unread[path] = "It is a link to another file."
        elif path.casefold() in seen:
            found.unread[path] = "Another file has the same name."
        else:
            seen.add(path.casefold())
            yield entry, path


def _is_plain(path: str) -> bool:
    parts = path.split("/")
    return not ("\\" in path or ":" in path or "\0" in path or any(part in ("", ".", "..") for part in parts)) and len(parts) < 60
