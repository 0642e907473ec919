"""The one door to the writers: a report in any of the formats."""

from __future__ import annotations

from enum import StrEnum
from typing import TextIO

from workbench.experiments.reports.csv import write_csv
from workbench.experiments.reports.html import write_html
from workbench.experiments.reports.json import write_json
from workbench.experiments.reports.junit import write_junit
from workbench.experiments.reports.markdown import write_markdown
from workbench.experiments.reports.model import Report


class ReportFormat(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"
    JUNIT = "junit"
    JSON = "json"
    CSV = "csv"

    @property
    def suffix(self) -> str:
        """Of the file's name, with the dot."""
        return {"markdown": ".md", "junit": ".xml"}.get(self.value, f".{self.value}")

    @property
    def words(self) -> str:
        """What it is called in menus and dialogs."""
        return {"html": "HTML page", "markdown": "Markdown summary", "junit": "JUnit XML"}.get(self.value, self.value.upper())


_WRITERS = {
    ReportFormat.HTML: write_html,
    ReportFormat.MARKDOWN: write_markdown,
    ReportFormat.JUNIT: write_junit,
    ReportFormat.JSON: write_json,
    ReportFormat.CSV: write_csv,
}


def write_report(report: Report, kind: ReportFormat, out: TextIO, *, mask: bool) -> None:
    """Open ``out`` with ``encoding="utf-8", newline=""``, whatever the format: what is written ends its lines itself."""
    _WRITERS[kind](report, out, mask=mask)
