"""What was chosen or dropped, as bytes: a file as it is, a folder (Bruno keeps a collection in one) as a zip in memory.  Qt-free."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

READ_AT_MOST = 64 * 2**20 + 1
"""Bytes; one more than an import takes, so that it can say that there are too many."""
FILES_AT_MOST = 20_000
SUFFIXES = (".bru", ".json", ".yml", ".yaml", ".toml", ".har", ".sh", ".txt")
_PASSED_BY = {"node_modules", "__pycache__"}


def read_path(path: Path) -> tuple[str, bytes]:
    """(name, bytes).  Raises ``OSError``, whose text is fit for a person."""
    if path.is_dir():
        return f"{path.name}.zip", zipped(path)
    with path.open("rb") as file:
        return path.name, file.read(READ_AT_MOST)


def zipped(folder: Path) -> bytes:
    """The text files of a folder.  No link is followed, and nothing hidden is read."""
    out, size, count = io.BytesIO(), 0, 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in _files(folder):
            count += 1
            data = _head(path, READ_AT_MOST - size)
            size += len(data)
            if size >= READ_AT_MOST or count > FILES_AT_MOST:
                raise OSError(0, "It holds more than can be imported at once; choose a folder inside it", str(folder))
            archive.writestr(zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}"), data)
    if not count:
        raise OSError(0, "There is no file in it that could be imported", str(folder))
    return out.getvalue()


def new_folder(title: str) -> Path:
    """Where a collection of that title could go: a folder of the user's own that is not there yet."""
    from workbench.collections.names import folder_name

    home = Path.home()
    try:
        taken = os.listdir(home)  # noqa: PTH208 (names are all that is needed)
    except OSError:
        taken = []
    return home / folder_name(title, taken)


def _files(folder: Path) -> Iterator[Path]:
    def tell(problem: OSError) -> None:
        raise problem

    for at, folders, files in os.walk(folder, onerror=tell):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _PASSED_BY)
        for name in sorted(files):
            path = Path(at, name)
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _head(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)
