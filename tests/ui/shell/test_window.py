"""The whole window: the road of a request, what is remembered, preferences, the end."""

from __future__ import annotations

import json
import threading

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from tests.support.loopback import Answer, Loopback
from tests.ui.shell.conftest import Opened
from tests.ui.support import click, leave, only, press, retype, tone_of
from workbench.domain import SANDBOX, SANDBOX_CLIENT_KEY, BrowserId, Secret, SecretKind, Tenant
from workbench.history import Query
from workbench.ui.composer import Draft
from workbench.ui.preferences import PreferencesDialog
from workbench.ui.shell.window import MainWindow

UUID = "12435206-1234-4f0b-9d55-6e46b0e4a42b"


def send(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.response.shown):
        click(window.composer.send)
    qtbot.waitUntil(lambda: not window.sending.running)


def add_tenant(window: MainWindow, url: str) -> Tenant:
    """A real tenant on loopback, its key for this session only."""
    tenant = window.workbench.tenants().add(Tenant("", "Acme", base_url=url, language="DE", currency_code="EUR", point_of_sale="shop"))
    window.workbench.key_store().set(tenant.secret(SecretKind.CLIENT_KEY), Secret("k" * 32), session_only=True)
    window.show_tenants(window.workbench.tenants().list())
    window.choose_tenant(tenant.id)
    return tenant


def test_the_first_start_is_one_press_away_from_a_response(qtbot: QtBot, window: MainWindow) -> None:
    assert window.tenant == SANDBOX
    assert window.composer.reading().errors == ()
    assert window.composer.friendly_id.hasFocus()
    send(qtbot, window)
    recorded = window.response.exchange()
    assert recorded is not None
    assert recorded.exchange.response is not None
    assert recorded.exchange.response.status == 200
    assert window.workbench.history().get(recorded.number) == recorded, "it is on disk"
    qtbot.waitUntil(lambda: window.history.model.rowCount() == 1)
    assert SANDBOX_CLIENT_KEY not in recorded.exchange.sent.body.decode()


def test_ctrl_return_sends_from_wherever_the_cursor_is(qtbot: QtBot, window: MainWindow) -> None:
    for place in (window.composer.friendly_id, window.composer.params, window.history.search):
        place.setFocus()
        with qtbot.waitSignal(window.sending.recorded):
            press(place, Qt.Key.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not window.sending.running)
    qtbot.waitUntil(lambda: window.history.model.rowCount() == 3)


def test_a_wrong_request_is_refused_and_nothing_is_recorded(qtbot: QtBot, window: MainWindow) -> None:
    retype(window.composer.friendly_id, "")
    leave(qtbot, window)
    with qtbot.assertNotEmitted(window.sending.recorded):
        click(window.composer.send)
    assert window.composer.friendly_id.hasFocus()
    assert tone_of(window.composer.friendly_id) == "bad"
    assert window.workbench.history().count(Query()) == 0


def test_a_call_under_way_is_cancelled_and_recorded_as_what_it_is(qtbot: QtBot, window: MainWindow) -> None:
    with Loopback(answers=[Answer(delay=30)]) as server:
        add_tenant(window, server.url)
        click(window.composer.send)
        qtbot.waitUntil(lambda: bool(QApplication.activeModalWidget()))
        press(QApplication.activeModalWidget() or window, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: len(server.received) == 1)
        assert window.composer.cancel.isEnabled()
        assert not window.composer.send.isEnabled()
        with qtbot.waitSignal(window.sending.recorded):
            click(window.composer.cancel)
        recorded = window.response.exchange()
        assert recorded is not None
        assert recorded.exchange.failure is not None
        assert recorded.exchange.failure.kind.value == "cancelled"
        assert window.composer.send.isEnabled()


def test_a_real_tenant_is_asked_about_once_and_declining_sends_nothing(qtbot: QtBot, window: MainWindow) -> None:
    with Loopback() as server:
        tenant = add_tenant(window, server.url)
        assert "Real" in window.topbar.real.text()
        click(window.composer.send)
        qtbot.waitUntil(lambda: bool(QApplication.activeModalWidget()))
        press(QApplication.activeModalWidget() or window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
        assert server.received == []
        click(window.composer.send)
        qtbot.waitUntil(lambda: bool(QApplication.activeModalWidget()))
        with qtbot.waitSignal(window.sending.recorded):
            press(QApplication.activeModalWidget() or window, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.tenant.acknowledged)
        send(qtbot, window)
        assert [json.loads(r.body)["clientKey"] for r in server.received] == ["k" * 32] * 2
        assert next(t for t in window.workbench.tenants().list() if t.id == tenant.id).acknowledged


def test_a_new_browser_id_comes_into_the_form(qtbot: QtBot, window: MainWindow) -> None:
    window.composer.show_draft(Draft(friendly_id="home_hero"))
    with qtbot.waitSignal(window.sending.recorded):
        window.commands.run("request.new_browser_id")
    identity = window.composer.reading().request.identity
    assert isinstance(identity, BrowserId)
    assert len(identity.value) == len(UUID)
    assert window.response.exchange() is None, "the answer is an exchange of its own, not the response"
    qtbot.waitUntil(lambda: window.history.model.rowCount() == 1)


def test_another_tenant_is_chosen_from_the_list_and_by_the_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    tenant = add_tenant(window, "http://127.0.0.1:9")
    edit = window.composer.language.lineEdit()
    assert edit is not None
    assert edit.placeholderText() == "DE"
    window.commands.run("tenants.next")
    assert window.tenant == SANDBOX
    assert window.topbar.real.text() == ""
    window.topbar.tenant.setFocus()
    press(window.topbar.tenant, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.tenant.id == tenant.id)
    assert edit.placeholderText() == "DE"


# -- remembering ------------------------------------------------------------------------------------


def test_a_second_window_opens_where_the_first_one_was_closed(qtbot: QtBot, opened: Opened) -> None:
    draft = Draft("offer", "SMS", "DE", "CHF", "shop", "identifiers", UUID, "kim@example.com", "CRM", "7", '{"a": 1}', '{"uri": "/"}')
    with opened() as window:
        tenant = window.workbench.tenants().add(Tenant("", "Acme", base_url="http://127.0.0.1:9"))
        window.show_tenants(window.workbench.tenants().list())
        window.choose_tenant(tenant.id)
        window.resize(window.minimumWidth(), 720)  # more than the screen is wide is not given back
        window.left.setSizes([300, 320])
        window.across.setSizes([230, 330, 380])
        window.composer.show_draft(draft)
        qtbot.waitUntil(lambda: window.composer.draft() == draft)
        left, across, size = window.left.sizes(), window.across.sizes(), window.size()
    with opened() as window:
        assert window.tenant == tenant
        assert window.composer.draft() == draft
        assert window.composer.extra.isVisible()
        assert (window.left.sizes(), window.across.sizes(), window.size()) == (left, across, size)


def test_a_crash_loses_no_more_than_the_last_words(qtbot: QtBot, opened: Opened) -> None:
    with opened() as window:
        retype(window.composer.friendly_id, "kept_without_closing")
        place = window.workbench.places.ui_state
        qtbot.waitUntil(lambda: place.exists() and "kept_without_closing" in place.read_text())


def test_a_memory_that_makes_no_sense_is_survived(qtbot: QtBot, opened: Opened) -> None:
    with opened() as window:
        place = window.workbench.places.ui_state
    nonsense = {"tenant": 7, "draft": [1], "saved": {}, "across": ["x"], "left": [1, 2, 3], "geometry": "§§"}
    place.write_text(json.dumps(nonsense))
    with opened() as window:
        assert window.tenant == SANDBOX
        assert window.composer.draft() == Draft()


def test_a_tenant_that_is_gone_gives_way_to_the_sandbox(opened: Opened) -> None:
    with opened() as window:
        tenant = window.workbench.tenants().add(Tenant("", "Acme", base_url="http://127.0.0.1:9"))
        window.show_tenants(window.workbench.tenants().list())
        window.choose_tenant(tenant.id)
        window.workbench.tenants().remove(tenant.id)
    with opened() as window:
        assert window.tenant == SANDBOX


def test_nothing_of_ours_runs_after_the_end(qtbot: QtBot, opened: Opened) -> None:
    with opened() as window:
        send(qtbot, window)
    qtbot.waitUntil(lambda: not [t.name for t in threading.enumerate() if t.name.startswith("workbench-")])


# -- preferences ------------------------------------------------------------------------------------


def test_preferences_hold_at_once_and_are_written(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.run("app.preferences")
    dialog = only(window, PreferencesDialog)
    theme = dialog.controls["theme"]
    assert isinstance(theme, QComboBox)
    theme.setCurrentIndex(theme.findData("dark"))
    assert window.theme.colors.name == "dark"
    retype(dialog.controls["total_timeout"], "12")
    press(dialog.controls["total_timeout"], Qt.Key.Key_Return)
    assert window.settings.total_timeout == 12
    qtbot.waitUntil(lambda: window.workbench.settings_store().load() == window.settings)
    dialog.close()
    qtbot.waitUntil(lambda: not window.findChildren(PreferencesDialog))


def test_a_smaller_history_is_pruned_at_once(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(3):
        send(qtbot, window)
    window.commands.run("app.preferences")
    keep = only(window, PreferencesDialog).controls["history_max_count"]
    retype(keep, "1")
    press(keep, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.workbench.history().count(Query()) == 1)
