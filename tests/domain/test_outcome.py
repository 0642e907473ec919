"""What a response means."""

from __future__ import annotations

import pytest

from workbench.domain import Meaning, Response, read_outcome
from workbench.domain.outcome import read_vendor_error


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n",
        b"{}",
        b"[]",
        b"null",
        b'""',
        b'{"message":"No flow executed"}',
        b'{"variantId":""}',
        b'{"message":"No matching variant found"}',
    ],
)
def test_nothing_decided_is_recognised_and_explained(body: bytes) -> None:
    outcome = read_outcome(Response(200, "OK", body=body))
    assert outcome.meaning is Meaning.NOTHING
    assert len(outcome.causes) >= 4


@pytest.mark.parametrize("body", [b'{"variantId":"ab"}', b"[1]", b'{"message":"Hello"}', b"false", b"0", b'{"a":{}}'])
def test_anything_else_was_decided(body: bytes) -> None:
    assert read_outcome(Response(200, "OK", body=body)).meaning is Meaning.DECIDED


def test_a_text_that_is_not_json_is_told_apart() -> None:
    assert read_outcome(Response(200, "OK", body=b'{"a": [1, 2}')).meaning is Meaning.UNREADABLE


def test_a_large_body_is_not_parsed() -> None:
    assert read_outcome(Response(200, "OK", body=b"[" + b"0," * 600_000 + b"0]")).meaning is Meaning.DECIDED


def test_deep_nesting_does_not_raise() -> None:
    assert read_outcome(Response(200, "OK", body=b"[" * 100_000)).meaning is Meaning.UNREADABLE


def test_a_redirect_says_where_to_and_that_it_was_not_followed() -> None:
    outcome = read_outcome(Response(307, headers=(("Location", "https://other.example/"),)))
    assert outcome.meaning is Meaning.REDIRECT
    assert "https://other.example/" in outcome.why
    assert "not followed" in outcome.why


@pytest.mark.parametrize("status", [400, 401, 403, 404, 415, 429, 500, 503, 418])
def test_every_error_status_comes_with_advice(status: int) -> None:
    outcome = read_outcome(Response(status, "Oops", body=b"<html>"))
    assert outcome.meaning is Meaning.ERROR
    assert outcome.headline == f"{status} Oops"
    assert outcome.why.endswith(".")


@pytest.mark.parametrize(
    "body",
    [
        {"status": "400", "code": "12", "message": "bad", "developerMessage": "dev", "moreInfoUrl": "http://x"},
        {"status": 400, "code": 12, "message": "bad", "developerMessage": "dev", "moreInfo": "http://x"},
    ],
)
def test_vendor_errors_are_read_leniently(body: dict[str, object]) -> None:
    error = read_vendor_error(body)
    assert error is not None
    assert (error.status, error.code, error.message, error.developer_message, error.more_info) == ("400", "12", "bad", "dev", "http://x")


@pytest.mark.parametrize("body", [None, [], "x", {}, {"unrelated": 1}, {"message": None}])
def test_other_bodies_are_no_vendor_error(body: object) -> None:
    assert read_vendor_error(body) is None
