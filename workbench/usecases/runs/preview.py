"""Preview: what a run will do, said before it does it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice

from workbench.domain import InvalidInput, Problem
from workbench.domain.builtins import EXAMPLE_BROWSER_ID
from workbench.experiments.words import count, duration, listed
from workbench.usecases.runs.caller import Caller
from workbench.usecases.runs.job import Experiment, Limits

ASK_ABOVE = 1_000
"""Calls; more are asked about even in the Sandbox."""
LOOKED_AT = 300
"""Jobs whose rules are asked before the start: they differ in few ways."""
GUESS = 0.15
"""Seconds a call takes, where nobody knows yet: the delay of a near tenant."""


@dataclass(frozen=True, slots=True)
class Preview:
    """``real`` are the tenants that are not the Sandbox: every call there is a real execution.

    ``seconds`` is a guess at how long it takes.  ``problems`` are those of the requests; with an error among them none
    of those concerned can be sent.
    """

    calls: int
    new_guests: int
    real: tuple[str, ...]
    seconds: float
    problems: tuple[Problem, ...] = ()

    @property
    def must_ask(self) -> bool:
        return bool(self.real) or self.calls > ASK_ABOVE

    def sentence(self, tenants: tuple[str, ...]) -> str:
        """*400 calls to Acme, with 400 new guests; about 2 min.*"""
        guests = f", with {count(self.new_guests, 'new anonymous guest')}" if self.new_guests else ""
        return f"{count(self.calls, 'call')} to {listed(tenants)}{guests}; about {duration(self.seconds)}."

    def warning(self) -> str:
        """What a real tenant has to be asked for; empty for the Sandbox."""
        if not self.real:
            return ""
        made = f" {count(self.new_guests, 'anonymous guest')} will be made there." if self.new_guests else ""
        calls = f"Each of the {self.calls:,} calls" if self.calls > 1 else "The call"
        return f"{calls} to {listed(self.real)} is a real execution: it is recorded on the guest and counts in analytics.{made}"


def preview(experiment: Experiment, limits: Limits) -> Preview:
    """Counts only; nothing is read and nothing sent."""
    calls = experiment.planned + experiment.new_guests  # each guest is a call of its own
    seconds = calls * GUESS / max(1, limits.jobs)
    if limits.rate:
        seconds = max(seconds, calls / limits.rate)
    real = tuple(tenant.name for tenant in experiment.tenants if not tenant.is_sandbox)
    return Preview(experiment.planned, experiment.new_guests, real, max(seconds, experiment.lasts))


async def check_plan(experiment: Experiment, caller: Caller) -> tuple[Problem, ...]:
    """The rules, asked of the first jobs; nothing is sent.  Each problem once.  Raises ``KeychainError``."""
    found: dict[Problem, None] = {}
    for job in islice(experiment.jobs(), LOOKED_AT):
        try:
            await caller.check(job, EXAMPLE_BROWSER_ID if job.new_browser else "")
        except InvalidInput as invalid:
            found |= dict.fromkeys(invalid.problems)
        await asyncio.sleep(0)
    return tuple(found)
