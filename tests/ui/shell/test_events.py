"""Events in the whole window: made, opened, sent to the Sandbox and to a real server, seen in the response and in History."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.support.loopback import Answer, Loopback
from tests.ui.shell.test_tabs import path_of
from tests.ui.shell.test_window import add_tenant, send
from tests.ui.support import choose, click, only, press, retype
from workbench.collections import About, SavedEvent
from workbench.domain import Operation, Recorded, StreamEvent, Tenant
from workbench.ui.collections.event_dialog import EventDialog
from workbench.ui.history.state import second_line, title
from workbench.ui.shell.window import MainWindow
from workbench.ui.tenants.dialog import TenantsDialog

VIEW = StreamEvent("VIEW", "{{new_browser_id}}", page="home", fields={"ext": {"tier": "{{tier}}", "n": "{{n}}"}})


def with_event(qtbot: QtBot, window: MainWindow, event: StreamEvent = VIEW) -> Path:
    """One event in the own collection, which lends it a value."""
    collections, own = window.workbench.collections(), window.workbench.places.saved
    collections.trees()
    collections.save_about(own, About("My requests", "", {"tier": "gold"}))
    path = collections.save_new(own, SavedEvent("Looks around", event, values={"n": 3}))
    qtbot.waitUntil(lambda: any(node.path == path for root in window.collections.roots() for node in root.walk()))
    return path


def opened_dialog(qtbot: QtBot, window: MainWindow) -> EventDialog:
    qtbot.waitUntil(lambda: bool(window.findChildren(EventDialog)))
    return only(window, EventDialog)


def open_event(qtbot: QtBot, window: MainWindow, name: str = "Looks around") -> EventDialog:
    """As a person opens it: chosen, then Enter."""
    tree = window.collections.tree
    tree.choose([path_of(window, name)])
    press(tree, Qt.Key.Key_Return)
    return opened_dialog(qtbot, window)


def came(window: MainWindow) -> Recorded:
    recorded = window.response.exchange()
    assert recorded is not None
    return recorded


def told(dialog: EventDialog) -> str:
    return " ".join(part.text() for part in dialog.notice.findChildren(QLabel) if part.isVisible())


def test_an_event_is_sent_from_its_dialog_and_its_answer_is_shown_and_kept(qtbot: QtBot, window: MainWindow) -> None:
    with_event(qtbot, window)
    dialog = open_event(qtbot, window)
    retype(dialog.page_name, "basket")
    with qtbot.waitSignal(window.response.shown):
        click(dialog.send)
    qtbot.waitUntil(lambda: "The event was accepted" in told(dialog))
    recorded = came(window)
    exchange = recorded.exchange
    assert exchange.operation is Operation.SEND_EVENT
    assert exchange.response is not None
    assert exchange.response.status == 201
    body = json.loads(exchange.sent.body)
    assert (body["page"], body["ext"], len(body["browser_id"])) == ("basket", {"tier": "gold", "n": 3}, 36)
    assert f"#{recorded.number}" in told(dialog)
    assert window.workbench.history().get(recorded.number) == recorded
    qtbot.waitUntil(lambda: window.history.model.rowCount() == 2)
    row = window.history.model.row_at(0)
    assert row is not None
    assert title(row) == "VIEW event"
    assert body["browser_id"] in second_line(row)
    other = window.history.model.row_at(1)
    assert other is not None
    assert title(other) == "New browser ID"
    assert dialog.is_changed(), "sending saves nothing"
    with qtbot.waitSignal(dialog.finished):
        click(dialog.save)
    assert window.workbench.collections().load_event(path_of(window, "Looks around"))[0].event.page == "basket"


def test_a_new_event_is_made_from_the_palette_with_a_new_guest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: bool(window.collections.roots()))
    window.commands.run("collections.new_event")
    dialog = opened_dialog(qtbot, window)
    retype(dialog.name, "First look")
    dialog.type.set_code("VIEW")
    click(dialog.new_browser_id)
    qtbot.waitUntil(lambda: len(dialog.browser_id.text()) == 36)
    assert window.composer.draft().browser_id != dialog.browser_id.text(), "the form behind keeps its own"
    with qtbot.waitSignal(dialog.finished):
        click(dialog.save)
    qtbot.waitUntil(lambda: any(node.name == "First look" for root in window.collections.roots() for node in root.walk()))
    assert path_of(window, "First look").name == "first-look.event.toml"


def test_a_real_tenant_is_asked_about_once_over_the_dialog(qtbot: QtBot, window: MainWindow) -> None:
    with_event(qtbot, window, StreamEvent("VIEW", "b-1"))
    with Loopback([Answer(201, "Created", body=b'{"status":"OK"}'), Answer(404, "Not Found", body=b"{}")]) as server:
        add_tenant(window, server.url)
        dialog = open_event(qtbot, window)
        click(dialog.send)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() not in (None, dialog))
        assert not server.received
        press(QApplication.activeModalWidget() or window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
        assert server.received == []
        click(dialog.send)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() not in (None, dialog))
        with qtbot.waitSignal(window.sending.recorded):
            press(QApplication.activeModalWidget() or window, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.tenant.acknowledged)
        qtbot.waitUntil(lambda: not window.sending.running)
        with qtbot.waitSignal(window.sending.recorded):
            click(dialog.send)
        qtbot.waitUntil(lambda: "404 Not Found" in told(dialog))
        assert "The browser ID is not known to this tenant" in told(dialog)
        assert [json.loads(each.body)["pos"] for each in server.received] == ["shop", "shop"]
        assert {each.target for each in server.received} == {"/v1.2/events"}


def test_what_cannot_be_sent_is_told_in_the_dialog(qtbot: QtBot, window: MainWindow) -> None:
    with_event(qtbot, window, StreamEvent("VIEW", "b-1", fields={"ext": {"a": "{{nobody}}"}}))
    dialog = open_event(qtbot, window)
    click(dialog.send)
    qtbot.waitUntil(lambda: "Nothing was sent" in told(dialog))
    assert "Fields: Nothing is known by the name “nobody”" in told(dialog)
    assert dialog.send.isEnabled()
    assert not window.composer.notice.isVisible()


def test_without_a_key_it_is_said_and_the_tenants_open_over_the_dialog(qtbot: QtBot, window: MainWindow) -> None:
    with_event(qtbot, window, StreamEvent("VIEW", "b-1"))
    tenant = window.workbench.tenants().add(
        Tenant("", "Acme", base_url="http://127.0.0.1:9", point_of_sale="shop", language="DE", currency_code="EUR", acknowledged=True)
    )
    window.show_tenants(window.workbench.tenants().list())
    window.choose_tenant(tenant.id)
    dialog = open_event(qtbot, window)
    click(dialog.send)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), TenantsDialog))
    assert "Nothing was sent" in told(dialog)
    press(QApplication.activeModalWidget() or window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)


def test_an_answer_that_comes_after_its_dialog_was_closed_is_shown_all_the_same(qtbot: QtBot, window: MainWindow) -> None:
    with_event(qtbot, window, StreamEvent("VIEW", "b-1"))
    with Loopback([Answer(201, "Created", body=b"{}", delay=1)]) as server:
        tenant = add_tenant(window, server.url)
        window.tenancy.acknowledge(tenant)
        qtbot.waitUntil(lambda: window.tenant.acknowledged)
        dialog = open_event(qtbot, window)
        click(dialog.send)
        qtbot.waitUntil(lambda: len(server.received) == 1)
        assert not dialog.send.isEnabled()
        with qtbot.waitSignal(window.response.shown):
            click(dialog.cancel)
        qtbot.waitUntil(lambda: not window.sending.running)
        assert came(window).exchange.event is not None
        assert window.composer.send.isEnabled()
        qtbot.waitUntil(lambda: not window.findChildren(EventDialog))


def test_an_event_is_sent_from_the_tree_and_again_from_history(qtbot: QtBot, window: MainWindow) -> None:
    path = with_event(qtbot, window)
    send(qtbot, window)
    tree = window.collections.tree
    tree.choose([path])
    tree.scrollTo(tree.currentIndex())
    tree.customContextMenuRequested.emit(tree.visualRect(tree.currentIndex()).center())
    with qtbot.waitSignal(window.response.shown):
        choose("Send this event")
    qtbot.waitUntil(lambda: not window.sending.running)
    first = came(window)
    assert first.exchange.event is not None
    with qtbot.waitSignal(window.response.shown):
        window.keeping.send_again.emit(first)
    qtbot.waitUntil(lambda: not window.sending.running)
    again = came(window)
    assert again.number > first.number
    assert again.exchange.event == first.exchange.event, "the same guest, the same values"
    window.keeping._reopen(again)
    dialog = opened_dialog(qtbot, window)
    assert (dialog.windowTitle(), dialog.type.code()) == ("New event", "VIEW")
    assert dialog.browser_id.text() == first.exchange.event.browser_id
    dialog.close()
    window.comparing.approve()
    assert "Nothing to approve" in " ".join(part.text() for part in window.response.findChildren(QLabel) if part.isVisible())


def test_a_broken_event_says_what_is_wrong(qtbot: QtBot, window: MainWindow) -> None:
    path = with_event(qtbot, window)
    path.write_text("type = 5\n")
    qtbot.waitUntil(lambda: any(node.error for root in window.collections.roots() for node in root.walk()))
    window.collections.tree.choose([path])
    press(window.collections.tree, Qt.Key.Key_Return)
    qtbot.waitUntil(window.collections.notice.isVisible)
    assert "line 1, type" in window.collections.notice.accessibleName()
    assert not window.findChildren(EventDialog)
