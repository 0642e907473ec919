"""A view of very many lines: what is asked for, where the cursor is, what is copied."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, NONE, SHIFT, click, press, shown
from workbench.inspect import read
from workbench.ui.theme import Theme
from workbench.ui.widgets.document_lines import DocumentLines, TextLines
from workbench.ui.widgets.lines import LinesView, NoLines

BODY = json.dumps({"hero": {"title": "Gold", "tags": ["a", "b"]}, "n": 1, "items": [{"sku": "A1"}, {"sku": "B2"}]}).encode()
# 0 { · 1 hero { · 2 title · 3 tags [ · 4 a · 5 b · 6 ] · 7 } · 8 n · 9 items [ · 10 { · 11 sku · 12 } · 13 { · 14 sku · 15 } · 16 ] · 17 }


class Counted:
    """Very many lines; every line that is asked for is counted."""

    def __init__(self, line_count: int) -> None:
        self.line_count = line_count
        self.asked: list[int] = []

    def line(self, n: int) -> str:
        assert 0 <= n < self.line_count
        self.asked.append(n)
        return f"line {n}"

    def spans(self, n: int) -> Sequence[tuple[int, int, str]]:
        return ((0, 4, "json_key"),)

    def fold_end(self, n: int) -> int | None:
        return n + 10 if n % 20 == 1 and n + 10 < self.line_count else None


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> LinesView:
    made = LinesView(theme, "Pretty")
    made.resize(500, 300)
    shown(qtbot, made)
    made.setFocus()
    return made


@pytest.fixture
def document(view: LinesView) -> LinesView:
    view.show_source(DocumentLines(read(BODY)))
    return view


def rows(view: LinesView) -> list[str]:
    """Every row, by selecting and looking: what a person could copy."""
    view.select_all()
    return view.selected_text().split("\n")


# -- folding ----------------------------------------------------------------------------------------


def test_folding_maps_rows_to_lines_and_back(document: LinesView) -> None:
    assert document.row_count() == 18
    document.toggle_fold(1)
    assert document.row_count() == 12
    seen = []
    for row in range(document.row_count()):
        document.go_to_row(row)
        seen.append(document.current_line())
    assert seen == [0, 1, *range(8, 18)]
    for line in seen:
        document.go_to_line(line)
        assert document.current_line() == line
    document.toggle_fold(1)
    assert document.row_count() == 18


def test_a_fold_inside_a_fold_stays_folded_and_hides_nothing_twice(document: LinesView) -> None:
    document.toggle_fold(3)
    assert document.row_count() == 15
    document.toggle_fold(1)
    assert document.row_count() == 12
    document.toggle_fold(1)
    assert document.row_count() == 15
    assert '"b"' not in "\n".join(rows(document))


def test_folding_all_leaves_one_line_for_each_top_level_entry(document: LinesView) -> None:
    document.fold_all()
    assert [text.strip() for text in rows(document)] == ["{", '"hero": {', '"n": 1,', '"items": [', "}"]
    document.go_to_row(3)
    document.unfold_all()
    assert document.row_count() == 18
    assert document.current_line() == 9, "the cursor stays on its line"


def test_going_to_a_hidden_line_opens_what_hides_it_and_only_that(document: LinesView) -> None:
    document.fold_all()
    document.go_to_line(5)
    assert document.current_line() == 5
    assert document.row_count() == 5 + 6


def test_a_line_that_opens_nothing_does_not_fold(document: LinesView) -> None:
    for line in (2, 7, 8):
        document.toggle_fold(line)
    assert document.row_count() == 18


def test_a_click_beside_the_number_folds(qtbot: QtBot, document: LinesView) -> None:
    view = document
    view.go_to_row(1)
    height = view.viewport().height() // max(1, view.verticalScrollBar().pageStep())
    beside = QPoint(20, height + height // 2)
    click(view.viewport(), beside)
    assert (view.row_count(), view.current_line()) == (12, 1)
    click(view.viewport(), beside)
    assert view.row_count() == 18


def test_ctrl_left_folds_and_ctrl_right_unfolds(qtbot: QtBot, document: LinesView) -> None:
    document.go_to_line(9)
    press(document, Qt.Key.Key_Right, modifiers=CTRL)
    assert document.row_count() == 18
    press(document, Qt.Key.Key_Left, modifiers=CTRL)
    assert document.row_count() == 11
    press(document, Qt.Key.Key_Left, modifiers=CTRL)
    assert document.row_count() == 11
    press(document, Qt.Key.Key_Right, modifiers=CTRL)
    assert document.row_count() == 18


# -- selection --------------------------------------------------------------------------------------


def test_a_selection_over_many_lines_is_copied_as_it_stands(qtbot: QtBot, document: LinesView) -> None:
    lines = document_text()
    document.go_to_row(1, 2)
    press(document, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, modifiers=SHIFT)
    wanted = "\n".join([lines[1][2:], lines[2], lines[3]])
    assert document.selected_text() == wanted
    press(document, Qt.Key.Key_C, modifiers=CTRL)
    assert QGuiApplication.clipboard().text() == wanted


def test_selecting_backwards_gives_the_same_text(qtbot: QtBot, document: LinesView) -> None:
    lines = document_text()
    document.go_to_row(3, len(lines[3]))
    press(document, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Home, modifiers=SHIFT)
    assert document.selected_text() == "\n".join(lines[1:4])


def test_everything_is_copied_but_what_is_folded_away(qtbot: QtBot, document: LinesView) -> None:
    press(document, Qt.Key.Key_A, modifiers=CTRL)
    assert document.selected_text() == "\n".join(document_text())
    assert json.loads(document.selected_text()) == json.loads(BODY)
    document.toggle_fold(9)
    press(document, Qt.Key.Key_A, modifiers=CTRL)
    assert document.selected_text().split("\n") == [*document_text()[:10], "}"]


def test_copying_nothing_leaves_the_clipboard_alone(qtbot: QtBot, document: LinesView) -> None:
    QGuiApplication.clipboard().setText("before")
    document.go_to_row(2)
    press(document, Qt.Key.Key_C, modifiers=CTRL)
    assert QGuiApplication.clipboard().text() == "before"


def test_a_double_click_selects_the_text_between_the_quotes(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(DocumentLines(read(b'"a whole sentence"')))
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, QPoint(view.viewport().width() // 4, 5))
    assert view.selected_text() == "a whole sentence"


def test_dragging_and_shift_click_select(qtbot: QtBot, document: LinesView) -> None:
    lines, viewport = document_text(), document.viewport()
    height = viewport.height() // document.verticalScrollBar().pageStep()
    right = viewport.width() - 20
    first, third = QPoint(right, height + 4), QPoint(right, 3 * height + 4)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, NONE, first)
    held = Qt.MouseButton.LeftButton
    there = viewport.mapToGlobal(third).toPointF()
    QGuiApplication.sendEvent(viewport, QMouseEvent(QEvent.Type.MouseMove, third.toPointF(), there, held, held, NONE))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, NONE, third)
    wanted = "\n".join(["", lines[2], lines[3]])
    assert document.selected_text() == wanted
    click(viewport, first)
    assert document.selected_text() == ""
    click(viewport, third, SHIFT)
    assert document.selected_text() == wanted


# -- keyboard ---------------------------------------------------------------------------------------


def test_the_keyboard_reaches_every_row_and_stops_at_the_ends(qtbot: QtBot, document: LinesView) -> None:
    press(document, Qt.Key.Key_Up)
    assert document.current_row() == 0
    press(document, *[Qt.Key.Key_Down] * 30)
    assert document.current_row() == 17
    press(document, Qt.Key.Key_Home, modifiers=CTRL)
    assert document.current_row() == 0
    press(document, Qt.Key.Key_End, modifiers=CTRL)
    assert document.current_row() == 17
    press(document, Qt.Key.Key_PageUp)
    assert document.current_row() == 17 - document.verticalScrollBar().pageStep()


def test_the_cursor_stays_in_sight(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(Counted(500))
    page = view.verticalScrollBar().pageStep()
    for key in (*[Qt.Key.Key_Down] * 40, *[Qt.Key.Key_PageDown] * 3, *[Qt.Key.Key_PageUp] * 5, *[Qt.Key.Key_Up] * 25):
        press(view, key)
        top = view.verticalScrollBar().value()
        assert top <= view.current_row() < top + page


def test_a_long_line_is_followed_sideways(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(TextLines(["x" * 4000, "short"]))
    view.viewport().repaint()
    assert view.horizontalScrollBar().maximum() > 0
    press(view, Qt.Key.Key_End)
    assert view.horizontalScrollBar().value() > 0
    press(view, Qt.Key.Key_Home)
    assert view.horizontalScrollBar().value() == 0


def test_the_line_of_the_cursor_is_told_and_spoken(qtbot: QtBot, document: LinesView) -> None:
    with qtbot.waitSignal(document.current_line_changed) as told:
        document.go_to_line(2)
    assert told.args == [2]
    assert document.accessibleDescription().strip() == '"title": "Gold",'


def test_the_context_menu_key_asks_for_the_line_of_the_cursor(qtbot: QtBot, document: LinesView) -> None:
    document.go_to_line(8)
    with qtbot.waitSignal(document.context_requested) as told:
        QGuiApplication.sendEvent(document, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    assert told.args is not None
    assert told.args[0] == 8


# -- hits, rows, very many --------------------------------------------------------------------------


def test_the_current_hit_is_gone_to_and_unfolded(document: LinesView) -> None:
    document.fold_all()
    document.show_hits([(2, 5, 9), (14, 8, 10)], 1)
    assert document.current_line() == 14
    document.show_hits([], -1)
    assert document.current_line() == 14


def test_rows_stand_for_lines_or_gaps(qtbot: QtBot, view: LinesView) -> None:
    view.show_rows(TextLines(["a", "b", "c"]), [0, None, 1, None, None, 2], {1: "removed", 5: "changed"})
    assert view.row_count() == 6
    lines = []
    for row in range(6):
        view.go_to_row(row)
        lines.append(view.current_line())
    assert lines == [0, -1, 1, -1, -1, 2]
    view.go_to_line(2)
    assert view.current_row() == 5
    view.toggle_fold(0)
    assert view.row_count() == 6, "rows that stand beside others never fold"
    assert rows(view) == ["a", "", "b", "", "", "c"]
    view.viewport().repaint()


def test_two_hundred_thousand_lines_cost_what_is_seen_of_them(qtbot: QtBot, view: LinesView) -> None:
    source = Counted(200_000)
    view.show_source(source)
    assert view.row_count() == 200_000
    assert len(source.asked) < 5, "nothing is asked for before it is painted"
    page = view.verticalScrollBar().pageStep()
    view.viewport().repaint()
    assert 0 < len(source.asked) <= page + 8
    source.asked.clear()
    view.go_to_line(150_000)
    press(view, Qt.Key.Key_End, modifiers=CTRL)
    view.viewport().repaint()
    assert view.current_line() == 199_999
    assert len(source.asked) < 4 * (page + 8)
    assert set(source.asked) & set(range(20, 149_000)) == set()


def test_ten_thousand_folds_among_two_hundred_thousand_lines_are_still_mapped(qtbot: QtBot, view: LinesView) -> None:
    source = Counted(200_000)
    view.show_source(source)
    view.fold_all()
    folds = 200_000 // 20
    qtbot.waitUntil(lambda: view.row_count() == 200_000 - 10 * folds)  # bit by bit, between the turns of the event loop
    assert len(source.asked) < 100, "a page may have been painted meanwhile"
    view.go_to_line(100_001)
    assert view.current_line() == 100_001
    assert view.current_row() == 100_001 // 20 * 10 + 1


def test_selecting_everything_asks_for_no_line_but_the_ends_until_it_is_copied(view: LinesView) -> None:
    source = Counted(200_000)
    view.show_source(source)
    view.viewport().repaint()
    source.asked.clear()
    view.select_all()
    assert set(source.asked) <= {0, 199_999}
    assert view.selected_text().count("\n") == 199_999


def test_another_source_of_the_same_shape_keeps_the_place(view: LinesView) -> None:
    view.show_source(Counted(500))
    view.go_to_row(250)
    top = view.verticalScrollBar().value()
    view.show_source(Counted(480), keep_place=True)
    assert (view.current_row(), view.verticalScrollBar().value()) == (250, top)
    view.show_source(Counted(100), keep_place=True)
    assert view.current_row() == 99
    view.show_source(Counted(500))
    assert (view.current_row(), view.verticalScrollBar().value()) == (0, 0)


def test_nothing_to_show_can_be_used_like_anything_else(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(NoLines())
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_PageUp):
        press(view, key)
    view.select_all()
    view.fold_all()
    view.unfold_all()
    view.viewport().repaint()
    assert (view.row_count(), view.selected_text()) == (0, "")


def document_text() -> list[str]:
    return read(BODY).text().split("\n")
