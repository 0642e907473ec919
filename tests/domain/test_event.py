"""Events: the wire form, the way through a request and back, and each rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import Secret, StreamEvent, check_event

BROWSER = "12435206-1234-4f0b-9d55-6e46b0e4a42b"
VIEW = StreamEvent("VIEW", BROWSER, "WEB", "EN", "EUR", "acme/ireland", "home", {"ext": {"colour": "red"}})


def test_the_wire_has_the_names_of_the_stream_api() -> None:
    assert VIEW.wire(Secret("key-1")) == {
        "client_key": "key-1",
        "browser_id": BROWSER,
        "channel": "WEB",
        "currency": "EUR",
        "language": "EN",
        "page": "home",
        "pos": "acme/ireland",
        "type": "VIEW",
        "ext": {"colour": "red"},
    }


def test_what_is_empty_is_left_out_and_the_key_is_redacted() -> None:
    assert StreamEvent("VIEW", BROWSER).wire(None) == {"client_key": "<client key>", "browser_id": BROWSER, "type": "VIEW"}


texts = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: bool(text.strip()))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")), lambda v: st.lists(v), max_leaves=5
)
events = st.builds(
    StreamEvent, texts, texts, texts, texts, texts, texts, texts, st.dictionaries(st.sampled_from(["ext", "email", "x"]), values)
)


@given(events)
def test_an_event_survives_the_wire_and_a_request(event: StreamEvent) -> None:
    assert StreamEvent.of_request(event.as_request()) == event
    assert StreamEvent.from_wire(event.wire(None)).type.strip() == event.type.strip()


def test_of_a_wrong_type_nothing_is_lost() -> None:
    read = StreamEvent.from_wire({"client_key": "k", "type": 7, "browser_id": BROWSER, "page": None})
    assert read == StreamEvent("", BROWSER, fields={"type": 7, "page": None})


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (StreamEvent("", BROWSER, point_of_sale="x"), "Type"),
        (StreamEvent("VIEW", "", point_of_sale="x"), "Browser ID"),
        (StreamEvent("VIEW", BROWSER), "Point of sale"),
        (StreamEvent("VIEW", BROWSER, point_of_sale="x", fields={"ext": {str(n): n for n in range(51)}}), "Fields"),
    ],
)
def test_an_event_that_would_be_refused_is_not_sent(event: StreamEvent, field: str) -> None:
    assert [problem.field for problem in check_event(event) if problem.is_error] == [field]


def test_names_of_call_flows_are_warned_of() -> None:
    event = StreamEvent("VIEW", BROWSER, point_of_sale="x", fields={"pointOfSale": "y"})
    (problem,) = check_event(event)
    assert not problem.is_error
    assert "pointOfSale" in problem.why


def test_a_complete_event_has_no_problem() -> None:
    assert check_event(VIEW, ("acme/ireland",)) == ()
