"""The Cloud SDK snippet: checked by the compiler against the real packages, then run by them against a server on loopback."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.snippets.cases import SECRET_VARIABLE, Case, cases, collected, resolved
from tests.snippets.test_running import every_character
from tests.support import toolchains
from tests.support.loopback import Answer, Loopback
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers
from workbench.snippets import Language, write_snippet
from workbench.snippets.cloud_sdk import CONTEXT_VARIABLE, SITE_VARIABLE

CONFIG = {
    "compilerOptions": {
        "module": "nodenext",
        "target": "es2022",
        "strict": True,
        "noUnusedLocals": True,
        "skipLibCheck": True,
        "types": ["node"],
        "outDir": "out",
        "rootDir": ".",
    },
    "include": ["*.ts"],
}
DRIVER = """
import { createServer } from "node:http";
const real = globalThis.fetch;
globalThis.fetch = (url, options) => real(String(url).replace("https://edge-platform.sitecorecloud.io", process.env.LOOPBACK), options);
for (let number = 0; number < Number(process.env.COUNT); number++) {
  const { callFlows } = await import(`./out/case${number}.js`);
  const site = createServer(async (request, response) => response.end(JSON.stringify(await callFlows(request, response))));
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  const answer = await real(`http://127.0.0.1:${site.address().port}/`, { headers: { "User-Agent": "Visitor/1" } });
  if ((await answer.json()).ref !== "a-browser-id") throw new Error("no answer");
  site.closeAllConnections();
  site.close();
}
"""


def sensible(case: Case) -> bool:
    """The SDK throws without a friendlyId, and leaves out blank identities itself."""
    return not is_blank_in_javascript(case.request.friendly_id)


def is_blank_in_javascript(text: str) -> bool:
    """Its trim takes a byte order mark for a blank, too."""
    return re.fullmatch(r"[\s\ufeff]*", text) is not None


def compiled(folder: Path, batch: list[Case]) -> None:
    (folder / "node_modules").symlink_to(toolchains.MODULES)
    # Node reads the SDK as CommonJS only; its other form is for bundlers.
    (folder / "package.json").write_text('{"type": "commonjs"}')
    (folder / "tsconfig.json").write_text(json.dumps(CONFIG))
    for number, case in enumerate(batch):
        snippet = write_snippet(Language.CLOUD_SDK, case.request, "https://api.example.com", case.headers)
        (folder / f"case{number}.ts").write_text(snippet.text, encoding="utf-8", newline="")
    toolchains.run("node", toolchains.MODULES / "typescript" / "bin" / "tsc", "-p", folder, cwd=folder)


def meant(request: FlowRequest, sent: dict[str, Any]) -> None:
    """What came at the Edge means what the request says, as far as the SDK can say it."""
    # JavaScript has one kind of number.
    wire = json.loads(json.dumps(resolved(request.wire(None), "s3cret")), parse_int=float)
    assert sent["friendlyId"] == wire["friendlyId"]
    assert sent["channel"] == wire.get("channel", "WEB")
    for name in ("language", "currencyCode", "params"):
        if name in wire:
            assert sent[name] == wire[name], name
    if isinstance(request.identity, Email) and not is_blank_in_javascript(request.identity.value):
        assert sent["email"] == wire["email"]
    if isinstance(request.identity, Identifiers) and not is_blank_in_javascript(request.identity.id):
        assert sent["identifiers"] == wire["identifiers"]


@toolchains.TYPESCRIPT
def test_any_request_compiles_and_means_the_same(tmp_path: Path) -> None:
    batch = [case for case in (*every_character(), *collected(cases, 80)) if sensible(case)]
    assert len(batch) > 30
    compiled(tmp_path, batch)
    (tmp_path / "all.mjs").write_text(DRIVER)
    answer = Answer(body=b'{"ref": "a-browser-id", "customer_ref": "a-guest"}')
    with Loopback([answer]) as server:
        environment = {
            "LOOPBACK": server.url,
            "COUNT": str(len(batch)),
            SECRET_VARIABLE: "s3cret",
            CONTEXT_VARIABLE: "ctx",
            SITE_VARIABLE: "site",
        }
        toolchains.run("node", tmp_path / "all.mjs", environment=environment)
        calls = [each for each in server.received if each.target == "/v1/personalize?sitecoreContextId=ctx&siteId=site"]
    assert len(calls) == len(batch)
    for case, call in zip(batch, calls, strict=True):
        meant(case.request, json.loads(call.body, parse_int=float))


@toolchains.TYPESCRIPT
def test_the_compiler_would_see_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="TS2561"):
        (tmp_path / "wrong.ts").write_text(
            write_snippet(Language.CLOUD_SDK, FlowRequest("home_hero"), "https://x.example").text.replace(
                "friendlyId:", 'friendly: "", friendlyId:'
            )
        )
        compiled(tmp_path, [])


@pytest.mark.parametrize(
    ("request_", "headers", "word"),
    [
        (FlowRequest("home_hero", identity=BrowserId("b")), (), "browser ID from the visitor's cookie"),
        (FlowRequest("home_hero", extra={"page": "home", "region": "x"}), (), "no place for page, region"),
        (FlowRequest("home_hero"), (("X-Trace", "1"),), "sets the headers itself"),
        (FlowRequest("home_hero", params={"t": "{{secret:api-token}}"}), (), SECRET_VARIABLE),
        (FlowRequest("home_hero"), (), "other bytes than the workbench's"),
    ],
)
def test_what_it_cannot_do_is_said(request_: FlowRequest, headers: tuple[tuple[str, str], ...], word: str) -> None:
    notes = write_snippet(Language.CLOUD_SDK, request_, "https://x.example", headers).notes
    assert any(word in note for note in notes)


def test_a_secret_that_is_not_handed_over_is_not_asked_for() -> None:
    snippet = write_snippet(Language.CLOUD_SDK, FlowRequest("home_hero", point_of_sale="{{secret:api-token}}"), "https://x.example")
    assert SECRET_VARIABLE not in snippet.text + "".join(snippet.notes)


def test_an_email_needs_no_word_about_cookies() -> None:
    notes = write_snippet(Language.CLOUD_SDK, FlowRequest("home_hero", identity=Email("a@example.com")), "https://x.example").notes
    assert not any("cookie" in note for note in notes)
