"""What came is what is shown: token by token, whatever the spelling, the charset, the size or the nesting."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given

from tests.inspect import odd_json
from tests.inspect.odd_json import tokens
from workbench.inspect import Document, Kind, lenient, read


def shown(document: Document) -> bytes:
    return "\n".join(document.line(n) for n in range(document.line_count)).encode()


@given(odd_json.document)
def test_msgspec_lays_out_and_alters_nothing(text: bytes) -> None:
    assert tokens(msgspec.json.format(text, indent=2)) == tokens(text)


@given(odd_json.document)
def test_every_token_is_shown_as_it_came(text: bytes) -> None:
    document = read(text)
    assert document.kind is Kind.JSON
    assert document.problem is None
    assert tokens(shown(document)) == tokens(text)
    assert tokens(document.value_text(0).encode()) == tokens(text)
    assert document.text().encode() == shown(document)


@given(odd_json.document)
def test_the_scanner_lays_out_as_msgspec_does(text: bytes) -> None:
    layout = lenient.lay_out(text)
    strict = read(text)
    assert layout.wrong_at == -1
    assert layout.pretty == strict.pretty
    assert list(layout.depths) == [strict.depth(n) for n in range(strict.line_count)]


@given(odd_json.broken() | odd_json.pieces)
def test_a_broken_text_loses_no_token(text: bytes) -> None:
    document = read(text, "application/json")
    assert document.raw == text
    if document.kind is Kind.JSON and document.encoding == "utf-8":
        sent = text.decode("utf-8-sig", "replace")
        assert "".join(shown(document).decode().split()) == "".join(sent.split())


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        (b'{"a":1,"a":2}', "“a”"),
        (b'{"a":9007199254740993}', "2⁵³"),
        (b'{"a":NaN}', "NaN"),
        (b'{"a":-Infinity}', "-Infinity"),
        (b'{"a":"\\ud800"}', "half a character"),
        (b'\xef\xbb\xbf{"a":1}', "byte order mark"),
        (b'{"a":"\xff"}', "not valid UTF-8"),
        ('{"a":"é"}'.encode("utf-16-le"), "UTF-16-LE"),
        (b'{"a":1}\n{"a":2}\n', "2 documents"),
        (b'{"a":1}{"a":2}', "2 documents"),
        (b"[" * 2_000 + b"]" * 2_000, "levels deep"),
        (b"\xef\xbb\xbf" + b'{"a":"\xff"}', "byte order mark"),
    ],
)
def test_what_is_unusual_is_noted(raw: bytes, note: str) -> None:
    document = read(raw, "application/json")
    assert document.problem is None
    assert any(note in told.text for told in document.notes), document.notes


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b'[{"id":1},{"id":2,"id":3}]', 6),
        (b'[{"id":1,"x":{"id":2}},{"y":1,"id":2,"id":3}]', 10),
        ('[{"é":1,"\\u00e9":2}]'.encode(), 3),
        (b'{"a":1,"b":[1,2],"a":3}', 6),
    ],
)
def test_the_note_on_a_duplicate_key_points_to_it(raw: bytes, line: int) -> None:
    assert read(raw).notes[0].line == line


@pytest.mark.parametrize("text", ['"\\\\ud800"', '"\\ud83d\\ude00"', '"\\uD83D\\uDE00x"', '"ud800"'])
def test_what_only_looks_like_half_a_character_is_not_noted(text: str) -> None:
    assert read(f"[{text}, NaN]".encode()).notes[-1].text.startswith("NaN")


def test_ndjson_is_laid_out_line_by_line() -> None:
    raw = b'{"a":[1,2]}\r\n\n[]\n"text"\n7\n{"b":{}}'
    document = read(raw)
    assert document.problem is None
    assert tokens(shown(document)) == tokens(raw)
    assert [document.line(n) for n in document.roots()] == ["{", "[]", '"text"', "7", "{"]
    assert document.root_count() == 5
    assert document.roots(1, 2) == document.roots()[1:3]


@pytest.mark.parametrize(
    "raw",
    [
        b"<!doctype html>\n<p>no \xc3\xa9</p>",
        b"<?xml version='1.0'?>\r\n<a>1</a>",
        b"plain\rwords\n\n",
        b"a,b\n1,2",
        "größe".encode("latin-1"),
    ],
)
def test_text_is_shown_as_text(raw: bytes) -> None:
    document = read(raw, "text/plain; charset=iso-8859-1" if b"\xf6" in raw else "text/plain")
    assert document.kind is Kind.TEXT
    assert "\n".join(document.value_text(n) for n in range(document.line_count)) == document.text()
    assert document.text() == raw.decode("latin-1" if b"\xf6" in raw else "utf-8").replace("\r\n", "\n").replace("\r", "\n")


# -- sizes that are slow where something is done per character or per level ------------------------------


def seconds_of(raw: bytes) -> tuple[Document, float]:
    began = time.perf_counter()
    return read(raw), time.perf_counter() - began


def test_a_hundred_thousand_levels_are_read_and_walked() -> None:
    levels = 100_000
    document, took = seconds_of(b"[" * levels + b"]" * levels)
    assert took < 10
    assert document.problem is None
    assert document.depth(levels - 1) == levels - 1
    assert document.fold_end(300) == document.line_count - 301
    assert document.parent(levels - 1) == levels - 2
    assert document.value_line(document.line_count - 301) == 300
    assert document.child_count(40_000) == 1
    path = document.path(levels - 1)
    assert path.steps == (0,) * (levels - 1)
    assert document.resolve(path) == levels - 1
    assert document.line(levels - 1).endswith("[]")


def test_millions_of_brackets_need_no_gigabytes_of_blanks() -> None:
    many = 1_000_000
    document, _ = seconds_of(b"[" * many)
    assert document.problem is not None
    assert len(document.pretty) < 40 * many
    inside, _ = seconds_of(b"[" * 900 + b"1," * many + b"1" + b"]" * 900)
    assert inside.problem is None
    assert len(inside.pretty) < 40 * many
    assert inside.depth(5_000) == 900
    assert inside.value_text(5_000) == "1"


@pytest.mark.parametrize(
    "raw",
    [
        b'"' + b"x" * 6_000_000 + b'"',
        b'["' + b"\\n" * 3_000_000 + b'"]',
        b'{"' + b"k" * 6_000_000 + b'":1}',
        b'{"a":"' + "é日".encode() * 1_000_000 + b'"}',
        b"1" * 6_000_000,
        b"[" + b"1," * 3_000_000 + b"1]",
        b'["' + b"x" * 6_000_000,
    ],
)
def test_long_lines_are_cheap_to_show(raw: bytes) -> None:
    document, took = seconds_of(raw)
    assert took < 6
    for n in range(min(3, document.line_count)):
        began = time.perf_counter()
        for _ in range(20):
            document.line(n), document.tokens(n), document.preview(n), document.opens(n), document.path(n)
        assert time.perf_counter() - began < 2
    assert len(document.line(1 if raw[:1] in b"[{" else 0)) < 20_010
    assert tokens(document.pretty) == tokens(raw)
