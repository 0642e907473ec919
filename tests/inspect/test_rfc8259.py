"""RFC 8259, case by case: what a reader has to accept, what it has to refuse and where, what it may decide.

Written from the text of the RFC; the section is named in each group.  Whatever the verdict, every token is shown.
"""

from __future__ import annotations

import pytest

from tests.inspect.odd_json import tokens
from workbench.inspect import Kind, read

JSON = "application/json"

# y: accepted, nothing to say about them
ACCEPTED: dict[str, list[bytes]] = {
    "2 blanks around the six structural characters": [
        b" [ ] ", b"\t[\t]\t", b"\n[\n]\n", b"\r[\r]\r", b"\r\n[\r\n]\r\n", b' { } ', b'{ "a" : 1 }', b'{"a"\n:\n1\n,\n"b"\t:\t2}',
        b"[ 1 , 2 ]", b"[\n1\n,\n2\n]", b"[]\n", b"\n\n[]", b"[ ]", b"{\t}",
    ],
    "2 any value is a text": [b"1", b'"a"', b"true", b"false", b"null", b"{}", b"[]", b" 1 ", b"-1.5e3", b'""', b"\nnull\n"],
    "3 the three names": [b"[true]", b"[false]", b"[null]", b"[true,false,null]", b'{"a":true,"b":false,"c":null}'],
    "4 objects": [
        b'{"a":1}', b'{"":0}', b'{"a":{}}', b'{"a":[]}', b'{"a":{"a":{"a":1}}}', b'{"a":1,"b":2}', b'{"b":1,"a":2}', b'{" ":1}',
        b'{"\\u0000":1}', b'{"\\"":1}', b'{"a\\nb":1}', b'{"1":1}', b'{"true":null}', '{"é":1}'.encode(), '{"日本":1}'.encode(),
        b'{"a.b":1,"a[0]":2}', b'{"$":1,"@":2,"*":3}', b'{"__proto__":{}}', '{"a":1,"A":2,"\u00c5":3,"A\u030a":4}'.encode(),
    ],
    "5 arrays": [
        b"[1]", b"[[]]", b"[[],[]]", b"[[[[]]]]", b"[{}]", b"[{},{}]", b'[1,"a",true,null,[],{}]', b"[1,1,1]", b'["",""]', b"[[1],[2,3],[]]",
    ],
    "6 numbers": [
        b"[0]", b"[-0]", b"[1]", b"[-1]", b"[10]", b"[123456789]", b"[0.0]", b"[-0.0]", b"[0.5]", b"[1.0]", b"[1.10]", b"[1.000000]",
        b"[0e0]", b"[0E0]", b"[1e1]", b"[1E1]", b"[1e+1]", b"[1e-1]", b"[1E+01]", b"[1e00]", b"[1.5e10]", b"[-1.5E-10]", b"[0.1e1]",
        b"[9007199254740991]", b"[-9007199254740991]", b"[0.00000000000000000000001]", b"[3.141592653589793238462643383279]", b"[0e+0]",
        b"[-0e-0]", b"[1.0E+2]",
    ],
    "7 strings": [
        b'[""]', b'["a"]', b'[" "]', b'["\\""]', b'["\\\\"]', b'["\\/"]', b'["/"]', b'["\\b\\f\\n\\r\\t"]', b'["\\u0000"]', b'["\\u001f"]',
        b'["\\u0041"]', b'["\\u00e9"]', b'["\\u00E9"]', b'["\\u2028\\u2029"]', b'["\\uFFFF"]', b'["\\uFEFF"]', b'["\\uD834\\uDD1E"]',
        b'["\\ud834\\udd1e"]', b'["\\\\u0041"]', b'["\\\\\\\\"]', b'["\\\\n"]', b'["\x7f"]', '["é"]'.encode(), '["日本"]'.encode(),
        '["😀"]'.encode(), '["\u2028\u2029"]'.encode(), '["\ufeff"]'.encode(), '["\uffff"]'.encode(), '["\U0010ffff"]'.encode(), b'["[{}],:"]',
        b'["//"]', b'["/* */"]', b'["<b>"]', b'["\'"]', '["\u0085\u00a0"]'.encode(), b'["1"]', b'["true"]', '["e\u0301\u202e"]'.encode(),
    ],
}  # fmt: skip

# n: refused, with the column of line 1 where it goes wrong (or (line, column))
REFUSED: dict[str, list[tuple[bytes, int | tuple[int, int]]]] = {
    "2 what is no blank": [
        (b"[\x0c1]", 2), (b"[\x0b1]", 2), (b"[1\x0c]", 3), ("[\u00a01]".encode(), 2), ("[\u20281]".encode(), 2), (b"[1,\x08]", 4),
        (b"[\n1\n2]", (2, 2)),
    ],
    "2 structure": [
        (b"[", 2), (b"]", 1), (b"{", 2), (b"}", 1), (b"[[", 3), (b"[]]", 3), (b"{}}", 3), (b"[}", 2), (b"{]", 2), (b"[1", 3), (b"[1,", 4),
        (b"[1,2", 5), (b'{"a":1', 7), (b'{"a":[1}', 8), (b"[{]", 3), (b"[1]]", 4), (b"[1}", 3), (b"[[1]", 5), (b",", 1), (b":", 1),
        (b"[\n{\n", (3, 1)), (b"[1],", 4), (b"[\r", 3),
    ],
    "3 other names": [
        (b"[True]", 2), (b"[FALSE]", 2), (b"[nul]", 2), (b"[nulll]", 2), (b"[None]", 2), (b"[undefined]", 2), (b"[yes]", 2), (b"[tru]", 2),
        (b"[truefalse]", 2), (b"[true false]", 6), (b"nul", 1), (b"[nan]", 2), (b"[inf]", 2), (b"[a]", 2), (b"[*]", 2), (b"[${x}]", 2),
    ],
    "4 objects": [
        (b'{"a"}', 5), (b'{"a":}', 6), (b'{"a" 1}', 6), (b'{"a",1}', 5), (b"{:1}", 2), (b"{,}", 2), (b'{"a":1,}', 7), (b'{"a":1,,"b":2}', 8),
        (b'{"a":1 "b":2}', 7), (b"{a:1}", 2), (b"{'a':1}", 2), (b"{1:1}", 2), (b"{true:1}", 2), (b"{[]:1}", 2), (b"{{}:1}", 2),
        (b'{"a"::1}', 6), (b'{"a":1:2}', 7), (b'{"a":1;"b":2}', 6), (b'{"a"="b"}', 5), (b"{1}", 2), (b'{"a":1,"b"}', 11), (b'{,"a":1}', 2),
    ],
    "5 arrays": [
        (b"[,]", 2), (b"[1,]", 3), (b"[,1]", 2), (b"[1,,2]", 4), (b"[1 2]", 3), (b"[1:2]", 3), (b'["a":1]', 5), (b"[1;2]", 2), (b"[[1,],2]", 4),
        (b"[1,\n]", (1, 3)), (b'["a" "b"]', 5), (b"[{}{}]", 4), (b"[[][]]", 4),
    ],
    "6 numbers": [
        (b"[01]", 2), (b"[-01]", 2), (b"[00]", 2), (b"[+1]", 2), (b"[.5]", 2), (b"[1.]", 2), (b"[-.5]", 2), (b"[1.e1]", 2), (b"[-]", 2),
        (b"[--1]", 2), (b"[1e]", 2), (b"[1e+]", 2), (b"[1E-]", 2), (b"[e1]", 2), (b"[1e1.5]", 2), (b"[0x1]", 2), (b"[1_000]", 2), (b"[1.2.3]", 2),
        (b"[1 000]", 3), (b"[1-2]", 2), (b"[0b1]", 2), (b"[1f]", 2), (b"[+Infinity]", 2), ("[\uff11]".encode(), 2), (b"[-NaN]", 2),
    ],
    "7 strings": [
        (b'["]', 2), (b'["a]', 2), (b'["a', 2), (b'["\\"]', 2), (b"['a']", 2), (b'["\t"]', 3), (b'["\x01"]', 3), (b'["a\x1f"]', 4),
        (b'["\n"]', 2), (b'["a\nb"]', 2), (b'["\\x41"]', 3), (b'["\\a"]', 3), (b'["\\v"]', 3), (b'["\\0"]', 3), (b'["\\u"]', 3), (b'["\\u1"]', 3),
        (b'["\\u12"]', 3), (b'["\\u123"]', 3), (b'["\\u123g"]', 3), (b'["\\U0041"]', 3), (b'["\\u 041"]', 3), (b'["a"b"]', 5), (b'["\\\'"]', 3),
        (b'["ok\\q"]', 5), (b'{"\\x":1}', 3), (b'{"a\tb":1}', 4), (b'"', 1), (b'"a', 1), (b'["a\\', 2), ('["é\\x"]'.encode(), 4),
    ],
    "after the end": [(b"[1]x", 4), (b"{}#", 3), (b"[]/**/", 3), (b'[] //', 4), (b"// a\n[]", 1), (b"# a\n[]", 1), (b"[1,2]]", 6)],
}  # fmt: skip

# i: the RFC leaves it to the reader; here it is accepted, and a note says what is unusual where others refuse it
DECIDED: dict[str, list[tuple[bytes, str]]] = {
    "4 names that are not unique": [(b'{"a":1,"a":2}', "“a”"), (b'{"a":1,"\\u0061":2}', "“a”"), (b'{"":0,"":0}', "“”"), (b'{"a":{"b":1,"b":1}}', "“b”")],
    "6 range and precision": [
        (b"[9007199254740993]", "2⁵³"), (b"[-9007199254740993]", "2⁵³"), (b"[" + b"9" * 400 + b"]", "2⁵³"), (b"[1e400]", ""), (b"[-1e-400]", ""),
        (b"[1E1000000]", ""), (b"[0.1234567890123456789012345678901234567890]", ""), (b"[" + b"1" * 5000 + b"]", "2⁵³"),
    ],
    "8.1 encoding": [
        (b"\xef\xbb\xbf[1]", "byte order mark"), ("[1]".encode("utf-16"), "byte order mark"), ("[1]".encode("utf-16-le"), "UTF-16-LE"),
        ("[1]".encode("utf-16-be"), "UTF-16-BE"), ("[1]".encode("utf-32"), "byte order mark"), (b'["\xff"]', "not valid UTF-8"),
        (b'["\xc3\x28"]', "not valid UTF-8"), (b'["\xed\xa0\x80"]', "not valid UTF-8"), (b'["\xc0\xaf"]', "not valid UTF-8"),
        (b'["\xf4\x90\x80\x80"]', "not valid UTF-8"), (b'["\xe6\x97"]', "not valid UTF-8"),
    ],
    "8.2 halves of characters": [
        (b'["\\ud800"]', "half"), (b'["\\udc00"]', "half"), (b'["\\ud800\\ud800"]', "half"), (b'["\\udc00\\ud800"]', "half"), (b'["\\ud800a"]', "half"),
        (b'["\\ud83d\\ude00\\ud83d"]', "half"), (b'{"\\uDFAA":0}', "half"), (b'["\\uD800\\u0041"]', "half"),
    ],
    "9 depth": [(b"[" * 600 + b"]" * 600, ""), (b"[" * 1200 + b"]" * 1200, "levels"), (b'{"a":' * 1500 + b"1" + b"}" * 1500, "levels")],
    "9 what many send all the same": [
        (b"[NaN]", "NaN"), (b"[Infinity]", "Infinity"), (b"[-Infinity]", "-Infinity"), (b"NaN", "NaN"), (b"{}{}", "2 documents"), (b"[][]", "2 documents"),
        (b"1 2", "2 documents"), (b'{"a":1}\n{"a":2}\n', "2 documents"), (b"[1]\x1e[2]", "!"),
    ],
}  # fmt: skip


def ids(raw: bytes) -> str:
    return ascii(raw[:24].decode("latin-1"))


def shown(raw: bytes) -> bytes:
    document = read(raw, JSON)
    return "\n".join(document.value_text(n) if document.depth(n) == 0 else "" for n in document.roots()).encode()


def all_lines(raw: bytes) -> bytes:
    return read(raw, JSON).pretty


def test_there_are_more_than_two_hundred() -> None:
    assert sum(len(cases) for group in (ACCEPTED, REFUSED, DECIDED) for cases in group.values()) > 200


@pytest.mark.parametrize("raw", [raw for cases in ACCEPTED.values() for raw in cases], ids=ids)
def test_accepted(raw: bytes) -> None:
    document = read(raw, JSON)
    assert (document.kind, document.problem, document.notes) == (Kind.JSON, None, ())
    assert tokens(all_lines(raw)) == tokens(raw)
    assert tokens(shown(raw)) == tokens(raw)


@pytest.mark.parametrize(
    ("raw", "place"), [case for cases in REFUSED.values() for case in cases], ids=lambda v: ids(v) if isinstance(v, bytes) else ""
)
def test_refused(raw: bytes, place: int | tuple[int, int]) -> None:
    document = read(raw, JSON)
    problem = document.problem
    assert document.kind is Kind.JSON
    assert problem is not None
    assert (problem.line, problem.column) == (place if isinstance(place, tuple) else (1, place))
    assert problem.message.endswith(".")
    assert 0 <= problem.shown_line < max(1, document.line_count)
    assert problem.caret <= len(problem.excerpt)
    assert "".join(all_lines(raw).decode().split()) == "".join(raw.decode().split())


@pytest.mark.parametrize(
    ("raw", "note"), [case for cases in DECIDED.values() for case in cases], ids=lambda v: ids(v) if isinstance(v, bytes) else ""
)
def test_left_to_the_reader(raw: bytes, note: str) -> None:
    document = read(raw, JSON)
    assert document.kind is Kind.JSON
    if note == "!":
        assert document.problem is not None
        return
    assert document.problem is None
    assert any(note in told.text for told in document.notes) if note else not document.notes or "levels" in document.notes[0].text
    sent = raw.decode(document.encoding, "replace").removeprefix("\ufeff").encode()
    assert tokens(all_lines(raw)) == tokens(sent)
