"""JSON as its module documents it, whatever stood in the report."""

from __future__ import annotations

import json
from typing import Any

from tests.experiments.charts.samples import HOSTILE
from tests.experiments.reports.samples import ANSWERS, REPORT, hostile
from tests.experiments.reports.support import written
from workbench.experiments.reports.json import write_json

TEXT, NUMBER, MAYBE_TEXT, MAYBE_NUMBER = (str,), (int, float), (str, type(None)), (int, float, type(None))
SCHEMA: dict[str, Any] = {
    "format": (int,),
    "tool": TEXT,
    "toolVersion": TEXT,
    "kind": TEXT,
    "title": TEXT,
    "startedAt": TEXT,
    "endedAt": MAYBE_TEXT,
    "verdict": {"level": TEXT, "sentence": TEXT, "behind": [TEXT]},
    "facts": [{"label": TEXT, "value": TEXT}],
    "sections": [
        {
            "title": TEXT,
            "sentences": [TEXT],
            "charts": [dict],
            "tables": [{"columns": [TEXT], "rows": [[TEXT]], "emphasis": [(int,)]}],
            "code": [{"caption": TEXT, "text": TEXT}],
        }
    ],
    "masked": (bool,),
    "answers": [
        {
            "place": (int,),
            "name": TEXT,
            "outcome": TEXT,
            "shows": TEXT,
            "variant": TEXT,
            "why": TEXT,
            "status": MAYBE_NUMBER,
            "milliseconds": MAYBE_NUMBER,
            "at": MAYBE_TEXT,
            "identity": TEXT,
            "historyNumber": MAYBE_NUMBER,
            "varied": dict,
            "checks": [{"name": TEXT, "held": (bool,), "expected": TEXT, "found": TEXT}],
            "failure": TEXT,
            "skipped": TEXT,
        }
    ],
    "counts": {"calls": (int,), "held": (int,), "failed": (int,), "noResponse": (int,), "skipped": (int,)},
}
CHARTS = {
    "bars": {"type", "title", "asShare", "bars"},
    "lines": {"type", "title", "xLabel", "yLabel", "asShare", "logY", "lines", "limits", "ticks"},
    "histogram": {"type", "title", "xLabel", "edges", "counts"},
    "grid": {"type", "title", "rows", "columns", "cells", "labels"},
}


def check(value: Any, schema: Any, where: str = "$") -> None:
    """Exactly the members that the schema names, each of a type it allows."""
    if isinstance(schema, dict):
        assert isinstance(value, dict) and list(value) == list(schema), where
        for name, inner in schema.items():
            check(value[name], inner, f"{where}.{name}")
    elif isinstance(schema, list):
        assert isinstance(value, list), where
        for part in value:
            check(part, schema[0], f"{where}[]")
    else:
        assert isinstance(value, schema), (where, value)


def read(text: str) -> Any:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_it_is_what_its_module_says() -> None:
    document = read(written(write_json, REPORT))
    check(document, SCHEMA)
    assert document["format"] == 1 and document["masked"] is False
    assert document["counts"] == {"calls": 6, "held": 2, "failed": 2, "noResponse": 1, "skipped": 1}
    assert document["answers"][1]["checks"][1]["held"] is False
    assert [answer["outcome"] for answer in document["answers"]] == ["held", "failed", "no response", "held", "skipped", "failed"]
    charts = [chart for section in document["sections"] for chart in section["charts"]]
    assert {chart["type"] for chart in charts} == set(CHARTS)
    assert all(set(chart) == CHARTS[chart["type"]] for chart in charts)


def test_each_answer_has_a_line_of_its_own() -> None:
    lines = written(write_json, REPORT).splitlines()
    assert len(lines) == 2 + len(ANSWERS)
    assert all(json.loads(line.rstrip(","))["place"] == place for place, line in enumerate(lines[1:-1]))


def test_hostile_texts_come_back_as_they_were_and_what_is_no_number_is_null() -> None:
    document = read(written(write_json, hostile()))
    check(document, SCHEMA)
    names = [answer["name"] for answer in document["answers"]]
    assert names[: len(HOSTILE)] == [name.replace("\ud800", "\ufffd") for name in HOSTILE]
    assert document["answers"][0]["milliseconds"] is None
    assert document["endedAt"] is None


def test_a_run_without_answers_is_whole_too() -> None:
    document = read(written(write_json, type(REPORT)("Suite", "Empty", REPORT.verdict, REPORT.started_at)))
    check(document, SCHEMA)
    assert document["answers"] == [] and document["counts"]["calls"] == 0
