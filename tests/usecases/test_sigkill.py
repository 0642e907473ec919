"""Killed with SIGKILL at random moments of sending, 200 times: nothing that left is missing, nothing is corrupt."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.loopback import Answer, Loopback
from tests.usecases.zygote import request
from workbench.domain import FailureKind, Recorded
from workbench.history import History, Query

KILLS = 200
EACH = 1000
"""More than a sender can do before it is killed, so that no moment is after its work."""
BODY = json.dumps({"items": ["x" * 50] * 40}).encode()
ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are of POSIX systems")
def test_two_hundred_senders_are_killed(tmp_path: Path) -> None:
    chance = random.Random(20261125)
    done: dict[int, int] = {}
    with Loopback([Answer(body=BODY)]) as server:
        command = [sys.executable, "-m", "tests.usecases.zygote", str(tmp_path), server.url]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as zygote:
            assert zygote.stdin is not None
            assert zygote.stdout is not None
            assert zygote.stdout.readline() == "ready\n"
            for kill in range(KILLS):
                zygote.stdin.write(f"go {kill * EACH}\n")
                zygote.stdin.flush()
                pid = 0
                # Some are killed before their first call is over, some after a few.
                wanted = chance.randrange(4)
                while pid == 0 or wanted > 0:
                    word, *numbers = zygote.stdout.readline().split()
                    if word == "pid":
                        pid = int(numbers[0])
                    else:
                        done[int(numbers[0])] = int(numbers[1])
                        wanted -= 1
                moment = time.perf_counter() + chance.random() * (0.006 if wanted == 0 else 0.05)
                while time.perf_counter() < moment:
                    pass
                os.kill(pid, signal.SIGKILL)
            zygote.stdin.write("end\n")
            zygote.stdin.close()
            for line in zygote.stdout:
                _, number, recorded = line.split()
                done[int(number)] = int(recorded)
        arrived = {json.loads(received.body)["params"]["number"] for received in server.received}
    assert len(done) > KILLS / 2
    check(tmp_path / "history.sqlite", done, arrived)


def check(file: Path, done: dict[int, int], arrived: set[int]) -> None:
    with History.open(file, app_version="1.0") as history:
        assert history.notices == ()
        history.recover()
        rows = history.search(Query(), limit=100_000)
        assert not [row for row in rows if row.pending]
        kept = {key(history.get(row.number)): history.get(row.number) for row in rows}
    assert len(kept) == len(rows)  # none twice
    for number, recorded in done.items():
        exchange = kept[number].exchange
        assert kept[number].number == recorded
        assert exchange.request == request(number)
        assert exchange.response is not None
        assert exchange.response.body == BODY
    # On disk before it left: whatever the server saw is there, with its response or as interrupted.
    assert arrived <= set(kept)
    assert done.keys() <= arrived
    cut_short = [r for r in kept.values() if r.exchange.failure is not None]
    assert {r.exchange.failure.kind for r in cut_short if r.exchange.failure is not None} == {FailureKind.INTERRUPTED}
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def key(recorded: Recorded) -> int:
    assert recorded.exchange.request is not None
    return int(recorded.exchange.request.params["number"])
