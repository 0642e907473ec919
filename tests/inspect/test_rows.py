"""Rows as runs: each row made when asked for, equal neighbours one run."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.inspect import ChangeKind, Row, Rows, Run
from workbench.inspect.rows import Mark, RowsBuilder

MARKS = [Mark(), Mark(ChangeKind.CHANGED, 0), Mark(ChangeKind.ADDED, 1), Mark(ignored=True)]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), max_size=20))
def test_rows_are_what_was_added_one_by_one(parts: list[tuple[int, int, int]]) -> None:
    builder, wanted = RowsBuilder(), list[Row]()
    left = right = 0
    for lefts, rights, which in parts:
        mark = MARKS[which]
        builder.add(range(left, left + lefts), range(right, right + rights), mark)
        for k in range(max(lefts, rights)):
            one, other = (left + k if k < lefts else None), (right + k if k < rights else None)
            wanted.append(Row(one, other, mark.kind, mark.difference, mark.ignored))
        left, right = left + lefts, right + rights
    rows = builder.built()
    assert list(rows) == wanted
    assert [rows[k] for k in range(len(rows))] == wanted
    assert [rows[k - len(wanted)] for k in range(len(wanted))] == wanted
    assert rows[1:4] == wanted[1:4]
    assert rows[::-1] == wanted[::-1]
    assert list(rows.left_lines) == [row.left_line for row in wanted]
    assert list(rows.right_lines[2:]) == [row.right_line for row in wanted[2:]]
    assert isinstance(rows, Sequence)
    for k, row in enumerate(wanted):
        if row.left_line is not None:
            assert rows.row_of(left=row.left_line) == k
        if row.right_line is not None:
            assert rows.row_of(right=row.right_line) == k
    firsts = rows.first_rows(2)
    for index in range(2):
        places = [k for k, row in enumerate(wanted) if row.difference == index]
        assert firsts[index] == (places[0] if places else 0)


def test_what_goes_on_alike_is_one_run() -> None:
    builder = RowsBuilder()
    builder.add(range(0, 5), range(0, 5), Mark())
    builder.add(range(5, 9), range(5, 9), Mark())
    builder.add(range(9, 10), range(9, 10), Mark(ChangeKind.CHANGED, 0))
    builder.add(range(11, 13), range(10, 12), Mark(ChangeKind.CHANGED, 0))
    runs = builder.built().runs
    assert runs == (
        Run(0, 9, 0, 0),
        Run(9, 1, 9, 9, ChangeKind.CHANGED, 0),
        Run(10, 2, 11, 10, ChangeKind.CHANGED, 0),
    )
    assert [run.is_equal for run in runs] == [True, False, False]


def test_there_may_be_none() -> None:
    rows = Rows()
    assert len(rows) == 0
    assert list(rows) == []
    assert rows.row_of(left=0) is None
    with pytest.raises(IndexError):
        rows[0]


def test_a_million_equal_rows_are_one_run() -> None:
    builder = RowsBuilder()
    builder.add(range(1_000_000), range(1_000_000), Mark())
    rows = builder.built()
    assert len(rows.runs) == 1
    assert rows[999_999] == Row(999_999, 999_999)
