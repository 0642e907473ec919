"""Send as…: which personas are ticked, and what the button says of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.collections.dialog_support import key, misnamed, texts, walk
from tests.ui.support import button, click, named, shown
from workbench.domain import BrowserId, Email, Identifiers
from workbench.domain.persona import Persona
from workbench.ui.collections.send_as_dialog import SendAsDialog
from workbench.ui.theme import Theme

ANNA, BOB, NEW, COPY = (Path(f"/collection/{name}.persona.toml") for name in ("anna", "bob", "new", "anna-2"))
PERSONAS = (
    (ANNA, Persona("Anna", Email("anna@example.com"), language="DE")),
    (BOB, Persona("Bob & Co.", Identifiers("CRM", "7"))),
    (NEW, Persona("Newcomer", BrowserId("{{new_browser_id}}"))),
    (COPY, Persona("Anna", None, params={"tier": "gold"})),
)


def opened(qtbot: QtBot, theme: Theme, chosen: Collection[Path], note: str = "") -> SendAsDialog:
    made = SendAsDialog(None, theme, PERSONAS, chosen, note)
    shown(qtbot, made)
    return made


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> SendAsDialog:
    return opened(qtbot, theme, [BOB, ANNA])


def test_each_persona_stands_there_in_words(dialog: SendAsDialog) -> None:
    said = texts(dialog)
    for words in (
        "Email anna@example.com · DE",
        "Identifiers CRM=7",
        "Browser ID {{new_browser_id}}",
        "The request's own identity · 1 parameter",
    ):
        assert words in said
    box = named(dialog, "Bob & Co.")
    assert box is dialog.boxes[BOB]
    assert box.accessibleDescription() == "Identifiers CRM=7"
    assert dialog.boxes[BOB].text() == "Bob && Co.", "no letter of a name is a shortcut"


def test_those_that_were_chosen_are_ticked(qtbot: QtBot, dialog: SendAsDialog) -> None:
    assert dialog.paths() == (ANNA, BOB)
    with qtbot.waitSignal(dialog.chosen) as told:
        click(button(dialog, "Send as 2 personas"))
    assert told.args == [(ANNA, BOB)], "in the order they stand in"
    assert not dialog.isVisible()


def test_the_button_counts(dialog: SendAsDialog) -> None:
    click(dialog.boxes[ANNA], dialog.boxes[ANNA].rect().topLeft() + dialog.boxes[ANNA].rect().center() / 8)
    assert (dialog.send.text(), dialog.send.accessibleName()) == ("Send as 1 persona", "Send as 1 persona")
    click(button(dialog, "All"))
    assert dialog.send.text() == "Send as 4 personas"
    assert dialog.paths() == (ANNA, BOB, NEW, COPY)


def test_nobody_is_refused_with_a_reason(qtbot: QtBot, dialog: SendAsDialog) -> None:
    click(button(dialog, "None"))
    assert dialog.paths() == ()
    assert not dialog.send.isEnabled()
    assert "Tick at least one persona." in texts(dialog)
    with qtbot.assertNotEmitted(dialog.chosen):
        key(dialog, Qt.Key.Key_Return)
    click(button(dialog, "All"))
    assert dialog.send.isEnabled()
    assert "Tick at least one persona." not in texts(dialog)


def test_a_note_is_said_where_there_is_one(qtbot: QtBot, theme: Theme, dialog: SendAsDialog) -> None:
    assert not dialog.notice.isVisible()
    other = opened(qtbot, theme, [ANNA], "Acme is a real tenant: guests are made in it.")
    assert "Acme is a real tenant: guests are made in it." in texts(other)


def test_it_is_worked_with_the_keyboard_alone(qtbot: QtBot, dialog: SendAsDialog) -> None:
    assert dialog.boxes[ANNA].hasFocus()
    key(dialog, Qt.Key.Key_Space)
    key(dialog, Qt.Key.Key_Down)
    key(dialog, Qt.Key.Key_Down)
    key(dialog, Qt.Key.Key_Space)
    assert dialog.paths() == (BOB, NEW)
    with qtbot.waitSignal(dialog.chosen) as told:
        key(dialog, Qt.Key.Key_Return)
    assert told.args == [(BOB, NEW)]


def test_tab_goes_through_it_and_escape_leaves(qtbot: QtBot, dialog: SendAsDialog) -> None:
    dialog.all.setFocus()
    assert walk(dialog, dialog.send) == [dialog.all, dialog.none, *dialog.boxes.values(), dialog.cancel, dialog.send]
    with qtbot.assertNotEmitted(dialog.chosen):
        key(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_many_personas_and_long_names_fit(qtbot: QtBot, theme: Theme) -> None:
    many = [(Path(f"/{n}.persona.toml"), Persona(f"A rather long name {n} " * 20, Email("x" * 300))) for n in range(80)]
    dialog = SendAsDialog(None, theme, many, [path for path, _ in many])
    shown(qtbot, dialog)
    assert dialog.width() <= 500
    assert dialog.height() <= 620
    assert dialog.send.text() == "Send as 80 personas"
    inner = dialog.boxes[many[0][0]]
    assert inner.mapTo(dialog, inner.rect().topRight()).x() < dialog.width(), "nothing is cut off at the right"
    last = dialog.boxes[many[-1][0]]
    assert last.visibleRegion().isEmpty()
    for _ in range(79):
        key(dialog, Qt.Key.Key_Down)
    assert last.hasFocus()
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())


def test_without_a_persona_it_says_what_one_is(qtbot: QtBot, theme: Theme) -> None:
    dialog = SendAsDialog(None, theme, ())
    shown(qtbot, dialog)
    assert "There is no persona yet" in texts(dialog)
    assert not dialog.send.isEnabled()
    assert dialog.cancel.hasFocus()


def test_every_control_is_named_after_what_stands_on_it(dialog: SendAsDialog) -> None:
    assert misnamed(dialog) == []
