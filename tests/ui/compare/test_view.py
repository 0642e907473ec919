"""Side by side: rows aligned, differences stepped through, both sides moving together."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.support import NONE, button, click, failed, named, press, recorded, shown, spoken
from workbench.domain import FailureKind
from workbench.ui.compare import CompareView, Side
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.widgets.lines import LinesView
from workbench.usecases.compare import Comparison, compare_recorded

LEFT = {"name": "Gold", "items": [{"sku": "A1"}, {"sku": "B2"}], "gone": 1, "same": list(range(40))}
RIGHT = {"name": "Silver", "items": [{"sku": "A1"}, {"sku": "B2"}, {"sku": "C3"}], "same": list(range(40)), "new": {"a": 1}}


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, jobs: Jobs) -> CompareView:
    made = CompareView(theme, jobs)
    made.resize(900, 500)
    shown(qtbot, made)
    return made


def compare(view: CompareView, left: object = LEFT, right: object = RIGHT) -> Comparison:
    one, other = recorded(json.dumps(left).encode(), 1), recorded(json.dumps(right).encode(), 2)
    made = compare_recorded(one, other)
    view.show_comparison(Side.of(one), Side.of(other), made)
    return made


def line_at(side: LinesView, row: int) -> str:
    """The text of a row, as a screen reader would speak it; empty for a gap."""
    side.go_to_row(row)
    return side.accessibleDescription().strip()


def visible_texts(view: CompareView) -> list[str]:
    return [part.text() for part in view.findChildren(QLabel) if part.isVisible() and part.text()]


def test_rows_stand_beside_what_they_are_compared_with(view: CompareView) -> None:
    compare(view)
    assert view.left.row_count() == view.right.row_count()
    pairs = [(line_at(view.left, row), line_at(view.right, row)) for row in range(view.left.row_count())]
    assert ('"name": "Gold",', '"name": "Silver",') in pairs
    assert ('"gone": 1,', "") in pairs
    assert ("", '"sku": "C3"') in pairs
    assert ('"sku": "A1"', '"sku": "A1"') in pairs
    for left, right in pairs:
        if left and right and left.rstrip(",") != right.rstrip(","):
            assert left.partition(":")[0] == right.partition(":")[0], (left, right)
    assert [left for left, _ in pairs if left] == [text.strip() for text in document(view, "left")]


def document(view: CompareView, side: str) -> list[str]:
    source = compare_recorded(recorded(json.dumps(LEFT).encode()), recorded(json.dumps(RIGHT).encode()))
    return getattr(source, side).text().split("\n")  # type: ignore[no-any-return]


def test_differences_are_listed_and_counted(view: CompareView) -> None:
    made = compare(view)
    assert view.difference_count() == view.list.count() == len(made.difference.differences) == 4
    listed = [view.list.item(row).text() for row in range(4)]
    assert any("name" in text and "Gold" in text and "Silver" in text for text in listed)
    assert {text[0] for text in listed} == {"~", "+", "−"}
    said = " ".join(visible_texts(view))
    assert made.difference.summary in said
    assert "2 added" in said
    assert "#1" in spoken(view)
    assert "#2" in spoken(view)


def test_stepping_goes_round_in_both_directions(view: CompareView) -> None:
    compare(view)
    assert view.current_difference() == 0, "the first difference is shown at once"
    seen = []
    for _ in range(4):
        click(button(view, "Next difference"))
        seen.append(view.current_difference())
    assert seen == [1, 2, 3, 0]
    click(button(view, "Previous difference"))
    assert view.current_difference() == 3
    view.handlers()["compare.next"]()
    assert view.current_difference() == 0
    view.handlers()["compare.previous"]()
    assert view.current_difference() == 3
    assert view.list.currentRow() == 3


def test_a_step_puts_both_sides_on_the_row_of_the_difference(view: CompareView) -> None:
    made = compare(view)
    for index, difference in enumerate(made.difference.differences):
        assert view.current_difference() == index
        assert view.left.current_row() == view.right.current_row()
        wanted = (difference.left_line, difference.right_line)
        assert (view.left.current_line(), view.right.current_line()) == tuple(-1 if n is None else n for n in wanted)
        view.step(1)


def test_the_list_is_a_way_to_go_by_mouse_and_by_keyboard(view: CompareView) -> None:
    compare(view)
    click(view.list.viewport(), view.list.visualItemRect(view.list.item(2)).center())
    assert view.current_difference() == 2
    view.list.setFocus()
    press(view.list, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert view.current_difference() == 3


def test_both_sides_scroll_together(view: CompareView) -> None:
    compare(view)
    left, right = view.left.verticalScrollBar(), view.right.verticalScrollBar()
    assert left.maximum() == right.maximum() > 0
    left.setValue(left.maximum())
    assert right.value() == right.maximum()
    right.setValue(3)
    assert left.value() == 3
    view.left.setFocus()
    press(view.left, Qt.Key.Key_End, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert right.value() == left.value() == left.maximum()


def test_equal_responses_have_nothing_to_step_through(view: CompareView) -> None:
    compare(view, LEFT, LEFT)
    assert (view.difference_count(), view.current_difference()) == (0, -1)
    assert not view.list.isVisible()
    assert not button(view, "Next difference").isEnabled()
    assert "equal" in " ".join(visible_texts(view)).lower()
    view.step(1)
    assert view.current_difference() == -1
    compare(view)
    assert view.list.isVisible()
    assert button(view, "Next difference").isEnabled()


def test_a_comparison_after_another_starts_at_its_own_first_difference(view: CompareView) -> None:
    compare(view)
    view.step(-1)
    compare(view, {"a": 1}, {"a": 2})
    assert (view.difference_count(), view.current_difference(), view.list.count()) == (1, 0, 1)
    assert view.left.row_count() == 3


def test_swap_and_back_are_asked_of_the_owner(qtbot: QtBot, view: CompareView) -> None:
    compare(view)
    with qtbot.waitSignal(view.swap_requested):
        click(button(view, "Swap sides"))
    with qtbot.waitSignal(view.swap_requested):
        view.handlers()["compare.swap"]()
    with qtbot.waitSignal(view.close_requested):
        click(button(view, "Back"))


def test_what_is_not_json_is_compared_line_by_line(view: CompareView) -> None:
    one, other = recorded(b"a\nb\nc", 1, kind="text/plain"), recorded(b"a\nx\nc", 2, kind="text/plain")
    view.show_comparison(Side.of(one), Side.of(other), compare_recorded(one, other))
    assert view.difference_count() == 1
    assert (view.left.accessibleDescription(), view.right.accessibleDescription()) == ("b", "x")


def test_a_failure_counts_as_an_empty_body(view: CompareView) -> None:
    one, other = failed(FailureKind.TIMEOUT, 1), recorded(b'{"a":1}', 2)
    view.show_comparison(Side.of(one), Side.of(other), compare_recorded(one, other))
    assert view.left.row_count() == view.right.row_count()
    assert view.difference_count() >= 1
    assert "no response" in spoken(view)


def test_a_hint_takes_the_place_of_the_columns(view: CompareView) -> None:
    compare(view)
    view.show_hint("Send a request first.")
    assert "Send a request first." in visible_texts(view)
    assert not view.left.isVisible()
    compare(view)
    assert view.left.isVisible()


def test_no_row_of_a_comparison_folds(qtbot: QtBot, view: CompareView) -> None:
    compare(view)
    rows = view.left.row_count()
    view.left.fold_all()
    QTest.mouseClick(view.left.viewport(), Qt.MouseButton.LeftButton, NONE, view.left.viewport().rect().topLeft())
    assert view.left.row_count() == rows
    assert named(view, "Left response") is view.left
