"""The terminal, as a process: what goes where, and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import KEY, workbench
from tests.support.loopback import Answer, Loopback


def test_send_to_the_sandbox_needs_no_set_up() -> None:
    done = workbench("send", "home_hero", "--tenant", "sandbox", "--new-browser-id")
    assert done.returncode == 0, done.stderr
    assert "variantName" in json.loads(done.stdout)
    assert "200 OK" in done.stderr


def test_json_holds_everything_around_the_body_and_raw_only_the_body() -> None:
    who = ("--email", "guest@example.com")
    envelope = json.loads(workbench("send", "product_list", *who, "--format", "json").stdout)
    assert (envelope["status"], envelope["number"], len(envelope["body"])) == (200, 1, 3)
    raw = workbench("send", "broken_template", *who, "--format", "raw")
    assert '"title": "Almost right"' in raw.stdout
    assert "not valid JSON" in raw.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("send", "x"), 2, "required"),
        (("send", "x", "--email", "a@b", "--browser-id", "b"), 2, "not allowed"),
        (("send", "x", "--identifier", "CRM"), 2, "PROVIDER=ID"),
        (("send", "x", "--email", "a@b.example", "--currency", "eur"), 2, "EUR"),
        (("send", "x", "--email", "a@b.example", "--params", "{a}"), 2, "Line 1, column 2"),
        (("send", "x", "--email", "a@b.example", "--params", "@nowhere.json"), 2, "nowhere.json"),
        (("send", "x", "--email", "a@b.example", "--tenant", "nobody"), 2, "Known are: Sandbox"),
        (("send", "x", "--email", "a@b.example", "--client-key-env", "NO_SUCH_VARIABLE"), 2, "NO_SUCH_VARIABLE"),
        (("history", "show", "99"), 2, "99"),
        (("tenants", "remove", "sandbox"), 2, "stays"),
        (("nonsense",), 2, "invalid choice"),
    ],
)
def test_wrong_usage_is_2_with_a_reason(arguments: tuple[str, ...], code: int, said: str) -> None:
    done = workbench(*arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_slow_call_is_3() -> None:
    done = workbench("send", "slow_recommendations", "--email", "a@b.example", "--timeout", "0.3")
    assert done.returncode == 3
    assert "Timed out" in done.stderr


def test_nothing_decided_is_0_and_explained() -> None:
    done = workbench("send", "spring_preview", "--email", "a@b.example")
    assert done.returncode == 0
    assert "draft" in done.stderr


def test_a_tenant_from_adding_to_sending_with_a_key_from_the_environment() -> None:
    with Loopback([Answer(body=b'{"ok": true}'), Answer(500, "Oops", body=b"{}")]) as server:
        assert (
            workbench(
                "tenants",
                "add",
                "Acme",
                "--base-url",
                f"{server.url}/v2/",
                "--point-of-sale",
                "acme",
                "--language",
                "EN",
                "--currency",
                "EUR",
            ).returncode
            == 0
        )
        assert server.url in workbench("tenants", "list").stdout
        send = ("send", "home_hero", "--tenant", "acme", "--email", "a@b.example", "--client-key-env", "K")
        refused = workbench(*send, K=KEY)
        assert (refused.returncode, server.received) == (2, [])
        assert "--yes" in refused.stderr
        done = workbench(*send, "--yes", K=KEY)
        assert (done.returncode, json.loads(done.stdout)) == (0, {"ok": True})
        assert json.loads(server.received[0].body)["clientKey"] == KEY
        assert workbench(*send, "--yes", K=KEY).returncode == 1
        assert KEY not in done.stdout + done.stderr
    assert workbench("tenants", "remove", "acme").returncode == 0


def test_without_a_keychain_it_is_4() -> None:
    workbench("tenants", "add", "Acme", "--region", "eu")
    stored = workbench("keys", "set", "Acme", stdin=KEY + "\n")
    assert stored.returncode == 4
    assert "keychain" in stored.stderr
    assert KEY not in stored.stderr
    assert workbench("send", "x", "--tenant", "Acme", "--email", "a@b.example", "--point-of-sale", "p", "--yes").returncode == 4


def test_history_lists_searches_shows_and_exports(tmp_path: Path) -> None:
    workbench("send", "loyalty_banner", "--email", "find-me@example.com", "--params", '{"loyaltyTier": "gold"}')
    workbench("send", "home_hero", "--email", "other@example.com")
    assert len(workbench("history", "list").stdout.splitlines()) == 2
    (line,) = workbench("history", "search", "find-me").stdout.splitlines()
    assert "loyalty_banner" in line
    assert "gold member" in workbench("history", "show", "1").stdout
    target = tmp_path / "out.har"
    assert workbench("history", "export", "1", "2", "--as", "har", "--to", str(target)).returncode == 0
    assert len(json.loads(target.read_text())["log"]["entries"]) == 2
    assert json.loads(workbench("history", "list", "--format", "json").stdout)[0]["status"] == 200


def test_help_version_and_completion() -> None:
    for command in ("send", "tenants", "keys", "history", "sandbox", "completion", "selftest"):
        assert "example:" in workbench(command, "--help").stdout
    assert workbench("--version").stdout.startswith("personalize-workbench ")
    assert "friendly" in workbench("completion", "bash").stdout.lower()


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m workbench send large_catalog --email a@b.example | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.strip() == "{"
    assert "Traceback" not in done.stderr
