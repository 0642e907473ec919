"""A run as JSON, for programs.  ``format`` is 1; within it members are added, never renamed, removed or given another meaning.

::

    {"format": 1, "tool": "Personalize Workbench", "toolVersion": "0.1.0",
     "kind": "Matrix" | "Split check" | "Stickiness check" | "Suite", "title": "…",
     "startedAt": "2026-03-02T09:30:05+00:00", "endedAt": "…" or null,
     "verdict": {"level": "held" | "failed" | "open", "sentence": "…", "behind": ["…"]},
     "facts": [{"label": "Tenant", "value": "…"}],
     "sections": [{"title": "…", "sentences": ["…"],
                   "charts": [{"type": "bars" | "lines" | "histogram" | "grid", "title": "…", …}],
                   "tables": [{"columns": ["…"], "rows": [["…"]], "emphasis": [0]}],
                   "code": [{"caption": "…", "text": "…"}]}],
     "masked": false,
     "answers": [{"place": 0, "name": "…", "outcome": "held" | "failed" | "no response" | "skipped",
                  "shows": "variant" | "nothing decided" | "error" | "unreadable", "variant": "…", "why": "…",
                  "status": 200 or null, "milliseconds": 184.4, "at": "…" or null, "identity": "…",
                  "historyNumber": 101 or null, "varied": {"Channel": "WEB"},
                  "checks": [{"name": "…", "held": true, "expected": "…", "found": "…"}], "failure": "…", "skipped": "…"}],
     "counts": {"calls": 6, "held": 2, "failed": 2, "noResponse": 1, "skipped": 1}}

Charts hold what they are drawn from: ``bars`` (label, value, low, high, planned, note), ``lines`` (label, points as [x, y],
intervals as [low, high] or null for each point or none at all) with ``limits`` and ``ticks`` (names of places on the x axis), ``edges`` and ``counts``, or ``rows``, ``columns``, ``cells`` and ``labels``.  Numbers that are none (NaN) are null.
``counts`` stand behind the answers, because they are known once those were written.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, TextIO

from workbench.experiments.answer import Answer
from workbench.experiments.reports.masking import masked
from workbench.experiments.reports.model import BarChart, Chart, Grid, Histogram, LineChart, Report, Section
from workbench.experiments.reports.tally import Outcome, outcome_of

FORMAT = 1
_HALVES = re.compile("[\ud800-\udfff]")


def write_json(report: Report, out: TextIO, *, mask: bool) -> None:
    """Writes each answer on a line of its own, as it is walked; all in one walk, and one more with ``mask``."""
    report = masked(report) if mask else report
    head = _told(_head(report, mask=mask))
    out.write(head[:-1] + ', "answers": [')
    counted = dict.fromkeys(Outcome, 0)
    separator = "\n"
    for answer in report.answers():
        counted[outcome_of(answer)] += 1
        out.write(separator + _told(_answer(answer)))
        separator = ",\n"
    counts = {
        "calls": sum(counted.values()),
        "held": counted[Outcome.HELD],
        "failed": counted[Outcome.FAILED],
        "noResponse": counted[Outcome.NO_RESPONSE],
        "skipped": counted[Outcome.SKIPPED],
    }
    out.write(f'\n], "counts": {_told(counts)}}}\n')


def _told(value: dict[str, Any]) -> str:
    # Halves of surrogate pairs cannot be encoded; everything else may stand in JSON, controls as escapes.
    return _HALVES.sub("\ufffd", json.dumps(_finite(value), ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:
    """The same with ``None`` for what is no number, which JSON has no word for."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return value


def _head(report: Report, *, mask: bool) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "tool": "Personalize Workbench",
        "toolVersion": report.app_version,
        "kind": report.kind,
        "title": report.title,
        "startedAt": report.started_at.isoformat(),
        "endedAt": report.ended_at.isoformat() if report.ended_at else None,
        "verdict": {"level": report.verdict.level.value, "sentence": report.verdict.sentence, "behind": report.verdict.behind},
        "facts": [{"label": label, "value": value} for label, value in report.facts],
        "sections": list(map(_section, report.sections)),
        "masked": mask,
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "sentences": section.sentences,
        "charts": list(map(_chart, section.charts)),
        "tables": [{"columns": table.columns, "rows": table.rows, "emphasis": sorted(table.emphasis)} for table in section.tables],
        "code": [{"caption": caption, "text": text} for caption, text in section.code],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return dict(_members(chart))


def _members(chart: Chart) -> Iterator[tuple[str, Any]]:
    match chart:
        case BarChart():
            yield from (("type", "bars"), ("title", chart.title), ("asShare", chart.as_share))
            names = ("label", "value", "low", "high", "planned", "note")
            yield "bars", [{name: getattr(bar, name) for name in names} for bar in chart.bars]
        case LineChart():
            yield from (("type", "lines"), ("title", chart.title), ("xLabel", chart.x_label), ("yLabel", chart.y_label))
            yield from (("asShare", chart.as_share), ("logY", chart.log_y))
            yield "lines", [{"label": line.label, "points": line.points, "intervals": line.around} for line in chart.lines]
            yield "limits", [{"value": value, "label": label} for value, label in chart.limits]
            yield "ticks", [{"at": at, "label": label} for at, label in chart.ticks]
        case Histogram():
            yield from (("type", "histogram"), ("title", chart.title), ("xLabel", chart.x_label))
            yield from (("edges", chart.edges), ("counts", chart.counts))
        case Grid():
            yield from (("type", "grid"), ("title", chart.title), ("rows", chart.rows), ("columns", chart.columns))
            yield from (("cells", chart.cells), ("labels", chart.labels))


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "place": answer.place,
        "name": answer.name,
        "outcome": outcome_of(answer).value,
        "shows": answer.shown.shows.value,
        "variant": answer.shown.variant,
        "why": answer.shown.why,
        "status": answer.status,
        "milliseconds": answer.milliseconds,
        "at": answer.at.isoformat() if answer.at else None,
        "identity": answer.identity,
        "historyNumber": answer.number,
        "varied": dict(answer.varied),
        "checks": [{"name": c.name, "held": c.held, "expected": c.expected, "found": c.found} for c in answer.checks],
        "failure": answer.failure,
        "skipped": answer.skipped,
    }
