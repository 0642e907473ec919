"""The key is taken out in whatever spelling it comes back, and nothing else is touched."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from tests.personalize.calling import KEY
from workbench.domain import REDACTED_KEY, Secret
from workbench.personalize.redact import Redactor

KEYS = (
    KEY.reveal(),
    "ab/cd+ef==gh/ij12345678901234567",
    "ab\"cd\\ef&gh<ij>'123456789012345678",
    "käyß/€𝄞12345678901234567890123",
    "~!*()'=/?%25&amp;\\\"//",
    "/+/+/+/+",
)


def lower_hex(text: str) -> str:
    parts = text.split("%")
    return parts[0] + "".join("%" + part[:2].lower() + part[2:] for part in parts[1:])


def every_special(spell: Callable[[str], str]) -> Callable[[str], str]:
    return lambda key: "".join(char if char.isascii() and char.isalnum() else spell(char) for char in key)


def units(char: str) -> list[int]:
    raw = char.encode("utf-16-be")
    return [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "json": lambda key: json.dumps(key)[1:-1],
    "json, not only ASCII": lambda key: json.dumps(key, ensure_ascii=False)[1:-1],
    "json with \\/": lambda key: json.dumps(key)[1:-1].replace("/", "\\/"),
    "json, escapes in lower case": every_special(lambda char: "".join(f"\\u{unit:04x}" for unit in units(char))),
    "json, escapes in upper case": every_special(lambda char: "".join(f"\\u{unit:04X}" for unit in units(char))),
    "json in json": lambda key: json.dumps(json.dumps(key))[3:-3],
    "json in json, not only ASCII": lambda key: json.dumps(json.dumps(key, ensure_ascii=False), ensure_ascii=False)[3:-3],
    "json in json with \\/": lambda key: json.dumps(json.dumps(key).replace("/", "\\/"))[3:-3],
    "json in json in json": lambda key: json.dumps(json.dumps(json.dumps(key)))[7:-7],
    "percent": lambda key: quote(key, safe=""),
    "percent in lower case": lambda key: lower_hex(quote(key, safe="")),
    "percent, / left": quote,
    "percent, / left, in lower case": lambda key: lower_hex(quote(key)),
    "form": quote_plus,
    "percent, ~ too": lambda key: quote(key, safe="").replace("~", "%7E"),
    "html": html.escape,
    "html, quotes left": lambda key: html.escape(key, quote=False),
    "html in numbers": every_special(lambda char: f"&#{ord(char)};"),
    "html in hex": every_special(lambda char: f"&#x{ord(char):X};"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("key", KEYS)
def test_the_key_is_found_in_every_spelling(key: str, spelling: str) -> None:
    said = SPELLINGS[spelling](key)
    redactor = Redactor(Secret(key))
    assert redactor.text(f"a {said} b {said}") == f"a {REDACTED_KEY} b {REDACTED_KEY}"
    assert redactor.count == 2
    assert redactor.body(f'{{"k": "{said}"}}'.encode()) == f'{{"k": "{REDACTED_KEY}"}}'.encode()
    assert redactor.headers((("X-Echo", said),)) == (("X-Echo", REDACTED_KEY),)
    assert redactor.count == 4


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "latin-1"])
def test_other_character_encodings_are_searched_too(codec: str) -> None:
    for key in ("kä/yß12345678901234567890123", KEY.reveal()):
        for said in (key, json.dumps(key)[1:-1].replace("/", "\\/"), quote(key, safe="")):
            redactor = Redactor(Secret(key))
            assert redactor.body(f"<{said}>".encode(codec)) == f"<{REDACTED_KEY}>".encode(codec)
            assert redactor.count == 1


def test_a_mix_of_spellings_and_cases_is_found() -> None:
    redactor = Redactor(Secret('ab/cd+ef"gh<12345'))
    assert redactor.text("ab%2fcd%2Bef\\u0022gh&lt;12345") == REDACTED_KEY


@pytest.mark.parametrize("key", KEYS)
def test_what_is_not_the_key_is_left_alone(key: str) -> None:
    redactor = Redactor(Secret(key))
    for other in (bytes(range(256)) * 20, key[:-1].encode() + b"\x01", key[1:].encode(), b"\xff\xfe\x00", b""):
        assert redactor.body(other) == other
    assert redactor.text("\ud800 odd") == "\ud800 odd"
    assert redactor.count == 0


def test_a_word_of_three_letters_is_no_key() -> None:
    assert Redactor(Secret("abc")).body(b"abcabc") == b"abcabc"


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("\\" * 32, b"\\" * 200_000 + b"x"),
        ('\\"' * 16, b'\\\\"' * 70_000),
        ("%25" * 10 + "!", b"%25" * 70_000),
        ("&amp;" * 6 + "!", b"&amp;" * 40_000),
    ],
)
def test_no_body_makes_the_search_go_back_and_forth(key: str, body: bytes) -> None:
    began = time.perf_counter()
    Redactor(Secret(key)).body(body)
    assert time.perf_counter() - began < 5


def test_a_plain_key_costs_one_search_of_each_character_encoding() -> None:
    redactor = Redactor(KEY)
    assert [len(needle.forms) for needle in redactor._needles] == [1, 1, 1]
    assert all(needle.mixed is None for needle in redactor._needles)


def test_named_secrets_give_way_to_what_refers_to_them() -> None:
    secrets = (("crm", Secret("ab/cd+ef gh")), ("long", Secret("ab/cd+ef gh and more")))
    redactor = Redactor(KEY, secrets)
    body = f"{KEY.reveal()} ab/cd+ef gh, ab%2Fcd%2Bef%20gh, ab\\/cd+ef gh and more".encode()
    assert redactor.body(body) == f"{REDACTED_KEY} {{{{secret:crm}}}}, {{{{secret:crm}}}}, {{{{secret:long}}}}".encode()
    assert redactor.count == 4
    assert redactor.text("ab/cd+ef gh and more") == "{{secret:long}}"
    assert redactor.headers((("X-Echo", KEY.reveal()), ("Y", "ab/cd+ef gh"))) == (("X-Echo", REDACTED_KEY), ("Y", "{{secret:crm}}"))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "latin-1"])
def test_named_secrets_are_searched_in_other_character_encodings_too(codec: str) -> None:
    redactor = Redactor(KEY, [("crm", Secret("kä/yß-12345"))])
    assert redactor.body("<kä/yß-12345>".encode(codec)) == "<{{secret:crm}}>".encode(codec)


def test_a_name_no_encoding_has_letters_for_is_no_trouble() -> None:
    assert Redactor(KEY, [("ключ", Secret("kä/yß-12345"))]).body("kä/yß-12345".encode("latin-1")) == b"{{secret:????}}"


def test_a_secret_that_is_the_key_is_the_key() -> None:
    assert Redactor(KEY, [("mine", KEY)]).text(KEY.reveal()) == REDACTED_KEY


def test_the_redactor_hides_what_it_looks_for() -> None:
    assert "S3CRET" not in repr(Redactor(KEY, [("crm", Secret("S3CRET-VALUE"))]))
