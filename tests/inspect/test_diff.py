"""Compare: by structure, each line of both sides exactly once, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.inspect.test_document import values
from workbench.inspect import ChangeKind, Diff, diff, read


def compare(left: Any, right: Any) -> Diff:
    return diff(read(json.dumps(left).encode()), read(json.dumps(right).encode()))


def told(made: Diff) -> list[tuple[str, ChangeKind]]:
    return [(str(d.path), d.kind) for d in made.differences]


@given(values)
def test_anything_equals_itself(value: Any) -> None:
    made = compare(value, value)
    assert made.equal
    assert made.summary == "The two responses are equal."


@given(values, values)
def test_rows_hold_every_line_of_both_once(left: Any, right: Any) -> None:
    one, two = read(json.dumps(left).encode()), read(json.dumps(right).encode())
    made = diff(one, two)
    assert sorted(r.left_line for r in made.rows if r.left_line is not None) == list(range(one.line_count))
    assert [r.right_line for r in made.rows if r.right_line is not None] == list(range(two.line_count))
    assert made.equal == (json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True))
    assert made.summary.endswith(".")


@given(st.dictionaries(st.text(max_size=4), st.integers(), min_size=2, max_size=5))
def test_the_order_of_keys_is_no_difference_and_is_told(value: dict[str, int]) -> None:
    made = compare(value, dict(reversed(value.items())))
    assert made.equal
    assert made.summary == "Only the order of keys differs."


def test_objects_are_compared_by_key() -> None:
    made = compare({"a": 1, "b": "x", "c": [1]}, {"b": "y", "a": "1", "d": None})
    assert told(made) == [
        ("b", ChangeKind.CHANGED),
        ("c", ChangeKind.REMOVED),
        ("a", ChangeKind.TYPE_CHANGED),
        ("d", ChangeKind.ADDED),
    ]


def test_items_are_matched_by_what_identifies_them() -> None:
    left = [{"sku": f"S{n}", "price": n} for n in range(6)]
    right = [left[0], {"sku": "S9", "price": 9}, left[1], {"sku": "S2", "price": 99}, left[4], left[5]]
    assert told(compare(left, right)) == [("[1]", ChangeKind.ADDED), ("[3].price", ChangeKind.CHANGED), ("[3]", ChangeKind.REMOVED)]


def test_a_moved_item_is_told_apart() -> None:
    left = [{"id": n, "x": "same"} for n in range(5)]
    made = compare(left, [left[4], *left[:4]])
    assert told(made) == [("[0]", ChangeKind.MOVED)]


def test_an_insertion_into_plain_values_is_one_difference() -> None:
    assert told(compare(list(range(50)), [*range(20), 99, *range(20, 50)])) == [("[20]", ChangeKind.ADDED)]


def test_the_spelling_of_a_number_is_a_change_and_the_spelling_of_a_text_is_not() -> None:
    assert told(diff(read(b"[1]"), read(b"[1.0]"))) == [("[0]", ChangeKind.CHANGED)]
    assert diff(read(b'["\\u00e9"]'), read('["é"]'.encode())).equal


def test_text_is_compared_by_lines() -> None:
    made = diff(read(b"a\nb\nc", "text/plain"), read(b"a\nx\nc\nd", "text/plain"))
    assert [d.kind for d in made.differences] == [ChangeKind.CHANGED, ChangeKind.ADDED]


def test_a_thousand_levels_do_not_raise() -> None:
    left = b"[" * 900 + b"1" + b"]" * 900
    assert len(diff(read(left), read(left.replace(b"1", b"2"))).differences) == 1


@pytest.mark.parametrize(
    ("left", "right", "sentence"),
    [
        ({"hero": {"title": "a", "image": "b"}}, {"hero": {"title": "c", "image": "d"}}, "Title and image changed in hero."),
        ({"recommendations": [1]}, {"recommendations": [1, 2, 3, 4]}, "3 items were added to recommendations."),
        ({"offer": {"a": 1}}, {}, "Offer was removed."),
        ({"a": 1}, {"a": "1"}, "A changed its type."),
    ],
)
def test_the_sentence(left: Any, right: Any, sentence: str) -> None:
    assert compare(left, right).summary == sentence
