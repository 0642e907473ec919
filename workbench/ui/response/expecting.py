"""Expect this: what can be expected of the value on a line, as entries of a menu."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from workbench.domain.condition import Condition, Op, type_of
from workbench.domain.expectation import ValueFits

if TYPE_CHECKING:
    from workbench.inspect import Document

LONGEST = 20_000
"""Bytes of a value that is put into a file as a whole."""
NOT_SENT = "Send the request first; what is expected is read off its response."
NOT_JSON = "This body is no JSON with one value in it, so no path leads to its values."
TOO_LONG = "This value is too long to stand in a file. Expect one of the values in it."
NO_VALUE = "No value begins or ends on this line. Choose a line that has one."


class ExpectMenu(QObject):
    """``expect_requested`` and ``ask_requested`` carry a ``ValueFits``: to be added, or to be completed by a person first.

    ``variant_requested`` carries the path whose value names the variant.
    """

    expect_requested = Signal(object)
    ask_requested = Signal(object)
    variant_requested = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._why_not = NOT_SENT

    def show_reason(self, why_not: str) -> None:
        """Why nothing can be expected of the response that is shown; empty where it can."""
        self._why_not = why_not

    def why_not(self, document: Document | None, line: int) -> str:
        if document is None:
            return NOT_SENT
        if self._why_not:
            return self._why_not
        if document.kind.value != "json" or document.problem is not None or document.root_count() != 1:
            return NOT_JSON
        return "" if 0 <= line < document.line_count else NO_VALUE

    def add_to(self, menu: QMenu, document: Document | None, line: int) -> None:
        """Both entries at the end of a context menu; where they cannot be used, they say why."""
        why = self.why_not(document, line)
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        inner = menu.addMenu("Expect this")
        variant = menu.addAction("Use as variant")
        if why or document is None:
            for action in (inner.menuAction(), variant):
                action.setEnabled(False)
                action.setToolTip(why)
            return
        path = document.path(line).short()
        self._fill(inner, document, line, path)
        variant.setToolTip(f"The value at {path} says which variant a response shows")
        variant.triggered.connect(lambda: self.variant_requested.emit(path))

    def open_at(self, parent: QWidget, document: Document, line: int, place: QPoint) -> None:
        """The entries of *Expect this* by themselves, for the keyboard."""
        menu = QMenu(parent)
        self._fill(menu, document, line, document.path(line).short())
        menu.popup(place)
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def _fill(self, menu: QMenu, document: Document, line: int, path: str) -> None:
        menu.setToolTipsVisible(True)
        line = document.value_line(line)
        start, end = document.value_span(line)
        is_long = end - start > LONGEST
        value = None if is_long else json.loads(document.value_text(line), strict=False)
        kind = "array" if document.is_array(line) else "object" if document.is_object(line) else "string" if is_long else type_of(value)

        from workbench.usecases.fill_expectations import as_it_is

        def offer(text: str, op: Op, wanted: object = None, *, ask: bool = False) -> None:
            fits = ValueFits(Condition(path, op, wanted))
            signal = self.ask_requested if ask else self.expect_requested
            menu.addAction(text, _emit(signal.emit, fits)).setToolTip(str(fits))

        if is_long:
            equals = menu.addAction("Equals this value")
            equals.setEnabled(False)
            equals.setToolTip(TOO_LONG)
        else:
            offer("Equals this value", Op.EQUALS, as_it_is(value))
        offer("Exists", Op.EXISTS)
        offer(f"Is of the type {kind}", Op.TYPE, kind)
        if kind == "string" and not is_long:
            offer("Contains…", Op.CONTAINS, as_it_is(value), ask=True)
        if kind == "array":
            count = document.child_count(line)
            offer(f"Has {count:,} item{'' if count == 1 else 's'}", Op.COUNT, count)


def _emit(emit: Callable[[object], object], fits: ValueFits) -> Callable[[], object]:
    return lambda: emit(fits)
