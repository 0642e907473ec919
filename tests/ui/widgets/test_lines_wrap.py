"""Word wrap: lines broken where they should be, and a view that stays as lazy as without it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QApplication
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, NONE, SHIFT, click, press
from tests.ui.widgets.lines_support import Counted, document, drag, place_of, seen_lines
from workbench.ui.theme import Theme
from workbench.ui.widgets.document_lines import TextLines
from workbench.ui.widgets.lines import LinesView, NoLines
from workbench.ui.widgets.lines_wrap import LONG, Ruler, visible

PROSE = "The quick brown fox jumps over the lazy dog and runs on through the wood. " * 8
WIDE = "日本語の長い文章がここにあります" * 12
Action = QAbstractSlider.SliderAction


@pytest.fixture(scope="module")
def ruler(shared_theme: Theme) -> Ruler:
    return Ruler(shared_theme.mono)


@pytest.fixture
def wrapped(view: LinesView) -> LinesView:
    view.set_wrap(True)
    return view


def lines_of(ruler: Ruler, text: str, columns: int) -> list[str]:
    starts = [*ruler.starts(text, columns * ruler.char + 1), len(text)]
    return [text[a:b] for a, b in pairwise(starts)]


# -- the ruler --------------------------------------------------------------------------------------


def test_breaking_loses_and_doubles_nothing_and_every_line_fits(ruler: Ruler) -> None:
    @given(st.text(alphabet=st.sampled_from("ab ,:é日😀\t"), max_size=400), st.integers(20, 60))
    def check(text: str, columns: int) -> None:
        width = columns * ruler.char + 1
        starts = [*ruler.starts(text, width), len(text)]
        assert starts[0] == 0
        assert starts == sorted(set(starts)) or not text
        hang = ruler.hang(text, width) * ruler.char
        for n, (a, b) in enumerate(pairwise(starts)):
            assert ruler.width(text, a, len(text[a:b].rstrip(" ")) + a) <= width - (hang if n else 0) + 0.01 or b - a == 1

    check()


def test_lines_break_after_words_and_long_words_at_the_edge(ruler: Ruler) -> None:
    assert lines_of(ruler, PROSE[:74], 30) == ["The quick brown fox jumps over ", "the lazy dog and runs on ", "through the wood. "]
    assert lines_of(ruler, "x" * 70, 30) == ["x" * 30, "x" * 28, "x" * 12]
    assert lines_of(ruler, "short", 30) == ["short"]
    assert lines_of(ruler, "", 30) == [""]


def test_what_follows_hangs_under_what_it_belongs_to(ruler: Ruler) -> None:
    width = 40 * ruler.char
    assert ruler.hang('      "key": 1', width) == 8
    assert ruler.hang(" " * 300 + "deep", width) == 20, "never more than half of the width"


def test_a_column_and_its_x_are_each_others_inverse(ruler: Ruler) -> None:
    for text in ("plain ascii text", "größer – 日本語 and on", WIDE + "x" * 700, "é" * (LONG + 10), "日" * (LONG + 10)):
        for column in range(0, len(text), max(1, len(text) // 17)):
            assert ruler.column(text, 0, len(text), ruler.width(text, 0, column)) == column


def test_a_line_of_fifty_million_characters_is_laid_out_without_reading_it(ruler: Ruler) -> None:
    for text in ("x" * 50_000_000, "ü" * 1_000_000):
        starts = ruler.starts(text, 100 * ruler.char)
        assert len(starts) == -(-len(text) // 98)
        assert isinstance(starts, range)
    assert len(ruler.starts("日" * 98_000, 100 * ruler.char)) == 2_000, "two cells for each"


def test_what_a_font_draws_as_nothing_is_drawn_as_something() -> None:
    assert visible("a\tb\x00c\u202ed") == "a→b·c·d"
    assert visible("plain – 日本") == "plain – 日本"


# -- the view ---------------------------------------------------------------------------------------


def test_long_lines_are_seen_whole(wrapped: LinesView) -> None:
    wrapped.show_source(document({"text": PROSE, "n": 1}))
    lines = seen_lines(wrapped)
    assert len(lines) > 8
    assert PROSE in "".join(lines)
    assert wrapped.horizontalScrollBar().maximum() == 0
    assert not wrapped.horizontalScrollBar().isVisible()
    wrapped.set_wrap(False)
    assert len(seen_lines(wrapped)) == 4
    wrapped.viewport().repaint()
    assert wrapped.horizontalScrollBar().maximum() > 0


def test_sixteen_million_lines_are_not_measured(view: LinesView) -> None:
    source = Counted(16_000_000, "line {n} " + PROSE)
    view.show_source(source)
    view.set_wrap(True)
    bar, page = view.verticalScrollBar(), view.viewport().height() // view.sheet.ruler.height
    view.viewport().repaint()
    assert len(source.asked) <= 2 * page + 4
    for n in range(1, 101):
        source.asked.clear()
        bar.setValue(bar.maximum() * n // 100)
        view.viewport().repaint()
        assert len(source.asked) <= page + 3
    assert seen_lines(view)[-1].rstrip().endswith("wood."), "the end is at the end"
    assert source.line_count - 1 in {view.sheet.map.line_of(row) for row, _, _ in view.sheet.visible()}


def test_up_and_down_move_by_lines_as_they_are_seen(qtbot: QtBot, wrapped: LinesView) -> None:
    wrapped.show_source(TextLines(["first", PROSE.strip(), "last"]))
    parts = wrapped.sheet.parts(1)
    assert parts > 5
    wrapped.go_to_line(0, 3)
    places = []
    for _ in range(parts + 1):
        press(wrapped, Qt.Key.Key_Down)
        places.append((wrapped.current_line(), wrapped.sheet.caret[1]))
    assert [line for line, _ in places] == [1] * parts + [2]
    assert [column for _, column in places[:-1]] == sorted({column for _, column in places[:-1]})
    assert places[0][1] == places[-1][1] == 3, "the column that was left is come back to"
    for wanted in reversed(places[:-1]):
        press(wrapped, Qt.Key.Key_Up)
        assert (wrapped.current_line(), wrapped.sheet.caret[1]) == wanted


def test_home_and_end_stop_at_the_edge_and_then_at_the_end(qtbot: QtBot, wrapped: LinesView) -> None:
    wrapped.show_source(TextLines([PROSE]))
    starts = wrapped.sheet.shape(0).starts
    wrapped.go_to_line(0, starts[1] + 4)
    press(wrapped, Qt.Key.Key_Home)
    assert wrapped.sheet.caret[1] == starts[1]
    press(wrapped, Qt.Key.Key_Home)
    assert wrapped.sheet.caret[1] == 0
    press(wrapped, Qt.Key.Key_End)
    assert wrapped.sheet.caret[1] == starts[1] - 1
    press(wrapped, Qt.Key.Key_End)
    assert wrapped.sheet.caret[1] == len(PROSE)


def test_the_cursor_stays_in_sight_inside_a_line_longer_than_the_view(qtbot: QtBot, wrapped: LinesView) -> None:
    wrapped.show_source(TextLines([PROSE * 10, "end"]))

    def in_sight() -> bool:
        sheet = wrapped.sheet
        part = sheet.x_of(sheet.shape(0), sheet.caret[1])[0]
        return sheet.top[1] <= part < sheet.top[1] + sheet.page

    for key in (*[Qt.Key.Key_Down] * 40, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, *[Qt.Key.Key_Up] * 30):
        press(wrapped, key)
        assert in_sight()
    press(wrapped, Qt.Key.Key_End, modifiers=CTRL)
    assert (wrapped.current_line(), seen_lines(wrapped)[-1]) == (1, "end")
    press(wrapped, Qt.Key.Key_Home, modifiers=CTRL)
    assert wrapped.sheet.top == (0, 0)


@pytest.mark.parametrize("text", [PROSE, WIDE + PROSE], ids=["ascii", "wide"])
def test_a_click_and_a_drag_reach_the_characters_under_them(qtbot: QtBot, wrapped: LinesView, text: str) -> None:
    wrapped.show_source(TextLines(["first", text]))
    starts = wrapped.sheet.shape(1).starts
    for column in (0, 7, starts[2] + 1, starts[3] + 5):
        click(wrapped.viewport(), place_of(wrapped, 1, column) - QPoint(int(wrapped.sheet.ruler.char / 2), 0))
        assert wrapped.sheet.caret == (1, column)
    half = QPoint(int(wrapped.sheet.ruler.char / 2), 0)
    drag(wrapped, place_of(wrapped, 1, starts[1] + 2) - half, place_of(wrapped, 1, starts[3] + 4) - half)
    assert wrapped.selected_text() == text[starts[1] + 2 : starts[3] + 4]
    wrapped.viewport().repaint()


def test_hits_are_gone_to_inside_a_long_line(wrapped: LinesView) -> None:
    text = "x" * 15_000
    wrapped.show_source(TextLines([text, "y"]))
    wrapped.show_hits([(0, 14_000, 14_005)], 0)
    part = wrapped.sheet.x_of(wrapped.sheet.shape(0), 14_000)[0]
    assert wrapped.sheet.top[1] <= part < wrapped.sheet.top[1] + wrapped.sheet.page
    wrapped.viewport().repaint()


def test_folding_works_the_same(qtbot: QtBot, wrapped: LinesView) -> None:
    wrapped.show_source(document({"a": [PROSE, PROSE], "b": 1}))
    before = len(seen_lines(wrapped))
    wrapped.toggle_fold(1)
    assert [line.strip() for line in seen_lines(wrapped)] == ["{", '"a": [', '"b": 1', "}"]
    assert before > 10
    wrapped.go_to_line(3)
    assert wrapped.current_line() == 3


def test_the_wheel_and_the_bar_scroll_by_lines_as_they_are_seen(qtbot: QtBot, wrapped: LinesView) -> None:
    wrapped.show_source(TextLines([PROSE * 20, "end"]))
    turn(wrapped, -120)
    lines = QGuiApplication.styleHints().wheelScrollLines()
    assert wrapped.sheet.top == (0, lines)
    turn(wrapped, 120)
    assert wrapped.sheet.top == (0, 0)
    bar = wrapped.verticalScrollBar()
    bar.triggerAction(Action.SliderSingleStepAdd)
    assert wrapped.sheet.top == (0, 1)
    bar.triggerAction(Action.SliderPageStepAdd)
    assert wrapped.sheet.top == (0, wrapped.sheet.page)
    bar.triggerAction(Action.SliderPageStepSub)
    bar.triggerAction(Action.SliderSingleStepSub)
    assert wrapped.sheet.top == (0, 0)
    bar.setValue(bar.maximum())
    assert seen_lines(wrapped)[-1] == "end"
    bar.setValue(bar.maximum() // 2)
    total = wrapped.sheet.parts(0)
    assert 0.3 * total < wrapped.sheet.top[1] < 0.7 * total


def test_another_width_breaks_anew_and_keeps_the_text_at_the_top(qtbot: QtBot, wrapped: LinesView) -> None:
    wrapped.show_source(TextLines([PROSE * 20, "end"]))
    wrapped.scroll_lines(40)
    column = wrapped.sheet.shape(0).starts[wrapped.sheet.top[1]]
    parts = wrapped.sheet.parts(0)
    wrapped.resize(900, 300)
    QApplication.processEvents()
    assert wrapped.sheet.parts(0) < parts
    starts, top = wrapped.sheet.shape(0).starts, wrapped.sheet.top[1]
    assert starts[top] <= column < starts[top + 1]


def test_rows_beside_others_are_never_wrapped(wrapped: LinesView) -> None:
    wrapped.show_rows(TextLines([PROSE, PROSE]), [0, None, 1], {})
    assert seen_lines(wrapped) == [PROSE, "", PROSE]
    assert wrapped.verticalScrollBar().maximum() == 0
    assert wrapped.wraps(), "what was wished for comes back with the next lines"
    wrapped.show_source(TextLines([PROSE]))
    assert len(seen_lines(wrapped)) > 3


def test_a_very_long_line_is_painted_wherever_it_is_scrolled_to(qtbot: QtBot, view: LinesView) -> None:
    for text in ("x" * 3_000_000, "日x" * 20_000, WIDE * 5):
        view.show_source(TextLines([text]))
        for wrap in (False, True):
            view.set_wrap(wrap)
            for key in (Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown):
                press(view, key, modifiers=CTRL if key is not Qt.Key.Key_PageDown else NONE)
                view.viewport().repaint()
        press(view, Qt.Key.Key_End, modifiers=CTRL | SHIFT)
        assert view.selected_text().endswith(text[-1])


def test_nothing_can_be_wrapped_too(wrapped: LinesView) -> None:
    wrapped.show_source(NoLines())
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_PageUp):
        press(wrapped, key)
    turn(wrapped, -120)
    wrapped.resize(300, 200)
    wrapped.viewport().repaint()
    assert wrapped.selected_text() == ""


def turn(view: LinesView, angle: int) -> None:
    place = QPointF(view.viewport().rect().center())
    there = QPointF(view.viewport().mapToGlobal(place.toPoint()))
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(place, there, QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton, NONE, phase, False)
    QGuiApplication.sendEvent(view.viewport(), event)
