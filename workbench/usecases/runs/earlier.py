"""Earlier runs of the same question: how it went each time."""

from __future__ import annotations

from workbench.experiments.reports import Section, Table
from workbench.history import RunRow, Runs

MOST = 20
LOOKED_AT = 1_000
_WORDS = {"held": "Held", "failed": "Failed", "open": "No verdict"}


def earlier_runs(runs: Runs, row: RunRow) -> Section | None:
    """The latest of the same kind and title, the newest first; ``None`` where this is the only one.  Blocks."""
    same = [each for each in runs.latest(LOOKED_AT) if (each.kind, each.title) == (row.kind, row.title)][:MOST]
    if len(same) < 2:
        return None
    rows = tuple(
        (
            f"{each.number}",
            f"{each.started_at.astimezone():%Y-%m-%d %H:%M}",
            _WORDS.get(each.level, each.state.value),
            f"{each.answered:,}",
            each.verdict,
        )
        for each in same
    )
    failed = frozenset(place for place, each in enumerate(same) if each.level == "failed")
    told = sum(each.level == "held" for each in same)
    said = f"{told} of the last {len(same)} runs held." if row.kind != "Matrix" else f"The last {len(same)} runs."
    return Section("Run by run", (said,), tables=(Table(("Run", "When", "Verdict", "Calls", "Said"), rows, frozenset({0, 3}), failed),))
