"""Anything beside the live response: baseline, file, clipboard; what is ignored is remembered; reports; undo of an approval."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from tests.support.loopback import Answer, Loopback
from tests.ui.shell.conftest import Opened
from tests.ui.support import button, click, spoken
from workbench.domain import BrowserId, FlowRequest, Secret, SecretKind, Tenant
from workbench.settings import CompareRule
from workbench.ui.composer import Draft
from workbench.ui.shell.window import MainWindow

KEY = "k3yThatMustNeverBeSeen0123456789"


def body(name: str, at: str, price: float = 9.5) -> Answer:
    return Answer(
        body=json.dumps({"offer": {"name": name, "price": price}, "decidedAt": at, "items": [{"sku": "A"}, {"sku": "B"}]}).encode()
    )


GOLD, GOLD_LATER, SILVER = (
    body("Gold", "2026-11-25T10:00:00Z"),
    body("Gold", "2026-11-25T11:00:00Z"),
    body("Silver", "2026-11-25T12:00:00Z"),
)


def connect(window: MainWindow, url: str) -> None:
    tenant = window.workbench.tenants().add(Tenant("", "Acme", base_url=url, point_of_sale="shop", acknowledged=True))
    window.workbench.key_store().set(tenant.secret(SecretKind.CLIENT_KEY), Secret(KEY), session_only=True)
    window.show_tenants(window.workbench.tenants().list())
    window.choose_tenant(tenant.id)
    window.composer.show_draft(
        Draft.of(FlowRequest("home_hero", "WEB", "EN", "EUR", "", BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b")))
    )


def send(qtbot: QtBot, window: MainWindow) -> int:
    with qtbot.waitSignal(window.sending.recorded) as told:
        click(window.composer.send)
    qtbot.waitUntil(lambda: not window.sending.running)
    return int(told.args[0].number)


def save(qtbot: QtBot, window: MainWindow) -> Path:
    window.saving.save_named("Home hero")
    qtbot.waitUntil(lambda: window.saving.path() is not None)
    path = window.saving.path()
    assert path is not None
    return path


def said(window: MainWindow) -> str:
    return " ".join(part.text() for part in window.compare.findChildren(QLabel) if part.isVisible())


def compared(qtbot: QtBot, window: MainWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in said(window))


def test_approve_send_again_and_see_that_it_is_equal(qtbot: QtBot, window: MainWindow) -> None:
    with Loopback([GOLD, GOLD_LATER, SILVER]) as server:
        connect(window, server.url)
        path = save(qtbot, window)
        send(qtbot, window)
        window.commands.run("compare.approve")
        qtbot.waitUntil(lambda: window.response.baseline.text() == "Equal to the baseline")
        assert window.workbench.collections().baseline(path).body == GOLD.body  # type: ignore[union-attr]
        send(qtbot, window)
        qtbot.waitUntil(lambda: window.response.baseline.text() == "1 difference to the baseline")
        click(window.response.baseline)
        compared(qtbot, window, "Baseline · home-hero")
        qtbot.waitUntil(lambda: window.compare.difference_count() == 1)
        qtbot.waitUntil(lambda: window.compare.options.paths.count() == 1)
        window.compare.options.paths.item(0).setCheckState(Qt.CheckState.Checked)
        compared(qtbot, window, "The two responses are equal")
        assert "1 ignored" in said(window)
        send(qtbot, window)
        qtbot.waitUntil(lambda: window.response.baseline.text() == "1 difference to the baseline")
        qtbot.waitUntil(lambda: window.compare.list.count() == 1)
        assert "new since #2" in window.compare.list.item(0).text()
    assert window.workbench.compare_rules().get("home_hero").ignore == ("$.decidedAt",)


def test_what_is_ignored_is_remembered_for_that_friendly_id(qtbot: QtBot, opened: Opened) -> None:
    with Loopback([GOLD, GOLD_LATER]) as server:
        with opened() as window:
            window.workbench.compare_rules().set("home_hero", CompareRule(ignore=("$.decidedAt",)))
        with opened() as window:
            connect(window, server.url)
            send(qtbot, window)
            send(qtbot, window)
            click(window.response.compare_button)
            compared(qtbot, window, "The two responses are equal")


def test_an_approval_is_taken_back(qtbot: QtBot, window: MainWindow) -> None:
    with Loopback([GOLD, SILVER]) as server:
        connect(window, server.url)
        path = save(qtbot, window)
        send(qtbot, window)
        window.commands.run("compare.approve")
        qtbot.waitUntil(lambda: window.response.baseline.isVisible())
        send(qtbot, window)
        window.commands.run("compare.approve")
        qtbot.waitUntil(lambda: "replaced" in window.response.message.accessibleName())
        click(button(window.response.message, "Undo"))
        qtbot.waitUntil(lambda: window.workbench.collections().baseline(path).body == GOLD.body)  # type: ignore[union-attr]
        qtbot.waitUntil(lambda: "differences to the baseline" in window.response.baseline.text())


def test_without_a_saved_request_it_says_what_to_do_first(qtbot: QtBot, window: MainWindow) -> None:
    with Loopback([GOLD]) as server:
        connect(window, server.url)
        send(qtbot, window)
        window.commands.run("compare.approve")
        assert "Save the request first" in window.response.message.accessibleName()
        window.commands.run("compare.baseline")
        compared(qtbot, window, "No saved request")
        save(qtbot, window)
        window.commands.run("compare.baseline")
        compared(qtbot, window, "No baseline yet")


def test_a_file_and_the_clipboard_stand_at_the_left(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "yesterday.json"
    file.write_bytes(SILVER.body)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    with Loopback([GOLD]) as server:
        connect(window, server.url)
        send(qtbot, window)
        window.commands.run("compare.file")
        compared(qtbot, window, "yesterday.json")
        qtbot.waitUntil(lambda: window.compare.difference_count() == 2)
        QGuiApplication.clipboard().setText(GOLD.body.decode())
        window.commands.run("compare.clipboard")
        compared(qtbot, window, "The two responses are equal")
        QGuiApplication.clipboard().clear()
        window.commands.run("compare.clipboard")
        qtbot.waitUntil(lambda: "holds no text" in window.compare.notice.accessibleName())
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "gone.json"), ""))
        window.commands.run("compare.file")
        compared(qtbot, window, "gone.json")


def test_requests_and_headers_are_compared_too(qtbot: QtBot, window: MainWindow) -> None:
    with Loopback([GOLD, SILVER]) as server:
        connect(window, server.url)
        send(qtbot, window)
        window.composer.language.set_code("DE")
        send(qtbot, window)
        click(window.response.compare_button)
        qtbot.waitUntil(lambda: window.compare.difference_count() == 2)
        window.compare.subject.activated.emit(1)
        qtbot.waitUntil(lambda: window.compare.difference_count() == 1)
        assert '"EN" → "DE"' in window.compare.list.item(0).text()
        assert KEY not in spoken(window.compare)
        window.compare.subject.activated.emit(2)
        qtbot.waitUntil(lambda: "content-length" in window.compare.list.item(0).text())


def test_reports_are_copied_and_saved_without_secrets(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "comparison.html"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(page), ""))
    with Loopback([GOLD, SILVER]) as server:
        connect(window, server.url)
        send(qtbot, window)
        send(qtbot, window)
        click(window.response.compare_button)
        qtbot.waitUntil(lambda: window.compare.difference_count() == 2)
        window.commands.run("compare.copy_markdown")
        qtbot.waitUntil(lambda: "Silver" in QGuiApplication.clipboard().text())
        window.commands.run("compare.copy_patch")
        qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("["))
        assert {"op": "replace", "path": "/offer/name", "value": "Silver"} in json.loads(QGuiApplication.clipboard().text())
        window.commands.run("compare.save_html")
        qtbot.waitUntil(page.exists)
        qtbot.waitUntil(lambda: "Saved" in window.compare.notice.accessibleName())
    text = page.read_text()
    assert "<script" not in text
    assert KEY not in text
    QGuiApplication.clipboard().clear()


def test_a_difference_is_ignored_from_where_one_stands(qtbot: QtBot, window: MainWindow) -> None:
    with Loopback([GOLD, SILVER]) as server:
        connect(window, server.url)
        send(qtbot, window)
        send(qtbot, window)
        click(window.response.compare_button)
        qtbot.waitUntil(lambda: window.compare.difference_count() == 2)
        window.commands.run("compare.ignore")
        qtbot.waitUntil(lambda: window.compare.difference_count() == 1)
    qtbot.waitUntil(lambda: window.workbench.compare_rules().get("home_hero").ignore == ("$.offer.name",))
