"""Suite: every request of a collection or folder, with its expectations, as every persona and with every data row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from workbench.domain import Exchange, StreamEvent, Tenant
from workbench.domain.builtins import Made
from workbench.domain.expectation import NewBrowserId, StatusIs, Until, Wait
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.experiments.answer import Check, Shown, Shows
from workbench.experiments.suite_tally import KIND, SuiteTally
from workbench.inspect import DiffOptions
from workbench.usecases.gather_suite import SuiteItem, SuitePlan, gather
from workbench.usecases.judge import Judge, JudgeError
from workbench.usecases.runs.job import Again, Job, Judged, Verdict
from workbench.usecases.runs.plain import layers_from_plain, layers_to_plain, persona_from_plain, persona_to_plain, request_text

MOST_SHOWN = 30
"""Requests in a report."""
_NO_VARIANT = (Shows.ERROR, Shows.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Suite:
    """``plan`` is what was gathered at ``path``; ``layers`` are values nearer than all others, such as those of a command line."""

    path: Path
    tenant: Tenant
    plan: SuitePlan = field(compare=False)
    layers: tuple[Layer, ...] = ()
    mark: str = ""
    """Of the files as they were read: with others, a place of the plan is another call."""
    broken: tuple[str, ...] = ()
    """Files that could not take part, each in a sentence; of a run that was, those of then."""

    kind = KIND
    refuses_wrong_requests = False
    lasts = 0.0

    @classmethod
    def gathered(
        cls,
        path: Path,
        tenant: Tenant,
        *,
        personas: tuple[Persona, ...] = (),
        rows: Path | None = None,
        compare: Callable[[str], DiffOptions] | None = None,
        layers: tuple[Layer, ...] = (),
    ) -> Suite:
        """Blocks.  Raises ``CollectionError`` for a path that is no suite, and for a file of rows with a mistake in it."""
        path = path.resolve()
        plan = gather(path, personas=personas, rows=rows, compare=compare)
        return cls(path, tenant, plan, layers, _mark(plan), tuple(broken.why for broken in plan.broken))

    @property
    def title(self) -> str:
        if len(self.plan.requests) == 1 and self.path.is_file():
            return self.plan.requests[0].saved.name
        return self.path.name.partition(".")[0]

    @property
    def planned(self) -> int:
        return self.plan.count

    @property
    def new_guests(self) -> int:
        return self.plan.new_guests

    @property
    def tenants(self) -> tuple[Tenant, ...]:
        return (self.tenant,)

    def jobs(self) -> Iterator[Job]:
        return map(self._job, self.plan.items())

    def tally(self) -> SuiteTally:
        return SuiteTally(self.title, self.broken)

    def asked(self) -> tuple[tuple[str, str], ...]:
        return tuple((suite.where, request_text(suite.saved.request)) for suite in self.plan.requests[:MOST_SHOWN])

    def to_plain(self) -> dict[str, Any]:
        rows = self.plan.rows
        return {
            "path": str(self.path),
            "mark": self.mark,
            "broken": list(self.broken),
            "tenant": self.tenant.id,
            "personas": [persona_to_plain(persona) for persona in self.plan.personas],
            "rows": str(rows.path) if rows is not None else "",
            "values": layers_to_plain(self.layers),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any], tenants: dict[str, Tenant], compare: Callable[[str], DiffOptions] | None = None) -> Suite:
        suite = cls.gathered(
            Path(plain["path"]),
            tenants[plain["tenant"]],
            personas=tuple(persona_from_plain(each) for each in plain["personas"]),
            rows=Path(plain["rows"]) if plain["rows"] else None,
            compare=compare,
            layers=layers_from_plain(plain["values"]),
        )
        return replace(suite, broken=tuple(plain.get("broken", suite.broken)))

    def _job(self, item: SuiteItem) -> Job:
        if self.layers:
            item = replace(item, layers=(*self.layers, *item.layers))
        made = Made.fresh() if item.suite.is_filled_per_call else None
        wrong = ""
        judge = item.suite.judge
        if made is not None:
            try:
                judge = item.judge(self.tenant, made)
            except JudgeError as problem:
                wrong = str(problem)
        setup = item.saved.setup
        return Job(
            item.place,
            item.name,
            item.request,
            self.tenant,
            _judged(judge, item),
            item.layers,
            new_browser=any(isinstance(step, NewBrowserId) for step in setup),
            events=tuple(step for step in setup if isinstance(step, StreamEvent)),
            again=_again(item.saved.wait) if item.saved.wait is not None else None,
            varied=item.varied,
            wrong=wrong,
            made=made,
        )


def _mark(plan: SuitePlan) -> str:
    """Requests in their order, what the folders above say, and the rows; changes with any of them."""
    found = sha256()
    for suite in plan.requests:
        found.update(repr((suite.where, suite.saved, suite.folders, suite.baseline)).encode())
    if plan.rows is not None:
        with plan.rows.path.open("rb") as rows:
            while piece := rows.read(1 << 20):
                found.update(piece)
    return found.hexdigest()[:16]


def _judged(judge: Judge, item: SuiteItem) -> Judged:
    """Where expectations say nothing of the status, a call that failed does not hold, whatever else does."""
    if not item.saved.expectations or any(isinstance(each, StatusIs) for each in item.saved.expectations):
        return judge.judge
    return partial(_answered, judge)


def _answered(judge: Judge, exchange: Exchange) -> Verdict:
    shown, checks = judge.judge(exchange)
    if shown.shows is Shows.ERROR:
        checks = (Check("the call is answered", held=False, expected="a status of 2xx", found=shown.why), *checks)
    return shown, checks


def _again(wait: Wait) -> Again:
    changes = wait.until is Until.VARIANT_CHANGES
    return Again(
        _changed if changes else _all_held,
        wait.seconds,
        wait.calls,
        wait.every,
        "until the variant changes" if changes else "until the expectations hold",
        first_before_events=changes,
    )


def _changed(first: Verdict, latest: Verdict) -> bool:
    return _tells(latest[0]) and _tells(first[0]) and first[0].label != latest[0].label


def _tells(shown: Shown) -> bool:
    return shown.shows not in _NO_VARIANT


def _all_held(first: Verdict, latest: Verdict) -> bool:
    return _tells(latest[0]) and all(check.held for check in latest[1])
