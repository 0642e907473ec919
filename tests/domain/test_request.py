"""A request on the wire: exactly the documented keys, nothing empty, the key nowhere else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import REDACTED_KEY, BrowserId, Email, FlowRequest, Identifiers, Identity, Secret
from workbench.domain.request import DOCUMENTED_KEYS

KEY = Secret("a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6")
FULL = FlowRequest("home_hero", "WEB", "EN", "EUR", "acme/ireland", BrowserId("b-1"), {"page": "home"}, {"uri": "/home"})


def test_the_whole_body_is_spelled_as_documented() -> None:
    assert json.loads(FULL.body(KEY)) == {
        "clientKey": KEY.reveal(),
        "channel": "WEB",
        "language": "EN",
        "currencyCode": "EUR",
        "pointOfSale": "acme/ireland",
        "browserId": "b-1",
        "friendlyId": "home_hero",
        "params": {"page": "home"},
        "uri": "/home",
    }


@pytest.mark.parametrize(
    ("identity", "key", "value"),
    [
        (BrowserId("b-1"), "browserId", "b-1"),
        (Email("guest@example.com"), "email", "guest@example.com"),
        (Identifiers("CRM", "12"), "identifiers", {"id": "12", "provider": "CRM"}),
    ],
)
def test_exactly_one_identity_is_sent(identity: Identity, key: str, value: object) -> None:
    body = FlowRequest("x", identity=identity).wire(KEY)
    assert body[key] == value
    assert len({"browserId", "email", "identifiers"} & body.keys()) == 1


def test_what_is_empty_is_left_out() -> None:
    assert FlowRequest("x").wire(KEY).keys() == {"clientKey", "friendlyId"}


@pytest.mark.parametrize("blank", ["", "  ", "\t\n", "\u3000"])
def test_blank_is_empty_and_left_out_too(blank: str) -> None:
    request = FlowRequest("x", blank, blank, blank, blank, BrowserId(blank), {}, {"page": blank, "more": {}, "kept": [], "no": False})
    assert request.wire(KEY) == {"clientKey": KEY.reveal(), "friendlyId": "x", "kept": [], "no": False}


def test_an_empty_value_deeper_in_extra_is_the_users_and_stays() -> None:
    assert FlowRequest("x", extra={"o": {"a": "", "b": {}}}).wire(KEY)["o"] == {"a": "", "b": {}}


def test_an_empty_value_in_params_is_the_users_and_stays() -> None:
    assert FlowRequest("x", params={"a": "", "b": {}}).wire(KEY)["params"] == {"a": "", "b": {}}


def test_extra_fields_never_replace_documented_ones() -> None:
    body = FlowRequest("x", extra={"friendlyId": "y", "clientKey": "z", "uri": "/"}).wire(KEY)
    assert body["friendlyId"] == "x"
    assert body["clientKey"] == KEY.reveal()
    assert body["uri"] == "/"


def test_the_redacted_form_holds_a_placeholder() -> None:
    assert FULL.wire(None)["clientKey"] == REDACTED_KEY
    assert KEY.reveal().encode() not in FULL.body(None)


def test_text_is_sent_as_utf_8() -> None:
    assert "日本 é 🎉".encode() in FlowRequest("x", params={"a": "日本 é 🎉"}).body(KEY)


def test_two_identities_on_the_wire_are_read_without_losing_one() -> None:
    request = FlowRequest.from_wire({"friendlyId": "x", "email": "a@b", "browserId": "b-1"})
    assert request.identity == Email("a@b")
    assert request.extra == {"browserId": "b-1"}


def test_values_of_the_wrong_type_land_in_extra() -> None:
    request = FlowRequest.from_wire({"friendlyId": 5, "params": [1], "identifiers": [{"id": "1", "provider": "P"}]})
    assert request.extra == {"friendlyId": 5, "params": [1], "identifiers": [{"id": "1", "provider": "P"}]}


names = st.text(min_size=1, max_size=12).filter(str.strip)


def texts(longest: int) -> st.SearchStrategy[str]:
    """Empty or not blank: blank is left out, so it does not come back."""
    return st.text(max_size=longest).map(lambda text: text if text.strip() else "")


def _is_sent(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value != {}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
requests = st.builds(
    FlowRequest,
    friendly_id=names,
    channel=texts(8),
    language=texts(3),
    currency_code=texts(4),
    point_of_sale=texts(8),
    identity=st.none() | st.builds(BrowserId, names) | st.builds(Email, names) | st.builds(Identifiers, names, names),
    params=st.dictionaries(names, values, max_size=3),
    extra=st.dictionaries(names.filter(lambda n: n not in DOCUMENTED_KEYS), values.filter(_is_sent), max_size=2),
)


@given(requests)
def test_any_request_comes_back_from_the_wire_equal(request: FlowRequest) -> None:
    body = json.loads(json.dumps(request.wire(KEY)))
    assert FlowRequest.from_wire(body) == request
