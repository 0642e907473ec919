"""CSV that any reader reads back, and that no sheet calculates."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.experiments.reports.samples import ANSWERS, REPORT, hostile
from tests.experiments.reports.support import written
from workbench.experiments.reports.csv import COLUMNS, safe, write_csv


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def test_a_row_per_call_with_what_was_varied_behind() -> None:
    text = written(write_csv, REPORT)
    assert text.startswith("\ufeffCall,Name,")
    assert text.count("\r\n") == len(ANSWERS) + 1 == text.count("\n")
    rows = rows_of(text)
    assert list(rows[0]) == [*COLUMNS, "Persona", "Channel"]
    assert rows[0]["Persona"] == "Returning, DE" and rows[0]["Milliseconds"] == "184.4" and rows[0]["Outcome"] == "held"
    assert [row["Outcome"] for row in rows] == ["held", "failed", "no response", "held", "skipped", "failed"]
    assert rows[1]["Not held"].startswith("variant: expected Gold, found Silver")
    assert rows[2]["Status"] == "" and rows[2]["Why"].startswith("Timed out")
    assert rows[4]["Why"] == "The request is switched off." and rows[4]["Shows"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+SUM(A1:A2)",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        '=HYPERLINK("http://x")',
        " =1+1",
        "\u00a0=1",
        "＝1",
        "-",
        "+1-2",
        "--1",
    ],
)
def test_what_a_sheet_would_calculate_has_an_apostrophe_before_it(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "+1.5", "-2.5e-10", "0", "a=1", "1-2", "", "'=1", "Gold"])
def test_numbers_and_other_texts_stay(text: str) -> None:
    assert safe(text) == text


@given(st.text(max_size=30))
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = safe(text)
    if cell.lstrip()[:1] and cell.lstrip()[0] in "=@＝＋－＠":
        raise AssertionError(cell)
    if cell[:1] in tuple("+-"):
        float(cell)


def test_hostile_cells_survive_the_way_through_a_reader() -> None:
    rows = rows_of(written(write_csv, hostile()))
    assert len(rows) == len(list(hostile().answers()))
    assert rows[0]["Name"] == "<script>alert(1)</script>"
    assert any(row["Name"] == "'=1+1" for row in rows)
    assert rows[0]["Milliseconds"] == ""
