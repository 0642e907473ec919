"""Short factories, and a few ways to look at widgets that many tests of the window need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QAbstractItemModel, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.history.factory import exchange
from workbench.domain import Failure, FailureKind, Recorded, Response
from workbench.ui.widgets import Field

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester  # cannot be imported before pytest-qt has chosen its Qt

T = TypeVar("T", bound=QObject)
JSON = "application/json"


def recorded(body: bytes = b'{"variantId":"b"}', number: int = 1, *, kind: str = JSON, status: int = 200, **changes: Any) -> Recorded:
    """One exchange with a response, as History gives it."""
    headers = (("content-type", kind), ("x-request-id", "r-1"))
    response = Response(status, {200: "OK", 404: "Not Found", 400: "Bad Request"}.get(status, ""), "HTTP/2", headers, body, len(body))
    return Recorded(number, exchange(number, **({"response": response} | changes)))


def failed(kind: FailureKind, number: int = 1, detail: str = "") -> Recorded:
    failure = Failure(kind, "This is what happened.", "This is what to do.", "waiting", detail)
    return Recorded(number, exchange(number, response=None, failure=failure))


def with_response(one: Recorded, **changes: Any) -> Recorded:
    assert one.exchange.response is not None
    return replace(one, exchange=replace(one.exchange, response=replace(one.exchange.response, **changes)))


NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def shown(qtbot: QtBot, widget: QWidget) -> None:
    """Put a widget on the screen, with the keyboard."""
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is widget.window())


def click(widget: QWidget, place: QPoint | None = None, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, modifiers, place or widget.rect().center())


def press(widget: QWidget, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(widget, key, modifiers)


def type_keys(widget: QWidget, text: str) -> None:
    """Key by key, each to where the window system would send it: a list of completions comes first."""
    for key in text:
        target = QApplication.activePopupWidget() or widget
        if key == "\n":
            QTest.keyClick(target, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(target, key)
        QApplication.processEvents()  # a list that opens or closes is there, or gone, at the next key


def retype(widget: QWidget, text: str) -> None:
    """Replace what is there."""
    widget.setFocus()
    press(widget, Qt.Key.Key_A, modifiers=CTRL)
    press(widget, Qt.Key.Key_Delete)
    type_keys(widget, text)


def leave(qtbot: QtBot, window: QWidget) -> None:
    """Press Tab where a person presses it: in the list of completions if it is open, else in the window."""
    if (completions := QApplication.activePopupWidget()) is not None:
        press(completions, Qt.Key.Key_Tab)
    else:
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window.window())
        handle = window.windowHandle()
        assert handle is not None
        QTest.keyClick(handle, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window.window())


def check_model(tester: ModelTester, model: QAbstractItemModel) -> None:
    """Qt's own QAbstractItemModelTester, and what pytest-qt adds to it."""
    tester.check(model)  # type: ignore[no-untyped-call]


def only(parent: QObject, kind: type[T], wanted: Callable[[T], bool] = lambda _: True) -> T:
    """The one child of a kind that fulfils a condition."""
    found = [child for child in parent.findChildren(kind) if wanted(child)]
    assert len(found) == 1, found
    return found[0]


def named(parent: QObject, name: str) -> QWidget:
    """The one visible child of that accessible name that can be used."""
    return only(parent, QWidget, lambda w: w.accessibleName() == name and w.isVisible())


def button(parent: QObject, name: str) -> QPushButton | QToolButton:
    found = named(parent, name)
    assert isinstance(found, QPushButton | QToolButton)
    return found


def field_of(control: QWidget) -> Field:
    """The field that holds a control."""
    at: QObject | None = control
    while not isinstance(at, Field):
        assert at is not None
        at = at.parent()
    return at


def tone_of(widget: QWidget) -> str:
    return str(widget.property("tone") or "")


def popup() -> QMenu:
    """The context menu that is open."""
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def choose(title: str) -> None:
    """Choose an entry of the open context menu."""
    menu = popup()
    action = entries(menu)[title]
    menu.setActiveAction(action)
    action.trigger()
    menu.close()


def entries(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions() if action.text()}


def spoken(window: QWidget) -> str:
    """Every name, value and description a screen reader could speak in a window."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    which = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description, QAccessible.Text.Help)
    return "\n".join(text for interface in _below(root) for kind in which if (text := interface.text(kind)))


def _below(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield interface
    for n in range(interface.childCount()):
        child = interface.child(n)
        if child.isValid():
            yield from _below(child)
