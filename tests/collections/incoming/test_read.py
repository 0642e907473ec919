"""Imports: every source is recognised, nothing is dropped silently, no key stays in anything that is kept."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.collections import CollectionError
from workbench.collections.incoming import Fate, ImportPlan, NotRecognised, looks_importable, read_import
from workbench.collections.model import SavedRequest
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers

KEY = "k3yThatMustNeverBeSeen0123456789"
GUEST = "12435206-1234-4f0b-9d55-6e46b0e4a42b"
BODY = {
    "clientKey": KEY,
    "channel": "WEB",
    "language": "EN",
    "currencyCode": "EUR",
    "pointOfSale": "shop/ie",
    "browserId": GUEST,
    "friendlyId": "home_hero",
    "params": {"page": "home", "n": 3, "quote": 'it\'s "so"'},
}
WANTED = FlowRequest("home_hero", "WEB", "EN", "EUR", "shop/ie", BrowserId(GUEST), BODY["params"])  # type: ignore[arg-type]
URL = "https://api-engage-eu.sitecorecloud.io/v2/callFlows"
TEXT = json.dumps(BODY)


def requests(plan: ImportPlan) -> list[SavedRequest]:
    return list(plan.root.every_request())


def only(plan: ImportPlan) -> FlowRequest:
    (saved,) = requests(plan)
    return saved.request


def clean(plan: ImportPlan) -> None:
    """The key was found, and stands nowhere else."""
    assert [key.secret.reveal() for key in plan.keys] == [KEY] * len(plan.keys)
    assert plan.keys
    assert KEY not in repr(plan)


def bash(body: str) -> str:
    return "'" + body.replace("'", "'\\''") + "'"


CURLS = {
    "bash": f"curl '{URL}' -H 'Content-Type: application/json' --data-raw {bash(TEXT)} --compressed",
    "bash, several lines": f"curl -X POST {URL} \\\n  -H 'Content-Type: application/json' \\\n  -d {bash(TEXT)}",
    "ansi-c quoting": f"curl '{URL}' --data-raw $'" + TEXT.replace("\\", "\\\\").replace("'", "\\'") + "'",
    "cmd": f'curl "{URL}" ^\n  -H "Content-Type: application/json" ^\n  --data-raw "'
    + TEXT.replace("\\", "\\\\").replace('"', '\\"')
    + '"',
    "powershell": f"Invoke-RestMethod -Uri '{URL}' -Method Post -ContentType 'application/json' -Body '" + TEXT.replace("'", "''") + "'",
}


@pytest.mark.parametrize("form", CURLS)
def test_a_command_as_it_is_copied_is_the_request_it_sends(form: str) -> None:
    plan = read_import("pasted text", CURLS[form].encode())
    assert only(plan) == WANTED
    assert plan.base_urls == ("https://api-engage-eu.sitecorecloud.io",)
    assert looks_importable(CURLS[form])
    clean(plan)


def test_several_commands_are_several_requests() -> None:
    plan = read_import("pasted text", "\n".join([CURLS["bash"], CURLS["bash"].replace("home_hero", "banner")]).encode())
    assert [saved.request.friendly_id for saved in requests(plan)] == ["home_hero", "banner"]


def test_what_a_command_would_read_or_run_is_neither_read_nor_run() -> None:
    plan = read_import("pasted text", f"curl {URL} -d @/etc/passwd".encode())
    assert requests(plan) == []
    assert any(note.fate is Fate.LEFT_OUT for note in plan.notes)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"context": BODY}, "context"),
        ({**BODY, "email": "kim@example.com"}, "browserId"),
    ],
)
def test_old_shapes_become_proper_requests(change: dict[str, Any], told: str) -> None:
    plan = read_import("pasted text", f"curl {URL} -d {bash(json.dumps(change))}".encode())
    assert only(plan).friendly_id == "home_hero"
    clean(plan)


def test_the_legacy_get_form_and_the_edge_proxy_are_recognised() -> None:
    from urllib.parse import quote

    legacy = read_import("pasted text", f"curl 'https://api.boxever.com/v2/callFlows?message={quote(TEXT)}'".encode())
    assert only(legacy) == WANTED
    clean(legacy)
    body = {**BODY, "clientKey": "", "pointOfSale": ""}
    url = "https://edge-platform.sitecorecloud.io/v1/personalize?sitecoreContextId=s3cretContext&siteId=site"
    edge = read_import("pasted text", f"curl '{url}' -d {bash(json.dumps(body))}".encode())
    assert only(edge).friendly_id == "home_hero"
    assert "s3cretContext" not in repr(edge)


# -- collections of other tools ---------------------------------------------------------------------


def postman(*items: dict[str, Any], schema: str = "v2.1.0", **more: Any) -> bytes:
    info = {"name": "Shop", "schema": f"https://schema.getpostman.com/json/collection/{schema}/collection.json"}
    return json.dumps({"info": info, "item": list(items), **more}).encode()


def call(name: str, raw: str = TEXT, url: Any = URL, **more: Any) -> dict[str, Any]:
    return {"name": name, "request": {"method": "POST", "url": url, "body": {"mode": "raw", "raw": raw}, **more}}


@pytest.mark.parametrize("schema", ["v2.0.0", "v2.1.0"])
def test_a_postman_collection_keeps_folders_order_values_and_descriptions(schema: str) -> None:
    url = URL if schema == "v2.0.0" else {"raw": URL, "host": ["api-engage-eu", "sitecorecloud", "io"], "path": ["v2", "callFlows"]}
    data = postman(
        {"name": "Checkout", "description": "The end", "item": [call("Nudge", TEXT.replace("home_hero", "{{flow}}"), url)]},
        call("Hero", url=url, description="The start"),
        {"name": "Elsewhere", "request": {"method": "GET", "url": "https://example.com/health"}},
        schema=schema,
        variable=[{"key": "flow", "value": "checkout_nudge"}, {"key": "clientKey", "value": KEY}],
    )
    plan = read_import("shop.json", data)
    assert [(saved.name, saved.request.friendly_id) for saved in requests(plan)] == [("Nudge", "{{flow}}"), ("Hero", "home_hero")]
    assert plan.root.name == "Shop"
    assert plan.root.values == {"flow": "checkout_nudge"}
    assert [saved.description for saved in requests(plan)][1] == "The start"
    assert any("Elsewhere" in note.where and note.fate is Fate.LEFT_OUT for note in plan.notes)
    clean(plan)


def test_a_script_is_reported_and_never_run_and_a_browser_call_becomes_a_placeholder() -> None:
    script = {"listen": "test", "script": {"exec": ["pm.environment.set('browserId', pm.response.json().ref)"]}}
    browser = {
        "name": "Get a browser",
        "event": [script],
        "request": {
            "method": "GET",
            "url": "https://api-engage-eu.sitecorecloud.io/v1.2/browser/create.json?client_key={{clientKey}}&message={}",
        },
    }
    data = postman(browser, call("Hero", TEXT.replace(GUEST, "{{browserId}}").replace(KEY, "{{clientKey}}")))
    plan = read_import("shop.json", data)
    assert only(plan).identity == BrowserId("{{new_browser_id}}")
    assert any("Get a browser" in note.where for note in plan.notes)


def test_numbers_put_in_without_quotes_keep_their_type() -> None:
    plan = read_import(
        "shop.json", postman(call("Hero", TEXT.replace('"n": 3', '"n": {{n}}')), variable=[{"key": "n", "value": 3, "type": "number"}])
    )
    assert only(plan).params["n"] == "{{n}}"
    assert plan.root.values == {"n": 3}


def test_a_har_brings_the_matching_calls_and_counts_the_others() -> None:
    entry = {"request": {"method": "POST", "url": URL, "headers": [], "postData": {"mimeType": "application/json", "text": TEXT}}}
    other = {"request": {"method": "GET", "url": "https://example.com/app.js", "headers": []}}
    plan = read_import("page.har", json.dumps({"log": {"version": "1.2", "entries": [other] * 900 + [entry]}}).encode())
    assert only(plan) == WANTED
    assert len(plan.notes) < 20
    assert any("900" in note.why or "900" in note.where for note in plan.notes)
    clean(plan)


BRU = f"""meta {{
  name: Hero
  type: http
  seq: 1
}}

post {{
  url: {URL}
  body: json
  auth: none
}}

body:json {{
  {TEXT}
}}
"""


def test_a_bruno_file_and_a_folder_of_them() -> None:
    assert only(read_import("Hero.bru", BRU.encode())) == WANTED
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("shop/bruno.json", json.dumps({"version": "1", "name": "Shop", "type": "collection"}))
        archive.writestr("shop/Checkout/Hero.bru", BRU)
    plan = read_import("shop.zip", packed.getvalue())
    assert only(plan) == WANTED
    clean(plan)


def test_insomnia_4_and_5() -> None:
    four = {
        "_type": "export",
        "__export_format": 4,
        "resources": [
            {"_id": "wrk_1", "_type": "workspace", "name": "Shop", "parentId": None},
            {"_id": "fld_1", "_type": "request_group", "name": "Checkout", "parentId": "wrk_1"},
            {
                "_id": "req_1",
                "_type": "request",
                "name": "Hero",
                "parentId": "fld_1",
                "method": "POST",
                "url": URL,
                "body": {"mimeType": "application/json", "text": TEXT},
            },
        ],
    }
    plan = read_import("insomnia.json", json.dumps(four).encode())
    assert only(plan) == WANTED
    clean(plan)
    five = (
        "type: collection.insomnia.rest/5.0\nname: Shop\ncollection:\n  - name: Hero\n    url: "
        + URL
        + "\n    method: POST\n    body:\n      mimeType: application/json\n      text: "
        + json.dumps(TEXT)
        + "\n"
    )
    plan = read_import("insomnia.yaml", five.encode())
    assert only(plan) == WANTED
    clean(plan)


def test_yaml_builds_no_objects(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    call = f"!!python/object/apply:os.system ['touch {ran}']"
    hostile = f"type: collection.insomnia.rest/5.0\nname: {call}\ncollection:\n  - name: {call}\n    url: {URL}\n"
    with contextlib.suppress(CollectionError):
        read_import("insomnia.yaml", hostile.encode())
    assert not ran.exists()


# -- hostile and nonsense ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"{}", b"[]", b"\xff\xfe\x00", b"PK\x03\x04nonsense", b"{" * 100_000, b"curl", b"[" * 100_000 + b"]" * 100_000]
)
def test_what_is_nothing_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(NotRecognised, match=r"\w+"):
        read_import("thing", data)


def test_a_bomb_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("workbench.toml", "a" * 200_000_000)
    with pytest.raises(CollectionError):
        read_import("x.workbench.zip", packed.getvalue())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda x: (
        st.lists(x, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "name",
                    "item",
                    "request",
                    "url",
                    "body",
                    "raw",
                    "mode",
                    "variable",
                    "key",
                    "value",
                    "event",
                    "info",
                    "log",
                    "entries",
                    "resources",
                    "_type",
                ]
            ),
            x,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(_JSON, st.sampled_from(["postman", "har", "insomnia", "plain"]))
def test_any_json_is_read_or_refused(value: Any, kind: str) -> None:
    whole = {
        "postman": {"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": value},
        "har": {"log": {"version": "1.2", "entries": value}},
        "insomnia": {"_type": "export", "__export_format": 4, "resources": value},
        "plain": value,
    }[kind]
    try:
        read_import("x.json", json.dumps(whole).encode())
    except CollectionError as told:
        assert str(told)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for start in ("", "curl ", "Invoke-WebRequest ", "meta {\n", "fetch("):
        try:
            read_import("x", (start + text).encode("utf-8", "replace"))
        except CollectionError as told:
            assert str(told)


def test_identities_of_all_three_kinds_come_over() -> None:
    without = {name: value for name, value in BODY.items() if name != "browserId"}
    for more, identity in (
        ({"email": "kim@example.com"}, Email("kim@example.com")),
        ({"identifiers": {"provider": "CRM", "id": "7"}}, Identifiers("CRM", "7")),
    ):
        plan = read_import("x", f"curl {URL} -d {bash(json.dumps({**without, **more}))}".encode())
        assert only(plan).identity == identity


# -- keys inside objects, and input that is made to take long ---------------------------------------


def test_a_key_inside_the_parameters_is_found_and_taken_out() -> None:
    body = {**BODY, "clientKey": "", "params": {"deep": [{"clientKey": KEY}], "page": "home"}}
    clean(read_import("pasted text", f"curl {URL} -d {bash(json.dumps(body))}".encode()))


def test_a_key_inside_a_variable_is_found_and_taken_out() -> None:
    raw = TEXT.replace(KEY, "{{env.clientKey}}").replace('"home"', '"{{env.page}}"')
    data = postman(call("Hero", raw), variable=[{"key": "env", "value": {"page": "home", "clientKey": KEY}}])
    clean(read_import("shop.json", data))


def test_folders_in_each_other_are_followed_only_so_deep_and_told() -> None:
    groups = [{"_id": f"g{n}", "_type": "request_group", "name": f"g{n}", "parentId": f"g{n - 1}" if n else "w"} for n in range(3000)]
    whole = {"_type": "export", "__export_format": 4, "resources": [{"_id": "w", "_type": "workspace", "name": "S"}, *groups]}
    plan = read_import("insomnia.json", json.dumps(whole).encode())
    assert any("deep" in note.why for note in plan.notes)


@pytest.mark.parametrize("data", [b"\n" * 200_000 + b"x", b"curl " * 100_000, b"irm @" + b"{a=" * 50_000, b"fetch(" * 100_000])
def test_input_made_to_take_long_ends(data: bytes) -> None:
    """The line breaks alone once kept a pattern busy for minutes; what does not end is ended by the runner's own limit."""
    try:
        assert not requests(read_import("pasted text", data))
    except CollectionError as told:
        assert str(told)
