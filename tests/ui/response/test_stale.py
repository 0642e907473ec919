"""What belongs to the response before never shows in the one that is on screen."""

from __future__ import annotations

import json

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.support import recorded, type_keys
from workbench.ui.response import ResponseView
from workbench.ui.response.tree import TreeModel
from workbench.ui.response.view import AT_ONCE

FIRST = json.dumps({"a": "needle", "b": ["needle"]}).encode()
SECOND = json.dumps({"x": 1, "y": {"z": "needle"}}).encode()


def test_hits_of_the_response_before_are_forgotten(qtbot: QtBot, view: ResponseView) -> None:
    view.show_exchange(recorded(FIRST))
    view.open_find()
    type_keys(view.find_bar.text, "needle")
    qtbot.waitUntil(lambda: view.find_bar.count.text() == "1 of 2")
    view.page.close_find()
    view.show_exchange(recorded(SECOND, 2))
    place = view.pretty.current_row()
    view.handlers()["response.next_hit"]()
    assert view.pretty.current_row() == place
    view.open_find()
    qtbot.waitUntil(lambda: view.find_bar.count.text() == "1 of 1")
    assert view.current_path() == "$['y']['z']"


def test_the_tree_lets_go_of_the_document_before(qtbot: QtBot, view: ResponseView) -> None:
    view.tabs.setCurrentIndex(1)
    for number in range(1, 6):
        view.show_exchange(recorded(FIRST if number % 2 else SECOND, number))
    qtbot.waitUntil(lambda: len(view.findChildren(TreeModel)) == 1)


def test_while_a_large_body_is_read_nothing_of_the_one_before_can_be_copied(qtbot: QtBot, view: ResponseView) -> None:
    view.show_exchange(recorded(FIRST))
    QGuiApplication.clipboard().setText("mine")
    large = json.dumps(["x" * 50] * (AT_ONCE // 40)).encode()
    with qtbot.waitSignal(view.shown):
        view.show_exchange(recorded(large, 2))
        view.copy_body()
        view.copy_value()
        assert QGuiApplication.clipboard().text() == "mine"
    view.copy_body()
    assert QGuiApplication.clipboard().text() == large.decode()
    QGuiApplication.clipboard().clear()


def test_no_exchange_leaves_nothing_to_compare_or_copy(view: ResponseView) -> None:
    view.show_exchange(recorded(FIRST))
    view.show_exchange(None)
    assert view.document() is None
    assert not view.compare_button.isEnabled()


def test_what_was_folded_stays_folded_in_the_next_response_of_that_request(view: ResponseView) -> None:
    view.show_exchange(recorded(FIRST))
    rows = view.pretty.row_count()
    view.pretty.toggle_fold(2)
    assert view.pretty.row_count() == rows - 2
    view.show_exchange(recorded(FIRST, 2))
    assert view.pretty.row_count() == rows - 2
