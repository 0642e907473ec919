"""Variant selectors and conditions: what holds, and the way through a file and back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from workbench.domain.condition import Condition, Op, as_text, holds, same, type_of
from workbench.domain.selector import ByBody, ByPath, ByRules, Rule, Selector, selector_from_plain, selector_to_plain

SELECTORS: list[Selector] = [
    ByPath("$.variantName"),
    ByRules((Rule(Condition("$.offer.name", Op.CONTAINS, "Gold"), "Gold"), Rule(Condition("$.offer", Op.EXISTS), "Some")), "None"),
    ByBody(("$.decision.decidedAt", "$.guest.ref")),
    ByBody(),
]


@pytest.mark.parametrize("selector", SELECTORS, ids=str)
def test_a_selector_survives_a_file(selector: Selector) -> None:
    assert selector_from_plain(selector_to_plain(selector)) == selector


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        (7, "expected a path"),
        ("", "expected a path"),
        ({}, "rules: expected"),
        ({"rules": [{"path": "$.a", "variant": "A"}]}, "rule 1"),
        ({"rules": [{"path": "$.a", "equals": 1, "in": [1], "variant": "A"}]}, "rule 1"),
        ({"rules": [{"path": "$.a", "equals": 1}]}, "rule 1"),
        ({"rules": ["x"]}, "rule 1"),
        ({"rules": [{"path": "$.a", "equals": 1, "variant": "A"}], "otherwise": 3}, "otherwise"),
        ({"body": True, "ignore": "x"}, "ignore"),
    ],
)
def test_what_is_no_selector_says_what_was_expected(plain: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        selector_from_plain(plain)


def found(op: Op, wanted: Any, *values: Any) -> bool:
    return holds(op, wanted, list(values), matches=re.search)


@pytest.mark.parametrize(
    ("op", "wanted", "good", "bad"),
    [
        (Op.EXISTS, None, [None], []),
        (Op.ABSENT, None, [], [0]),
        (Op.EQUALS, 1, [1.0, 1], [True]),
        (Op.EQUALS, {"a": [1]}, [{"a": [1.0]}], [{"a": [True]}]),
        (Op.IN, ["A", "B"], ["A", "B"], ["A", "C"]),
        (Op.CONTAINS, "old", ["Gold"], ["Silver"]),
        (Op.CONTAINS, 2, [[1, 2]], [[1]]),
        (Op.CONTAINS, "key", [{"key": 1}], [{"k": 1}]),
        (Op.MATCHES, "^G", ["Gold"], ["gold"]),
        (Op.TYPE, "number", [1, 1.5], ["1"]),
        (Op.TYPE, "integer", [1], [1.5]),
        (Op.TYPE, "boolean", [True], [1]),
        (Op.COUNT, 2, [[1, 2]], [[1]]),
        (Op.COUNT, 3, [1, 2, 3], [1, 2]),
    ],
)
def test_each_operation_tells_good_from_bad(op: Op, wanted: Any, good: list[Any], bad: list[Any]) -> None:
    assert found(op, wanted, *good)
    assert not found(op, wanted, *bad)


@pytest.mark.parametrize("op", [op for op in Op if op not in (Op.ABSENT, Op.COUNT)])
def test_where_nothing_is_found_nothing_holds(op: Op) -> None:
    assert not found(op, "x")


def test_equality_is_that_of_json() -> None:
    assert same([1, {"a": None}], [1.0, {"a": None}])
    assert not same({"a": 1}, {"a": 1, "b": 2})
    assert not same(0, False)
    values: list[Any] = [None, True, 1, 1.5, "x", [], {}]
    assert [type_of(value) for value in values] == ["null", "boolean", "integer", "number", "string", "array", "object"]


def test_long_values_are_cut() -> None:
    assert as_text({"a": "ü"}) == '{"a": "ü"}'
    assert len(as_text("x" * 500)) == 200
