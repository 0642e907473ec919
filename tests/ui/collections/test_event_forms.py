"""An event as typed: nothing changes that was not touched, and what is wrong is told beside its field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.collections.test_forms import LINE, OBJECT, TEXT
from workbench.collections import SavedEvent
from workbench.domain import StreamEvent
from workbench.ui.collections.event_forms import FIELDS, EventForm

EVENTS = st.builds(
    SavedEvent, LINE, st.builds(StreamEvent, LINE, LINE, LINE, LINE, LINE, TEXT, TEXT, OBJECT), description=TEXT, values=OBJECT
)
GUEST = "12435206-1234-4f0b-9d55-6e46b0e4a42b"
VIEW = SavedEvent(
    "Looks", StreamEvent("VIEW", GUEST, "WEB", "DE", "EUR", "shop/de", "home", {"ext": {"tier": "{{tier}}"}}), "Seen", {"tier": "gold"}
)
FORM = EventForm.of(VIEW)


def problems(form: EventForm) -> dict[str, tuple[bool, str]]:
    """Field → whether it is an error, and the words."""
    return {problem.field: (problem.is_error, f"{problem.why} {problem.fix}") for problem in reversed(form.problems())}


@given(EVENTS)
def test_an_event_typed_anew_is_equal(saved: SavedEvent) -> None:
    assert EventForm.of(saved).thing(SavedEvent("", StreamEvent()), EventForm()) == saved


@given(EVENTS, LINE)
def test_what_was_not_touched_stays_as_it_was(saved: SavedEvent, page: str) -> None:
    was = EventForm.of(saved)
    made = replace(was, page=page).thing(saved, was)
    assert repr(made) == repr(replace(saved, event=replace(saved.event, page=page)))


def test_a_complete_event_has_no_problem() -> None:
    assert FORM.problems() == ()
    assert FORM.keep_from_sending() == ()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": " "}, "Name", "The name is empty."),
        ({"language": "xx"}, "Language", "ISO 639"),
        ({"currency": "EURO"}, "Currency", "ISO 4217"),
        ({"fields": "{"}, "Fields", "JSON"),
        ({"values": "[1]"}, "Values", "object"),
        ({"type": "{{now+1x}}"}, "Type", "now+1x"),
        ({"values": '{"tier": "{{tier}}"}'}, "Values", "tier"),
        ({"description": "\ud800"}, "Description", "half of a character"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(change: dict[str, str], field: str, words: str) -> None:
    is_error, said = problems(replace(FORM, **change))[field]
    assert is_error
    assert words in said


@pytest.mark.parametrize(("change", "field"), [({"type": " "}, "Type"), ({"browser_id": ""}, "Browser ID")])
def test_what_is_still_missing_can_be_saved_and_not_sent(change: dict[str, str], field: str) -> None:
    form = replace(FORM, **change)
    assert problems(form)[field][0] is False
    assert [problem.field for problem in form.keep_from_sending()] == [field]


def test_a_name_is_needed_for_saving_only_and_an_empty_place_is_the_tenants() -> None:
    form = replace(FORM, name="", channel="", language="", currency="", point_of_sale="")
    assert list(problems(form)) == ["Name"]
    assert form.keep_from_sending() == ()


def test_what_a_placeholder_stands_for_is_not_judged_and_its_name_may_be_anybodys() -> None:
    form = replace(FORM, type="{{what}}", browser_id="{{new_browser_id}}", language="{{lang}}", fields='{"email": "{{mail}}"}')
    assert form.problems() == ()


def test_names_of_call_flows_are_warned_of_and_problems_come_in_the_order_of_the_fields() -> None:
    found = replace(FORM, name="", language="xx", fields='{"pointOfSale": "x"}').problems()
    assert [problem.field for problem in found] == ["Name", "Language", "Fields"]
    assert not found[-1].is_error
    assert [FIELDS.index(problem.field) for problem in found] == sorted(FIELDS.index(problem.field) for problem in found)
