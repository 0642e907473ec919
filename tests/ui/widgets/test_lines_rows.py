"""Rows and items: folded, folded in folds, laid out by somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.widgets.rows import RowMap

ITEMS = 40


@st.composite
def nested(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Folds that are beside or inside one another, never across."""
    found: list[tuple[int, int]] = []
    for first, length in draw(st.lists(st.tuples(st.integers(0, ITEMS - 2), st.integers(1, 15)), max_size=8)):
        last = min(ITEMS - 1, first + length)
        across = any(a < first <= b < last or first < a <= last < b for a, b in found)
        if not across and first not in dict(found) and last > first:
            found.append((first, last))
    return found


def shown(folds: dict[int, int]) -> list[int]:
    """The items that keep a row, the slow way."""
    return [n for n in range(ITEMS) if not any(first < n <= last for first, last in folds.items())]


def check(rows: RowMap, folds: dict[int, int]) -> None:
    wanted = shown(folds)
    assert rows.folds == folds
    assert [rows.item_of(row) for row in range(rows.count)] == wanted
    for item in range(ITEMS):
        assert rows.row_of_item(item) == max(n for n, at in enumerate(wanted) if at <= item)
        hiding = [first for first, last in folds.items() if first < item <= last]
        assert rows.fold_over(item) == min(hiding, default=None)


@given(nested(), st.randoms(use_true_random=False))
def test_folds_in_any_order_are_what_they_would_be_counted_one_by_one(folds: list[tuple[int, int]], random: object) -> None:
    rows = RowMap()
    rows.show(ITEMS)
    known: dict[int, int] = {}
    for first, last in folds:
        rows.fold(first, last)
        known[first] = last
        check(rows, known)
    order = list(known)
    random.shuffle(order)  # type: ignore[attr-defined]
    for first in order:
        rows.unfold(first)
        del known[first]
        check(rows, known)


@given(nested(), st.integers(0, ITEMS - 1))
def test_revealing_an_item_opens_what_hides_it_and_nothing_else(folds: list[tuple[int, int]], item: int) -> None:
    rows = RowMap()
    rows.show(ITEMS)
    for first, last in folds:
        rows.fold(first, last)
    opened = []
    while (hiding := rows.fold_over(item)) is not None:
        rows.unfold(hiding)
        opened.append(hiding)
    assert sorted(opened) == sorted(first for first, last in folds if first < item <= last)
    assert rows.item_of(rows.row_of_item(item)) == item


def test_folding_what_is_folded_and_unfolding_what_is_not_changes_nothing() -> None:
    rows = RowMap()
    rows.show(10)
    rows.fold(2, 5)
    rows.fold(2, 5)
    rows.fold(7, 7)
    rows.unfold(3)
    assert (rows.count, rows.folds) == (7, {2: 5})


def test_a_copy_stays_as_it_was() -> None:
    rows = RowMap()
    rows.show(10)
    rows.fold(2, 5)
    other = rows.copy()
    rows.unfold(2)
    assert (other.count, rows.count) == (7, 10)


class Virtual(Sequence[int | None]):
    """Millions of rows: every third is a gap.  Enumerating them fails."""

    def __len__(self) -> int:
        return 16_000_000

    @overload
    def __getitem__(self, row: int) -> int | None: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[int | None]: ...
    def __getitem__(self, row: int | slice) -> int | Sequence[int | None] | None:
        assert isinstance(row, int)
        return None if row % 3 == 2 else row // 3 * 2 + row % 3

    def __iter__(self) -> Iterator[int | None]:
        raise AssertionError("nobody may enumerate these")

    def row_of(self, line: int) -> int | None:
        return line // 2 * 3 + line % 2 if line < 10_000_000 else None


def test_sixteen_million_rows_that_find_their_lines_themselves_are_never_enumerated() -> None:
    rows = RowMap()
    rows.show_given(Virtual())
    assert rows.count == 16_000_000
    assert [rows.line_of(row) for row in (0, 1, 2, 3, 15_000_000)] == [0, 1, -1, 2, 10_000_000]
    assert rows.line_of(rows.row_of(7_654_321)) == 7_654_321
    assert rows.item_of_line(10_000_001) == 0, "a line that no row shows"
    rows.fold_only({0: 2_999_999, 6_000_000: 8_999_999})
    assert rows.count == 10_000_002
    assert rows.item_of(1) == 3_000_000
    assert rows.fold_over(0) == 0, "the first of them is behind the fold's own line"
    assert rows.fold_over(6_000_000) == 6_000_000
    rows.unfold(6_000_000)
    assert rows.count == 13_000_001


def test_rows_without_a_way_to_find_a_line_are_searched() -> None:
    rows = RowMap()
    rows.show_given([3, None, 1, 0])
    assert [rows.row_of(line) for line in (0, 1, 3, 2)] == [3, 2, 0, 0]
    assert (rows.line_of(1), rows.line_of(-1), rows.line_of(4)) == (-1, -1, -1)


@pytest.mark.parametrize("folds", [10, 100_000])
def test_many_folds_cost_no_more_to_look_up(folds: int) -> None:
    rows = RowMap()
    rows.show(folds * 10)
    rows.fold_only({n * 10: n * 10 + 8 for n in range(folds)})
    assert rows.count == 2 * folds
    middle = folds // 2
    assert rows.item_of(2 * middle) == middle * 10
    assert rows.row_of_item(middle * 10 + 4) == 2 * middle
    rows.unfold(middle * 10)
    assert rows.count == 2 * folds + 8
