"""What the door promises about keeping, changing and taking away."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from workbench.domain import FailureKind
from workbench.history import Deletion, ExchangeDamaged, History, HistoryClosed, HistoryUnavailable, NoSuchExchange, Query, Retention

from .factory import BEGAN, exchange, failed, numbered, pending


def listed(history: History, query: Query | None = None) -> list[int]:
    return [row.number for row in history.search(query or Query())]


def test_what_begins_is_on_disk_and_pending(history: History, path: Path) -> None:
    number = history.begin(pending(exchange()))
    with History.open(path, app_version="1") as other:
        (row,) = other.search(Query())
        assert (row.number, row.pending, row.status, row.failure) == (number, True, None, None)
        history.finish(number, exchange())
        (row,) = other.search(Query())
        assert (row.pending, row.status, row.size, row.total_ms) == (False, 200, 17, 114.0)


def test_a_row_says_what_the_list_shows(history: History) -> None:
    history.record(exchange(body=b"{}"))
    history.record(failed())
    failure, nothing = history.search(Query())
    assert (nothing.meaning, nothing.operation, nothing.tenant_name) == ("nothing decided", "callFlows", "Brand shop")
    assert (nothing.friendly_id, nothing.identity_type, nothing.identity) == ("home_hero", "email", "anna.berg@example.com")
    assert (nothing.started_at, nothing.pinned, nothing.label, nothing.note) == (BEGAN, False, "", "")
    assert (failure.status, failure.failure, failure.meaning) == (None, FailureKind.TIMEOUT, "")


def test_numbers_are_never_used_twice(history: History) -> None:
    first = history.record(exchange()).number
    history.delete([first])
    assert history.purge_deleted(timedelta(0)) == 1
    assert history.record(exchange()).number > first


def test_an_outcome_is_either_a_response_or_a_failure(history: History) -> None:
    number = history.begin(pending(exchange()))
    for wrong in (pending(exchange()), replace(exchange(), failure=failed().failure)):
        with pytest.raises(ValueError, match="either a response or a failure"):
            history.finish(number, wrong)
        with pytest.raises(ValueError, match="either a response or a failure"):
            history.record(wrong)


def test_pinned_comes_first_then_newest(history: History) -> None:
    numbers = [history.record(exchange(n)).number for n in range(5)]
    history.pin([numbers[3], numbers[1], 999], True)
    assert listed(history) == [numbers[i] for i in (3, 1, 4, 2, 0)]
    assert listed(history, Query(pinned_only=True)) == [numbers[3], numbers[1]]
    history.pin([numbers[3]], False)
    assert listed(history) == [numbers[i] for i in (1, 4, 3, 2, 0)]
    assert history.get(numbers[1]).pinned


def test_label_and_note_are_kept_and_found(history: History) -> None:
    number = history.record(exchange()).number
    history.record(exchange())
    history.set_label(number, "Golden \ud800 run")
    history.set_note(number, "after the rename\x00, zebra")
    recorded = history.get(number)
    assert (recorded.label, recorded.note) == ("Golden \ufffd run", "after the rename\x00, zebra")
    assert listed(history, Query("zebra")) == listed(history, Query("olde")) == [number]
    history.set_note(number, "")
    assert listed(history, Query("zebra")) == []
    assert history.finish(number, exchange()).label == "Golden \ufffd run"


def test_unknown_numbers_are_refused(history: History) -> None:
    for attempt in (
        lambda: history.get(7),
        lambda: history.set_label(7, "x"),
        lambda: history.set_note(7, "x"),
        lambda: history.finish(7, exchange()),
    ):
        with pytest.raises(NoSuchExchange, match="no exchange 7"):
            attempt()


@pytest.mark.parametrize("number", [0, -1, 2**63, -(2**70), 10**30])
def test_a_number_no_file_can_have_is_an_unknown_one(history: History, number: int) -> None:
    mine = history.record(exchange()).number
    for attempt in (
        lambda: history.get(number),
        lambda: history.set_label(number, "x"),
        lambda: history.set_note(number, "x"),
        lambda: history.finish(number, exchange()),
    ):
        with pytest.raises(NoSuchExchange, match=f"no exchange {number} "):
            attempt()
    history.pin([number, mine], True)
    assert history.search(Query())[0].pinned
    assert history.delete([number, mine]) == Deletion((mine,))
    history.restore(Deletion((number, mine)))
    assert listed(history) == [mine]


def test_a_limit_beyond_all_counting_is_no_limit(history: History) -> None:
    history.record(exchange())
    assert history.prune(Retention(max_count=10**30, max_bytes=10**30)) == 0
    assert len(history.search(Query(), limit=10**30)) == 1
    assert history.search(Query(), offset=10**30) == ()


def test_a_response_too_large_to_keep_ends_as_a_failure_that_says_so(history: History) -> None:
    number = history.begin(pending(exchange()))
    history._database._writer.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 100_000)
    recorded = history.finish(number, exchange(body=Random(1).randbytes(200_000)))
    assert recorded.exchange.response is None
    assert recorded.exchange.failure is not None
    assert recorded.exchange.failure.kind is FailureKind.TOO_LARGE
    assert history.get(number) == recorded
    assert not history.search(Query())[0].pending


def test_a_folder_that_went_away_is_a_plain_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with History.open(folder / "history.sqlite", app_version="1") as history:
        folder.rename(tmp_path / "elsewhere")
        with pytest.raises(HistoryUnavailable, match=r"history\.sqlite cannot be opened\. Check that its folder exists"):
            history.begin(pending(exchange()))


def test_long_labels_and_notes_are_kept_and_found(history: History) -> None:
    number = history.record(exchange()).number
    words = " ".join(f"word{n}" for n in range(10_000))
    for text in (words, "x" * 100_000, "日" * 100_000):
        history.set_label(number, text)
        history.set_note(number, text)
        assert (history.get(number).label, history.get(number).note) == (text, text)
        assert listed(history, Query(text[-3:])) == [number]
    history.pin([number], True)
    history.restore(history.delete([number]))
    assert listed(history, Query("日日日")) == [number]


def test_delete_can_be_undone(history: History) -> None:
    numbers = [history.record(numbered(n)).number for n in range(1, 5)]
    history.pin(numbers[:1], True)
    before = history.search(Query())
    deletion = history.delete([*numbers[:2], 999])
    assert deletion == Deletion((numbers[0], numbers[1]))
    assert listed(history) == [numbers[3], numbers[2]]
    assert history.count(Query("flow_1")) == 0
    with pytest.raises(NoSuchExchange):
        history.get(numbers[0])
    with pytest.raises(NoSuchExchange):
        history.set_note(numbers[0], "x")
    history.restore(deletion)
    history.restore(deletion)
    assert history.search(Query()) == before
    assert history.count(Query("flow_1")) == 1


def test_purging_takes_only_what_was_deleted_long_enough_ago(history: History) -> None:
    deletion = history.delete([history.record(exchange()).number])
    assert history.purge_deleted(timedelta(hours=1)) == 0
    assert history.purge_deleted(timedelta(0)) == 1
    history.restore(deletion)
    assert listed(history) == []


def test_what_is_under_way_is_neither_deleted_nor_pruned(history: History) -> None:
    number = history.begin(pending(exchange()))
    assert history.delete([number]) == Deletion(())
    assert history.prune(Retention(max_count=0, max_bytes=0)) == 0
    assert history.finish(number, exchange()).number == number


def test_pruning_by_count_keeps_the_newest_and_the_pinned(history: History) -> None:
    numbers = [history.record(exchange(n)).number for n in range(6)]
    history.pin([numbers[0]], True)
    assert history.prune(Retention(max_count=2)) == 3
    assert listed(history) == [numbers[0], numbers[5], numbers[4]]
    assert history.prune(Retention()) == 0


def test_pruning_by_size_counts_what_is_stored(history: History) -> None:
    noise = bytes(range(256)) * 8
    numbers = [history.record(exchange(n, body=noise[n:] + noise[:n])).number for n in range(6)]
    one = history._numbers("SELECT stored FROM exchange WHERE number = ?", numbers[0])[0]
    assert history.prune(Retention(max_bytes=3 * one + 10)) == 3
    assert listed(history) == numbers[:2:-1]


def test_pruned_pages_go_back_to_the_disk(history: History, path: Path) -> None:
    for n in range(40):
        history.record(exchange(n, body=Random(n).randbytes(50_000)))
    with history._database.writing() as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
    history.prune(Retention(max_count=2))
    with history._database.writing() as raw:
        assert raw.execute("PRAGMA page_count").fetchone()[0] < pages / 3
        assert raw.execute("PRAGMA freelist_count").fetchone()[0] == 0


def test_nothing_of_what_is_purged_stays_in_the_index(history: History) -> None:
    for key in range(1, 12):
        history.record(numbered(key))
    history.delete(range(1, 12))
    history.purge_deleted(timedelta(0))
    with history._database.writing() as raw:
        raw.execute("INSERT INTO word_index (word_index) VALUES ('optimize')")
        raw.execute("CREATE VIRTUAL TABLE temp.left_over USING fts5vocab(main, 'word_index', 'row')")
        assert raw.execute("SELECT term FROM temp.left_over").fetchall() == []


def test_the_dead_are_recovered_and_the_living_left_alone(history: History, path: Path) -> None:
    mine = history.begin(pending(exchange()))
    with History.open(path, app_version="1") as gone:
        lost = gone.begin(pending(exchange(1)))
        assert history.recover() == 0
    assert history.recover() == 1
    assert history.recover() == 0
    failure = history.get(lost).exchange.failure
    assert failure is not None
    assert failure.kind is FailureKind.INTERRUPTED
    assert "before you send it again" in failure.next
    assert history.search(Query(status="failed"))[0].number == lost
    assert history.get(mine).exchange == pending(exchange())
    assert history.finish(lost, exchange(1)).exchange == exchange(1)  # the real outcome wins over the guess


def test_nothing_is_left_beside_the_file_after_closing(path: Path) -> None:
    with History.open(path, app_version="1") as history:
        history.begin(pending(exchange()))
    assert sorted(p.name for p in path.parent.iterdir()) == ["history.sqlite", "history.sqlite.lock"]


def test_the_stamp_tells_of_changes_here_and_elsewhere(history: History, path: Path) -> None:
    stamps = [history.change_stamp()]
    assert history.change_stamp() == stamps[0]
    history.record(exchange())
    stamps.append(history.change_stamp())
    with History.open(path, app_version="1") as other:
        other.record(exchange())
        stamps.append(history.change_stamp())
        other.set_note(1, "x")
        stamps.append(history.change_stamp())
    assert len(set(stamps)) == 4


def test_facets_offer_what_was_used_last_first(history: History) -> None:
    history.record(exchange(flow=None, tenant_id="t-2", tenant_name="Other", status=404))
    history.record(exchange(1, tenant_name="Old name"))
    history.record(numbered(1))
    history.record(failed(tenant_id="", tenant_name=""))
    facets = history.facets()
    assert facets.tenants == (("t-1", "Brand shop"), ("t-2", "Other"))
    assert facets.friendly_ids == ("home_hero", "flow_1")
    assert facets.statuses == (200, 404)


def test_threads_share_one_history(history: History) -> None:
    found: list[int] = []

    def work(start: int) -> None:
        for key in range(start, start + 20):
            number = history.begin(pending(numbered(key)))
            history.finish(number, numbered(key))
            found.append(history.search(Query(friendly_id=f"flow_{key}"), limit=1)[0].number)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 100, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert history.count(Query()) == len(set(found)) == 100


def test_a_closed_history_says_so(path: Path) -> None:
    history = History.open(path, app_version="1")
    history.close()
    history.close()
    for attempt in (lambda: history.search(Query()), lambda: history.record(exchange()), history.change_stamp):
        with pytest.raises(HistoryClosed):
            attempt()


@pytest.mark.parametrize("damage", ["head = '{}'", "head = 'x'", "head = '[1]'", "response_body = x'78', response_packing = 1"])
def test_one_damaged_exchange_does_not_take_the_others_with_it(history: History, damage: str) -> None:
    for key in (1, 2):
        history.record(numbered(key))
    with history._database.writing() as raw:
        raw.execute(f"UPDATE payload SET {damage} WHERE number = 1")
    with pytest.raises(ExchangeDamaged, match=r"Exchange 1 cannot be read back.*history\.sqlite"):
        history.get(1)
    assert listed(history) == [2, 1]
    assert history.get(2).exchange == numbered(2)
    assert history.delete([1]) == Deletion((1,))


def test_a_damaged_exchange_does_not_stop_the_recovery(history: History, path: Path) -> None:
    with History.open(path, app_version="1") as gone:
        number = gone.begin(pending(exchange()))
    with history._database.writing() as raw:
        raw.execute("UPDATE payload SET head = '{}'")
    assert (history.recover(), history.recover()) == (1, 0)
    (row,) = history.search(Query(status="failed"))
    assert (row.number, row.pending, row.failure) == (number, False, FailureKind.INTERRUPTED)
