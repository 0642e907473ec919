"""Expect this: what can be expected of the value on a line, as entries of a menu."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from workbench.domain.condition import Condition, Op, type_of
from workbench.domain.expectation import ValueFits
from workbench.domain.texts import check_text, texts_in

if TYPE_CHECKING:
    from workbench.inspect import Document

LONGEST = 20_000
"""Bytes of a value that is put into a file as a whole."""
NOT_SENT = "Send the request first; what is expected is read off its response."
NOT_JSON = "This body is no JSON with one value in it, so no path leads to its values."
TOO_LONG = "This value is too long or too deep to stand in a file. Expect one of the values in it."
NOT_KEPT = "This value cannot stand in a file: it holds half a character, or a number that is none. Expect that it exists."
DEEPEST = 500
TOO_DEEP = "This value stands too deep for a path that is read at every send. Expect one of the values around it."
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
        if not 0 <= line < document.line_count:
            return NO_VALUE
        return TOO_DEEP if document.depth(line) > DEEPEST else ""

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
        variant.setToolTip("This value says which variant a response shows")
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
        why, value = (TOO_LONG, None) if end - start > LONGEST else _read(document.value_text(line))
        kind = _kind(document, line, value)

        from workbench.usecases.fill_expectations import as_it_is

        def offer(text: str, op: Op, wanted: object = None, *, why: str = "", ask: bool = False) -> None:
            fits = ValueFits(Condition(path, op, as_it_is(wanted)))
            action = menu.addAction(text, _emit((self.ask_requested if ask else self.expect_requested).emit, fits))
            action.setEnabled(not why)
            action.setToolTip(why or "Put it among the expectations in the form")  # nothing of the response: it might be taken for HTML

        offer("Equals this value", Op.EQUALS, value, why=why)
        offer("Exists", Op.EXISTS)
        offer(f"Is of the type {kind}", Op.TYPE, kind)
        if kind == "string":
            offer("Contains…", Op.CONTAINS, "" if why else value, ask=True)
        if kind == "array":
            count = document.child_count(line)
            offer(f"Has {count:,} item{'' if count == 1 else 's'}", Op.COUNT, count)


def _read(text: str) -> tuple[str, Any]:
    """Why the value cannot stand in a file, and the value."""
    from workbench.collections.files import DEEPEST as DEEPEST_IN_A_FILE
    from workbench.collections.files import depth_of
    from workbench.collections.plain import fits_json

    try:
        value = json.loads(text, strict=False)
    except RecursionError:
        return TOO_LONG, None
    if depth_of(value) >= DEEPEST_IN_A_FILE - 3:
        return TOO_LONG, None
    fits = fits_json(value) and not any(check_text("Value", each) for each in texts_in(value))
    return "" if fits else NOT_KEPT, value


def _kind(document: Document, line: int, value: Any) -> str:
    """The type, also of a value too long to be read."""
    if document.is_array(line):
        return "array"
    if document.is_object(line):
        return "object"
    return "string" if document.preview(line, 1).startswith('"') else type_of(value)


def _emit(emit: Callable[[object], object], fits: ValueFits) -> Callable[[], object]:
    return lambda: emit(fits)
