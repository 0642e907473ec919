"""PowerShell and Swift, whose tools cannot be installed everywhere: read back by their own rules and by their grammars."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.snippets.cases import SECRET_VARIABLE, Case, cases, expected
from tests.snippets.reading import DOUBLE_QUOTES, SINGLE_QUOTES, read_powershell, read_swift
from tests.snippets.test_running import every_character
from tests.support import toolchains
from workbench.domain import FlowRequest
from workbench.snippets import KEY_VARIABLE, Language, write_snippet

BASE = "https://api.example.com/base"
ENVIRONMENT = {KEY_VARIABLE: "key0key1", SECRET_VARIABLE: "s3cret"}
EVERY = every_character()


def check_powershell(case: Case) -> None:
    script = write_snippet(Language.POWERSHELL, case.request, BASE, case.headers).text
    assert script.isascii()
    read = read_powershell(script, ENVIRONMENT)
    assert read.body.encode() == expected(case.request, "key0key1", "s3cret")
    assert read.parameters["Uri"] == f"{BASE}/v2/callFlows"
    assert read.parameters["Body"] == "[Text.Encoding]::UTF8.GetBytes($body)"
    headers = {"Content-Type": read.parameters["ContentType"], **read.headers}
    if "UserAgent" in read.parameters:
        headers["User-Agent"] = read.parameters["UserAgent"]
    assert headers == {"Content-Type": "application/json", "Accept": "application/json", **dict(case.headers)}


def check_swift(case: Case) -> None:
    read = read_swift(write_snippet(Language.SWIFT, case.request, BASE, case.headers).text, ENVIRONMENT)
    assert read.body.encode() == expected(case.request, "key0key1", "s3cret")
    assert read.url == f"{BASE}/v2/callFlows"
    assert read.headers == {"Content-Type": "application/json", "Accept": "application/json", **dict(case.headers)}


@given(cases)
@settings(max_examples=300)
def test_any_request_in_powershell_reads_back_as_its_bytes(case: Case) -> None:
    check_powershell(case)


@given(cases)
@settings(max_examples=300)
def test_any_request_in_swift_reads_back_as_its_bytes(case: Case) -> None:
    check_swift(case)


@pytest.mark.parametrize("number", range(len(EVERY)))
def test_every_character_in_both(number: int) -> None:
    check_powershell(EVERY[number])
    check_swift(EVERY[number])


@pytest.mark.parametrize("quote", SINGLE_QUOTES + DOUBLE_QUOTES)
def test_typographic_quotes_never_stand_in_powershell(quote: str) -> None:
    """There they would end a string, wherever the file came from."""
    script = write_snippet(Language.POWERSHELL, FlowRequest(f"a{quote}; b"), BASE).text
    assert quote in "'\"" or quote not in script
    assert f"a{quote}; b" in read_powershell(script, ENVIRONMENT).body.replace('\\"', '"')


@toolchains.GRAMMAR
@pytest.mark.parametrize("language", [Language.POWERSHELL, Language.SWIFT])
@given(case=cases)
@settings(max_examples=100)
def test_the_grammar_takes_it_for_the_language(language: Language, case: Case) -> None:
    parser: Any = toolchains.grammar(language.value)
    source = write_snippet(language, case.request, BASE, case.headers).text
    tree = parser.parse(source.encode())
    assert not tree.root_node.has_error, source


@toolchains.GRAMMAR
@pytest.mark.parametrize(("language", "broken"), [(Language.POWERSHELL, "$a = 'it's'"), (Language.SWIFT, 'let a = "it"s"')])
def test_the_grammar_refuses_what_is_quoted_wrongly(language: Language, broken: str) -> None:
    parser: Any = toolchains.grammar(language.value)
    assert parser.parse(broken.encode()).root_node.has_error
