"""What the tests of the panel look at."""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.ui.history import HistoryView

NOW = datetime.now(UTC)


def numbers(view: HistoryView) -> list[int]:
    rows = [view.model.row_at(place) for place in range(view.model.rowCount())]
    return [row.number for row in rows if row is not None]
