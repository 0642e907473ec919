"""Run an experiment: from its plan to its report, whatever happens in between."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from workbench.domain import InvalidInput, Secret
from workbench.domain.leaks import check_plan
from workbench.domain.problem import error
from workbench.experiments.answer import Answer
from workbench.experiments.reports import Report, Section
from workbench.history import RunRow, Runs, RunState
from workbench.personalize import CallOptions
from workbench.usecases.calling import Means
from workbench.usecases.record import refuse_errors
from workbench.usecases.runs.answers import walk
from workbench.usecases.runs.caller import Caller
from workbench.usecases.runs.control import Control, RunProgress
from workbench.usecases.runs.earlier import earlier_runs, figures_to_text
from workbench.usecases.runs.engine import Engine
from workbench.usecases.runs.job import Experiment, Limits, RunAbout, Tally
from workbench.usecases.runs.plain import limits_from_plain, revision_of
from workbench.usecases.runs.recorder import Recorder

FORMAT = 1
"""Of the plan as it lies in History."""
UNKNOWN_REVISION = "not named (the API does not tell it)"
OTHER_BY_NOW = "Its requests or its data rows have changed since the run began, so that its places are other calls now."


@dataclass(frozen=True, slots=True)
class Finished:
    """``report`` tells what there is, also of a run that was stopped."""

    number: int
    state: RunState
    report: Report
    tally: Tally


class Live:
    """A look at a run while it goes on, from any thread: counting and telling take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tell: Callable[[], Report] | None = None

    def attach(self, tell: Callable[[], Report]) -> None:
        with self._lock:
            self._tell = tell

    def add(self, tally: Tally, answer: Answer) -> bool:
        with self._lock:
            return tally.add(answer)

    def report(self) -> Report | None:
        """What there is to say so far; ``None`` before the run has begun."""
        with self._lock:
            return self._tell() if self._tell is not None else None


class RunExperiment:
    """Every answered call is in History, linked to its run; the same engine serves window, terminal and CI."""

    def __init__(self, means: Means, app_version: str) -> None:
        """The client of ``means`` is a new one each time: a run closes its own."""
        self._means = means
        self._app_version = app_version

    async def __call__(
        self,
        experiment: Experiment,
        limits: Limits,
        options: CallOptions,
        *,
        control: Control | None = None,
        client_keys: Mapping[str, Secret] | None = None,
        on_answer: Callable[[Answer, Tally], None] | None = None,
        on_progress: Callable[[RunProgress], None] | None = None,
        on_start: Callable[[int], None] | None = None,
        resume: int | None = None,
        revision: str = "",
        live: Live | None = None,
    ) -> Finished:
        """``resume`` is the number of a run of the same plan that was paused, cancelled or broken off.

        ``revision`` is what the person says of the flow, for reports: callFlows does not tell it (see the API's facts), and
        a run that is resumed keeps its own.

        Callbacks come on the loop, and must be quick.  Raises :class:`InvalidInput` and ``KeychainError`` before
        anything is sent, ``HistoryError`` where what is sent cannot be recorded: the run then counts as broken off.
        """
        control = control or Control()
        caller = Caller(self._means, options, client_keys)
        try:
            plain = experiment.to_plain() | ({"revision": revision.strip()} if revision.strip() else {})
            for tenant in experiment.tenants:
                ready = await caller.ready(tenant)
                # Requests are looked at one by one when they are sent; a plan is kept in History as it is.
                refuse_errors(check_plan(ready.key, await self._means.keys.named_secrets(tenant), tenant, plain))
        except BaseException:
            await caller.aclose()
            raise
        runs = (await asyncio.to_thread(self._means.history)).runs
        tally = experiment.tally()
        settled: frozenset[int] = frozenset()
        if resume is None:
            plan = json.dumps({"format": FORMAT, "kind": experiment.kind, "limits": _plain(limits), **plain})
            number = await asyncio.to_thread(runs.start, experiment.kind, experiment.title, plan, experiment.planned)
        else:
            if is_other_by_now((await asyncio.to_thread(runs.get, resume)).plan, experiment):
                raise InvalidInput((error("Suite", OTHER_BY_NOW, "Run the suite anew, or put its files back as they were."),))
            number = (await asyncio.to_thread(runs.take_up, resume)).number
            settled = await asyncio.to_thread(_take_over, walk(runs, number, experiment.jobs), tally)
        if on_start is not None:
            on_start(number)
        row = await asyncio.to_thread(runs.get, number)

        looked_at = live or Live()
        looked_at.attach(lambda: tally.report(self._about(row, RunState.RUNNING, experiment, limits)))

        def answered(answer: Answer) -> bool:
            enough = looked_at.add(tally, answer)
            if on_answer is not None:
                on_answer(answer, tally)
            return enough

        engine = Engine(
            caller,
            Recorder(runs, number),
            limits,
            control,
            answered,
            on_progress or (lambda progress: None),
            experiment.planned,
            row.started_at,
        )
        state = RunState.BROKEN
        try:
            await engine.run(experiment.jobs(), settled)
            state = RunState.CANCELLED if control.stopped else RunState.DONE
        except asyncio.CancelledError:
            state = RunState.PAUSED  # the window closes: it goes on where it was
            raise
        finally:
            about = self._about(row, state, experiment, limits)
            report = tally.report(about)
            verdict, figures = report.verdict, figures_to_text(tally.figures())
            await asyncio.shield(asyncio.to_thread(runs.end, number, state, verdict.level.value, verdict.sentence, figures))
        return Finished(number, state, await asyncio.to_thread(_whole, report, runs, number, experiment), tally)

    def tell(
        self, number: int, experiment: Experiment, tally: Tally | None = None, on_answer: Callable[[Answer], object] | None = None
    ) -> Report:
        """The report of a run that was, from what History holds, with earlier ones of its plan.  Blocks.  Raises ``HistoryError``.

        ``tally`` is a new one of the experiment, for whoever needs it afterwards; ``on_answer`` is told each answer, in the
        order of the plan.
        """
        runs = self._means.history().runs
        row = runs.get(number)
        tally = tally if tally is not None else experiment.tally()
        for answer in walk(runs, number, experiment.jobs):
            tally.add(answer)
            if on_answer is not None:
                on_answer(answer)
        limits = limits_from_plain(json.loads(row.plan))
        about = self._about(row, row.state, experiment, limits)
        ended_early = row.state is RunState.DONE and row.answered < row.planned
        return _whole(tally.report(replace(about, ended_early=ended_early)), runs, number, experiment)

    def _about(self, row: RunRow, state: RunState, experiment: Experiment, limits: Limits) -> RunAbout:
        runs, number = self._means.history().runs, row.number
        facts = (
            ("Run", f"{number}"),
            ("Tenant", ", ".join(tenant.name for tenant in experiment.tenants)),
            ("Flow revision", revision_of(json.loads(row.plan)) or UNKNOWN_REVISION),
            ("Pace", f"{limits.jobs} at once" + (f", {limits.rate:g} calls a second" if limits.rate else "")),
        )
        now = datetime.now(UTC) if state is not RunState.RUNNING else None
        return RunAbout(
            row.started_at,
            row.ended_at or now,
            self._app_version,
            state is RunState.DONE,
            lambda: walk(runs, number, experiment.jobs),
            facts,
        )


def is_other_by_now(plan: str, experiment: Experiment) -> bool:
    """Whether a suite's files are others than when the run of this plan began."""
    mark = json.loads(plan).get("mark", "")
    return bool(mark) and mark != experiment.to_plain().get("mark", mark)


def _whole(report: Report, runs: Runs, number: int, experiment: Experiment) -> Report:
    """With earlier runs of the same plan, and what was asked."""
    before = earlier_runs(runs, runs.get(number), experiment.tally)
    asked = Section("What was asked", code=experiment.asked())
    return replace(report, sections=(*report.sections, *((before,) if before is not None else ()), asked))


def _take_over(answers: Iterator[Answer], tally: Tally) -> frozenset[int]:
    """Count what was answered before; the places that are not sent again."""
    places = []
    for answer in answers:
        tally.add(answer)
        places.append(answer.place)
    return frozenset(places)


def _plain(limits: Limits) -> dict[str, float | int | bool]:
    return {name: getattr(limits, name) for name in Limits.__slots__}
