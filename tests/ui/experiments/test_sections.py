"""Tables of a report on the screen."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from workbench.experiments.reports import Table
from workbench.ui.experiments.sections import ReportTable
from workbench.ui.theme import Theme


@pytest.mark.parametrize("width", [200, 2_000], ids=["scrolls sideways", "wide enough"])
def test_every_row_of_a_short_table_is_seen_whole(qtbot: QtBot, theme: Theme, width: int) -> None:
    table = Table(("Call", "What did not hold", "Exchange"), (("With", "the body equals the approved baseline", "#1"),) * 3, frozenset({2}))
    view = ReportTable(table, theme, "What did not hold")
    qtbot.addWidget(view)
    view.resize(width, view.height())
    view.show()
    bar = view.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.isVisible() is (width == 200))
    last = view.visualRect(view.model().index(2, 0))
    qtbot.waitUntil(lambda: last.bottom() < view.viewport().height())
    assert not view.verticalScrollBar().isVisible()
