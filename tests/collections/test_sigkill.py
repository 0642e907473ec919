"""Killed with SIGKILL at random moments of saving, 200 times: every file is the old version or the new one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.collections.saver import LONG, request
from workbench.collections import Collection, SavedRequest, clear_trash
from workbench.domain import FlowRequest

KILLS = 200
ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are of POSIX systems")
def test_two_hundred_savers_are_killed(tmp_path: Path) -> None:
    chance = random.Random(20261125)
    collection = Collection.create(tmp_path, "Acme")
    for name in ("One", "Two"):
        collection.save_new(tmp_path, SavedRequest(name, FlowRequest("x")))
    path = tmp_path / "saved.request.toml"
    collection.save(path, request(0))
    number = 0
    moments: set[int] = set()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.collections.saver", str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as maker:
        assert maker.stdin is not None
        assert maker.stdout is not None
        assert maker.stdout.readline() == "ready\n"
        kills = 0
        while kills < KILLS or (len(moments) <= 5 and kills < 20 * KILLS):  # on a fast disk few come while a file is written
            kills += 1
            said = number
            maker.stdin.write(f"{number}\n")
            maker.stdin.flush()
            pid, wanted = 0, chance.randrange(4)
            while not pid or wanted > 0:
                line = maker.stdout.readline().split()
                if line[0] == "pid":
                    pid = int(line[1])
                else:
                    said, wanted = int(line[0]), wanted - 1
            moment = time.perf_counter() + chance.random() * 0.02
            while time.perf_counter() < moment:
                pass
            os.kill(pid, signal.SIGKILL)
            while (line := maker.stdout.readline().split()) != ["gone"]:
                said = int(line[0])
            number = check(tmp_path, said)
            moments.add(len(list(tmp_path.glob(".*.new"))))
        maker.stdin.close()
    assert number > KILLS
    assert len(moments) > 5  # else no kill came while a file was being written, and half of this was not tried
    clear_trash(tmp_path, datetime.now(UTC) + timedelta(hours=2))
    assert not list(tmp_path.glob(".*.new"))


def check(folder: Path, said: int) -> int:
    """What was said to be saved is there, or the version that was on its way; all files are whole."""
    collection = Collection.open(folder)
    assert [node.error for node in collection.tree().walk()] == [""] * 4
    saved = collection.load(folder / "saved.request.toml")
    number = saved.request.params["number"]
    assert number in (said, said + 1)
    assert saved == request(number)
    values = collection.about(folder).values
    assert values in ({}, {"number": values.get("number"), "text": LONG})
    assert sorted(node.path.name for node in collection.tree().children) == ["one.request.toml", "saved.request.toml", "two.request.toml"]
    return int(number)
