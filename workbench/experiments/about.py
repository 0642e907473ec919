"""What a report says of the run itself, and the counting that every experiment does in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workbench.experiments.answer import Answer
from workbench.experiments.reports.model import Report
from workbench.experiments.trend import Figures


@dataclass(frozen=True, slots=True)
class RunAbout:
    """``answers`` walks all that were answered; ``complete`` says that the plan was carried out or ended by itself."""

    started_at: datetime
    ended_at: datetime | None
    app_version: str
    complete: bool
    answers: Callable[[], Iterator[Answer]]
    facts: tuple[tuple[str, str], ...] = ()
    ended_early: bool = False
    """It was complete before all of its plan was asked: its counting had said that it is enough."""


class Tally(Protocol):
    """Counts what comes, in the order in which it comes."""

    def add(self, answer: Answer) -> bool:
        """Whether that is enough, so that no further call need be made."""

    def report(self, about: RunAbout) -> Report:
        """What there is to say so far.  It can be asked at any time."""

    def figures(self) -> Figures:
        """What is kept to compare the run with others of the same plan."""
