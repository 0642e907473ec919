"""Jobs: what is delivered, what is not, and in which thread."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from workbench.ui.jobs import Jobs, StoppedError


class Heard:
    """What was delivered, in order, and in which thread."""

    def __init__(self) -> None:
        self.results: list[Any] = []
        self.problems: list[BaseException] = []
        self.threads: set[threading.Thread] = set()

    def done(self, result: Any) -> None:
        self.threads.add(threading.current_thread())
        self.results.append(result)

    def failed(self, problem: BaseException) -> None:
        self.threads.add(threading.current_thread())
        self.problems.append(problem)


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.fixture
def heard() -> Heard:
    return Heard()


async def forever(started: threading.Event | None = None) -> None:
    if started is not None:
        started.set()
    await asyncio.Event().wait()


def settle(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    """Until everything that was on its way has been delivered or dropped: a later delivery came through."""
    came: list[bool] = []
    jobs.later(owner, lambda: came.append(True))
    qtbot.waitUntil(lambda: bool(came))


def test_results_arrive_in_the_gui_thread(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    async def work() -> threading.Thread:
        await asyncio.sleep(0)
        return threading.current_thread()

    jobs.start(work(), owner=owner, done=heard.done)
    jobs.call(threading.current_thread, owner=owner, done=heard.done)
    assert heard.results == [], "never inside the call that started it"
    qtbot.waitUntil(lambda: len(heard.results) == 2)
    assert heard.threads == {threading.main_thread()}
    assert threading.main_thread() not in heard.results
    assert {thread.name.rpartition("_")[0] or thread.name for thread in heard.results} == {"workbench-loop", "workbench-worker"}


def test_an_error_reaches_the_one_who_asked_for_it(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    problem = ValueError("no")

    async def work() -> None:
        raise problem

    def blocking() -> None:
        raise problem

    jobs.start(work(), owner=owner, done=heard.done, failed=heard.failed)
    jobs.call(blocking, owner=owner, done=heard.done, failed=heard.failed)
    qtbot.waitUntil(lambda: heard.problems == [problem, problem])
    assert heard.results == []
    assert heard.threads == {threading.main_thread()}


def test_an_error_nobody_asked_for_is_raised_in_the_gui_thread(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    def blocking() -> None:
        raise ZeroDivisionError("a bug")

    with qtbot.captureExceptions() as raised:
        jobs.call(blocking, owner=owner, done=heard.done)
        qtbot.waitUntil(lambda: len(raised) == 1)
    assert raised[0][0] is ZeroDivisionError
    assert heard.results == []


def test_cancel_reaches_the_coroutine_and_the_one_who_waits_is_told(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    started = threading.Event()
    job = jobs.start(forever(started), owner=owner, done=heard.done, failed=heard.failed)
    assert started.wait(5)
    assert job.running
    job.cancel()
    qtbot.waitUntil(lambda: not job.running)
    job.cancel()  # harmless once it ended
    settle(qtbot, jobs, owner)
    assert heard.results == []
    assert [type(problem) for problem in heard.problems] == [StoppedError]


def test_a_cancel_is_no_bug_where_nobody_asked_for_errors(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    started = threading.Event()
    job = jobs.start(forever(started), owner=owner, done=heard.done)
    assert started.wait(5)
    with qtbot.captureExceptions() as raised:
        job.cancel()
        qtbot.waitUntil(lambda: not job.running)
        settle(qtbot, jobs, owner)
    assert (raised, heard.results) == ([], [])


def test_a_dropped_job_is_cancelled_and_nobody_is_told(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    started = threading.Event()
    job = jobs.start(forever(started), owner=owner, done=heard.done, failed=heard.failed)
    assert started.wait(5)
    job.drop()
    qtbot.waitUntil(lambda: not job.running)
    settle(qtbot, jobs, owner)
    assert (heard.results, heard.problems) == ([], [])


def test_a_coroutine_that_makes_a_value_of_its_cancel_delivers_it(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    started = threading.Event()

    async def work() -> str:
        try:
            await forever(started)
        except asyncio.CancelledError:
            return "cancelled"
        return "ended"

    job = jobs.start(work(), owner=owner, done=heard.done)
    assert started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: heard.results == ["cancelled"])


def test_a_dropped_result_is_not_delivered_even_if_it_is_on_its_way(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    job = jobs.call(lambda: "old", owner=owner, done=heard.done)
    wait_in_this_thread(lambda: not job.running)
    job.drop()  # its delivery is queued already
    jobs.call(lambda: "new", owner=owner, done=heard.done)
    qtbot.waitUntil(lambda: bool(heard.results))
    settle(qtbot, jobs, owner)
    assert heard.results == ["new"]


def test_a_dropped_error_is_not_delivered_either(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    def blocking() -> None:
        raise ValueError("old")

    job = jobs.call(blocking, owner=owner, done=heard.done)
    wait_in_this_thread(lambda: not job.running)
    job.drop()
    settle(qtbot, jobs, owner)
    assert heard.results == []


def test_a_call_that_waits_for_a_worker_can_be_cancelled(
    qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard, gate: threading.Event
) -> None:
    held = [jobs.call(lambda: gate.wait(10), owner=owner, done=heard.done) for _ in range(8)]
    ran: list[bool] = []
    waiting = jobs.call(lambda: ran.append(True), owner=owner, done=heard.done)
    waiting.cancel()
    assert not waiting.running
    gate.set()
    qtbot.waitUntil(lambda: len(heard.results) == len(held))
    assert ran == []


def test_what_comes_for_an_owner_that_is_gone_is_dropped(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    from shiboken6 import delete

    gone = QObject()
    job = jobs.call(lambda: "for nobody", owner=gone, done=heard.done)
    wait_in_this_thread(lambda: not job.running)
    delete(gone)
    settle(qtbot, jobs, owner)
    assert heard.results == []


def test_progress_arrives_in_order_and_before_the_result(qtbot: QtBot, jobs: Jobs, owner: QObject, heard: Heard) -> None:
    async def work() -> str:
        for step in range(50):
            jobs.later(owner, lambda step=step: heard.done(step))  # type: ignore[misc]
        return "result"

    jobs.start(work(), owner=owner, done=heard.done)
    qtbot.waitUntil(lambda: "result" in heard.results)
    assert heard.results == [*range(50), "result"]
    assert heard.threads == {threading.main_thread()}


def test_nothing_is_delivered_after_closing(qtbot: QtBot, owner: QObject, heard: Heard) -> None:
    jobs = Jobs()
    started = threading.Event()
    endless = jobs.start(forever(started), owner=owner, done=heard.done, failed=heard.failed)
    ended = jobs.call(lambda: "late", owner=owner, done=heard.done)
    assert started.wait(5)
    wait_in_this_thread(lambda: not ended.running)
    jobs.close()
    assert not endless.running
    jobs.later(owner, lambda: heard.done("later"))
    jobs.close()  # a second call does nothing
    other = Jobs()
    settle(qtbot, other, owner)
    other.close()
    assert (heard.results, heard.problems) == ([], [])


def test_closing_waits_for_what_cannot_be_interrupted_and_ends_the_threads(qtbot: QtBot, owner: QObject, heard: Heard) -> None:
    jobs = Jobs()
    steps: list[str] = []
    started = threading.Event()

    def blocking() -> None:
        started.set()
        time.sleep(0.05)
        steps.append("written")

    jobs.call(blocking, owner=owner, done=heard.done)
    assert started.wait(5)
    jobs.close()
    assert steps == ["written"]
    assert not [t.name for t in threading.enumerate() if t.name.startswith("workbench-")]


def test_the_last_work_runs_to_its_end_before_closing(qtbot: QtBot, owner: QObject, heard: Heard) -> None:
    jobs = Jobs()
    ended: list[str] = []

    async def close_client() -> None:
        await asyncio.sleep(0)
        ended.append("closed")

    jobs.start(asyncio.sleep(0), owner=owner, done=heard.done)
    jobs.run_last(close_client())
    assert ended == ["closed"]
    jobs.close()


def test_what_was_never_used_closes_at_once(qtbot: QtBot) -> None:
    jobs = Jobs()
    jobs.close()
    assert not [t.name for t in threading.enumerate() if t.name.startswith("workbench-")]


def wait_in_this_thread(condition: Callable[[], bool]) -> None:
    """Wait without letting anything be delivered: no event of Qt is handled meanwhile."""
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.001)
