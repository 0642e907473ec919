"""What is typed into the dialogs of expectations: read back as it was, and told what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.collections.things import conditions
from workbench.domain import StreamEvent
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import EqualsBaseline, StatusIs, Until, ValueFits, VariantIs, Wait, Within
from workbench.ui.composer.expect_words import (
    TypedValue,
    read_baseline,
    read_event,
    read_statuses,
    read_variants,
    read_wait,
    read_within,
    selector_problem,
)


@given(conditions)
def test_every_expectation_of_a_value_goes_through_its_dialog_unchanged_or_says_why_not(condition: Condition) -> None:
    made, problems = TypedValue.of(ValueFits(condition)).read()
    if made is None:
        assert problems
        assert all(len(why) > 10 for why in problems.values())
    else:
        stripped = Condition(condition.path.strip(), condition.op, condition.value)
        assert repr(made.condition) == repr(stripped)


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        (TypedValue("", Op.EXISTS), "Path", "empty"),
        (TypedValue("$.offer[", Op.EXISTS), "Path", "not a path"),
        (TypedValue("$.a", Op.EQUALS, "Gold", as_json=True), "Value", "not valid JSON"),
        (TypedValue("$.a", Op.EQUALS, "NaN", as_json=True), "Value", "not valid JSON"),
        (TypedValue("$.a", Op.EQUALS, "1e999", as_json=True), "Value", "larger than JSON"),
        (TypedValue("$.a", Op.EQUALS, " ", as_json=True), "Value", "empty"),
        (TypedValue("$.a", Op.CONTAINS, ""), "Value", "every text contains"),
        (TypedValue("$.a", Op.IN, "3"), "Value", "A list"),
        (TypedValue("$.a", Op.MATCHES, "("), "Value", "regular expression"),
        (TypedValue("$.a", Op.MATCHES, ""), "Value", "empty"),
        (TypedValue("$.a", Op.TYPE, "list"), "Value", "no type"),
        (TypedValue("$.a", Op.COUNT, "-1"), "Value", "whole number"),
        (TypedValue("$.a", Op.COUNT, "true"), "Value", "whole number"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(typed: TypedValue, field: str, why: str) -> None:
    made, problems = typed.read()
    assert made is None
    assert list(problems) == [field]
    assert why in problems[field]


def test_a_number_and_true_are_told_apart() -> None:
    assert TypedValue("$.a", Op.EQUALS, "true", as_json=True).read()[0] == ValueFits(Condition("$.a", Op.EQUALS, True))
    assert TypedValue("$.a", Op.EQUALS, "true").read()[0] == ValueFits(Condition("$.a", Op.EQUALS, "true"))


def test_the_small_dialogs_read_what_is_typed() -> None:
    assert read_statuses("200, 204;200") == (StatusIs((200, 204)), {})
    assert read_within("1,500") == (Within(1500), {})
    assert read_variants(" Control \n\nHero, gold\n") == (VariantIs(("Control", "Hero, gold")), {})
    assert read_baseline("$.decidedAt\n") == (EqualsBaseline(("$.decidedAt",)), {})
    assert read_baseline("") == (EqualsBaseline(), {})
    assert read_wait(Until.VARIANT_CHANGES, "5", "3", "0.5") == (Wait(Until.VARIANT_CHANGES, 5, 3, 0.5), {})


@pytest.mark.parametrize("text", ["", "99", "2000", "two", "200 204", "²00"])
def test_a_status_is_a_number_of_three_digits(text: str) -> None:
    assert "Status" in read_statuses(text)[1]


def test_the_small_dialogs_say_what_is_wrong() -> None:
    assert "Milliseconds" in read_within("0")[1]
    assert "Milliseconds" in read_within("nan")[1]
    assert "Variant" in read_variants(" \n")[1]
    assert "Less these paths" in read_baseline("$.a[")[1]
    assert set(read_wait(Until.VARIANT_CHANGES, "x", "1.5", "")[1]) == {"Seconds, at most", "Calls, at most", "Seconds between calls"}
    assert set(read_event(" ", "", "[", StreamEvent())[1]) == {"Type", "Fields"}


def test_an_event_keeps_what_its_dialog_does_not_show() -> None:
    before = StreamEvent("VIEW", channel="WEB", page="home")
    assert read_event("VIEW", "cart", '{"ext": {"a": 1}}', before)[0] == StreamEvent(
        "VIEW", channel="WEB", page="cart", fields={"ext": {"a": 1}}
    )


def test_an_empty_selector_is_left_to_the_folders() -> None:
    assert selector_problem("") == selector_problem("$.variantName") == ""
    assert "not a path" in selector_problem("$.[")
