"""Requests in from other tools, out to them, and as code, through the window on real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.collections.incoming.test_read import CURLS, KEY, TEXT, call, postman
from tests.ui.shell.test_rooms import load, saved_names
from tests.ui.support import click
from workbench.collections import copy_sample
from workbench.collections.outgoing import bundle
from workbench.domain import BrowserId, SecretKind, Tenant
from workbench.ui.composer import Draft
from workbench.ui.shell.window import MainWindow
from workbench.ui.transfer import ExportDialog, ImportDialog, SnippetDialog


def ready(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: bool(window.collections.roots()))


def press(dialog: QDialog, name: str) -> None:
    click(next(b for b in dialog.findChildren(QPushButton) if b.accessibleName() == name and b.isVisible() and b.isEnabled()))


def has(dialog: QDialog, name: str) -> bool:
    return any(b.accessibleName() == name and b.isVisible() and b.isEnabled() for b in dialog.findChildren(QPushButton))


def test_a_dropped_postman_collection_is_looked_at_and_then_imported(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    ready(qtbot, window)
    file = tmp_path / "shop.postman_collection.json"
    file.write_bytes(postman(call("Hero"), call("Banner", TEXT.replace("home_hero", "banner"))))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    window.passing.dropped(data)
    (dialog,) = window.findChildren(ImportDialog)
    qtbot.waitUntil(lambda: has(dialog, "Import"))
    assert saved_names(window) == []
    press(dialog, "Import")
    qtbot.waitUntil(lambda: sorted(saved_names(window)) == ["Banner", "Hero"])
    own = window.workbench.places.saved
    assert KEY not in "".join(path.read_text() for path in own.rglob("*.toml"))
    window.collections.undo_last()
    qtbot.waitUntil(lambda: saved_names(window) == [])


def test_a_command_on_the_clipboard_becomes_a_request_and_its_key_goes_to_the_keychain(qtbot: QtBot, window: MainWindow) -> None:
    ready(qtbot, window)
    tenant = window.workbench.tenants().add(Tenant("", "Acme", base_url="https://api-engage-eu.sitecorecloud.io", point_of_sale="p"))
    QGuiApplication.clipboard().setText(CURLS["bash"])
    window.commands.run("transfer.paste")
    (dialog,) = window.findChildren(ImportDialog)
    qtbot.waitUntil(lambda: has(dialog, "Import"))
    choice = next(c for c in dialog.findChildren(QComboBox) if any("Acme" in c.itemText(n) for n in range(c.count())))
    choice.setCurrentIndex(next(n for n in range(choice.count()) if "Acme" in choice.itemText(n)))
    press(dialog, "Import")
    qtbot.waitUntil(lambda: saved_names(window) == ["home_hero"])
    assert load(window, "home_hero").request.identity == BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b")
    stored = window.workbench.key_store().get(tenant.secret(SecretKind.CLIENT_KEY))
    assert stored is not None
    assert stored.reveal() == KEY
    qtbot.waitUntil(lambda: SecretKind.CLIENT_KEY in next(t for t in window.tenants if t.id == tenant.id).keys)


def test_a_collection_goes_out_as_a_postman_collection(qtbot: QtBot, window: MainWindow) -> None:
    ready(qtbot, window)
    window.saving.save_named("Hero")
    qtbot.waitUntil(lambda: saved_names(window) == ["Hero"])
    window.passing.export(window.collections.roots()[0])
    (dialog,) = window.findChildren(ExportDialog)
    form = next(
        c
        for c in dialog.findChildren(QComboBox)
        if c.findText(
            "Postman",
        )
        >= 0
        or any("Postman" in c.itemText(n) for n in range(c.count()))
    )
    form.setCurrentIndex(next(n for n in range(form.count()) if "Postman" in form.itemText(n)))
    qtbot.waitUntil(lambda: has(dialog, "Copy"))
    press(dialog, "Copy")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("{"))
    value = json.loads(QGuiApplication.clipboard().text())
    assert [item["name"] for item in value["item"]] == ["Hero"]


@pytest.mark.parametrize("email", ["kim@example.com", "{{mail}}"])
def test_the_request_in_the_form_is_copied_as_code(qtbot: QtBot, window: MainWindow, email: str) -> None:
    ready(qtbot, window)
    window.composer.show_draft(Draft(friendly_id="home_hero", identity_type="email", email=email, values='{"mail": "kim@example.com"}'))
    window.commands.run("transfer.snippet")
    (dialog,) = window.findChildren(SnippetDialog)
    qtbot.waitUntil(lambda: has(dialog, "Copy"))
    press(dialog, "Copy")
    qtbot.waitUntil(lambda: "kim@example.com" in QGuiApplication.clipboard().text())
    assert "PERSONALIZE_CLIENT_KEY" in QGuiApplication.clipboard().text()


def test_what_cannot_be_sent_is_not_copied_as_code(qtbot: QtBot, window: MainWindow) -> None:
    ready(qtbot, window)
    window.composer.show_draft(Draft(friendly_id="home_hero", identity_type="email", email="{{nobody}}"))
    window.commands.run("transfer.snippet")
    assert not window.findChildren(SnippetDialog)
    assert "nobody" in window.composer.notice.accessibleName()


def test_a_workbench_file_opens_as_a_collection_with_its_baselines(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, window)
    sample = copy_sample(window.workbench.places.resources / "samples" / "sandbox-tour", tmp_path / "theirs")
    file = tmp_path / "tour.workbench.zip"
    file.write_bytes(bundle(sample).data)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    window.commands.run("collections.open_file")
    qtbot.waitUntil(lambda: any(root.name == "Sandbox tour" and len(root.children) > 3 for root in window.collections.roots()))
    root = next(root for root in window.collections.roots() if root.name == "Sandbox tour")
    assert root.path.parent == tmp_path
    assert list(root.path.rglob("*.baseline.json"))
    file.write_bytes(b"PK nonsense")
    window.commands.run("collections.open_file")
    qtbot.waitUntil(lambda: "was not opened" in window.collections.notice.accessibleName())
