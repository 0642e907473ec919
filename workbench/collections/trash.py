"""The trash of a collection: ``.trash/`` in its folder, which git ignores.

Each deletion has a folder of its own, named for its moment; ``deleted.json`` in it says where each thing stood, so that it
can be put back by hand when the window that could undo it is long closed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbench.collections import baseline
from workbench.collections.errors import InvalidFile, NotWritable
from workbench.collections.files import reason, write_bytes
from workbench.collections.journal import Journal
from workbench.collections.names import NOT_OURS, file_name, suffix_of

TRASH = ".trash"
KEPT_DAYS = 30
MANIFEST = "deleted.json"
HALF_WRITTEN_HOURS = 1
_HALF_WRITTEN = re.compile(r"\.(.+\.(request|event|persona)\.toml|workbench\.toml|folder\.toml|.+\.baseline\.(json|txt|bin))\.\w{8}\.new")
"""As ``atomic_write`` names them."""
_IGNORE = b"# Deleted things, kept for 30 days on this computer only.\n*\n"
_NAMED = re.compile(r"(\d{8}T\d{6})Z(-\d+)?")
_MOMENT = "%Y%m%dT%H%M%S"


def put_into_trash(journal: Journal, root: Path, paths: Sequence[Path]) -> None:
    """Move ``paths``, and the baselines of requests among them, out of the tree."""
    place = _free(_made(root))
    journal.make_folder(place)
    # The note first: a crash in between leaves a note of something that is still there, not a thing nobody knows of.
    journal.write(place / MANIFEST, _manifest(root, paths))
    for number, path in enumerate(paths):
        shelf = place / str(number)
        journal.make_folder(shelf)
        journal.move(path, shelf / path.name, back=_beside)


def clear_trash(folder: Path, now: datetime | None = None) -> int:
    """Throw away for good what was deleted more than thirty days ago; how many deletions that were.

    Anything in the trash that the workbench did not put there stays, and so does what cannot be removed.  Files that
    were being written when a crash came go, too: git would show them.
    """
    now = now or datetime.now(UTC)
    since = now - timedelta(days=KEPT_DAYS)
    _sweep(folder, now - timedelta(hours=HALF_WRITTEN_HOURS))
    cleared = 0
    with contextlib.suppress(InvalidFile, OSError):
        for place in _checked(folder).iterdir():
            deleted_at = _moment(place.name)
            if deleted_at is not None and deleted_at < since and place.is_dir() and not place.is_symlink():
                shutil.rmtree(place, ignore_errors=True)
                cleared += not place.exists()
    return cleared


def _sweep(folder: Path, since: datetime) -> None:
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in NOT_OURS]
        for name in files:
            with contextlib.suppress(OSError):
                file = Path(here) / name
                if _HALF_WRITTEN.fullmatch(name) and file.lstat().st_mtime < since.timestamp():
                    file.unlink()


def _made(root: Path) -> Path:
    """The trash itself, which stays when a deletion is taken back: other deletions may be in it."""
    trash = _checked(root)
    try:
        trash.mkdir(exist_ok=True)
    except OSError as wrong:
        raise NotWritable(trash, reason(wrong)) from None
    if not os.path.lexists(trash / ".gitignore"):
        write_bytes(trash / ".gitignore", _IGNORE)
    return trash


def _checked(root: Path) -> Path:
    """A link in its place could lead anywhere."""
    trash = root / TRASH
    if trash.is_symlink():
        raise InvalidFile(trash, "it is a link; delete the link, and the workbench makes a trash of its own.")
    return trash


def _free(trash: Path) -> Path:
    name = f"{datetime.now(UTC).strftime(_MOMENT)}Z"
    place, number = trash / name, 1
    while os.path.lexists(place):
        number += 1
        place = trash / f"{name}-{number}"
    return place


def _moment(name: str) -> datetime | None:
    found = _NAMED.fullmatch(name)
    try:
        return datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _manifest(root: Path, paths: Sequence[Path]) -> bytes:
    stood = [path.relative_to(root).as_posix() for path in paths]
    entries = [{"is_now": f"{number}/{path.name}", "stood_at": at} for number, (path, at) in enumerate(zip(paths, stood, strict=True))]
    return json.dumps({"deleted": entries}, indent=2, ensure_ascii=False).encode("utf-8")


def _beside(path: Path) -> Path:
    """A free place beside one that is taken."""
    names = {each.name for each in path.parent.iterdir()}
    names |= {baseline.claimed(name) for name in names}
    suffix = suffix_of(path.name)
    return path.with_name(file_name(path.name.removesuffix(suffix), names, suffix))
