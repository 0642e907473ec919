"""Any request as code, run by the language's own tools, reaches the server as the bytes the workbench sends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.snippets.cases import NASTY, Case, cases, check_bytes, collected, expected
from tests.support import toolchains
from tests.support.loopback import Loopback
from tests.support.toolchains import run
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers
from workbench.snippets import KEY_VARIABLE, Language, curl_command

KEY = "0123456789abcdef0123456789abcdef"
KEYS = [(KEY, "s3cret"), (KEY, '"\\\n'), ("a&b\\1$0 %s {0} '; exit", 'ключ$key\tx\r\n"\\')]
"""Client keys and secrets; the odd ones come as JSON wants them."""


def batch(count: int) -> list[Case]:
    return [*every_character(), *collected(cases, count)]


def every_character() -> list[Case]:
    """Each nasty text and every plane's corners in a field, a name and a value; bodies long and deep."""
    corners = "".join(chr(c) for c in (*range(0x180), *range(0x2000, 0x2070), 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF))
    nest: object = "deep"
    for _ in range(60):
        nest = {"in": [nest]}
    all_nasty = dict(zip(NASTY, reversed(NASTY), strict=True))
    return [
        Case(FlowRequest("home_hero", "WEB", "EN", "EUR", "acme/ireland", BrowserId("b"), {"all": corners, corners: 1})),
        Case(FlowRequest(params=all_nasty, extra={"page": list(NASTY)}), (("User-Agent", "A\"b'c$d`e\\f"), ("X-Odd", "%!{}#@~^"))),
        Case(FlowRequest(identity=Identifiers("".join(NASTY), corners), extra={"": {"": [[], {}, [None]]}})),
        Case(FlowRequest(identity=Email("grün@example.com"), params={"long": "ä\U0001f600" * 40_000, "n": [1.0, 1e16, 1e-7, 2**64, -0.0]})),
        Case(FlowRequest(params={"nest": nest, "{{secret:api-token}}": "{{secret:api-token}}!"})),
        Case(FlowRequest()),
    ]


@toolchains.BASH
@pytest.mark.parametrize(("key", "secret"), KEYS)
def test_curl(key: str, secret: str, tmp_path: Path) -> None:
    def send(files: list[Path], environment: dict[str, str]) -> None:
        run("bash", "-c", 'for file; do bash "$file" || exit 1; done', "-", *files, environment=environment)

    check_bytes(Language.CURL, batch(120), key, secret, tmp_path, send)


@toolchains.BASH
def test_the_single_curl_command() -> None:
    short = [case for case in batch(80) if len(case.request.body(None)) < 100_000]
    with Loopback() as server:
        for case in short:
            command = curl_command(case.request, server.url, case.headers)
            assert command.startswith("curl ")
            run("bash", "-c", command, environment={KEY_VARIABLE: KEY, "PERSONALIZE_SECRET_API_TOKEN": "s3cret"})
        assert [each.body for each in server.received] == [expected(case.request, KEY, "s3cret") for case in short]


@toolchains.NODE
@pytest.mark.parametrize(("key", "secret"), KEYS)
def test_fetch(key: str, secret: str, tmp_path: Path) -> None:
    def send(files: list[Path], environment: dict[str, str]) -> None:
        driver = files[0].with_name("all.mjs")
        driver.write_text("".join(f"await import('./{file.name}');\n" for file in files))
        run("node", driver, environment=environment)

    check_bytes(Language.FETCH, batch(120), key, secret, tmp_path, send)


@pytest.mark.parametrize(("key", "secret"), KEYS)
def test_python(key: str, secret: str, tmp_path: Path) -> None:
    def send(files: list[Path], environment: dict[str, str]) -> None:
        driver = "import runpy, sys\nfor file in sys.argv[1:]: runpy.run_path(file)"
        run(sys.executable, "-W", "error", "-c", driver, *files, environment=environment)

    check_bytes(Language.PYTHON, batch(120), key, secret, tmp_path, send)


@toolchains.JAVA
@pytest.mark.parametrize(("key", "secret"), KEYS[-1:])
def test_java(key: str, secret: str, tmp_path: Path) -> None:
    def send(files: list[Path], environment: dict[str, str]) -> None:
        folder = files[0].parent
        sources = []
        for number, file in enumerate(files):
            source = folder / f"case{number}" / "CallFlows.java"
            source.parent.mkdir()
            source.write_text(f"package case{number};\n{file.read_text(encoding='utf-8')}", encoding="ascii")
            sources.append(source)
        calls = "".join(f"        case{number}.CallFlows.main(args);\n" for number in range(len(files)))
        driver = folder / "All.java"
        driver.write_text(f"class All {{\n    public static void main(String[] args) throws Exception {{\n{calls}    }}\n}}\n")
        run("javac", "-Xlint:all", "-Werror", "--release", "11", "-encoding", "US-ASCII", "-d", folder / "out", driver, *sources)
        run("java", "-Dsun.jnu.encoding=UTF-8", "-cp", folder / "out", "All", environment=environment)

    check_bytes(Language.JAVA, batch(120), key, secret, tmp_path, send)


@toolchains.KOTLIN
@pytest.mark.parametrize(("key", "secret"), KEYS[-1:])
def test_kotlin(key: str, secret: str, tmp_path: Path) -> None:
    def send(files: list[Path], environment: dict[str, str]) -> None:
        folder = files[0].parent
        for number, file in enumerate(files):
            file.write_text(f"package case{number}\n{file.read_text(encoding='utf-8')}", encoding="utf-8", newline="")
        driver = folder / "All.kt"
        calls = "".join(f"    case{number}.main()\n" for number in range(len(files)))
        driver.write_text(f"fun main() {{\n{calls}    kotlin.system.exitProcess(0)\n}}\n")
        jars = ":".join(toolchains.okhttp_jars())
        toolchains.kotlinc("-cp", jars, "-d", folder / "out", driver, *files)
        run("java", "-cp", f"{folder / 'out'}:{jars}", "AllKt", environment=environment)

    check_bytes(Language.KOTLIN, batch(120), key, secret, tmp_path, send)


@toolchains.CSHARP
@pytest.mark.parametrize(("key", "secret"), KEYS)
def test_csharp(key: str, secret: str, tmp_path: Path) -> None:
    def send(files: list[Path], environment: dict[str, str]) -> None:
        folder = files[0].parent
        for number, file in enumerate(files):
            text = file.read_text(encoding="utf-8")
            assert text.count("class CallFlows") == 1
            file.write_text(text.replace("class CallFlows", f"class CallFlows{number}"), encoding="utf-8", newline="")
        driver = folder / "All.cs"
        calls = "".join(f"        CallFlows{number}.Main().GetAwaiter().GetResult();\n" for number in range(len(files)))
        # Newer .NET does not ask before it sends a body; Mono does unless told not to, and waits for an answer.
        quick = "        System.Net.ServicePointManager.Expect100Continue = false;\n"
        driver.write_text(f"static class All {{\n    static void Main() {{\n{quick}{calls}    }}\n}}\n")
        program = folder / "all.exe"
        run("mcs", "-langversion:7.1", "-codepage:utf8", "-r:System.Net.Http.dll", "-main:All", f"-out:{program}", driver, *files)
        run("mono", program, environment=environment)

    check_bytes(Language.CSHARP, batch(120), key, secret, tmp_path, send)


@pytest.mark.parametrize("language", [Language.CURL, Language.FETCH, Language.PYTHON])
def test_without_the_key_nothing_is_sent(language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.snippets import write_snippet

    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    program = {Language.CURL: "bash", Language.FETCH: "node", Language.PYTHON: sys.executable}[language]
    with Loopback() as server:
        file = tmp_path / f"case{language.suffix}"
        file.write_text(write_snippet(language, FlowRequest("home_hero"), server.url).text, encoding="utf-8")
        with pytest.raises(AssertionError, match=KEY_VARIABLE):
            run(program, file)
        assert not server.received


def test_the_expected_bytes_are_json() -> None:
    """The tests above compare with the workbench's own body; here that body is read by somebody else."""
    for case in every_character():
        assert json.loads(expected(case.request, KEY, "s"))["clientKey"] == KEY
