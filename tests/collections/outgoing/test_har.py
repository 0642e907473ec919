"""HAR: what the specification of the format asks for, any text, and our own import reads the same requests back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.collections.outgoing.things import events, texts, titles
from workbench.collections import SavedEvent
from workbench.collections.incoming import read_import
from workbench.collections.incoming.texts import request_with
from workbench.collections.incoming.variables import Variables
from workbench.collections.outgoing import Outgoing, to_har
from workbench.domain import Email, FlowRequest, StreamEvent

TEXT, NUMBER, LIST, OBJECT = str, int | float, list, dict
LOG = {"version": TEXT, "creator": OBJECT, "entries": LIST}
CREATOR = {"name": TEXT, "version": TEXT}
ENTRY = {"startedDateTime": TEXT, "time": NUMBER, "request": OBJECT, "response": OBJECT, "cache": OBJECT, "timings": OBJECT}
REQUEST = {
    "method": TEXT, "url": TEXT, "httpVersion": TEXT, "cookies": LIST, "headers": LIST, "queryString": LIST, "postData": OBJECT,
    "headersSize": NUMBER, "bodySize": NUMBER,
}  # fmt: skip
POST_DATA = {"mimeType": TEXT, "text": TEXT}
RESPONSE = {
    "status": NUMBER, "statusText": TEXT, "httpVersion": TEXT, "cookies": LIST, "headers": LIST, "content": OBJECT, "redirectURL": TEXT,
    "headersSize": NUMBER, "bodySize": NUMBER,
}  # fmt: skip
CONTENT = {"size": NUMBER, "mimeType": TEXT}
TIMINGS = {"send": NUMBER, "wait": NUMBER, "receive": NUMBER}
PAIR = {"name": TEXT, "value": TEXT}
OPTIONAL = {"comment", "pages", "browser", "params"}


def check(value: Any, shape: dict[str, Any]) -> None:
    """Every member that HAR 1.2 requires is there with its type, and no other; names of one's own begin with ``_``."""
    assert {name for name in value if not name.startswith("_")} - OPTIONAL == set(shape)
    for name, kind in shape.items():
        assert isinstance(value[name], kind), name


def checked(data: bytes) -> list[Any]:
    whole = json.loads(data)
    assert set(whole) == {"log"}
    check(whole["log"], LOG)
    check(whole["log"]["creator"], CREATOR)
    for entry in whole["log"]["entries"]:
        check(entry, ENTRY)
        check(entry["request"], REQUEST)
        check(entry["request"]["postData"], POST_DATA)
        check(entry["response"], RESPONSE)
        check(entry["response"]["content"], CONTENT)
        check(entry["timings"], TIMINGS)
        for pair in entry["request"]["headers"]:
            check(pair, PAIR)
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None
        assert entry["time"] == sum(entry["timings"].values()) == 0
        assert entry["request"]["bodySize"] == len(entry["request"]["postData"]["text"].encode())
    entries: list[Any] = whole["log"]["entries"]
    return entries


def requests_of(texts: list[str]) -> list[FlowRequest]:
    return [FlowRequest(f"f_{n}", "WEB", identity=Email("a@b.c"), params={"n": n, "t": text, text: 1}) for n, text in enumerate(texts)]


@settings(max_examples=60)
@given(st.lists(texts, max_size=4), titles)
def test_any_request_makes_a_valid_archive_that_comes_back_equal(some: list[str], title: str) -> None:
    requests = requests_of(some)
    made = to_har(title, [Outgoing(f"{title} / {n}", each) for n, each in enumerate(requests)], "https://x.example/base")
    entries = checked(made.data)
    assert [entry["comment"] for entry in entries] == [f"{title} / {n}" for n in range(len(requests))]
    assert [entry["request"]["postData"]["text"].encode() for entry in entries] == [each.body(None) for each in requests]
    if requests:
        plan = read_import(made.suggested_name, made.data)
        assert [each.request for each in plan.root.every_request()] == requests
        assert not plan.keys


def test_headers_address_time_and_key() -> None:
    headers = (("content-type", "application/json; charset=utf-8"), ("Host", "elsewhere"), ("X-Env", "test"))
    now = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
    made = to_har("Shop: DE", [Outgoing("Hero", FlowRequest("a"))], "https://x.example", headers, app_version="1.0", now=now)
    (entry,) = checked(made.data)
    assert [(each["name"], each["value"]) for each in entry["request"]["headers"]] == [
        ("Accept", "application/json"),
        headers[0],
        headers[2],
    ]
    assert entry["request"]["url"] == "https://x.example/v2/callFlows"
    assert entry["startedDateTime"] == "2026-11-25T06:30:00.000Z"
    assert json.loads(entry["request"]["postData"]["text"])["clientKey"] == "<client key>"
    assert made.notes[0] == "No key is in it: “<client key>” stands in each body where the key goes."
    assert made.suggested_name == "Shop- DE.har"


def test_half_characters_break_nothing() -> None:
    (entry,) = checked(to_har("\ud800", [Outgoing("\ud800", FlowRequest("a", params={"\udc00": "\ud83d"}))], "https://x.example").data)
    assert json.loads(entry["request"]["postData"]["text"])["params"] == {"\udc00": "\ud83d"}


@given(events)
def test_any_event_makes_a_valid_archive_that_comes_back_equal(saved: SavedEvent) -> None:
    made = to_har("Shop", [Outgoing("View", saved.event)], "https://x.example/base")
    (entry,) = checked(made.data)
    assert entry["request"]["url"] == "https://x.example/base/v1.2/events"
    assert entry["request"]["postData"]["text"].encode() == saved.event.body(None)
    plan = read_import(made.suggested_name, made.data)
    assert [each.event for each in plan.root.every_event()] == [literal(saved.event)]
    assert plan.base_urls == ("https://x.example/base",)
    assert not plan.keys


def literal(event: StreamEvent) -> StreamEvent:
    """What was really sent holds no placeholder, so braces in it are meant."""
    meant = Variables(literal=True)
    return StreamEvent.of_request(request_with(event.as_request(), meant.text, meant.value))
