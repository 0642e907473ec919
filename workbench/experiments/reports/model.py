"""The report as values: a verdict, then sections of sentences, charts and tables.  What draws or writes it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workbench.experiments.answer import Answer


class VerdictLevel(StrEnum):
    HELD = "held"
    """Everything that was to hold did."""
    FAILED = "failed"
    """Something did not."""
    OPEN = "open"
    """No verdict is possible: too few visitors, a bandit, a run broken off.  The sentence says which."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``sentence`` can be read aloud; ``behind`` are the figures it rests on (p-value, Bayes factor…), a sentence each."""

    level: VerdictLevel
    sentence: str
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """``value`` of 0…1 (a share) or a count; ``low``/``high`` the interval round it, ``planned`` where it should be."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    planned: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Shares or counts beside the plan.  ``as_share`` shows percentages."""

    title: str
    bars: tuple[Bar, ...]
    as_share: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """``around`` is empty or has one interval (low, high) for each point, or ``None`` where there is none."""

    label: str
    points: tuple[tuple[float, float], ...]
    around: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class LineChart:
    """Shares over visitors, a p-value over visitors, verdicts over runs.  ``limits`` are horizontal marks with a label.

    ``ticks`` are names of places on the axis below, where they have names instead of numbers: then there are few points,
    and each is told in words.
    """

    title: str
    x_label: str
    y_label: str
    lines: tuple[Line, ...]
    limits: tuple[tuple[float, str], ...] = ()
    as_share: bool = False
    log_y: bool = False
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Histogram:
    """Latency in milliseconds, as counts between edges (one more edge than counts)."""

    title: str
    x_label: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix coloured by variant: ``cells[row][column]`` is the index of a label in ``labels``, or -1 for none."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    labels: tuple[str, ...]


Chart = BarChart | LineChart | Histogram | Grid


@dataclass(frozen=True, slots=True)
class Table:
    """Plain texts; ``numeric`` are the indices of columns set to the right.  ``emphasis`` are rows that need looking at."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    emphasis: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    code: tuple[tuple[str, str], ...] = ()
    """Requests, redacted, as (caption, text)."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run, told.  ``kind`` is *Matrix*, *Split check*, *Stickiness check* or *Suite*.

    ``facts`` are (label, value): tenant, friendlyId, revision, visitors, rate, tool version…  ``answers`` can be walked
    again and again and is never held in memory as a whole: a run may have 100,000.

    ``mask_key`` is a secret that pseudonyms are made with.  Reports with the same key give the same guest the same
    pseudonym; without one the key is new in every process.  It is written nowhere.
    """

    kind: str
    title: str
    verdict: Verdict
    started_at: datetime
    ended_at: datetime | None = None
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    answers: Callable[[], Iterable[Answer]] = field(default=tuple)
    app_version: str = ""
    mask_key: bytes = field(default=b"", repr=False)
