"""A person at the window: finds controls by the names a screen reader speaks, uses mouse and keyboard, waits and looks."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

WAIT_MS = 15_000


class Person:
    """Everything goes through the accessibility tree and real events, so an unnamed control cannot be used here."""

    def see(self, condition: Callable[[], object], what: str) -> None:
        """Wait until something is so; after a while say what is not."""
        deadline = QDeadlineTimer(WAIT_MS)
        while not condition():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            time.sleep(0.002)  # the workers' turn: Qt's own waiting keeps Python's lock
            if not deadline.hasExpired():
                continue
            pictures = self._take_pictures()
            raise AssertionError(f"did not see: {what}. Pictures: {pictures}. On screen: {self.screen_text()[:3000]}")

    def control(self, name: str, *kinds: type[QWidget]) -> QWidget:
        """The visible widget of that accessible name (and kind), in the front-most window that has one."""
        found: list[QWidget] = []

        def look() -> bool:
            found[:] = [widget for widget in self._named(name) if not kinds or isinstance(widget, kinds)]
            return bool(found)

        self.see(look, f"a control named {name!r}")
        return found[0]

    def gone(self, name: str) -> None:
        self.see(lambda: not self._named(name), f"no control named {name!r} any more")

    def click(self, name: str) -> None:
        widget = self.control(name, QAbstractButton)
        self.see(widget.isEnabled, f"{name!r} can be pressed")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self._middle(widget))

    def type_into(self, name: str, text: str) -> None:
        """Replace what is there, key by key."""
        widget = self.control(name, QLineEdit, QPlainTextEdit, QComboBox)
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        QTest.keyClicks(widget, text)
        if (popup := QApplication.activePopupWidget()) is not None:
            QTest.keyClick(popup, Qt.Key.Key_Escape)  # the suggestions take the keyboard
        QTest.keyClick(widget, Qt.Key.Key_Tab)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, to whatever has the focus."""
        self.see(self._focus, "something has the focus")  # a window manager takes its time to give it back
        target = self._focus()
        assert target is not None
        QTest.keyClick(target, key, modifiers)

    def screen_text(self) -> str:
        """Every name, value and description a screen reader could speak now."""
        parts: list[str] = []
        for interface in self._everything():
            texts = (interface.text(which) for which in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description))
            parts += [text for text in texts if text]
        parts += [widget.windowTitle() for widget in QApplication.topLevelWidgets() if widget.windowTitle()]
        return "\n".join(parts)

    # -- small ------------------------------------------------------------------------------------

    def _named(self, name: str) -> list[QWidget]:
        # A label is named like the field it stands above; the field is what a person means.
        return [
            widget
            for window in self._windows()
            for widget in (window, *window.findChildren(QWidget))
            if widget.isVisible() and not isinstance(widget, QLabel) and self._name(widget) == name
        ]

    @staticmethod
    def _focus() -> QWidget | None:
        return QApplication.focusWidget() or QApplication.activeWindow()

    @staticmethod
    def _name(widget: QWidget) -> str:
        """On Linux Qt gives a combo box's value as its name and the label as a relation; then the name that was set counts."""
        if widget.accessibleName() or isinstance(widget, QComboBox):
            return widget.accessibleName()
        return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)

    @staticmethod
    def _windows() -> list[QWidget]:
        """The front-most first: a dialog hides what is behind it."""
        windows = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        return sorted(windows, key=lambda w: (w is not QApplication.activeModalWidget(), w is not QApplication.activeWindow()))

    def _everything(self) -> Iterator[QAccessibleInterface]:
        for window in self._windows():
            if (root := QAccessible.queryAccessibleInterface(window)) is not None:
                yield from self._below(root)

    def _below(self, interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
        yield interface
        for n in range(interface.childCount()):
            child = interface.child(n)
            if child.isValid() and not child.state().invisible:
                yield from self._below(child)

    @staticmethod
    def _middle(widget: QWidget) -> QPoint:
        return widget.rect().center()

    def _take_pictures(self) -> list[str]:
        folder = Path(os.environ.get("WORKBENCH_TEST_PICTURES", "build/journey"))
        folder.mkdir(parents=True, exist_ok=True)
        taken = []
        for number, window in enumerate(w for w in QApplication.topLevelWidgets() if w.isVisible()):
            place = folder / f"failure-{number}.png"
            window.grab().save(str(place))
            taken.append(str(place))
        return taken
