"""From a value in the response to the request's file, and back: real files, the real sandbox, the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.ui.shell.conftest import Opened
from tests.ui.shell.test_rooms import edited, load, save_as, send
from tests.ui.shell.test_tabs import path_of, said
from tests.ui.support import button, click, entries, popup, tone_of
from workbench.domain import StreamEvent
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import Decided, EqualsBaseline, NewBrowserId, StatusIs, Until, ValueFits, Wait, Within
from workbench.domain.selector import ByPath
from workbench.ui.composer.expect_dialogs import ValueDialog
from workbench.ui.shell.expecting import OF_ANOTHER, SAVE_FIRST
from workbench.ui.shell.window import MainWindow


@pytest.fixture
def sent(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The sample, saved as Hero and sent."""
    save_as(qtbot, window, "Hero")
    send(qtbot, window)
    qtbot.waitUntil(lambda: window.response.document() is not None)
    return window


def line_of(window: MainWindow, key: str) -> int:
    document = window.response.document()
    assert document is not None
    return next(n for n in range(document.line_count) if document.key_of(n) == key)


def expect(window: MainWindow, key: str, entry: str) -> None:
    window.response.pretty.context_requested.emit(line_of(window, key), QPoint(0, 0))
    menu = entries(popup())["Expect this"].menu()
    assert isinstance(menu, QMenu)
    entries(menu)[entry].trigger()
    if isinstance(opened := window.window().findChild(QMenu), QMenu):
        opened.close()


def badge(window: MainWindow) -> str:
    return window.response.checks.text() if window.response.checks.isVisible() else ""


def test_a_click_on_a_value_ends_in_the_file(qtbot: QtBot, sent: MainWindow) -> None:
    window = sent
    document = window.response.document()
    assert document is not None
    key = next(document.key_of(n) for n in range(document.line_count) if document.string_value(n))
    assert key is not None
    expect(window, key, "Equals this value")
    assert edited(window)
    qtbot.waitUntil(lambda: badge(window) == "1 of 1 holds")
    assert tone_of(window.response.checks) == "good"
    assert window.composer.expects.isVisible()
    window.commands.run("request.save")
    qtbot.waitUntil(lambda: bool(load(window, "Hero").expectations) and not edited(window))
    path = document.path(line_of(window, key)).short()
    wanted = ValueFits(Condition(path, Op.EQUALS, document.string_value(line_of(window, key))))
    assert load(window, "Hero").expectations == (wanted,)
    assert "[[expect]]" in path_of(window, "Hero").read_text()
    window.response.expecting.expect_requested.emit(wanted)
    assert "expected already" in window.response.message.accessibleName()


def test_contains_asks_for_the_text(qtbot: QtBot, sent: MainWindow) -> None:
    window = sent
    document = window.response.document()
    assert document is not None
    key = next(document.key_of(n) for n in range(document.line_count) if document.string_value(n))
    assert key is not None
    expect(window, key, "Contains…")
    opened = next(each for each in window.findChildren(ValueDialog) if each.isVisible())
    opened.value.setPlainText("nowhere in it")
    click(opened.ok)
    qtbot.waitUntil(lambda: badge(window) == "1 of 1 does not hold")
    assert tone_of(window.response.checks) == "bad"
    click(window.response.checks)
    assert window.response.checks.list.isVisible()


def test_every_send_is_judged_by_what_is_expected(qtbot: QtBot, sent: MainWindow) -> None:
    window = sent
    window.composer.expects.add(StatusIs((200,)))
    window.composer.expects.add(Within(60_000))
    window.composer.expects.add(StatusIs((404,)))
    qtbot.waitUntil(lambda: badge(window) == "1 of 3 does not hold")
    send(qtbot, window)
    qtbot.waitUntil(lambda: badge(window) == "1 of 3 does not hold")
    window.composer.expects.part.expectations.remove_requested.emit(2)
    qtbot.waitUntil(lambda: badge(window) == "2 of 2 hold")


def test_whatever_the_menu_adds_is_no_edit_any_more_once_it_is_saved(qtbot: QtBot, window: MainWindow) -> None:
    save_as(qtbot, window, "Hero")
    window.commands.run("view.composer")
    window.expecting._expect(ValueFits(Condition("$.a", Op.EQUALS, 1e3)))
    assert window.composer.isVisible(), "what is added is seen"
    part = window.composer.expects.part
    for action in part.expectations.menu.actions()[:4]:
        action.trigger()
    part.use_variant(ByPath("$.variantName"))
    odd: tuple[object, ...] = ({"a": None, "b": [1, {"c": True}]}, 'two\nlines \\ and "quotes"', 12.5, [], "\x07")
    for value in odd:
        part.add(ValueFits(Condition("$['it\\'s']", Op.EQUALS, value)))
    part._change(setup=(NewBrowserId(), StreamEvent("VIEW", page="home", fields={"ext": {"n": 1}})), wait=Wait(Until.VARIANT_CHANGES, 5.0))
    assert edited(window)
    window.commands.run("request.save")
    qtbot.waitUntil(lambda: not edited(window))
    assert len(load(window, "Hero").expectations) == 10


def test_a_baseline_that_is_approved_is_looked_at_at_once(qtbot: QtBot, sent: MainWindow) -> None:
    window = sent
    window.composer.expects.add(EqualsBaseline())
    qtbot.waitUntil(lambda: badge(window) == "1 of 1 does not hold")
    window.commands.run("compare.approve")
    qtbot.waitUntil(lambda: badge(window) == "1 of 1 holds")


def test_what_cannot_be_judged_says_so(qtbot: QtBot, sent: MainWindow) -> None:
    window = sent
    window.composer.expects.add(Decided())
    window.composer.expects.use_variant(ByPath("$.["))
    qtbot.waitUntil(lambda: badge(window) == "Expectations cannot be judged")
    assert tone_of(window.response.checks) == "warn"


def test_a_response_of_no_saved_request_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    send(qtbot, window)
    qtbot.waitUntil(lambda: window.response.document() is not None)
    document = window.response.document()
    assert window.response.expecting.why_not(document, 0) == SAVE_FIRST
    window.commands.run("response.expect")
    assert SAVE_FIRST in window.response.message.accessibleName()
    save_as(qtbot, window, "Hero")
    assert window.response.expecting.why_not(document, 0) == ""
    window.composer.friendly_id.setText("checkout_nudge")
    assert window.response.expecting.why_not(document, 0) == OF_ANOTHER


def test_the_variant_selector_is_taken_from_a_value(qtbot: QtBot, sent: MainWindow) -> None:
    window = sent
    window.response.pretty.go_to_line(1)
    window.commands.run("response.use_variant")
    document = window.response.document()
    assert document is not None
    qtbot.waitUntil(lambda: edited(window))
    window.commands.run("request.save")
    wanted = ByPath(document.path(1).short())
    qtbot.waitUntil(lambda: load(window, "Hero").variant == wanted)


def test_edits_of_expectations_come_back_after_a_restart(qtbot: QtBot, opened: Opened) -> None:
    with opened() as window:
        save_as(qtbot, window, "Hero")
        window.composer.expects.add(Decided())
        assert edited(window)
    with opened() as window:
        qtbot.waitUntil(lambda: window.saving.front.saved is not None)
        assert edited(window)
        assert window.composer.draft().expected == window.saving.front.draft.expected
        window.commands.run("request.save")
        qtbot.waitUntil(lambda: load(window, "Hero").expectations == (Decided(),))


def test_a_memory_from_before_there_were_expectations_takes_those_of_the_file(qtbot: QtBot, opened: Opened) -> None:
    with opened() as window:
        save_as(qtbot, window, "Hero")
        window.composer.expects.add(StatusIs((200,)))
        window.commands.run("request.save")
        qtbot.waitUntil(lambda: bool(load(window, "Hero").expectations) and not edited(window))
        window.composer.email.setText("kim@example.com")
        window.composer.show_identity_type(window.composer.draft().identity().type)
        window.composer.friendly_id.setText("home_hero_2")
        assert edited(window)
        window._remember()
        state = window.workbench.ui_state()
        remembered = state.get("requests", {})
        remembered["tabs"][0]["draft"].pop("expected")
        state.set("requests", remembered)
        state.save()
        window.remembers = False
    with opened() as window:
        qtbot.waitUntil(lambda: window.saving.front.saved is not None)
        assert edited(window)
        window.commands.run("request.save")
        qtbot.waitUntil(lambda: load(window, "Hero").request.friendly_id == "home_hero_2")
        assert load(window, "Hero").expectations == (StatusIs((200,)),)


def test_two_versions_of_what_is_expected_are_both_kept(qtbot: QtBot, window: MainWindow) -> None:
    save_as(qtbot, window, "Hero")
    window.composer.expects.add(Decided())
    path = path_of(window, "Hero")
    path.write_text(path.read_text() + "\n[[expect]]\nstatus = 204\n")
    qtbot.waitUntil(lambda: "Two versions" in said(window))
    click(button(window.composer.notice, "Mine"))
    qtbot.waitUntil(lambda: load(window, "Hero").expectations == (Decided(),))
    qtbot.waitUntil(lambda: not edited(window))
    window.saving.step(1)
    theirs = window.composer.draft().expected
    assert theirs is not None
    assert theirs.expectations == (StatusIs((204,)),)


def test_a_change_outside_is_shown_where_nothing_was_edited(qtbot: QtBot, window: MainWindow) -> None:
    save_as(qtbot, window, "Hero")
    path = path_of(window, "Hero")
    path.write_text(path.read_text() + "\n[[expect]]\nstatus = 204\n")
    qtbot.waitUntil(lambda: window.composer.expects.isVisible())
    assert not edited(window)
    click(button(window.composer.expects, "Remove: The status is 204"))
    assert edited(window)
    click(window.composer.expects.part.undo_bar.button)
    assert not edited(window)
