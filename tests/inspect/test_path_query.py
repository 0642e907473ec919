"""Paths asked of parsed bodies: the same answers as in the viewer, and as the library gives."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonpath_rfc9535 import find

from workbench.inspect import QueryError, compile_path, read, select

BODY: Any = {
    "variantName": "Hero",
    "offer": {"name": "Gold", "items": [{"sku": "a", "n": 1}, {"sku": "b", "n": 0}, {"n": None}], "0": "zero"},
    "odd key": {"it's": True},
    "list": [1, [2, [3]], {"sku": "c"}],
}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("$.variantName", ["Hero"]),
        ("variantName", ["Hero"]),
        ("$", [BODY]),
        ("offer.items[0].sku", ["a"]),
        ("offer.items[].sku", ["a", "b"]),
        ("offer.items.0.sku", ["a"]),
        ("offer.0", ["zero"]),
        ("$.offer.items[-1]", [{"n": None}]),
        ("$.offer.items[-4]", []),
        ("$.offer.items[1:].n", [0, None]),
        ("$.offer.items[::-1].n", [None, 0, 1]),
        ("$.offer.items[::0]", []),
        ("$.offer.items[?@.n >= 0].sku", ["a", "b"]),
        ("$.offer.items[?@.n]", [{"sku": "a", "n": 1}, {"sku": "b", "n": 0}, {"n": None}]),
        ("$.offer.items[?match(@.sku, '[ab]')].sku", ["a", "b"]),
        ("$..sku", ["a", "b", "c"]),
        ("..sku", ["a", "b", "c"]),
        ("$['odd key'][\"it's\"]", [True]),
        ("$.variantName.length", []),
        ("$.nothing.here", []),
        ("$['variantName','nothing','variantName']", ["Hero", "Hero"]),
    ],
)
def test_paths_find_their_values(path: str, wanted: list[Any]) -> None:
    assert compile_path(path).values(BODY) == wanted


@pytest.mark.parametrize("path", ["$.a.", "$[", "a[?b = 1]", "$.a[01]", "x" * 10_001])
def test_what_is_no_path_is_refused_once(path: str) -> None:
    with pytest.raises(QueryError):
        compile_path(path)


KEYS = st.sampled_from(["a", "b", "c"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["x", ""]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=20,
)
SEGMENTS = st.sampled_from([".a", ".b", ".*", "..a", "..*", "[0]", "[-1]", "[1:]", "[::-1]", "[?@ == 1]", "['a','b']", "[0,1]", "..[0]"])


@given(JSON, st.lists(SEGMENTS, min_size=1, max_size=3).map("".join))
def test_the_answers_are_those_of_the_library(value: Any, path: str) -> None:
    theirs = [] if not isinstance(value, dict | list) else find(f"${path}", value).values()
    assert compile_path(f"${path}").values(value) == theirs


@given(JSON.filter(lambda value: isinstance(value, dict | list)), st.lists(SEGMENTS, min_size=1, max_size=3).map("".join))
def test_the_answers_are_those_of_the_viewer_but_for_order(value: Any, path: str) -> None:
    document = read(json.dumps(value).encode(), "application/json")
    shown = {str(match.path) for match in select(document, f"${path}").matches}
    assert (len(compile_path(f"${path}").values(value)) > 0) == bool(shown)


def test_a_filter_that_runs_away_is_stopped() -> None:
    query = compile_path("$[?search(@, '(a|aa)+$')]", seconds=0.1)
    start = time.monotonic()
    with pytest.raises(QueryError, match=r"0\.1 s"):
        query.values(["a" * 60 + "b"])
    assert time.monotonic() - start < 5


def test_a_path_that_multiplies_is_stopped() -> None:
    deep: Any = [1]
    for _ in range(200):
        deep = [deep]
    with pytest.raises(QueryError, match="took longer"):
        compile_path("$..*..*..*..*..*", seconds=0.1).values(deep)
