"""Exports as they are used: scripts are really run, archives are what their format says, no key is in any of them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support import toolchains
from tests.support.loopback import Answer, Loopback
from workbench.collections import About, Collection, SavedRequest
from workbench.collections.outgoing import ExportError
from workbench.domain import Email, FlowRequest, Secret, Tenant
from workbench.domain.persona import Persona
from workbench.usecases.hand_out import ExportForm, hand_out

KEY = "k3yThatMustNeverBeSeen0123456789"
HERO = FlowRequest(
    "home_hero", identity=Email("kim@example.com"), params={"tier": "{{tier}}", "n": "{{n}}", "odd": "it's “so” $HOME `x` \\ !"}
)


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    made = Collection.create(tmp_path / "shop", "Shop: all of it")
    made.save_about(made.folder, About("Shop: all of it", "", {"tier": "gold", "n": 7}))
    (folder,) = made.new_folder(made.folder, "Checkout").paths
    made.save_new(folder, SavedRequest("Nudge", FlowRequest("checkout_nudge", identity=Email("kim@example.com"))))
    made.save_new(made.folder, SavedRequest("Hero", HERO))
    made.save_new(made.folder, Persona("Ada", Email("ada@example.com")))
    return made


def tenant(url: str = "https://x.example") -> Tenant:
    return Tenant("t", "T", base_url=url, point_of_sale="shop", language="EN", extra_headers=(("X-Env", "test"),))


@toolchains.BASH
def test_the_script_sends_the_same_bytes(collection: Collection, tmp_path: Path) -> None:
    with Loopback([Answer(body=b"{}")]) as server:
        made = hand_out(collection, collection.folder, ExportForm.CURL_BASH, tenant(server.url))
        assert KEY.encode() not in made.data
        script = tmp_path / "all.sh"
        script.write_bytes(made.data)
        subprocess.run(
            ["bash", script], check=True, capture_output=True, env={**os.environ, "PERSONALIZE_CLIENT_KEY": KEY, "NO_PROXY": "*"}
        )
        got = [each.body for each in server.received]
    filled = {"point_of_sale": "shop", "language": "EN"}
    nudge = FlowRequest("checkout_nudge", identity=Email("kim@example.com"), **filled)  # type: ignore[arg-type]
    hero = FlowRequest("home_hero", identity=HERO.identity, params={"tier": "gold", "n": 7, "odd": HERO.params["odd"]}, **filled)  # type: ignore[arg-type]
    assert got == [nudge.body(Secret(KEY)), hero.body(Secret(KEY))]
    assert made.suggested_name == "Shop- all of it.sh"


def test_the_archive_is_one_of_the_format(collection: Collection) -> None:
    made = hand_out(collection, collection.folder, ExportForm.HAR, tenant(), app_version="1.0")
    log: dict[str, Any] = json.loads(made.data)["log"]
    assert log["version"] == "1.2"
    assert set(log["creator"]) == {"name", "version"}
    for entry in log["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(entry)
        assert {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"} <= set(entry["request"])
        assert {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize"} <= set(
            entry["response"]
        )
        assert {"send", "wait", "receive"} <= set(entry["timings"])
        assert json.loads(entry["request"]["postData"]["text"])["clientKey"] == "<client key>"
    assert [entry["comment"] for entry in log["entries"]] == ["Checkout / Nudge", "Hero"]


@pytest.mark.parametrize("form", ExportForm)
def test_every_form_says_where_the_key_goes(collection: Collection, form: ExportForm) -> None:
    made = hand_out(collection, collection.folder, form, tenant())
    assert "key" in made.notes[0].lower()
    assert made.suggested_name.endswith(form.suffix)
    assert made.data


def test_a_part_takes_the_values_above_it_along(collection: Collection) -> None:
    path = collection.folder / "hero.request.toml"
    made = hand_out(collection, path, ExportForm.CURL_POWERSHELL, tenant())
    assert b"gold" in made.data
    with pytest.raises(ExportError, match="whole collection"):
        hand_out(collection, path, ExportForm.BUNDLE, tenant())


def test_what_cannot_be_resolved_is_left_out_and_said(collection: Collection) -> None:
    collection.save_new(collection.folder, SavedRequest("Lost", FlowRequest("x", params={"a": "{{nowhere}}"})))
    made = hand_out(collection, collection.folder, ExportForm.CURL_BASH, tenant())
    assert b"nowhere" not in made.data
    assert any("Lost" in note and "nowhere" in note for note in made.notes)
