"""JSON Schema: what fits, what does not and where, and that nothing is ever fetched."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.support.loopback import Answer, Loopback
from workbench.inspect import SchemaError, compile_schema, read_schema

OFFER: Any = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "pattern": "^G"},
        "price": {"type": "number", "minimum": 0},
        "tags": {"items": {"enum": ["a"]}},
    },
}


def test_what_fits_has_no_problems() -> None:
    assert compile_schema(OFFER).problems({"name": "Gold", "price": 9.5, "tags": ["a", "a"]}) == ()
    assert compile_schema(True).problems([1]) == ()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"name": 5}, 'name: 5 is not of type "string"'),
        ({}, '$: "name" is a required property'),
        ({"name": "Gold", "tags": ["a", "b"]}, 'tags[1]: "b" is not one of "a"'),
        ({"name": "Gold", "price": -1}, "price: -1 is less than the minimum of 0"),
        ({"name": "Silver"}, 'name: "Silver" does not match "^G"'),
        ([], '$: [] is not of type "object"'),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(body: Any, problem: str) -> None:
    assert compile_schema(OFFER).problems(body) == (problem,)


def test_no_more_than_a_few_places_are_named() -> None:
    assert len(compile_schema({"items": {"type": "string"}}).problems(list(range(100_000)))) == 5


@pytest.mark.parametrize(
    "draft",
    ["http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"],
)
def test_any_draft_is_read(draft: str) -> None:
    schema = compile_schema({"$schema": draft, "type": "integer"})
    assert schema.problems(1) == () and schema.problems("1")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nope"},
        {"pattern": "("},
        {"$ref": "#/nope"},
        {"$schema": "urn:x"},
        {"$ref": "file:///etc/hostname"},
        {"$ref": "other.schema.json"},
        5,
        "x",
    ],
)
def test_what_is_no_schema_is_told_in_one_line(schema: Any) -> None:
    with pytest.raises(SchemaError) as told:
        compile_schema(schema)
    assert "\n" not in str(told.value) and str(told.value).endswith(".")


def test_nothing_is_fetched() -> None:
    with Loopback([Answer(body=b"{}")]) as server:
        with pytest.raises(SchemaError, match="nothing is fetched"):
            compile_schema({"$ref": f"{server.url}/x.json"})
        assert not server.received


def test_a_reference_names_a_file_that_was_handed_in() -> None:
    files = {
        "hero.schema.json": b'{"properties": {"offer": {"$ref": "offer.schema.json"}}}',
        "offer.schema.json": json.dumps(OFFER).encode(),
    }
    assert read_schema("hero.schema.json", files).problems({"offer": {"name": 5}}) == ('offer.name: 5 is not of type "string"',)
    with pytest.raises(SchemaError, match=r"There is no x\.schema\.json"):
        read_schema("x.schema.json", files)
    with pytest.raises(SchemaError, match=r"x\.schema\.json: .* not valid JSON"):
        read_schema("x.schema.json", {"x.schema.json": b"{"})


def test_a_schema_within_itself_is_followed() -> None:
    tree = compile_schema(
        {"$defs": {"node": {"required": ["n"], "properties": {"next": {"$ref": "#/$defs/node"}}}}, "$ref": "#/$defs/node"}
    )
    assert tree.problems({"n": 1, "next": {"n": 2}}) == ()
    assert tree.problems({"n": 1, "next": {}}) == ('next: "n" is a required property',)


def test_a_pattern_that_runs_away_is_stopped() -> None:
    start = time.monotonic()
    assert compile_schema({"pattern": r"^(a|aa)+(?<!b)$"}).problems("a" * 60 + "b")
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("body", ["\ud800", float("inf")])
def test_what_has_no_form_for_the_library_does_not_fit(body: Any) -> None:
    assert compile_schema({"type": ["string", "number"]}).problems(body)


def test_the_library_is_loaded_with_the_first_schema_and_not_before() -> None:
    code = "import sys, workbench.inspect as i, workbench.usecases.judge; print('jsonschema_rs' in sys.modules); i.compile_schema({}); print('jsonschema_rs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == ["False", "True"]
