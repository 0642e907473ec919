"""Opening: fresh, damaged, newer, foreign, out of reach.  Nothing is ever deleted."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from workbench.history import (
    CannotOpen,
    History,
    HistoryDamaged,
    HistoryLocked,
    HistoryReadOnly,
    HistoryUnavailable,
    NewerHistory,
    NotAHistory,
    Query,
    opening,
)
from workbench.history.database import suspect_path
from workbench.history.lease import alone

from .factory import exchange, numbered


def filled(path: Path, many: int = 30) -> bytes:
    """A closed, sound history; gives its bytes."""
    with History.open(path, app_version="1.0.0") as history:
        for key in range(many):
            history.record(numbered(key))
    return path.read_bytes()


def test_a_fresh_file_and_its_folder_are_made_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "not" / "yet" / "history.sqlite"
    with History.open(path, app_version="1") as history:
        history.record(exchange())
        assert history.notices == ()
        assert history.path == path
        if sys.platform != "win32":
            assert {stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()} == {0o600}


def test_an_empty_file_is_a_fresh_one(path: Path) -> None:
    path.touch()
    with History.open(path, app_version="1") as history:
        assert history.notices == ()


def overwritten(data: bytes) -> bytes:
    return b"this is a letter to my aunt, not a database" + data[43:]


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def cut_in_the_header(data: bytes) -> bytes:
    return data[:50]


def scratched(data: bytes) -> bytes:
    middle = 4096 * 5
    return data[:middle] + Random(1).randbytes(4096 * 6) + data[middle + 4096 * 6 :]


def schema_lost(data: bytes) -> bytes:
    return data[:100] + bytes(3900) + data[4000:]


DAMAGES = [overwritten, truncated, cut_in_the_header, scratched, schema_lost]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_set_aside_and_a_fresh_one_begun(path: Path, damage: Callable[[bytes], bytes]) -> None:
    data = damage(filled(path))
    path.write_bytes(data)
    with History.open(path, app_version="1") as history:
        (kept,) = path.parent.glob("history.damaged-*.sqlite")
        assert kept.read_bytes() == data
        (notice,) = history.notices
        assert str(kept) in notice
        assert "a new history was begun" in notice
        assert history.count(Query()) == 0
        assert history.record(exchange()).number == 1
    with History.open(path, app_version="1") as history:
        assert (history.notices, history.count(Query())) == ((), 1)


def test_what_belongs_to_a_damaged_file_goes_with_it(path: Path) -> None:
    path.write_bytes(b"no database")
    path.with_name("history.sqlite-wal").write_bytes(b"its log")
    path.with_name("history.sqlite-shm").write_bytes(b"its index")
    for _ in range(2):  # the second time within the same second needs another name
        with History.open(path, app_version="1"):
            pass
        path.write_bytes(b"no database again")
    kept = list(path.parent.glob("history.damaged-*"))
    (log,) = (p for p in kept if p.name.endswith("-wal"))
    assert log.with_name(log.name.removesuffix("-wal")).read_bytes() == b"no database"
    assert {p.read_bytes() for p in kept} == {b"no database", b"no database again", b"its log", b"its index"}


def test_damage_met_while_working_is_seen_to_at_the_next_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "CHECK_UP_TO", 0)  # as for a large file, which is not read through at each start
    data = filled(path, 200)
    path.write_bytes(data[: 4096 * 20] + Random(1).randbytes(len(data) - 4096 * 20))
    with History.open(path, app_version="1") as history:
        assert history.notices == ()
        with pytest.raises(HistoryDamaged, match=r"history\.sqlite is damaged.*again"):
            for number in range(1, 201):
                history.get(number)
    with History.open(path, app_version="1") as history:
        assert "damaged" in history.notices[0]
    assert not suspect_path(path).exists()
    with History.open(path, app_version="1") as history:
        assert history.notices == ()


def test_a_suspected_file_that_is_sound_gets_its_index_anew(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("INSERT INTO word_index (word_index) VALUES ('delete-all')")
        raw.commit()
    suspect_path(path).touch()
    with History.open(path, app_version="1") as history:
        assert history.count(Query()) == 30
        assert [row.number for row in history.search(Query("flow_7"))] == [8]
    assert not suspect_path(path).exists()


def test_a_newer_file_is_refused_and_left_as_it_is(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE about SET value = '7.1.0' WHERE name = 'app_version'")
        raw.execute("PRAGMA user_version = 99")
        raw.commit()
    before = path.read_bytes()
    with pytest.raises(
        NewerHistory, match=r"history\.sqlite was written by a newer version of the workbench, 7\.1\.0.*update the workbench"
    ):
        History.open(path, app_version="1")
    assert path.read_bytes() == before


def test_a_newer_file_without_what_we_know_is_refused_as_well(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("DROP TABLE about; PRAGMA user_version = 99")
    with pytest.raises(NewerHistory, match="left as it is"):
        History.open(path, app_version="1")


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    with pytest.raises(NotAHistory, match="another program") as caught:
        History.open(path, app_version="1")
    assert isinstance(caught.value, CannotOpen)
    assert path.read_bytes() == before


def test_a_file_somebody_else_is_opening_is_waited_for(path: Path) -> None:
    with alone(path, 1.0), pytest.raises(HistoryLocked, match="held by another program"):
        History.open(path, app_version="1", wait=0.05)
    History.open(path, app_version="1").close()


def test_a_file_held_by_another_program_is_reported(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, History.open(path, app_version="1", wait=0.05) as history:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryLocked, match="held by another program"):
            history.record(exchange())
        assert history.count(Query()) == 30  # reading goes on
        other.execute("COMMIT")
        assert history.record(exchange()).number == 31


def test_a_folder_that_is_a_file_is_a_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HistoryUnavailable, match=r"history\.sqlite cannot be opened"):
        History.open(tmp_path / "file" / "history.sqlite", app_version="1")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not bind an administrator")
def test_a_folder_without_permission_is_a_plain_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(HistoryReadOnly, match="cannot be written to"):
            History.open(tmp_path / "history.sqlite", app_version="1")
    finally:
        tmp_path.chmod(0o700)
