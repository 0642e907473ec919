"""JSON Patch: applied to the left it gives the right exactly, or it says in plain words why there is none."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.inspect.comparing import apply_patch, document, edited, exact, json_values, parsed, text_of
from workbench.inspect import DiffOptions, Document, diff, read
from workbench.inspect.patch import PatchError, json_patch, patch_text, pointer


def operations(left: Any, right: Any) -> Any:
    one, other = document(left), document(right)
    return json.loads(patch_text(json_patch(one, other, diff(one, other))))


def assert_gives(left: Document, right: Document, options: DiffOptions | None = None) -> None:
    written = patch_text(json_patch(left, right, diff(left, right, options)))
    assert exact(apply_patch(parsed(left.raw), parsed(written))) == exact(parsed(right.raw))


@settings(max_examples=400)
@given(edited())
def test_applying_it_to_the_left_gives_the_right(pair: tuple[Any, Any]) -> None:
    assert_gives(document(pair[0]), document(pair[1]))


@settings(max_examples=150)
@given(json_values, json_values)
def test_it_holds_for_documents_that_have_nothing_in_common(left: Any, right: Any) -> None:
    assert_gives(document(left), document(right))


@settings(max_examples=150)
@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_it_holds_for_lists_of_values_that_repeat(left: list[int], right: list[int]) -> None:
    assert_gives(document(left), document(right))


@settings(max_examples=100)
@given(edited(), st.sampled_from(["ref", "n", "v", ""]))
def test_it_holds_whatever_identifies_the_items_and_whatever_is_ignored(pair: tuple[Any, Any], key: str) -> None:
    options = DiffOptions(
        ignore=("$..v",), ignore_array_order=True, tolerance=2, identities=(("$..[*]", key), ("$", key), ("$..items", key))
    )
    assert_gives(document(pair[0]), document(pair[1]), options)


@given(json_values)
def test_equal_documents_need_nothing(value: Any) -> None:
    assert operations(value, value) == []
    assert patch_text([]) == "[]\n"


def test_few_operations_say_what_was_done() -> None:
    left = [{"id": n, "v": 0} for n in range(6)]
    right = [left[5], left[0], left[1], {"id": 9, "v": 1}, left[3], {"id": 4, "v": 7}]
    assert operations(left, right) == [
        {"op": "remove", "path": "/2"},
        {"op": "move", "from": "/4", "path": "/0"},
        {"op": "add", "path": "/3", "value": {"id": 9, "v": 1}},
        {"op": "replace", "path": "/5/v", "value": 7},
    ]


def test_values_keep_their_spelling() -> None:
    left, right = read(b'{"a":1,"b":0}'), read(b'{"a":1.0,"b":12345678901234567890123.10,"c":[1E5,{"d":"\\u00e9"}]}')
    text = patch_text(json_patch(left, right))
    for token in ("1.0", "12345678901234567890123.10", "1E5", '"\\u00e9"'):
        assert token in text


def test_the_spelling_of_a_text_and_the_order_of_keys_need_nothing() -> None:
    assert json_patch(read(b'{"a":"\\u00e9","b":1}'), read('{"b":1,"a":"é"}'.encode())) == []


def test_the_whole_document_may_be_replaced() -> None:
    assert operations([1], {"a": 1}) == [{"op": "replace", "path": "", "value": {"a": 1}}]


def test_keys_are_escaped_as_the_pointer_wants_it() -> None:
    assert pointer(("a/b", "m~n", "~1", "", 0)) == "/a~1b/m~0n/~01//0"


@pytest.mark.parametrize("depth", [50, 98, 99, 100, 101, 400, 900])
def test_any_depth(depth: int) -> None:
    left = '{"a":[' * (depth // 2) + "1" + "]}" * (depth // 2)
    one, other = read(left.encode()), read(left.replace("1", "2").encode())
    written = json.loads(patch_text(json_patch(one, other)))
    assert apply_patch(json.loads(left), written) == json.loads(left.replace("1", "2"))


@pytest.mark.parametrize(
    ("left", "right", "word"),
    [
        (b'{"a":1,"a":2}', b"{}", "twice"),
        (b"{}", b'{"x":[{"b":1,"\\u0062":2}]}', "twice"),
        (b'{"a":1', b"{}", "not valid JSON"),
        (b"{}", b'{"a":}', "not valid JSON"),
        (b'{"a":NaN}', b"{}", "NaN"),
        (b"[1]", b"[-Infinity]", "Infinity"),
        (b"{}\n{}", b"{}", "several documents"),
        (b"<html></html>", b"{}", "not JSON"),
        (b"{}", b"", "not JSON"),
        (b'{"a":"\xff"}', b"{}", "UTF-8"),
    ],
)
def test_what_cannot_be_patched_is_refused_in_plain_words(left: bytes, right: bytes, word: str) -> None:
    with pytest.raises(PatchError, match=word):
        json_patch(read(left), read(right))


@example(b"\xfe\xff", "0")
@given(st.binary(max_size=60), st.text(alphabet='{}[]",:0 1aN\\\n', max_size=40))
def test_anything_else_is_refused_and_never_a_crash(one: bytes, other: str) -> None:
    for left, right in ((read(one), read(other.encode())), (read(other.encode()), read(b"{}"))):
        try:
            written = patch_text(json_patch(left, right))
        except PatchError as why:
            assert str(why).endswith(".")
        else:
            assert exact(apply_patch(parsed(left.raw), parsed(written))) == exact(parsed(right.raw))


def test_a_reversed_list_is_replaced_soon() -> None:
    left = list(range(30_000))
    began = time.monotonic()
    written = operations(left, left[::-1])
    assert time.monotonic() - began < 5
    assert [op["op"] for op in written] == ["replace"]


def test_many_moves_stay_moves() -> None:
    left = [{"id": n} for n in range(3_000)]
    right = [*left[500:], *left[:500]]
    written = operations(left, right)
    assert {op["op"] for op in written} == {"move"}
    assert len(written) == 500
    assert apply_patch([dict(item) for item in left], written) == right


@given(json_values)
def test_the_text_is_json_with_one_operation_a_line(value: Any) -> None:
    text = patch_text(json_patch(document([]), document({"a": value})))
    assert text.count("\n") == len(json.loads(text)) + 2
    assert exact(parsed(text)[0]["value"]) == exact(parsed(text_of({"a": value})))
