"""What came is what is shown; structure is read off the lines."""

from __future__ import annotations

import json
from encodings.aliases import aliases
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.inspect import Document, Kind, read

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


def lines(document: Document) -> list[str]:
    return [document.line(n) for n in range(document.line_count)]


def at(value: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        value = value[step]
    return value


@given(values)
def test_the_lines_are_the_same_json(value: Any) -> None:
    document = read(json.dumps(value).encode())
    assert json.loads("\n".join(lines(document))) == value
    assert document.problem is None


@given(values)
def test_every_line_knows_its_path_and_value(value: Any) -> None:
    document = read(json.dumps(value).encode())
    for n in range(document.line_count):
        assert json.loads(document.value_text(n)) == at(value, document.path(n).steps)


@given(values)
def test_children_and_folds_agree_with_the_structure(value: Any) -> None:
    document = read(json.dumps(value).encode())
    for n in range(document.line_count):
        end = document.fold_end(n)
        if end is None:
            continue
        inside = at(value, document.path(n).steps)
        assert document.child_count(n) == len(inside)
        assert document.line(end).strip().rstrip(",") in ("}", "]")
        assert all(document.parent(child) == n for child in document.children(n))


@given(values)
def test_the_lenient_layout_equals_the_strict_one(value: Any) -> None:
    from workbench.inspect.lenient import lay_out

    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    layout = lay_out(text)
    assert layout.wrong_at == -1
    strict = read(text)
    assert layout.pretty == strict.pretty
    assert list(layout.depths) == [strict.depth(n) for n in range(strict.line_count)]


@given(st.binary(max_size=60))
def test_any_bytes_become_a_document(raw: bytes) -> None:
    document = read(raw)
    for n in range(document.line_count):
        document.line(n), document.tokens(n), document.fold_end(n), document.path(n), document.value_text(n)
    assert document.raw == raw


@given(st.text(alphabet='{}[]",:0 1ta\\\n', max_size=40))
def test_almost_json_never_raises_and_loses_no_token(text: str) -> None:
    document = read(text.encode(), "application/json")
    if document.kind is Kind.JSON:
        shown = "".join(lines(document))
        assert sorted(c for c in shown if c not in " \n") == sorted(c for c in text if c not in " \n\t\r")


@pytest.mark.parametrize("token", ["1.0", "1", "-0", "1E5", "1.10", "12345678901234567890123", "1e400", '"\\u00e9"', '"é"', '"\\/"'])
def test_tokens_are_shown_as_they_were_spelled(token: str) -> None:
    assert token in read(f'{{"a": {token}}}'.encode()).line(1)


def test_duplicate_keys_stay_and_are_noted() -> None:
    document = read(b'{"a": 1, "b": {"c": 2}, "a": 3}')
    assert [line.strip() for line in lines(document)].count('"a": 1,') == 1
    assert '"a": 3' in document.line(5)
    assert document.notes[0].line == 5
    assert "“a”" in document.notes[0].text


def test_numbers_beyond_2_53_are_noted() -> None:
    assert read(b'{"a": 9007199254740993}').notes[0].line == 1
    assert read(b'{"a": 9007199254740991}').notes == ()


@pytest.mark.parametrize("body", [b'{"n":%b}', b'{"n":-%b}', b"%b", b'{"n":%b.5e10}', b"[1e%b]"])
def test_a_number_of_five_thousand_digits_is_shown(body: bytes) -> None:
    raw = body % (b"9" * 5_000)
    document = read(raw, "application/json")
    assert document.kind is Kind.JSON
    assert document.problem is None
    assert document.text().replace("\n", "").replace(" ", "") == raw.decode()


@pytest.mark.parametrize(
    ("number", "noted"), [("9007199254740992", False), ("9007199254740993", True), ("9" * 5_000, True), ("1" * 16, False)]
)
def test_the_limit_of_exact_integers(number: str, noted: bool) -> None:
    assert any("2⁵³" in note.text for note in read(f"[{number}]".encode()).notes) is noted


def test_duplicates_beside_a_huge_number_are_noted_all_the_same() -> None:
    notes = read(b'{"a": 1, "a": %b}' % (b"9" * 5_000)).notes
    assert "“a”" in notes[0].text


def test_nan_survives_and_is_noted() -> None:
    document = read(b'{"a": NaN, "b": [-Infinity]}')
    assert "NaN" in document.line(1)
    assert {note.line for note in document.notes} == {1, 3}
    assert document.problem is None


def test_several_documents_in_one_body() -> None:
    document = read(b'{"a": 1}\n{"a": 2}')
    assert len(document.roots()) == 2
    assert "2 documents" in document.notes[0].text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_other_encodings_are_read_and_noted(encoding: str) -> None:
    document = read('{"name": "é日本"}'.encode(encoding))
    assert document.kind is Kind.JSON
    assert "é日本" in document.line(1)
    assert document.notes


def test_a_named_charset_is_used() -> None:
    document = read('{"name": "é"}'.encode("latin-1"), "application/json; charset=iso-8859-1")
    assert "é" in document.line(1)


@pytest.mark.parametrize(
    "charset", ["hex", "zlib", "rot13", "base64", "undefined", "idna", "punycode", "unicode_escape", "nonsense", "aliases", "x" * 10_000]
)
@pytest.mark.parametrize("raw", ['{"name": "é"}'.encode("latin-1"), b"plain \\d words", "größe".encode()])
def test_a_charset_that_is_none_falls_back_and_is_noted(charset: str, raw: bytes) -> None:
    document = read(raw, f"text/plain; charset={charset}")
    assert document.encoding == "utf-8"
    assert document.line(0)
    assert "charset “" in document.notes[0].text
    assert len(document.notes[0].text) < 200


def test_every_codec_of_python_may_be_named() -> None:
    for charset in sorted({*aliases.values(), "idna", "punycode", "undefined"}):
        for raw in (b'{"\xe9": 1}', b"\xff\xfe\xfd{", b"+AGE-\\N{foo} \\d \\ud800 \xff"):
            document = read(raw, f"application/json; charset={charset}")
            assert document.raw == raw


def test_invalid_utf_8_is_shown_and_noted() -> None:
    document = read(b'{"a": "\xff\xfe"}')
    assert "�" in document.line(1)
    assert "not valid UTF-8" in document.notes[0].text


def test_lone_surrogates_stay_escaped() -> None:
    assert "\\ud800" in read(b'{"a": "\\ud800"}').line(1)


def test_a_hundred_thousand_levels() -> None:
    document = read(b"[" * 100_000 + b"]" * 100_000)
    assert document.problem is None
    assert document.line_count == 199_999
    assert document.fold_end(0) == 199_998


def test_one_line_of_a_megabyte() -> None:
    document = read(b'"' + b"x" * 1_000_000 + b'"')
    assert len(document.line(0)) < 21_000
    assert len(document.value_text(0)) == 1_000_002


@pytest.mark.parametrize(
    ("raw", "content_type", "kind"),
    [
        (b"", "application/json", Kind.EMPTY),
        (b" \r\n", "", Kind.EMPTY),
        (b"<html><body>no</body></html>", "text/html", Kind.TEXT),
        (b"<?xml version='1.0'?><a/>", "application/xml", Kind.TEXT),
        (b"plain words", "text/plain", Kind.TEXT),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png", Kind.BINARY),
        (b"null", "application/json", Kind.JSON),
        (b"[]", "", Kind.JSON),
    ],
)
def test_kinds_of_bodies(raw: bytes, content_type: str, kind: Kind) -> None:
    assert read(raw, content_type).kind is kind


@pytest.mark.parametrize(
    ("text", "line", "column", "guess"),
    [
        ('{"a": 1\n "b": 2}', 1, 8, "comma is missing"),
        ('{"a": [1, 2}', 1, 12, "closing ] is missing"),
        ('{"a": 1,}', 1, 8, "Remove the comma"),
        ('{"a": 1', 1, 8, "closing }"),
        ("{a: 1}", 1, 2, "quotes are missing"),
        ('{"a" 1}', 1, 6, "colon is missing"),
        ('{"a": ${guest.name}}', 1, 7, "template expression"),
        ('{"a": True}', 1, 7, "true"),
        ('{"a": 01}', 1, 7, "leading zero"),
        ('{"a": "say "hi""}', 1, 13, ""),
        ('{"a": 1}}', 1, 9, "too many"),
    ],
)
def test_the_place_and_the_cause_of_a_mistake(text: str, line: int, column: int, guess: str) -> None:
    problem = read(text.encode(), "application/json").problem
    assert problem is not None
    assert (problem.line, problem.column) == (line, column)
    assert guess in problem.guess


def test_paths_are_written_both_ways() -> None:
    document = read(b'{"hero": {"items": [{"a b": 1}, {"it\'s": 2}]}}')
    n = next(n for n in range(document.line_count) if "it's" in document.line(n))
    assert document.path(n).jsonpath() == "$['hero']['items'][1]['it\\'s']"
    assert str(document.path(n)) == 'hero.items[1]["it\'s"]'


def test_find_counts_and_places() -> None:
    document = read('{"Title": "title é title", "x": "subtitle"}'.encode())
    assert len(document.find("title").hits) == 4
    assert len(document.find("title", case=True).hits) == 3
    assert len(document.find("title", whole_word=True).hits) == 3
    assert len(document.find("t.t", regex=True).hits) == 4
    third = document.find("title").hits[2]
    assert document.line(third.line)[third.start : third.end] == "title"
