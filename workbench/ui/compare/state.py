"""What the compare room shows, as texts.  Qt-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain import Recorded

if TYPE_CHECKING:
    from workbench.inspect import Diff, Difference, Rows

MARKS = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "type changed": "changed",
    "moved": "moved",
    "reordered": "moved",
}
"""Kind of a difference → how its rows are coloured.  By value: the differ is loaded when something is compared."""


def side_title(recorded: Recorded) -> str:
    """``#12 · home_hero · 24 Nov 13:05:02 · 200``."""
    exchange = recorded.exchange
    what = exchange.request.friendly_id if exchange.request is not None else exchange.operation.value
    if (event := exchange.event) is not None:
        what = f"{event.type} event".strip()
    came = str(exchange.response.status) if exchange.response is not None else "no response"
    when = exchange.started_at.astimezone().strftime("%d %b %H:%M:%S")
    return " · ".join(part for part in (f"#{recorded.number}", recorded.label, what, when, came) if part)


def counts_text(diff: Diff) -> str:
    """``3 changed · 1 added``."""
    return " · ".join(f"{count} {kind.value}" for kind, count in diff.counts.items())


def difference_text(difference: Difference) -> str:
    """One line of the list of differences."""
    from workbench.inspect.summary import difference_words

    path = place_text(difference)
    match difference.kind.value:
        case "added":
            return f"+ {path}: {difference.right}"
        case "removed":
            return f"− {path}: {difference.left}"
        case "moved" | "reordered":
            return f"↕ {path}: {difference_words(difference)}"
        case _:
            return f"~ {path}: {difference_words(difference)}"


def place_text(difference: Difference) -> str:
    """The path as a person would write it; ``line 3`` where lines were compared."""
    steps = difference.path.steps
    lines = len(steps) == 1 and isinstance(steps[0], str) and steps[0].startswith("line ")
    return str(steps[0]) if lines else str(difference.path)


def marks_of(rows: Rows) -> dict[int, str]:
    """Row → how it is coloured.  Only rows that differ are in it."""
    marks: dict[int, str] = {}
    for run in rows.runs:
        if run.kind is not None:
            marks.update(dict.fromkeys(range(run.row, run.row + run.count), MARKS[run.kind.value]))
    return marks


def first_rows(diff: Diff) -> list[int]:
    """The first row of every difference, in the order of the differences."""
    return diff.rows.first_rows(len(diff.differences))
