"""Sources that count what they are asked for, and ways to look at a view of lines as a person would."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui.support import NONE
from workbench.inspect import read
from workbench.ui.widgets.document_lines import DocumentLines
from workbench.ui.widgets.lines import LinesView

LEFT = Qt.MouseButton.LeftButton
BODY = json.dumps({"hero": {"title": "Gold", "tags": ["a", "b"]}, "n": 1, "items": [{"sku": "A1"}, {"sku": "B2"}]}).encode()
# 0 { · 1 hero { · 2 title · 3 tags [ · 4 a · 5 b · 6 ] · 7 } · 8 n · 9 items [ · 10 { · 11 sku · 12 } · 13 { · 14 sku · 15 } · 16 ] · 17 }


class Counted:
    """Very many lines, as long as asked for; every one that is asked for is counted."""

    def __init__(self, line_count: int, text: str = "line {n}") -> None:
        self.line_count = line_count
        self.asked: list[int] = []
        self._text = text

    def line(self, n: int) -> str:
        assert 0 <= n < self.line_count
        self.asked.append(n)
        return self._text.format(n=n)

    def spans(self, n: int) -> Sequence[tuple[int, int, str]]:
        return ((0, 4, "json_key"),)

    def fold_end(self, n: int) -> int | None:
        return None


def document(value: object) -> DocumentLines:
    return DocumentLines(read(json.dumps(value, ensure_ascii=False).encode()))


def place_of(view: LinesView, line: int, column: int) -> QPoint:
    """The middle of a character, in the viewport; the line has to be in sight."""
    sheet = view.sheet
    row = sheet.map.row_of(line)
    shape = sheet.shape(row)
    part, x = sheet.x_of(shape, column)
    for seen, first, y in sheet.visible():
        if seen == row and part >= first:
            left = sheet.gutter - sheet.left
            return QPoint(int(left + x + sheet.ruler.char / 2), y + (part - first) * sheet.ruler.height + sheet.ruler.height // 2)
    raise AssertionError(f"line {line} is not in sight")


def move(widget: QWidget, place: QPoint, held: Qt.MouseButton = Qt.MouseButton.NoButton, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Move the mouse; QTest's own loses the button that is held."""
    there = widget.mapToGlobal(place).toPointF()
    QGuiApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, place.toPointF(), there, Qt.MouseButton.NoButton, held, modifiers))


def drag(view: LinesView, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(view.viewport(), LEFT, NONE, start)
    move(view.viewport(), end, LEFT)


def seen_lines(view: LinesView) -> list[str]:
    """What is in sight, line by line as it is broken."""
    sheet = view.sheet
    lines = []
    for row, first, y in sheet.visible():
        shape = sheet.shape(row)
        fit = -(-(sheet.height - y) // sheet.ruler.height)
        lines += [shape.text[shape.starts[part] : shape.end(part)] for part in range(first, min(len(shape.starts), first + fit))]
    return lines
