"""The sandbox over real HTTP: the documented answers, stickiness, the split, and clear errors in flow files."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from workbench.domain import SANDBOX_CLIENT_KEY
from workbench.sandbox import FlowFileError, PortTaken, Sandbox, load_flows
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
    for response in (client.get("/"), client.get("/nothing"), client.post("/v2/callFlows", json=body())):
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
