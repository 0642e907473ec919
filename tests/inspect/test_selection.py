"""Select: the same as the library on plain objects; plain dotted paths; duplicate keys, odd numbers, broken documents."""

from __future__ import annotations

import json
import time
from typing import Any

import jsonpath_rfc9535
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.inspect import odd_json
from workbench.inspect import Document, Path, QueryError, Selection, read, select, selection, suggest, views

keys = st.sampled_from(("a", "b", "sku", "x y", "é", "0"))
scalars = st.none() | st.booleans() | st.integers(-3, 30) | st.sampled_from((1.5, "a", "b", "", "abc"))
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20)
step = st.sampled_from(
    (".a", ".b", ".sku", "['x y']", "['é']", "['0']", "[0]", "[1]", "[-1]", "[-3]", "[*]", ".*", "[1:]", "[:2]", "[::2]", "[::-1]", "[2:0:-1]",
     "[-2:]", "['a','b']", "[0,1]", "[0,'a']", "[0,0]", "..a", "..*", "..[0]", "..['sku','a']", "..[*]", "[?@.a]", "[?@.a==1]", "[?@>1]",
     "[?@.a>@.b]", "[?@.sku=='a'||@.b]", "[?!@.a]", "[?length(@)>1]", "[?count(@.*)==2]", "[?match(@.a,'a.*')]", "[?search(@,'b')]", "[?@.*]",
     "[?@[0]==$.a]", "..[?@.a]", "[?value(@..a)==1]", "[?@.a<=@.b]", "[?@==null]")
)  # fmt: skip


def lines_of(found: Selection) -> list[Path]:
    return [match.path for match in found.matches]


@given(values, st.lists(step, max_size=4), st.booleans())
def test_the_same_values_as_the_library(value: Any, steps: list[str], views_only: bool) -> None:
    query = "$" + "".join(steps)
    expected = {node.location for node in jsonpath_rfc9535.find(query, value)}
    document = read(json.dumps(value).encode())
    with pytest.MonkeyPatch.context() as patch:
        if views_only:
            patch.setattr(views, "PARSED_UP_TO", 0)
            patch.setattr(selection, "_BATCH", 0)
        found = select(document, query)
    assert found.complete
    assert {path.steps for path in lines_of(found)} == expected
    assert len(found.matches) == len(expected)
    assert [match.line for match in found.matches] == sorted(match.line for match in found.matches)
    assert all(document.path(match.line) == match.path for match in found.matches)


DOCUMENT = b"""{"offer": {"items": [{"sku": "A1", "price": 9, "a.b": 1}, {"sku": "B2", "price": 20, "it's": {"x": 0}}], "a b": null},
 "list": [[1, 2], [3]], "0": "zero", "": "empty", "n": 9007199254740993, "big": 1e400, "one": 1.0, "minus": -0, "$": 5}"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("offer.items[0].sku", ["offer.items[0].sku"]),
        ("offer.items.1.sku", ["offer.items[1].sku"]),
        ("offer.items[].sku", ["offer.items[0].sku", "offer.items[1].sku"]),
        ("offer.items.*.sku", ["offer.items[0].sku", "offer.items[1].sku"]),
        ("offer.items[*].sku", ["offer.items[0].sku", "offer.items[1].sku"]),
        ("offer.items[-1]", ["offer.items[1]"]),
        ("offer.items[1:].price", ["offer.items[1].price"]),
        ("offer.items[?@.price > 10].sku", ["offer.items[1].sku"]),
        ("..sku", ["offer.items[0].sku", "offer.items[1].sku"]),
        ("offer..price", ["offer.items[0].price", "offer.items[1].price"]),
        ('offer.items[0]["a.b"]', ['offer.items[0]["a.b"]']),
        ("offer.items[]['it\\'s'].x", ['offer.items[1]["it\'s"].x']),
        ("offer.a b", ['offer["a b"]']),
        (" offer . a b ", ['offer["a b"]']),
        ("list[0][1]", ["list[0][1]"]),
        ("list[][]", ["list[0][0]", "list[0][1]", "list[1][0]"]),
        ("0", ['["0"]']),
        ("['']", ['[""]']),
        ("[?@ == 9007199254740993]", ["n"]),
        ("[?@ == 9007199254740992]", []),
        ("[?@ == 1]", ["one"]),
        ("[?@ == 0]", ["minus"]),
        ("[?@ > 1e308]", ["big"]),
        ("$", ["$"]),
        ("$['$']", ["$"]),
        ("$.offer.items[?match(@.sku, '[A-Z]1')].price", ["offer.items[0].price"]),
        ("", []),
        ("   ", []),
        ("nothing.here", []),
        ("*", ["offer", "list", '["0"]', '[""]', "n", "big", "one", "minus", "$"]),
    ],
)
def test_plain_paths(text: str, expected: list[str]) -> None:
    assert [str(path) for path in lines_of(select(read(DOCUMENT), text))] == expected


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("offer.", 6, "after the point"),
        ("a...b", 3, "between the points"),
        ("offer.items[", 11, "closing ]"),
        ("offer.items[0", 11, "closing ]"),
        ("offer['a", 5, "quote"),
        ("items[abc]", 6, "not expected"),
        ("items[?@.a=1]", 10, "two equals signs"),
        ("$.a[?@.b=1]", 8, "two equals signs"),
        ("$.", 2, "not complete"),
        ("$..", 3, "two points"),
        ("$.a[01]", 4, "zero"),
        ("$.a[99999999999999999999]", 4, "too large"),
        ("$[?foo(@.a)]", 3, "no such function"),
        ("$[?@.* == 1]", 7, "single value"),
        ("$['\\x']", 3, "escape"),
        ("$[?@ == 1e999]", 0, "not a path"),
        ("$[?" + "(" * 3_000 + "@" + ")" * 3_000 + "]", 0, "not a path"),
        ("a" * 20_000, 10_000, "too long"),
    ],
)
def test_what_is_no_path_is_said_with_its_place(text: str, position: int, words: str) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        select(read(DOCUMENT), text)
    assert caught.value.position == position


@given(st.text("$.[]*?@'\"ab01,:()=<>! &|\\~", max_size=20))
def test_any_text_is_a_path_or_a_mistake_with_a_place(text: str) -> None:
    try:
        select(read(DOCUMENT), text)
    except QueryError as wrong:
        assert 0 <= wrong.position <= len(text)
        assert str(wrong).endswith(".")
    assert len(suggest(read(DOCUMENT), text)) <= 50


def test_all_of_equal_keys_match() -> None:
    document = read(b'{"a":1,"b":{"a":2},"\\u0061":3,"a":{"a":4}}')
    assert [document.copy_text(match.line) for match in select(document, "a").matches] == ["1", "3", '{\n  "a": 4\n}']
    assert len(select(document, "..a").matches) == 5
    assert len(select(document, "$.*").matches) == 4
    assert [str(path) for path in lines_of(select(read(b'[{"a":1,"a":5},{"a":5,"a":1}]'), "$[?@.a==5]"))] == ["[0]"]


def test_each_document_of_a_body_is_searched() -> None:
    document = read(b'{"a":1}\n{"a":2}\n[{"a":3}]')
    assert [document.copy_text(match.line) for match in select(document, "a").matches] == ["1", "2"]
    assert len(select(document, "..a").matches) == 3
    assert len(select(document, "$").matches) == 3


@given(
    odd_json.document | odd_json.broken() | odd_json.pieces,
    st.sampled_from(("$..*", "..a", "$[?@]", "$..[?@.a==1]", "[].a", "$[0]", "$..[-1]", "*.*")),
)
def test_odd_and_broken_documents(raw: bytes, query: str) -> None:
    document = read(raw, "application/json")
    found = select(document, query)
    assert found.complete
    assert all(document.path(match.line) == match.path for match in found.matches)


def test_words_that_are_no_json_can_be_compared() -> None:
    document = read(b'{"a":[{"x":NaN,"n":1},{"x":oops,"n":2},{"x":"\\ud800","n":3},{"x":' + b"9" * 5_000 + b',"n":4}')
    assert document.problem is not None
    assert [str(path) for path in lines_of(select(document, "a[?@.x=='oops'].n"))] == ["a[1].n"]
    assert [str(path) for path in lines_of(select(document, "a[?@.n>=3]"))] == ["a[2]", "a[3]"]
    assert [str(path) for path in lines_of(select(document, "a[?@.x>1]"))] == ["a[3]"]


def test_the_limit_and_why() -> None:
    found = select(read(b"[" + b"1," * 50 + b"1]"), "$[*]", limit=10)
    assert (len(found.matches), found.complete) == (10, False)
    assert "10" in found.why
    assert select(read(b"[1,1]"), "$[*]", limit=2).complete


def large() -> Document:
    return read(json.dumps([{"n": n, "t": "a" * 40} for n in range(20_000)]).encode())


def test_what_takes_too_long_is_stopped_and_says_so() -> None:
    document = large()
    began = time.monotonic()
    for query in ("$..[?count(@..n) > 5]", "$[?match(@.t, '(a|a|aa)+b')]"):
        found = select(document, query, seconds=0.2)
        assert not found.complete
        assert "stopped" in found.why
    assert time.monotonic() - began < 4


def test_what_nobody_wants_any_more_ends() -> None:
    found = select(large(), "$..n", stopped=lambda: True)
    assert (found.matches, found.complete) == ((), False)


def test_other_documents_have_nothing() -> None:
    for raw in (b"", b"words", b"\0\1\2"):
        assert select(read(raw), "$..a").matches == ()
        assert suggest(read(raw), "a") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("offer", "list", '["0"]', '[""]', "n", "big", "one", "minus", '["$"]')),
        ("o", ("offer", "one")),
        ("offer.it", ("offer.items",)),
        ("offer.items", ("offer.items[]", "offer.items[0]")),
        ("offer.items[].", ("offer.items[].sku", "offer.items[].price", 'offer.items[]["a.b"]', 'offer.items[]["it\'s"]')),
        ("offer.items[0].p", ("offer.items[0].price",)),
        ("offer.a", ('offer["a b"]',)),
        ("$.of", ("$.offer",)),
        ("$.offer.items[*].i", ("$.offer.items[*]['it\\'s']", "$.offer.items[*].price")),
        ("$.offer['a", ("$.offer['a b']",)),
        ("..sk", ("..sku",)),
        ("$..sk", ("$..sku",)),
        ("nothing.", ()),
        ("a[[", ()),
        ("][..sku", ()),
        ("$[?@.a", ()),
    ],
)
def test_suggestions(text: str, expected: tuple[str, ...]) -> None:
    assert suggest(read(DOCUMENT), text) == expected


@pytest.mark.parametrize("start", ["", "$.", ".."])
def test_suggestions_lead_somewhere(start: str) -> None:
    document = read(DOCUMENT)
    for text in suggest(document, start):
        assert select(document, text).matches, text


def test_suggestions_are_quick_and_few() -> None:
    document = read(json.dumps({f"key{n}": n for n in range(100_000)}).encode())
    began = time.monotonic()
    assert len(suggest(document, "key9")) == 50
    assert time.monotonic() - began < 1
