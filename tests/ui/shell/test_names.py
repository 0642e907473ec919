"""What people and scripts rely on: the fixed names, a name for every control, one way through the form."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenuBar,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.support import click
from workbench.ui.shell.window import MainWindow

FIXED = (
    "Tenant",
    "Friendly ID",
    "Channel",
    "Language",
    "Currency",
    "Point of sale",
    "Identity type",
    "Browser ID",
    "New browser ID",
    "Email",
    "Provider",
    "Identifier",
    "Parameters",
    "Send",
    "Cancel",
    "Save",
    "Response",
    "History",
    "Search history",
    "Compare",
    "Collections",
)
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractScrollArea, QTabBar)


def controls(window: MainWindow) -> Iterator[QWidget]:
    """Every visible control that can be reached or worked, but not the parts a control is made of."""
    for widget in window.findChildren(QWidget):
        inner = isinstance(widget.parent(), QComboBox | QAbstractItemView | QMenuBar | QTabBar | QLineEdit)
        if not widget.isVisible() or inner or isinstance(widget, QScrollBar) or widget.focusProxy() is not None:
            continue
        if isinstance(widget, CONTROLS) or widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            yield widget


def name_of(widget: QWidget) -> str:
    return widget.accessibleName() or QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def unnamed(window: MainWindow) -> list[str]:
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in controls(window)
        if not name_of(widget) and not (isinstance(widget, QAbstractScrollArea) and widget.focusPolicy() is Qt.FocusPolicy.NoFocus)
    ]


def every_place(window: MainWindow) -> Iterator[str]:
    """Lead the window through all it can show."""
    yield "start"
    for kind in ("email", "identifiers", "browserId"):
        click(window.composer.identity_type.button(kind))
        yield kind
    click(window.composer.more)
    yield "extra fields"
    click(window.history.filter_button)
    yield "filters"
    window.commands.run("compare.start")
    yield "compare"
    window.commands.run("compare.close")
    yield "back"


def test_every_visible_control_has_a_name(window: MainWindow) -> None:
    for place in every_place(window):
        assert unnamed(window) == [], place
        assert len(list(controls(window))) > 15


def test_every_control_with_a_response_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.response.shown):
        click(window.composer.send)
    window.commands.run("response.find")
    for tab in range(window.response.tabs.count()):
        window.response.tabs.setCurrentIndex(tab)
        assert unnamed(window) == [], window.response.tabs.tabText(tab)


def test_the_fixed_names_are_there(window: MainWindow) -> None:
    window.composer.show_identity_type(window.composer.reading().request.identity.type)  # type: ignore[union-attr]
    seen: set[str] = set()
    for _place in every_place(window):
        seen |= {widget.accessibleName() for widget in window.findChildren(QWidget) if widget.isVisible()}
    assert [name for name in FIXED if name not in seen] == []


def test_a_buttons_name_is_what_stands_on_it(window: MainWindow) -> None:
    for widget in controls(window):
        if isinstance(widget, QAbstractButton) and widget.text() and widget.accessibleName():
            assert widget.text().startswith(widget.accessibleName()), widget.text()


@pytest.mark.parametrize("kind", ["browserId", "email", "identifiers"])
def test_tab_goes_through_the_form_from_top_to_bottom(qtbot: QtBot, window: MainWindow, kind: str) -> None:
    composer = window.composer
    click(composer.identity_type.button(kind))
    composer.friendly_id.setFocus()
    wanted: dict[str, list[QWidget]] = {
        "browserId": [composer.browser_id, composer.new_browser_id],
        "email": [composer.email],
        "identifiers": [composer.provider, composer.identifier],
    }
    order = [composer.friendly_id, composer.channel, composer.language, composer.currency, composer.point_of_sale]
    order += [composer.identity_type.button(kind), *wanted[kind], composer.params]
    order += [*(composer.more.link(name) for name in ("Extra fields", "Values", "Expectations", "Description")), composer.send]
    walked = [QApplication.focusWidget()]
    handle = window.windowHandle()
    assert handle is not None
    while walked[-1] is not composer.send and len(walked) < 20:
        QTest.keyClick(handle, Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
    assert walked == order
    tops = [widget.mapTo(composer, widget.rect().center()).y() for widget in order]
    slack = composer.friendly_id.height()
    assert all(later >= earlier - slack for earlier, later in pairwise(tops))


def test_shift_tab_goes_back_the_same_way(window: MainWindow) -> None:
    composer = window.composer
    handle = window.windowHandle()
    assert handle is not None
    composer.point_of_sale.setFocus()
    for wanted in (composer.currency, composer.language, composer.channel, composer.friendly_id):
        QTest.keyClick(handle, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        assert QApplication.focusWidget() is wanted


def test_every_room_is_reached_with_the_tab_key(window: MainWindow) -> None:
    handle = window.windowHandle()
    assert handle is not None
    window.composer.friendly_id.setFocus()
    met: list[QWidget | None] = []
    for _ in range(80):
        QTest.keyClick(handle, Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
        if met[-1] is window.composer.friendly_id:
            break
    assert met[-1] is window.composer.friendly_id, "no trap on the way"
    for reached in (window.topbar.tenant, window.history.search, window.composer.send, window.composer.save):
        assert reached in met
