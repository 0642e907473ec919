"""Colours of code: of what we write, and of anything at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import Email, FlowRequest
from workbench.snippets import Language, write_snippet
from workbench.ui.transfer.code import _GRAMMARS, CodeLines, spans_of

NASTY = "Grüße 'x' \"q\" \\ $a ${b} `c` #d //e /*f*/ '''g''' \"\"\"h\"\"\""
REQUEST = FlowRequest("home_hero", "WEB", "EN", "EUR", "shop", Email("anna@example.com"), params={"note": NASTY, "n": 3, "last": "end"})


def coloured(text: str, highlight: str) -> list[tuple[str, str]]:
    lines = text.split("\n")
    return [(lines[n][start:end], role) for n, spans in sorted(spans_of(text, highlight, lines).items()) for start, end, role in spans]


def test_every_language_that_we_write_has_colours() -> None:
    assert {language.highlight for language in Language} <= set(_GRAMMARS)


@pytest.mark.parametrize("language", Language)
def test_strings_of_our_snippets_begin_and_end_where_they_do(language: Language) -> None:
    """A quote that is misread swaps code and strings in all that follows."""
    text = write_snippet(language, REQUEST, "https://api.example").text
    parts = coloured(text, language.highlight)
    strings = [part for part, role in parts if role == "json_string"]
    assert any(part.endswith(("/v2/callFlows'", '/v2/callFlows"')) or "home_hero" in part for part in strings)
    # What comes after the parameters is code again, in no string.
    last = {"curl": "--data-binary", "powershell": "Invoke-WebRequest", "swift": "print", "java": "replace", "csharp": "Replace"}.get(
        language.value
    )
    if last is not None:
        assert last in text
        assert not any(last in part for part in strings)
    words = [part for part, role in parts if role == "json_key"]
    assert words or language is Language.PYTHON


@pytest.mark.parametrize(
    ("highlight", "text", "wanted"),
    [
        ("bash", "# a 'b'\necho \"c\" 'd\\' e", [("# a 'b'", "muted"), ('"c"', "json_string"), ("'d\\'", "json_string")]),
        ("bash", 'x=${y//\\"/z} if', [("if", "json_key")]),
        (
            "powershell",
            "$a = \"`\"b\" # c\nreturn 'd''e'",
            [('"`"b"', "json_string"), ("# c", "muted"), ("return", "json_key"), ("'d''e'", "json_string")],
        ),
        ("javascript", "const a1 = `b\nc`; // d", [("const", "json_key"), ("`b", "json_string"), ("c`", "json_string"), ("// d", "muted")]),
        ("csharp", 'var a = @"b\\"; /* c\nd */', [("var", "json_key"), ('@"b\\"', "json_string"), ("/* c", "muted"), ("d */", "muted")]),
        (
            "swift",
            '#if x\nlet a = #"""\n  "b"\n"""#',
            [("#if", "json_key"), ("let", "json_key"), ('#"""', "json_string"), ('  "b"', "json_string"), ('"""#', "json_string")],
        ),
        ("python", "import x # y\na = 12", [("import", "json_key"), ("# y", "muted"), ("12", "json_number")]),
        ("json", '{"a": ["b", 1, true]}', [('"a"', "json_key"), ('"b"', "json_string"), ("1", "json_number"), ("true", "json_key")]),
        ("java", "important.returned(new1)", []),
        ("no such language", '"a"', []),
    ],
)
def test_tokens(highlight: str, text: str, wanted: list[tuple[str, str]]) -> None:
    assert coloured(text, highlight) == wanted


@given(st.sampled_from(sorted(_GRAMMARS)), st.text(alphabet="ab1 \n\r\"'`\\#/*$@{}(:-😀\u2028", max_size=200))
def test_anything_keeps_its_text_and_its_colours_stay_in_their_line(highlight: str, text: str) -> None:
    code = CodeLines(text, highlight)
    assert code.text_between(0, code.line_count - 1) == text.removesuffix("\n")
    for n in range(code.line_count):
        at = 0
        for start, end, _role in code.spans(n):
            assert at <= start < end <= len(code.line(n))
            at = end
