"""Finding in a response: counted, stepped through, and always in the document that is on screen."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.support import SHIFT, click, only, press, recorded, type_keys
from workbench.inspect import Document, Hits, read
from workbench.ui.jobs import Jobs
from workbench.ui.response import ResponseView

BODY = json.dumps({"hero": {"title": "Gold", "tags": ["a1", "A1"]}, "items": [{"sku": "A1"}, {"sku": "B2"}]}).encode()
LINES = read(BODY).text().split("\n")
PRETTY, HEADERS = 0, 3


def line_with(text: str) -> int:
    return next(n for n, line in enumerate(LINES) if text in line)


def find(qtbot: QtBot, view: ResponseView, text: str, count: str) -> None:
    view.open_find()
    view.find_bar.text.clear()
    type_keys(view.find_bar.text, text)
    qtbot.waitUntil(lambda: view.find_bar.count.text() == count)


def test_hits_are_counted_and_stepped_through_round_and_round(qtbot: QtBot, view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    find(qtbot, view, "a1", "1 of 3")
    assert view.current_path() == "$['hero']['tags'][0]"
    press(view.find_bar.text, Qt.Key.Key_Return)
    assert (view.find_bar.count.text(), view.current_path()) == ("2 of 3", "$['hero']['tags'][1]")
    view.handlers()["response.next_hit"]()
    view.handlers()["response.next_hit"]()
    assert view.find_bar.count.text() == "1 of 3"
    press(view.find_bar.text, Qt.Key.Key_Return, modifiers=SHIFT)
    assert (view.find_bar.count.text(), view.current_path()) == ("3 of 3", "$['items'][0]['sku']")


def test_options_narrow_what_is_found(qtbot: QtBot, view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    find(qtbot, view, "A", "1 of 4")
    click(only(view, QToolButton, lambda b: b.accessibleName() == "Match case"))
    qtbot.waitUntil(lambda: view.find_bar.count.text() == "1 of 2")
    click(only(view, QToolButton, lambda b: b.accessibleName() == "Whole word"))
    qtbot.waitUntil(lambda: view.find_bar.count.text() not in ("1 of 2", ""))
    assert " of " not in view.find_bar.count.text()


def test_a_regular_expression_is_found_and_a_wrong_one_is_said_to_be_none(qtbot: QtBot, view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    click(only(view.find_bar, QToolButton, lambda b: b.accessibleName() == "Regular expression"))
    find(qtbot, view, "[AB][12]", "1 of 4")
    type_keys(view.find_bar.text, "(")
    qtbot.waitUntil(lambda: view.find_bar.count.property("tone") == "bad")
    assert view.find_bar.count.toolTip()
    press(view.find_bar.text, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: view.find_bar.count.text() == "1 of 4")


def test_the_last_text_searched_for_wins(
    qtbot: QtBot, view: ResponseView, jobs: Jobs, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_now = Document.find
    waiting, ended = threading.Event(), threading.Event()

    def find_slowly(self: Document, text: str, **options: Any) -> Hits:
        found = find_now(self, text, **options)
        if text == "a1":
            waiting.set()
            gate.wait(10)
            ended.set()
        return found

    monkeypatch.setattr(Document, "find", find_slowly)
    view.show_exchange(recorded(BODY))
    view.open_find()
    view.find_bar.text.setText("a1")
    qtbot.waitUntil(waiting.is_set)
    view.find_bar.text.setText("sku")
    qtbot.waitUntil(lambda: view.find_bar.count.text() == "1 of 2")
    gate.set()
    qtbot.waitUntil(ended.is_set)
    for _ in range(3):
        delivered: list[bool] = []
        jobs.call(lambda: None, owner=view, done=lambda _, delivered=delivered: delivered.append(True))  # type: ignore[misc]
        qtbot.waitUntil(lambda delivered=delivered: bool(delivered))  # type: ignore[misc]
    assert view.find_bar.count.text() == "1 of 2"
    assert view.pretty.current_line() == line_with("sku")


def test_an_open_search_is_made_anew_in_the_next_response(qtbot: QtBot, view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    find(qtbot, view, "a1", "1 of 3")
    view.show_exchange(recorded(b'{"only":"A1"}', 2))
    qtbot.waitUntil(lambda: view.find_bar.count.text() == "1 of 1")


def test_escape_closes_the_bar_and_gives_the_keyboard_to_the_lines(qtbot: QtBot, view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    find(qtbot, view, "gold", "1 of 1")
    press(view.find_bar.text, Qt.Key.Key_Escape)
    assert not view.find_bar.isVisible()
    assert view.pretty.hasFocus()


def test_finding_goes_to_pretty_from_any_tab(view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    view.tabs.setCurrentIndex(HEADERS)
    view.handlers()["response.find"]()
    assert view.tabs.currentIndex() == PRETTY
    assert view.find_bar.text.hasFocus()
