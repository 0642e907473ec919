"""Numbered steps over the raw database.  ``data/version-N.sqlite`` are kept files of every version there ever was."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain import Operation
from workbench.history import History, Query, Retention, RunCall, RunState, Settled
from workbench.history.database import Database
from workbench.history.migrations import APPLICATION_ID, MIGRATIONS, version_of
from workbench.history.opening import open_database

from .factory import exchange, failed, pending, request

KEPT = Path(__file__).parent / "data"


def add_colour(raw: sqlite3.Connection) -> None:
    raw.execute("ALTER TABLE exchange ADD COLUMN colour TEXT NOT NULL DEFAULT 'none'")


def paint(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE exchange SET colour = 'red' WHERE status >= 400")


def fail(raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM exchange")
    raw.execute("SELECT * FROM nowhere")


def migrated(path: Path, *steps: object) -> tuple[Database, tuple[str, ...]]:
    return open_database(path, app_version="2.0.0", wait=1.0, migrations=(*MIGRATIONS, *steps))  # type: ignore[arg-type]


def test_every_version_has_a_kept_file() -> None:
    assert sorted(p.name for p in KEPT.iterdir()) == [f"version-{n + 1}.sqlite" for n in range(len(MIGRATIONS))]


def test_a_new_file_is_of_the_newest_version(history: History) -> None:
    with history._database.reading() as raw:
        assert version_of(raw) == len(MIGRATIONS)
        assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA auto_vacuum").fetchone() == (2,)
        assert raw.execute("SELECT value FROM about WHERE name = 'app_version'").fetchone() == ("1.0.0",)


def test_version_1_opens(path: Path) -> None:
    """The kept file holds what :func:`write_kept_file` wrote into it when version 1 was the newest."""
    shutil.copy(KEPT / "version-1.sqlite", path)
    with History.open(path, app_version="9.9.9") as history:
        assert history.get(1).exchange == exchange(0, body=b'{"offer":"summer"}' * 200)
        assert history.get(2).exchange == failed(1)
        assert history.get(3).exchange == exchange(2, status=404, flow=request(friendly_id="cart"))
        assert (history.get(3).pinned, history.get(3).label, history.get(3).note) == (True, "golden", "kept für ever")
        assert [row.number for row in history.search(Query())] == [3, 5, 2, 1]
        assert [row.number for row in history.search(Query("summer"))] == [1]
        assert history.recover() == 1
        history.pin([3], False)
        assert history.prune(Retention(max_count=0)) == 4
        assert history.search(Query()) == ()


def test_version_2_opens(path: Path) -> None:
    shutil.copy(KEPT / "version-2.sqlite", path)
    with History.open(path, app_version="9.9.9") as history:
        assert [row.number for row in history.search(Query())] == [3, 7, 5, 2, 1]
        (run,) = history.runs.latest()
        assert (run.kind, run.state, run.planned, run.answered) == ("Split check", RunState.BROKEN, 2, 1)
        assert list(history.runs.calls(run.number)) == [RunCall(0, 6, "{}"), RunCall(1, None, "")]
        assert history.get(7).exchange.operation is Operation.SEND_EVENT


def test_version_3_opens(path: Path) -> None:
    shutil.copy(KEPT / "version-3.sqlite", path)
    with History.open(path, app_version="9.9.9") as history:
        done, broken = history.runs.latest()
        assert (done.state, done.verdict, done.figures) == (RunState.DONE, "The call held.", '{"p95": 12.5}')
        assert (broken.state, broken.figures) == (RunState.BROKEN, "")
        assert [row.number for row in history.search(Query(run=done.number))] == [8]


def test_steps_run_in_order_after_a_backup(path: Path) -> None:
    with History.open(path, app_version="1.0.0") as history:
        history.record(exchange(status=404))
        history.record(exchange())
    database, notices = migrated(path, add_colour, paint)
    try:
        with database.reading() as raw:
            assert version_of(raw) == len(MIGRATIONS) + 2
            assert raw.execute("SELECT colour FROM exchange ORDER BY number").fetchall() == [("red",), ("none",)]
            assert raw.execute("SELECT value FROM about WHERE name = 'app_version'").fetchone() == ("2.0.0",)
    finally:
        database.close()
    (backup,) = path.parent.glob(f"history.before-layout-{len(MIGRATIONS) + 2}-*.sqlite")
    assert notices == (f"The history file was brought up to date. As it was before, it is kept as {backup}.",)
    with History.open(backup, app_version="1.0.0") as old:
        assert old.get(1).exchange == exchange(status=404)


def test_steps_run_once(path: Path) -> None:
    for expected in (0, 0):
        database, notices = migrated(path, add_colour)
        database.close()
        assert len(notices) == expected
    assert not list(path.parent.glob("history.before-*"))  # a file that was made new needs no backup


def test_a_step_that_fails_changes_nothing(path: Path) -> None:
    with History.open(path, app_version="1.0.0") as history:
        history.record(exchange())
    with pytest.raises(Exception, match=r"history\.sqlite"):
        migrated(path, add_colour, fail)
    with History.open(path, app_version="1.0.0") as history:
        assert history.count(Query()) == 1
    with closing(sqlite3.connect(path)) as raw:
        assert "colour" not in {row[1] for row in raw.execute("PRAGMA table_info(exchange)")}
    assert list(path.parent.glob("history.before-*"))


def write_kept_file(path: Path) -> None:
    """What a kept file holds.  Run once for each new version, by hand, and never again for the same one."""
    with History.open(path, app_version="1.0.0") as history:
        history.record(exchange(0, body=b'{"offer":"summer"}' * 200))
        history.record(failed(1))
        history.record(exchange(2, status=404, flow=request(friendly_id="cart")))
        history.delete([history.record(exchange(3)).number])
        history.begin(pending(exchange(4)))
        history.pin([3], True)
        history.set_label(3, "golden")
        history.set_note(3, "kept für ever")
        run = history.runs.start("Split check", "Home hero", "{}", 2)
        history.runs.write(run, [0, 1], [Settled(exchange(5), 0, "{}")])
        history.record(replace(exchange(6), operation=Operation.SEND_EVENT, request=None))
        done = history.runs.start("Suite", "Shop", "{}", 1)
        history.runs.write(done, [0], [Settled(exchange(7), 0, "{}")])
        history.runs.end(done, RunState.DONE, "held", "The call held.", '{"p95": 12.5}')
