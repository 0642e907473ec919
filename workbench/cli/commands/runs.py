"""``workbench runs``: list, read and go on with runs; write their reports again."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from workbench.cli.common import key_from_environment, open_history
from workbench.cli.exits import FAILED, HELD, Stop
from workbench.cli.reporting import show_report, write_reports
from workbench.cli.running import run_experiment
from workbench.cli.streams import emit, emit_json, say
from workbench.experiments.printable import one_line
from workbench.experiments.reports import VerdictLevel
from workbench.history import RunRow
from workbench.usecases import Workbench
from workbench.usecases.runs.errors import PlanError
from workbench.usecases.runs.job import Experiment
from workbench.usecases.runs.past import gone_of, open_past
from workbench.usecases.runs.plans import open_plan


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    return {"list": _list, "show": _show, "resume": _resume, "delete": _delete}[args.action](args, workbench)


def _list(args: argparse.Namespace, workbench: Workbench) -> int:
    rows = open_history(workbench).runs.latest(args.limit)
    if args.format == "json":
        names = ("number", "kind", "title", "planned", "answered", "level", "verdict")
        emit_json(
            json.dumps(
                [{**{n: getattr(row, n) for n in names}, "state": row.state.value, "started": row.started_at.isoformat()} for row in rows],
                indent=2,
                ensure_ascii=False,
            )
        )
        return HELD
    for row in rows:
        when = f"{row.started_at.astimezone():%Y-%m-%d %H:%M}"
        emit(
            f"{row.number:>5}  {when}  {row.kind:<16}  {one_line(row.title)[:32]:<32}  {row.state.value:<10}  {row.answered:,}/{row.planned:,}  {one_line(row.verdict)[:80]}".rstrip()
        )
    if not rows:
        say('No experiment was run yet. Start with:  workbench split home_hero --expect "Control=50,Hero with offer=50"')
    return HELD


def _show(args: argparse.Namespace, workbench: Workbench) -> int:
    experiment = _planned(args.number, workbench, open_past)
    if gone := gone_of(experiment):
        say(f"workbench: {gone}")
    report = workbench.run_experiment().tell(args.number, experiment)
    show_report(report, args.format)
    write_reports(args, report)
    return HELD if report.verdict.level is VerdictLevel.HELD else FAILED


def _resume(args: argparse.Namespace, workbench: Workbench) -> int:
    experiment = _planned(args.number, workbench, lambda row, workbench: open_plan(row.plan, workbench))
    return run_experiment(args, workbench, experiment, resume=args.number, key=key_from_environment(args.client_key_env))


def _planned(number: int, workbench: Workbench, read: Callable[[RunRow, Workbench], Experiment]) -> Experiment:
    """What a run was, from its plan.  Raises :class:`Stop`."""
    try:
        return read(open_history(workbench).runs.get(number), workbench)
    except PlanError as wrong:
        raise Stop(str(wrong)) from None


def _delete(args: argparse.Namespace, workbench: Workbench) -> int:
    """With its exchanges, but for pinned ones; there is no undo, so it asks."""
    from workbench.cli.common import confirm

    runs = open_history(workbench).runs
    row = runs.get(args.number)
    confirm(
        f"Run {row.number} ({row.kind} of {row.title}) goes away with its {row.answered:,} calls.",
        yes=args.yes,
        refused="nothing was deleted.",
    )
    runs.forget([args.number])
    return HELD
