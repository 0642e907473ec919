"""The everyday road, as a person: a real window, a real keyring, a real server that checks the bytes it gets."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QListView

from tests.support.loopback import Answer, Loopback, Received
from tests.support.person import Person
from workbench.app.paths import find_places
from workbench.ui.collections.state import count_requests
from workbench.ui.jobs import Jobs
from workbench.ui.shell.window import MainWindow
from workbench.ui.theme import Theme
from workbench.usecases import Workbench

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        not (os.environ.get("WORKBENCH_TEST_KEYRING") and os.environ.get("DISPLAY")),
        reason="needs a screen and a keyring: make test runs it inside tests/support/xrun.sh and with_keyring.sh",
    ),
]

KEY = "k3yThatMustNeverBeSeen0123456789"
FRESH = "7b4a7e2e-9f3c-4d7e-8a55-0c1d2e3f4a5b"
MADE = json.dumps({"ref": FRESH, "status": "OK", "version": "1.2", "client_key": KEY}).encode()
GOLD = json.dumps({"offer": {"name": "Gold", "discount": 15}, "items": [{"sku": "A1"}, {"sku": "B2"}]}).encode()
SILVER = json.dumps({"offer": {"name": "Silver", "discount": 10}, "items": [{"sku": "A1"}, {"sku": "B2"}, {"sku": "C3"}]}).encode()
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@contextlib.contextmanager
def opened(app: QApplication) -> Iterator[tuple[MainWindow, Person]]:
    """The application from its start to its end, on the files of this home."""
    workbench = Workbench(find_places(), "1.0")
    settings = workbench.settings_store().load()
    window = MainWindow(Theme(app, "light", workbench.places.resources), Jobs(), workbench, settings)
    ready: list[bool] = []
    window.ready.connect(lambda: ready.append(True))
    window.show()
    person = Person()
    person.see(lambda: ready, "the window is ready")
    try:
        yield window, person
    finally:
        window.close()
        window.shut_down()
        window.deleteLater()
        QTest.qWait(1)


def test_tenant_key_send_cancel_read_search_compare_restart(qapp: QApplication, private_home: Path) -> None:
    answers = [
        Answer(201, "Created", body=MADE),
        Answer(201, "Created", body=MADE),
        Answer(body=GOLD),
        Answer(body=SILVER),
        Answer(body=SILVER),
        Answer(body=GOLD, delay=60),
        Answer(body=GOLD),
        Answer(body=GOLD),
    ]
    seen: list[str] = []
    with Loopback(answers=answers) as server:
        with opened(qapp) as (window, person):
            add_a_tenant(person, server)
            store_its_key(person)
            try_the_connection(person, window)
            send_by_each_identity(person, window, server)
            seen.append(person.screen_text())
            cancel_a_slow_one(person, window, server)
            read(person, window)
            search_history(person, window)
            compare(person, window)
            save_it(person, window)
            seen += [person.screen_text(), *window_titles()]
        with opened(qapp) as (window, person):
            everything_is_still_there(person, window)
            send_again(person, window)
            seen.append(person.screen_text())
        the_terminal_sees_the_same(private_home)
        check_bytes(server.received)
    assert all(KEY not in text for text in seen)
    the_key_is_nowhere(private_home)


# -- the acts ---------------------------------------------------------------------------------------


def add_a_tenant(person: Person, server: Loopback) -> None:
    person.click("Tenants")
    person.type_into("Name", "Acme QA")
    choose(person, "Region", "Custom base URL")
    person.type_into("Base URL", f"{server.url}/v2/")
    person.type_into("Points of sale", "acme/de")
    choose_text(person, "Point of sale", "acme/de")
    choose_text(person, "Language", "DE")
    choose_text(person, "Currency", "EUR")
    person.click("Save tenant")
    person.see(lambda: "Now store its client key" in person.screen_text(), "the tenant is saved")


def store_its_key(person: Person) -> None:
    person.type_into("Client key", KEY)
    person.click("Store")
    person.see(lambda: "In the keychain" in person.screen_text(), "the key is in the keychain")
    assert KEY not in person.screen_text()


def try_the_connection(person: Person, window: MainWindow) -> None:
    person.click("Test connection")
    person.see(lambda: "Connected" in person.screen_text(), "the connection works")
    person.click("Close")
    person.gone("Save tenant")
    tenant = person.control("Tenant")
    assert isinstance(tenant, QComboBox)
    tenant.setFocus()
    QTest.keyClick(tenant, Qt.Key.Key_Down)
    person.see(lambda: window.tenant.name == "Acme QA", "the new tenant is chosen")
    assert "Real tenant" in person.screen_text()


def send_by_each_identity(person: Person, window: MainWindow, server: Loopback) -> None:
    person.press(Qt.Key.Key_N, CTRL)
    person.type_into("Friendly ID", "home_hero")
    person.click("New browser ID")
    person.click("Send it")  # once per tenant: a call is a real execution
    person.see(lambda: window.composer.browser_id.text() == FRESH, "a fresh browser ID")
    person.type_into("Parameters", '{"page": "home", "tier": 3}')
    person.click("Send")
    person.see(lambda: shown_count(window) == 3 and "Gold" in pretty(window), "the first response")
    person.click("Email")
    person.type_into("Email", "kim@example.com")
    person.press(Qt.Key.Key_Return, CTRL)
    person.see(lambda: shown_count(window) == 4 and "Silver" in pretty(window), "the second response")
    person.click("Identifiers")
    person.type_into("Provider", "CRM")
    person.type_into("Identifier", "000123")
    person.click("Send")
    person.see(lambda: shown_count(window) == 5 and "Silver" in pretty(window), "the third response")
    person.type_into("Currency", "eur")
    person.click("Send")
    person.see(lambda: "Currency" in person.screen_text() and window.composer.currency.hasFocus(), "what is wrong, at its field")
    assert len(server.received) == 5
    person.type_into("Currency", "")


def cancel_a_slow_one(person: Person, window: MainWindow, server: Loopback) -> None:
    person.click("Send")
    person.see(lambda: len(server.received) == 6, "the request is on its way")
    person.click("Cancel")
    person.see(lambda: shown_count(window) == 6 and "Cancelled" in person.screen_text(), "the call is cancelled")


def read(person: Person, window: MainWindow) -> None:
    rows = exchanges(person)
    person.see(lambda: rows.model().rowCount() == 6, "six rows in History")
    click_row(rows, 3)
    person.see(lambda: "Gold" in pretty(window), "the first response again")
    document = window.response.document()
    assert document is not None
    assert document.raw == GOLD
    person.press(Qt.Key.Key_F, CTRL)
    person.type_into("Find in response", "a1")
    person.see(lambda: "1 of 1" in person.screen_text(), "one hit")
    assert window.response.current_path() == "$['items'][0]['sku']"
    person.click("Copy path")
    assert QGuiApplication.clipboard().text() == "$['items'][0]['sku']"
    person.click("Copy value")
    assert QGuiApplication.clipboard().text() == "A1"


def search_history(person: Person, window: MainWindow) -> None:
    rows = exchanges(person)
    for words, count in (("kim@example.com", 1), ("silver", 2), ("home tier", 4), ("no such word", 0), ("", 6)):
        person.type_into("Search history", words)
        person.see(partial(has_rows, window, count), f"{count} rows for {words!r}")
    assert rows.model().rowCount() == 6


def compare(person: Person, window: MainWindow) -> None:
    rows = exchanges(person)
    click_row(rows, 1)
    person.see(lambda: "Silver" in pretty(window), "the third response")
    person.click("Compare")
    person.see(lambda: window.compare.difference_count() == 0 and "equal" in person.screen_text().lower(), "equal to the one before")
    click_row(rows, 3)
    window.commands.run("history.compare")
    person.see(lambda: window.compare.difference_count() == 3, "three differences")
    text = person.screen_text()
    assert "offer" in text
    assert "items" in text
    assert window.compare.current_difference() == 0
    person.press(Qt.Key.Key_F8)
    assert window.compare.current_difference() == 1
    person.press(Qt.Key.Key_F8, SHIFT)
    assert window.compare.current_difference() == 0
    person.click("Back")


def save_it(person: Person, window: MainWindow) -> None:
    person.click("Save")
    person.type_into("Name", "Hero for CRM guests")
    person.click("Save")
    person.see(lambda: count_requests(window.collections.roots()) == 1, "one saved request")


def everything_is_still_there(person: Person, window: MainWindow) -> None:
    assert window.tenant.name == "Acme QA"
    assert window.composer.friendly_id.text() == "home_hero"
    assert window.composer.identifier.text() == "000123"
    rows = exchanges(person)
    person.see(lambda: rows.model().rowCount() == 6, "six rows in History")
    person.see(lambda: count_requests(window.collections.roots()) == 1, "the saved request")
    assert window.composer.isVisible()
    click_row(rows, 2)
    person.see(lambda: "Silver" in pretty(window), "an old response")


def send_again(person: Person, window: MainWindow) -> None:
    """With the key from the keychain, which nobody typed in this run; and without being asked again."""
    person.press(Qt.Key.Key_Return, CTRL)
    person.see(lambda: shown_count(window) == 7 and "Gold" in pretty(window), "a response with the stored key")


def the_terminal_sees_the_same(home: Path) -> None:
    """A cold process of its own: the same tenant, key, and history."""
    command = [sys.executable, "-m", "workbench", "send", "home_hero", "--tenant", "Acme QA", "--email", "kim@example.com", "--yes"]
    sent = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert (sent.returncode, json.loads(sent.stdout)) == (0, json.loads(GOLD)), sent.stderr
    listed = subprocess.run([sys.executable, "-m", "workbench", "history", "list"], capture_output=True, text=True, check=True)
    assert len(listed.stdout.strip().splitlines()) >= 8
    assert KEY not in sent.stdout + sent.stderr + listed.stdout + listed.stderr


def check_bytes(received: list[Received]) -> None:
    """What the server got, byte by byte."""
    made = f"/v1.2/browser/create.json?client_key={KEY}&message=%7B%7D"
    assert [(r.method, r.target) for r in received[:2]] == [("GET", made)] * 2
    assert {(r.method, r.target) for r in received[2:]} == {("POST", "/v2/callFlows")}
    head = f'{{"clientKey":"{KEY}","language":"DE","currencyCode":"EUR","pointOfSale":"acme/de",'
    kim, crm = '"email":"kim@example.com"', '"identifiers":{"id":"000123","provider":"CRM"}'
    hero, params = ',"friendlyId":"home_hero"', ',"params":{"page":"home","tier":3}}'
    wanted = [
        head + f'"browserId":"{FRESH}"' + hero + params,
        head + kim + hero + params,
        head + crm + hero + params,
        head + crm + hero + params,
        head + crm + hero + params,
        head + kim + hero + "}",
    ]
    for request, body in zip(received[2:], wanted, strict=True):
        assert request.body == body.encode()
        assert request.headers["content-type"] == "application/json"
        assert "authorization" not in request.headers


def the_key_is_nowhere(home: Path) -> None:
    """No file the workbench wrote holds it, nor do the arguments or the environment of this process."""
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.name == "history.sqlite" for path in files)
    for path in files:
        for spelling in (KEY.encode(), KEY.encode("utf-16-le"), KEY.encode().hex().encode()):
            assert spelling not in path.read_bytes(), path
    for file in ("cmdline", "environ"):
        assert KEY.encode() not in Path(f"/proc/self/{file}").read_bytes()
    assert KEY not in QGuiApplication.clipboard().text()


# -- small ------------------------------------------------------------------------------------------


def choose(person: Person, name: str, item: str) -> None:
    """Pick an entry of a list, with the keyboard."""
    combo = person.control(name)
    assert isinstance(combo, QComboBox)
    combo.setFocus()
    QTest.keyClicks(combo, item)
    assert combo.currentText() == item


def choose_text(person: Person, name: str, text: str) -> None:
    person.type_into(name, text)


def exchanges(person: Person) -> QListView:
    rows = person.control("Exchanges")
    assert isinstance(rows, QListView)
    return rows


def click_row(rows: QListView, row: int) -> None:
    place = rows.visualRect(rows.model().index(row, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def has_rows(window: MainWindow, count: int) -> bool:
    return window.history.model.rowCount() == count


def shown_count(window: MainWindow) -> int:
    """The number of the exchange that is shown."""
    recorded = window.response.exchange()
    return recorded.number if recorded is not None and not window.sending.running else 0


def pretty(window: MainWindow) -> str:
    document = window.response.document()
    return document.text() if document is not None else ""


def window_titles() -> list[str]:
    return [widget.windowTitle() for widget in QApplication.topLevelWidgets()]
