"""Judging answers: what they show, by each kind of selector, and which expectations they meet."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from workbench.domain import Exchange, Failure, FailureKind, Operation, Response, Sent
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import Decided, EqualsBaseline, Expectation, FitsSchema, StatusIs, ValueFits, VariantIs, Within
from workbench.domain.selector import ByBody, ByPath, ByRules, Rule, Selector
from workbench.domain.timing import Timing
from workbench.experiments.answer import Check, Shown, Shows
from workbench.inspect import DiffOptions
from workbench.usecases.judge import Judge, JudgeError

BODY: Any = {"variantName": "Hero", "offer": {"name": "Gold plus", "price": 9.5}, "items": [{"sku": "a"}, {"sku": "b"}], "decidedAt": 1}


def answered(body: Any = BODY, status: int = 200, *, milliseconds: float = 120.0, headers: tuple[tuple[str, str], ...] = ()) -> Exchange:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(status, {200: "OK", 404: "Not Found", 302: "Found"}.get(status, ""), headers=headers, body=raw)
    return Exchange(Operation.CALL_FLOWS, None, Sent("POST", "/"), datetime.now(UTC), response=response, timing=Timing(total=milliseconds))


def failed() -> Exchange:
    failure = Failure(FailureKind.TIMEOUT, "No answer came within 10 s.", "Try again.")
    return Exchange(Operation.CALL_FLOWS, None, Sent("POST", "/"), datetime.now(UTC), failure=failure)


def shown(selector: Selector | None, body: Any = BODY, status: int = 200) -> Shown:
    return Judge(selector).shown(answered(body, status))


def check(expectation: Expectation, exchange: Exchange | None = None, **more: Any) -> Check:
    _, (made,) = Judge(ByPath("$.variantName"), [expectation], **more).judge(exchange or answered())
    return made


# -- what an answer shows --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "variant"),
    [
        ("$.variantName", "Hero"),
        ("variantName", "Hero"),
        ("$.offer.price", "9.5"),
        ("$.items[*].sku", "a, b"),
        ("items[].sku", "a, b"),
        ("$.offer", '{"name": "Gold plus", "price": 9.5}'),
    ],
)
def test_the_value_at_a_path_is_the_variant(path: str, variant: str) -> None:
    assert shown(ByPath(path)) == Shown(Shows.VARIANT, variant)


def test_a_boolean_names_a_variant() -> None:
    assert shown(ByPath("on"), {"on": False}).variant == "false"


@pytest.mark.parametrize("value", [None, "", "  ", [], {}])
def test_an_empty_value_is_nothing_decided(value: Any) -> None:
    found = shown(ByPath("$.v"), {"v": value, "other": 1})
    assert (found.shows, found.why) == (Shows.NOTHING, "$.v finds no variant in it.")


def test_a_path_that_finds_nothing_is_nothing_decided() -> None:
    assert shown(ByPath("$.missing")).shows is Shows.NOTHING


@pytest.mark.parametrize("body", [b"", b"  ", b"{}", b"null", b'""', b"[]", b'{"message": "No flow executed"}', b'{"variantId": ""}'])
@pytest.mark.parametrize("selector", [None, ByBody(), ByPath("$.message"), ByPath("$")])
def test_what_the_vendor_says_when_nothing_is_decided_is_no_variant(body: bytes, selector: Selector | None) -> None:
    found = shown(selector, body)
    assert (found.shows, found.variant) == (Shows.NOTHING, "")
    assert found.why.endswith(".")


def test_long_names_are_cut_and_still_told_apart() -> None:
    one, other = (shown(ByPath("v"), {"v": "x" * 500 + end}).variant for end in "ab")
    assert one != other and len(one) <= 130 and len(other) <= 130


def test_the_first_rule_that_holds_names_the_variant() -> None:
    rules = ByRules(
        (
            Rule(Condition("$.offer.name", Op.CONTAINS, "Silver"), "Silver"),
            Rule(Condition("$.offer.name", Op.MATCHES, "^Gold"), "Gold"),
            Rule(Condition("$.offer", Op.EXISTS), "Any"),
        )
    )
    assert shown(rules).variant == "Gold"
    assert shown(rules, {"x": 1}) == Shown(Shows.NOTHING, why="No rule for a variant holds.")
    assert shown(ByRules(rules.rules, "Control"), {"x": 1}).variant == "Control"


def test_equal_bodies_are_one_variant_whatever_their_order_and_what_is_ignored() -> None:
    selector = ByBody(("$.decidedAt",))
    first = shown(selector, {"a": 1, "b": 2, "decidedAt": 1}).variant
    assert first == shown(selector, b'{ "b":2,"decidedAt": 5,   "a": 1}').variant
    assert first != shown(selector, {"a": 1, "b": 3, "decidedAt": 1}).variant
    assert first != shown(ByBody(), {"a": 1, "b": 2, "decidedAt": 1}).variant
    assert first.startswith("Body ") and len(first) == 9


def test_without_a_selector_an_answer_has_decided_something() -> None:
    assert shown(None) == Shown(Shows.VARIANT, "Decided")


def test_errors_redirects_and_failures_are_told_in_a_sentence() -> None:
    missing = shown(ByPath("$.variantName"), {"status": 404, "message": "No such flow"}, 404)
    assert (missing.shows, missing.why) == (Shows.ERROR, "404 Not Found: No such flow")
    moved = Judge(None).shown(answered(b"", 302, headers=(("location", "https://example.com/"),)))
    assert moved.shows is Shows.ERROR and "https://example.com/" in moved.why
    assert Judge(None).shown(failed()) == Shown(Shows.ERROR, why="Timed out: No answer came within 10 s. Try again.")


@pytest.mark.parametrize("body", [b"<html>", b'{"a": }', b"[" * 100_000])
def test_what_is_not_json_is_unreadable(body: bytes) -> None:
    found = shown(ByPath("$.a"), body)
    assert found.shows is Shows.UNREADABLE and found.why


def test_half_a_character_can_be_written_down() -> None:
    assert shown(ByPath("v"), b'{"v": "A\\ud800"}').variant.encode() == "A\ufffd".encode()


# -- what is expected ------------------------------------------------------------------------------

FITS: list[tuple[Expectation, bool, str]] = [
    (StatusIs((200, 204)), True, "200"),
    (StatusIs((404,)), False, "200"),
    (Within(120), True, "120 ms"),
    (Within(119), False, "120 ms"),
    (VariantIs(("Control", "Hero")), True, "Hero"),
    (VariantIs(("Control",)), False, "Hero"),
    (Decided(), True, "decided: Hero"),
    (Decided(False), False, "decided: Hero"),
    (ValueFits(Condition("$.offer.name", Op.CONTAINS, "Gold")), True, "Gold plus"),
    (ValueFits(Condition("$.offer.name", Op.EQUALS, "Gold")), False, "Gold plus"),
    (ValueFits(Condition("$.offer.name", Op.IN, ["Gold", "Gold plus"])), True, "Gold plus"),
    (ValueFits(Condition("$.offer.name", Op.MATCHES, "plus$")), True, "Gold plus"),
    (ValueFits(Condition("$.offer.price", Op.TYPE, "integer")), False, "9.5"),
    (ValueFits(Condition("$.items[*].sku", Op.EXISTS)), True, "a, b"),
    (ValueFits(Condition("$.missing", Op.EXISTS)), False, "nothing"),
    (ValueFits(Condition("$.missing", Op.ABSENT)), True, "nothing"),
    (ValueFits(Condition("$.items", Op.COUNT, 2)), True, "2"),
    (ValueFits(Condition("$.items[*]", Op.COUNT, 3)), False, "2"),
]


@pytest.mark.parametrize(("expectation", "held", "found"), FITS, ids=lambda value: str(value)[:40])
def test_each_kind_of_expectation_tells_good_from_bad(expectation: Expectation, held: bool, found: str) -> None:
    made = check(expectation)
    assert (made.held, made.found, made.name) == (held, found, str(expectation))


def test_all_checks_come_in_order_and_none_is_left_out() -> None:
    everything = [expectation for expectation, _, _ in FITS]
    what, checks = Judge(ByPath("$.variantName"), everything).judge(answered())
    assert what.variant == "Hero"
    assert [each.held for each in checks] == [held for _, held, _ in FITS]


def test_without_a_response_nothing_holds() -> None:
    _, checks = Judge(ByPath("$.variantName"), [expectation for expectation, _, _ in FITS]).judge(failed())
    assert {(each.held, each.found) for each in checks} == {(False, "no response: Timed out")}


def test_an_error_that_is_expected_holds_and_its_body_is_looked_into() -> None:
    expectations: list[Expectation] = [StatusIs((404,)), ValueFits(Condition("$.message", Op.CONTAINS, "flow")), Decided()]
    what, checks = Judge(None, expectations).judge(answered({"message": "No such flow"}, 404))
    assert what.shows is Shows.ERROR
    assert [each.held for each in checks] == [True, True, False]


def test_nothing_decided_can_be_what_is_expected() -> None:
    assert check(Decided(False), answered({"message": "No flow executed"})).held
    assert not check(Decided(), answered(b"{}")).held


@pytest.mark.parametrize("op", [Op.EXISTS, Op.ABSENT])
def test_in_a_body_that_is_no_json_not_even_absence_holds(op: Op) -> None:
    made = check(ValueFits(Condition("$.a", op)), answered(b"<html>"))
    assert (made.held, made.found) == (False, "The body is not valid JSON.")


def test_a_pattern_that_runs_away_is_a_check_that_did_not_hold() -> None:
    made = check(ValueFits(Condition("v", Op.MATCHES, "(a|aa)+$")), answered({"v": "a" * 60 + "b"}))
    assert not made.held and "took longer" in made.found


def test_long_values_are_cut() -> None:
    assert len(check(ValueFits(Condition("v[*]", Op.EXISTS)), answered({"v": ["x" * 150] * 9})).found) == 200


# -- the baseline ----------------------------------------------------------------------------------


def test_a_body_is_compared_with_what_was_approved() -> None:
    approved = json.dumps(BODY | {"decidedAt": 7}).encode()
    changed = check(EqualsBaseline(), baseline=approved)
    assert not changed.held and "decidedAt" in changed.found
    assert check(EqualsBaseline(("$.decidedAt",)), baseline=approved).held
    assert not check(EqualsBaseline(("$.decidedAt",)), answered(BODY | {"new": 1}), baseline=approved).held
    assert check(EqualsBaseline(), baseline=approved, compare=DiffOptions(tolerance=10)).held


def test_without_a_baseline_nothing_equals_it() -> None:
    assert check(EqualsBaseline()).found == "no baseline is approved for this request"


def test_a_baseline_that_is_no_json_is_compared_as_text() -> None:
    assert check(EqualsBaseline(), answered(b"hello"), baseline=b"hello").held
    assert not check(EqualsBaseline(), answered(b"hello"), baseline=b"hullo").held


# -- schemas -----------------------------------------------------------------------------------------

SCHEMA: Any = {"type": "object", "required": ["offer"], "properties": {"offer": {"properties": {"price": {"type": "number"}}}}}


def test_a_body_is_checked_against_a_schema_in_place_or_in_a_file() -> None:
    ways: list[tuple[FitsSchema, dict[str, Any]]] = [
        (FitsSchema(SCHEMA), {}),
        (FitsSchema("a.schema.json"), {"schemas": {"a.schema.json": json.dumps(SCHEMA).encode()}}),
    ]
    for expectation, more in ways:
        assert check(expectation, **more).held
        made = check(expectation, answered({"offer": {"price": "9"}}), **more)
        assert not made.held and made.found == 'offer.price: "9" is not of type "number"'
        assert not check(expectation, answered(b"<html>"), **more).held


@pytest.mark.parametrize("schema", ["missing.schema.json", {"type": "nope"}])
def test_a_schema_that_is_none_is_told_before_anything_is_sent(schema: Any) -> None:
    with pytest.raises(JudgeError) as told:
        Judge(None, [FitsSchema(schema)])
    assert told.value.place == 0


# -- what cannot be judged -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expectation", "why"),
    [
        (ValueFits(Condition("$.a[", Op.EXISTS)), "is not a path"),
        (ValueFits(Condition("$.a", Op.MATCHES, "(")), "is none"),
        (ValueFits(Condition("$.a", Op.MATCHES, 5)), "in quotes"),
        (ValueFits(Condition("$.a", Op.IN, "ab")), "a list"),
        (EqualsBaseline(("$.a[",)), "is not a path"),
        (VariantIs(("A",)), "nothing says how to tell it"),
    ],
)
def test_what_cannot_be_judged_is_told_before_anything_is_sent(expectation: Expectation, why: str) -> None:
    with pytest.raises(JudgeError, match=why) as told:
        Judge(None, [Decided(), expectation])
    assert told.value.place == 1


@pytest.mark.parametrize(
    "selector",
    [
        ByPath("$["),
        ByBody(("a[",)),
        ByRules((Rule(Condition("$[", Op.EXISTS), "A"),)),
        ByRules((Rule(Condition("a", Op.MATCHES, "["), "A"),)),
    ],
)
def test_a_selector_that_is_none_is_told(selector: Selector) -> None:
    with pytest.raises(JudgeError) as told:
        Judge(selector)
    assert told.value.place is None
