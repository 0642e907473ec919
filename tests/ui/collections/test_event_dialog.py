"""The dialog of an event: what it shows, hands over and sends, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.collections.dialog_support import answer, asked, key, misnamed, texts, walk
from tests.ui.collections.test_event_forms import GUEST, VIEW
from tests.ui.support import button, click, field_of, leave, retype, shown, tone_of
from workbench.collections import SavedEvent
from workbench.domain import StreamEvent
from workbench.domain.event import USUAL_TYPES
from workbench.ui.collections.event_dialog import EventDialog
from workbench.ui.collections.event_forms import FIELDS
from workbench.ui.theme import Theme


def opened(qtbot: QtBot, theme: Theme, saved: SavedEvent, *, new: bool) -> EventDialog:
    made = EventDialog(None, theme, saved, new=new, points_of_sale=("shop/de", "shop/at"))
    shown(qtbot, made)
    return made


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> EventDialog:
    return opened(qtbot, theme, VIEW, new=False)


@pytest.fixture
def fresh(qtbot: QtBot, theme: Theme) -> EventDialog:
    return opened(qtbot, theme, SavedEvent("", StreamEvent()), new=True)


def handed_over(qtbot: QtBot, dialog: EventDialog, *, send: bool = False) -> SavedEvent:
    with qtbot.waitSignal(dialog.send_requested if send else dialog.saved) as told:
        click(dialog.send if send else dialog.save)
    assert told.args is not None
    saved = told.args[0]
    assert isinstance(saved, SavedEvent)
    return saved


def message(control: QWidget) -> str:
    found = field_of(control).message
    return found.text() if tone_of(found) else ""


def test_an_event_is_shown_and_handed_over_as_it_was(qtbot: QtBot, view: EventDialog) -> None:
    assert view.windowTitle() == "Event “Looks”"
    assert (view.name.text(), view.type.code(), view.browser_id.text(), view.page_name.text()) == ("Looks", "VIEW", GUEST, "home")
    codes = [combo.code() for combo in (view.channel, view.language, view.currency, view.point_of_sale)]
    assert codes == ["WEB", "DE", "EUR", "shop/de"]
    assert '"tier": "{{tier}}"' in view.fields.toPlainText()
    assert not view.is_changed()
    assert not view.notice.isVisible()
    assert handed_over(qtbot, view) == VIEW


def test_a_new_event_is_made(qtbot: QtBot, fresh: EventDialog) -> None:
    assert fresh.windowTitle() == "New event"
    assert fresh.name.hasFocus()
    assert not any(message(control) for control in (fresh.name, fresh.type, fresh.browser_id, fresh.fields))
    retype(fresh.name, " Puts it into the cart ")
    retype(fresh.type.lineEdit() or fresh, "ADD")
    leave(qtbot, fresh)
    click(fresh.new_each_time)
    retype(fresh.fields, '{"ext": {"n": 1}}')
    retype(fresh.description.edit, "Twice.")
    wanted = SavedEvent("Puts it into the cart", StreamEvent("ADD", "{{new_browser_id}}", fields={"ext": {"n": 1}}), "Twice.")
    assert handed_over(qtbot, fresh) == wanted


def test_the_usual_types_and_codes_are_offered_and_any_other_type_can_be_typed(qtbot: QtBot, fresh: EventDialog) -> None:
    assert [fresh.type.itemText(place).partition(" · ")[0] for place in range(fresh.type.count())] == list(USUAL_TYPES)
    assert fresh.language.findText("DE · German") >= 0
    assert fresh.point_of_sale.findText("shop/at") >= 0
    retype(fresh.name, "Own")
    retype(fresh.type.lineEdit() or fresh, "acme:WISHLIST")
    assert handed_over(qtbot, fresh).event.type == "acme:WISHLIST"


def test_what_is_typed_is_sent_without_being_saved(qtbot: QtBot, view: EventDialog) -> None:
    retype(view.name, "")
    retype(view.page_name, "basket")
    with qtbot.assertNotEmitted(view.saved):
        sent = handed_over(qtbot, view, send=True)
    assert sent.event == replace(VIEW.event, page="basket")
    assert sent.values == VIEW.values
    assert view.isVisible()


def test_what_keeps_it_from_being_sent_is_shown_and_can_be_saved_all_the_same(qtbot: QtBot, fresh: EventDialog) -> None:
    retype(fresh.name, "Later")
    with qtbot.assertNotEmitted(fresh.send_requested):
        click(fresh.send)
    assert "An event needs a type." in message(fresh.type)
    assert (tone_of(fresh.type), tone_of(fresh.browser_id)) == ("warn", "warn")
    assert fresh.type.hasFocus() or (fresh.type.lineEdit() or fresh).hasFocus()
    assert "Not sent yet" in texts(fresh)
    assert handed_over(qtbot, fresh) == SavedEvent("Later", StreamEvent())


def test_what_is_wrong_is_neither_saved_nor_sent(qtbot: QtBot, view: EventDialog) -> None:
    retype(view.fields, "{")
    with qtbot.assertNotEmitted(view.send_requested), qtbot.assertNotEmitted(view.saved):
        click(view.send)
        click(view.save)
    assert message(view.fields)
    assert "Not saved yet" in texts(view)


def test_one_call_at_a_time_and_the_answer_is_told(qtbot: QtBot, view: EventDialog) -> None:
    with qtbot.waitSignal(view.new_browser_id_requested):
        click(view.new_browser_id)
    view.show_sending(True)
    assert not view.send.isEnabled()
    assert not view.new_browser_id.isEnabled()
    view.show_browser_id("b-2")
    view.show_sending(False)
    assert view.send.isEnabled()
    assert view.browser_id.text() == "b-2"
    view.show_notice("good", "The event was accepted", "It is in History as #3.")
    assert view.notice.isVisible()
    assert "The event was accepted" in texts(view)


def test_enter_saves_and_does_not_send(qtbot: QtBot, view: EventDialog) -> None:
    view.page_name.setFocus()
    with qtbot.assertNotEmitted(view.send_requested), qtbot.waitSignal(view.saved):
        key(view, Qt.Key.Key_Return)


def test_what_was_changed_is_asked_about(qtbot: QtBot, view: EventDialog) -> None:
    retype(view.page_name, "basket")
    click(view.cancel)
    assert asked(view)
    answer(qtbot, view, "Discard")
    qtbot.waitUntil(lambda: not view.isVisible())


def test_everything_has_its_name_and_can_be_reached_from_the_keyboard(view: EventDialog) -> None:
    assert misnamed(view) == []
    assert [field_of(control).title.text() for control in (view.type, view.page_name, view.browser_id, view.fields)] == [
        "Type", "Page", "Browser ID", "Fields",
    ]  # fmt: skip
    assert set(FIELDS) == set(view._fields)
    view.name.setFocus()
    met = walk(view, view.save)
    assert {view.browser_id, view.new_browser_id, view.fields, view.values, view.save} <= set(met)
    assert button(view, "Send event") is view.send
