"""Answers that come late, saves that are refused, keys stored behind an open form: what once went wrong in the tenants dialog."""

from __future__ import annotations

import json
import threading

from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.keychain.test_keychain import MemoryBackend
from tests.support.loopback import Answer, Loopback
from tests.ui.shell.test_tenancy import KEY, KIND, dialog_of, key_of, names, notice, store, tenant
from tests.ui.support import button, click, only, retype, spoken
from workbench.domain import Secret, SecretKind, Tenant
from workbench.ui.shell.window import MainWindow
from workbench.ui.tenants import KeyState

__all__ = ["tenant"]


def test_an_answer_that_comes_after_the_dialog_was_closed_is_no_crash(qtbot: QtBot, window: MainWindow, tenant: Tenant) -> None:
    with Loopback(answers=[Answer(201, "Created", body=json.dumps({"ref": "x"}).encode(), delay=0.3)]) as server:
        window.workbench.tenants().update(Tenant(tenant.id, "Acme", base_url=server.url))
        window.workbench.key_store().set(tenant.secret(KIND), Secret(KEY), session_only=True)
        dialog = dialog_of(window)
        click(dialog.test)
        click(dialog.close_button)
        qtbot.waitUntil(lambda: window.history.model.rowCount() == 1)
    assert window.tenancy._dialog is None


def test_a_key_is_shown_on_its_own_tenants_page_only(qtbot: QtBot, window: MainWindow, tenant: Tenant, keychain: MemoryBackend) -> None:
    other = window.workbench.tenants().add(Tenant("", "Beta", base_url="http://127.0.0.1:9"))
    dialog = dialog_of(window)
    store(qtbot, dialog, KeyState.STORED)
    asked, go_on = threading.Event(), threading.Event()
    get = keychain.get_password

    def slow(service: str, username: str) -> str | None:
        asked.set()
        assert go_on.wait(10)
        return get(service, username)

    keychain.get_password = slow  # type: ignore[method-assign]
    answered: list[str] = []
    fetched = window.tenancy._fetched

    def noted(tenant_id: str, kind: SecretKind, secret: Secret | None, *, copy: bool) -> None:
        answered.append(tenant_id)
        fetched(tenant_id, kind, secret, copy=copy)

    window.tenancy._fetched = noted  # type: ignore[method-assign]
    click(key_of(dialog).reveal)
    qtbot.waitUntil(asked.is_set)
    dialog.list.setCurrentRow(2)
    assert dialog.current_id() == other.id
    go_on.set()
    qtbot.waitUntil(lambda: answered == [tenant.id])
    assert KEY not in spoken(dialog)
    assert key_of(dialog).edit.text() == ""


def test_saving_a_tenant_after_its_key_was_stored_keeps_the_note_of_the_key(qtbot: QtBot, window: MainWindow, tenant: Tenant) -> None:
    dialog = dialog_of(window)
    store(qtbot, dialog, KeyState.STORED)
    retype(dialog.fields.name, "Acme QA")
    click(dialog.save)
    qtbot.waitUntil(lambda: names(window) == ["Sandbox", "Acme QA"])
    assert window.workbench.tenants().list()[1].keys == {KIND}
    assert KeyState.STORED.value in spoken(dialog)


def test_duplicate_asks_about_what_was_typed(qtbot: QtBot, window: MainWindow, tenant: Tenant) -> None:
    dialog = dialog_of(window)
    retype(dialog.fields.name, "Acme new")
    click(dialog.duplicate)
    box = only(window, QMessageBox)
    click(button(box, "Keep editing"))
    assert dialog.fields.name.text() == "Acme new"
    assert names(window) == ["Sandbox", "Acme"]


def test_a_refused_save_forgets_what_was_to_come_after_it(qtbot: QtBot, window: MainWindow, tenant: Tenant) -> None:
    dialog = dialog_of(window)
    click(dialog.add)
    retype(dialog.fields.name, "acme")  # taken
    click(dialog.close_button)
    click(button(only(window, QMessageBox), "Save"))
    qtbot.waitUntil(lambda: "acme" in notice(dialog))
    assert dialog.isVisible()
    retype(dialog.fields.name, "Beta")
    click(dialog.save)
    qtbot.waitUntil(lambda: names(window) == ["Sandbox", "Acme", "Beta"])
    assert dialog.isVisible(), "nobody asked to close it any more"
