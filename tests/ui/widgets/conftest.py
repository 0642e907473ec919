"""A view of lines on the screen, with the keyboard."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.support import shown
from workbench.ui.theme import Theme
from workbench.ui.widgets.lines import LinesView


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> LinesView:
    made = LinesView(theme, "Pretty")
    made.resize(500, 300)
    shown(qtbot, made)
    made.setFocus()
    return made
