"""Two processes write to one file at once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from workbench.history import History, Query, records

from .factory import exchange, numbered
from .processes import Sender

EACH = 60


def indexed(raw: sqlite3.Connection) -> list[tuple[object, ...]]:
    raw.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, word_index, 'row')")
    return raw.execute("SELECT term, doc FROM temp.vocabulary").fetchall()


def test_two_processes_and_a_reader_lose_nothing(path: Path) -> None:
    with Sender(path) as one, Sender(path) as other, History.open(path, app_version="1") as history:
        one.go(0, EACH)
        other.go(1000, EACH)
        mine = [history.record(exchange(n)).number for n in range(20)]
        said = [line.decode().split() for sender in (one, other) for line in sender.out]
        finished = {int(number): int(key) for word, number, key in said if word == "finished"}
        assert sorted(finished.values()) == [*range(EACH), *range(1000, 1000 + EACH)]
        assert not finished.keys() & set(mine)
        for number, key in finished.items():
            assert history.get(number).exchange == numbered(key)
            assert history.count(Query(friendly_id=f"flow_{key}")) == 1
        assert history.count(Query()) == 2 * EACH + 20
        assert history.recover() == 0
    assert (one.process.returncode, other.process.returncode) == (0, 0)


def test_a_file_is_made_only_once_by_two_who_come_together(path: Path) -> None:
    for attempt in range(5):
        fresh = path.with_name(f"{attempt}.sqlite")
        with Sender(fresh) as one, Sender(fresh) as other:
            one.go(0, 1)
            other.go(1, 1)
            assert [len(sender.out.readlines()) for sender in (one, other)] == [2, 2]
        with History.open(fresh, app_version="1") as history:
            assert (history.notices, history.count(Query())) == ((), 2)


def test_two_processes_pin_label_delete_and_prune_at_once(path: Path) -> None:
    with History.open(path, app_version="1") as history:
        for n in range(30):
            history.record(exchange(n))
        with Sender(path, "changer") as one, Sender(path, "changer") as other:
            one.go(1, EACH)
            other.go(2, EACH)
            changed = [sum(line.startswith(b"changed") for line in sender.out) for sender in (one, other)]
        assert changed == [EACH, EACH]
        with history._database.writing() as raw:
            ((alive, pinned),) = raw.execute("SELECT count(*), sum(pinned) FROM exchange WHERE deleted_at IS NULL")
            ((without,),) = raw.execute("SELECT count(*) FROM exchange LEFT JOIN payload USING (number) WHERE payload.number IS NULL")
        rows = history.search(Query(), limit=1_000)
        assert (len(rows), history.count(Query()), history.count(Query(pinned_only=True))) == (alive, alive, pinned)
        assert without == 0
        assert 0 < pinned < alive
        assert all(history.get(row.number).label == row.label for row in rows)
        raw = history._database._writer
        before = indexed(raw)
        records.rebuild_index(raw)
        assert indexed(raw) == before
