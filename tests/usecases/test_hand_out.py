"""Exports as they are used: every form says where the key goes, the tenant's part is in it, and no key ever is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.collections import About, Collection, SavedEvent, SavedRequest
from workbench.collections.incoming import read_import
from workbench.collections.outgoing import ExportError, KeyInside, unbundle
from workbench.domain import SANDBOX, BrowserId, Email, FlowRequest, Secret, StreamEvent, Tenant
from workbench.domain.persona import Persona
from workbench.usecases.hand_out import ExportForm, hand_out, headers_of

KEY = "k3yThatMustNeverBeSeen0123456789"
HERO = FlowRequest(
    "home_hero", identity=Email("kim@example.com"), params={"tier": "{{tier}}", "n": "{{n}}", "odd": "it's “so” $HOME `x` \\ !"}
)
TEXTS = [form for form in ExportForm if form is not ExportForm.BUNDLE]


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    made = Collection.create(tmp_path / "shop", "Shop: all of it")
    made.save_about(made.folder, About("Shop: all of it", "", {"tier": "gold", "n": 7}))
    (folder,) = made.new_folder(made.folder, "Checkout").paths
    made.save_new(folder, SavedRequest("Nudge", FlowRequest("checkout_nudge", "SMS", identity=Email("kim@example.com"))))
    made.save_new(made.folder, SavedRequest("Hero", HERO))
    made.save_new(made.folder, Persona("Ada", Email("ada@example.com")))
    return made


TENANT = Tenant(
    "t",
    "Acme",
    base_url="https://x.example",
    point_of_sale="shop",
    language="EN",
    values={"site": "de"},
    extra_headers=(("X-Env", "test"),),
)


@pytest.mark.parametrize("form", ExportForm)
def test_every_form_says_where_the_key_goes_and_has_a_name(collection: Collection, form: ExportForm) -> None:
    made = hand_out(collection, collection.folder, form, TENANT)
    assert made.notes[0].startswith("No key is in it: ")
    assert made.suggested_name == f"Shop- all of it{form.suffix}"
    assert made.data
    assert form.label


@pytest.mark.parametrize("form", [form for form in TEXTS if form is not ExportForm.CURL_POWERSHELL])
def test_it_is_read_back_by_our_import_as_what_would_be_sent(collection: Collection, form: ExportForm) -> None:
    made = hand_out(collection, collection.folder, form, TENANT)
    plan = read_import(made.suggested_name, made.data)
    filled = {"point_of_sale": "shop", "language": "EN"}
    nudge, hero = (each.request for each in plan.root.every_request())
    assert nudge == replace(FlowRequest("checkout_nudge", "SMS", identity=Email("kim@example.com")), **filled)  # type: ignore[arg-type]
    values = HERO.params if form is ExportForm.POSTMAN else {**HERO.params, "tier": "gold", "n": 7}
    assert hero == replace(HERO, params=values, **filled)  # type: ignore[arg-type]
    assert plan.base_urls == ("https://x.example",)
    assert plan.keys == ()


@pytest.mark.parametrize("form", ExportForm)
def test_a_part_stands_by_itself(collection: Collection, form: ExportForm, tmp_path: Path) -> None:
    made = hand_out(collection, collection.folder / "hero.request.toml", form, TENANT)
    assert made.suggested_name == f"Hero{form.suffix}"
    if form is ExportForm.BUNDLE:
        opened = Collection.open(unbundle(made.data, tmp_path))
        assert opened.load(opened.folder / "hero.request.toml").request == HERO
    else:
        assert b"gold" in made.data
        assert b"checkout_nudge" not in made.data
    with pytest.raises(ExportError, match="“Ada” is a persona"):
        hand_out(collection, collection.folder / "ada.persona.toml", form, TENANT)


@pytest.mark.parametrize("form", TEXTS)
def test_headers_of_the_tenant_go_along(collection: Collection, form: ExportForm) -> None:
    tenant = replace(TENANT, user_agent="Phone/1.0")
    made = hand_out(collection, collection.folder, form, tenant).data
    assert b"X-Env" in made
    assert b"Phone/1.0" in made
    assert headers_of(replace(tenant, extra_headers=(("user-agent", "Own"),))) == (("user-agent", "Own"),)


def test_postman_gets_what_requests_leave_to_the_tenant_and_the_notes_say_so(collection: Collection) -> None:
    collection.save_new(collection.folder, SavedRequest("Site", replace(HERO, friendly_id="site", params={"site": "{{site}}"})))
    made = hand_out(collection, collection.folder, ExportForm.POSTMAN, TENANT)
    variables = {each["key"]: each["value"] for each in json.loads(made.data)["variable"]}
    assert variables["baseUrl"] == "https://x.example"
    assert variables["site"] == "de"
    said = " ".join(made.notes)
    assert "filled in from “Acme”: “Checkout / Nudge”, “Hero”, “Site”" in said
    assert "Values of “Acme” are among those of the collection: “site”." in said
    assert "“Ada”" in said


@pytest.mark.parametrize("form", TEXTS)
def test_for_the_sandbox_the_address_is_one_that_can_be_started(collection: Collection, form: ExportForm) -> None:
    made = hand_out(collection, collection.folder, form, SANDBOX)
    assert b"http://127.0.0.1:8123" in made.data
    assert any("workbench sandbox --port 8123" in note for note in made.notes)


@pytest.mark.parametrize("form", [ExportForm.CURL_BASH, ExportForm.CURL_POWERSHELL, ExportForm.HAR])
def test_what_whole_requests_cannot_say_is_in_the_notes(collection: Collection, form: ExportForm) -> None:
    collection.save_new(collection.folder, SavedRequest("Lost", FlowRequest("x", identity=HERO.identity, params={"a": "{{nowhere}}"})))
    collection.save_new(collection.folder, SavedRequest("Nobody", FlowRequest("nobody", params={"s": "{{secret:token}}"})))
    collection.save_new(collection.folder, SavedRequest("New", FlowRequest("new", identity=BrowserId("{{new_browser_id}}"))))
    made = hand_out(collection, collection.folder, form, TENANT)
    said = " ".join(made.notes)
    assert b"nowhere" not in made.data
    assert "Lost (Nothing is known by the name “nowhere”" in said
    assert "without a persona; left out: “Ada”" in said
    assert "No identity, which every call needs: “Nobody”." in said
    assert "token" in said
    if form is ExportForm.HAR:
        assert "stays as a placeholder: “new_browser_id”, “secret:token”" in said


@pytest.mark.parametrize("form", ExportForm)
@pytest.mark.parametrize("place", ["params", "description", "values"])
def test_a_known_key_goes_nowhere(collection: Collection, form: ExportForm, place: str) -> None:
    careless = {
        "params": SavedRequest("Careless", replace(HERO, params={"k": KEY})),
        "description": SavedRequest("Careless", HERO, f"The key is {KEY}"),
        "values": SavedRequest("Careless", replace(HERO, params={"k": "{{k}}"}), "", {"k": KEY}),
    }[place]
    collection.save_new(collection.folder, careless)
    if place == "description" and form not in (ExportForm.POSTMAN, ExportForm.BUNDLE):
        assert KEY.encode() not in hand_out(collection, collection.folder, form, TENANT, keys=[Secret(KEY)]).data
        return
    with pytest.raises(KeyInside, match=r"^[Cc]areless(\.request\.toml)?: a client key stands in it") as told:
        hand_out(collection, collection.folder, form, TENANT, keys=[Secret(KEY)])
    assert KEY not in str(told.value)


@pytest.mark.parametrize("form", ExportForm)
def test_what_looks_like_a_key_is_pointed_at(collection: Collection, form: ExportForm) -> None:
    collection.save_new(collection.folder, SavedRequest("Careless", replace(HERO, params={"clientKey": KEY})))
    assert "“clientKey in Careless”" in hand_out(collection, collection.folder, form, TENANT).notes[-1]
    (collection.folder / "workbench.toml").write_text("<<<<<<< a\nformat = 1\n=======\nformat = 1\n>>>>>>> b\n")
    if form is ExportForm.BUNDLE:
        assert hand_out(collection, collection.folder, form, TENANT).data, "in the middle of a merge the files travel as they are"


VIEW = StreamEvent("VIEW", "12435206-1234-4f0b-9d55-6e46b0e4a42b", page="home", fields={"ext": {"tier": "{{tier}}", "n": "{{n}}"}})


@pytest.mark.parametrize("form", [form for form in ExportForm if form is not ExportForm.CURL_POWERSHELL])
def test_an_event_is_read_back_as_what_would_be_sent(collection: Collection, form: ExportForm) -> None:
    collection.save_new(collection.folder, SavedEvent("Looks", VIEW, "Seen"))
    made = hand_out(collection, collection.folder, form, TENANT, keys=[Secret(KEY)])
    plan = read_import(made.suggested_name, made.data)
    assert len(list(plan.root.every_request())) == 2
    (back,) = plan.root.every_event()
    filled = VIEW if form is ExportForm.BUNDLE else replace(VIEW, point_of_sale="shop", language="EN")
    values = form in (ExportForm.POSTMAN, ExportForm.BUNDLE)
    assert back.event == (filled if values else replace(filled, fields={"ext": {"tier": "gold", "n": 7}}))
    assert plan.keys == ()


def test_an_event_is_posted_to_the_address_of_events_and_stands_by_itself(collection: Collection) -> None:
    path = collection.save_new(collection.folder, SavedEvent("Looks", VIEW))
    for form in TEXTS:
        made = hand_out(collection, path, form, TENANT)
        assert made.suggested_name == f"Looks{form.suffix}"
        assert b"/v1.2/events" in made.data
        assert b"/v2/callFlows" not in made.data


def test_a_known_key_in_an_event_goes_nowhere(collection: Collection) -> None:
    collection.save_new(collection.folder, SavedEvent("Careless", replace(VIEW, fields={"k": KEY})))
    for form in ExportForm:
        with pytest.raises(KeyInside, match=r"^[Cc]areless(\.event\.toml)?: a client key stands in it"):
            hand_out(collection, collection.folder, form, TENANT, keys=[Secret(KEY)])
