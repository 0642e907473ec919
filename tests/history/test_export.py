"""Exports: readable, valid, without a key."""

from __future__ import annotations

import base64
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from workbench.domain import Operation, Recorded, Sent, Timing
from workbench.history import har_parts, json_parts, to_har, to_json

from .factory import exchange, failed, request


def har_entry(recorded: Recorded) -> dict[str, Any]:
    log = json.loads(to_har([recorded], "1.2.3"))["log"]
    assert log["version"] == "1.2"
    assert log["creator"] == {"name": "Personalize Workbench", "version": "1.2.3"}
    (entry,) = log["entries"]
    return dict(entry)


def test_json_holds_the_whole_exchange() -> None:
    recorded = Recorded(7, exchange(body='{"größe":"😀"}'.encode()), True, "golden", "a note")
    text = to_json([recorded]).decode()
    assert "größe" in text  # readable, not escaped
    (found,) = json.loads(text)["exchanges"]
    assert (found["number"], found["label"], found["note"], found["pinned"]) == (7, "golden", "a note", True)
    assert found["startedAt"] == "2026-03-01T12:00:00.000Z"
    assert found["request"] == {"channel": "WEB", "email": "anna.berg@example.com", "friendlyId": "home_hero", "params": {"page": "home"}}
    assert json.loads(found["sent"]["body"]["text"])["clientKey"] == "<client key>"
    assert found["response"]["body"] == {"text": '{"größe":"😀"}'}
    assert found["failure"] is None
    assert found["timing"]["waiting"] == 80.0


def test_json_of_a_failure_and_of_bytes() -> None:
    one, two = json.loads(to_json([Recorded(1, failed()), Recorded(2, exchange(body=b"\xff\x00"))]))["exchanges"]
    assert (one["response"], one["failure"]["kind"], one["failure"]["next"]) == (None, "timeout", "Try again.")
    assert base64.b64decode(two["response"]["body"]["base64"]) == b"\xff\x00"


def test_json_of_half_a_surrogate_pair_is_still_json() -> None:
    (found,) = json.loads(to_json([Recorded(1, exchange(), note='\ud800"\udc00')]))["exchanges"]
    assert found["note"] == '\ud800"\udc00'


def test_har_has_every_required_field() -> None:
    entry = har_entry(Recorded(3, exchange(), label="golden", note="look"))
    assert entry["startedDateTime"] == "2026-03-01T12:00:00.000Z"
    assert entry["cache"] == {}
    assert entry["comment"] == "golden – look"
    sent, response = entry["request"], entry["response"]
    assert sent.keys() >= {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize", "postData"}
    assert sent["postData"]["mimeType"] == "application/json"
    assert json.loads(sent["postData"]["text"])["friendlyId"] == "home_hero"
    assert response.keys() >= {
        "status",
        "statusText",
        "httpVersion",
        "cookies",
        "headers",
        "content",
        "redirectURL",
        "headersSize",
        "bodySize",
    }
    assert response["content"] == {"size": 17, "mimeType": "application/json", "text": '{"variantId":"b"}'}
    assert (response["status"], response["httpVersion"]) == (200, "HTTP/2")


def test_har_timings_add_up_with_tls_inside_connect() -> None:
    entry = har_entry(Recorded(1, exchange()))
    assert entry["timings"] == {"blocked": -1, "dns": 1.5, "connect": 30.25, "ssl": 20.0, "send": 0.1, "wait": 80.0, "receive": 2.0}
    assert entry["time"] == 1.5 + 30.25 + 0.1 + 80.0 + 2.0


def test_har_says_what_is_unknown() -> None:
    entry = har_entry(Recorded(1, exchange(timing=Timing(total=9.0))))
    assert entry["timings"] == {"blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 0, "receive": 0}


def test_har_of_bytes_a_failure_and_a_get() -> None:
    content = har_entry(Recorded(1, exchange(body=b"\xff\x00")))["response"]["content"]
    assert content == {"size": 2, "mimeType": "application/json", "text": "/wA=", "encoding": "base64"}
    response = har_entry(Recorded(1, failed()))["response"]
    assert response["status"] == 0
    assert response["_error"].startswith("Timed out: ")
    get = Sent("GET", "https://api.example/v1.2/browser/create.json?client_key=%3Cclient%20key%3E&message=%7B%7D")
    entry = har_entry(Recorded(1, exchange(operation=Operation.CREATE_BROWSER, request=None, sent=get)))
    assert "postData" not in entry["request"]
    assert entry["request"]["queryString"] == [{"name": "client_key", "value": "<client key>"}, {"name": "message", "value": "{}"}]


def test_an_odd_url_and_body_do_not_stop_an_export() -> None:
    sent = Sent("POST", "https://[broken", (), b"\xfe")
    data = har_entry(Recorded(1, exchange(sent=sent, flow=request())))["request"]
    assert data["queryString"] == []
    assert data["postData"] == {"mimeType": "", "text": "/g==", "comment": "base64: the body is not text"}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_export_is_laid_out_as_one_document(count: int) -> None:
    records = [Recorded(n, exchange(n), note="two\nlines") for n in range(count)]
    for data in (to_json(records), to_har(records, "1")):
        assert data.decode() == json.dumps(json.loads(data), ensure_ascii=False, indent=2) + "\n"
    assert b"".join(json_parts(iter(records))) == to_json(records)
    assert b"".join(har_parts(iter(records), "1")) == to_har(records, "1")


@pytest.mark.parametrize("form", ["json", "har"])
def test_an_export_holds_one_exchange_at_a_time(form: str) -> None:
    """Scaled down: 10,000 exchanges of 12 kB, 128 MB written, took 500 MB of memory at once."""

    def records() -> Iterator[Recorded]:
        for n in range(200):
            yield Recorded(n, exchange(n, body=b'{"filler":"%b"}' % (b"x" * 20_000)))

    size = 0
    tracemalloc.start()
    for part in json_parts(records()) if form == "json" else har_parts(records(), "1"):
        size += len(part)
    written, peak = size, tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    whole = to_json(records()) if form == "json" else to_har(records(), "1")
    peak_whole = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert written == len(whole) > 4_000_000
    assert peak < 500_000
    assert peak_whole < 2 * written
