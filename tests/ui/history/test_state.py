"""A row of History in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from tests.history.factory import BEGAN
from workbench.domain import FailureKind, IdentityType
from workbench.history import Query, Row
from workbench.ui.history.state import IDENTITIES, STATUSES, TIMES, ago, badge, deleted_text, second_line, since, title, tooltip

ROW = Row(
    number=12,
    started_at=BEGAN,
    operation="callFlows",
    tenant_id="t-1",
    tenant_name="Brand shop",
    friendly_id="home_hero",
    identity_type="email",
    identity="anna@example.com",
    status=200,
    failure=None,
    meaning="decided",
    total_ms=114.0,
    size=17,
    pinned=False,
    label="",
    note="",
    pending=False,
)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, ("200", "good")),
        ({"status": 204}, ("204", "good")),
        ({"meaning": "nothing decided"}, ("200", "warn")),
        ({"status": 404}, ("404", "bad")),
        ({"status": 503}, ("503", "bad")),
        ({"status": None, "failure": FailureKind.TIMEOUT}, ("—", "bad")),
        ({"status": None, "failure": FailureKind.CANCELLED}, ("—", "warn")),
        ({"status": None, "failure": FailureKind.INTERRUPTED}, ("—", "warn")),
        ({"status": None, "pending": True}, ("…", "info")),
    ],
)
def test_the_outcome_of_a_row(changes: dict[str, object], shown: tuple[str, str]) -> None:
    assert badge(replace(ROW, **changes)) == shown  # type: ignore[arg-type]


def test_the_title_is_the_friendly_id_or_says_it_was_a_browser_id() -> None:
    assert title(ROW) == "home_hero"
    assert title(replace(ROW, friendly_id="")) == "New browser ID"


def test_the_title_of_an_event_is_its_type() -> None:
    event = replace(ROW, operation="event", friendly_id="VIEW", identity="b-1", status=201)
    assert title(event) == "VIEW event"
    assert title(replace(event, friendly_id="")) == "Event"
    assert badge(event) == ("201", "good")
    assert "VIEW event" in tooltip(event)


def test_the_second_line_begins_with_what_the_user_wrote() -> None:
    now = BEGAN + timedelta(minutes=5)
    assert second_line(ROW, now) == "5 min · anna@example.com · Brand shop"
    labelled = replace(ROW, label="before launch", meaning="nothing decided")
    assert second_line(labelled, now) == "before launch · Nothing decided · 5 min · anna@example.com · Brand shop"
    lost = replace(ROW, status=None, failure=FailureKind.DNS)
    assert second_line(lost, now).startswith(FailureKind.DNS.heading)


@pytest.mark.parametrize(("seconds", "text"), [(0, "now"), (59, "now"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (86_399, "23 h")])
def test_how_long_ago(seconds: float, text: str) -> None:
    assert ago(BEGAN, BEGAN + timedelta(seconds=seconds)) == text


def test_what_is_older_than_a_day_has_its_date() -> None:
    assert "2026" in ago(BEGAN, BEGAN + timedelta(days=1))


def test_the_tooltip_says_everything() -> None:
    told = tooltip(replace(ROW, label="before launch", note="ask Kim"))
    for part in ("#12", "home_hero", "2026", "email anna@example.com", "Brand shop", "before launch", "ask Kim"):
        assert part in told
    assert "" not in tooltip(ROW).split("\n")


def test_every_filter_is_one_the_store_knows() -> None:
    for status, _ in STATUSES:
        Query(status=status)
    for identity, _ in IDENTITIES:
        assert identity == "" or IdentityType(identity).label
    for days, _ in TIMES:
        Query(since=since(days))
    assert [options[0][0] for options in (STATUSES, IDENTITIES, TIMES)] == ["", "", ""], "the first of each restricts nothing"


def test_a_time_filter_begins_so_many_days_ago() -> None:
    assert since("") is None
    assert since("7", BEGAN) == BEGAN - timedelta(days=7)
    begun = since("1")
    assert begun is not None
    assert begun.tzinfo is UTC


def test_deletions_are_counted() -> None:
    assert deleted_text(1).startswith("1 exchange ")
    assert deleted_text(3).startswith("3 exchanges ")
