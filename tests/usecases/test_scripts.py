"""The scripts really run: bash sends the bytes that the workbench sends, PowerShell is read back as what they are."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.collections.outgoing.things import NASTY
from tests.snippets.cases import requests as any_request
from tests.support import toolchains
from tests.support.loopback import Answer, Loopback
from workbench.collections.incoming import read_import
from workbench.domain import BrowserId, Email, FlowRequest, Secret, StreamEvent
from workbench.domain.builtins import Made
from workbench.domain.placeholders import Resolution, escape, resolve
from workbench.snippets import KEY_VARIABLE, Shell, curl_command
from workbench.usecases.scripts import Ready, script

KEY = "k3yThatMustNeverBeSeen0123456789"
ENVIRONMENT = {KEY_VARIABLE: KEY, "PERSONALIZE_SECRET_API_TOKEN": "t0ken"}
names = st.lists(st.sampled_from([*NASTY, "$(touch x)", "`id`", "#", "\u2028", "\u0085", "<#", "#>"]), max_size=4).map("".join)
few = settings(max_examples=5, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))


def resolved(request: FlowRequest) -> Resolution:
    found = resolve(request, (), Made.fresh())
    assert not found.problems
    return found


def as_they_are(requests: list[FlowRequest]) -> list[Ready]:
    return [Ready(f"Shop / {n}", Resolution(each)) for n, each in enumerate(requests)]


def run_bash(data: bytes, **environment: str) -> str:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "all.sh"
        file.write_bytes(data)
        said = toolchains.run("bash", file, environment={**ENVIRONMENT, **environment}, cwd=Path(folder))
        assert [path.name for path in Path(folder).iterdir()] == ["all.sh"], "no name is ever run"
        return said


@toolchains.BASH
@few
@given(st.lists(st.tuples(names, any_request.filter(lambda each: "{{secret:" not in repr(each))), min_size=6, max_size=12), names)
@example([("\n$(touch x)\r`touch y`", FlowRequest("a", params={text: text for text in NASTY if text != "\0"}))], "\ntouch z\n")
def test_bash_sends_the_bytes_that_we_send(batch: list[tuple[str, FlowRequest]], title: str) -> None:
    with Loopback() as server:
        requests = [Ready(where, Resolution(request)) for where, request in batch]
        made = script(title, requests, f"{server.url}/base", (("X-Env", "a'b"),), powershell=False)
        assert KEY.encode() not in made.data
        run_bash(made.data)
        assert [each.body for each in server.received] == [request.body(Secret(KEY)) for _, request in batch]
        assert {(each.method, each.target, each.headers["x-env"]) for each in server.received} == {("POST", "/base/v2/callFlows", "a'b")}


@toolchains.BASH
def test_bash_asks_for_a_new_browser_id_for_each_request_that_needs_one() -> None:
    new = FlowRequest("a", identity=BrowserId("{{new_browser_id}}"), params={"again": "{{new_browser_id}}", "t": "{{secret:api-token}}"})
    with Loopback([Answer(body=json.dumps({"ref": f"browser-{n}", "status": "OK"}).encode()) for n in range(9)]) as server:
        view = resolved(StreamEvent("VIEW", "{{new_browser_id}}", page="it's").as_request())
        requests = [
            Ready("One", resolved(new)),
            Ready("Two", resolved(FlowRequest("b", identity=Email("a@b.c")))),
            Ready("Three", view, True),
        ]
        made = script("x", requests, server.url, (), powershell=False)
        run_bash(made.data)
        assert [each.target.partition("?")[0] for each in server.received] == [
            "/v1.2/browser/create.json", "/v2/callFlows", "/v2/callFlows", "/v1.2/browser/create.json", "/v1.2/events",
        ]  # fmt: skip
        assert server.received[0].target.lower().endswith(f"client_key={KEY}&message=%7b%7d".lower())
        bodies = [json.loads(each.body) for each in server.received if each.body]
    assert [body.get("browserId") for body in bodies] == ["browser-0", None, None]
    assert bodies[2] == {"client_key": KEY, "browser_id": "browser-3", "page": "it's", "type": "VIEW"}
    assert bodies[0]["params"] == {"again": "browser-0", "t": "t0ken"}
    assert "“api-token”" in made.notes[1]


@toolchains.BASH
def test_bash_says_what_is_missing_and_sends_nothing() -> None:
    new = resolved(FlowRequest("a", identity=BrowserId("{{new_browser_id}}")))
    with Loopback([Answer(body=b"{}")]) as server:
        made = script("x", [Ready("One", new)], server.url, (), powershell=False)
        with pytest.raises(AssertionError, match="No new browser ID came"):
            run_bash(made.data)
        with pytest.raises(AssertionError, match=f"{KEY_VARIABLE}.*Set this environment variable first"):
            run_bash(made.data, **{KEY_VARIABLE: ""})
        assert [each.target.partition("?")[0] for each in server.received] == ["/v1.2/browser/create.json"]


@toolchains.BASH
def test_a_body_too_long_for_an_argument_is_piped() -> None:
    requests = [FlowRequest("a", params={"t": "ä'" * 100_000}), FlowRequest("b")]
    with Loopback() as server:
        run_bash(script("x", as_they_are(requests), server.url, (), powershell=False).data)
        assert [each.body for each in server.received] == [request.body(Secret(KEY)) for request in requests]


@settings(max_examples=20)
@given(batch=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=10), min_size=1, max_size=4))
def test_each_is_read_back_by_our_import(batch: list[str]) -> None:
    requests = [FlowRequest(f"f_{n}", "WEB", identity=Email("a@b.c"), params={"t": text, "n": n}) for n, text in enumerate(batch)]
    made = script("Shop", as_they_are(requests), "https://x.example", (), powershell=False)
    plan = read_import("pasted text", made.data)
    back = [each.request for each in plan.root.every_request()]
    assert [each.friendly_id for each in back] == [each.friendly_id for each in requests]
    assert [each.params for each in back] == [{"t": escape(each.params["t"]), "n": each.params["n"]} for each in requests]
    assert plan.keys == ()


@toolchains.GRAMMAR
@settings(max_examples=30)
@given(st.lists(st.tuples(names, any_request), max_size=5), names)
def test_the_grammar_of_powershell_takes_it(batch: list[tuple[str, FlowRequest]], title: str) -> None:
    parser: Any = toolchains.grammar("powershell")
    new = Ready("New", resolved(FlowRequest("a", identity=BrowserId("{{new_browser_id}}"))))
    made = script(title, [*(Ready(where, Resolution(each)) for where, each in batch), new], "https://x.example", (), powershell=True)
    text = made.data.decode("utf-8-sig")
    assert not parser.parse(text.encode()).root_node.has_error, text
    assert text.count("function Get-JsonText") == text.count("function Get-NewBrowserId") == 1
    assert text.isascii() or made.data.startswith(b"\xef\xbb\xbf")


@given(st.lists(any_request, min_size=1, max_size=4))
@settings(max_examples=20)
def test_in_powershell_each_command_is_the_one_that_is_copied(batch: list[FlowRequest]) -> None:
    """Those are proved elsewhere; here what all of them begin with is taken out and stands once, above them."""
    made = script("Shop", as_they_are(batch), "https://x.example", (("X-Env", "t"),), powershell=True)
    text = made.data.decode("utf-8-sig")
    for n, request in enumerate(batch):
        command = curl_command(request, "https://x.example", (("X-Env", "t"),), Shell.POWERSHELL)
        function, own = command.split("\n\n", 1)
        assert function in text
        assert f"# Shop / {n}\n{own}" in text or f"# Shop / {n}\n{command}" in text


def test_what_cannot_be_written_is_left_out_and_a_secret_keeps_its_variable() -> None:
    wrong = FlowRequest("a", params={"n": float("nan")})
    named = resolved(FlowRequest("b", identity=BrowserId("{{new_browser_id}}"), params={"s": "{{secret:new_browser-id}}"}))
    made = script("x", [Ready("Wrong", Resolution(wrong)), Ready("Fine", named)], "https://x.example", (), powershell=False)
    assert "“Wrong (A number in the params is infinite" in made.notes[-1]
    assert b"PERSONALIZE_SECRET_NEW_BROWSER_ID_X=$(new_browser_id)" in made.data
    assert b'"$PERSONALIZE_SECRET_NEW_BROWSER_ID_X"' in made.data
    assert b'"$PERSONALIZE_SECRET_NEW_BROWSER_ID"' in made.data
