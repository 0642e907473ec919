"""``.workbench.zip``: a collection, or a part of it, as one file.  The same collection gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from workbench.collections import baseline
from workbench.collections.collection import Collection
from workbench.collections.errors import InvalidFile
from workbench.collections.names import EVENT_SUFFIX, PERSONA_SUFFIX, SUFFIX
from workbench.collections.outgoing.bundle_names import (
    ENDING,
    FORMAT,
    LARGE,
    MANIFEST,
    MOST_BYTES,
    MOST_FILES,
    MOST_RATIO,
    is_ours,
    is_ours_folder,
    twins,
    why_not,
)
from workbench.collections.outgoing.errors import ExportError, KeyInside
from workbench.collections.outgoing.model import Exported
from workbench.collections.outgoing.texts import file_title, listed
from workbench.domain import Secret

_EARLIEST = (1980, 1, 1, 0, 0, 0)
SHORTEST_KEY = 8
"""Characters; a shorter one stands in a text by accident."""


def bundle(folder: Path, keys: Iterable[Secret] = (), within: Path | None = None) -> Exported:
    """The files of a collection and nothing else that lies beside them.

    ``within`` takes one folder, request or event only, with what the folders above it say and the personas in them.  ``keys`` are those
    that must not be in it.  Raises :class:`KeyInside` naming the file, ``InvalidFile``, :class:`ExportError`.
    """
    collection = Collection.open(folder)
    part = folder if within is None else within
    paths, links = _files(folder, part)
    files = {path.relative_to(folder).as_posix(): path for path in paths}
    _check_names(files)
    known = spellings(keys)
    contents: dict[str, bytes] = {}
    for name in sorted(files):
        contents[name] = _read(files[name])
        if any(key in contents[name] for key in known):
            raise KeyInside(name)
    if sum(map(len, contents.values())) > MOST_BYTES:
        raise ExportError(f"It holds more than {MOST_BYTES // 2**20} MB. Forget baselines that are not needed, or export a part of it.")
    title = _title(collection, part)
    return Exported(_packed(title, contents), file_title(title, ENDING), _notes(contents, links))


def _title(collection: Collection, part: Path) -> str:
    try:
        return (collection.load(part) if part.is_file() else collection.about(part)).name
    except InvalidFile:  # in the middle of a merge, say: it travels all the same
        return part.name.partition(".")[0]


def spellings(keys: Iterable[Secret]) -> list[bytes]:
    """How a key may be spelled in a file: as it is, as JSON or TOML escape it, as in a URL."""
    texts = [text for secret in keys if len(text := secret.reveal()) >= SHORTEST_KEY]
    return [form.encode("utf-8", "surrogatepass") for text in texts for form in {text, json.dumps(text)[1:-1], quote(text, safe="")}]


def _files(folder: Path, part: Path) -> tuple[list[Path], list[str]]:
    """Files of ours, and the names of links, which stay here."""

    def broken(wrong: OSError) -> None:
        raise ExportError(f"{wrong.filename} cannot be read: {wrong.strerror}.")

    found, links = _above(folder, part)
    if part.is_file():
        return [*found, part, *(file for file in baseline.files_of(part) if file.is_file())], links
    for at, folders, names in os.walk(part, onerror=broken):
        here = Path(at)
        folders[:] = sorted(name for name in folders if is_ours_folder(name))
        links += [name for name in folders if (here / name).is_symlink()]
        ours = [here / name for name in names if is_ours(name)]
        links += [path.name for path in ours if path.is_symlink()]
        found += [path for path in ours if not path.is_symlink() and path.is_file()]
    return list(dict.fromkeys(found)), links


def _above(folder: Path, part: Path) -> tuple[list[Path], list[str]]:
    """What the folders around a part say, and their personas."""
    around = [at for at in part.parents if at == folder or at.is_relative_to(folder)] if part != folder else []
    said = [path for at in around for path in sorted(at.iterdir()) if is_ours(path.name) and _goes_along(path.name)]
    return [path for path in said if not path.is_symlink() and path.is_file()], [path.name for path in said if path.is_symlink()]


def _goes_along(name: str) -> bool:
    return name.endswith(PERSONA_SUFFIX) or not (name.endswith((SUFFIX, EVENT_SUFFIX, *baseline.KINDS)))


def _check_names(files: Iterable[str]) -> None:
    """What could not be opened again is not written."""
    names = sorted(files)
    if len(names) > MOST_FILES:
        raise ExportError(f"It holds more than {MOST_FILES:,} files. Export a part of it.")
    for name in names:
        if why := why_not(name):
            raise ExportError(f"“{name}” {why}, so it cannot travel. Rename it.")
    if twin := twins(names):
        raise ExportError(f"“{twin}” differs from another name in case or accents only, and not every system tells them apart. Rename it.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise ExportError(f"{path} cannot be read: {wrong.strerror}.") from None


def _packed(title: str, contents: dict[str, bytes]) -> bytes:
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    manifest = json.dumps({"format": FORMAT, "name": title, "files": hashes}, ensure_ascii=False, indent=2)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in ((MANIFEST, manifest.encode()), *contents.items()):
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type = zipfile.ZIP_STORED if _looks_like_a_bomb(data) else zipfile.ZIP_DEFLATED
            info.external_attr = 0o100644 << 16
            info.create_system = 3
            archive.writestr(info, data)
    return packed.getvalue()


def _looks_like_a_bomb(data: bytes) -> bool:
    return len(data) > LARGE and len(data) > MOST_RATIO * len(zlib.compress(data))


def _notes(contents: Iterable[str], links: Sequence[str]) -> tuple[str, ...]:
    notes = ["No key is in it: whoever opens it uses the keys of their own tenants. Secrets are in it by name only."]
    approved = sum(name.endswith(tuple(baseline.KINDS)) for name in contents)
    if approved:
        what = "1 baseline is" if approved == 1 else f"{approved:,} baselines are"
        notes.append(f"{what} in it as approved, and may hold what was answered about a guest: look before you share it.")
    if links:
        notes.append(f"Left out, because they are links to elsewhere: {listed(sorted(links))}.")
    return tuple(notes)
