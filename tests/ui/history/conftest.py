"""The history panel on a file with six exchanges."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.history.factory import exchange, failed, request
from tests.ui.history.rows import NOW, numbers
from tests.ui.support import shown
from workbench.domain import BrowserId, Identifiers
from workbench.history import History
from workbench.ui.history import HistoryView
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme


@pytest.fixture
def filled(history: History) -> History:
    """1 gold · 2 silver · 3 nothing decided · 4 refused · 5 failed, of another tenant · 6 gold, old."""
    history.record(exchange(1, body=b'{"offer":"gold"}', started_at=NOW))
    history.record(exchange(2, body=b'{"offer":"silver"}', started_at=NOW, flow=request(identity=Identifiers("CRM", "7"))))
    history.record(exchange(3, body=b"{}", started_at=NOW, flow=request(friendly_id="banner")))
    history.record(exchange(4, body=b'{"code":1}', status=404, started_at=NOW, flow=request(identity=BrowserId("b-1"))))
    history.record(failed(5, started_at=NOW, tenant_id="t-2", tenant_name="Other shop"))
    history.record(exchange(6, body=b'{"offer":"gold"}', started_at=NOW - timedelta(days=20)))
    return history


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, jobs: Jobs, filled: History) -> HistoryView:
    made = HistoryView(theme, jobs, filled)
    made.resize(320, 640)
    shown(qtbot, made)
    made.refresh()
    qtbot.waitUntil(lambda: numbers(made) == [6, 5, 4, 3, 2, 1])
    return made
