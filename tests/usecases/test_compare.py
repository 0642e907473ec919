"""Compare: responses, bodies, requests and headers in one way; three at once; and nothing secret in what is passed on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.history.factory import exchange
from workbench.domain import Recorded, Response, Sent
from workbench.inspect import DiffOptions, Document, PatchError, Stopped, read
from workbench.usecases.compare import (
    Comparison,
    compare_bodies,
    compare_documents,
    compare_headers,
    compare_recorded,
    compare_recorded_with_body,
    compare_requests,
    told_of_last,
)

JSON = "application/json"


def recorded(value: Any, number: int = 1, **changes: Any) -> Recorded:
    headers = changes.pop("headers", (("content-type", JSON),))
    response = Response(200, "OK", "HTTP/2", headers, json.dumps(value).encode())
    return Recorded(number, exchange(number, **({"response": response} | changes)))


def told(made: Comparison) -> list[tuple[str, str]]:
    return [(str(d.path), d.kind.value) for d in made.difference.differences]


def as_document(value: Any) -> Document:
    return read(json.dumps(value).encode())


def test_two_exchanges() -> None:
    made = compare_recorded(recorded({"a": 1, "at": 1}), recorded({"a": 2, "at": 2}), DiffOptions(ignore=("$.at",)))
    assert told(made) == [("a", "changed")]
    assert made.summary == "The a changed."


def test_a_failure_counts_as_an_empty_body() -> None:
    made = compare_recorded(recorded({"a": 1}), recorded(None, response=None))
    assert [d.kind.value for d in made.difference.differences] == ["removed"]


def test_a_body_beside_an_exchange_and_two_bodies() -> None:
    assert told(compare_recorded_with_body(b'{"a":1}', JSON, recorded({"a": 2}))) == [("a", "changed")]
    assert compare_bodies(b'{"a":1}', "", b'{ "a": 1 }', JSON).difference.equal
    assert told(compare_bodies(b"x", "text/plain", b"y", "text/plain")) == [('["line 1"]', "changed")]


def test_what_was_sent() -> None:
    def sent(value: Any) -> Sent:
        return Sent("POST", "https://api.example/v2/callFlows", (("content-type", JSON),), json.dumps(value).encode())

    left = recorded({}, sent=sent({"clientKey": "•••", "channel": "WEB", "params": {"n": 1}}))
    right = recorded({}, sent=sent({"clientKey": "•••", "channel": "APP", "params": {"n": 1}}))
    made = compare_requests(left, right)
    assert told(made) == [("channel", "changed")]
    assert compare_requests(left, left).summary == "The two requests are equal."


def test_headers_by_name_whatever_their_case_and_order() -> None:
    left = recorded({}, headers=(("Content-Type", JSON), ("Via", "a"), ("Via", "b"), ("Age", "1")))
    right = recorded({}, headers=(("age", "2"), ("via", "a"), ("via", "b"), ("content-type", JSON)))
    assert told(compare_headers(left, right)) == [("age", "changed")]
    assert compare_headers(left, left).summary == "The two sets of response headers are equal."


def test_credentials_among_headers_are_masked_and_still_compared() -> None:
    def sent(value: str, cookie: str) -> Sent:
        return Sent("POST", "https://api.example/", (("Authorization", value), ("Cookie", cookie), ("Accept", "*/*")))

    left, right = (
        recorded({}, sent=sent("Bearer left-secret", "c=same-secret")),
        recorded({}, sent=sent("Bearer right-secret", "c=same-secret")),
    )
    made = compare_headers(left, right, which="request")
    assert told(made) == [("authorization", "changed")]
    for text in (made.left.text(), made.right.text(), made.markdown("l", "r"), made.html("l", "r"), made.patch()):
        assert "secret" not in text
    assert compare_headers(left, left, which="request").difference.equal


def test_reports_name_both_sides() -> None:
    made = compare_bodies(b'{"a":1}', JSON, b'{"a":2}', JSON)
    assert "yesterday" in made.markdown("yesterday", "now")
    assert "<title>Comparison</title>" in made.html("yesterday", "now")
    assert json.loads(made.patch()) == [{"op": "replace", "path": "/a", "value": 2}]
    with pytest.raises(PatchError, match="not JSON"):
        compare_bodies(b"x", "text/plain", b"{}", JSON).patch()


def test_it_can_be_stopped() -> None:
    with pytest.raises(Stopped):
        compare_bodies(b'{"a":1}', JSON, b'{"a":2}', JSON, stopped=lambda: True)


def test_three_at_once() -> None:
    baseline = as_document({"same": 1, "old": 1, "new": 1, "both": 1, "gone": 1, "back": 1, "items": [{"id": 1}]})
    last = as_document({"same": 1, "old": 2, "new": 1, "both": 2, "gone": 1, "back": 2, "items": [{"id": 1}, {"id": 2}]})
    now = as_document({"same": 1, "old": 2, "new": 3, "both": 3, "back": 1, "items": [{"id": 1}, {"id": 2}]})
    assert told_of_last(compare_documents(baseline, now), last, 7) == {
        "old": "as in #7",
        "new": "new since #7",
        "both": "new since #7",
        "gone": "new since #7",
        "items[1]": "as in #7",
    }
    assert told_of_last(compare_documents(now, now), last, 7) == {}
