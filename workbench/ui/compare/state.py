"""What the compare room shows, as texts.  Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.domain import Recorded

if TYPE_CHECKING:
    from workbench.inspect import Diff, Difference, Row

MARKS = {"added": "added", "removed": "removed", "changed": "changed", "type changed": "changed", "moved": "moved"}
"""Kind of a difference → how its rows are coloured.  By value: the differ is loaded when something is compared."""


def side_title(recorded: Recorded) -> str:
    """``#12 · home_hero · 24 Nov 13:05:02 · 200``."""
    exchange = recorded.exchange
    what = exchange.request.friendly_id if exchange.request is not None else exchange.operation.value
    came = str(exchange.response.status) if exchange.response is not None else "no response"
    when = exchange.started_at.astimezone().strftime("%d %b %H:%M:%S")
    return " · ".join(part for part in (f"#{recorded.number}", recorded.label, what, when, came) if part)


def counts_text(diff: Diff) -> str:
    """``3 changed · 1 added``."""
    return " · ".join(f"{count} {kind.value}" for kind, count in diff.counts.items())


def difference_text(difference: Difference) -> str:
    """One line of the list of differences."""
    path = str(difference.path)
    match difference.kind.value:
        case "added":
            return f"+ {path}: {difference.right}"
        case "removed":
            return f"− {path}: {difference.left}"
        case "moved":
            return f"↕ {path}"
        case _:
            return f"~ {path}: {difference.left} → {difference.right}"


def marks_of(rows: Sequence[Row]) -> dict[int, str]:
    """Row → how it is coloured."""
    return {place: MARKS[row.kind.value] for place, row in enumerate(rows) if row.kind is not None}


def first_rows(diff: Diff) -> list[int]:
    """The first row of every difference, in the order of the rows."""
    seen: dict[int, int] = {}
    for place, row in enumerate(diff.rows):
        if row.difference is not None:
            seen.setdefault(row.difference, place)
    return [seen.get(index, 0) for index in range(len(diff.differences))]
