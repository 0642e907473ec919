"""The mouse beyond a click: dragging over the edge, three clicks, resting, links."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, NONE, SHIFT, click
from tests.ui.widgets.lines_support import LEFT, Counted, document, drag, move, place_of
from workbench.ui.widgets.document_lines import TextLines
from workbench.ui.widgets.lines import LinesView

URL = "https://example.com/a?b=1&c=2"


@pytest.fixture
def linked(view: LinesView) -> LinesView:
    view.show_source(document({"url": URL, "text": "no link", "escaped": 'https://example.com/"q"'}))
    view.viewport().repaint()
    return view


# -- selecting --------------------------------------------------------------------------------------


def test_a_drag_beyond_the_edge_goes_on_by_itself_until_the_button_is_let_go(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(Counted(1000))
    viewport = view.viewport()
    drag(view, place_of(view, 3, 2), QPoint(100, viewport.height() + 30))
    qtbot.waitUntil(lambda: view.current_line() > 40)
    assert view.selected_text().startswith("ne 3\nline 4\n")
    move(viewport, QPoint(100, -40), LEFT)
    qtbot.waitUntil(lambda: view.sheet.top == (0, 0))
    QTest.mouseRelease(viewport, LEFT, NONE, QPoint(100, -40))
    top = view.sheet.top
    qtbot.wait(80)
    assert view.sheet.top == top
    assert view.sheet.caret[0] == 0


def test_a_drag_to_the_side_shows_what_is_there(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(TextLines(["x" * 500, "y"]))
    view.viewport().repaint()
    drag(view, place_of(view, 0, 2), QPoint(view.viewport().width() + 60, 5))
    qtbot.waitUntil(lambda: view.horizontalScrollBar().value() > 100)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, QPoint(view.viewport().width() + 60, 5))
    assert len(view.selected_text()) > 60


def test_three_clicks_select_the_line(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(TextLines(["first line", "second line", "last"]))
    for line, wanted in ((1, "second line\n"), (2, "last")):
        place = place_of(view, line, 2)
        QTest.mouseDClick(view.viewport(), LEFT, NONE, place)
        assert view.selected_text() == wanted.split(" ")[0].strip()
        QTest.mousePress(view.viewport(), LEFT, NONE, place)
        QTest.mouseRelease(view.viewport(), LEFT, NONE, place)
        assert view.selected_text() == wanted
        qtbot.wait(QGuiApplication.styleHints().mouseDoubleClickInterval() + 20)
        click(view.viewport(), place)
        assert view.selected_text() == ""


def test_shift_click_extends_from_where_the_selection_began(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(TextLines(["0123456789"] * 5))
    half = QPoint(int(view.sheet.ruler.char / 2), 0)
    click(view.viewport(), place_of(view, 1, 4) - half)
    click(view.viewport(), place_of(view, 2, 3) - half, SHIFT)
    assert view.selected_text() == "456789\n012"
    click(view.viewport(), place_of(view, 0, 8) - half, SHIFT)
    assert view.selected_text() == "89\n0123"


def test_a_double_click_where_no_token_is_selects_the_word(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(TextLines(["some plain-text here"]))
    QTest.mouseDClick(view.viewport(), LEFT, NONE, place_of(view, 0, 8))
    assert view.selected_text() == "plain-text"


# -- resting ----------------------------------------------------------------------------------------


def test_resting_on_a_token_is_told_once_and_leaving_it_too(qtbot: QtBot, linked: LinesView) -> None:
    viewport = linked.viewport()
    place = place_of(linked, 2, 14)
    with qtbot.waitSignal(linked.hovered, timeout=2000) as told:
        move(viewport, place_of(linked, 1, 3))
        move(viewport, place)
    assert told.args == [2, 14, viewport.mapToGlobal(place)]
    assert linked.span_at(2, 14) == (10, 19, "json_string")
    with qtbot.assertNotEmitted(linked.left_hover):
        move(viewport, place + QPoint(8, 0))
    with qtbot.assertNotEmitted(linked.hovered, wait=450):
        pass
    with qtbot.waitSignal(linked.left_hover):
        move(viewport, place_of(linked, 2, 4))


def test_scrolling_keys_and_leaving_end_what_was_rested_on(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(Counted(500))
    leaves = (
        lambda: view.scroll_lines(3),
        lambda: view.show_source(Counted(20)),
        lambda: QGuiApplication.sendEvent(view, QEvent(QEvent.Type.Leave)),
        lambda: click(view.viewport(), QPoint(200, 40)),
    )
    for leave in leaves:
        with qtbot.waitSignal(view.hovered, timeout=2000):
            move(view.viewport(), place_of(view, view.sheet.map.line_of(view.sheet.top[0]) + 2, 1))
        with qtbot.waitSignal(view.left_hover):
            leave()


def test_resting_beside_the_text_is_nothing(qtbot: QtBot, linked: LinesView) -> None:
    width, height = linked.viewport().width(), linked.viewport().height()
    for place in (QPoint(5, 30), QPoint(width - 5, 5), QPoint(80, height - 5)):
        with qtbot.assertNotEmitted(linked.hovered, wait=400):
            move(linked.viewport(), place)


# -- links ------------------------------------------------------------------------------------------


def test_ctrl_and_a_click_ask_for_what_is_under_it(qtbot: QtBot, linked: LinesView) -> None:
    with qtbot.waitSignal(linked.activated) as told:
        click(linked.viewport(), place_of(linked, 1, 20), CTRL)
    assert told.args == [1, 20]
    assert linked.current_line() == 1
    with qtbot.assertNotEmitted(linked.activated):
        click(linked.viewport(), place_of(linked, 1, 20))
        click(linked.viewport(), QPoint(linked.viewport().width() - 3, 5), CTRL)


def test_the_hand_shows_over_a_link_while_ctrl_is_held(qtbot: QtBot, linked: LinesView) -> None:
    viewport = linked.viewport()
    hand, beam = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.IBeamCursor
    for line, column, modifiers, wanted in (
        (1, 20, CTRL, hand),
        (1, 20, NONE, beam),
        (1, 4, CTRL, beam),
        (2, 14, CTRL, beam),
        (3, 20, CTRL, hand),
    ):
        move(viewport, place_of(linked, line, column), modifiers=modifiers)
        assert viewport.cursor().shape() is wanted, (line, column)
        viewport.repaint()
    linked.setFocus()
    QGuiApplication.sendEvent(linked, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Control, NONE))
    assert viewport.cursor().shape() is beam


def test_a_link_is_what_it_means_not_how_it_is_spelled(linked: LinesView) -> None:
    source = document({"a": "https://example.com/\u00e9", "b": ["http://x.y"], "c": "httpx"})
    assert [source.link_at(line, 12) for line in (1, 4)] == ["https://example.com/é", ""]
    assert source.link_at(3, 6) == "http://x.y" or source.link_at(2, 6) == ""
    assert document('x"y').link_at(0, 2) == ""


def test_the_hand_shows_over_what_folds(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(document({"a": [1, 2]}))
    y = view.sheet.ruler.height
    move(view.viewport(), QPoint(8, y + 4))
    assert view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    move(view.viewport(), QPoint(8, 2 * y + 4))
    assert view.viewport().cursor().shape() is Qt.CursorShape.IBeamCursor
