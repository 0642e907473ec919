"""Runs: what is settled stays settled, what was sent and not settled is in doubt, and the list is not flooded."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.history import History, NoSuchRun, Query, Retention, RunCall, RunState, Settled

from .factory import exchange


def settled(place: int | None, minute: int = 0) -> Settled:
    return Settled(exchange(minute), place, f'{{"place":{place}}}' if place is not None else "")


def test_a_run_from_start_to_end(history: History) -> None:
    runs = history.runs
    number = runs.start("Split check", "Home hero", '{"visitors": 2}', 2)
    assert runs.write(number, [0, 1], []) == []
    first, second = runs.write(number, [], [settled(None), settled(0)])
    assert list(runs.calls(number)) == [RunCall(0, second, '{"place":0}'), RunCall(1, None, "")]
    assert (runs.get(number).state, runs.get(number).answered, runs.get(number).planned) == (RunState.RUNNING, 1, 2)
    runs.write(number, [], [settled(1)])
    runs.end(number, RunState.DONE, "held", "The split is as planned.", '{"p95": 7}')
    row = runs.get(number)
    assert (row.state, row.answered, row.level, row.verdict, row.plan) == (
        RunState.DONE,
        2,
        "held",
        "The split is as planned.",
        '{"visitors": 2}',
    )
    assert row.ended_at is not None
    assert row.figures == '{"p95": 7}'
    assert runs.latest() == (row,)
    assert history.get(first).exchange == exchange(0)


def test_calls_of_a_run_are_in_its_own_list_and_can_be_searched(history: History) -> None:
    alone = history.record(exchange(1)).number
    run = history.runs.start("Suite", "x", "", 1)
    (number,) = history.runs.write(run, [0], [settled(0)])
    assert [row.number for row in history.search(Query())] == [alone]
    assert [row.number for row in history.search(Query("home_hero"))] == [alone]
    assert [row.number for row in history.search(Query(run=run))] == [number]
    assert [row.number for row in history.search(Query("home_hero", run=run))] == [number]
    assert history.count(Query(run=run + 1)) == 0


def test_a_run_whose_process_is_gone_is_broken_off_and_can_be_taken_up(path: Path) -> None:
    with History.open(path, app_version="1") as history:
        run = history.runs.start("Suite", "x", "", 3)
        history.runs.write(run, [0, 1], [settled(0)])
    with History.open(path, app_version="1") as history:
        assert history.runs.get(run).state is RunState.BROKEN
        assert history.runs.take_up(run).state is RunState.RUNNING
        assert [(call.place, bool(call.answer)) for call in history.runs.calls(run)] == [(0, True), (1, False)]
        with pytest.raises(NoSuchRun, match="running"):
            history.runs.take_up(run)


def test_a_run_that_is_done_does_not_go_on(history: History) -> None:
    run = history.runs.start("Suite", "x", "", 0)
    history.runs.end(run, RunState.DONE)
    with pytest.raises(NoSuchRun, match="done"):
        history.runs.take_up(run)
    with pytest.raises(NoSuchRun):
        history.runs.get(run + 1)


def test_a_paused_run_goes_on(history: History) -> None:
    run = history.runs.start("Suite", "x", "", 0)
    history.runs.end(run, RunState.PAUSED)
    assert history.runs.get(run).state is RunState.PAUSED
    assert history.runs.take_up(run).state is RunState.RUNNING


def test_many_calls_are_walked_in_pages(history: History) -> None:
    run = history.runs.start("Suite", "x", "", 1200)
    history.runs.write(run, range(1200), [])
    assert [call.place for call in history.runs.calls(run)] == list(range(1200))


def test_forgetting_a_run_takes_its_exchanges_but_pinned_ones(history: History) -> None:
    run = history.runs.start("Suite", "x", "", 2)
    kept, gone = history.runs.write(run, [0, 1], [settled(0), settled(1)])
    assert history.runs.forget([run]) == 0  # it is under way
    history.runs.end(run, RunState.DONE)
    history.pin([kept], True)
    assert history.runs.forget([run]) == 1
    assert history.get(kept).pinned
    assert history.runs.latest() == ()
    assert list(history.runs.calls(run)) == []
    assert [row.number for row in history.search(Query(run=run))] == [kept]
    assert gone != kept


def test_a_limit_on_how_many_are_kept_does_not_count_runs(history: History) -> None:
    run = history.runs.start("Suite", "x", "", 2)
    history.runs.write(run, [0, 1], [settled(0), settled(1)])
    numbers = [history.record(exchange(n)).number for n in range(3)]
    assert history.prune(Retention(max_count=2)) == 1
    assert [row.number for row in history.search(Query())] == [numbers[2], numbers[1]]
    assert history.count(Query(run=run)) == 2
