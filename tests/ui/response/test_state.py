"""What is said about one exchange: every failure, every meaning, and nothing that is not so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.history.factory import BEGAN
from tests.ui.support import failed, recorded, with_response
from workbench.domain import FailureKind, Operation, Response, Sent, Timing
from workbench.ui.response.state import read_state, sent_text, when_text


@pytest.mark.parametrize("kind", FailureKind)
def test_every_failure_says_what_happened_and_what_to_do(kind: FailureKind) -> None:
    state = read_state(failed(kind, 7, "ReadTimeout after 30 s"))
    mild = kind in (FailureKind.CANCELLED, FailureKind.INTERRUPTED)
    assert state.status == state.headline == kind.heading
    assert state.tone == state.notice_tone == ("warn" if mild else "bad")
    for part in ("This is what happened.", "This is what to do.", "ReadTimeout after 30 s"):
        assert part in state.text
    assert "#7" in state.facts


def test_a_decided_response_needs_no_notice() -> None:
    state = read_state(recorded(b'{"variantId":"b"}', 12))
    assert (state.status, state.tone, state.slow) == ("200 OK", "good", False)
    assert (state.notice_tone, state.headline, state.text) == ("", "", "")
    for fact in ("114 ms", "17 B", "HTTP/2", "Brand shop", "#12"):
        assert fact in state.facts.split(" · ")


def test_an_event_says_that_it_was_accepted_and_what_to_look_at() -> None:
    sent = Sent("POST", "https://x/v1.2/events", (), b'{"type":"VIEW"}')
    accepted = recorded(b'{"status":"OK"}', status=201, operation=Operation.SEND_EVENT, request=None, sent=sent, timing=Timing(total=900))
    state = read_state(accepted)
    assert (state.status, state.tone, state.slow) == ("201", "good", False)
    assert (state.notice_tone, state.headline) == ("good", "The event was accepted")
    assert "point of sale" in state.text
    with_key = with_response(accepted, redactions=1)
    assert read_state(with_key) == state, "the documented answer has the key in it, which is replaced as ever"
    assert "2 places" in read_state(with_response(accepted, redactions=2)).text
    refused = replace(accepted, exchange=replace(accepted.exchange, response=Response(404, "Not Found", body=b"{}")))
    assert "browser ID is not known" in read_state(refused).text


def test_a_vendor_error_is_told_with_every_part_it_has() -> None:
    body = b'{"status":400,"code":1701,"message":"Invalid request","developerMessage":"friendlyId","moreInfoUrl":"https://e/1701"}'
    state = read_state(recorded(body, status=400))
    assert (state.tone, state.notice_tone, state.headline) == ("bad", "bad", "400 Bad Request")
    lines = state.text.split("\n")
    assert lines[:4] == ["Invalid request", "friendlyId", "Code 1701", "https://e/1701"]
    assert "friendly ID" in lines[4]


def test_an_error_without_a_body_still_gives_advice() -> None:
    state = read_state(recorded(b"", status=401))
    assert state.notice_tone == "bad"
    assert "client key" in state.text.lower()


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[]", b'{"message":"No flow executed"}', b'{"variantId":""}'])
def test_nothing_decided_is_a_warning_with_its_usual_causes(body: bytes) -> None:
    state = read_state(recorded(body))
    assert (state.tone, state.notice_tone) == ("good", "warn")
    assert state.headline
    assert state.text.count("•") >= 3


def test_what_is_not_json_is_a_warning() -> None:
    state = read_state(recorded(b'{"title": "Gold",}'))
    assert state.notice_tone == "warn"
    assert "JSON" in state.headline


def test_a_redirect_says_where_to_and_that_it_was_not_followed() -> None:
    moved = with_response(recorded(b""), status=302, reason="Found", headers=(("Location", "https://elsewhere.example/"),))
    state = read_state(moved)
    assert (state.status, state.tone, state.notice_tone) == ("302 Found", "warn", "warn")
    assert "https://elsewhere.example/" in state.text


@pytest.mark.parametrize(("body", "tone"), [(b'{"variantId":"b"}', "info"), (b"{}", "warn")])
def test_a_key_that_came_back_is_always_told(body: bytes, tone: str) -> None:
    state = read_state(with_response(recorded(body), redactions=3))
    assert state.notice_tone == tone
    assert state.headline
    assert "3" in state.text
    assert "client key" in state.text


@pytest.mark.parametrize(("total", "slow"), [(399.9, False), (400.0, False), (400.1, True)])
def test_what_a_site_would_drop_is_marked(total: float, slow: bool) -> None:
    assert read_state(recorded(timing=Timing(total=total))).slow is slow


def test_a_status_without_a_reason_stands_alone() -> None:
    assert read_state(with_response(recorded(b""), status=204, reason="")).status == "204"


def test_the_request_is_shown_as_it_left() -> None:
    sent = Sent("POST", "https://api.example/v2/callFlows", (("Content-Type", "application/json"), ("User-Agent", "x/1")), b"{}")
    assert sent_text(recorded(sent=sent), "{\n}") == (
        "POST https://api.example/v2/callFlows\nContent-Type: application/json\nUser-Agent: x/1\n\n{\n}"
    )
    assert sent_text(recorded(sent=sent), "").endswith("User-Agent: x/1")


@pytest.mark.parametrize(
    ("ago", "text"),
    [(0, "just now"), (44, "just now"), (60, "1 min ago"), (59 * 60, "59 min ago"), (3600, "1 h ago"), (23 * 3600, "23 h ago")],
)
def test_how_long_ago(ago: float, text: str) -> None:
    assert when_text(BEGAN, BEGAN + timedelta(seconds=ago)) == text


def test_what_is_older_than_a_day_has_its_date() -> None:
    assert "2026" in when_text(BEGAN, BEGAN + timedelta(days=2))
