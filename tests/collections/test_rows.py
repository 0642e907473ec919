"""Data rows: typed columns, every manner of CSV and JSON, mistakes with their line, and constant memory."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.collections import InvalidFile
from workbench.collections.rows import SPECIAL, Row, Rows, separator_of
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers


def rows(path: Path, text: str | bytes, name: str = "guests.csv") -> list[Row]:
    file = path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(Rows(file))


def values(path: Path, text: str | bytes, name: str = "guests.csv") -> list[Any]:
    return [dict(row.layer.values) for row in rows(path, text, name)]


def wrong(path: Path, text: str | bytes, name: str = "guests.csv") -> str:
    with pytest.raises(InvalidFile) as told:
        rows(path, text, name)
    return str(told.value)


# -- CSV -------------------------------------------------------------------------------------------


def test_columns_have_types(tmp_path: Path) -> None:
    text = 'tier,age:integer,price:number,new:boolean,tags:json\ngold,42,9.5,TRUE,"[""a"", null]"\n" silver ",-3,4,false,{}\n'
    assert values(tmp_path, text) == [
        {"tier": "gold", "age": 42, "price": 9.5, "new": True, "tags": ["a", None]},
        {"tier": " silver ", "age": -3, "price": 4, "new": False, "tags": {}},
    ]


def test_an_empty_cell_is_an_empty_text_and_no_value_of_another_type(tmp_path: Path) -> None:
    assert values(tmp_path, "a,b:integer,c:json,d\n,,,x\n") == [{"a": "", "d": "x"}]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_manner_of_csv_gives_the_same(tmp_path: Path, separator: str, end: str, encoding: str) -> None:
    lines = ["name", "words", "n:integer"], ['"Zoë"', f'"one{separator} two, three; four\t""five""{end}six"', "1"], ["Kim", "x", "2"]
    text = end.join(separator.join(line) for line in lines)
    found = values(tmp_path, text.encode(encoding))
    assert found == [
        {"name": "Zoë", "words": f'one{separator} two, three; four\t"five"{end}six', "n": 1},
        {"name": "Kim", "words": "x", "n": 2},
    ]


@pytest.mark.parametrize(
    ("head", "separator"),
    [
        ("a\n1,5\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a,b\n1;2;3,x\n", ","),
        ("a\tb\n1,2,3\t4\n", "\t"),
        ("a;b;c\n1;2;3\n", ";"),
        ('"a;b;c",d\n1,2\n', ","),
        ("", ","),
    ],
)
def test_the_separator_is_the_one_that_makes_even_rows(head: str, separator: str) -> None:
    assert separator_of(head) == separator


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_texts_come_back(tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]) -> None:
    made = io.StringIO(newline="")
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b", "c"], *cells])
    assert values(tmp_path_factory.mktemp("rows"), made.getvalue()) == [dict(zip("abc", row, strict=True)) for row in cells]


def test_rows_tell_where_they_stand(tmp_path: Path) -> None:
    found = rows(tmp_path, 'a,b\n"one\ntwo",2\n\n3,4\n')
    assert [(row.number, row.line, row.layer.origin) for row in found] == [(1, 2, "row 1 of guests.csv"), (2, 5, "row 2 of guests.csv")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty; the first line names the columns"),
        ("a,b\n1\n", "line 2: it has 1 cells, and there are 2 columns"),
        ('a,b\n"x\ny",1\n1,2,3\n', "line 4: it has 3 cells"),
        ("a,n:integer\nx,1\ny,1.5\n", "line 3, column “n”: expected a whole number like 3, found “1.5”"),
        ("a,n:number\nx,1_000\n", "line 2, column “n”: expected a number like 9.5, found “1_000”"),
        ("a,n:number\nx,nan\n", "expected a number"),
        ("a,n:number\nx,1e999\n", "expected a number"),
        ("a,n:boolean\nx,yes\n", "expected true or false, found “yes”"),
        ("a,n:json\nx,{a}\n", "line 2, column “n”: expected JSON"),
        ("a,n:json\nx,NaN\n", "expected JSON"),
        ("a,n:date\nx,1\n", "line 1, column “n:date”: expected text, number, integer, boolean or json after the colon"),
        ("a,First name\nx,1\n", "line 1: “First name” cannot be the name of a value"),
        ("a,\nx,1\n", "line 1: “” cannot be the name"),
        ("a,a:integer\nx,1\n", "the column “a” is there twice"),
        ("a,@phone\nx,1\n", "there is no “@phone”; expected @name,"),
        ("a,@param.\nx,1\n", "there is no “@param.”"),
        ('a,b\nx,"1\n', "line 2: it is no CSV"),
        ('a,b\nx,"1"2\n', "line 2: it is no CSV"),
        (b"a,b\nx,\xff\n", "not UTF-8 text"),
        ("@email,@browser_id\na@example.com,x\n", "line 2: @browser_id and @email are both filled in"),
        ("a,@id\nx,1\n", "@provider and @id are expected together"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str | bytes, why: str) -> None:
    told = wrong(tmp_path, text)
    assert told.startswith("guests.csv: ") and why in told


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="not there"):
        Rows(tmp_path / "x.csv").count()
    with pytest.raises(InvalidFile, match="cannot be read"):
        Rows(tmp_path).count()


# -- JSON ------------------------------------------------------------------------------------------

OBJECTS: list[dict[str, Any]] = [{"a": 1, "b": {"c": [None, "}"]}}, {}, {"a": 1.0, "t": "ü\n"}]


@pytest.mark.parametrize("name", ["guests.json", "guests.jsonl", "guests.data"])
@pytest.mark.parametrize(
    "form",
    [
        json.dumps(OBJECTS),
        json.dumps(OBJECTS, indent=2),
        "\n".join(map(json.dumps, OBJECTS)),
        "\r\n".join(map(json.dumps, OBJECTS)) + "\r\n\r\n",
    ],
)
def test_an_array_or_one_object_a_line(tmp_path: Path, name: str, form: str) -> None:
    assert repr(values(tmp_path, form, name)) == repr(OBJECTS)
    assert repr(values(tmp_path, b"\xef\xbb\xbf" + form.encode(), name)) == repr(OBJECTS)


def test_rows_of_json_tell_their_line(tmp_path: Path) -> None:
    assert [row.line for row in rows(tmp_path, '[\n {"a":\n 1},\n\n {"a": 2}]', "x.json")] == [2, 5]


def test_a_row_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    long = [{"a": "x" * 200_000 + str(n)} for n in range(5)]
    assert values(tmp_path, json.dumps(long), "x.json") == long


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ('[{"a": 1}', "line 1: a comma or ] is expected"),
        ('[{"a": 1},\n]', "line 2: after a comma another row is expected"),
        ('[{"a": 1} {"a": 2}]', "a comma or ] is expected between rows"),
        ('[{"a": 1}] x', "nothing is expected after the ]"),
        ('{"a": 1}\n]', "line 2: a ] too many"),
        ("[", "a ] is missing at the end"),
        ('{"a": 1}\n{"a": \n}', "line 3: this is not valid JSON"),
        ('{"a": NaN}', "not valid JSON"),
        ('[{"a": 1},\n 5]', 'line 2: expected an object like {"name": "value"}'),
        ('{"a b": 1}', "cannot be the name of a value"),
        ('{"@email": true}', "line 1, @email: expected a text"),
        ('{"a": ' + "[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_wrong_in_json_is_told_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    told = wrong(tmp_path, text, "x.json")
    assert told.startswith("x.json: ") and why in told


# -- what fills the request ------------------------------------------------------------------------

REQUEST = FlowRequest("home", "WEB", "EN", "EUR", "shop", BrowserId("x"), {"tier": "none", "kept": 1})


def test_special_columns_fill_the_request_and_the_others_are_values(tmp_path: Path) -> None:
    head = "@name,@friendly_id,@channel,@language,@currency,@point_of_sale,@email,@param.tier,@param.cart:json,n:integer"
    (row,) = rows(tmp_path, f'{head}\nAda,cart,SMS,DE,CHF,uk,ada@example.com,gold,"{{""total"": 1}}",7\n')
    place = ("cart", "SMS", "DE", "CHF", "uk")
    assert row.apply(REQUEST) == FlowRequest(*place, Email("ada@example.com"), {"tier": "gold", "kept": 1, "cart": {"total": 1}})
    assert (row.name, dict(row.layer.values)) == ("Ada", {"n": 7})


def test_what_is_empty_leaves_the_own_of_the_request(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, f"{','.join(SPECIAL)},@param.n:number\n{',' * len(SPECIAL)}\n")
    assert row.apply(REQUEST) == REQUEST


def test_each_identity_can_come_from_a_row(tmp_path: Path) -> None:
    found = rows(tmp_path, json.dumps([{"@browser_id": "b"}, {"@provider": "CRM", "@id": 12}, {"@email": None}]), "x.json")
    assert [row.identity for row in found] == [BrowserId("b"), Identifiers("CRM", "12"), None]


# -- many ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl"])
def test_a_hundred_thousand_rows_take_no_more_memory_than_a_thousand(tmp_path: Path, ending: str) -> None:
    def peak(count: int) -> int:
        file = tmp_path / f"{count}.{ending}"
        with file.open("w") as out:
            out.write({"csv": "name,n:integer,cart:json\n", "json": "[", "jsonl": ""}[ending])
            for n in range(count):
                if ending == "csv":
                    out.write(f'Guest {n},{n},"[""a"", {n}]"\n')
                else:
                    comma = "," if ending == "json" and n else ""
                    out.write(f'{comma}{{"name": "Guest {n}", "n": {n}, "cart": ["a", {n}]}}\n')
            out.write("]" if ending == "json" else "")
        tracemalloc.start()
        try:
            assert Rows(file).count() == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = peak(5_000), peak(100_000)
    assert many < few * 1.3 + 100_000
    assert many < 2_000_000
