"""Two processes write to one file at once."""

from __future__ import annotations

from pathlib import Path

from workbench.history import History, Query

from .factory import exchange, numbered
from .processes import Sender

EACH = 60


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
