"""``workbench send FILE.event.toml`` and ``workbench import``: against the Sandbox, and against a server that keeps what came."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import KEY, Terminal
from tests.collections.incoming.test_read import call, postman
from tests.support.loopback import Answer, Loopback

EVENT = """\
format = 1
name = "Looks at a page"
type = "VIEW"
browser_id = "{{new_browser_id}}"
language = "EN"
currency = "EUR"
point_of_sale = "{{shop}}"
page = "{{page}}"

[fields.ext]
tier = "{{tier}}"
count = "{{count}}"

[values]
page = "home"
"""


@pytest.fixture
def event(tmp_path: Path) -> Path:
    folder = tmp_path / "ours" / "guests"
    folder.mkdir(parents=True)
    about = 'format = 1\nname = "Ours"\n\n[values]\nshop = "demo-store/ireland"\ntier = "none"\ncount = 3\n'
    (tmp_path / "ours" / "workbench.toml").write_text(about, encoding="utf-8")
    file = folder / "looks.event.toml"
    file.write_text(EVENT, encoding="utf-8")
    return file


def test_an_event_is_sent_with_the_values_around_it_and_201_is_success(terminal: Terminal, event: Path) -> None:
    assert terminal("send", str(event), "--value", "tier=gold", "--format", "json") == 0, terminal.err
    came = json.loads(terminal.out)
    assert (came["status"], came["operation"]) == (201, "event")
    assert came["body"]["status"] == "OK"
    sent = came["request"]
    assert (sent["type"], sent["page"], sent["pos"]) == ("VIEW", "home", "demo-store/ireland")
    assert sent["ext"] == {"tier": "gold", "count": 3}
    assert len(sent["browser_id"]) == 36
    assert sent["client_key"] == "<client key>"
    assert "The event was accepted. If the guest does not show it, check the point of sale first" in terminal.err
    assert terminal("history", "list") == 0
    assert "VIEW event" in terminal.out
    assert sent["browser_id"] in terminal.out
    assert terminal("history", "list", "--format", "json") == 0
    first, browser = json.loads(terminal.out)
    assert (first["operation"], first["friendlyId"], first["eventType"]) == ("event", "", "VIEW")
    assert (browser["operation"], browser["eventType"]) == ("browser/create", "")


def test_the_browser_id_and_the_place_can_be_given(terminal: Terminal, event: Path) -> None:
    file = str(event)
    assert terminal("send", file, "--new-browser-id", "--language", "DE", "--format", "json") == 0, terminal.err
    first = json.loads(terminal.out)["request"]
    assert first["language"] == "DE"
    # The Sandbox begins anew with each command, so it knows no browser ID of an earlier one.
    assert terminal("send", file, "--browser-id", first["browser_id"], "--value", "shop=demo-store", "--format", "json") == 1
    second = json.loads(terminal.out)
    assert (second["status"], second["request"]["browser_id"], second["request"]["pos"]) == (404, first["browser_id"], "demo-store")
    assert "The browser ID is not known to this tenant" in terminal.err


@pytest.mark.parametrize(
    ("change", "arguments", "said"),
    [
        (("", ""), ("--email", "a@b.example"), "--email: an event takes no such option"),
        (("", ""), ("--params", "{}"), "--params: an event takes no such option"),
        (("", ""), ("--persona", "x.persona.toml"), "--persona: an event takes no such option"),
        (('browser_id = "{{new_browser_id}}"\n', ""), (), "the event has no browser ID; give it one with --browser-id"),
        (('type = "VIEW"\n', ""), (), "Type: An event needs a type."),
        (('"VIEW"', '"{{nobody}}"'), (), "Type: Nothing is known by the name “nobody”"),
        (('tier = "{{tier}}"', 'tier = "{{nobody}}"'), (), "Fields: Nothing is known by the name “nobody”"),
        (('type = "VIEW"', "type = 5"), (), "looks.event.toml: line 3, type: expected a text in quotes"),
    ],
)
def test_wrong_usage_is_2_with_a_reason(
    terminal: Terminal, event: Path, change: tuple[str, str], arguments: tuple[str, ...], said: str
) -> None:
    event.write_text(EVENT.replace(*change), encoding="utf-8")
    assert terminal("send", str(event), *arguments) == 2
    assert said in terminal.err
    assert terminal("history", "list") == 0
    assert terminal.out == ""


def test_a_real_tenant_is_asked_about_and_the_key_comes_from_the_environment(
    terminal: Terminal, event: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_KEY", KEY)
    send = ("send", str(event), "--tenant", "Acme", "--browser-id", "b-1", "--client-key-env", "ACME_KEY")
    with Loopback([Answer(201, "Created", body=json.dumps({"status": "OK", "client_key": KEY}).encode())]) as server:
        assert terminal("tenants", "add", "Acme", "--base-url", server.url, "--point-of-sale", "acme") == 0
        assert terminal(*send) == 2
        assert "An event sent to “Acme” is real" in terminal.err
        assert not server.received
        monkeypatch.setenv("ACME_KEY", KEY)  # whoever reads it takes it away
        assert terminal(*send, "--yes") == 0, terminal.err
        assert KEY not in terminal.out + terminal.err
        (arrived,) = server.received
        assert (arrived.method, arrived.target) == ("POST", "/v1.2/events")
        assert json.loads(arrived.body)["client_key"] == KEY


def test_an_imported_event_can_be_sent_at_once(terminal: Terminal, tmp_path: Path) -> None:
    wire = {"client_key": KEY, "type": "VIEW", "browser_id": "{{new_browser_id}}", "pos": "demo-store", "page": "home"}
    file = tmp_path / "shop.json"
    file.write_bytes(postman(call("Looks", json.dumps(wire), "https://api-engage-eu.sitecorecloud.io/v1.2/events"), call("Hero")))
    assert terminal("import", str(file), "--into", str(tmp_path / "mine"), "--yes") == 0
    assert "taken     Looks: It is kept as an event." in terminal.out
    assert "1 request and 1 event imported into “Shop”" in terminal.err
    made = tmp_path / "mine" / "shop" / "looks.event.toml"
    assert KEY not in made.read_text()
    assert terminal("send", str(made), "--language", "EN", "--currency", "EUR") == 0, terminal.err
