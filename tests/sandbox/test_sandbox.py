"""The sandbox over real HTTP: the documented answers, stickiness, the split, and clear errors in flow files."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from workbench.domain import SANDBOX_CLIENT_KEY
from workbench.sandbox import FlowFileError, ImpossiblePort, PortTaken, Sandbox, api, load_flows, server
from workbench.sandbox.decide import answer
from workbench.sandbox.guests import Guest, bucket

FLOWS = Path(__file__).parents[2] / "resources" / "sandbox" / "flows"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    sandbox = Sandbox(FLOWS)
    with httpx.Client(base_url=sandbox.start(), timeout=10) as made:
        yield made
    sandbox.stop()


def body(**changes: Any) -> dict[str, Any]:
    base = {"clientKey": SANDBOX_CLIENT_KEY, "friendlyId": "home_hero", "pointOfSale": "demo", "browserId": "b-1", "currencyCode": "EUR"}
    return {name: value for name, value in (base | changes).items() if value is not None}


def test_a_browser_is_created_with_201(client: httpx.Client) -> None:
    made = client.get("/v1.2/browser/create.json", params={"client_key": SANDBOX_CLIENT_KEY, "message": "{}"})
    assert made.status_code == 201
    assert len(made.json()["ref"]) == 36
    shown = client.get(f"/v1.2/browser/{made.json()['ref']}/show.json", params={"client_key": SANDBOX_CLIENT_KEY})
    assert shown.json()["customer"]["ref"] == made.json()["customer_ref"]


def test_every_answer_says_that_it_is_a_sandbox(client: httpx.Client) -> None:
    for response in (
        client.get("/"),
        client.get("/nothing"),
        client.request("BREW", "/v2/callFlows"),
        client.post("/v2/callFlows", json=body()),
    ):
        assert "not Sitecore" in response.headers["x-sandbox"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"clientKey": "wrong"}, 401),
        ({"friendlyId": "Home Hero"}, 400),
        ({"friendlyId": None}, 400),
        ({"pointOfSale": None}, 400),
        ({"email": "a@b"}, 400),
        ({"browserId": None}, 400),
        ({"browserId": None, "identifiers": [{"id": "1", "provider": "P"}]}, 400),
    ],
)
def test_wrong_requests_get_the_vendors_error_shape(client: httpx.Client, changes: dict[str, Any], status: int) -> None:
    response = client.post("/v2/callFlows", json=body(**changes))
    assert response.status_code == status
    assert {"status", "code", "message", "developerMessage", "moreInfoUrl"} <= response.json().keys()


def test_other_media_types_and_broken_json_are_refused(client: httpx.Client) -> None:
    assert client.post("/v2/callFlows", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert client.post("/v2/callFlows", content=b"{", headers={"Content-Type": "application/json"}).status_code == 400
    assert client.post("/v2/callFlows", content=b"x" * 2_000_000, headers={"Content-Type": "application/json"}).status_code == 413


JSON = {"Content-Type": "application/json"}


def without_identity(**changes: Any) -> str:
    return json.dumps(body(browserId=None, **changes))


@pytest.mark.parametrize(
    "content",
    [
        without_identity(email="\ud800@x.example"),
        without_identity(identifiers={"id": "\udfff", "provider": "CRM"}),
        json.dumps(body(browserId="\ud800")),
        json.dumps(body(friendlyId="echo_request", params={"a": ["\ud800"]})),
        json.dumps(body(friendlyId="echo_request", params={"\ud800": 1})),
        json.dumps(body(friendlyId="large_catalog", params={"items": float("nan")})),
        json.dumps(body(friendlyId="large_catalog", params={"items": 0})).replace('"items": 0', '"items": 1e999'),
        json.dumps(body(friendlyId="echo_request", params={"n": 0})).replace('"n": 0', '"n": ' + "9" * 5_000),
        json.dumps(body(friendlyId="echo_request")).encode().replace(b'"EUR"', b'"\xed\xa0\x80"'),
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_read_or_sent_back_is_refused_in_the_vendors_shape(client: httpx.Client, content: str | bytes) -> None:
    response = client.post("/v2/callFlows", content=content, headers=JSON)
    assert response.status_code == 400
    assert "not Sitecore" in response.headers["x-sandbox"]
    assert {"status", "code", "message", "developerMessage", "moreInfoUrl"} <= response.json().keys()


@pytest.mark.parametrize("message", ['{"type": "\\ud800", "browser_id": "x"}', "[", "[1]", "NaN", "", "[" * 5_000])
def test_event_messages_that_cannot_be_read_are_refused_too(client: httpx.Client, message: str) -> None:
    response = client.get("/v1.2/event/create.json", params={"client_key": SANDBOX_CLIENT_KEY, "message": message})
    assert response.status_code == 400
    assert "message" in response.json()["message"]


@pytest.mark.parametrize("items", [float("inf"), float("-inf"), float("nan"), "many", None])
def test_a_catalog_of_no_number_of_items_has_the_usual_many(items: object) -> None:
    flow = load_flows(FLOWS)["large_catalog"]
    assert json.loads(answer(flow, Guest("guest-1"), {"params": {"items": items}}) or "")["count"] == 27_859


def test_a_fault_of_the_sandbox_is_answered_with_the_mark_and_reported(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(*_: object) -> str:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(api, "answer", faulty)
    told: list[tuple[str, str, int]] = []
    sandbox = Sandbox(FLOWS, on_request=lambda method, path, status, _: told.append((method, path, status)))
    try:
        response = httpx.post(f"{sandbox.start()}/v2/callFlows", json=body())
    finally:
        sandbox.stop()
    assert response.status_code == 500
    assert "not Sitecore" in response.headers["x-sandbox"]
    assert {"status", "code", "message", "developerMessage", "moreInfoUrl"} <= response.json().keys()
    assert "a bug" not in response.text
    assert told == [("POST", "/v2/callFlows", 500)]
    assert caplog.records[0].exc_info is not None
    assert caplog.records[0].exc_info[0] is ZeroDivisionError
    caplog.clear()


def test_a_caller_that_hangs_up_is_no_fault() -> None:
    told: list[int] = []
    heard = threading.Event()

    def note(method: str, path: str, status: int, milliseconds: float) -> None:
        told.append(status)
        heard.set()

    sandbox = Sandbox(FLOWS, on_request=note)
    try:
        port = int(sandbox.start().rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as caller:
            caller.sendall(b"POST /v2/callFlows HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
        assert heard.wait(10)
    finally:
        sandbox.stop()
    assert told == [400]


@pytest.mark.parametrize("friendly_id", ["spring_preview", "paused_campaign", "no_such_flow", "nothing*"])
def test_what_is_not_live_decides_nothing(client: httpx.Client, friendly_id: str) -> None:
    response = client.post("/v2/callFlows", json=body(friendlyId=friendly_id))
    assert (response.status_code, response.json()) == (200, {"message": "No flow executed"})


def test_a_wildcard_runs_the_first_live_match(client: httpx.Client) -> None:
    assert "variantName" in client.post("/v2/callFlows", json=body(friendlyId="home*")).json()


def test_the_variant_stays_with_the_guest_across_restarts(client: httpx.Client) -> None:
    first = [client.post("/v2/callFlows", json=body(browserId=f"b-{n}")).json()["variantName"] for n in range(20)]
    other = Sandbox(FLOWS)
    with httpx.Client(base_url=other.start()) as again:
        second = [again.post("/v2/callFlows", json=body(browserId=f"b-{n}")).json()["variantName"] for n in range(20)]
    other.stop()
    assert first == second
    assert set(first) == {"Control", "Hero with offer"}


def test_identity_events_join_browser_and_email(client: httpx.Client) -> None:
    ref = client.get("/v1.2/browser/create.json", params={"client_key": SANDBOX_CLIENT_KEY}).json()["ref"]
    event = {
        "client_key": SANDBOX_CLIENT_KEY,
        "browser_id": ref,
        "type": "IDENTITY",
        "email": "join@example.com",
        "identifiers": [{"provider": "CRM", "id": "7"}],
    }
    assert client.post("/v1.2/events", json=event).status_code == 201
    refs = [
        client.post("/v2/callFlows", json=body(browserId=None, **identity)).json()["guest"]["ref"]
        for identity in ({"email": "join@example.com"}, {"identifiers": {"provider": "CRM", "id": "7"}})
    ]
    refs.append(client.post("/v2/callFlows", json=body(browserId=ref)).json()["guest"]["ref"])
    assert len(set(refs)) == 1


@pytest.mark.parametrize(
    ("event", "status"), [({"type": "VIEW"}, 400), ({"browser_id": "x"}, 400), ({"browser_id": "unknown", "type": "VIEW"}, 404)]
)
def test_events_fail_as_documented(client: httpx.Client, event: dict[str, str], status: int) -> None:
    message = json.dumps(event)
    assert client.get("/v1.2/event/create.json", params={"client_key": SANDBOX_CLIENT_KEY, "message": message}).status_code == status
    assert client.post("/v1.2/events", json={"client_key": SANDBOX_CLIENT_KEY, **event}).status_code == status


def test_the_split_is_even_over_many_guests() -> None:
    flow = load_flows(FLOWS)["home_hero"]
    counts = Counter(json.loads(answer(flow, Guest(f"guest-{n}"), {}) or "")["variantName"] for n in range(2000))
    assert all(900 < count < 1100 for count in counts.values())


def test_universal_buckets_are_1_to_120_and_bound_the_allocation() -> None:
    buckets = Counter(bucket(f"guest-{n}") for n in range(20_000))
    assert set(buckets) == set(range(1, 121))
    flow = load_flows(FLOWS)["checkout_nudge"]
    outside = [n for n in range(2000) if answer(flow, Guest(f"guest-{n}"), {}) is None]
    assert outside
    assert all(bucket(f"guest-{n}") > 108 for n in outside)


@pytest.mark.parametrize("language", ["EN", "DE", "FR"])
@pytest.mark.parametrize("params", [{}, {"loyaltyTier": "gold"}, {"loyaltyTier": 'quo"te'}, {"items": 3}])
def test_every_shipped_flow_renders_json_but_the_broken_one(language: str, params: dict[str, Any]) -> None:
    for name, flow in load_flows(FLOWS).items():
        text = answer(flow, Guest("guest-1"), {"language": language, "params": params, "currencyCode": "EUR", "pointOfSale": "p"})
        if name == "broken_template":
            with pytest.raises(json.JSONDecodeError):
                json.loads(text or "")
        elif text is not None:
            json.loads(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("friendlyId = 'A B'\nname='x'\ntype='EXPERIENCE'\nstatus='LIVE'\ntemplate='{}'", "friendlyId"),
        ("friendlyId = 'a'\nname='x'\ntype='GAME'\nstatus='LIVE'\ntemplate='{}'", "type"),
        ("friendlyId = 'a'\nname='x'\ntype='EXPERIENCE'\nstatus='ON'\ntemplate='{}'", "status"),
        ("friendlyId = 'a'\nname='x'\ntype='EXPERIMENT'\nstatus='LIVE'\ntemplate='{}'", "variant"),
        ("friendlyId = 'a'\nname='x'\ntype='EXPERIMENT'\nstatus='LIVE'\ntemplate='{}'\n[[variant]]\nname='A'\nshare=40", "add up to 100"),
        ("friendlyId = ", "valid TOML"),
    ],
)
def test_a_wrong_flow_file_is_named_with_its_field(tmp_path: Path, text: str, part: str) -> None:
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(FlowFileError, match=part) as caught:
        load_flows(tmp_path)
    assert "bad.toml" in str(caught.value)


def test_a_taken_port_is_said(client: httpx.Client) -> None:
    with pytest.raises(PortTaken, match="Choose another"):
        Sandbox(FLOWS, port=client.base_url.port or 0).start()


@pytest.mark.parametrize("port", [-1, 65_536, 10**30])
def test_an_impossible_port_is_said(port: int) -> None:
    with pytest.raises(ImpossiblePort, match="from 1 to 65535"):
        Sandbox(FLOWS, port=port).start()


def test_windows_own_option_is_used_where_it_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    assert server._claim() == socket.SO_REUSEADDR
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", -5, raising=False)  # its value on Windows
    assert server._claim() == -5


def test_start_and_stop_leave_no_thread_and_stop_does_not_wait_for_slow_calls() -> None:
    before = threading.active_count()
    for _ in range(5):
        sandbox = Sandbox(FLOWS)
        assert sandbox.start() == sandbox.start()
        sandbox.stop()
        sandbox.stop()
    assert threading.active_count() == before
    sandbox = Sandbox(FLOWS)
    url = sandbox.start()

    def slow() -> None:
        with pytest.raises(httpx.HTTPError):
            httpx.post(f"{url}/v2/callFlows", json=body(friendlyId="slow_recommendations"), timeout=10).raise_for_status()

    caller = threading.Thread(target=slow)
    caller.start()
    deadline = time.monotonic() + 5
    while not sandbox.running and time.monotonic() < deadline:
        pass
    began = time.monotonic()
    sandbox.stop()
    caller.join(10)
    assert time.monotonic() - began < 5
