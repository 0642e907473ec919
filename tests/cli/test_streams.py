"""What is printed: JSON that is always JSON, text for every terminal, and streams that are closed or full."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.cli.terminal import KEY, Terminal, environment, in_shell, workbench
from tests.history.factory import exchange, pending
from tests.support.loopback import Answer, Loopback
from workbench.app.paths import find_places
from workbench.cli import streams
from workbench.cli.output import show_exchange
from workbench.domain import Exchange, Recorded
from workbench.history import History

linux = pytest.mark.skipif(sys.platform != "linux", reason="a shell, and /dev/full")


def strict(text: str) -> Any:
    """By the standard: NaN and Infinity are none of it, as browsers and jq see it."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def keep(*exchanges: Exchange) -> None:
    with History.open(find_places().history, app_version="1") as history:
        for each in exchanges:
            history.record(each)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"a": "é"}'.encode("utf-16"), {"a": "é"}),
        (b'{"a": NaN}', '{"a": NaN}'),
        (b"[-Infinity]", "[-Infinity]"),
        (b'{"n": ' + b"9" * 5000 + b"}", '{"n": ' + "9" * 5000 + "}"),
        (b"[" * 3000 + b"]" * 3000, "[" * 3000 + "]" * 3000),
        (b'\xff\xfe\x00{"a"', '��\x00{"a"'),
        (b"", ""),
    ],
    ids=["twice", "bom", "utf-16", "nan", "infinity", "long", "deep", "bytes", "nothing"],
)
def test_whatever_the_body_is_the_envelope_is_json(capsys: pytest.CaptureFixture[str], body: bytes, shown: object) -> None:
    assert show_exchange(Recorded(1, exchange(body=body)), "json") == 0
    assert strict(capsys.readouterr().out)["body"] == shown


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8"])
def test_json_is_for_every_stream(encoding: str) -> None:
    workbench("tenants", "add", "Zürich 日本 🎉", "--region", "eu")
    keep(exchange(body='{"a": "日本 🎉 ü"}'.encode(), tenant_name="Zürich 日本 🎉"))
    for command in (("history", "show", "1"), ("history", "list"), ("tenants", "list")):
        done = subprocess.run(
            [sys.executable, "-m", "workbench", *command, "--format", "json"],
            capture_output=True,
            check=False,
            env=environment(PYTHONIOENCODING=encoding),
        )
        assert done.returncode == 0, done.stderr
        assert "日本 🎉" in json.dumps(strict(done.stdout.decode("utf-8")), ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_text_is_for_every_stream(encoding: str) -> None:
    workbench("tenants", "add", "日本", "--region", "eu")
    keep(exchange(body='{"a": "日本"}'.encode(), tenant_name="日本"))
    for command in (("history", "show", "1"), ("history", "list"), ("tenants", "list"), ("send", "--help")):
        done = workbench(*command, PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert ("\\u65e5\\u672c" in done.stdout) is (command[1] != "--help")


def test_half_a_character_in_json_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    streams.emit_json('["\ud800 é"]')
    stream.flush()
    assert strict(stream.buffer.getvalue().decode()) == ["\ud800 é"]


def test_control_characters_cannot_act(capsys: pytest.CaptureFixture[str]) -> None:
    streams.say("a\x1b[2J\x9d b\nc")
    assert capsys.readouterr().err == "a\\u001b[2J\\u009d b\nc\n"


def test_a_pending_exchange_has_no_response_yet(terminal: Terminal) -> None:
    with History.open(find_places().history, app_version="1") as history:
        history.begin(pending(exchange()))
        assert terminal("history", "show", "1") == 0
        assert (terminal.out, "No response yet" in terminal.err) == ("", True)
        assert terminal("history", "show", "1", "--format", "json") == 0
        assert strict(terminal.out)["pending"] is True


@linux
@pytest.mark.parametrize(
    "command", ["wb send home_hero --email a@b.example", "wb history list", "wb --help", "wb tenants list --format json"]
)
def test_a_closed_or_full_stdout_is_2(command: str) -> None:
    workbench("send", "home_hero", "--email", "first@b.example")
    for redirect, said in ((">&-", "stdout is closed"), (">/dev/full", "No space left")):
        done = in_shell(f"{command} {redirect}")
        assert done.returncode == 2, done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr


@linux
def test_a_closed_stdout_sends_nothing() -> None:
    in_shell("wb send home_hero --email a@b.example >&-")
    assert workbench("history", "list").stdout == ""


@linux
def test_a_closed_stderr_leaves_the_result_alone() -> None:
    done = in_shell("wb send product_list --email a@b.example 2>&-")
    assert (done.returncode, len(json.loads(done.stdout)), done.stderr) == (0, 3, "")
    assert in_shell("wb send product_list --email a@b.example 2>/dev/full").returncode == 0


@linux
def test_a_closed_stdin_is_no_terminal() -> None:
    workbench("tenants", "add", "Acme", "--region", "eu", "--point-of-sale", "p")
    asked = in_shell("wb send x --tenant acme --email a@b.example --client-key-env K <&-", K="k" * 32)
    assert (asked.returncode, "--yes" in asked.stderr, "Traceback" in asked.stderr) == (2, True, False)
    stored = in_shell("wb keys set acme <&-")
    assert (stored.returncode, "no key was given" in stored.stderr) == (2, True)


@linux
def test_the_exit_code_survives_a_reader_that_goes_away() -> None:
    with Loopback([Answer(500, "Oops")]) as server:
        workbench("tenants", "add", "Acme", "--base-url", server.url, "--point-of-sale", "p")
        command = "wb send x --tenant acme --email a@b.example --client-key-env K --yes | true; echo ${PIPESTATUS[0]}"
        for unbuffered in ("", "1"):
            done = in_shell(command, K=KEY, PYTHONUNBUFFERED=unbuffered)
            assert (done.stdout.strip(), "500 Oops" in done.stderr, "Traceback" in done.stderr) == ("1", True, False)


def test_a_pipe_nobody_reads_is_that_on_windows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def write() -> None:
        with streams.writing():
            raise OSError(22, os.strerror(22))

    with pytest.raises(streams.OutputRefused):
        write()
    monkeypatch.setattr(streams, "WINDOWS", True)
    write()
