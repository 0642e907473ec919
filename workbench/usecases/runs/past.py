"""A run that was, from what History holds of it: also where the files it was made from are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.domain import Tenant
from workbench.experiments.answer import Answer
from workbench.experiments.matrix_table import MatrixTable
from workbench.experiments.reports import Report
from workbench.experiments.suite_tally import KIND, REQUEST, SuiteTally
from workbench.history import ExchangeDamaged, History, NoSuchExchange, RunRow
from workbench.usecases.runs.answers import walk
from workbench.usecases.runs.errors import FilesGone
from workbench.usecases.runs.job import Experiment, Job
from workbench.usecases.runs.place_set import BEYOND, PlaceSet
from workbench.usecases.runs.plain import request_text
from workbench.usecases.runs.plans import open_plan
from workbench.usecases.runs.suite import MOST_SHOWN
from workbench.usecases.workbench import Workbench


@dataclass(frozen=True, slots=True)
class PastSuite:
    """A suite whose files are gone.  Its run can be told; there is nothing that could be sent again, and ``why`` says so.

    ``requests`` are those that were sent first of each saved request, with their values in: placeholders stood in the files.
    """

    title: str
    planned: int
    tenant: Tenant
    plan: dict[str, Any]
    requests: tuple[tuple[str, str], ...]
    why: str

    kind = KIND
    new_guests = 0
    refuses_wrong_requests = False
    lasts = 0.0

    @property
    def tenants(self) -> tuple[Tenant, ...]:
        return (self.tenant,)

    def jobs(self) -> Iterator[Job]:
        return iter(())

    def tally(self) -> SuiteTally:
        return SuiteTally(self.title, self.plan.get("broken", ()))

    def asked(self) -> tuple[tuple[str, str], ...]:
        return self.requests

    def to_plain(self) -> dict[str, Any]:
        return dict(self.plan)


def open_past(row: RunRow, workbench: Workbench) -> Experiment:
    """What a run was.  A suite whose files are gone is a :class:`PastSuite`.  Blocks.  Raises ``PlanError``."""
    try:
        return open_plan(row.plan, workbench)
    except FilesGone as gone:
        requests = tuple(_sent(workbench.history(), row.number))
        return PastSuite(
            row.title, row.planned, gone.tenant, gone.plan, requests, f"{gone} The run is shown as it was; it cannot be run again."
        )


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run as it is looked at.  ``answers`` are not all of a large one: those that failed come first.  ``failed`` are all
    places that did not hold, and ``table`` is set for a matrix."""

    row: RunRow
    experiment: Experiment
    report: Report
    answers: tuple[Answer, ...]
    failed: PlaceSet
    table: MatrixTable | None


def look_at(number: int, workbench: Workbench, most: int) -> PastRun:
    """Everything of a run in one walk, with at most so many answers in memory.  Blocks.  Raises ``PlanError``, ``HistoryError``."""
    row = workbench.history().runs.get(number)
    experiment = open_past(row, workbench)
    tally = experiment.tally()
    failed, wrong, right = PlaceSet(), list[Answer](), list[Answer]()

    def look(answer: Answer) -> None:
        kept = right if answer.held else wrong
        if len(kept) < most:
            kept.append(answer)
        if not answer.held and answer.place < BEYOND:
            failed.add(answer.place)

    report = workbench.run_experiment().tell(number, experiment, tally, look)
    table = tally if isinstance(tally, MatrixTable) else None
    return PastRun(row, experiment, report, (*wrong, *right[: most - len(wrong)]), failed, table)


def gone_of(experiment: Experiment) -> str:
    """Why a run cannot be run again; empty where it can."""
    return experiment.why if isinstance(experiment, PastSuite) else ""


def _sent(history: History, number: int) -> Iterator[tuple[str, str]]:
    """The first request of each that was sent, by its name, as far as History still has it."""
    seen: set[str] = set()
    for answer in walk(history.runs, number):
        name = answer.varied.get(REQUEST) or answer.name
        if answer.number is None or name in seen:
            continue
        try:
            request = history.get(answer.number).exchange.request
        except (NoSuchExchange, ExchangeDamaged):  # deleted since, or not readable; another call of the same request may be there
            continue
        if request is not None:
            seen.add(name)
            yield name, request_text(request)
        if len(seen) == MOST_SHOWN:
            return
