"""The history panel: everything that can be done with a row."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.history.factory import exchange, request
from tests.ui.history.rows import numbers
from tests.ui.support import CTRL, choose, click, entries, only, popup, press, shown, spoken, type_keys
from workbench.domain import Email
from workbench.history import Facets, History, Row
from workbench.ui.history import HistoryView
from workbench.ui.history.model import PAGE
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme


def wait_for(qtbot: QtBot, view: HistoryView, wanted: list[int]) -> None:
    qtbot.waitUntil(lambda: numbers(view) == wanted)


def row_of(view: HistoryView, number: int) -> Row:
    found = view.model.row_at(numbers(view).index(number))
    assert found is not None
    return found


def choose_row(view: HistoryView, *wanted: int) -> None:
    """Click the first, Ctrl+click the others."""
    for place, number in enumerate(wanted):
        where = view.list.visualRect(view.model.index(numbers(view).index(number))).center()
        click(view.list.viewport(), where, CTRL if place else Qt.KeyboardModifier.NoModifier)


def test_pinned_rows_come_first_and_the_selection_stays_with_its_exchange(qtbot: QtBot, view: HistoryView, filled: History) -> None:
    choose_row(view, 2)
    view.handlers()["history.pin"]()
    qtbot.waitUntil(lambda: numbers(view) == [2, 6, 5, 4, 3, 1])
    assert view.selected() == [2]
    assert filled.get(2).pinned
    view.toggle_pin()
    qtbot.waitUntil(lambda: numbers(view) == [6, 5, 4, 3, 2, 1])
    assert not filled.get(2).pinned


def test_several_rows_are_pinned_together_unless_all_are(qtbot: QtBot, view: HistoryView, filled: History) -> None:
    filled.pin([3], True)
    view.refresh()
    qtbot.waitUntil(lambda: numbers(view)[0] == 3)
    choose_row(view, 3, 1)
    view.toggle_pin()
    qtbot.waitUntil(lambda: numbers(view)[:2] == [3, 1])
    assert filled.get(1).pinned
    view.toggle_pin()
    qtbot.waitUntil(lambda: numbers(view) == [6, 5, 4, 3, 2, 1])


def test_a_label_is_asked_for_kept_and_found(qtbot: QtBot, view: HistoryView, filled: History) -> None:
    choose_row(view, 2)
    view.handlers()["history.label"]()
    edit = only(only(view, QInputDialog), QLineEdit)
    type_keys(edit, " before launch ")
    press(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row_of(view, 2).label == "before launch")
    assert filled.get(2).label == "before launch"
    type_keys(view.search, "launch")
    qtbot.waitUntil(lambda: numbers(view) == [2])


def test_a_note_of_several_lines_is_kept_and_cancel_keeps_the_old_one(qtbot: QtBot, view: HistoryView, filled: History) -> None:
    choose_row(view, 1)
    view.handlers()["history.note"]()
    dialog = only(view, QInputDialog)
    only(dialog, QPlainTextEdit).setPlainText("one\ntwo")
    dialog.accept()
    qtbot.waitUntil(lambda: row_of(view, 1).note == "one\ntwo")
    qtbot.waitUntil(lambda: not view.findChildren(QInputDialog))
    view.handlers()["history.note"]()
    dialog = only(view, QInputDialog)
    only(dialog, QPlainTextEdit).setPlainText("gone")
    dialog.reject()
    qtbot.waitUntil(lambda: not view.findChildren(QInputDialog))
    assert filled.get(1).note == "one\ntwo"


def test_delete_and_undo(qtbot: QtBot, view: HistoryView) -> None:
    choose_row(view, 5, 2)
    press(view.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: numbers(view) == [6, 4, 3, 1])
    assert view.undo.isVisible()
    assert view.undo.accessibleName().startswith("2 ")
    click(view.undo.button)
    qtbot.waitUntil(lambda: numbers(view) == [6, 5, 4, 3, 2, 1])
    assert not view.undo.isVisible()


def test_undo_takes_back_the_last_deletion(qtbot: QtBot, view: HistoryView) -> None:
    for number, left in ((6, [5, 4, 3, 2, 1]), (1, [5, 4, 3, 2])):
        choose_row(view, number)
        view.handlers()["history.delete"]()
        wait_for(qtbot, view, left)
    click(view.undo.button)
    qtbot.waitUntil(lambda: numbers(view) == [5, 4, 3, 2, 1])


def test_a_click_opens_one_and_extending_the_selection_opens_nothing(qtbot: QtBot, view: HistoryView) -> None:
    opened: list[int] = []
    view.open_requested.connect(opened.append)
    choose_row(view, 4, 3)
    assert opened == [4]
    assert view.selected() == [4, 3]
    choose_row(view, 6)
    view.list.setFocus()
    press(view.list, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert opened == [4, 6, 5]


@pytest.mark.parametrize(
    ("entry", "signal", "args"),
    [
        ("Open", "open_requested", [4]),
        ("Reopen in the form", "reopen_requested", [4]),
        ("Send again", "send_again_requested", [4]),
        ("Compare with the response", "compare_requested", [4]),
        ("Export as JSON…", "export_requested", [[4, 2], "json"]),
        ("Export as HAR…", "export_requested", [[4, 2], "har"]),
    ],
)
def test_the_context_menu_asks_for_what_it_says(qtbot: QtBot, view: HistoryView, entry: str, signal: str, args: list[object]) -> None:
    choose_row(view, 4, 2)
    view.list.customContextMenuRequested.emit(view.list.rect().center())
    with qtbot.waitSignal(getattr(view, signal)) as told:
        choose(entry)
    assert told.args == args


def test_the_context_menu_changes_rows(qtbot: QtBot, view: HistoryView, filled: History) -> None:
    choose_row(view, 1)
    view.list.customContextMenuRequested.emit(view.list.rect().center())
    assert len(entries(popup())) == 10
    choose("Pin or unpin")
    qtbot.waitUntil(lambda: numbers(view)[0] == 1)
    view.list.customContextMenuRequested.emit(view.list.rect().center())
    choose("Delete")
    qtbot.waitUntil(lambda: numbers(view) == [6, 5, 4, 3, 2])


def test_without_a_selection_nothing_is_asked_for(qtbot: QtBot, view: HistoryView) -> None:
    view.list.clearSelection()
    asked: list[object] = []
    for signal in (view.open_requested, view.reopen_requested, view.send_again_requested, view.compare_requested):
        signal.connect(asked.append)
    view.export_requested.connect(lambda *args: asked.append(args))
    for action_id, do in view.handlers().items():
        if action_id != "history.search":
            do()
    assert asked == []
    assert not view.findChildren(QInputDialog)
    assert not view.undo.isVisible()
    view.handlers()["history.search"]()
    assert view.search.hasFocus()


def test_a_list_longer_than_a_page_is_scrolled_to_its_end(qtbot: QtBot, theme: Theme, jobs: Jobs, history: History) -> None:
    count = PAGE + 30
    for n in range(count):
        history.record(exchange(n, body=b"{}", flow=request(identity=Email(f"guest{n}@example.com"), params={})))
    view = HistoryView(theme, jobs, history)
    view.resize(320, 640)
    shown(qtbot, view)
    view.refresh()
    qtbot.waitUntil(lambda: view.model.rowCount() == count)
    last = view.model.index(count - 1)
    view.list.scrollTo(last)
    qtbot.waitUntil(lambda: last.data() is not None)
    view.list.selectionModel().select(last, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert view.selected() == [1]
    assert f"{count}" in spoken(view)


def test_notices_of_the_file_are_shown(view: HistoryView) -> None:
    view.show_notices(())
    assert not view.notice.isVisible()
    view.show_notices(("The old file was damaged.", "It was set aside."))
    assert "It was set aside." in view.notice.accessibleName()
    assert view.notice.isVisible()


def test_the_store_is_never_asked_in_the_gui_thread(qtbot: QtBot, theme: Theme, jobs: Jobs, filled: History) -> None:
    threads: set[threading.Thread] = set()

    class Watched:
        def __getattr__(self, name: str) -> object:
            threads.add(threading.current_thread()) if name in vars(History) else None
            return getattr(filled, name)

        def facets(self) -> Facets:
            threads.add(threading.current_thread())
            return filled.facets()

    view = HistoryView(theme, jobs, Watched())  # type: ignore[arg-type]
    shown(qtbot, view)
    view.refresh()
    qtbot.waitUntil(lambda: view.model.rowCount() == 6)
    assert threads
    assert threading.main_thread() not in threads
