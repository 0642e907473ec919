"""Brackets that find each other, and what is folded to one line: a container, or a stretch of equal rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, SHIFT, click, press, shown
from tests.ui.widgets.lines_support import BODY, Counted, document, place_of
from workbench.inspect import read
from workbench.ui.theme import Theme
from workbench.ui.widgets.document_lines import DocumentLines, TextLines
from workbench.ui.widgets.lines import LinesView
from workbench.ui.widgets.lines_bar import MarkBar
from workbench.ui.widgets.lines_source import LineSource, NoLines, bracket_pair


@pytest.fixture
def shown_document(view: LinesView) -> LinesView:
    view.show_source(DocumentLines(read(BODY)))
    return view


def foldable(view: LinesView) -> LinesView:
    """Forty rows, of which 5 to 14 and 20 to 39 fold."""
    view.show_rows(TextLines([f"line {n}" for n in range(40)]), range(40), {17: "changed"})
    view.set_folds([(5, 15), (20, 40)])
    return view


# -- brackets ---------------------------------------------------------------------------------------


def test_both_brackets_of_a_container_are_found_from_either_line(shown_document: LinesView) -> None:
    lines = read(BODY).text().split("\n")
    pairs = {0: 17, 1: 7, 3: 6, 9: 16, 10: 12, 13: 15}
    for opening, closing in pairs.items():
        wanted = (opening, len(lines[opening]) - 1), (closing, lines[closing].index(lines[closing].strip()[0]))
        shown_document.go_to_line(opening)
        assert shown_document.bracket_pair() == wanted
        shown_document.go_to_line(closing)
        assert shown_document.bracket_pair() == wanted[::-1]
    for line in (2, 4, 8, 11):
        shown_document.go_to_line(line)
        assert shown_document.bracket_pair() is None


@pytest.mark.parametrize(
    "source", [NoLines(), TextLines(["{", "}"]), Counted(5, "{{"), Counted(5, "]")], ids=["none", "text", "open", "close"]
)
def test_a_source_that_knows_no_brackets_has_none(source: LineSource) -> None:
    assert [bracket_pair(source, line) for line in range(-1, 3)] == [None] * 4


def test_what_a_damaged_document_never_closes_has_no_partner(view: LinesView) -> None:
    view.show_source(DocumentLines(read(b'{"a": [1, 2, {"b": 1')))
    for line in range(view.row_count()):
        view.go_to_line(line)
        view.bracket_pair()
        view.viewport().repaint()


def test_the_partner_is_gone_to_by_key_and_shown_on_the_bar(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(document({"items": list(range(500))}))
    view.go_to_line(1)
    bar = view.verticalScrollBar()
    assert isinstance(bar, MarkBar)
    qtbot.waitUntil(lambda: [role for _, role in bar.points] == ["accent"])
    assert bar.points[0][0] > 0.9
    press(view, Qt.Key.Key_Backslash, modifiers=CTRL | SHIFT)
    assert (view.current_line(), view.sheet.caret) == (502, (502, 2))
    qtbot.waitUntil(lambda: [share < 0.1 for share, _ in bar.points] == [True])
    view.go_to_bracket()
    assert view.current_line() == 1
    view.go_to_line(5)
    view.go_to_bracket()
    assert (view.current_line(), list(bar.points)) == (5, [])


def test_brackets_are_marked_where_they_stand(qtbot: QtBot, theme: Theme, shown_document: LinesView) -> None:
    accent = theme.colors.accent_soft
    place = place_of(shown_document, 7, 2) + QPoint(2, -5)
    assert shown_document.viewport().grab().toImage().pixelColor(place).name() != accent
    shown_document.go_to_line(1)
    qtbot.waitUntil(lambda: shown_document.viewport().grab().toImage().pixelColor(place).name() == accent)


# -- folded containers ------------------------------------------------------------------------------


def test_a_folded_line_says_how_much_it_hides_and_opens_where_it_says_so(qtbot: QtBot, shown_document: LinesView) -> None:
    view = shown_document
    view.toggle_fold(9)
    view.toggle_fold(3)
    row = view.sheet.map.row_of(9)
    pill = view.sheet.pill(row)
    assert pill is not None
    assert pill[0] == "… 6 lines"
    assert view.sheet.pill(0) is None
    single = view.sheet.pill(view.sheet.map.row_of(3))
    assert single is not None
    assert single[0] == "… 2 lines"
    view.viewport().repaint()
    y = place_of(view, 9, 0).y()
    click(view.viewport(), QPoint(int(view.sheet.gutter + pill[2] + 40), y))
    assert 9 in view.sheet.map.folds
    click(view.viewport(), QPoint(int(view.sheet.gutter + (pill[1] + pill[2]) / 2), y))
    assert 9 not in view.sheet.map.folds


def test_enter_opens_what_is_folded_and_nothing_else(qtbot: QtBot, shown_document: LinesView) -> None:
    shown_document.toggle_fold(1)
    shown_document.go_to_row(1)
    with qtbot.waitSignal(shown_document.fold_toggled) as told:
        press(shown_document, Qt.Key.Key_Return)
    assert told.args == [1, False]
    with qtbot.assertNotEmitted(shown_document.fold_toggled):
        press(shown_document, Qt.Key.Key_Return)
    assert shown_document.row_count() == 18


def test_the_cursor_and_the_selection_stay_on_their_lines_while_others_fold(shown_document: LinesView) -> None:
    view = shown_document
    view.select(((8, 2), (11, 4)))
    text = view.selected_text()
    view.toggle_fold(1)
    assert (view.selected_text(), view.current_line()) == (text, 11)
    view.toggle_fold(1)
    assert view.selected_text() == text
    view.toggle_fold(9)
    assert view.current_line() == 9, "what it was on is hidden now"


def test_what_is_at_the_upper_edge_stays_there_while_something_above_folds(view: LinesView) -> None:
    view.show_source(document({"first": list(range(50)), "second": list(range(50))}))
    view.go_to_line(70)
    line = view.sheet.map.line_of(view.sheet.top[0])
    assert line > 52
    view.toggle_fold(1)
    assert view.sheet.map.line_of(view.sheet.top[0]) == line
    view.toggle_fold(1)
    assert view.sheet.map.line_of(view.sheet.top[0]) == line


def test_folding_a_million_containers_leaves_the_window_alive(qtbot: QtBot, view: LinesView) -> None:
    class Pairs(Counted):
        def fold_end(self, n: int) -> int | None:
            return n + 1 if n % 2 else None

    view.show_source(Pairs(400_001))
    view.fold_all()
    qtbot.waitUntil(lambda: view.row_count() == 200_001, timeout=10_000)
    view.fold_all()
    view.show_source(TextLines(["another"]))
    qtbot.wait(50)
    assert view.row_count() == 1, "folds of a document that is gone are dropped"


# -- stretches of rows ------------------------------------------------------------------------------


def test_a_stretch_of_rows_folds_to_one_line_that_says_how_many(view: LinesView) -> None:
    foldable(view)
    assert (view.row_count(), view.shown_row_count()) == (40, 12)
    assert [view.sheet.text(row) for row in (4, 5, 6, 11)] == ["line 4", "⋯ 10 equal lines", "line 15", "⋯ 20 equal lines"]
    view.set_folds([(0, 3)], text=lambda count: f"{count} hidden")
    assert view.sheet.text(0) == "3 hidden"
    view.set_folds([(0, 3)], folded=False)
    assert view.shown_row_count() == 40
    view.toggle_fold(0)
    assert view.shown_row_count() == 38
    view.viewport().repaint()


def test_a_stretch_opens_by_click_and_enter_and_folds_again(qtbot: QtBot, view: LinesView) -> None:
    foldable(view)
    y = int(5.5 * view.sheet.ruler.height)
    with qtbot.waitSignal(view.fold_toggled) as told:
        click(view.viewport(), QPoint(view.viewport().width() // 2, y))
    assert (told.args, view.shown_row_count()) == ([5, False], 21)
    click(view.viewport(), QPoint(10, y))
    assert view.shown_row_count() == 12
    assert (view.current_row(), view.accessibleDescription()) == (5, "⋯ 10 equal lines")
    press(view, Qt.Key.Key_Return)
    assert view.shown_row_count() == 21
    press(view, Qt.Key.Key_Left, modifiers=CTRL)
    assert view.shown_row_count() == 12


def test_rows_keep_the_numbers_they_were_given(view: LinesView) -> None:
    foldable(view)
    view.go_to_row(17)
    assert (view.current_row(), view.current_line(), view.shown_row_count()) == (17, 17, 12)
    with_signals: list[tuple[int, bool]] = []
    view.fold_toggled.connect(lambda row, folded: with_signals.append((row, folded)))
    view.go_to_row(30)
    assert (view.current_row(), view.shown_row_count(), with_signals) == (30, 31, [(20, False)])
    view.go_to_line(7)
    assert (view.current_row(), view.shown_row_count(), with_signals[1:]) == (7, 40, [(5, False)])


def test_two_views_that_are_joined_fold_alike(qtbot: QtBot, theme: Theme, view: LinesView) -> None:
    other = LinesView(theme, "Other")
    other.resize(500, 300)
    shown(qtbot, other)
    for one, two in ((view, other), (other, view)):
        foldable(one)
        one.fold_toggled.connect(two.set_folded)
        one.verticalScrollBar().valueChanged.connect(two.verticalScrollBar().setValue)
    view.toggle_fold(5)
    assert view.shown_row_count() == other.shown_row_count() == 21
    other.go_to_row(25)
    assert view.shown_row_count() == other.shown_row_count() == 40
    assert view.sheet.top == other.sheet.top
    view.fold_all()
    assert view.shown_row_count() == other.shown_row_count() == 12
    other.unfold_all()
    assert view.shown_row_count() == other.shown_row_count() == 40


def test_copied_rows_say_what_was_folded(view: LinesView) -> None:
    foldable(view)
    view.select_all()
    assert view.selected_text().split("\n")[4:7] == ["line 4", "⋯ 10 equal lines", "line 15"]


def test_nothing_folds_where_nothing_is(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(document({"a": [1]}))
    view.toggle_fold(0)
    click(view.viewport(), QPoint(10, view.viewport().height() - 5))
    assert view.row_count() == 1


def test_both_sides_reach_the_same_end_when_only_one_has_long_lines(qtbot: QtBot, theme: Theme, view: LinesView) -> None:
    other = LinesView(theme, "Other")
    other.resize(500, 300)
    shown(qtbot, other)
    view.show_rows(TextLines(["x" * 500] * 100), range(100), {})
    other.show_rows(TextLines(["x"] * 100), range(100), {})
    view.viewport().repaint()
    other.viewport().repaint()
    assert view.horizontalScrollBar().maximum() > 0
    assert view.verticalScrollBar().maximum() == other.verticalScrollBar().maximum()
