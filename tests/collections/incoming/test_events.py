"""Events of the Stream API in every source: each becomes an event, its key goes out of it, and what changed is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.collections.incoming.test_read import BRU, KEY, TEXT, bash, call, clean, postman
from workbench.collections import SavedEvent
from workbench.collections.incoming import Fate, ImportPlan, looks_importable, read_import
from workbench.domain import BrowserId, StreamEvent

GUEST = "12435206-1234-4f0b-9d55-6e46b0e4a42b"
BASE = "https://api-engage-eu.sitecorecloud.io"
URL = f"{BASE}/v1.2/events"
WIRE = {
    "client_key": KEY,
    "browser_id": GUEST,
    "channel": "WEB",
    "language": "EN",
    "currency": "EUR",
    "pos": "shop/ie",
    "page": "home",
    "type": "VIEW",
    "ext": {"n": 3, "quote": 'it\'s "so"'},
}
BODY = json.dumps(WIRE)
WANTED = StreamEvent("VIEW", GUEST, "WEB", "EN", "EUR", "shop/ie", "home", {"ext": WIRE["ext"]})
OLD = f"{BASE}/v1.2/event/create.json?client_key={KEY}&message={quote(json.dumps({k: v for k, v in WIRE.items() if k != 'client_key'}))}"


def events(plan: ImportPlan) -> list[SavedEvent]:
    return list(plan.root.every_event())


def only(plan: ImportPlan) -> StreamEvent:
    (saved,) = events(plan)
    assert list(plan.root.every_request()) == []
    return saved.event


def said(plan: ImportPlan, where: str) -> tuple[Fate, str]:
    (note,) = [note for note in plan.notes if note.where.endswith(where)]
    return note.fate, note.why


def insomnia(url: str, body: str, method: str) -> bytes:
    space = {"_id": "wrk_1", "_type": "workspace", "name": "Shop", "parentId": None}
    sent = {"body": {"mimeType": "application/json", "text": body}} if body else {}
    request = {"_id": "req_1", "_type": "request", "name": "View", "parentId": "wrk_1", "method": method, "url": url, **sent}
    return json.dumps({"_type": "export", "__export_format": 4, "resources": [space, request]}).encode()


def har(url: str, body: str, method: str) -> bytes:
    posted = {"postData": {"mimeType": "application/json", "text": body}} if body else {}
    entry = {"request": {"method": method, "url": url, "headers": [], **posted}}
    return json.dumps({"log": {"version": "1.2", "entries": [entry, entry]}}).encode()


def bru(url: str, body: str, method: str) -> bytes:
    block = f"body:json {{\n  {body}\n}}\n" if body else ""
    kind = "json" if body else "none"
    return f"meta {{\n  name: View\n  type: http\n}}\n\n{method.lower()} {{\n  url: {url}\n  body: {kind}\n}}\n\n{block}".encode()


def postman_call(url: str, body: str, method: str) -> bytes:
    made = call("View", body, url, method=method)
    if not body:
        del made["request"]["body"]
    return postman(made)


def fetch(url: str, body: str, method: str) -> bytes:
    return f"fetch({json.dumps(url)}, {json.dumps({'method': method, **({'body': body} if body else {})})});".encode()


def powershell(url: str, body: str, method: str) -> bytes:
    sent = " -Body '" + body.replace("'", "''") + "'" if body else ""
    return f"Invoke-RestMethod -Uri '{url}' -Method {method.title()}{sent}".encode()


SOURCES: dict[str, Callable[[str, str, str], bytes]] = {
    "curl": lambda url, body, method: f"curl -X {method} '{url}'{f' --data-raw {bash(body)}' if body else ''}".encode(),
    "fetch": fetch,
    "powershell": powershell,
    "postman": postman_call,
    "bruno": bru,
    "insomnia": insomnia,
    "har": har,
}


@pytest.mark.parametrize("source", SOURCES)
def test_an_event_that_is_posted_is_taken(source: str) -> None:
    data = SOURCES[source](URL, BODY, "POST")
    plan = read_import("x", data)
    assert only(plan) == WANTED
    assert plan.base_urls == (BASE,)
    assert {key.base_url for key in plan.keys} == {BASE}
    clean(plan)
    assert looks_importable(data.decode())


@pytest.mark.parametrize("source", SOURCES)
def test_the_old_form_is_taken_and_said_to_be_changed(source: str) -> None:
    plan = read_import("x", SOURCES[source](OLD, "", "GET"))
    assert only(plan) == WANTED
    (saved,) = events(plan)
    fate, why = said(plan, saved.name) if source != "har" else next((n.fate, n.why) for n in plan.notes if "old form" in n.why)
    assert fate is Fate.CHANGED
    assert "sent as POST" in why
    clean(plan)


def test_a_body_by_itself_is_taken() -> None:
    plan = read_import("clipboard", BODY.encode())
    assert only(plan) == WANTED
    assert plan.source == "Body of a call"
    assert looks_importable(BODY)
    assert next(plan.root.every_event()).name == "VIEW home"


def test_the_report_says_what_became_of_it_and_requests_stay_beside_it() -> None:
    wire = {**WIRE, "client_key": "{{clientKey}}", "browser_id": "{{browserId}}", "ext": {"campaign": "{{campaign}}"}}
    plan = read_import(
        "shop.json", postman(call("View", json.dumps(wire), URL), call("Hero"), variable=[{"key": "campaign", "value": "x"}])
    )
    assert [type(item).__name__ for item in plan.root.items] == ["SavedEvent", "SavedRequest"]
    (saved,) = events(plan)
    assert (saved.event.browser_id, saved.event.fields) == ("{{browserId}}", {"ext": {"campaign": "{{campaign}}"}})
    assert plan.root.values == {"campaign": "x"}
    fate, why = said(plan, "View")
    assert fate is Fate.TAKEN
    assert why.startswith("It is kept as an event. The variable for the client key was taken out")


def test_placeholders_are_kept_and_a_browser_call_gives_the_browser_id() -> None:
    browser = {"name": "New", "request": {"method": "GET", "url": f"{BASE}/v1.2/browser/create.json?client_key={KEY}&message={{}}"}}
    view = json.dumps({**WIRE, "browser_id": "{{browserId}}"}).replace('"n": 3', '"n": {{n}}')
    plan = read_import("shop.json", postman(browser, call("View", view, URL), variable=[{"key": "n", "value": "3"}]))
    event = only(plan)
    assert event.browser_id == "{{new_browser_id}}"
    assert event.fields["ext"]["n"] == "{{n}}"
    assert plan.root.values == {"n": 3}
    clean(plan)


@pytest.mark.parametrize(
    ("change", "fate", "told", "wanted"),
    [
        ({"type": ""}, Fate.CHANGED, "It has no type: fill one in before you send it.", {"type": ""}),
        ({"type": 7, "page": None}, Fate.CHANGED, "type was left out: its value is no text", {"type": "", "page": ""}),
        ({"pointOfSale": "shop"}, Fate.TAKEN, "pointOfSale: that is how callFlows spells it", {}),
    ],
)
def test_what_is_odd_is_taken_and_said(change: dict[str, Any], fate: Fate, told: str, wanted: dict[str, str]) -> None:
    plan = read_import("shop.json", postman(call("View", json.dumps({**WIRE, **change}), URL)))
    event = only(plan)
    assert {name: getattr(event, name) for name in wanted} == wanted
    assert "type" not in event.fields
    found, why = said(plan, "View")
    assert (found, told in why) == (fate, True), why
    clean(plan)


def test_what_is_no_json_is_left_out_and_said() -> None:
    plan = read_import("shop.json", postman(call("View", "", URL), call("Other", "no", URL)))
    assert events(plan) == []
    assert said(plan, "View") == (Fate.LEFT_OUT, "It has no body, so it does not say which event to send.")
    assert said(plan, "Other")[0] is Fate.LEFT_OUT


def test_an_event_through_the_edge_proxy_keeps_no_context() -> None:
    url = "https://edge-platform.sitecorecloud.io/v1/events/v1.2/events?sitecoreContextId=s3cretContext&siteId=site"
    plan = read_import("x", f"curl '{url}' -d {bash(json.dumps({**WIRE, 'client_key': ''}))}".encode())
    assert only(plan) == WANTED
    assert "s3cretContext" not in repr(plan)
    assert plan.base_urls == ()
    assert any("Edge proxy" in note.why for note in plan.notes)


def test_a_key_in_the_fields_is_found() -> None:
    wire = {**WIRE, "client_key": "", "ext": {"clientKey": KEY}, "note": f"{KEY}!"}
    plan = read_import("x", f"curl {URL} -d {bash(json.dumps(wire))}".encode())
    assert only(plan).fields["note"] == "<client key>!"
    clean(plan)


def test_of_an_export_of_our_history_events_are_taken_like_requests() -> None:
    wire = {**WIRE, "client_key": "<client key>"}
    exchanges = [
        {"number": 1, "operation": "event", "sent": {"method": "POST", "url": URL, "body": {"text": json.dumps(wire)}}},
        {"number": 2, "operation": "callFlows", "sent": {"method": "POST", "url": f"{BASE}/v2/callFlows", "body": {"text": TEXT}}},
    ]
    plan = read_import("history.json", json.dumps({"exchanges": exchanges}).encode())
    assert [saved.event for saved in events(plan)] == [WANTED]
    assert [saved.request.identity for saved in plan.root.every_request()] == [BrowserId(GUEST)]


def test_a_bruno_file_of_a_request_is_still_one() -> None:
    assert events(read_import("Hero.bru", BRU.encode())) == []
