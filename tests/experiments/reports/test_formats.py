"""What holds for every format: it can be written, hides no guest when masked, takes hostile texts, and streams."""

from __future__ import annotations

import io

import pytest

from tests.experiments.reports.samples import BROWSER, EMAIL, FLOW_REF, REPORT, hostile, large
from tests.experiments.reports.support import Writer, peak_of, written
from workbench.experiments.reports.csv import write_csv
from workbench.experiments.reports.formats import ReportFormat, write_report
from workbench.experiments.reports.html import write_html
from workbench.experiments.reports.json import write_json
from workbench.experiments.reports.junit import write_junit
from workbench.experiments.reports.markdown import write_markdown
from workbench.experiments.reports.model import Report, Verdict, VerdictLevel

FORMATS = pytest.mark.parametrize("kind", ReportFormat)
MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    ("kind", "suffix", "begins"),
    [
        (ReportFormat.HTML, ".html", "<!DOCTYPE html>"),
        (ReportFormat.MARKDOWN, ".md", "## "),
        (ReportFormat.JUNIT, ".xml", "<?xml"),
        (ReportFormat.JSON, ".json", '{"format": 1,'),
        (ReportFormat.CSV, ".csv", "\ufeffCall,"),
    ],
)
def test_each_format_is_written_through_the_one_door(kind: ReportFormat, suffix: str, begins: str) -> None:
    out = io.StringIO(newline="")
    write_report(REPORT, kind, out, mask=False)
    assert out.getvalue().startswith(begins)
    assert kind.suffix == suffix


@FORMATS
def test_masked_reports_name_no_guest_anywhere(kind: ReportFormat) -> None:
    def writer(report: Report, out: io.StringIO, *, mask: bool) -> None:
        write_report(report, kind, out, mask=mask)

    plain, masked = written(writer, REPORT), written(writer, REPORT, mask=True)
    for secret in (EMAIL, BROWSER, "4711-88"):
        assert secret not in masked.casefold()
    assert EMAIL in plain and "4711-88" in plain
    assert "maria" not in masked.casefold()
    assert "guest " in masked and "guest " not in plain
    assert FLOW_REF in masked or kind is ReportFormat.CSV, "an ID that no guest has stays"


@FORMATS
@pytest.mark.parametrize("mask", [False, True], ids=["plain", "masked"])
def test_hostile_texts_are_written_without_controls_or_overrides(kind: ReportFormat, mask: bool) -> None:
    out = io.StringIO(newline="")
    write_report(hostile(), kind, out, mask=mask)
    text = out.getvalue()
    text.encode()
    assert not set(text) & set("\x00\x07\x1b")
    if kind is not ReportFormat.JSON:  # which escapes what others could not hold, so that nothing is lost
        assert not set(text) & set("\u202e\u2066\uffff")


@FORMATS
def test_a_report_without_anything_is_written_too(kind: ReportFormat) -> None:
    empty = Report("Matrix", "", Verdict(VerdictLevel.OPEN, ""), REPORT.started_at)
    out = io.StringIO(newline="")
    write_report(empty, kind, out, mask=True)
    assert out.getvalue()


@pytest.mark.parametrize(
    ("writer", "mask"),
    [(write_csv, False), (write_html, False), (write_json, False), (write_junit, False), (write_markdown, True)],
    ids=["csv", "html", "json", "junit", "markdown-masked"],
)
def test_a_hundred_thousand_answers_take_no_more_memory_than_some_thousands(writer: Writer, mask: bool) -> None:
    few, _ = peak_of(writer, large(5_000), mask=mask)
    many, characters = peak_of(writer, large(100_000), mask=mask)
    assert many - few < MEGABYTE / 4
    assert many < 6 * MEGABYTE, "JUnit's table of names is 4 MB, always"
    assert characters > 1_000


def test_masking_streams_as_well() -> None:
    few, _ = peak_of(write_csv, large(2_000), mask=True)
    many, _ = peak_of(write_csv, large(20_000), mask=True)
    assert many - few < MEGABYTE / 4
