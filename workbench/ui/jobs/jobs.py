"""Jobs: coroutines on one asyncio loop in its own thread, blocking calls on its worker threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

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
        self._deliver.connect(self._run_delivery, Qt.ConnectionType.QueuedConnection)
        self._loop = asyncio.new_event_loop()
        self._workers = ThreadPoolExecutor(4, thread_name_prefix="workbench-worker")
        self._loop.set_default_executor(self._workers)
        self._thread = threading.Thread(target=self._run_loop, name="workbench-loop", daemon=True)
        self._closing = False
        self._thread.start()

    def start(self, work: Coroutine[Any, Any, T], *, owner: QObject, done: Callable[[T], None], failed: Failed | None = None) -> Job:
        """Run a coroutine on the loop; ``done`` or ``failed`` is called in the GUI thread.

        Cancelling reaches the coroutine itself, so one that turns a cancel into a value still delivers it.
        """
        task: list[asyncio.Task[Any]] = []

        async def run() -> T:
            task.append(cast("asyncio.Task[Any]", asyncio.current_task()))
            return await work

        def cancel() -> None:
            if task:
                task[0].cancel()

        future = asyncio.run_coroutine_threadsafe(run(), self._loop)
        job = Job(future, lambda: self._loop.call_soon_threadsafe(cancel))
        future.add_done_callback(lambda ended: self._ended(ended, job, owner, done, failed))
        return job

    def call(self, work: Callable[[], T], *, owner: QObject, done: Callable[[T], None], failed: Failed | None = None) -> Job:
        """Run a blocking function on a worker thread.  Once it runs it cannot be interrupted, only its result dropped."""
        future: Future[T] = self._workers.submit(work)
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
        asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._workers.shutdown(wait=True, cancel_futures=True)
        self._loop.close()

    def run_last(self, work: Coroutine[Any, Any, T], timeout: float = 5) -> T:
        """Run a coroutine to its end while closing (a client's ``aclose``).  Blocks: only for shut-down."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=timeout)

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _cancel_all(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

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
        if not self._closing and isValid(owner):
            report()


def _fail(problem: BaseException, failed: Failed | None) -> None:
    if failed is not None:
        failed(problem)
    elif not isinstance(problem, StoppedError):
        raise problem
