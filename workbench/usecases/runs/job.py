"""What the engine works with: jobs, limits, the counting, and an experiment as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from workbench.domain import Exchange, FlowRequest, StreamEvent, Tenant
from workbench.domain.builtins import Made
from workbench.domain.placeholders import Layer
from workbench.experiments.about import RunAbout, Tally
from workbench.experiments.answer import Check, Shown

__all__ = ["Again", "Experiment", "Job", "Judged", "Limits", "RunAbout", "Tally", "Verdict"]

Verdict = tuple[Shown, tuple[Check, ...]]
Judged = Callable[[Exchange], Verdict]


@dataclass(frozen=True, slots=True)
class Again:
    """Call again until it is decided otherwise, within bounds.

    ``done(first, latest)`` is told what the first call and the latest one showed, checks included.  With
    ``first_before_events`` the first is one more call, made just before the first event.
    """

    done: Callable[[Verdict, Verdict], bool]
    seconds: float
    calls: int
    interval: float = 1.0
    words: str = "until it changes"
    first_before_events: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One place of a plan: a call, and what goes before it.

    ``new_browser`` asks for a fresh anonymous guest first, who becomes the request's identity.  ``events`` are sent
    next, for the request's browser ID where they have none.  ``at`` is how many seconds after the start of the run it
    may leave.
    """

    place: int
    name: str
    request: FlowRequest
    tenant: Tenant
    judge: Judged
    layers: tuple[Layer, ...] = ()
    new_browser: bool = False
    events: tuple[StreamEvent, ...] = ()
    again: Again | None = None
    varied: Mapping[str, str] = field(default_factory=dict)
    at: float = 0.0
    wrong: str = ""
    """Why it cannot be sent at all; it is an answer of its own then."""
    made: Made | None = None
    """What built-in placeholders give, where more than the request depends on it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``rate`` in calls a second (0: as fast as it goes), ``jobs`` at once.

    ``jitter`` moves each start by up to this part of the gap between two.  ``retries`` are made where nothing was
    acted on: no connection, 429, 503; with ``retry_unsafe`` also after a timeout or a lost connection, when the
    execution may have been recorded.  ``longest_hold`` bounds a ``Retry-After``, in seconds.
    """

    rate: float = 0.0
    jobs: int = 1
    jitter: float = 0.2
    retries: int = 2
    retry_unsafe: bool = False
    longest_hold: float = 60.0


class Experiment(Protocol):
    """A plan: what to call, and how it is counted."""

    @property
    def kind(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def planned(self) -> int:
        """Places of the plan, each with one call that is judged."""

    @property
    def new_guests(self) -> int:
        """Anonymous guests it makes."""

    @property
    def tenants(self) -> tuple[Tenant, ...]: ...

    @property
    def lasts(self) -> float:
        """Seconds it takes at least, whatever the rate."""

    @property
    def refuses_wrong_requests(self) -> bool:
        """Whether one request that cannot be sent makes the whole plan useless; in a suite it is one failure among others."""

    def jobs(self) -> Iterator[Job]:
        """In the order of their places; the same again each time it is asked."""

    def tally(self) -> Tally: ...

    def asked(self) -> tuple[tuple[str, str], ...]:
        """Requests for the report as (caption, JSON): less the key, placeholders still in them."""

    def to_plain(self) -> dict[str, Any]:
        """The plan as JSON, less what is secret: from it the run goes on after a restart."""
