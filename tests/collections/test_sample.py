"""The sample collection: every request and event in it runs against the real sandbox and shows what its description promises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.collections.things import snapshot
from workbench.collections import Collection, Node, NodeKind, copy_sample
from workbench.collections.names import file_name, folder_name, suffix_of
from workbench.domain import (
    SANDBOX,
    SANDBOX_CLIENT_KEY,
    BrowserId,
    FlowRequest,
    Secret,
    StreamEvent,
    check_event,
    check_request,
    fill_defaults,
)
from workbench.domain.builtins import NEW_BROWSER_ID, Made
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer, resolve
from workbench.domain.tenant import SANDBOX_SECRETS
from workbench.sandbox import Sandbox

RESOURCES = Path(__file__).parents[2] / "resources"
SAMPLE = RESOURCES / "samples" / "sandbox-tour"
COLLECTION = Collection.open(SAMPLE)
NODES = tuple(COLLECTION.tree().walk())
REQUESTS = {node.name: node.path for node in NODES if node.kind is NodeKind.REQUEST}
EVENTS = {node.name: node.path for node in NODES if node.kind is NodeKind.EVENT}
PERSONAS = {persona.name: persona for _, persona in COLLECTION.personas()}
KEY = Secret(SANDBOX_CLIENT_KEY)
NO_FLOW = b'{"message":"No flow executed"}'


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    sandbox = Sandbox(RESOURCES / "sandbox" / "flows")
    with httpx.Client(base_url=sandbox.start(), timeout=20) as made:
        yield made
    sandbox.stop()


def resolved(client: httpx.Client, path: Path, persona: Persona | None) -> FlowRequest:
    """The request as it leaves: placeholders, the tenant's defaults, a browser ID of its own."""
    saved = COLLECTION.load_event(path) if path in EVENTS.values() else COLLECTION.load(path)
    request = persona.apply(saved.request) if persona else saved.request
    nearest = [Layer("persona", persona.values)] if persona else []
    layers = [*nearest, Layer("this request", saved.values), *COLLECTION.layers(path), Layer("tenant", SANDBOX.values)]
    found = resolve(fill_defaults(request, SANDBOX), layers, Made.fresh())
    assert not found.problems
    late = {f"secret:{name}": SANDBOX_SECRETS[name] for name in found.secrets}
    if found.needs_browser_id:
        late[NEW_BROWSER_ID] = client.get("/v1.2/browser/create.json", params={"client_key": SANDBOX_CLIENT_KEY}).json()["ref"]
    return found.finish(late)


def send(client: httpx.Client, path: Path, persona: Persona | None = None) -> httpx.Response:
    request = resolved(client, path, persona)
    assert check_request(request, SANDBOX.points_of_sale) == ()
    response = client.post("/v2/callFlows", content=request.body(KEY), headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    assert response.content.strip() not in (b"", b"{}", NO_FLOW)
    return response


def answer(client: httpx.Client, name: str, persona: str = "") -> Any:
    return send(client, REQUESTS[name], PERSONAS[persona] if persona else None).json()


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_gets_a_decision(client: httpx.Client, name: str) -> None:
    send(client, REQUESTS[name])


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_accepted(client: httpx.Client, name: str) -> None:
    send_event(client, EVENTS[name])


def send_event(client: httpx.Client, path: Path) -> httpx.Response:
    event = StreamEvent.of_request(resolved(client, path, None))
    assert check_event(event, SANDBOX.points_of_sale) == ()
    response = client.post("/v1.2/events", content=event.body(KEY), headers={"Content-Type": "application/json"})
    assert response.status_code == 201
    return response


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_request_can_be_sent_as_every_persona(client: httpx.Client, persona: str) -> None:
    for name, path in REQUESTS.items():
        if name not in ("Slow recommendations", "Checkout nudge"):  # one takes its time, the other leaves one guest in ten out
            send(client, path, PERSONAS[persona])


def test_what_the_descriptions_promise_is_true(client: httpx.Client) -> None:
    variants = {answer(client, "Home hero")["variantName"] for _ in range(40)}
    assert variants == {"Control", "Hero with offer"}
    assert {answer(client, "Home hero, always the same guest")["variantName"] for _ in range(5)} == {"Hero with offer"}
    banner = answer(client, "Loyalty banner")["banner"]
    gold = answer(client, "Loyalty banner", "Gold member, Germany")
    assert (banner["tier"], gold["banner"]["tier"], gold["language"]) == ("none", "gold", "DE")
    assert "Willkommen" in gold["banner"]["headline"]
    assert answer(client, "Loyalty banner, gold and German")["banner"] == gold["banner"]
    assert answer(client, "Loyalty banner", "New visitor, France")["banner"]["headline"].startswith("Rejoignez")
    nudge = answer(client, "Checkout nudge")
    assert (nudge["bucket"], nudge["nudge"]["show"]) == (64, True)
    inner = answer(client, "Offer of the day")["decision"]["decisionModelResultNodes"][1]["outputs"][0]
    assert json.loads(inner)["channel"] == "MOBILE_APP"
    assert isinstance(answer(client, "Product list, with a baseline"), list)
    with pytest.raises(json.JSONDecodeError):
        answer(client, "A template with a mistake")
    assert send(client, REQUESTS["Slow recommendations"]).elapsed.total_seconds() >= 3


def test_the_page_view_is_seen_by_the_offer_of_the_day(client: httpx.Client) -> None:
    guest = send_event(client, EVENTS["A page view"]).json()["ref"]
    request = resolved(client, REQUESTS["Offer of the day"], None)
    asked = replace(request, identity=BrowserId(guest)).body(KEY)
    outputs = client.post("/v2/callFlows", content=asked, headers={"Content-Type": "application/json"}).json()
    inner = outputs["decision"]["decisionModelResultNodes"][1]["outputs"][0]
    assert json.loads(inner)["views"] == 1


def test_the_values_are_what_the_description_says(client: httpx.Client) -> None:
    sent = answer(client, "Values, and where they come from")
    assert sent["pointOfSale"] == "demo-store"
    assert sent["params"]["page"] == "sale"
    assert sent["params"]["campaign"] == "spring on sale"
    assert sent["params"]["basket"] == ["SKU-1042", "SKU-2210"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", sent["params"]["delivery"])
    assert answer(client, "A secret that is in no file")["params"]["token"] == SANDBOX_SECRETS["demo-token"]
    assert answer(client, "Values, and where they come from", "Silver member, Ireland")["pointOfSale"] == "demo-store/ireland"


def test_the_baseline_is_what_is_answered(client: httpx.Client) -> None:
    path = REQUESTS["Product list, with a baseline"]
    approved = COLLECTION.baseline(path)
    assert approved is not None
    assert send(client, path).content == approved.body


def test_it_teaches_in_a_few_folders_and_says_what_to_look_at() -> None:
    assert not [node.error for node in NODES if node.error]
    assert 8 <= len(REQUESTS) <= 12
    assert 3 <= sum(node.kind is NodeKind.FOLDER for node in NODES) <= 4
    assert len(PERSONAS) == 3
    assert len(EVENTS) == 1
    assert [node.name for node in COLLECTION.tree().children if node.kind is NodeKind.FOLDER] == [
        "First steps", "Who is asking", "Checkout", "When things go wrong",
    ]  # fmt: skip
    for path in REQUESTS.values():
        assert len(COLLECTION.load(path).description) > 100
    for path in EVENTS.values():
        assert len(COLLECTION.load_event(path).description) > 100
    assert SANDBOX_CLIENT_KEY not in "".join(path.read_text() for path in SAMPLE.rglob("*.toml"))


@pytest.mark.parametrize("node", NODES[1:], ids=lambda node: node.path.name)
def test_its_files_are_named_and_written_as_the_workbench_would(node: Node) -> None:
    suffix = suffix_of(node.path.name)
    assert node.path.name == (file_name(node.name, (), suffix) if suffix else folder_name(node.name))


def test_it_is_copied_once_and_the_copy_may_be_changed(tmp_path: Path) -> None:
    copy = copy_sample(SAMPLE, tmp_path / "samples")
    assert copy == tmp_path / "samples" / "sandbox-tour"
    assert snapshot(copy) == snapshot(SAMPLE)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    Collection.open(copy).rename(copy, "Mine")
    assert copy_sample(SAMPLE, tmp_path / "samples") == copy
    assert Collection.open(copy).tree().name == "Mine"


def test_a_copy_takes_nobodys_place(tmp_path: Path) -> None:
    (tmp_path / "Sandbox-Tour").mkdir()
    (tmp_path / "sandbox-tour").mkdir(exist_ok=True)
    (tmp_path / "sandbox-tour" / "mine").touch()
    assert copy_sample(SAMPLE, tmp_path).name == "sandbox-tour-2"
    assert (tmp_path / "sandbox-tour" / "mine").exists()
