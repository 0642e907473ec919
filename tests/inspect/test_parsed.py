"""Bodies parsed for judging: what counts as JSON, and one spelling for what is equal."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import Meaning, Response, read_outcome
from workbench.inspect import Canonical, NotJson, PatternError, RegexError, RegexTooSlow, SafeRegex, parse_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=15,
)


@given(JSON)
def test_values_come_back(value: Any) -> None:
    assert parse_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'"\\ud800"', "\ud800"),
        (b"1e400", float("inf")),
        (b"9" * 5000, float("inf")),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        ('{"ä": 1}'.encode("utf-16"), {"ä": 1}),
    ],
)
def test_what_most_readers_take_is_taken(body: bytes, value: Any) -> None:
    assert parse_json(body) == value


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a": }', b'{"a": 1} x', b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_told(body: bytes) -> None:
    with pytest.raises(NotJson):
        parse_json(body)


@given(st.binary(max_size=30) | st.text(alphabet='{}[]",:0123eE-.truefalsn \\u', max_size=20).map(str.encode))
def test_it_is_readable_where_the_viewer_says_so(body: bytes) -> None:
    meaning = read_outcome(Response(200, body=body)).meaning
    if not body.strip():
        return
    try:
        parse_json(body)
    except NotJson:
        assert meaning is Meaning.UNREADABLE
    else:
        assert meaning is not Meaning.UNREADABLE


def test_equal_bodies_have_one_spelling() -> None:
    plain = Canonical()
    assert plain({"b": 1, "a": [True, None]}) == plain({"a": [True, None], "b": 1})
    assert plain([1]) != plain([True]) and plain([1]) != plain(["1"]) and plain([1, 2]) != plain([2, 1])
    assert plain({"a": "\ud800"}) != plain({"a": "\ud801"})


def test_ignored_paths_are_left_out_with_what_is_below() -> None:
    less = Canonical(["$.decidedAt", "items[*].ref", "$..trace"])
    one = {"decidedAt": 1, "items": [{"ref": "x", "sku": "a"}], "trace": {"id": 4}, "deep": [{"trace": 1}], "n": 1}
    other = {"decidedAt": {"other": 2}, "items": [{"ref": "y", "sku": "a"}], "deep": [{"trace": 2}], "n": 1}
    assert less(one) == less(other)
    assert less(one) != less(other | {"n": 2})
    with pytest.raises(PatternError):
        Canonical(["$.a["])


def test_a_pattern_is_found_anywhere_in_the_text() -> None:
    assert SafeRegex("^Gold|plus$").found_in("Silver plus")
    assert not SafeRegex("^Gold").found_in("a Gold")


def test_what_is_no_pattern_is_told() -> None:
    with pytest.raises(RegexError, match="is none"):
        SafeRegex("(")
    with pytest.raises(RegexError, match="10,000"):
        SafeRegex("a" * 10_001)


def test_a_pattern_that_runs_away_is_stopped() -> None:
    start = time.monotonic()
    with pytest.raises(RegexTooSlow):
        SafeRegex("(a|aa)+$", seconds=0.1).found_in("a" * 60 + "b")
    assert time.monotonic() - start < 5
