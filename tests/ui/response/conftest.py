"""The response room, on the screen."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.support import shown
from workbench.ui.jobs import Jobs
from workbench.ui.response import ResponseView
from workbench.ui.theme import Theme


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, jobs: Jobs) -> ResponseView:
    made = ResponseView(theme, jobs)
    made.resize(640, 560)
    shown(qtbot, made)
    return made
