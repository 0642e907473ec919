"""The draft: what was typed, what it means, and how it survives a restart."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.collections.things import requests as saved_requests
from workbench.domain import SANDBOX, BrowserId, Email, FlowRequest, Identifiers, Identity, Tenant
from workbench.domain.expected import Expected
from workbench.ui.composer.state import Context, Draft, format_object, parse_draft, read_draft

UUID = "12435206-1234-4f0b-9d55-6e46b0e4a42b"
GOOD = Draft(friendly_id="home_hero", language="EN", currency="EUR", point_of_sale="demo-store", browser_id=UUID)

letters = st.characters(exclude_categories=("Cs", "Cc"))
texts = st.text(letters, max_size=12)
trimmed = texts.map(str.strip)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(texts, values, max_size=3)
identities: st.SearchStrategy[Identity] = st.one_of(
    trimmed.map(BrowserId), trimmed.map(Email), st.builds(Identifiers, provider=trimmed, id=trimmed)
)
requests = st.builds(
    FlowRequest,
    friendly_id=trimmed,
    channel=trimmed,
    language=trimmed,
    currency_code=trimmed,
    point_of_sale=texts,
    identity=identities,
    params=objects,
    extra=objects,
)
kinds = st.sampled_from(["browserId", "email", "identifiers"])
told = st.one_of(st.none(), st.just(Expected()), st.builds(Expected.of, saved_requests))
special: dict[str, st.SearchStrategy[Any]] = {"identity_type": kinds, "expected": told}
drafts = st.builds(Draft, **{f.name: special.get(f.name, st.text(max_size=8)) for f in fields(Draft)})


@given(requests, drafts)
def test_the_draft_of_a_request_gives_that_request_again(request: FlowRequest, before: Draft) -> None:
    again, unreadable = parse_draft(Draft.of(request, before))
    assert unreadable == ()
    assert again == request
    assert again.body(None) == request.body(None)


@given(drafts)
def test_what_is_remembered_is_restored(draft: Draft) -> None:
    through_a_file = json.loads(json.dumps(draft.remember()))
    assert Draft.restore(through_a_file) == draft


@pytest.mark.parametrize("saved", [None, 7, "text", [], [["friendly_id", "x"]]])
def test_a_memory_that_is_no_draft_is_an_empty_form(saved: object) -> None:
    assert Draft.restore(saved) == Draft()


def test_what_is_unexpected_in_a_memory_is_left_out_and_the_rest_kept() -> None:
    saved: dict[str, Any] = {"friendly_id": "home_hero", "email": 7, "params": None, "identity_type": "passport", "shoe_size": "43"}
    assert Draft.restore(saved) == Draft(friendly_id="home_hero", expected=None), "what is expected is as the file has it"


def test_inputs_of_the_other_identity_types_are_kept() -> None:
    before = Draft(browser_id=UUID, email="kim@example.com", provider="CRM", identifier="7", identity_type="email")
    after = Draft.of(FlowRequest("home_hero", identity=Identifiers("ERP", "8")), before)
    assert (after.identity_type, after.provider, after.identifier) == ("identifiers", "ERP", "8")
    assert (after.browser_id, after.email) == (UUID, "kim@example.com")


def test_a_request_without_identity_keeps_the_chosen_type() -> None:
    assert Draft.of(FlowRequest("home_hero"), Draft(identity_type="email")).identity_type == "email"


def test_blanks_around_what_was_typed_are_not_sent_but_those_of_a_point_of_sale_are_told() -> None:
    draft = Draft(friendly_id=" home_hero\t", language=" EN ", point_of_sale=" shop ", identity_type="email", email=" kim@example.com ")
    request, _ = parse_draft(draft)
    assert (request.friendly_id, request.language, request.point_of_sale) == ("home_hero", "EN", " shop ")
    assert request.identity == Email("kim@example.com")


def test_what_is_not_json_is_a_problem_at_its_own_field() -> None:
    request, problems = parse_draft(Draft(params='{"page": }', extra="[1]"))
    assert (request.params, request.extra) == ({}, {})
    assert [(p.field, p.is_error) for p in problems] == [("Parameters", True), ("Extra fields", True)]
    assert "Line 1, column 10" in problems[0].why


def test_reading_fills_in_the_tenants_defaults_and_finds_nothing_wrong() -> None:
    reading = read_draft(Draft(friendly_id="home_hero", browser_id=UUID), Context(SANDBOX))
    assert reading.problems == ()
    assert reading.summary == ""
    assert (reading.request.channel, reading.request.language) == ("WEB", "EN")
    assert (reading.request.currency_code, reading.request.point_of_sale) == ("EUR", "demo-store")


def test_what_was_typed_wins_over_a_default() -> None:
    request = read_draft(Draft(language="DE", channel="SMS", point_of_sale="demo-store/ireland", currency="CHF"), Context(SANDBOX)).request
    assert (request.channel, request.language, request.currency_code) == ("SMS", "DE", "CHF")
    assert request.point_of_sale == "demo-store/ireland"


def test_errors_come_in_the_order_of_the_form_and_are_counted() -> None:
    reading = read_draft(Draft(language="english", params="{"), Context(Tenant("t", "T")))
    assert [p.field for p in reading.errors] == ["Friendly ID", "Language", "Point of sale", "Browser ID", "Parameters"]
    assert reading.summary.startswith("5 ")
    one = read_draft(Draft(friendly_id="home_hero"), Context(SANDBOX))
    assert [p.field for p in one.errors] == ["Browser ID"]
    assert one.summary.startswith("One ")


def test_warnings_are_problems_but_no_errors() -> None:
    reading = read_draft(Draft.restore(GOOD.remember() | {"friendly_id": "Home Hero", "channel": "Fax"}), Context(SANDBOX))
    assert [p.field for p in reading.problems] == ["Friendly ID", "Channel"]
    assert reading.errors == ()
    assert reading.summary == ""


@given(objects)
def test_formatting_keeps_the_value_and_is_settled_after_one_time(value: dict[str, Any]) -> None:
    better = format_object(json.dumps(value))
    assert json.loads(better or "{}") == value
    assert format_object(better) == better
    if value:
        assert "\n" in better


@pytest.mark.parametrize("text", ['{"a": ', "[1]", '{"a": 1, "a": 2}', '{"a": NaN}', "words"])
def test_what_is_no_object_is_left_as_it_was_typed(text: str) -> None:
    assert format_object(text) == text
