"""Rooms working together: saving, keeping, comparing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.shell.conftest import Opened
from tests.ui.support import click, named, only, press, retype
from workbench.collections import Node, NodeKind, SavedRequest
from workbench.domain import Email, FlowRequest
from workbench.history import Query
from workbench.ui.collections.save_dialog import SaveDialog
from workbench.ui.composer import Draft
from workbench.ui.shell.window import MainWindow


def send(qtbot: QtBot, window: MainWindow) -> int:
    with qtbot.waitSignal(window.sending.recorded) as told:
        click(window.composer.send)
    qtbot.waitUntil(lambda: not window.sending.running)
    assert told.args is not None
    return int(told.args[0].number)


def save_as(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.commands.run("request.save_as")
    dialog = only(window, SaveDialog)
    edit = named(dialog, "Name")
    retype(edit, name)
    press(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: name in saved_names(window))
    qtbot.waitUntil(lambda: title(window, name) and not window.findChildren(SaveDialog))
    window.activateWindow()  # what a window manager does when a dialog closes
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)


def saved_names(window: MainWindow) -> list[str]:
    return [node.name for node in saved_nodes(window)]


def saved_nodes(window: MainWindow) -> list[Node]:
    roots = window.collections.roots()
    return [node for root in roots for node in root.walk() if node.kind is NodeKind.REQUEST]


def load(window: MainWindow, name: str) -> SavedRequest:
    """What the file of that name says now."""
    path = next(node.path for root in window.workbench.collections().trees() for node in root.walk() if node.name == name)
    return window.workbench.collections().load(path)[0]


def title(window: MainWindow, name: str) -> bool:
    return any(part.accessibleName() == name for part in window.composer.findChildren(QLabel))


def edited(window: MainWindow) -> bool:
    return any(part.text() == "edited" and part.isVisible() for part in window.composer.findChildren(QLabel))


def open_saved(window: MainWindow, name: str) -> None:
    tree = window.collections.tree
    path = next(node.path for node in saved_nodes(window) if node.name == name)
    tree.setCurrentIndex(tree.shown_model.find(path))
    tree.setFocus()
    press(tree, Qt.Key.Key_Return)


def tabs(window: MainWindow) -> list[str]:
    bar = window.composer.tabs.bar
    return [bar.tabText(place) for place in range(bar.count())]


def answer(qtbot: QtBot, window: MainWindow, name: str) -> None:
    box = only(window, QMessageBox)
    click({b.text(): b for b in box.findChildren(QPushButton)}[name])
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))


def two_saved(qtbot: QtBot, window: MainWindow) -> None:
    """“Banner” and then “Hero”, which the form shows."""
    window.composer.show_draft(Draft(friendly_id="banner", identity_type="email", email="kim@example.com"))
    save_as(qtbot, window, "Banner")
    window.commands.run("request.new")
    window.composer.show_draft(Draft(friendly_id="home_hero", identity_type="email", email="kim@example.com"))
    save_as(qtbot, window, "Hero")


# -- saving -----------------------------------------------------------------------------------------


def test_a_request_is_saved_under_a_name_without_the_tenants_defaults(qtbot: QtBot, window: MainWindow) -> None:
    window.composer.show_draft(Draft(friendly_id="home_hero", identity_type="email", email="kim@example.com", params='{"a": 1}'))
    save_as(qtbot, window, "Hero for Kim")
    assert load(window, "Hero for Kim").request == FlowRequest("home_hero", identity=Email("kim@example.com"), params={"a": 1})
    assert not edited(window)


def test_an_edit_is_marked_and_saved_over_without_asking(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    retype(window.composer.email, "ada@example.com")
    qtbot.waitUntil(lambda: edited(window))
    window.commands.run("request.save")
    qtbot.waitUntil(lambda: not edited(window))
    assert load(window, "Hero").request.identity == Email("ada@example.com")


def test_a_saved_request_opens_in_the_form(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    open_saved(window, "Banner")
    qtbot.waitUntil(lambda: window.composer.friendly_id.text() == "banner")
    assert title(window, "Banner")
    assert not window.findChildren(QMessageBox)


def test_another_request_opens_beside_one_with_edits(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    retype(window.composer.email, "ada@example.com")
    qtbot.waitUntil(lambda: edited(window))
    open_saved(window, "Banner")
    qtbot.waitUntil(lambda: window.composer.friendly_id.text() == "banner")
    assert tabs(window) == ["Banner", "Hero •"]
    open_saved(window, "Hero")
    qtbot.waitUntil(lambda: window.composer.email.text() == "ada@example.com")
    assert load(window, "Hero").request.identity == Email("kim@example.com")


@pytest.mark.parametrize(("said", "left", "kept"), [("Cancel", 2, "kim"), ("Discard", 1, "kim"), ("Save", 1, "ada")])
def test_unsaved_edits_are_asked_about_before_a_tab_closes(qtbot: QtBot, window: MainWindow, said: str, left: int, kept: str) -> None:
    two_saved(qtbot, window)
    retype(window.composer.email, "ada@example.com")
    qtbot.waitUntil(lambda: edited(window))
    window.commands.run("request.close_tab")
    answer(qtbot, window, said)
    qtbot.waitUntil(lambda: len(tabs(window)) == left)
    assert load(window, "Hero").request.identity == Email(f"{kept}@example.com")
    if left == 1:
        window.commands.run("request.reopen_tab")
        qtbot.waitUntil(lambda: window.composer.email.text() == "ada@example.com")


def test_a_taken_name_is_refused(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    window.saving.save_named("banner")
    qtbot.waitUntil(lambda: "banner" in window.composer.notice.accessibleName())
    assert sorted(saved_names(window)) == ["Banner", "Hero"]


def test_what_is_not_json_is_not_saved(qtbot: QtBot, window: MainWindow) -> None:
    window.composer.show_draft(Draft(friendly_id="home_hero", params="{"))
    window.saving.save_named("Broken")
    assert "Parameters" in window.composer.notice.accessibleName()
    assert saved_names(window) == []


def test_the_next_start_still_knows_which_request_the_form_shows(qtbot: QtBot, opened: Opened) -> None:
    with opened() as window:
        two_saved(qtbot, window)
    with opened() as window:
        qtbot.waitUntil(lambda: title(window, "Hero"))
        assert not edited(window)
        retype(window.composer.email, "ada@example.com")
        qtbot.waitUntil(lambda: edited(window))


def test_a_new_request_is_an_empty_form_in_a_tab_of_its_own(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    window.commands.run("request.new")
    assert window.composer.draft() == Draft()
    assert not title(window, "Hero")
    assert tabs(window) == ["Banner", "Hero", "Unsaved request"]
    assert window.composer.friendly_id.hasFocus()


# -- keeping ----------------------------------------------------------------------------------------


def test_a_row_of_history_opens_reopens_and_is_sent_again(qtbot: QtBot, window: MainWindow) -> None:
    first = send(qtbot, window)
    window.composer.show_draft(Draft(friendly_id="offer_of_the_day", identity_type="email", email="kim@example.com"))
    send(qtbot, window)
    window.history.open_requested.emit(first)
    qtbot.waitUntil(lambda: shown_number(window) == first)
    assert window.composer.friendly_id.text() == "offer_of_the_day"
    window.history.reopen_requested.emit(first)
    qtbot.waitUntil(lambda: window.composer.friendly_id.text() == "home_hero")
    assert window.composer.email.text() == "kim@example.com", "inputs of the other identity types stay"
    with qtbot.waitSignal(window.sending.recorded):
        window.history.send_again_requested.emit(first)
    qtbot.waitUntil(lambda: window.history.model.rowCount() == 3)
    one, again = (window.workbench.history().get(n).exchange for n in (first, first + 2))
    assert one.request == again.request


def shown_number(window: MainWindow) -> int:
    recorded = window.response.exchange()
    return recorded.number if recorded is not None else 0


def test_an_exchange_that_is_gone_is_explained(qtbot: QtBot, window: MainWindow) -> None:
    window.history.open_requested.emit(77)
    qtbot.waitUntil(lambda: "77" in window.composer.notice.accessibleName())


@pytest.mark.parametrize("form", ["json", "har"])
def test_exchanges_are_exported_where_the_user_says(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    target = tmp_path / f"out.{form}"
    asked: list[str] = []

    def answer_with(parent: object, title: str, suggested: str, kinds: str = "") -> tuple[str, str]:
        asked.append(suggested)
        return str(target), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer_with)
    number = send(qtbot, window)
    window.history.export_requested.emit([number], form)
    qtbot.waitUntil(target.exists)
    assert asked[0].endswith(f"exchanges-{number}.{form}")
    whole = json.loads(target.read_text())
    assert "home_hero" in json.dumps(whole)
    assert ("log" in whole) == (form == "har")
    qtbot.waitUntil(lambda: str(target) in window.composer.notice.accessibleName())


def test_the_body_is_saved_byte_for_byte(qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "body.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    send(qtbot, window)
    window.commands.run("response.save_body")
    qtbot.waitUntil(target.exists)
    recorded = window.response.exchange()
    assert recorded is not None
    assert recorded.exchange.response is not None
    qtbot.waitUntil(lambda: target.read_bytes() == recorded.exchange.response.body)  # type: ignore[union-attr]


def test_a_file_that_cannot_be_written_is_explained(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/proc/no/such/place.json", ""))
    send(qtbot, window)
    window.commands.run("response.save_body")
    qtbot.waitUntil(lambda: window.composer.notice.isVisible() and "/proc/no" in window.composer.notice.accessibleName())


# -- comparing --------------------------------------------------------------------------------------


def test_a_response_is_compared_with_the_one_before_and_follows_the_next(qtbot: QtBot, window: MainWindow) -> None:
    send(qtbot, window)
    send(qtbot, window)
    click(window.response.compare_button)
    qtbot.waitUntil(lambda: window.compare.isVisible() and window.compare.left.row_count() > 0)
    qtbot.waitUntil(lambda: sides(window) == ("#1", "#2"))
    with qtbot.waitSignal(window.sending.recorded):
        window.commands.run("request.send")
    qtbot.waitUntil(lambda: sides(window) == ("#1", "#3"))
    window.commands.run("compare.swap")
    qtbot.waitUntil(lambda: sides(window) == ("#3", "#1"))
    window.commands.run("compare.close")
    assert window.response.isVisible()


def sides(window: MainWindow) -> tuple[str, ...]:
    """The numbers above the two columns, from left to right."""
    titles = [part for part in window.compare.findChildren(QLabel) if part.accessibleName().startswith("#")]
    titles.sort(key=lambda part: part.mapToGlobal(QPoint()).x())
    return tuple(part.accessibleName().partition(" ")[0] for part in titles)


def test_any_row_of_history_can_stand_at_the_left(qtbot: QtBot, window: MainWindow) -> None:
    numbers = [send(qtbot, window) for _ in range(3)]
    window.history.compare_requested.emit(numbers[1])
    qtbot.waitUntil(lambda: sides(window) == (f"#{numbers[1]}", f"#{numbers[2]}"))
    window.history.open_requested.emit(numbers[0])
    qtbot.waitUntil(lambda: sides(window) == (f"#{numbers[0]}", f"#{numbers[2]}"))


def test_with_nothing_to_compare_it_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.run("compare.start")
    assert window.compare.isVisible()
    assert "Send a request" in " ".join(part.text() for part in window.compare.findChildren(QLabel) if part.isVisible())
    window.commands.run("compare.close")
    send(qtbot, window)
    window.commands.run("compare.start")
    qtbot.waitUntil(
        lambda: "no earlier" in " ".join(part.text() for part in window.compare.findChildren(QLabel) if part.isVisible()).lower()
    )
    assert window.workbench.history().count(Query()) == 1
