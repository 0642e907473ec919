"""What people read of expectations."""

from __future__ import annotations

import pytest

from workbench.domain.condition import Condition, Op
from workbench.domain.event import StreamEvent
from workbench.domain.expectation import (
    Decided,
    EqualsBaseline,
    Expectation,
    FitsSchema,
    NewBrowserId,
    Setup,
    StatusIs,
    Until,
    ValueFits,
    VariantIs,
    Wait,
    Within,
    either,
    setup_text,
)


@pytest.mark.parametrize(
    ("expectation", "sentence"),
    [
        (ValueFits(Condition("$.offer", Op.EXISTS)), "$.offer exists"),
        (ValueFits(Condition("$.offer", Op.ABSENT)), "$.offer is absent"),
        (ValueFits(Condition("$.n", Op.EQUALS, None)), "$.n equals null"),
        (ValueFits(Condition("$.n", Op.IN, [1, "two", True])), "$.n is 1, two or true"),
        (ValueFits(Condition("$.offer.name", Op.CONTAINS, "Gold")), "$.offer.name contains Gold"),
        (ValueFits(Condition("$.offer.name", Op.MATCHES, "^Gold")), "$.offer.name matches ^Gold"),
        (ValueFits(Condition("$.offers", Op.TYPE, "array")), "$.offers is of the type array"),
        (ValueFits(Condition("$.offers", Op.COUNT, 3)), "$.offers is there 3 times"),
        (ValueFits(Condition("$.offers", Op.COUNT, 1)), "$.offers is there once"),
        (StatusIs((200,)), "the status is 200"),
        (StatusIs((200, 204)), "the status is 200 or 204"),
        (Within(400), "the answer comes within 400 ms"),
        (Within(1500.5), "the answer comes within 1,500.5 ms"),
        (VariantIs(("Control", "Hero with offer", "None")), "the variant is Control, Hero with offer or None"),
        (FitsSchema("hero.schema.json"), "the body fits hero.schema.json"),
        (FitsSchema({"type": "object"}), "the body fits the JSON Schema"),
        (EqualsBaseline(), "the body equals the approved baseline"),
        (EqualsBaseline(("$.at", "$.id")), "the body equals the approved baseline, less $.at, $.id"),
        (Decided(), "something was decided"),
        (Decided(False), "nothing was decided"),
    ],
)
def test_each_expectation_is_a_sentence(expectation: Expectation, sentence: str) -> None:
    assert str(expectation) == sentence


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (NewBrowserId(), "a new browser ID"),
        (StreamEvent("IDENTITY"), "the event IDENTITY"),
        (StreamEvent("VIEW", page="home"), "the event VIEW on page home"),
    ],
)
def test_each_step_before_the_call_is_told(step: Setup, text: str) -> None:
    assert setup_text(step) == text


def test_waiting_tells_its_bounds() -> None:
    assert str(Wait(Until.VARIANT_CHANGES)) == "called every 1 s until the variant changes, at most 20 s and 20 calls"
    assert str(Wait(Until.EXPECTATIONS_HOLD, 5, 3, 0.5)) == "called every 0.5 s until the expectations hold, at most 5 s and 3 calls"


def test_either_of_none_one_and_more() -> None:
    assert (either(()), either(("A",)), either(("A", "B")), either(("A", "B", "C"))) == ("", "A", "A or B", "A, B or C")
