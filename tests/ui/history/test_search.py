"""The history panel: search as you type, filters, and the last words winning."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.history.factory import exchange
from tests.ui.history.rows import NOW, numbers
from tests.ui.support import button, click, only, shown, type_keys
from workbench.history import History, Query
from workbench.ui.history import HistoryView
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme


def set_filter(combo: QComboBox, value: str) -> None:
    place = combo.findData(value)
    assert place >= 0
    combo.setCurrentIndex(place)


@pytest.mark.parametrize(("words", "found"), [("gold", [6, 1]), ("SILV", [2]), ("anna gold", [6, 1]), ("#4", [4]), ("gold silver", [])])
def test_search_as_you_type(qtbot: QtBot, view: HistoryView, words: str, found: list[int]) -> None:
    type_keys(view.search, words)
    qtbot.waitUntil(lambda: numbers(view) == found)


def test_the_last_words_win_whatever_order_the_answers_come_in(
    qtbot: QtBot, theme: Theme, jobs: Jobs, filled: History, gate: threading.Event
) -> None:
    waiting = threading.Event()

    class Slow:
        """The first word's answer waits until the last word's is there."""

        def __getattr__(self, name: str) -> object:
            return getattr(filled, name)

        def count(self, query: Query) -> int:
            if query.text == "gold":
                waiting.set()
                gate.wait(10)
            return filled.count(query)

    view = HistoryView(theme, jobs, Slow())  # type: ignore[arg-type]
    shown(qtbot, view)
    view.refresh()
    qtbot.waitUntil(lambda: view.model.rowCount() == 6)
    resets: list[int] = []
    view.model.modelReset.connect(lambda: resets.append(view.model.rowCount()))
    view.search.setText("gold")
    qtbot.waitUntil(waiting.is_set)
    view.search.setText("silver")
    qtbot.waitUntil(lambda: numbers(view) == [2])
    gate.set()
    view.search.setText("silver anna")
    qtbot.waitUntil(lambda: numbers(view) == [] and len(resets) == 2)
    assert resets == [1, 0], "the first answer was never shown"


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("Tenant filter", "t-2", [5]),
        ("Friendly ID filter", "banner", [3]),
        ("Outcome filter", "2xx", [6, 3, 2, 1]),
        ("Outcome filter", "nothing", [3]),
        ("Outcome filter", "4xx", [4]),
        ("Outcome filter", "failed", [5]),
        ("Identity filter", "identifiers", [2]),
        ("Identity filter", "browserId", [4]),
        ("Time filter", "7", [5, 4, 3, 2, 1]),
    ],
)
def test_filters(qtbot: QtBot, view: HistoryView, name: str, value: str, found: list[int]) -> None:
    click(view.filter_button)
    combo = only(view, QComboBox, lambda c: c.accessibleName() == name)
    assert combo.isVisible()
    set_filter(combo, value)
    qtbot.waitUntil(lambda: numbers(view) == found)


def test_filters_and_words_hold_together_and_are_cleared_together(qtbot: QtBot, view: HistoryView, filled: History) -> None:
    click(view.filter_button)
    type_keys(view.search, "gold")
    set_filter(view.time, "1")
    qtbot.waitUntil(lambda: numbers(view) == [1])
    click(button(view, "Pinned only"))
    qtbot.waitUntil(lambda: numbers(view) == [])
    click(only(view, QPushButton, lambda b: b.text().startswith("Clear")))
    qtbot.waitUntil(lambda: numbers(view) == [6, 5, 4, 3, 2, 1])
    assert (view.search.text(), view.time.currentIndex(), view.pinned_only.isChecked()) == ("", 0, False)


def test_an_empty_history_and_an_empty_search_say_different_things(qtbot: QtBot, theme: Theme, jobs: Jobs, history: History) -> None:
    view = HistoryView(theme, jobs, history)
    shown(qtbot, view)
    view.refresh()
    qtbot.waitUntil(lambda: "Nothing sent yet" in visible(view))
    history.record(exchange(1))
    view.refresh()
    qtbot.waitUntil(lambda: view.list.isVisible())
    type_keys(view.search, "zzz")
    qtbot.waitUntil(lambda: not view.list.isVisible())
    assert "Nothing sent yet" not in visible(view)


def visible(view: HistoryView) -> str:
    return "\n".join(part.text() for part in view.findChildren(QLabel) if part.isVisible())


def test_filters_offer_what_there_is_and_keep_the_choice(qtbot: QtBot, view: HistoryView, filled: History) -> None:
    assert {view.tenant.itemData(n) for n in range(view.tenant.count())} == {"", "t-1", "t-2"}
    set_filter(view.tenant, "t-1")
    qtbot.waitUntil(lambda: numbers(view) == [6, 4, 3, 2, 1])
    filled.record(exchange(7, tenant_id="t-3", tenant_name="Third", started_at=NOW))
    view.refresh()
    qtbot.waitUntil(lambda: view.tenant.findData("t-3") > 0)
    assert view.tenant.currentData() == "t-1"
    assert numbers(view) == [6, 4, 3, 2, 1]


def test_another_windows_exchanges_appear_by_themselves(
    qtbot: QtBot, theme: Theme, jobs: Jobs, filled: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.ui.history.view.LOOK_EVERY_MS", 20)
    view = HistoryView(theme, jobs, filled)
    shown(qtbot, view)
    view.refresh()
    qtbot.waitUntil(lambda: view.model.rowCount() == 6)
    filled.record(exchange(7, started_at=NOW))
    qtbot.waitUntil(lambda: numbers(view)[:1] == [7])
