"""Whatever is done in whatever order: nothing fails, and cursor and upper edge stay inside what is shown."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, NONE, SHIFT
from tests.ui.widgets.lines_support import LEFT, move
from workbench.inspect import read
from workbench.ui.widgets.document_lines import DocumentLines, TextLines
from workbench.ui.widgets.lines import LinesView, NoLines
from workbench.ui.widgets.lines_source import LineSource

STEPS = 400
K = Qt.Key
KEYS = (
    K.Key_Up,
    K.Key_Down,
    K.Key_Left,
    K.Key_Right,
    K.Key_Home,
    K.Key_End,
    K.Key_PageUp,
    K.Key_PageDown,
    K.Key_Return,
    K.Key_A,
    K.Key_Backslash,
)
TEXTS = ("", "text " * 60, "日本é😀 " * 40, "https://example.com/" + "a" * 200, "x" * 25_000)


class Person:
    """Does one thing after the other, by chance."""

    def __init__(self, view: LinesView, seed: int) -> None:
        self.view = view
        self.chance = random.Random(seed)
        self.show()

    def act(self) -> str:
        wanted: Callable[[], object] = self.chance.choice(
            [
                self.key,
                self.key,
                self.click,
                self.drag,
                self.show,
                self.beside,
                self.wrap,
                self.resize,
                self.fold,
                self.go,
                self.hits,
                self.scroll,
            ]
        )
        wanted()
        return wanted.__name__

    def value(self, depth: int = 0) -> object:
        kind = self.chance.random()
        if depth < 4 and kind < 0.6:
            parts = [self.value(depth + 1) for _ in range(self.chance.randint(0, 6))]
            return parts if kind < 0.3 else {f"key {n}": part for n, part in enumerate(parts)}
        return self.chance.choice([1, None, True, *TEXTS])

    def source(self) -> LineSource:
        kind = self.chance.random()
        if kind < 0.1:
            return NoLines()
        if kind < 0.3:
            return TextLines([self.chance.choice(TEXTS) for _ in range(self.chance.randint(1, 40))])
        body = json.dumps([self.value() for _ in range(6)], ensure_ascii=False).encode()
        return DocumentLines(read(body if kind < 0.8 else body[: len(body) // 2]))

    def show(self) -> None:
        self.view.show_source(self.source(), keep_place=self.chance.random() < 0.5)

    def beside(self) -> None:
        source = self.source()
        rows = [line for n in range(source.line_count) for line in ([None, n] if self.chance.random() < 0.2 else [n])]
        self.view.show_rows(source, rows, dict.fromkeys(range(0, len(rows), 7), "changed"))
        self.view.set_folds([(n, n + 5) for n in range(2, len(rows) - 5, 9)], folded=self.chance.random() < 0.7)

    def key(self) -> None:
        QTest.keyClick(self.view, self.chance.choice(KEYS), self.chance.choice([NONE, CTRL, SHIFT, CTRL | SHIFT]))

    def place(self) -> QPoint:
        size = self.view.viewport().size()
        return QPoint(self.chance.randint(-20, size.width() + 20), self.chance.randint(-20, size.height() + 20))

    def click(self) -> None:
        how = self.chance.choice([QTest.mouseClick, QTest.mouseDClick])
        how(self.view.viewport(), LEFT, self.chance.choice([NONE, CTRL, SHIFT]), self.place())

    def drag(self) -> None:
        QTest.mousePress(self.view.viewport(), LEFT, NONE, self.place())
        move(self.view.viewport(), self.place(), LEFT)
        QTest.mouseRelease(self.view.viewport(), LEFT, NONE, self.place())

    def wrap(self) -> None:
        self.view.set_wrap(not self.view.wraps())

    def resize(self) -> None:
        self.view.resize(self.chance.randint(60, 800), self.chance.randint(20, 500))

    def fold(self) -> None:
        kind = self.chance.random()
        if kind < 0.5:
            self.view.toggle_fold(self.line())
        elif kind < 0.75:
            self.view.fold_all()
        else:
            self.view.unfold_all()

    def line(self) -> int:
        return self.chance.randint(-1, self.view.sheet.source.line_count + 1)

    def go(self) -> None:
        self.chance.choice([self.view.go_to_line, self.view.go_to_row])(self.line(), self.chance.randint(0, 300))
        self.view.go_to_bracket()

    def hits(self) -> None:
        self.view.show_hits([(self.line(), n, n + 5) for n in range(8)], self.chance.randint(-1, 8))

    def scroll(self) -> None:
        bar = self.chance.choice([self.view.verticalScrollBar(), self.view.horizontalScrollBar()])
        bar.setValue(self.chance.randint(0, bar.maximum()))


@pytest.mark.parametrize("seed", range(3))
def test_anything_can_be_done_in_any_order(qtbot: QtBot, view: LinesView, seed: int) -> None:
    person = Person(view, seed)
    did: list[str] = []
    for _ in range(STEPS):
        did.append(person.act())
        sheet = view.sheet
        row, part = sheet.top
        assert row in range(max(1, sheet.map.count)), did[-9:]
        assert part in range(sheet.parts(row)), did[-9:]
        assert sheet.caret[0] in range(max(1, sheet.map.items)), did[-9:]
        if len(did) % 4 == 0:
            view.grab()
            view.selected_text()
