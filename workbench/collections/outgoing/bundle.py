"""``.workbench.zip``: a collection as one file.  The same collection gives the same bytes; opening one trusts nothing in it."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from workbench.collections.baseline import KINDS
from workbench.collections.collection import Collection
from workbench.collections.errors import NotWritable
from workbench.collections.names import COLLECTION_FILE, FOLDER_FILE, PERSONA_SUFFIX, SUFFIX, folder_name
from workbench.collections.outgoing.errors import BadBundle, ExportError, KeyInside
from workbench.collections.outgoing.model import Exported
from workbench.domain import Secret

MANIFEST = "workbench-bundle.json"
FORMAT = 1
ENDING = ".workbench.zip"
MOST_BYTES = 256 * 2**20
"""Unpacked, in all; a collection is text."""
MOST_FILES = 50_000
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_SHORTEST_KEY = 8


def bundle(folder: Path, keys: Iterable[Secret] = ()) -> Exported:
    """The files of a collection and nothing else that lies beside them.

    ``keys`` are those that must not be in it.  Raises :class:`KeyInside` naming the file, ``InvalidFile``, :class:`ExportError`.
    """
    about = Collection.open(folder).about(folder)
    known = [secret.reveal().encode() for secret in keys if len(secret.reveal()) >= _SHORTEST_KEY]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, MANIFEST, json.dumps({"format": FORMAT, "name": about.name}, ensure_ascii=False, indent=2).encode())
        for path in sorted(_files(folder), key=lambda path: path.relative_to(folder).as_posix()):
            try:
                data = path.read_bytes()
            except OSError as wrong:
                raise ExportError(f"{path} cannot be read: {wrong.strerror}.") from None
            if any(key in data for key in known):
                raise KeyInside(path.name)
            _put(archive, path.relative_to(folder).as_posix(), data)
    notes = (
        "No key is in it: whoever opens it uses the keys of their own tenants.",
        "Secrets are in it by name only; baselines are in it as they were approved, and may hold what was answered about a guest.",
    )
    return Exported(packed.getvalue(), f"{folder_name(about.name)}{ENDING}", notes)


def unbundle(data: bytes, parent: Path) -> Path:
    """Unpack into a new folder below ``parent``; all of it or nothing.  Raises :class:`BadBundle`, ``NotWritable``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError) as wrong:
        raise BadBundle(f"it is no zip file, or a damaged one ({wrong}).") from None
    with archive:
        entries = _checked(archive)
        target = _free(parent, folder_name(_name(archive)))
        making = target.with_name(f".{target.name}.unpacking")
        try:
            shutil.rmtree(making, ignore_errors=True)
            for info in entries:
                if info.filename != MANIFEST:
                    place = making.joinpath(*PurePosixPath(info.filename).parts)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(_read(archive, info))
            making.replace(target)
        except OSError as wrong:
            raise NotWritable(target, wrong.strerror or str(wrong)) from None
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return target


def _files(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and not (Path(at) / name).is_symlink()]
        for name in names:
            path = Path(at) / name
            if _is_ours(name) and not path.is_symlink() and path.is_file():
                yield path


def _is_ours(name: str) -> bool:
    return not name.startswith(".") and (name in (COLLECTION_FILE, FOLDER_FILE) or name.endswith((SUFFIX, PERSONA_SUFFIX, *KINDS)))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    archive.writestr(info, data)


def _checked(archive: zipfile.ZipFile) -> Sequence[zipfile.ZipInfo]:
    """Every entry is one of ours, at a place inside, not too large, and no other's twin."""
    entries = [info for info in archive.infolist() if not info.is_dir()]
    if len(entries) > MOST_FILES:
        raise BadBundle(f"it holds {len(entries):,} files, and a collection has {MOST_FILES:,} at most.")
    if sum(info.file_size for info in entries) > MOST_BYTES:
        raise BadBundle(f"unpacked it would be larger than {MOST_BYTES // 2**20} MB.")
    seen: set[str] = set()
    for info in entries:
        name = info.filename
        if why := _why_not(info):
            raise BadBundle(f"“{name}” {why}.")
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        if folded in seen:
            raise BadBundle(f"“{name}” is there twice, or differs from another in case only.")
        seen.add(folded)
    if COLLECTION_FILE not in {info.filename for info in entries}:
        raise BadBundle(f"there is no {COLLECTION_FILE} in it.")
    return entries


def _why_not(info: zipfile.ZipInfo) -> str:
    name = info.filename
    parts = name.split("/")
    if "\\" in name or ":" in name or name.startswith("/") or any(part in ("", ".", "..") for part in parts) or not name.isprintable():
        return "would lie outside its folder, or has a name no file should have"
    if info.flag_bits & 1:
        return "is encrypted"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link"
    if any(part.startswith(".") or part.endswith((" ", ".")) for part in parts):
        return "has a name no file of a collection has"
    if name != MANIFEST and not _is_ours(parts[-1]):
        return "is no file of a collection"
    return ""


def _name(archive: zipfile.ZipFile) -> str:
    """By the manifest; raises :class:`BadBundle` where a newer workbench wrote it."""
    try:
        said = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError, RecursionError, zipfile.BadZipFile, OSError):
        return "collection"
    if isinstance(said, dict) and isinstance(said.get("format"), int) and said["format"] > FORMAT:
        raise BadBundle("a newer workbench wrote it; update to open it.")
    name = said.get("name") if isinstance(said, dict) else ""
    return name if isinstance(name, str) and name.strip() else "collection"


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """What an entry claims to be long is checked while it is read: a bomb lies about it."""
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as wrong:
        raise BadBundle(f"“{info.filename}” is damaged ({wrong}).") from None
    if len(data) != info.file_size:
        raise BadBundle(f"“{info.filename}” is not as long as it says.")
    return data


def _free(parent: Path, name: str) -> Path:
    number, target = 1, parent / name
    while os.path.lexists(target):
        number += 1
        target = parent / f"{name}-{number}"
    return target
