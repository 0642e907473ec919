"""Marks and hits: found by bisection, and shown along the scroll bar whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.support import NONE
from tests.ui.theme.test_theme import contrast
from tests.ui.widgets.lines_support import Counted
from workbench.ui.theme import DARK, LIGHT, Theme
from workbench.ui.widgets.document_lines import TextLines
from workbench.ui.widgets.lines import LinesView, MarkRuns
from workbench.ui.widgets.lines_bar import MarkBar
from workbench.ui.widgets.lines_marks import Hits, Run, bins_of
from workbench.ui.widgets.rows import RowMap


def rows_of(count: int) -> RowMap:
    made = RowMap()
    made.show(count)
    return made


def bar_of(view: LinesView) -> MarkBar:
    bar = view.verticalScrollBar()
    assert isinstance(bar, MarkBar)
    return bar


@given(st.dictionaries(st.integers(0, 60), st.sampled_from(["added", "removed", "changed"])))
def test_marks_of_a_mapping_are_the_same_as_runs(marks: dict[int, str]) -> None:
    made = MarkRuns.of(marks)
    assert [made[row] for row in range(62)] == [marks.get(row, "") for row in range(62)]
    assert all(start < end for start, end, _ in made.runs)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9), st.integers(10, 12))))
def test_hits_are_found_by_their_line_in_whatever_order_they_came(hits: list[tuple[int, int, int]]) -> None:
    made = Hits(hits)
    for line in range(22):
        assert sorted(made.on(line)) == sorted((start, end) for at, start, end in hits if at == line)
        assert made.any_between(line, line + 3) == any(line <= at < line + 3 for at, _, _ in hits)


@given(st.integers(1, 500), st.sets(st.integers(0, 499)), st.integers(1, 200))
def test_every_hit_and_nothing_else_is_on_the_bar(count: int, lines: set[int], pixels: int) -> None:
    lines = {line for line in lines if line < count}
    bins = bins_of(rows_of(count), MarkRuns(), Hits([(line, 0, 1) for line in sorted(lines)]), pixels)
    marked = {y for first, stop, _ in bins for y in range(first, stop)}
    for line in lines:
        y = line * pixels // count
        assert marked & {y - 1, y, y + 1}
    assert len(bins) <= len(lines)
    assert not marked or bool(lines)


class ManyRuns(Sequence[Run]):
    """A million runs; those looked at are counted."""

    def __init__(self) -> None:
        self.looked = 0

    def __len__(self) -> int:
        return 1_000_000

    @overload
    def __getitem__(self, n: int) -> Run: ...
    @overload
    def __getitem__(self, n: slice) -> Sequence[Run]: ...
    def __getitem__(self, n: int | slice) -> Run | Sequence[Run]:
        assert isinstance(n, int)
        self.looked += 1
        return n * 10, n * 10 + 3, "added" if n < 500_000 else "removed"


class VirtualMarks:
    def __init__(self) -> None:
        self.runs = ManyRuns()

    def __getitem__(self, row: int) -> str:
        return self.runs[row // 10][2] if row % 10 < 3 else ""


def test_a_million_runs_are_looked_at_per_pixel_not_one_by_one(view: LinesView) -> None:
    marks = VirtualMarks()
    view.show_rows(Counted(10_000_000), range(10_000_000), marks)
    bins = bar_of(view).marks()
    assert {role for _, _, role in bins} == {"added", "removed"}
    middle = bar_of(view).height() // 2
    assert all(stop <= middle + 2 for _, stop, role in bins if role == "added")
    assert marks.runs.looked < 400 * 60
    marks.runs.looked = 0
    view.viewport().repaint()
    bar_of(view).repaint()
    assert marks.runs.looked < 200, "the bar is computed once, a page looks up its own rows"


def test_a_hundred_thousand_hits_are_binned_once_per_change(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(Counted(1_000_000))
    hits = [(n * 10, 0, 4) for n in range(100_000)]
    view.show_hits(hits, 0)
    bar = bar_of(view)
    before = bar.marks()
    assert before == [(0, bar.marks()[-1][1], "match_mark")], "a hit in every pixel is one mark"
    view.show_hits(list(hits), 50_000)
    assert view.current_line() == 500_000
    assert bar.marks() is before, "another current hit is no other mark"
    view.show_hit(99_999)
    assert view.current_line() == 999_990
    view.show_hits(hits[:1], -1)
    assert [first for first, _, _ in bar.marks()] == [0]
    view.show_hits([], -1)
    assert bar.marks() == []


def test_marks_move_with_what_is_folded(view: LinesView) -> None:
    view.show_rows(TextLines(["x"] * 1000), range(1000), {900: "changed"})
    bar = bar_of(view)
    (first, _, role), height = bar.marks()[0], bar.height()
    assert role == "changed"
    assert first == pytest.approx(0.9 * height, abs=3)
    view.set_folds([(0, 801)])
    assert bar.marks()[0][0] == pytest.approx(0.5 * height, abs=3)
    view.set_folds([(0, 1000)])
    assert bar.marks()[0][2] == "changed", "what is folded away is still there"


def test_the_bar_shows_colour_and_still_scrolls(qtbot: QtBot, theme: Theme, view: LinesView) -> None:
    view.show_rows(TextLines(["x"] * 1000), range(1000), dict.fromkeys(range(500, 1000), "removed"))
    bar = bar_of(view)
    picture = bar.grab().toImage()
    colors = {picture.pixelColor(picture.width() - 3, y).name() for y in range(picture.height() * 2 // 3, picture.height() - 4)}
    assert colors == {theme.colors.removed}
    theme.choose("dark")
    picture = bar.grab().toImage()
    assert picture.pixelColor(picture.width() - 3, picture.height() - 30).name() == theme.colors.removed
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, NONE, QPoint(bar.width() // 2, bar.height() - 10))
    assert bar.value() > 0


def test_the_current_hit_has_a_mark_of_its_own(view: LinesView) -> None:
    view.show_source(Counted(1000))
    view.show_hits([(100, 0, 4), (500, 0, 4)], 1)
    assert [(round(share, 2), role) for share, role in bar_of(view).points] == [(0.5, "warn")]
    view.show_hits([], -1)
    assert bar_of(view).points == []


def test_hits_beside_other_rows_are_marked_at_their_rows(view: LinesView) -> None:
    rows = [None] * 500 + list(range(500))
    view.show_rows(TextLines(["x"] * 500), rows, {})
    view.show_hits([(0, 0, 1)], -1)
    bar = bar_of(view)
    assert [first for first, _, _ in bar.marks()] == [pytest.approx(bar.height() / 2, abs=3)]


def test_marks_stand_out_from_the_bar() -> None:
    for colors in (LIGHT, DARK):
        weak = {role: contrast(colors, role, "panel") for role in ("match_mark", "added", "removed", "changed", "moved", "warn", "accent")}
        assert {role: ratio for role, ratio in weak.items() if ratio < 3} == {}
