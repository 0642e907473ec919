"""Every language: its facts, its notes, no key in its text, and code a reviewer would read."""

from __future__ import annotations

import ast
import re

import pytest

from workbench.domain import BrowserId, FlowRequest, StreamEvent
from workbench.snippets import KEY_VARIABLE, Language, Shell, SnippetError, curl_command, write_snippet

BASE = "https://api.example.com"
REQUEST = FlowRequest("home_hero", "WEB", "EN", "EUR", "acme/ireland", BrowserId("b-1"), {"page": "home", "n": 1.5})


def test_each_language_has_its_facts() -> None:
    labels = [language.label for language in Language]
    assert len(set(labels)) == len(labels) == 9
    for language in Language:
        assert re.fullmatch(r"\.[a-z0-9]+", language.suffix)
        assert language.highlight.isalnum()


@pytest.mark.parametrize("language", Language)
def test_notes_are_sentences_and_name_the_variables(language: Language) -> None:
    snippet = write_snippet(language, FlowRequest("home_hero", params={"t": "{{secret:api-token}}"}), BASE)
    assert snippet.language is language
    assert "PERSONALIZE_SECRET_API_TOKEN" in snippet.text
    assert any("PERSONALIZE_SECRET_API_TOKEN" in note for note in snippet.notes)
    assert "{{secret" not in snippet.text
    for note in snippet.notes:
        assert note[0].isupper()
        assert note.endswith(".")


@pytest.mark.parametrize("language", [each for each in Language if each is not Language.CLOUD_SDK])
def test_the_key_is_read_from_the_environment(language: Language) -> None:
    snippet = write_snippet(language, REQUEST, BASE)
    assert KEY_VARIABLE in snippet.text
    assert KEY_VARIABLE in snippet.notes[0]
    assert f"{BASE}/v2/callFlows" in snippet.text


@pytest.mark.parametrize("language", Language)
def test_code_ends_with_one_line_break_and_has_no_blanks_at_the_ends_of_lines(language: Language) -> None:
    text = write_snippet(language, REQUEST, BASE).text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


@pytest.mark.parametrize("language", Language)
def test_half_a_character_is_refused_in_every_language(language: Language) -> None:
    with pytest.raises(SnippetError, match="U\\+D800"):
        write_snippet(language, FlowRequest("home_hero", params={"a": "\ud800"}), BASE)


@pytest.mark.parametrize("language", [each for each in Language if each is not Language.CLOUD_SDK])
def test_who_personalize_sees_as_the_client_is_said(language: Language) -> None:
    own = write_snippet(language, REQUEST, BASE)
    told = write_snippet(language, REQUEST, BASE, [("User-Agent", "Acme/1.0")])
    assert any("User-Agent" in note for note in own.notes)
    assert not any("User-Agent" in note for note in told.notes)
    assert "Acme/1.0" in told.text


def test_headers_that_java_refuses_are_left_out_and_said() -> None:
    snippet = write_snippet(Language.JAVA, REQUEST, BASE, [("Expect", "100-continue")])
    assert "100-continue" not in snippet.text
    assert any("Expect" in note for note in snippet.notes)


def test_python_is_an_object_that_can_be_changed() -> None:
    text = write_snippet(Language.PYTHON, REQUEST, BASE).text
    ast.parse(text)
    assert '"friendlyId": "home_hero",' in text
    assert '"clientKey": client_key,' in text


def test_javascript_is_an_object_unless_it_would_be_written_otherwise() -> None:
    assert 'friendlyId: "home_hero",' in write_snippet(Language.FETCH, REQUEST, BASE).text
    for params in ({"1": 1, "a": 2}, {"n": 1.0}, {"n": 2**60}, {"n": 1e-7}, {"a": [{"0": 1}]}):
        text = write_snippet(Language.FETCH, FlowRequest(params=params), BASE).text
        assert "As text" in text
        assert "friendlyId:" not in text


@pytest.mark.parametrize("language", [Language.JAVA, Language.KOTLIN])
def test_long_bodies_are_no_longer_one_constant(language: Language) -> None:
    short = write_snippet(language, REQUEST, BASE).text
    long = write_snippet(language, FlowRequest(params={"a": "x" * 70_000}), BASE).text
    assert "join" not in short
    assert "join" in long
    assert max(map(len, re.findall(r'"(x+)', long))) <= 8_000


def test_one_command_for_other_tools() -> None:
    command = curl_command(REQUEST, f"{BASE}/{{x}}", [("X-Empty", "")])
    assert command.startswith("curl --globoff 'https://api.example.com/{x}/v2/callFlows' \\\n")
    assert "--header 'X-Empty;'" in command
    assert f'--data-raw \'{{"clientKey":"\'"${KEY_VARIABLE}"\'",' in command
    assert "#!" not in command


def test_for_powershell_the_command_is_a_script_of_its_own() -> None:
    assert curl_command(REQUEST, BASE, shell=Shell.POWERSHELL) == write_snippet(Language.POWERSHELL, REQUEST, BASE).text


def test_the_cloud_sdk_has_functions_of_its_own_for_events() -> None:
    with pytest.raises(SnippetError, match="Choose another language"):
        write_snippet(Language.CLOUD_SDK, StreamEvent("VIEW", "b-1"), BASE)
    assert "/v1.2/events" in write_snippet(Language.PYTHON, StreamEvent("VIEW", "b-1"), BASE).text
