"""A store that refuses says so in the panel; a refresh takes nobody's place away."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.history.factory import exchange
from tests.ui.history.rows import numbers
from tests.ui.history.test_view import choose_row
from tests.ui.support import press
from workbench.history import History
from workbench.ui.history import HistoryView


def test_a_row_another_window_deleted_is_a_sentence_and_no_crash(qtbot: QtBot, view: HistoryView, filled: History) -> None:
    choose_row(view, 3)
    deletion = filled.delete([3])
    filled.purge_deleted(timedelta(0))
    view._change(lambda: filled.set_label(deletion.numbers[0], "late"))
    qtbot.waitUntil(view.notice.isVisible)
    assert "3" in view.notice.accessibleName()
    qtbot.waitUntil(lambda: 3 not in numbers(view))  # it looks again by itself


def test_the_keyboards_place_survives_a_refresh(qtbot: QtBot, view: HistoryView, filled: History) -> None:
    choose_row(view, 3)
    filled.record(exchange(7))
    view.refresh()
    qtbot.waitUntil(lambda: 7 in numbers(view))
    at = numbers(view).index(3)
    assert view.list.currentIndex().row() == at
    press(view.list, Qt.Key.Key_Down)
    assert view.selected() == [numbers(view)[at + 1]]
