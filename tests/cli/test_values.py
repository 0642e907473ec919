"""In the terminal: saved requests, personas, values and named secrets."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import KEY, Terminal, workbench
from tests.support.loopback import Answer, Loopback

TOKEN = "crm-token/0123456789"
REQUEST = """\
format = 1
name = "Home hero"
friendly_id = "{{id}}"
language = "EN"
currency = "EUR"
point_of_sale = "{{shop}}"
email = "saved@example.com"

[params]
tier = "{{tier}}"
count = "{{count}}"

[values]
id = "echo_request"
"""
PERSONA = """\
format = 1
name = "Anna"
language = "DE"
email = "anna@example.com"

[params]
persona = true

[values]
tier = "gold"
"""


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """The folder of the request, two below that of the collection."""
    folder = tmp_path / "ours" / "checkout" / "ireland"
    folder.mkdir(parents=True)
    (tmp_path / "ours" / "workbench.toml").write_text(
        'format = 1\nname = "Ours"\n\n[values]\nshop = "all"\ntier = "none"\ncount = 3\n', encoding="utf-8"
    )
    (folder / "folder.toml").write_text('format = 1\n\n[values]\nshop = "demo-store/ireland"\n', encoding="utf-8")
    (folder / "hero.request.toml").write_text(REQUEST, encoding="utf-8")
    (tmp_path / "ours" / "anna.persona.toml").write_text(PERSONA, encoding="utf-8")
    return folder


def sent(terminal: Terminal, *arguments: str) -> dict[str, object]:
    """What the Sandbox got, which sends it back."""
    assert terminal("send", *arguments, "--format", "raw") == 0, terminal.err
    return json.loads(terminal.out)  # type: ignore[no-any-return]


def test_a_saved_request_is_sent_with_the_values_around_it(terminal: Terminal, collection: Path) -> None:
    body = sent(terminal, str(collection / "hero.request.toml"))
    assert body["friendlyId"] == "echo_request"
    assert body["pointOfSale"] == "demo-store/ireland"
    assert body["params"] == {"tier": "none", "count": 3}
    assert body["email"] == "saved@example.com"


def test_a_persona_and_options_win_over_the_file_and_values_over_all(terminal: Terminal, collection: Path) -> None:
    file, persona = str(collection / "hero.request.toml"), str(collection.parent.parent / "anna.persona.toml")
    body = sent(terminal, file, "--persona", persona, "--params", '{"extra": "{{shop}}"}', "--currency", "CHF", "--value", "count=x=1")
    assert body["params"] == {"tier": "gold", "count": "x=1", "persona": True, "extra": "demo-store/ireland"}
    assert (body["email"], body["language"], body["currencyCode"]) == ("anna@example.com", "DE", "CHF")
    body = sent(terminal, file, "--persona", persona, "--value", "tier=mine", "--value", "shop=demo-store", "--new-browser-id")
    assert body["params"] == {"tier": "mine", "count": 3, "persona": True}
    assert len(str(body["browserId"])) == 36
    assert "email" not in body


def test_a_friendly_id_takes_a_persona_and_values_too(terminal: Terminal, collection: Path) -> None:
    persona = str(collection.parent.parent / "anna.persona.toml")
    assert sent(terminal, "echo_request", "--persona", persona)["params"] == {"persona": True}
    body = sent(terminal, "{{x}}", "--value", "x=echo_request", "--browser-id", "{{new_browser_id}}")
    assert len(str(body["browserId"])) == 36
    assert "warn" not in terminal.err
    assert "UUID" not in terminal.err


def test_a_request_file_outside_any_collection_has_its_own_values(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "alone.request.toml"
    file.write_text(REQUEST, encoding="utf-8")
    body = sent(terminal, str(file), "--value", "shop=demo-store", "--value", "tier=a", "--value", "count=")
    assert body["params"] == {"tier": "a", "count": ""}
    assert terminal("send", str(file)) == 2
    assert "Nothing is known by the name “shop”" in terminal.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("echo_request",), "an identity is required"),
        (("nowhere.request.toml",), "there is no file nowhere.request.toml"),
        (("x", "--persona", "nowhere.persona.toml"), "there is no file nowhere.persona.toml"),
        (("x", "--persona", "anna.toml"), "ends with .persona.toml"),
        (("x", "--email", "a@b.example", "--value", "tier"), "--value tier: write it as NAME=VALUE"),
        (("x", "--email", "a@b.example", "--value", "a b=1"), "write it as NAME=VALUE"),
        (("x", "--email", "a@b.example", "--secret-env", "crm"), "write it as NAME=VAR"),
        (("x", "--email", "a@b.example", "--secret-env", "crm=NO_SUCH_VAR"), "--secret-env expects the secret “crm”"),
        (("x", "--email", "{{nobody}}"), "Email: Nothing is known by the name “nobody”"),
        (("{{secret:x}}", "--email", "a@b.example"), "no secret “x”"),
    ],
)
def test_wrong_usage_is_2_with_a_reason(terminal: Terminal, arguments: tuple[str, ...], said: str) -> None:
    assert terminal("send", *arguments) == 2
    assert said in terminal.err
    assert terminal("history", "list") == 0
    assert terminal.out == ""


def test_a_broken_file_is_named(terminal: Terminal, collection: Path) -> None:
    (collection / "hero.request.toml").write_text("format = 1\nname = \n", encoding="utf-8")
    assert terminal("send", str(collection / "hero.request.toml")) == 2
    assert "hero.request.toml" in terminal.err
    assert "line 2" in terminal.err


# -- named secrets ----------------------------------------------------------------------------------


class Typed(io.StringIO):
    """Stdin from a pipe."""


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", Typed(text))


def test_a_secret_from_keeping_to_sending_to_deleting(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    send = ("send", "x", "--tenant", "Acme", "--email", "a@b.example", "--params", '{"t": "{{secret:crm}}"}', "--yes")
    place = ("--point-of-sale", "acme", "--language", "EN", "--currency", "EUR")
    with Loopback([Answer(body=json.dumps({"echo": TOKEN}).encode())]) as server:
        assert terminal("tenants", "add", "Acme", "--base-url", server.url, *place) == 0
        type_in(monkeypatch, f"{KEY}\n")
        assert terminal("keys", "set", "Acme") == 0
        assert terminal(*send) == 2
        assert "workbench keys set TENANT --secret crm" in terminal.err
        assert "--secret-env NAME=VAR" in terminal.err
        type_in(monkeypatch, f" {TOKEN}\n")
        assert terminal("keys", "set", "Acme", "--secret", "crm") == 0
        assert "{{secret:crm}}" in terminal.err
        assert terminal("keys", "status", "Acme") == 0
        assert terminal.out.splitlines() == ["Acme: client key stored", "Acme: secret crm stored"]
        assert terminal(*send) == 0, terminal.err
        assert json.loads(terminal.out) == {"echo": "{{secret:crm}}"}
        assert json.loads(server.received[0].body)["params"] == {"t": TOKEN}
    assert terminal("tenants", "list", "--format", "json") == 0
    assert json.loads(terminal.out)[1]["secrets"] == ["crm"]
    assert terminal("keys", "status", "Acme", "--secret", "crm") == 0
    assert terminal("keys", "status", "Acme", "--secret", "other") == 4
    assert terminal.out == "Acme: no secret other\n"
    assert terminal("keys", "delete", "Acme", "--secret", "crm") == 0
    assert [entry.rpartition("/")[2] for _, entry in terminal.keychain.kept] == ["client-key"]
    assert terminal("keys", "status", "Acme") == 0
    assert "crm" not in terminal.out


def test_a_removed_tenant_takes_its_secrets_along_or_names_them(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for delete in (False, True):
        assert terminal("tenants", "add", "Acme", "--region", "eu") == 0
        type_in(monkeypatch, TOKEN)
        assert terminal("keys", "set", "Acme", "--secret", "crm") == 0
        ((_, entry),) = terminal.keychain.kept
        assert terminal("tenants", "remove", "Acme", *(["--delete-keys"] if delete else [])) == 0
        assert (entry in terminal.err) is not delete
        assert bool(terminal.keychain.kept) is not delete
        terminal.keychain.kept.clear()


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("keys", "set", "Acme", "--secret", "a b"), TOKEN, "--secret a b: a name has letters"),
        (("keys", "set", "Acme", "--secret", "crm"), "\n", "workbench keys set Acme --secret crm < FILE"),
        (("keys", "set", "Acme", "--secret", "crm"), "pa55\n", "fewer than 8"),
        (("keys", "set", "sandbox", "--secret", "crm"), TOKEN, "demo-token"),
    ],
)
def test_what_cannot_be_kept_is_2(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], typed: str, said: str
) -> None:
    terminal("tenants", "add", "Acme", "--region", "eu")
    type_in(monkeypatch, typed)
    assert terminal(*arguments) == 2
    assert said in terminal.err
    assert typed.strip() == "" or typed.strip() not in terminal.err
    assert terminal.keychain.kept == {}


def test_without_a_keychain_a_secret_comes_from_the_environment(private_home: Path) -> None:
    with Loopback([Answer(body=json.dumps({"echo": TOKEN}).encode())]) as server:
        place = ("--point-of-sale", "acme", "--language", "EN", "--currency", "EUR")
        assert workbench("tenants", "add", "Acme", "--base-url", server.url, *place).returncode == 0
        send = ("send", "x", "--tenant", "Acme", "--email", "a@b.example", "--params", '{"t": "{{secret:crm}}"}', "--yes")
        done = workbench(*send, "--client-key-env", "K", "--secret-env", "crm=T", K=KEY, T=TOKEN)
        assert done.returncode == 0, done.stderr
        assert json.loads(server.received[0].body)["params"] == {"t": TOKEN}
        assert json.loads(done.stdout) == {"echo": "{{secret:crm}}"}
        assert workbench(*send, "--client-key-env", "K", K=KEY).returncode == 4
        assert len(server.received) == 1
    for file in private_home.rglob("*"):
        assert not file.is_file() or TOKEN.encode() not in file.read_bytes()


def test_a_named_secret_given_as_a_value_of_a_suite_is_refused(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "a.request.toml"
    file.write_text('name = "a"\nfriendly_id = "x"\nemail = "a@b.example"\n[params]\nt = "{{t}}"\n', encoding="utf-8")
    run = ("run", str(file), "--tenant", "Acme", "--yes", "--value")
    with Loopback([Answer(body=b'{"ok": true}')]) as server:
        place = ("--point-of-sale", "acme", "--language", "EN", "--currency", "EUR")
        assert terminal("tenants", "add", "Acme", "--base-url", server.url, *place) == 0
        type_in(monkeypatch, f"{KEY}\n")
        assert terminal("keys", "set", "Acme") == 0
        type_in(monkeypatch, f"{TOKEN}\n")
        assert terminal("keys", "set", "Acme", "--secret", "crm") == 0
        assert terminal(*run, f"t=Bearer {TOKEN}") == 2
        assert "The secret “crm” itself stands in the plan" in terminal.err
        assert "{{secret:crm}}" in terminal.err
        assert TOKEN not in terminal.err + terminal.out
        monkeypatch.setenv("OTHER", "other-token-of-this-session")
        assert terminal(*run, "t=other-token-of-this-session", "--secret-env", "other=OTHER") == 2
        assert "The secret “other” itself" in terminal.err
        assert server.received == []
        assert terminal(*run, "t={{secret:crm}}") == 0, terminal.err
        assert json.loads(server.received[0].body)["params"] == {"t": TOKEN}
