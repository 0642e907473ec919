"""Earlier runs of the same plan: how it went each time, as a list and as a trend."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from workbench.experiments.about import Tally
from workbench.experiments.reports import Section, Table
from workbench.experiments.trend import Figures, Point, Share, trend_charts, trend_sentence
from workbench.experiments.words import count
from workbench.history import RunRow, Runs, RunState
from workbench.usecases.runs.answers import walk
from workbench.usecases.runs.plain import revision_of

MOST = 20
LOOKED_AT = 1_000
COUNTED = 2_000
"""Calls of a run whose figures are not kept with it, from before they were, that are counted again for them."""
_WORDS = {"held": "Held", "failed": "Failed", "open": "No verdict"}
_BESIDE_THE_QUESTION = ("format", "limits", "revision", "mark", "broken", "baseline", "visitors", "guests", "only")
"""What of a plan may differ between runs that ask the same: pace, the flow's revision, files that were edited since, what it is
compared with, how many visitors came, and guests, who may be new ones each time."""


def earlier_runs(runs: Runs, row: RunRow, tally: Callable[[], Tally]) -> Section | None:
    """The latest of the same plan, the newest first; ``None`` where this is the only one.  Blocks.

    Of each run only what is kept of it as a whole is read; ``tally`` counts those again of which no figures are kept.
    """
    asked = _question(row.plan)
    alike = (each for each in runs.latest(LOOKED_AT) if (each.kind, each.title) == (row.kind, row.title))
    same = [each for each in alike if each.number == row.number or _question(each.plan) == asked][:MOST]
    if len(same) < 2:
        return None
    revisions = [revision_of(json.loads(each.plan)) for each in same]
    rows = tuple(
        (
            f"{each.number}",
            f"{each.started_at.astimezone():%Y-%m-%d %H:%M}",
            *([revision] if any(revisions) else ()),
            _WORDS.get(each.level, each.state.value),
            f"{each.answered:,}",
            each.verdict,
        )
        for each, revision in zip(same, revisions, strict=True)
    )
    failed = frozenset(place for place, each in enumerate(same) if each.level == "failed")
    told = sum(each.level == "held" for each in same)
    said = [f"{told} of the last {len(same)} runs held." if row.kind != "Matrix" else f"The last {len(same)} runs."]
    done = [each for each in reversed(same) if each.state is RunState.DONE]
    points = [Point(f"{each.number}", figures) for each in done if (figures := _figures(runs, each, tally)) is not None]
    charts = trend_charts(points)
    if charts and len(points) < len(same):
        kept = "" if len(points) == len(done) else " and whose figures are kept"
        said.append(f"The chart has those {count(len(points), 'run')} that were carried out to the end{kept}.")
    if not charts and len(points) > 1 and points[-1].name == f"{row.number}" and (sentence := trend_sentence(*points[-2:])):
        said.append(sentence)
    head = ("Run", "When", *(("Flow revision",) if any(revisions) else ()), "Verdict", "Calls", "Said")
    table = Table(head, rows, frozenset({0, head.index("Calls")}), failed)
    return Section("Run by run", tuple(said), charts, (table,))


def figures_to_text(figures: Figures) -> str:
    """As they are kept beside the run."""
    shares = {name: [share.value, share.low, share.high] for name, share in figures.shares.items()}
    return json.dumps({"shares": shares, "p95": figures.p95, "planned": dict(figures.planned)})


def figures_from_text(text: str) -> Figures:
    """Raises :class:`ValueError` for a text that holds none."""
    try:
        plain = json.loads(text)
        shares = {name: Share(float(value), *map(_number, around)) for name, (value, *around) in plain["shares"].items()}
        return Figures(shares, _number(plain["p95"]), {name: float(share) for name, share in plain["planned"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(f"no figures: {wrong}") from None


def _number(value: Any) -> float | None:
    return float(value) if value is not None else None


def _figures(runs: Runs, row: RunRow, tally: Callable[[], Tally]) -> Figures | None:
    """``None`` where they are not kept and counting them again would take long."""
    if row.figures:
        with suppress(ValueError):  # what is damaged is counted again, as what was never kept
            return figures_from_text(row.figures)
    if row.answered > COUNTED:
        return None
    counted = tally()
    for answer in walk(runs, row.number):
        counted.add(answer)
    return counted.figures()


def _question(plan: str) -> dict[str, Any] | None:
    try:
        plain = json.loads(plan)
    except ValueError:
        return None
    if not isinstance(plain, dict):
        return None
    asked = {name: value for name, value in plain.items() if name not in _BESIDE_THE_QUESTION}
    if isinstance(shares := asked.get("shares"), dict):  # the form writes a sixth as 16.6667 %
        asked["shares"] = {name: round(share, 4) if isinstance(share, float) else share for name, share in shares.items()}
    return asked
