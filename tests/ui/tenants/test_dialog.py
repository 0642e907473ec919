"""The tenants dialog: what it asks for, what it keeps, and that a key is never seen before it is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.support import button, click, field_of, named, only, press, retype, shown, spoken, tone_of
from workbench.domain import SANDBOX, Region, Secret, SecretKind, Tenant, codes
from workbench.ui.tenants import KeyState, TenantsDialog
from workbench.ui.tenants.key_field import KeyField
from workbench.ui.tenants.state import CUSTOM
from workbench.ui.theme import Theme

KEY = "k3yThatMustNeverBeSeen0123456789"
KIND = SecretKind.CLIENT_KEY
ACME = Tenant("acme-1", "Acme", Region.EU, points_of_sale=("shop", "shop/de"), language="DE", keys=frozenset({KIND}), acknowledged=True)
BETA = Tenant("beta-1", "Beta", base_url="https://proxy.example")


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> TenantsDialog:
    made = TenantsDialog(None, theme)
    made.fields.show_codes(codes.languages(), codes.currencies())
    made.show_tenants((SANDBOX, ACME, BETA), "acme-1")
    shown(qtbot, made)
    return made


def rows(dialog: TenantsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def pick(dialog: TenantsDialog, name: str) -> None:
    item = dialog.list.item(rows(dialog).index(name))
    click(dialog.list.viewport(), dialog.list.visualItemRect(item).center())


def answer(qtbot: QtBot, dialog: TenantsDialog, name: str) -> None:
    """Answer the question about unsaved changes."""
    box = only(dialog, QMessageBox)
    click({b.text(): b for b in box.findChildren(QPushButton)}[name])
    qtbot.waitUntil(lambda: not dialog.findChildren(QMessageBox))


def saved(qtbot: QtBot, dialog: TenantsDialog) -> Tenant:
    with qtbot.waitSignal(dialog.save_requested) as told:
        click(dialog.save)
    assert told.args is not None
    tenant = told.args[0]
    assert isinstance(tenant, Tenant)
    return tenant


# -- the form ---------------------------------------------------------------------------------------


def test_the_chosen_tenant_is_shown(dialog: TenantsDialog) -> None:
    assert rows(dialog) == ["Sandbox", "Acme", "Beta"]
    fields = dialog.fields
    assert (fields.name.text(), fields.region.currentData(), fields.language.code()) == ("Acme", "eu", "DE")
    assert fields.points_of_sale.toPlainText() == "shop\nshop/de"
    assert not fields.base_url.isVisible()
    pick(dialog, "Beta")
    assert (fields.name.text(), fields.region.currentData(), fields.base_url.text()) == ("Beta", CUSTOM, "https://proxy.example")
    assert fields.base_url.isVisible()
    assert not dialog.save.isEnabled(), "nothing was changed"


def test_the_sandbox_cannot_be_changed(dialog: TenantsDialog) -> None:
    pick(dialog, "Sandbox")
    assert not dialog.fields.isVisible()
    assert not dialog.keys[KIND].isVisible()
    assert [b.isEnabled() for b in (dialog.duplicate, dialog.remove, dialog.save, dialog.test)] == [False, False, False, True]


def test_a_tenant_is_added(qtbot: QtBot, dialog: TenantsDialog) -> None:
    click(dialog.add)
    assert dialog.fields.name.hasFocus()
    assert not dialog.keys[KIND].isVisible(), "there is no tenant yet to keep a key for"
    retype(dialog.fields.name, "New shop")
    dialog.fields.region.setCurrentIndex(dialog.fields.region.findData("us"))
    retype(dialog.fields.points_of_sale, "a\nb")
    retype(dialog.fields.extra_headers, "X-Env: qa")
    made = saved(qtbot, dialog)
    assert made == Tenant("", "New shop", Region.US, points_of_sale=("a", "b"), extra_headers=(("X-Env", "qa"),))


def test_a_custom_url_is_asked_for_only_where_it_is_chosen(qtbot: QtBot, dialog: TenantsDialog) -> None:
    click(dialog.add)
    retype(dialog.fields.name, "Local")
    dialog.fields.region.setCurrentIndex(dialog.fields.region.findData(CUSTOM))
    assert dialog.fields.base_url.isVisible()
    retype(dialog.fields.base_url, "http://127.0.0.1:8000/v2/")
    assert "http://127.0.0.1:8000/v2/callFlows" in " ".join(part for part in texts(dialog))
    assert saved(qtbot, dialog).base_url == "http://127.0.0.1:8000"


def texts(dialog: TenantsDialog) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [part.text() for part in dialog.findChildren(QLabel) if part.isVisible()]


@pytest.mark.parametrize(
    ("control", "text", "part"),
    [("name", "", "name"), ("extra_headers", "Authorization: x", "Authorization"), ("language", "zz", "zz"), ("currency", "eur", "EUR")],
)
def test_what_is_wrong_is_marked_and_not_saved(qtbot: QtBot, dialog: TenantsDialog, control: str, text: str, part: str) -> None:
    edit: QLineEdit = getattr(dialog.fields, control)
    retype(edit, text)
    with qtbot.assertNotEmitted(dialog.save_requested):
        click(dialog.save)
    assert tone_of(edit) == "bad"
    assert part in field_of(edit).message.text()
    assert dialog.notice.isVisible()


def test_a_mended_field_is_saved_and_what_the_form_does_not_show_is_kept(qtbot: QtBot, dialog: TenantsDialog) -> None:
    retype(dialog.fields.name, "")
    assert tone_of(dialog.fields.name) == "bad"
    retype(dialog.fields.name, "Acme GmbH")
    assert tone_of(dialog.fields.name) == ""
    assert saved(qtbot, dialog) == replace(ACME, name="Acme GmbH")


def test_duplicate_remove_and_test_name_the_tenant(qtbot: QtBot, dialog: TenantsDialog) -> None:
    for pressed, signal, args in (
        (dialog.duplicate, dialog.duplicate_requested, ["acme-1"]),
        (dialog.remove, dialog.remove_requested, ["acme-1"]),
        (dialog.test, dialog.test_requested, [ACME]),
    ):
        with qtbot.waitSignal(signal) as told:
            click(pressed)
        assert told.args == args


def test_a_result_can_offer_to_undo(qtbot: QtBot, dialog: TenantsDialog) -> None:
    dialog.show_result("info", "Tenant removed", "It can come back.", undo=True)
    with qtbot.waitSignal(dialog.undo_requested):
        click(button(dialog, "Undo"))
    assert not dialog.notice.isVisible()
    dialog.show_result("good", "Saved")
    qtbot.waitUntil(lambda: not [b for b in dialog.findChildren(QPushButton) if b.text() == "Undo" and b.isVisible()])


# -- unsaved text -----------------------------------------------------------------------------------


def test_unsaved_text_is_kept_when_the_user_keeps_editing(qtbot: QtBot, dialog: TenantsDialog) -> None:
    retype(dialog.fields.name, "Changed")
    pick(dialog, "Beta")
    answer(qtbot, dialog, "Keep editing")
    assert dialog.fields.name.text() == "Changed"
    assert dialog.list.currentItem().text() == "Acme"
    click(dialog.add)
    answer(qtbot, dialog, "Keep editing")
    assert dialog.fields.name.text() == "Changed"
    press(dialog, Qt.Key.Key_Escape)
    answer(qtbot, dialog, "Keep editing")
    assert dialog.isVisible()
    assert dialog.fields.name.text() == "Changed"


def test_unsaved_text_is_let_go_when_the_user_says_so(qtbot: QtBot, dialog: TenantsDialog) -> None:
    retype(dialog.fields.name, "Changed")
    with qtbot.assertNotEmitted(dialog.save_requested):
        pick(dialog, "Beta")
        answer(qtbot, dialog, "Discard")
    assert dialog.fields.name.text() == "Beta"
    assert dialog.list.currentItem().text() == "Beta"
    retype(dialog.fields.name, "Changed")
    click(dialog.close_button)
    answer(qtbot, dialog, "Discard")
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_saving_first_goes_on_once_it_is_saved(qtbot: QtBot, dialog: TenantsDialog) -> None:
    retype(dialog.fields.name, "Changed")
    pick(dialog, "Beta")
    with qtbot.waitSignal(dialog.save_requested) as told:
        answer(qtbot, dialog, "Save")
    changed = replace(ACME, name="Changed")
    assert told.args == [changed]
    dialog.show_tenants((SANDBOX, changed, BETA), "acme-1")
    assert dialog.fields.name.text() == "Beta"


def test_saving_first_stays_where_something_is_wrong(qtbot: QtBot, dialog: TenantsDialog) -> None:
    retype(dialog.fields.name, "")
    with qtbot.assertNotEmitted(dialog.save_requested):
        pick(dialog, "Beta")
        answer(qtbot, dialog, "Save")
    assert dialog.list.currentItem().text() == "Acme"
    assert tone_of(dialog.fields.name) == "bad"


def test_without_changes_nothing_is_asked(qtbot: QtBot, dialog: TenantsDialog) -> None:
    retype(dialog.fields.name, "Changed")
    retype(dialog.fields.name, "Acme")
    pick(dialog, "Beta")
    click(dialog.close_button)
    assert not dialog.findChildren(QMessageBox)
    assert not dialog.isVisible()


# -- keys -------------------------------------------------------------------------------------------


def key_field(dialog: TenantsDialog) -> KeyField:
    return dialog.keys[KIND]


def test_a_stored_key_is_masked_and_can_be_revealed_copied_deleted(qtbot: QtBot, dialog: TenantsDialog) -> None:
    field = key_field(dialog)
    dialog.show_key_state(KIND, KeyState.STORED)
    assert (field.edit.text(), field.edit.echoMode()) == ("", QLineEdit.EchoMode.Password)
    assert field.edit.placeholderText()
    for pressed, signal in (
        (field.reveal, dialog.reveal_key_requested),
        (field.copy, dialog.copy_key_requested),
        (field.delete, dialog.delete_key_requested),
    ):
        with qtbot.waitSignal(signal) as told:
            click(pressed)
        assert told.args == ["acme-1", KIND]
    dialog.show_key_state(KIND, KeyState.MISSING)
    assert not any(pressed.isEnabled() for pressed in (field.reveal, field.copy, field.delete))


def test_a_revealed_key_hides_again(qtbot: QtBot, dialog: TenantsDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[object] = []

    class Timer:
        @staticmethod
        def singleShot(ms: int, receiver: object, do: object) -> None:
            assert 1_000 <= ms <= 60_000
            later.append(do)

    monkeypatch.setattr("workbench.ui.tenants.key_field.QTimer", Timer)
    field = key_field(dialog)
    dialog.show_key_state(KIND, KeyState.STORED)
    assert KEY not in spoken(dialog)
    click(field.reveal)
    dialog.show_secret(KIND, Secret(KEY), copy=False)
    assert field.edit.text() == KEY
    assert field.edit.isReadOnly()
    assert not field.store.isEnabled()
    click(field.reveal)
    assert (field.edit.text(), field.edit.echoMode(), field.reveal.isChecked()) == ("", QLineEdit.EchoMode.Password, False)
    assert KEY not in spoken(dialog)
    click(field.reveal)
    dialog.show_secret(KIND, Secret(KEY), copy=False)
    later[-1]()  # type: ignore[operator]
    assert (field.edit.text(), field.reveal.isChecked(), field.edit.isReadOnly()) == ("", False, False)
    assert KEY not in spoken(dialog)


def test_a_revealed_key_is_gone_when_the_state_changes(dialog: TenantsDialog) -> None:
    dialog.show_key_state(KIND, KeyState.STORED)
    dialog.show_secret(KIND, Secret(KEY), copy=False)
    dialog.show_key_state(KIND, KeyState.MISSING)
    assert key_field(dialog).edit.text() == ""
    assert KEY not in spoken(dialog)


def test_copying_puts_the_key_on_the_clipboard_and_nowhere_on_the_screen(dialog: TenantsDialog) -> None:
    dialog.show_key_state(KIND, KeyState.STORED)
    dialog.show_secret(KIND, Secret(KEY), copy=True)
    assert QGuiApplication.clipboard().text() == KEY
    assert key_field(dialog).edit.text() == ""
    assert KEY not in spoken(dialog)
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("session_only", [False, True])
def test_a_key_is_stored_from_what_was_typed_and_never_spoken(qtbot: QtBot, dialog: TenantsDialog, session_only: bool) -> None:
    field = key_field(dialog)
    dialog.show_key_state(KIND, KeyState.MISSING)
    assert not field.store.isEnabled()
    field.session.setChecked(session_only)
    retype(field.edit, f" {KEY} ")
    assert field.edit.echoMode() is QLineEdit.EchoMode.Password
    assert KEY not in spoken(dialog)
    with qtbot.waitSignal(dialog.store_key_requested) as told:
        press(field.edit, Qt.Key.Key_Return)
    assert told.args == ["acme-1", KIND, Secret(KEY), session_only]
    dialog.show_key_state(KIND, KeyState.SESSION if session_only else KeyState.STORED)
    assert field.edit.text() == ""
    assert KEY not in spoken(dialog)


def test_a_keychain_that_does_not_do_says_why_at_the_field(dialog: TenantsDialog) -> None:
    dialog.show_key_state(KIND, KeyState.UNAVAILABLE, "The keychain is locked. Unlock it.")
    said = texts(dialog)
    assert "The keychain is locked. Unlock it." in said
    assert KeyState.UNAVAILABLE.value in said
    assert named(dialog, "Client key") is key_field(dialog).edit


def test_choosing_another_tenant_asks_for_the_state_of_its_key(qtbot: QtBot, dialog: TenantsDialog) -> None:
    with qtbot.waitSignal(dialog.selected) as told:
        pick(dialog, "Beta")
    assert told.args == ["beta-1"]
    with qtbot.assertNotEmitted(dialog.selected):
        pick(dialog, "Sandbox")
