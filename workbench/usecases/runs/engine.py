"""Engine: makes the calls of a plan: paced, several at once, recorded before they leave and when they came."""

from __future__ import annotations

import asyncio
import email.utils
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from workbench.domain import Exchange, FailureKind, InvalidInput
from workbench.domain.builtins import EXAMPLE_BROWSER_ID
from workbench.experiments.answer import Answer, Check, Shown, Shows
from workbench.history import Settled
from workbench.personalize import Client, Prepared, browser_id_from
from workbench.usecases.runs.answers import to_text
from workbench.usecases.runs.caller import Caller, Checked
from workbench.usecases.runs.control import Control, RunProgress, Speed
from workbench.usecases.runs.job import Job, Limits, Verdict
from workbench.usecases.runs.pace import Pace
from workbench.usecases.runs.recorder import Recorder

_REFUSED = frozenset({FailureKind.DNS, FailureKind.REFUSED, FailureKind.CONNECT, FailureKind.TIMEOUT})
_UNSAFE = frozenset({FailureKind.TIMEOUT, FailureKind.RESET})


@dataclass(frozen=True, slots=True)
class Engine:
    """``on_answer`` is called on the loop for each answer, in the order in which they come; true ends the run early."""

    caller: Caller
    recorder: Recorder
    limits: Limits
    control: Control
    on_answer: Callable[[Answer], bool]
    on_progress: Callable[[RunProgress], None]
    planned: int
    started_at: datetime

    async def run(self, jobs: Iterator[Job], settled: Collection[int] = ()) -> None:
        """Work through the jobs but those at places that are settled.  Raises what makes going on pointless, such as
        ``HistoryError`` and ``KeychainError``; what is under way is settled first."""
        await _Work(self, jobs, settled).run()


@dataclass(slots=True)
class _Worker:
    """``late`` is the answer before, on its way to the disk, and what gives its exchange's number once it is there.

    The next call is marked as sent meanwhile, in the same transaction: one wait for the disk for each call, not two.
    """

    client: Client
    late: tuple[Answer, Awaitable[int]] | None = None
    paced: bool = False
    """The next call's moment has come; a further one of the same job waits for its own."""
    kept: tuple[Exchange, int] | None = None
    """The exchange that was recorded last without its place, with its number: where it turns out to be the job's last
    it is not recorded again."""


class _Work:
    def __init__(self, engine: Engine, jobs: Iterator[Job], settled: Collection[int]) -> None:
        self._e = engine
        self._jobs = jobs
        self._settled = settled
        self._answered = len(settled)
        self._enough = False
        self._pace = Pace(engine.limits.rate, engine.limits.jitter)
        self._speed = Speed()
        self._waiting: list[float] = []
        self._latest: tuple[float, float] | None = None
        """The latest moment of the plan that has come, and the seconds after which it did."""

    async def run(self) -> None:
        self._e.control.attach()
        workers = [asyncio.create_task(self._worker()) for _ in range(max(1, self._e.limits.jobs))]
        try:
            await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
            if any(task.done() and not task.cancelled() and task.exception() for task in workers):
                self._end()  # the others settle what they are at
            results = await asyncio.gather(*workers, return_exceptions=True)
        except asyncio.CancelledError:
            self._end()
            for task in workers:
                task.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            raise
        finally:
            await self._e.recorder.close()
            await self._e.caller.aclose()
            self._e.control.detach()
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
                raise result

    async def _worker(self) -> None:
        worker = _Worker(self._e.caller.client())
        try:
            while await self._goes_on(worker):
                job = self._take()
                if job is None:
                    return
                self._waiting.append(job.at)
                try:
                    if not await self._in_time(job, worker):
                        return
                finally:
                    self._waiting.remove(job.at)
                await self._answer(job, worker)
        finally:
            await self._tell_late(worker)

    async def _goes_on(self, worker: _Worker) -> bool:
        if self._e.control.paused:
            await self._tell_late(worker)
        return not self._enough and await self._e.control.may_go()

    def _take(self) -> Job | None:
        for job in self._jobs:
            if job.place not in self._settled:
                return job
        return None

    async def _in_time(self, job: Job, worker: _Worker) -> bool:
        """Wait for the job's moment and for the pace; false where the run is stopped meanwhile."""
        if self._early(job) <= 0 and self._pace.take():
            return self._left(job, worker)
        await self._tell_late(worker)
        while True:  # asked again and again: the moment moves where the run was paused, and others left, meanwhile
            early = self._early(job)
            waiting = asyncio.sleep(early) if early > 0 else self._pace.wait()
            if not (await self._e.control.sleep(waiting) and await self._e.control.may_go()):
                return False
            if early <= 0 and self._early(job) <= 0:
                return self._left(job, worker)

    def _early(self, job: Job) -> float:
        """Seconds until the job's moment.  What lies between two moments of the plan stays between them, also where the run
        was paused or broken off and is behind its plan."""
        since = (datetime.now(UTC) - self._e.started_at).total_seconds()
        due = job.at
        if self._latest is not None and job.at > self._latest[0]:
            due = max(due, self._latest[1] + job.at - self._latest[0])
        return max(due - since, job.at - min(self._waiting))  # one of an earlier moment has yet to leave

    def _left(self, job: Job, worker: _Worker) -> bool:
        worker.paced = True
        if self._latest is None or job.at > self._latest[0]:
            self._latest = job.at, (datetime.now(UTC) - self._e.started_at).total_seconds()
        return True

    def _end(self) -> None:
        self._enough = True
        self._e.control.finish()

    async def _tell_late(self, worker: _Worker) -> None:
        if worker.late is not None:
            (answer, number), worker.late = worker.late, None
            self._tell(replace(answer, number=await number or None))

    def _tell(self, answer: Answer) -> None:
        now = asyncio.get_running_loop().time()
        self._answered += 1
        self._speed.answered(now)
        if self._e.on_answer(answer):
            self._end()
        rate = self._speed.rate(now)
        left = (self._e.planned - self._answered) / rate if rate else None
        self._e.on_progress(RunProgress(self._answered, self._e.planned, rate, left, self._e.control.paused))

    # -- one job ----------------------------------------------------------------------------------

    async def _answer(self, job: Job, worker: _Worker) -> None:
        if job.wrong:
            return await self._not_sent(job, job.wrong, worker)
        client = worker.client
        try:
            checked = await self._e.caller.check(job, EXAMPLE_BROWSER_ID if job.new_browser else "")
            browser_id = ""
            asks = job.new_browser or checked.needs_browser_id
            if asks or job.events:
                await self._tell_late(worker)
                if self._enough:
                    return None
            if asks:
                exchange = await self._perform(self._e.caller.new_browser(checked.ready, client), worker)
                browser_id = browser_id_from(exchange) or ""
                if self._e.control.now:  # the call has not left, so its place is not used up
                    return await self._keep(exchange, worker)
                if not browser_id:
                    return await self._settle(job, exchange, (_without(exchange, "No new browser ID came"), ()), worker)
                await self._keep(exchange, worker)
                checked = await self._e.caller.check(job, browser_id) if job.new_browser else checked
            first = await self._first(job, checked, browser_id, worker)
            for event in job.events:
                exchange = await self._perform(await self._e.caller.event(job, event, checked, browser_id, client), worker)
                if exchange.response is None or not exchange.response.is_success:
                    said = _without(exchange, f"The event {event.type} was not taken")
                    return await self._settle(job, exchange, (said, ()), worker)
                await self._keep(exchange, worker)
        except InvalidInput as invalid:
            return await self._not_sent(job, " ".join(str(problem) for problem in invalid.problems), worker)
        return await self._call(job, checked, browser_id, worker, first)

    async def _first(self, job: Job, checked: Checked, browser_id: str, worker: _Worker) -> Verdict | None:
        """What is shown before the first event, where it is waited for that to change."""
        if job.again is None or not job.again.first_before_events or not job.events:
            return None
        exchange = await self._perform(self._e.caller.call(checked, browser_id, worker.client), worker)
        await self._keep(exchange, worker)
        return job.judge(exchange)

    async def _leaves(self, job: Job, worker: _Worker) -> bool:
        """Back when it is on the disk that the call leaves; false where the answer before was the last that is wanted."""
        waited = worker.late is not None
        try:
            await self._e.recorder.sent(job.place)
            await self._tell_late(worker)
        except BaseException:  # cut short, or whoever is told failed: the call did not leave, so it is not in doubt
            await self._e.recorder.unsent(job.place)
            raise
        if waited and (self._enough or self._e.control.stopped):
            await self._e.recorder.unsent(job.place)
            return False
        return True

    async def _call(self, job: Job, checked: Checked, browser_id: str, worker: _Worker, first: Verdict | None) -> None:
        if not await self._leaves(job, worker):
            return None
        client = worker.client
        exchange = await self._perform(self._e.caller.call(checked, browser_id, client), worker)
        verdict = job.judge(exchange)
        if job.again is None:
            return await self._settle(job, exchange, verdict, worker)
        first = first or verdict
        began, calls = asyncio.get_running_loop().time(), 1
        while not job.again.done(first, verdict) and calls < job.again.calls and not self._e.control.stopped:
            left = job.again.seconds - (asyncio.get_running_loop().time() - began)
            if left <= 0:
                break
            await self._keep(exchange, worker)
            if not await self._e.control.sleep(asyncio.sleep(min(job.again.interval, left))) or not await self._e.control.may_go():
                break
            exchange = await self._perform(self._e.caller.call(checked, browser_id, client), worker)
            verdict, calls = job.judge(exchange), calls + 1
        waited = asyncio.get_running_loop().time() - began
        held = job.again.done(first, verdict)
        said = f"after {calls} calls and {waited:.1f} s" if held else f"not within {calls} calls and {waited:.1f} s"
        check = Check(f"Wait {job.again.words}", held, job.again.words, said)
        return await self._settle(job, exchange, (verdict[0], (*verdict[1], check)), worker)

    async def _perform(self, prepared: Prepared, worker: _Worker) -> Exchange:
        """With the retries that are safe; each attempt but the last is recorded on the way."""
        for attempt in range(self._e.limits.retries + 1):
            if not worker.paced and not self._pace.take():
                await self._e.control.sleep(self._pace.wait())
                prepared = _leaving_now(prepared)
            elif attempt:
                prepared = _leaving_now(prepared)
            worker.paced = False
            with self._e.control.calling():
                exchange = await worker.client.perform(prepared)
            hold = self._retry_after(exchange, attempt)
            if hold is None or attempt == self._e.limits.retries or self._e.control.stopped:
                return exchange
            await self._keep(exchange, worker)
            self._pace.hold(hold)
            if not await self._e.control.sleep(asyncio.sleep(hold)) or not await self._e.control.may_go():
                return exchange
        raise AssertionError("a loop of at least one attempt returns")

    def _retry_after(self, exchange: Exchange, attempt: int) -> float | None:
        """Seconds after which to try again; ``None`` where that is not safe or would not help."""
        if (failure := exchange.failure) is not None:
            safe = failure.never_left and failure.kind in _REFUSED
            return 0.2 * 2**attempt if safe or (self._e.limits.retry_unsafe and failure.kind in _UNSAFE) else None
        assert exchange.response is not None
        if exchange.response.status not in (429, 503):
            return None
        asked = retry_after(exchange.response.header("retry-after"), datetime.now(UTC))
        wait = asked if asked is not None else 0.2 * 2**attempt
        return wait if wait <= self._e.limits.longest_hold else None

    async def _keep(self, exchange: Exchange, worker: _Worker) -> None:
        """An exchange that, as far as is known, is not the one its job is judged by."""
        worker.kept = exchange, await self._e.recorder.settle(Settled(exchange))

    async def _settle(self, job: Job, exchange: Exchange, verdict: Verdict, worker: _Worker) -> None:
        shown, checks = verdict
        request = exchange.request
        answer = Answer(
            place=job.place,
            name=job.name,
            shown=shown,
            status=exchange.response.status if exchange.response is not None else None,
            milliseconds=exchange.timing.total,
            at=exchange.started_at,
            identity=str(request.identity) if request is not None and request.identity is not None else "",
            varied=job.varied,
            checks=checks,
            failure=f"{exchange.failure.what} {exchange.failure.next}" if exchange.failure is not None else "",
        )
        await self._hand_over(answer, exchange, worker)

    async def _not_sent(self, job: Job, why: str, worker: _Worker) -> None:
        said = f"Not sent: {why}"
        answer = Answer(job.place, job.name, Shown(Shows.ERROR, why=said), at=datetime.now(UTC), varied=job.varied, failure=said)
        await self._hand_over(answer, None, worker)

    async def _hand_over(self, answer: Answer, exchange: Exchange | None, worker: _Worker) -> None:
        await self._tell_late(worker)
        kept = worker.kept[1] if worker.kept is not None and worker.kept[0] is exchange else 0
        settled = Settled(None if kept else exchange, answer.place, to_text(answer), kept)
        worker.late = answer, self._e.recorder.settle(settled)


def _leaving_now(prepared: Prepared) -> Prepared:
    return replace(prepared, pending=replace(prepared.pending, started_at=datetime.now(UTC)))


def _without(exchange: Exchange, what: str) -> Shown:
    why = (
        exchange.failure.what
        if exchange.failure is not None
        else f"the host answered {exchange.response.status if exchange.response else ''}"
    )
    return Shown(Shows.ERROR, why=f"{what}, so the flow was not run: {why}.".replace("..", "."))


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds of a ``Retry-After`` (RFC 9110, 10.2.3): a number of seconds or a date; ``None`` where it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # a year or a zone may be larger than any
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
