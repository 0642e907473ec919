"""The nouns of searching and keeping: what to look for, what a line of the list shows, what to keep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from workbench.domain import FailureKind, IdentityType, InvalidInput, Problem, Severity

STATUS_CLASSES = ("2xx", "3xx", "4xx", "5xx", "failed", "nothing")


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; what is empty does not restrict.

    ``text``: every blank-separated word must occur, as the beginning of a word of the bodies, label or note, or anywhere
    inside friendlyId, identity or label.  Upper and lower case and accents do not matter.  ``#12`` is the exchange of
    that number.  Nothing in it is a search language.  A word with punctuation inside (``variant-b``) asks a body for
    all of its parts, in any order.

    ``status``: ``2xx`` ``3xx`` ``4xx`` ``5xx``, an exact number (``404``), ``failed`` (no response came) or ``nothing``
    (a response that decided nothing).  ``since`` and ``until`` are inclusive and timezone-aware.

    ``run``: calls of this run.  With 0 what people sent one by one: a run of thousands would bury it.

    Raises :class:`InvalidInput` for another status, or a time without a zone.
    """

    text: str = ""
    tenant_id: str = ""
    friendly_id: str = ""
    status: str = ""
    identity_type: IdentityType | None = None
    since: datetime | None = None
    until: datetime | None = None
    pinned_only: bool = False
    run: int = 0

    def __post_init__(self) -> None:
        problems = []
        if self.status and self.status not in STATUS_CLASSES and not re.fullmatch("[1-9][0-9]{2}", self.status):
            fix = f"Use a number like 404, or one of {', '.join(STATUS_CLASSES)}."
            problems.append(Problem("Status", Severity.ERROR, f"“{self.status}” is not a status.", fix))
        for name, moment in (("Since", self.since), ("Until", self.until)):
            if moment is not None and moment.tzinfo is None:
                problems.append(Problem(name, Severity.ERROR, "The time has no time zone.", "Give one."))
        if problems:
            raise InvalidInput(tuple(problems))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list.  ``size`` is the response body in bytes, ``meaning`` a value of ``domain.Meaning`` or empty.

    While ``pending`` (sent, not yet answered) there is neither status nor failure.
    """

    number: int
    started_at: datetime
    operation: str
    tenant_id: str
    tenant_name: str
    friendly_id: str
    identity_type: str
    identity: str
    status: int | None
    failure: FailureKind | None
    meaning: str
    total_ms: float
    size: int
    pinned: bool
    label: str
    note: str
    pending: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """What filter menus offer: tenants as ``(id, name)``, friendlyIds and statuses, most recently used first."""

    tenants: tuple[tuple[str, str], ...] = ()
    friendly_ids: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Deletion:
    """The way back from a delete: the numbers that it really took away."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """How much to keep; ``None`` means without limit.

    Pinned and pending exchanges, and for ``max_count`` those of runs, are kept and not counted.  ``max_bytes`` counts what the exchanges take on disk, bodies
    as stored.  The newest are kept.
    """

    max_count: int | None = None
    max_bytes: int | None = None
