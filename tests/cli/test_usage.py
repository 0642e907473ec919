"""What is typed wrongly is exit code 2 and a sentence; what is right has an example; hints can be pasted."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import KEY, Terminal, workbench
from workbench.app import main
from workbench.app.start import WINDOW_OPTIONS, wants_window
from workbench.cli import common
from workbench.cli.common import quoted
from workbench.cli.parser import build_parser
from workbench.domain import Secret
from workbench.keychain import keychain
from workbench.keychain.backends import Lock


@pytest.mark.parametrize(
    "arguments",
    [
        ("sandbox", "--port", "70000"),
        ("sandbox", "--port", "-1"),
        ("sandbox", "--port", "http"),
        ("history", "show", "9" * 30),
        ("history", "show", "0"),
        ("history", "show", "9" * 5000),
        ("history", "export", "1", "-5"),
        ("history", "list", "--limit", "-1"),
        ("history", "search", "x", "--limit", "9" * 20),
        ("send", "x", "--email", "a@b.example", "--timeout", "soon"),
        ("send", "x", "--email", "a@b.example", "--timeout", "nan"),
    ],
)
def test_numbers_are_checked_by_the_parser(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    assert terminal(*arguments) == 2
    assert "is not a" in terminal.err or "unrecognized" in terminal.err or "expected one argument" in terminal.err
    assert "_whole" not in terminal.err
    assert len(terminal.err) < 1000


def test_an_export_that_cannot_be_written_is_2(terminal: Terminal, tmp_path: Path) -> None:
    workbench("send", "home_hero", "--email", "a@b.example")
    assert terminal("history", "export", "1", "--to", str(tmp_path)) == 2
    assert f"{tmp_path} cannot be written" in terminal.err


@pytest.mark.parametrize("home", ["{file}", "{file}/below", "~nobody-by-this-name/x", "/" + "x" * 300])
@pytest.mark.parametrize("command", [("tenants", "add", "Acme", "--region", "eu"), ("history", "list"), ("--theme", "dark")])
def test_a_home_that_is_no_folder_is_2(tmp_path: Path, home: str, command: tuple[str, ...]) -> None:
    file = tmp_path / "file"
    file.touch()
    done = workbench(*command, WORKBENCH_HOME=home.format(file=file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "WORKBENCH_HOME" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("backend", ["nonsense.Foo", "nonsense", "os.nothing", "builtins.int", "keyring.backends.SecretService.Keyring"])
@pytest.mark.parametrize("command", [("keys", "status", "Acme"), ("send", "x", "--tenant", "Acme", "--email", "a@b.example", "--yes")])
def test_a_keychain_that_cannot_be_loaded_is_4(backend: str, command: tuple[str, ...]) -> None:
    workbench("tenants", "add", "Acme", "--region", "eu", "--point-of-sale", "p")
    done = workbench(*command, PYTHON_KEYRING_BACKEND=backend, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert "workbench keys set Acme" in done.stderr
    assert "--client-key-env VAR" in done.stderr


def test_a_key_that_is_no_text_is_2() -> None:
    workbench("tenants", "add", "Acme", "--region", "eu")
    done = workbench("keys", "set", "Acme", stdin="ÿ\n", PYTHONIOENCODING="ascii")
    assert done.returncode == 2, done.stderr
    assert "no text" in done.stderr


# -- notices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [("user_agent = 'ü'", "user_agent"), ("theme = 'pink'", "theme"), ("format = 0", "format"), ("x = ", "not valid TOML")],
)
def test_broken_settings_are_said_and_the_call_is_made(private_home: Path, line: str, said: str) -> None:
    file = private_home / "config" / "settings.toml"
    file.parent.mkdir()
    file.write_text(line, encoding="utf-8")
    done = workbench("send", "home_hero", "--email", "a@b.example")
    assert done.returncode == 0, done.stderr
    assert str(file) in done.stderr
    assert said in done.stderr


def test_broken_tenants_are_said(terminal: Terminal, private_home: Path) -> None:
    file = private_home / "config" / "tenants.toml"
    file.parent.mkdir()
    file.write_text("[[tenant]]\nname = 'Bad'\nregion = 'mars'\n")
    for command in (("send", "home_hero", "--email", "a@b.example"), ("tenants", "list"), ("tenants", "add", "Acme", "--region", "eu")):
        assert terminal(*command) == 0
        assert "mars" in terminal.err


# -- hints -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Acme", "My Shop", "Bob's & Söhne", 'a "b" $c'])
def test_hints_can_be_pasted(terminal: Terminal, name: str) -> None:
    assert terminal("tenants", "add", name, "--region", "eu", "--point-of-sale", "p") == 0
    command = shlex.split(terminal.err.rpartition("workbench keys ")[2])
    assert command == ["set", name]
    assert terminal("send", "x", "--tenant", f"{name}?", "--email", "a@b.example") == 2
    assert shlex.split(terminal.err.rpartition("workbench tenants add ")[2]) == [f"{name}?", "--region", "eu"]


def test_hints_can_be_pasted_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "WINDOWS", True)
    assert (quoted("Acme"), quoted("My Shop")) == ("Acme", '"My Shop"')


def test_without_a_stored_key_both_ways_to_give_one_are_named(terminal: Terminal) -> None:
    terminal("tenants", "add", "My Shop", "--region", "eu", "--point-of-sale", "p")
    assert terminal("send", "x", "--tenant", "my shop", "--email", "a@b.example", "--yes") == 2
    assert "workbench keys set 'My Shop'" in terminal.err
    assert "--client-key-env VAR" in terminal.err


# -- help ------------------------------------------------------------------------------------------


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield each
                yield from parsers(each)


def test_every_command_and_verb_has_an_example_that_can_be_typed() -> None:
    found = list(parsers(build_parser("1")))
    assert {"workbench tenants add", "workbench keys set", "workbench history search"} <= {each.prog for each in found}
    for each in found:
        example = each.format_help().rpartition("example:\n")[2].strip()
        words = shlex.split(example.partition(" < ")[0].partition(" > ")[0])
        assert words[0] == "workbench", each.prog
        assert example.startswith(each.prog), each.prog
        build_parser("1").parse_args(words[1:])


@pytest.mark.parametrize("arguments", [[], ["--theme=dark"], ["--theme", "dark"], ["--size=800x600"], ["--offscreen", "--theme=dark"]])
def test_options_of_the_window_open_the_window(arguments: list[str]) -> None:
    assert wants_window(arguments)


@pytest.mark.parametrize("arguments", [["send"], ["--version"], ["-h"], ["--help"], ["--themes=dark"]])
def test_everything_else_is_for_the_terminal(arguments: list[str]) -> None:
    assert not wants_window(arguments)


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_the_options_of_the_window(capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert main([option]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in WINDOW_OPTIONS)
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("personalize-workbench ")


def test_the_options_of_the_window_are_the_windows_own() -> None:
    told = workbench("--theme=dark", "--help")
    assert told.returncode == 0, told.stderr
    assert all(name in told.stdout for name in WINDOW_OPTIONS)


# -- tenants and their keys ------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [("--currency", "eur"), ("--language", "english"), ("--base-url", "http://[")])
def test_a_tenant_whose_calls_would_fail_is_refused(terminal: Terminal, wrong: tuple[str, str]) -> None:
    where = () if wrong[0] == "--base-url" else ("--region", "eu")
    assert terminal("tenants", "add", "Acme", *where, *wrong) == 2
    assert terminal("tenants", "list") == 0
    assert "Acme" not in terminal.out


def test_a_doubtful_default_is_told_and_kept(terminal: Terminal) -> None:
    assert terminal("tenants", "add", "Acme", "--region", "eu", "--channel", "website", "--point-of-sale", " ") == 0
    assert "website" in terminal.err
    assert terminal("tenants", "list", "--format", "json") == 0
    assert '"pointsOfSale": []' in terminal.out


def add_with_key(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal("tenants", "add", "Acme", "--region", "eu")
    with monkeypatch.context() as typed:
        typed.setattr("workbench.cli.commands.keys._read", lambda tenant: Secret(KEY))
        assert terminal("keys", "set", "Acme") == 0


def test_removing_a_tenant_says_that_its_key_stays(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    add_with_key(terminal, monkeypatch)
    ((service, entry),) = terminal.keychain.kept
    assert terminal("tenants", "remove", "Acme") == 0
    assert (service in terminal.err, entry in terminal.err, "--delete-keys" in terminal.err) == (True, True, True)
    assert len(terminal.keychain.kept) == 1


def test_removing_a_tenant_can_delete_its_keys(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    add_with_key(terminal, monkeypatch)
    terminal.keychain.trouble = OSError("bus")
    assert terminal("tenants", "remove", "Acme", "--delete-keys") == 4
    assert terminal("tenants", "list") == 0
    assert "Acme" in terminal.out
    terminal.keychain.trouble = None
    assert terminal("tenants", "remove", "Acme", "--delete-keys") == 0
    assert terminal.keychain.kept == {}
    assert "no key of it any more" in terminal.err


def test_removing_a_tenant_without_keys_needs_no_keychain() -> None:
    workbench("tenants", "add", "Acme", "--region", "eu")
    done = workbench("tenants", "remove", "Acme", "--delete-keys")
    assert done.returncode == 0, done.stderr


def test_the_status_of_keys_asks_nobody(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    add_with_key(terminal, monkeypatch)
    assert terminal("keys", "status", "Acme") == 0
    assert "client key stored" in terminal.out
    monkeypatch.setattr(keychain, "look_at_lock", lambda backend: Lock.LOCKED)
    terminal.keychain.trouble = AssertionError("a locked keychain was asked, which opens a dialog")
    assert terminal("keys", "status", "Acme") == 4
    assert "a client key was stored" in terminal.out
