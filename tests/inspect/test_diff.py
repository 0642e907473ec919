"""Compare: by structure, each line of both sides exactly once, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inspect.comparing import compare, document, edited, json_values
from tests.inspect.test_document import values
from workbench.inspect import ChangeKind, Diff, DiffOptions, Document, Stopped, diff, read
from workbench.inspect.patterns import pattern_of


def told(made: Diff) -> list[tuple[str, ChangeKind]]:
    return [(str(d.path), d.kind) for d in made.differences]


def assert_whole(one: Document, other: Document, made: Diff) -> None:
    """Each line of both exactly once, the right ones in order; runs and rows agree."""
    assert sorted(r.left_line for r in made.rows if r.left_line is not None) == list(range(one.line_count))
    assert [r.right_line for r in made.rows if r.right_line is not None] == list(range(other.line_count))
    assert sum(run.count for run in made.rows.runs) == len(made.rows)
    for run in made.rows.runs:
        if run.is_equal and run.left_line is not None and run.right_line is not None:
            assert run.count > 0
    assert made.summary.endswith(".")


@given(values)
def test_anything_equals_itself(value: Any) -> None:
    made = compare(value, value)
    assert made.equal
    assert not made.reordered
    assert made.summary == "The two responses are equal."


@given(values, values)
def test_rows_hold_every_line_of_both_once(left: Any, right: Any) -> None:
    one, two = read(json.dumps(left).encode()), read(json.dumps(right).encode())
    made = diff(one, two)
    assert_whole(one, two, made)
    assert made.equal == (json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True))


@settings(max_examples=200)
@given(edited())
def test_edited_documents_too(pair: tuple[Any, Any]) -> None:
    one, two = document(pair[0]), document(pair[1])
    made = diff(one, two)
    assert_whole(one, two, made)
    for index, difference in enumerate(made.differences):
        if difference.kind is not ChangeKind.REORDERED:
            marked = [row for row in made.rows if row.difference == index]
            # A moved item may hold nothing but other differences; its brackets are then its rows.
            assert marked or difference.kind is ChangeKind.MOVED
        if difference.kind is ChangeKind.REMOVED:
            assert difference.left_line is not None
            assert one.path(difference.left_line).steps[-1] == difference.path.steps[-1]
        if difference.right_line is not None:
            assert two.path(difference.right_line) == difference.path


@given(st.binary(max_size=60), st.text(alphabet='{}[]",:0 1ta\\\n', max_size=60), st.text(alphabet='{}[]",:0 1ta\\\n', max_size=60))
def test_any_bytes_can_be_compared_and_every_line_is_there(raw: bytes, almost: str, other: str) -> None:
    sides = [read(raw), read(almost.encode()), read(other.encode()), read(b'{"a":[1,{"b":2}],"c":"x"}')]
    for one in sides:
        for two in sides:
            assert_whole(one, two, diff(one, two))


@given(st.text(alphabet='{}[]",:0a\n', max_size=80))
def test_a_broken_document_equals_itself(text: str) -> None:
    assert diff(read(text.encode()), read(text.encode())).equal


@settings(max_examples=200)
@given(edited())
def test_both_directions_tell_the_same(pair: tuple[Any, Any]) -> None:
    there, back = compare(*pair), compare(*reversed(pair))
    assert there.equal == back.equal
    if there.arrays and any(not match.identity for match in there.arrays):
        return  # the best alignment of a list without identity need not be the mirror image
    swapped = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
    assert {swapped.get(kind, kind): count for kind, count in there.counts.items()} == dict(back.counts)


@settings(max_examples=200)
@given(edited())
def test_ignoring_every_place_that_differs_leaves_nothing(pair: tuple[Any, Any]) -> None:
    made = compare(*pair)
    ignored = tuple(pattern_of(d.path, every_item=False) for d in made.differences)
    again = compare(*pair, DiffOptions(ignore=ignored))
    # With less to tell items apart by, others may be matched; a place that was not named then needs naming too.
    for _ in range(20):
        if again.equal:
            break
        ignored += tuple(pattern_of(d.path, every_item=False) for d in again.differences)
        again = compare(*pair, DiffOptions(ignore=ignored))
    assert again.equal
    assert made.equal == (again.ignored == 0)


@settings(max_examples=200)
@given(edited(), st.sampled_from([(), ("$..v",), ("$..[*].x", "$.name")]))
def test_the_short_way_through_objects_tells_what_the_long_one_tells(pair: tuple[Any, Any], ignore: tuple[str, ...]) -> None:
    options = DiffOptions(ignore=ignore)
    short = compare(*pair, options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.inspect.comparer.SMALL_OBJECT", -1)
        long = compare(*pair, options)
    assert short.differences == long.differences
    assert short.rows.runs == long.rows.runs
    assert (short.ignored, short.key_orders) == (long.ignored, long.key_orders)


@given(st.dictionaries(st.text(max_size=4), st.integers(), min_size=2, max_size=5))
def test_the_order_of_keys_is_no_difference_and_is_told(value: dict[str, int]) -> None:
    made = compare(value, dict(reversed(value.items())))
    assert made.equal
    assert made.reordered
    assert made.summary == "Only the order of keys differs."


def test_objects_are_compared_by_key() -> None:
    made = compare({"a": 1, "b": "x", "c": [1]}, {"b": "y", "a": "1", "d": None})
    assert told(made) == [
        ("b", ChangeKind.CHANGED),
        ("c", ChangeKind.REMOVED),
        ("a", ChangeKind.TYPE_CHANGED),
        ("d", ChangeKind.ADDED),
    ]
    assert [str(path) for path in made.key_orders] == ["$"]
    assert not made.reordered


def test_a_key_that_stands_twice_is_paired_in_order() -> None:
    made = diff(read(b'{"a":1,"a":2,"b":3}'), read(b'{"a":1,"a":5,"b":3,"a":7}'))
    assert told(made) == [("a", ChangeKind.CHANGED), ("a", ChangeKind.ADDED)]


def test_the_spelling_of_a_number_is_a_change_and_the_spelling_of_a_text_is_not() -> None:
    assert told(diff(read(b"[1]"), read(b"[1.0]"))) == [("[0]", ChangeKind.CHANGED)]
    assert diff(read(b'["\\u00e9"]'), read('["é"]'.encode())).equal
    assert diff(read(b'{"\\u00e9":1}'), read('{"é":1}'.encode())).equal


def test_several_documents_in_one_body_are_compared_like_items() -> None:
    left = b'{"id":1,"a":1}\n{"id":2,"a":1}\n{"id":3,"a":1}'
    right = b'{"id":1,"a":1}\n{"id":3,"a":9}'
    assert told(diff(read(left), read(right))) == [("[1]", ChangeKind.REMOVED), ("[1].a", ChangeKind.CHANGED)]


def test_text_is_compared_by_lines() -> None:
    made = diff(read(b"a\nb\nc", "text/plain"), read(b"a\nx\nc\nd", "text/plain"))
    assert [d.kind for d in made.differences] == [ChangeKind.CHANGED, ChangeKind.ADDED]
    assert made.by_lines
    assert made.summary == "1 line changed; 1 was added."


def test_bytes_are_equal_or_not() -> None:
    one, other = read(b"\x00\x01\x02", "image/png"), read(b"\x00\x01\x03", "image/png")
    assert diff(one, one).equal
    assert [d.kind for d in diff(one, other).differences] == [ChangeKind.CHANGED]
    assert diff(one, other).summary == "The bytes of the responses differ."


def test_a_thousand_levels_do_not_raise() -> None:
    left = b"[" * 900 + b"1" + b"]" * 900
    assert len(diff(read(left), read(left.replace(b"1", b"2"))).differences) == 1


def test_it_stops_when_told() -> None:
    with pytest.raises(Stopped):
        diff(read(b'{"a":1}'), read(b'{"a":2}'), stopped=lambda: True)
    with pytest.raises(Stopped):
        diff(read(b"a", "text/plain"), read(b"b", "text/plain"), stopped=lambda: True)


# -- options ----------------------------------------------------------------------------------------


def test_what_is_ignored_is_counted_and_marked() -> None:
    left, right = {"at": 1, "a": {"b": 1, "c": 1}}, {"at": 2, "a": {"b": 2, "c": 2}, "new": 1}
    made = compare(left, right, DiffOptions(ignore=("$.at", "a.b", "$.new")))
    assert told(made) == [("a.c", ChangeKind.CHANGED)]
    assert made.ignored == 3
    assert sum(row.ignored for row in made.rows) == 3
    made = compare(left, right, DiffOptions(ignore=("at", "$.a", "new")))
    assert made.equal
    assert made.summary == "The two responses are equal, apart from 3 differences that are ignored."


def test_numbers_within_the_tolerance() -> None:
    options = DiffOptions(tolerance=0.01)
    assert compare({"p": 1.004}, {"p": 1.01}, options).ignored == 1
    assert compare([100], [100.01], options).equal
    assert not compare([100], [100.02], options).equal
    assert not diff(read(b"[1e999999999]"), read(b"[1]"), options).equal
    assert not diff(read(b"[" + b"9" * 10_000 + b"]"), read(b"[1]"), options).equal
    assert not compare(["1"], [1], options).equal


def test_case_and_white_space() -> None:
    left, right = {"t": "Gold  offer\n"}, {"t": "gold offer"}
    assert not compare(left, right, DiffOptions(ignore_case=True)).equal
    assert not compare(left, right, DiffOptions(ignore_whitespace=True)).equal
    assert compare(left, right, DiffOptions(ignore_case=True, ignore_whitespace=True)).ignored == 1
    text = diff(
        read(b"Gold  offer\nx", "text/plain"), read(b"gold offer\nx", "text/plain"), DiffOptions(ignore_case=True, ignore_whitespace=True)
    )
    assert text.equal
    assert text.ignored == 1


@given(st.lists(json_values, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_items_may_be_ignored(items: list[Any], random: Any) -> None:
    shuffled = random.sample(items, len(items))
    assert compare({"a": items}, {"a": shuffled}, DiffOptions(ignore_array_order=True)).equal
    assert not {"added", "removed"} & {d.kind.value for d in compare({"a": items}, {"a": shuffled}).differences if len(d.path.steps) == 2}


# -- the sentence -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "sentence"),
    [
        ({"hero": {"title": "a", "image": "b"}}, {"hero": {"title": "c", "image": "d"}}, "The title and image of hero changed."),
        ({"variantName": "a"}, {"variantName": "b"}, "The variantName changed."),
        ({"recommendations": [1]}, {"recommendations": [1, 2, 3, 4]}, "3 items were added to recommendations."),
        ({"offer": {"a": 1}}, {}, "The offer was removed."),
        ({}, {"offer": 1, "image": 2}, "The offer and image were added."),
        ({"hero": {}}, {"hero": {"cta": 1}}, "The cta was added to hero."),
        ({"a": 1}, {"a": "1"}, "The a changed its type."),
        ({"a": 1, "b": 1}, {"a": "1", "b": "1"}, "The a and b changed their types."),
        ({"my key": 1}, {"my key": 2}, "The “my key” changed."),
        ([1, 2], [1], "1 item was removed from the list."),
        ([1], {}, "The whole of the responses changed its type."),
        (dict.fromkeys("abcdefg", 1), dict.fromkeys("abcdefg", 2), "The a, b, c and 4 more changed."),
        (
            {"list": [{"id": n, "price": n} for n in range(9)]},
            {"list": [{"id": n, "price": n + (n < 3)} for n in range(9)]},
            "The price of 3 items in list changed.",
        ),
        (
            {"offer": 1, "list": [{"id": n} for n in range(4)]},
            {"offer": 2, "list": [{"id": 3}, {"id": 0}, {"id": 1}, {"id": 2}, {"id": 7}, {"id": 8}]},
            "The offer changed; 2 items were added to list; 1 moved.",
        ),
        (
            {"list": [{"id": n} for n in range(30)]},
            {"list": [{"id": n} for n in reversed(range(30))]},
            "The items of list are in another order.",
        ),
        (
            {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1}, "d": {"x": 1}, "e": {"x": 1}},
            {"a": {"x": 2}, "b": {"x": 2}, "c": {"x": 2}, "d": {"x": 2}, "e": {"x": 2}},
            "The x of a changed; the x of b changed; the x of c changed; and 2 more changes elsewhere.",
        ),
        (
            {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1}, "d": {"x": 1}},
            {"a": {"x": 2}, "b": {"x": 2}, "c": {"x": 2}, "d": {"x": 2}},
            "The x of a changed; the x of b changed; the x of c changed; the x of d changed.",
        ),
    ],
)
def test_the_sentence(left: Any, right: Any, sentence: str) -> None:
    assert compare(left, right).summary == sentence


@given(edited())
def test_the_sentence_is_one_and_begins_well(pair: tuple[Any, Any]) -> None:
    sentence = compare(*pair).summary
    assert sentence[0].isupper() or sentence[0].isdigit()
    assert sentence.endswith(".")
    assert "\n" not in sentence
