"""What to ignore is proposed from the data, and nothing that is a change people look for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.inspect.comparing import compare, document, edited
from workbench.inspect import DiffOptions, read
from workbench.inspect.patterns import parse_pattern
from workbench.inspect.volatile import look_of, propose_ignores


def proposed(left: Any, right: Any) -> dict[str, str]:
    return {proposal.pattern: proposal.why for proposal in propose_ignores((document(left), document(right)))}


@pytest.mark.parametrize(
    ("value", "looks"),
    [
        ('"2026-11-24T13:05:02Z"', "a time"),
        ('"2026-11-24 13:05:02.123+01:00"', "a time"),
        ('"2026-11-24"', "a time"),
        ('"Tue, 24 Nov 2026 13:05:02 GMT"', "a time"),
        ("1764000000", "a time, counted from 1970"),
        ("1764000000.25", "a time, counted from 1970"),
        ("1764000000123", "a time, counted from 1970"),
        ('"1764000000123"', "a time, counted from 1970"),
        ("1764000000123456", "a time, counted from 1970"),
        ('"12435206-1234-4f0b-9d55-6e46b0e4a42b"', "a unique ID"),
        ('"pqsDVFDT-12435206-1234-4f0b-9d55-6e46b0e4a42b"', "a unique ID"),
        ('"d41d8cd98f00b204e9800998ecf8427e"', "a token or hash"),
        ('"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVPmB92K27uhb"', "a token or hash"),
        ('"W/\\"5e1a-x9Fq0oPz7Lk2mN3b4V5c\\""', "a token or hash"),
        ('"Summer sale"', ""),
        ('"summer-sale-everything-must-go"', ""),
        ('"15"', ""),
        ("12.50", ""),
        ("123456789", ""),
        ("99999999999", ""),
        ("true", ""),
        ("{3}", ""),
        ('"https://example.com/images/summer.png"', ""),
    ],
)
def test_what_values_look_like(value: str, looks: str) -> None:
    assert look_of(value) == looks


def test_only_what_differs_and_looks_volatile_on_both_sides() -> None:
    left = {"at": "2026-11-24T13:05:02Z", "same": "2026-11-24T13:05:02Z", "offer": "Gold", "until": "2026-11-24", "gone": 1764000000}
    right = {"at": "2026-11-24T14:05:02Z", "same": "2026-11-24T13:05:02Z", "offer": "Silver", "until": "never", "new": 1764000000}
    assert proposed(left, right) == {"$.at": "a time"}


def test_a_name_speaks_for_a_value_too() -> None:
    left = {"requestId": "r1", "updatedAt": "yesterday", "date": 1, "location": "x", "candidate": "a", "flat": 1}
    right = {"requestId": "r2", "updatedAt": "today", "date": 2, "location": "y", "candidate": "b", "flat": 2}
    assert proposed(left, right).keys() == {"$.requestId", "$.updatedAt", "$.date"}


def test_items_are_taken_together() -> None:
    left = [{"sku": f"S{n}", "seen": 1764000000 + n, "price": n} for n in range(5)]
    right = [{"sku": f"S{n}", "seen": 1764000100 + n, "price": n + 1} for n in range(5)]
    assert proposed({"items": left}, {"items": right}) == {"$.items[*].seen": "a time, counted from 1970"}


def test_a_place_that_changes_in_another_way_too_is_not_proposed() -> None:
    left = [{"sku": "a", "v": 1764000000}, {"sku": "b", "v": 1764000000}]
    right = [{"sku": "a", "v": 1764000001}, {"sku": "b", "v": 0}]
    assert proposed(left, right) == {}


def test_one_pattern_for_a_key_in_many_places() -> None:
    def make(n: int) -> dict[str, Any]:
        return {name: {"ref": f"12435206-1234-4f0b-9d55-6e46b0e4a4{n}{k}"} for k, name in enumerate("abc")}

    assert proposed(make(1), make(2)) == {"$..ref": "a unique ID"}
    other = make(2)
    other["d"] = {"ref": "Gold"}
    assert proposed({**make(1), "d": {"ref": "Silver"}}, other).keys() == {"$.a.ref", "$.b.ref", "$.c.ref"}


def test_refs_of_items_made_anew_are_found_by_what_else_identifies_them() -> None:
    left = [{"ref": f"12435206-1234-4f0b-9d55-6e46b0e4a42{n}", "name": f"N{n}"} for n in range(4)]
    right = [{"ref": f"92435206-1234-4f0b-9d55-6e46b0e4a42{n}", "name": f"N{n}"} for n in range(4)]
    found = propose_ignores((document(left), document(right)))
    assert [(proposal.pattern, proposal.why) for proposal in found] == [("$[*].ref", "a unique ID")]
    assert "→" in found[0].sample
    assert compare(left, right, DiffOptions(ignore=("$[*].ref",))).equal


def test_more_than_two_answers_tell_more() -> None:
    answers = [document({"at": 1764000000, "n": 1}), document({"at": 1764000000, "n": 1}), document({"at": 1764000009, "n": 1})]
    assert [proposal.pattern for proposal in propose_ignores(answers)] == ["$.at"]
    assert propose_ignores(answers[:2]) == ()
    assert propose_ignores(answers[:1]) == ()
    assert propose_ignores([read(b"a", "text/plain"), read(b"b", "text/plain")]) == ()


@given(edited())
def test_what_is_proposed_can_be_ignored(pair: tuple[Any, Any]) -> None:
    for pattern in proposed(*pair):
        parse_pattern(pattern)
