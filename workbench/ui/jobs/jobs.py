"""Jobs: coroutines on one asyncio loop in its own thread, blocking calls on its worker threads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from workbench.ui.jobs.loop import LoopThread

SWITCH_S = 0.0005
"""How long a worker may hold the interpreter while the window waits for it.  A tenth of Python's own: painting one
frame asks for it many times, and at 5 ms each a busy worker made frames of 30 to 70 ms."""

T = TypeVar("T")
Done = Callable[[Any], None]
Failed = Callable[[BaseException], None]


class StoppedError(Exception):
    """The work was cancelled before it had a result; handed to ``failed`` like any other reason."""


class Job:
    """One piece of work under way.  ``cancel`` is immediate and harmless once it ended; ``drop`` forgets the result too."""

    def __init__(self, future: Future[Any], cancel: Callable[[], object]) -> None:
        self._future = future
        self._cancel = cancel
        self.dropped = False

    @property
    def running(self) -> bool:
        return not self._future.done()

    def cancel(self) -> None:
        if self.running:
            self._cancel()

    def wait(self, seconds: float) -> bool:
        """Blocks until it ended, so long at most; whether it did.  Only for shut-down."""
        return bool(wait([self._future], seconds).done)

    def drop(self) -> None:
        """Cancel, and deliver nothing even if it is on its way already: a newer question took its place."""
        self.dropped = True
        self.cancel()


class Jobs(QObject):
    """Runs work elsewhere and delivers what came of it in the GUI thread.

    ``owner`` is the widget that waits: if it is gone by then, the result is dropped.  An exception
    nobody asked for (no ``failed``) is raised in the GUI thread, where the crash handler sees it.
    What was cancelled, and not dropped, ends in ``failed`` with :class:`StoppedError`.
    """

    _deliver = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(min(SWITCH_S, sys.getswitchinterval()))
        self._deliver.connect(self._run_delivery, Qt.ConnectionType.QueuedConnection)
        self._workers = ThreadPoolExecutor(4, thread_name_prefix="workbench-worker")
        self._loop = LoopThread(self._workers)
        self._closing = False

    def start(self, work: Coroutine[Any, Any, T], *, owner: QObject, done: Callable[[T], None], failed: Failed | None = None) -> Job:
        """Run a coroutine on the loop; ``done`` or ``failed`` is called in the GUI thread.

        Cancelling reaches the coroutine itself, so one that turns a cancel into a value still delivers it.
        """
        future, cancel = self._loop.submit(work)
        job = Job(future, cancel)
        future.add_done_callback(lambda ended: self._ended(ended, job, owner, done, failed))
        return job

    def call(self, work: Callable[[], T], *, owner: QObject, done: Callable[[T], None], failed: Failed | None = None) -> Job:
        """Run a blocking function on a worker thread.  Once it runs it cannot be interrupted, only its result dropped."""
        future: Future[T]
        if self._closing:  # a timer may still fire while the window goes; nothing begins any more
            future = Future()
            future.cancel()
            return Job(future, future.cancel)
        future = self._workers.submit(work)
        job = Job(future, future.cancel)
        future.add_done_callback(lambda ended: self._ended(ended, job, owner, done, failed))
        return job

    def later(self, owner: QObject, report: Callable[[], None]) -> None:
        """Call ``report`` in the GUI thread soon; for progress, from any thread."""
        if not self._closing:
            self._deliver.emit((owner, report))

    def close(self) -> None:
        """Cancel what runs, wait for it to end, stop the thread."""
        if self._closing:
            return
        self._closing = True
        self._loop.close()
        self._workers.shutdown(wait=True, cancel_futures=True)

    def run_last(self, work: Coroutine[Any, Any, T], timeout: float = 5) -> T | None:
        """Run a coroutine to its end while closing (a client's ``aclose``).  Blocks: only for shut-down.

        ``None`` where nothing ever ran on the loop: then nothing can be left on it.
        """
        if not self._loop.started:
            work.close()
            return None
        return self._loop.submit(work)[0].result(timeout=timeout)

    def _ended(self, future: Future[Any], job: Job, owner: QObject, done: Done, failed: Failed | None) -> None:
        if self._closing:
            return
        problem = StoppedError() if future.cancelled() else future.exception()

        def report() -> None:
            if job.dropped:
                return
            if problem is None:
                done(future.result())
            else:
                _fail(problem, failed)

        self._deliver.emit((owner, report))

    def _run_delivery(self, delivery: tuple[QObject, Callable[[], None]]) -> None:
        owner, report = delivery
        if not self._closing and _is_alive(owner):
            report()


def _is_alive(owner: QObject) -> bool:
    """Whether Qt still has it.  (``shiboken6.isValid`` asks the same, but importing it costs 40 ms at the start.)"""
    try:
        owner.objectName()
    except RuntimeError:
        return False
    return True


def _fail(problem: BaseException, failed: Failed | None) -> None:
    if failed is not None:
        failed(problem)
    elif not isinstance(problem, StoppedError):
        raise problem
