"""One asyncio loop in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
STOP_WITHIN = 5.0
"""Seconds that closing waits for what still runs."""


class LoopThread:
    """Started by the first coroutine, and nobody waits for it: importing asyncio takes 30 ms, which it does itself.

    What is posted before it is up is done first, in the same order.
    """

    def __init__(self, workers: ThreadPoolExecutor) -> None:
        self._workers = workers
        self._lock = threading.Lock()
        self._early: list[Callable[[], object]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="workbench-loop", daemon=True)

    def submit(self, work: Coroutine[Any, Any, T]) -> tuple[Future[T], Callable[[], None]]:
        """The result to come, and what cancels the coroutine itself.  From any thread."""
        future: Future[T] = Future()
        tasks: list[asyncio.Task[T]] = []

        def launch() -> None:
            import asyncio

            task = asyncio.ensure_future(work)
            tasks.append(task)
            task.add_done_callback(lambda ended: _hand_over(ended, future))

        self._post(launch)
        return future, lambda: self._post(lambda: tasks[0].cancel())

    def close(self) -> None:
        """Cancel what runs, wait for it to end, stop the thread."""
        if self._thread.ident is None:
            return
        self.submit(_cancel_others())[0].result(timeout=STOP_WITHIN)
        loop = self._loop
        assert loop is not None
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join(timeout=STOP_WITHIN)
        loop.close()

    @property
    def started(self) -> bool:
        return self._thread.ident is not None

    def _post(self, do: Callable[[], object]) -> None:
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(do)
                return
            self._early.append(do)
            if not self.started:
                self._thread.start()

    def _run(self) -> None:
        import asyncio

        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.set_default_executor(self._workers)
        with self._lock:
            self._loop = loop
            for do in self._early:
                loop.call_soon(do)
            self._early.clear()
        loop.run_forever()


async def _cancel_others() -> None:
    import asyncio

    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _hand_over(ended: asyncio.Task[T], future: Future[T]) -> None:
    if ended.cancelled():
        future.cancel()
    elif (problem := ended.exception()) is not None:
        future.set_exception(problem)
    else:
        future.set_result(ended.result())
