"""Tenants and keys through the whole window, with a keychain in memory."""

from __future__ import annotations

import json

import pytest
from keyring.errors import KeyringLocked
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from tests.keychain.test_keychain import MemoryBackend
from tests.support.loopback import Answer, Loopback
from tests.ui.support import button, click, only, press, retype, spoken
from workbench.domain import SANDBOX, Secret, SecretKind, Tenant
from workbench.ui.shell.window import MainWindow
from workbench.ui.tenants import KeyState, TenantsDialog
from workbench.ui.tenants.key_field import KeyField

KEY = "k3yThatMustNeverBeSeen0123456789"
KIND = SecretKind.CLIENT_KEY


@pytest.fixture
def tenant(window: MainWindow) -> Tenant:
    """One real tenant, without a key."""
    made = window.workbench.tenants().add(Tenant("", "Acme", base_url="http://127.0.0.1:9", point_of_sale="shop"))
    window.show_tenants(window.workbench.tenants().list())
    window.choose_tenant(made.id)
    return made


def dialog_of(window: MainWindow) -> TenantsDialog:
    window.commands.run("tenants.manage")
    return only(window, TenantsDialog)


def notice(dialog: TenantsDialog) -> str:
    return dialog.notice.accessibleName() if dialog.notice.isVisible() else ""


def names(window: MainWindow) -> list[str]:
    return [t.name for t in window.workbench.tenants().list()]


def key_of(dialog: TenantsDialog) -> KeyField:
    return dialog.keys[KIND]


def store(qtbot: QtBot, dialog: TenantsDialog, state: KeyState) -> None:
    retype(key_of(dialog).edit, KEY)
    click(key_of(dialog).store)
    qtbot.waitUntil(lambda: state.value in spoken(dialog))


def test_a_first_tenant_is_added_from_an_empty_form(qtbot: QtBot, window: MainWindow) -> None:
    dialog = dialog_of(window)
    assert dialog.fields.name.text() == ""
    retype(dialog.fields.name, "Acme")
    click(dialog.save)
    qtbot.waitUntil(lambda: names(window) == ["Sandbox", "Acme"])
    qtbot.waitUntil(lambda: dialog.keys[KIND].isVisible())
    assert [window.topbar.tenant.itemText(n) for n in range(window.topbar.tenant.count())] == ["Sandbox", "Acme"]
    assert window.tenant == SANDBOX, "the list grew; the choice is the user's"


def test_a_name_that_is_taken_is_explained_and_the_text_is_kept(qtbot: QtBot, window: MainWindow, tenant: Tenant) -> None:
    dialog = dialog_of(window)
    click(dialog.add)
    retype(dialog.fields.name, "acme")
    click(dialog.save)
    qtbot.waitUntil(lambda: "acme" in notice(dialog))
    assert names(window) == ["Sandbox", "Acme"]
    assert dialog.fields.name.text() == "acme"


def test_remove_and_undo(qtbot: QtBot, window: MainWindow, tenant: Tenant) -> None:
    dialog = dialog_of(window)
    click(dialog.remove)
    qtbot.waitUntil(lambda: names(window) == ["Sandbox"])
    qtbot.waitUntil(lambda: bool(notice(dialog)))
    assert window.tenant == SANDBOX
    click(button(dialog, "Undo"))
    qtbot.waitUntil(lambda: window.workbench.tenants().list() == (SANDBOX, tenant))


def test_duplicate(qtbot: QtBot, window: MainWindow, tenant: Tenant) -> None:
    dialog = dialog_of(window)
    click(dialog.duplicate)
    qtbot.waitUntil(lambda: names(window) == ["Sandbox", "Acme", "Acme copy"])
    qtbot.waitUntil(lambda: dialog.fields.name.text() == "Acme copy")


def test_a_key_is_stored_revealed_copied_deleted(qtbot: QtBot, window: MainWindow, tenant: Tenant, keychain: MemoryBackend) -> None:
    dialog = dialog_of(window)
    assert KeyState.MISSING.value in spoken(dialog)
    store(qtbot, dialog, KeyState.STORED)
    assert list(keychain.kept.values()) == [KEY]
    assert KEY not in spoken(dialog)
    click(key_of(dialog).reveal)
    qtbot.waitUntil(lambda: key_of(dialog).edit.text() == KEY)
    click(key_of(dialog).reveal)
    assert KEY not in spoken(dialog)
    click(key_of(dialog).copy)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == KEY)
    QGuiApplication.clipboard().clear()
    click(key_of(dialog).delete)
    qtbot.waitUntil(lambda: KeyState.MISSING.value in spoken(dialog))
    assert keychain.kept == {}


def test_a_key_for_this_session_only_reaches_no_keychain(qtbot: QtBot, window: MainWindow, tenant: Tenant, keychain: MemoryBackend) -> None:
    dialog = dialog_of(window)
    key_of(dialog).session.setChecked(True)
    store(qtbot, dialog, KeyState.SESSION)
    assert keychain.kept == {}
    assert window.workbench.key_store().get(tenant.secret(KIND)) == Secret(KEY)


def test_a_locked_keychain_is_explained_and_the_session_is_offered(
    qtbot: QtBot, window: MainWindow, tenant: Tenant, keychain: MemoryBackend
) -> None:
    dialog = dialog_of(window)
    keychain.trouble = KeyringLocked("locked")
    store(qtbot, dialog, KeyState.UNAVAILABLE)
    assert "session" in spoken(dialog)
    assert KEY not in spoken(dialog)
    keychain.trouble = None


def test_a_key_somebody_else_took_away_is_told(qtbot: QtBot, window: MainWindow, tenant: Tenant, keychain: MemoryBackend) -> None:
    dialog = dialog_of(window)
    store(qtbot, dialog, KeyState.STORED)
    keychain.kept.clear()
    click(key_of(dialog).reveal)
    qtbot.waitUntil(lambda: KeyState.MISSING.value in spoken(dialog))
    assert not key_of(dialog).reveal.isChecked()


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Answer(201, "Created", body=json.dumps({"ref": "7b4a7e2e-9f3c-4d7e-8a55-0c1d2e3f4a5b"}).encode()), "Connected"),
        (Answer(401), "Not"),
    ],
)
def test_the_connection_is_tested_by_asking_for_a_browser_id(
    qtbot: QtBot, window: MainWindow, tenant: Tenant, answer: Answer, word: str
) -> None:
    with Loopback(answers=[answer]) as server:
        window.workbench.tenants().update(Tenant(tenant.id, "Acme", base_url=server.url))
        window.workbench.key_store().set(tenant.secret(KIND), Secret(KEY), session_only=True)
        dialog = dialog_of(window)
        click(dialog.test)
        qtbot.waitUntil(lambda: notice(dialog).startswith(word))
        assert KEY not in spoken(dialog)
        assert len(server.received) == 1
    qtbot.waitUntil(lambda: window.history.model.rowCount() == 1)


def test_without_a_key_sending_leads_to_where_it_is_stored(qtbot: QtBot, window: MainWindow, tenant: Tenant) -> None:
    window.workbench.tenants().update(Tenant(tenant.id, "Acme", base_url=tenant.base_url, point_of_sale="shop", acknowledged=True))
    window.show_tenants(window.workbench.tenants().list())
    click(window.composer.send)
    qtbot.waitUntil(lambda: bool(window.findChildren(TenantsDialog)))
    assert window.composer.notice.isVisible()
    assert only(window, TenantsDialog).fields.name.text() == "Acme"


def test_the_corner_says_what_is_known_of_the_keychain(qtbot: QtBot, window: MainWindow) -> None:
    corner = window.topbar.keychain
    assert corner.accessibleName() == "Keychain"
    click(corner)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = only(window, QMessageBox)
    assert "Test keychain" in box.informativeText()
    assert corner.property("tone") == "good"
    assert "Test keychain" in corner.accessibleDescription()
    press(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))


def test_the_dialog_is_gone_after_it_was_closed(qtbot: QtBot, window: MainWindow, tenant: Tenant) -> None:
    dialog = dialog_of(window)
    press(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(TenantsDialog))
    assert dialog_of(window).isVisible()
