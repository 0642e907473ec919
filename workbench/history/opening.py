"""Opening the file: making it, bringing it up to date after a backup, refusing what is not ours, setting aside what is damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from workbench.history import records
from workbench.history.database import Database, connect, suspect_path
from workbench.history.errors import HistoryDamaged, HistoryLocked, NewerHistory, NotAHistory, explain, explain_os
from workbench.history.lease import alone
from workbench.history.migrations import APPLICATION_ID, MIGRATIONS, Migration, migrate, version_of

CHECK_UP_TO = 32_000_000
"""Bytes up to which a file is examined at each opening (``quick_check`` reads all of it: measured at 20 ms for this much
and 0.33 s for 400 MB, when the system has the file in memory).  A larger one is examined only after damage was met while working with it."""

_MAGIC = b"SQLite format 3\0"
_TABLES = {"exchange", "payload", "word_index", "about"}
_PARTS = ("", "-wal", "-shm")


def open_database(
    path: Path, *, app_version: str, wait: float, migrations: Sequence[Migration] = MIGRATIONS
) -> tuple[Database, tuple[str, ...]]:
    """The database, ready, and what the user should be told about how it got so, a sentence each.

    Raises :class:`CannotOpen` for a newer or foreign file, which stays as it is, and :class:`HistoryUnavailable`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone(path, wait):
            notices = _prepare(path, app_version, wait, migrations)
            return Database(path, wait), tuple(notices)
    except TimeoutError as held:
        raise HistoryLocked(path, f"The history file {path} is held by another program. Close it and try again.") from held
    except OSError as wrong:
        raise explain_os(wrong, path) from wrong
    except sqlite3.Error as wrong:
        raise explain(wrong, path) from wrong


def _prepare(path: Path, app_version: str, wait: float, migrations: Sequence[Migration]) -> list[str]:
    damage = _damage(path, wait, len(migrations))
    if not damage:
        try:
            return _bring_up_to_date(path, app_version, wait, migrations)
        except sqlite3.DatabaseError as wrong:
            if not isinstance(explain(wrong, path), HistoryDamaged):
                raise
            damage = str(wrong)
    kept = _set_aside(path)
    notice = f"The history file was damaged ({damage}). It is kept as {kept}, and a new history was begun."
    return [notice, *_bring_up_to_date(path, app_version, wait, migrations)]


def _bring_up_to_date(path: Path, app_version: str, wait: float, migrations: Sequence[Migration]) -> list[str]:
    notices = []
    _create_private(path)
    with closing(connect(path, wait)) as raw:
        version = version_of(raw)
        if version == 0:
            raw.execute("PRAGMA auto_vacuum = INCREMENTAL")
        raw.execute("PRAGMA journal_mode = WAL").fetchone()
        if 0 < version < len(migrations):
            backup = _back_up(raw, path, len(migrations))
            notices.append(f"The history file was brought up to date. As it was before, it is kept as {backup}.")
        if version < len(migrations):
            migrate(raw, migrations, app_version)
        if suspect_path(path).exists():
            records.rebuild_index(raw)
    suspect_path(path).unlink(missing_ok=True)
    return notices


def _damage(path: Path, wait: float, newest: int) -> str:
    """What is wrong with the file, in a few words; empty when nothing is."""
    if not path.exists() or path.stat().st_size == 0:
        return ""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return "it is not a database"
    try:
        with closing(connect(path, wait)) as raw:
            _refuse(raw, path, newest)
            return _examine(raw, path)
    except sqlite3.Error as wrong:
        error = explain(wrong, path)
        if isinstance(error, HistoryDamaged):
            return error.detail
        raise error from wrong


def _refuse(raw: sqlite3.Connection, path: Path, newest: int) -> None:
    ours = raw.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not ours and raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise NotAHistory(path, f"{path} is a database of another program. It was left as it is; choose another place for the history.")
    if (version := version_of(raw)) > newest:
        raise NewerHistory(
            path,
            f"The history file {path} was written by a newer version of the workbench{_writer(raw)} (layout {version}, this one knows {newest}). "
            "It was left as it is; update the workbench to open it.",
        )


def _writer(raw: sqlite3.Connection) -> str:
    try:
        found = raw.execute("SELECT value FROM about WHERE name = 'app_version'").fetchone()
    except sqlite3.OperationalError:  # a future layout may have no such table
        return ""
    return f", {found[0]}" if found else ""


def _examine(raw: sqlite3.Connection, path: Path) -> str:
    present = {name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if version_of(raw) and not present >= _TABLES:
        return "tables are missing"
    if path.stat().st_size > CHECK_UP_TO and not suspect_path(path).exists():
        return ""
    found = str(raw.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found.splitlines()[0].strip("* ")


def _set_aside(path: Path) -> Path:
    """Rename the file and what belongs to it; nothing is ever deleted."""
    target = _free_name(path, "damaged")
    for part in _PARTS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + part).rename(target.with_name(target.name + part))
    return target


def _back_up(raw: sqlite3.Connection, path: Path, version: int) -> Path:
    target = _free_name(path, f"before-layout-{version}")
    _create_private(target)
    with closing(sqlite3.connect(target)) as copy:
        raw.backup(copy)
    return target


def _free_name(path: Path, why: str) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    name, count = f"{path.stem}.{why}-{stamp}", 1
    while (target := path.with_name(f"{name}{f'-{count}' if count > 1 else ''}{path.suffix}")).exists():
        count += 1
    return target


def _create_private(path: Path) -> None:
    """Guests' data is in it: for its owner's eyes only.  SQLite gives the files beside it the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
