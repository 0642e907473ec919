"""Run an experiment in a terminal or in CI: asked first, progress on a terminal, Ctrl+C to stop, the verdict as exit code."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workbench.cli.asked import named_secrets
from workbench.cli.common import confirm, headless_keys, open_history, say_all, two_ways_to_give_a_key
from workbench.cli.exits import FAILED, HELD, INTERRUPTED, NOTHING_CAME, Stop
from workbench.cli.reporting import show_report, write_reports
from workbench.cli.streams import say
from workbench.domain import InvalidInput, Secret, Tenant
from workbench.experiments.answer import Answer
from workbench.experiments.reports import VerdictLevel
from workbench.experiments.words import duration
from workbench.history import RunState
from workbench.usecases import Workbench
from workbench.usecases.runs.caller import Caller
from workbench.usecases.runs.control import Control, RunProgress
from workbench.usecases.runs.job import Experiment, Limits
from workbench.usecases.runs.preview import check_plan, preview
from workbench.usecases.runs.run import Finished

if TYPE_CHECKING:
    from workbench.personalize import CallOptions

REAL_RATE = 5.0
"""Calls a second to a real tenant where nobody says otherwise: the vendor documents no limit, so this is kind."""
SANDBOX_JOBS = 4


def limits_of(args: argparse.Namespace, tenants: tuple[Tenant, ...]) -> Limits:
    """Gentle with a real tenant; as fast as it goes with the Sandbox."""
    real = any(not tenant.is_sandbox for tenant in tenants)
    rate = args.max_rate if args.max_rate is not None else (REAL_RATE if real else 0.0)
    jobs = args.jobs if args.jobs is not None else (2 if real else SANDBOX_JOBS)
    return Limits(rate=rate, jobs=jobs, retry_unsafe=args.retry_unsafe)


def client_keys(key: Secret | None, tenants: tuple[Tenant, ...]) -> dict[str, Secret]:
    """``--client-key-env`` is for one real tenant; with several, each has its key in the keychain."""
    real = [tenant for tenant in tenants if not tenant.is_sandbox]
    if key is None:
        return {}
    if len(real) != 1:
        raise Stop(f"--client-key-env gives the key of one tenant, and {len(real)} real ones are asked.")
    return {real[0].id: key}


def run_experiment(
    args: argparse.Namespace,
    workbench: Workbench,
    experiment: Experiment,
    *,
    key: Secret | None = None,
    resume: int | None = None,
    on_finished: Callable[[Finished], None] | None = None,
) -> int:
    """From the question to the exit code.  ``key`` is the one from the environment, which can be read only once."""
    settings = workbench.settings_store().load()
    say_all(workbench.settings_store().notices)
    options = workbench.call_options(settings, **({"total_timeout": args.timeout, "read_timeout": 0.0} if args.timeout else {}))
    limits = limits_of(args, experiment.tenants)
    keys = client_keys(key, experiment.tenants)
    ahead = preview(experiment, limits)
    say(ahead.sentence(tuple(tenant.name for tenant in experiment.tenants)))
    if ahead.must_ask:
        confirm(ahead.warning() or f"{ahead.calls:,} calls are many.", yes=args.yes)
    open_history(workbench)
    try:
        finished = asyncio.run(_run(args, workbench, experiment, limits, options, keys, resume))
    except InvalidInput as invalid:
        if any(problem.field == "Client key" for problem in invalid.problems):
            raise Stop(f"{invalid}\n{two_ways_to_give_a_key(experiment.tenants[0].name)}") from None
        raise
    show_report(finished.report, args.format)
    write_reports(args, finished.report)
    if on_finished is not None:
        on_finished(finished)
    if finished.state is RunState.CANCELLED:
        say(f"workbench: stopped; run {finished.number} goes on with:  workbench runs resume {finished.number}")
        return INTERRUPTED
    return code_of(finished)


def code_of(finished: Finished) -> int:
    """0 all held, 1 something did not or there is no verdict, 3 no call got a response."""
    if finished.report.verdict.level is VerdictLevel.HELD:
        return HELD
    answers = finished.report.answers()
    return FAILED if any(answer.status is not None for answer in answers) else NOTHING_CAME


async def _run(
    args: argparse.Namespace,
    workbench: Workbench,
    experiment: Experiment,
    limits: Limits,
    options: CallOptions,
    keys: Mapping[str, Secret],
    resume: int | None,
) -> Finished:
    store = headless_keys(workbench)
    for tenant in experiment.tenants:
        for name, secret in named_secrets(args).items():
            await store.set_named(tenant, name, secret, session_only=True)
    await _refuse_a_wrong_plan(workbench, experiment, options, keys)
    if resume is not None and args.revision:
        say("workbench: --revision is left out: a run that goes on keeps the revision it was begun with.")
    control = Control()
    line = _Line()
    with _stopping(control):
        finished = await workbench.run_experiment()(
            experiment,
            limits,
            options,
            control=control,
            client_keys=keys,
            on_answer=line.answered,
            on_progress=line.progress,
            on_start=lambda number: say(f"Run {number}"),
            resume=resume,
            revision=args.revision,
        )
    line.end()
    return finished


async def _refuse_a_wrong_plan(workbench: Workbench, experiment: Experiment, options: CallOptions, keys: Mapping[str, Secret]) -> None:
    if not experiment.refuses_wrong_requests:  # each is told of in its place
        return
    caller = Caller(workbench.means(), options, keys)
    try:
        problems = [problem for problem in await check_plan(experiment, caller) if problem.is_error]
    finally:
        await caller.aclose()
    if problems:
        raise InvalidInput(tuple(problems[:5]))


@contextmanager
def _stopping(control: Control) -> Iterator[None]:
    """The first Ctrl+C lets what is under way come in, the second cuts it short."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        again = control.stopped
        control.stop(now=again)
        if not again:
            say("\nStopping; what is under way comes in first. Ctrl+C again cuts it short.")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Line:
    """One line of progress on a terminal, none in a pipe."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._seen: dict[str, int] = {}
        self._last = -1.0

    def answered(self, answer: Answer, tally: object) -> None:
        label = answer.shown.label
        if len(self._seen) < 50 or label in self._seen:
            self._seen[label] = self._seen.get(label, 0) + 1

    def progress(self, progress: RunProgress) -> None:
        now = asyncio.get_running_loop().time()
        if not self._shown or (now - self._last < 0.1 and progress.answered < progress.planned):
            return
        self._last = now
        most = sorted(self._seen.items(), key=lambda each: -each[1])[:4]
        left = f" · {duration(progress.left)} left" if progress.left else ""
        text = f"{progress.answered:,}/{progress.planned:,} · {progress.rate:.0f}/s{left} · " + " · ".join(
            f"{name[:24]} {n:,}" for name, n in most
        )
        sys.stderr.write(f"\r\x1b[K{''.join(c for c in text if c.isprintable())[:110]}")
        sys.stderr.flush()

    def end(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
