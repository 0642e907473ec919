"""Each language's string literals: what cannot be seen is an escape, and what another parser of the language reads is the text."""

from __future__ import annotations

import ast
import json
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given

from tests.snippets.cases import NASTY, texts
from tests.support import toolchains
from workbench.snippets import SnippetError
from workbench.snippets.quoting import (
    bash_quote,
    csharp_quote,
    java_quote,
    javascript_quote,
    kotlin_quote,
    powershell_quote,
    python_quote,
    swift_hashes,
    swift_quote,
)

Quote = Callable[[str], str]
EVERY: list[Quote] = [csharp_quote, java_quote, javascript_quote, kotlin_quote, powershell_quote, python_quote, swift_quote]


@given(texts)
def test_python_reads_back_its_literal(text: str) -> None:
    assert ast.literal_eval(python_quote(text)) == text


@given(texts.filter(lambda text: "\0" not in text))
def test_bash_in_words(text: str) -> None:
    """No quote is left open, and outside of quotes stands only an escaped quote."""
    quoted = bash_quote(text)
    if quoted.startswith("$"):
        inside = quoted[2:-1].replace("\\\\", "").replace("\\'", "")
        assert "'" not in inside
        assert "!" not in inside
    else:
        assert quoted[1:-1].replace("'\\''", "").count("'") == 0


@toolchains.BASH
def test_bash_itself_reads_every_character() -> None:
    wanted = [text for text in (*NASTY, "".join(NASTY), "".join(map(chr, range(1, 0x400)))) if "\0" not in text]
    wanted.append("".join(NASTY).replace("\0", "") + "!x")
    script = "".join(f"printf '%s\\0' {bash_quote(text)}\n" for text in wanted)
    for locale in ("C", "C.UTF-8"):
        said = toolchains.run("bash", "-c", script, environment={"LC_ALL": locale})
        assert said.split("\0")[:-1] == wanted


def test_a_shell_cannot_hold_nothing() -> None:
    with pytest.raises(SnippetError, match="U\\+0000"):
        bash_quote("a\0b")


@toolchains.NODE
def test_node_reads_back_its_literal() -> None:
    wanted = [*NASTY, "".join(NASTY)]
    code = f"process.stdout.write(JSON.stringify([{','.join(map(javascript_quote, wanted))}]))"
    assert json.loads(toolchains.run("node", "-e", code.replace("\0", ""))) == wanted


@pytest.mark.parametrize("quote", EVERY)
@given(text=texts)
def test_nothing_invisible_and_no_change_of_direction_stands_in_code(quote: Quote, text: str) -> None:
    for c in quote(text):
        assert c == " " or unicodedata.category(c)[0] not in "CZ", hex(ord(c))


@pytest.mark.parametrize("quote", [java_quote, powershell_quote])
@given(text=texts)
def test_where_the_encoding_of_a_file_is_uncertain_it_is_ascii(quote: Quote, text: str) -> None:
    assert quote(text).isascii()


@pytest.mark.parametrize(
    ("quote", "text", "literal"),
    [
        (bash_quote, "it's $5!", "'it'\\''s $5!'"),
        (bash_quote, "a\u202eb!'", "$'a\\342\\200\\256b\\041\\''"),
        (powershell_quote, "it's $5", "'it''s $5'"),
        (powershell_quote, "‘x’", "[regex]::Unescape('\\u2018x\\u2019')"),
        (powershell_quote, "\U0001f600\\'", "[regex]::Unescape('\\ud83d\\ude00\\\\''')"),
        (java_quote, "\n\x01\x7fé", '"\\n\\001\\u007f\\u00e9"'),
        (java_quote, "\x011", '"\\0011"'),
        (kotlin_quote, "$x ${y} \f", '"\\$x \\${y} \\u000c"'),
        (csharp_quote, "\u2028\U000e0041é", '"\\u2028\\udb40\\udc41é"'),
        (javascript_quote, "\u2028</script>", '"\\u2028</script>"'),
        (python_quote, "\x00\xa0\u200b\U000e0041'", '"\\x00\\xa0\\u200b\\U000e0041\'"'),
        (swift_quote, "plain", '"plain"'),
        (swift_quote, 'a"b', '#"a"b"#'),
        (swift_quote, '\\(x) "#\u200b', '##"\\(x) "#\\##u{200b}"##'),
    ],
)
def test_literals_as_a_reviewer_sees_them(quote: Quote, text: str, literal: str) -> None:
    assert quote(text) == literal


@pytest.mark.parametrize(("text", "hashes"), [("", ""), ("#", ""), ('"', "#"), ('"#', "##"), ("\\##(", "###"), ('""" #', "#")])
def test_swift_needs_one_number_sign_more_than_follow_a_quote(text: str, hashes: str) -> None:
    assert swift_hashes(text) == hashes
