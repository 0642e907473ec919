"""Opening a ``.workbench.zip``: nothing in it is trusted, and it becomes a whole new folder or nothing at all."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from workbench.collections.abouts import read_said
from workbench.collections.errors import NewerFormat, NotWritable
from workbench.collections.files import reason
from workbench.collections.names import COLLECTION_FILE, folder_name
from workbench.collections.outgoing.bundle_names import FORMAT, LARGE, MANIFEST, MOST_BYTES, MOST_FILES, MOST_RATIO, twins, why_not
from workbench.collections.outgoing.errors import BadBundle
from workbench.domain.texts import shown

_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, OverflowError, MemoryError,
)  # fmt: skip
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LARGEST_MANIFEST = 16 * 2**20


def unbundle(data: bytes, parent: Path) -> Path:
    """Unpack into a new folder below ``parent``, named after the collection.  Raises :class:`BadBundle`, ``NotWritable``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name, contents = _read(archive)
    except _BROKEN as wrong:
        raise BadBundle(f"it is no zip file, or a damaged one ({shown(str(wrong), 80)}).") from None
    return _written(name, contents, parent)


def _read(archive: zipfile.ZipFile) -> tuple[str, dict[str, bytes]]:
    """The name of the collection and every file, all of it checked."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES + 1:
        raise BadBundle(f"it holds {len(entries):,} files, and a collection has {MOST_FILES:,} at most.")
    names = [entry.orig_filename for entry in entries]
    for entry in entries:
        _check(entry)
    if twin := twins(names):
        raise BadBundle(f"“{shown(twin, 120)}” is there twice, or differs from another name in case or accents only.")
    if MANIFEST not in names:
        raise BadBundle(f"there is no {MANIFEST} in it, which every Workbench file has. Import it instead, or ask for the file again.")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise BadBundle(f"unpacked it would be larger than {MOST_BYTES // 2**20} MB.")
    said = _manifest(_content(archive, archive.getinfo(MANIFEST), _LARGEST_MANIFEST))
    left = MOST_BYTES
    contents: dict[str, bytes] = {}
    for entry in entries:
        if entry.filename != MANIFEST:
            contents[entry.filename] = _content(archive, entry, left)
            left -= len(contents[entry.filename])
    _check_whole(said, contents)
    name = said.get("name")
    return name if isinstance(name, str) and name.strip() else "collection", contents


def _check(entry: zipfile.ZipInfo) -> None:
    """By what the zip says of it, before any of it is unpacked."""
    name = entry.orig_filename
    mode = entry.external_attr >> 16
    if entry.flag_bits & 1:
        why = "is encrypted"
    elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        why = "is a link, a folder or a device, and only files are expected"
    elif entry.compress_type not in _KINDS:
        why = "is packed in a way that is not read"
    elif name == MANIFEST:
        return
    else:
        why = why_not(name) or ("is not what it says it is" if entry.filename != name else "")
    if why:
        raise BadBundle(f"“{shown(name, 120)}” {why}.")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """What an entry says of its size is checked while it is read: a bomb lies about it."""
    with archive.open(entry) as file:
        data = file.read(min(most, entry.file_size) + 1)
    if len(data) > most or len(data) != entry.file_size:
        raise BadBundle(f"“{shown(entry.filename, 120)}” is larger or smaller than it says.")
    if len(data) > LARGE and len(data) > MOST_RATIO * entry.compress_size:
        raise BadBundle(f"“{shown(entry.filename, 120)}” is packed so tightly that it is no text.")
    return data


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("format"), int) or not isinstance(said.get("files"), dict):
        raise BadBundle(f"{MANIFEST} is damaged. Ask for the file again.")
    if said["format"] > FORMAT:
        raise BadBundle("a newer workbench wrote it; update to open it.")
    return said


def _check_whole(said: dict[str, Any], contents: Mapping[str, bytes]) -> None:
    """Every file of the manifest, as it was packed, and no other."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    if hashes != said["files"]:
        odd = sorted(name for name in {*hashes, *said["files"]} if hashes.get(name) != said["files"].get(name))
        raise BadBundle(f"“{shown(odd[0], 120)}” was changed, added or lost on the way. Ask for the file again, or import it instead.")
    if COLLECTION_FILE not in contents:
        raise BadBundle(f"there is no {COLLECTION_FILE} in it.")
    if isinstance(error := read_said(Path(COLLECTION_FILE), contents[COLLECTION_FILE]).error, NewerFormat):
        raise BadBundle(str(error))


def _written(name: str, contents: Mapping[str, bytes], parent: Path) -> Path:
    """All files in a hidden folder first, which then gets its name in one step."""
    making = parent / f".{uuid4().hex}.new"
    target = parent / folder_name(name)
    try:
        parent.mkdir(parents=True, exist_ok=True)
        target = parent / folder_name(name, [path.name for path in parent.iterdir()])
        making.mkdir()
        for path, data in contents.items():
            place = making.joinpath(*PurePosixPath(path).parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        making.rename(target)
    except OSError as wrong:
        raise NotWritable(target, reason(wrong)) from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target
