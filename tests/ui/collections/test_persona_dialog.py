"""The dialog of a persona: what it hands over, what it refuses, and that nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.collections.dialog_support import answer, asked, key, misnamed, texts, walk
from tests.ui.support import CTRL, button, click, field_of, named, retype, shown, tone_of, type_keys
from workbench.domain import BrowserId, Email, Identifiers
from workbench.domain.persona import Persona
from workbench.ui.collections.persona_dialog import PersonaDialog
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field
from workbench.ui.widgets.markdown import MarkdownEdit

ANNA = Persona(
    "Anna, DE",
    Identifiers("CRM", "12345"),
    "WEB",
    "DE",
    "EUR",
    "shop/de",
    {"loyalty": "gold", "price": 1e2},
    {"tier": "gold", "space": "10\u00a0000"},
    "Came **three** times.\u2028Twice by night.",
)


def opened(qtbot: QtBot, theme: Theme, persona: Persona, *, new: bool) -> PersonaDialog:
    made = PersonaDialog(None, theme, persona, new=new, points_of_sale=("shop/de", "shop/at"))
    shown(qtbot, made)
    return made


@pytest.fixture
def anna(qtbot: QtBot, theme: Theme) -> PersonaDialog:
    return opened(qtbot, theme, ANNA, new=False)


@pytest.fixture
def fresh(qtbot: QtBot, theme: Theme) -> PersonaDialog:
    return opened(qtbot, theme, Persona(""), new=True)


def saved(qtbot: QtBot, dialog: PersonaDialog) -> Persona:
    with qtbot.waitSignal(dialog.saved) as told:
        click(dialog.save)
    assert told.args is not None
    persona = told.args[0]
    assert isinstance(persona, Persona)
    return persona


def message(control: QWidget) -> str:
    found = field_of(control).message
    return found.text() if tone_of(found) else ""


# -- what it shows and hands over -------------------------------------------------------------------


def test_a_persona_is_shown(anna: PersonaDialog) -> None:
    assert anna.windowTitle() == "Persona “Anna, DE”"
    assert (anna.name.text(), anna.description.text()) == ("Anna, DE", ANNA.description)
    assert (anna.identity.provider.text(), anna.identity.identifier.text()) == ("CRM", "12345")
    codes = [combo.code() for combo in (anna.channel, anna.language, anna.currency, anna.point_of_sale)]
    assert codes == ["WEB", "DE", "EUR", "shop/de"]
    assert '"loyalty": "gold"' in anna.params.toPlainText()
    assert not anna.is_changed()
    assert not anna.notice.isVisible()


def test_a_persona_that_was_not_touched_is_handed_over_as_it_was(qtbot: QtBot, anna: PersonaDialog) -> None:
    assert saved(qtbot, anna) == ANNA


def test_what_is_changed_is_handed_over_and_the_rest_kept(qtbot: QtBot, anna: PersonaDialog) -> None:
    retype(anna.name, "Anna, AT")
    click(anna.identity.identity_type.button("email"))
    retype(anna.identity.email, "anna@example.com")
    retype(anna.values, '{"tier": "{{level}}"}')
    wanted = replace(ANNA, name="Anna, AT", identity=Email("anna@example.com"), values={"tier": "{{level}}"})
    assert saved(qtbot, anna) == wanted


def test_a_new_persona_is_made(qtbot: QtBot, fresh: PersonaDialog) -> None:
    assert fresh.windowTitle() == "New persona"
    assert fresh.name.hasFocus()
    retype(fresh.name, " Newcomer ")
    retype(fresh.description.edit, "Never seen.")
    click(fresh.identity.identity_type.button("browserId"))
    click(fresh.identity.new_browser_id)
    retype(fresh.language.lineEdit() or fresh, "{{lang}}")
    retype(fresh.params, '{"n": 1}')
    wanted = Persona("Newcomer", BrowserId("{{new_browser_id}}"), language="{{lang}}", params={"n": 1}, description="Never seen.")
    assert saved(qtbot, fresh) == wanted


def test_codes_are_offered(fresh: PersonaDialog) -> None:
    for combo, text in (
        (fresh.channel, "MOBILE_APP"),
        (fresh.language, "DE · German"),
        (fresh.currency, "EUR · Euro"),
        (fresh.point_of_sale, "shop/at"),
    ):
        assert combo.findText(text) >= 0, text


# -- what is wrong ----------------------------------------------------------------------------------


def test_an_untouched_form_does_not_shout(fresh: PersonaDialog) -> None:
    combos = (fresh.channel, fresh.language, fresh.currency, fresh.point_of_sale)
    assert not any(message(control) for control in (fresh.name, fresh.params, fresh.values, *combos))


def test_a_field_is_judged_once_it_was_left(qtbot: QtBot, fresh: PersonaDialog) -> None:
    language = fresh.language.lineEdit()
    assert language is not None
    language.setFocus()
    type_keys(language, "xx")
    assert message(fresh.language) == ""
    fresh.name.setFocus()
    qtbot.waitUntil(lambda: "ISO 639" in message(fresh.language))
    assert tone_of(fresh.language) == "bad"
    fresh.language.setEditText("DE")
    qtbot.waitUntil(lambda: message(fresh.language) == "")
    assert tone_of(fresh.language) == ""


def test_a_doubt_is_told_and_can_be_saved_anyway(qtbot: QtBot, fresh: PersonaDialog) -> None:
    retype(fresh.name, "Anna")
    retype(fresh.values, '{"apiKey": "not one"}')
    fresh.name.setFocus()
    qtbot.waitUntil(lambda: tone_of(fresh.values) == "warn")
    assert saved(qtbot, fresh).values == {"apiKey": "not one"}


def test_saving_shows_everything_that_is_wrong_and_goes_to_the_first(qtbot: QtBot, fresh: PersonaDialog) -> None:
    retype(fresh.params, "{")
    click(fresh.identity.identity_type.button("identifiers"))
    with qtbot.assertNotEmitted(fresh.saved):
        click(fresh.save)
    for control in (fresh.name, fresh.identity.provider, fresh.identity.identifier, fresh.params):
        assert message(control), control.accessibleName()
    assert fresh.name.hasFocus()
    assert "Mend what is marked above." in texts(fresh)
    retype(fresh.name, "Anna")
    qtbot.waitUntil(lambda: message(fresh.name) == "")
    click(fresh.save)
    assert fresh.identity.provider.hasFocus()


def test_an_old_persona_says_at_once_what_is_wrong_with_it(qtbot: QtBot, theme: Theme) -> None:
    dialog = opened(qtbot, theme, Persona("Anna", BrowserId(""), currency_code="eur"), new=False)
    assert "EUR" in message(dialog.currency)
    assert message(dialog.identity.browser_id)


def test_what_is_wrong_far_below_is_scrolled_to(qtbot: QtBot, anna: PersonaDialog) -> None:
    anna.resize(anna.width(), anna.minimumHeight())
    retype(anna.values, "{")
    anna.name.setFocus()
    click(anna.save)
    assert anna.values.hasFocus()
    assert not anna.values.visibleRegion().isEmpty()


# -- saving -----------------------------------------------------------------------------------------


def test_it_stays_open_until_it_is_saved(qtbot: QtBot, anna: PersonaDialog) -> None:
    retype(anna.name, "Other")
    with qtbot.waitSignal(anna.saved):
        click(anna.save)
    assert anna.isVisible()
    assert not anna.save.isEnabled(), "it is being saved"
    assert not anna.name.isEnabled()
    with qtbot.assertNotEmitted(anna.saved):
        anna.try_save()
    anna.done_saving()
    assert not anna.isVisible()
    assert not asked(anna)


def test_what_could_not_be_saved_is_told_and_still_there(qtbot: QtBot, anna: PersonaDialog) -> None:
    retype(anna.name, "Other")
    with qtbot.waitSignal(anna.saved):
        key(anna, Qt.Key.Key_Return)
    anna.show_problem("A persona of that name is there already. Choose another name.")
    assert "A persona of that name is there already. Choose another name." in texts(anna)
    assert anna.name.hasFocus(), "where the keyboard was"
    assert anna.name.text() == "Other"
    retype(anna.name, "Yet another")
    assert saved(qtbot, anna).name == "Yet another"
    assert not anna.notice.isVisible()


# -- leaving ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["cancel", "escape", "frame"])
def test_what_was_changed_is_asked_about(qtbot: QtBot, anna: PersonaDialog, way: str) -> None:
    leave = {"cancel": lambda: click(anna.cancel), "escape": lambda: key(anna, Qt.Key.Key_Escape), "frame": anna.close}[way]
    retype(anna.name, "Other")
    leave()
    assert asked(anna)
    answer(qtbot, anna, "Keep editing")
    assert anna.isVisible()
    assert anna.name.text() == "Other"
    leave()
    with qtbot.assertNotEmitted(anna.saved):
        answer(qtbot, anna, "Discard")
    assert not anna.isVisible()


def test_what_was_changed_can_be_saved_on_leaving(qtbot: QtBot, anna: PersonaDialog) -> None:
    retype(anna.name, "Other")
    click(anna.cancel)
    with qtbot.waitSignal(anna.saved) as told:
        answer(qtbot, anna, "Save")
    assert told.args == [replace(ANNA, name="Other")]


@pytest.mark.parametrize("way", ["cancel", "escape", "frame"])
def test_without_a_change_nothing_is_asked(qtbot: QtBot, anna: PersonaDialog, way: str) -> None:
    retype(anna.name, "Other")
    retype(anna.name, "Anna, DE")
    {"cancel": lambda: click(anna.cancel), "escape": lambda: key(anna, Qt.Key.Key_Escape), "frame": anna.close}[way]()
    assert not asked(anna)
    assert not anna.isVisible()


# -- by keyboard and by ear -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["", "browserId", "email", "identifiers"])
def test_tab_goes_through_the_form_from_top_to_bottom(fresh: PersonaDialog, kind: str) -> None:
    identity = fresh.identity
    click(identity.identity_type.button(kind))
    fresh.name.setFocus()
    inputs: dict[str, list[QWidget]] = {
        "": [],
        "browserId": [identity.browser_id, identity.new_browser_id],
        "email": [identity.email],
        "identifiers": [identity.provider, identity.identifier],
    }
    order: list[QWidget | None] = [fresh.name, fresh.description.edit, fresh.description.mode.button("write")]
    order += [identity.identity_type.button(kind), *inputs[kind], fresh.channel, fresh.language, fresh.currency, fresh.point_of_sale]
    order += [fresh.params, fresh.values, fresh.cancel, fresh.save]
    assert walk(fresh, fresh.save) == order


def test_enter_saves_from_a_line_and_is_a_new_line_in_a_text(qtbot: QtBot, fresh: PersonaDialog) -> None:
    retype(fresh.name, "Anna")
    retype(fresh.description.edit, "one")
    with qtbot.assertNotEmitted(fresh.saved):
        key(fresh, Qt.Key.Key_Return)
    assert fresh.description.text() == "one\n"
    with qtbot.waitSignal(fresh.saved):
        key(fresh, Qt.Key.Key_Return, CTRL)
    fresh.show_problem("No.")
    fresh.name.setFocus()
    with qtbot.waitSignal(fresh.saved):
        key(fresh, Qt.Key.Key_Return)


def test_enter_in_a_list_of_codes_saves_too(qtbot: QtBot, fresh: PersonaDialog) -> None:
    retype(fresh.name, "Anna")
    fresh.currency.setFocus()
    fresh.currency.setEditText("EUR")
    with qtbot.waitSignal(fresh.saved) as told:
        key(fresh, Qt.Key.Key_Enter)
    assert told.args == [Persona("Anna", currency_code="EUR")]


def test_every_control_is_named_after_its_label(fresh: PersonaDialog) -> None:
    for kind in ("browserId", "email", "identifiers"):
        fresh.identity.show_type(kind)
        fields = [field for field in fresh.findChildren(Field) if field.isVisible()]
        assert len(fields) >= 10
        for field in fields:
            name = field.title.text()
            spoken = field.control.edit if isinstance(field.control, MarkdownEdit) else field.control
            assert spoken.accessibleName() == name
        assert misnamed(fresh) == []
    assert named(fresh, "Description") is fresh.description.edit
    assert button(fresh, "Cancel") is fresh.cancel


def test_a_link_in_the_description_is_asked_about(qtbot: QtBot, fresh: PersonaDialog) -> None:
    fresh.description.set_text("[plan](https://example.com/plan)")
    fresh.description.show_mode("preview")
    fresh.description.view.link_requested.emit("https://example.com/plan")
    box = fresh.findChild(QMessageBox)
    assert box is not None
    assert box.text() == "https://example.com/plan"
    answer(qtbot, fresh, "Cancel")


def test_it_fits_a_small_screen(anna: PersonaDialog) -> None:
    assert anna.height() <= anna.screen().availableGeometry().height()
    assert anna.minimumWidth() <= 440
    assert anna.minimumHeight() <= 320
