"""What a response means."""

from __future__ import annotations

import pytest

from workbench.domain import Meaning, Operation, Response, read_outcome
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


def test_nesting_too_deep_to_look_at_was_decided_by_somebody() -> None:
    for body in (b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000):
        assert read_outcome(Response(200, "OK", body=body)).meaning is Meaning.DECIDED
    assert read_outcome(Response(500, "Oops", body=b"[" * 100_000 + b"]" * 100_000)).meaning is Meaning.ERROR


def test_a_number_longer_than_python_reads_is_json_all_the_same() -> None:
    nines = b"9" * 5_000
    for body in (nines, b'{"n":-%b}' % nines, b"[1e%b]" % nines, b'{"n":%b.5}' % nines):
        assert read_outcome(Response(200, "OK", body=body)).meaning is Meaning.DECIDED
    vendor = read_outcome(Response(400, "Bad", body=b'{"status":400,"code":%b,"message":"no"}' % nines)).vendor
    assert vendor is not None
    assert (vendor.status, len(vendor.code), vendor.message) == ("400", 5_000, "no")


def test_half_a_character_in_a_message_can_be_printed() -> None:
    vendor = read_outcome(Response(400, "Bad", body=b'{"message":"no \\ud800"}')).vendor
    assert vendor is not None
    assert vendor.message == "no \ufffd"
    assert "\ufffd" in read_outcome(Response(200, "OK", body=b'{"message":"No flow executed \\udfff"}')).why


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


def test_an_event_that_was_accepted_says_what_to_look_at_and_one_that_was_not_says_why() -> None:
    for body in (b'{"status":"OK"}', b"", b"{}"):
        accepted = read_outcome(Response(201, "Created", body=body), Operation.SEND_EVENT)
        assert (accepted.meaning, accepted.headline) == (Meaning.DECIDED, "The event was accepted")
        assert "point of sale" in accepted.why
    assert "no browser ID, or no type" in read_outcome(Response(400, "Bad Request"), Operation.SEND_EVENT).why
    assert "browser ID is not known" in read_outcome(Response(404, "Not Found"), Operation.SEND_EVENT).why
    assert "client key" in read_outcome(Response(401, "Unauthorized"), Operation.SEND_EVENT).why
    assert "friendly ID" in read_outcome(Response(400, "Bad Request")).why
