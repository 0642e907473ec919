"""The filter line: matches live with their paths, suggestions, mistakes in words, places to go to."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.support import check_model, click, named, press, recorded
from workbench.ui.response import ResponseView
from workbench.ui.response.filter import FilterBar, MatchModel

BODY = json.dumps({"offer": {"name": "Gold"}, "items": [{"sku": "A1", "price": 5}, {"sku": "B2", "price": 50}, {"sku": "C3"}]}).encode()


@pytest.fixture
def bar(view: ResponseView) -> FilterBar:
    view.show_exchange(recorded(BODY))
    view.handlers()["response.filter"]()
    return view.page.filter_bar


def rows(bar: FilterBar) -> list[str]:
    return [str(bar.model.data(bar.model.index(row))) for row in range(bar.model.rowCount())]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("$.items[*].sku", ['items[0].sku   "A1"', 'items[1].sku   "B2"', 'items[2].sku   "C3"']),
        ("items[1].price", ["items[1].price   50"]),
        ("$.items[?@.price > 10].sku", ['items[1].sku   "B2"']),
        ("$.offer", ["offer   {1}"]),
        ("$.items", ["items   [3]"]),
    ],
)
def test_every_match_is_listed_with_its_path(qtbot: QtBot, bar: FilterBar, text: str, wanted: list[str]) -> None:
    bar.text.setText(text)
    qtbot.waitUntil(lambda: rows(bar) == wanted)
    assert bar.count.text() == ("1 match" if len(wanted) == 1 else f"{len(wanted)} matches")


def test_a_match_is_a_way_to_its_line(qtbot: QtBot, view: ResponseView, bar: FilterBar) -> None:
    bar.text.setText("$.items[*].sku")
    qtbot.waitUntil(lambda: bar.model.rowCount() == 3)
    press(bar.text, Qt.Key.Key_Return)
    assert view.current_path() == "$['items'][0]['sku']"
    press(bar.list, Qt.Key.Key_Down)
    assert view.current_path() == "$['items'][1]['sku']"
    click(named(bar, "Copy all matches"))
    assert QGuiApplication.clipboard().text() == "A1\nB2\nC3"
    QGuiApplication.clipboard().clear()


def test_a_mistake_is_said_and_nothing_found_too(qtbot: QtBot, bar: FilterBar) -> None:
    bar.text.setText("$.items[")
    qtbot.waitUntil(lambda: bar.count.text() == "Not a path")
    assert bar.count.toolTip()
    assert bar.model.rowCount() == 0
    bar.text.setText("$.nobody")
    qtbot.waitUntil(lambda: bar.count.text() == "No match")
    bar.text.setText("")
    qtbot.waitUntil(lambda: bar.count.text() == "")


def test_the_next_response_is_filtered_by_the_same_path(qtbot: QtBot, view: ResponseView, bar: FilterBar) -> None:
    bar.text.setText("$.items[*].sku")
    qtbot.waitUntil(lambda: bar.model.rowCount() == 3)
    view.show_exchange(recorded(b'{"items": [{"sku": "Z9"}]}', 2))
    qtbot.waitUntil(lambda: rows(bar) == ['items[0].sku   "Z9"'])
    view.show_exchange(recorded(b"plain text", 3, kind="text/plain"))
    qtbot.waitUntil(lambda: bar.count.text() == "")


def test_suggestions_come_from_the_data(qtbot: QtBot, bar: FilterBar) -> None:
    bar.text.setFocus()
    bar.text.setText("items[0].")
    qtbot.waitUntil(lambda: bar._completions.stringList() == ["items[0].sku", "items[0].price"])


def test_the_line_one_is_on_gives_the_path_of_its_kind(qtbot: QtBot, view: ResponseView, bar: FilterBar) -> None:
    view.page.close_filter()
    line = next(n for n in range(99) if view.document().key_of(n) == "sku")  # type: ignore[union-attr]
    view.page._filter_by(line)
    qtbot.waitUntil(lambda: bar.model.rowCount() == 3)
    press(bar.text, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_the_models_rows(qtbot: QtBot, qtmodeltester: object, view: ResponseView, bar: FilterBar) -> None:
    bar.text.setText("$..*")
    qtbot.waitUntil(lambda: bar.model.rowCount() > 5)
    assert isinstance(bar.model, MatchModel)
    check_model(qtmodeltester, bar.model)  # type: ignore[arg-type]
