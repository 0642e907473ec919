"""Killed at random moments, 200 times: nothing acknowledged is lost, nothing is corrupt."""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from workbench.domain import FailureKind
from workbench.history import History, Query

from .factory import numbered, pending
from .processes import Sender

KILLS = 200
MOST_AT_ONCE = 1000
"""More than a sender can do before it is killed, so that no moment is after its work."""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX systems")
def test_two_hundred_kills_lose_nothing(path: Path) -> None:
    chance = random.Random(20260301)
    finished: dict[int, int] = {}
    interrupted: dict[int, int] = {}
    waiting = Sender(path)
    for kill in range(KILLS):
        # The next one loads while this one is watched, which halves the time of it all.
        sender, waiting = waiting, Sender(path)
        with sender:
            begun, done = run_and_kill(sender, kill * MOST_AT_ONCE, chance)
        finished |= done
        with History.open(path, app_version="1.0.0") as history:
            assert history.notices == ()
            check(history, finished, {number: key for number, key in begun.items() if number not in done}, interrupted)
    with waiting:
        waiting.process.kill()
    assert len(finished) > KILLS
    assert interrupted  # else no kill came between begin and finish, and half of this was not tried


def run_and_kill(sender: Sender, start: int, chance: random.Random) -> tuple[dict[int, int], dict[int, int]]:
    """What was said to be begun and finished, as number → key."""
    sender.go(start, MOST_AT_ONCE)
    lines = [sender.out.readline() for _ in range(chance.randrange(12))]
    moment = time.perf_counter() + chance.random() * 0.003  # one begin and finish take about 2 ms
    while time.perf_counter() < moment:
        pass
    sender.process.kill()
    lines += sender.out.readlines()
    said: dict[str, dict[int, int]] = {"begun": {}, "finished": {}}
    for line in lines:
        word, number, key = line.decode().split()
        said[word][int(number)] = int(key)
    return said["begun"], said["finished"]


def check(history: History, finished: dict[int, int], open_ended: dict[int, int], interrupted: dict[int, int]) -> None:
    for number, key in open_ended.items():
        # Whether its outcome came to be committed before the kill is not known; either way it is there, whole.
        assert history.get(number).exchange in (pending(numbered(key)), numbered(key))
    history.recover()
    assert not [row for row in history.search(Query(), limit=10_000) if row.pending]
    for number, key in open_ended.items():
        failure = history.get(number).exchange.failure
        if failure is not None and failure.kind is FailureKind.INTERRUPTED:
            interrupted[number] = key
        else:
            finished[number] = key
    for number, key in finished.items():
        assert history.get(number).exchange == numbered(key)
    for number, key in (interrupted | finished).items():
        assert history.count(Query(friendly_id=f"flow_{key}")) == 1, number
    with closing(sqlite3.connect(history.path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
