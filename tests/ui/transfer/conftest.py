"""The import dialog with a source that keeps what it is asked."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.support import shown
from tests.ui.transfer.plans import Source
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.transfer import ImportDialog


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme, jobs: Jobs, source: Source) -> ImportDialog:
    made = ImportDialog(None, theme, jobs, source)
    shown(qtbot, made)
    return made
