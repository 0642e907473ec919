"""As a person: spot the difference to yesterday's pinned response, ignore a timestamp, approve, send again, see that it is equal."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.journeys.test_everyday import CTRL, SHIFT, click_row, exchanges, opened, pretty
from tests.support.loopback import Answer, Loopback
from tests.support.person import Person
from workbench.app.paths import find_places
from workbench.domain import Secret, SecretKind, Tenant
from workbench.ui.collections.state import count_requests
from workbench.ui.shell.window import MainWindow
from workbench.usecases import Workbench

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        not (os.environ.get("WORKBENCH_TEST_KEYRING") and os.environ.get("DISPLAY")),
        reason="needs a screen and a keyring: make test runs it inside tests/support/xrun.sh and with_keyring.sh",
    ),
]

ALT = Qt.KeyboardModifier.AltModifier


def answer(name: str, at: str) -> Answer:
    items = [{"sku": "A1", "name": "Jacket"}, {"sku": "B2", "name": "Socks"}]
    return Answer(body=json.dumps({"offer": {"name": name, "image": f"{name.lower()}.jpg"}, "items": items, "decidedAt": at}).encode())


YESTERDAY, TODAY = answer("Gold", "2026-11-24T10:00:00Z"), answer("Silver", "2026-11-25T10:00:00Z")
AGAIN = answer("Silver", "2026-11-25T10:05:00Z")


def with_a_tenant(url: str) -> None:
    """Somebody set it up before; that road has a journey of its own."""
    workbench = Workbench(find_places(), "1.0")
    tenant = workbench.tenants().add(
        Tenant(
            "", "Acme", base_url=url, points_of_sale=("shop",), point_of_sale="shop", language="EN", currency_code="EUR", acknowledged=True
        )
    )
    workbench.key_store().set(tenant.secret(SecretKind.CLIENT_KEY), Secret("k3yThatMustNeverBeSeen0123456789"))
    workbench.tenants().update(replace(tenant, keys=frozenset({SecretKind.CLIENT_KEY})))
    workbench.ui_state().set("tenant", tenant.id)
    workbench.ui_state().save()
    workbench.close()


def test_difference_ignore_approve_equal(qapp: QApplication, private_home: Path) -> None:
    with Loopback([YESTERDAY, TODAY, AGAIN]) as server:
        with_a_tenant(server.url)
        with opened(qapp) as (window, person):
            yesterday(person, window)
        with opened(qapp) as (window, person):
            spot_the_difference(person, window)
            ignore_the_timestamp(person, window)
            approve(person, window)
            send_again_and_see_equal(person, window)


def yesterday(person: Person, window: MainWindow) -> None:
    person.type_into("Friendly ID", "home_hero")
    person.click("Save")
    person.type_into("Name", "Home hero")
    person.click("Save")
    person.see(lambda: count_requests(window.collections.roots()) == 1, "the request is saved")
    person.see(window.isActiveWindow, "the window is in front again")
    person.press(Qt.Key.Key_Return, CTRL)
    person.see(lambda: "Gold" in pretty(window), "yesterday's response")
    click_row(exchanges(person), 0)
    person.press(Qt.Key.Key_P, CTRL)
    person.see(lambda: (row := window.history.model.row_at(0)) is not None and row.pinned, "it is pinned")


def spot_the_difference(person: Person, window: MainWindow) -> None:
    person.press(Qt.Key.Key_Return, CTRL)
    person.see(lambda: "Silver" in pretty(window), "today's response")
    person.click("Compare")
    person.see(lambda: window.compare.difference_count() == 3, "three differences to the pinned one")
    assert "offer" in person.screen_text()
    person.press(Qt.Key.Key_F8)
    assert window.compare.current_difference() == 1


def ignore_the_timestamp(person: Person, window: MainWindow) -> None:
    person.click("Ignored")
    paths = window.compare.options.paths
    person.see(lambda: paths.count() == 1 and "decidedAt" in paths.item(0).text(), "the timestamp is proposed")
    paths.setFocus()
    paths.setCurrentRow(0)
    person.press(Qt.Key.Key_Space)
    person.see(lambda: window.compare.difference_count() == 2, "two differences are left")
    assert "1 ignored" in person.screen_text()
    person.click("Ignored")


def approve(person: Person, window: MainWindow) -> None:
    person.press(Qt.Key.Key_A, CTRL | SHIFT)
    person.see(lambda: "It is the baseline now" in person.screen_text(), "approved")
    person.click("Back")
    person.see(lambda: "Equal to the baseline" in person.screen_text(), "it is its own baseline")


def send_again_and_see_equal(person: Person, window: MainWindow) -> None:
    person.click("Send")
    person.see(lambda: "10:05:00" in pretty(window), "another response, later")
    person.see(lambda: "Equal to the baseline" in person.screen_text(), "it is equal, but for what does not matter")
    person.click("Equal to the baseline")
    person.see(lambda: "The two responses are equal" in person.screen_text(), "and side by side too")
