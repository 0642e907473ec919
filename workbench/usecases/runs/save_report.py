"""A report as a file or as text, in any of its forms."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from workbench.domain.files import atomic_write
from workbench.experiments.reports import Report
from workbench.experiments.reports.formats import ReportFormat, write_report

_PIECE = 1 << 20


def save_report(report: Report, path: Path, form: str, *, mask: bool) -> None:
    """In one step: a failure leaves what was there.  Memory does not grow with the run.  Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, _parts(report, form, mask=mask))


def summary_text(report: Report, *, mask: bool) -> str:
    """The Markdown summary."""
    text = io.StringIO()
    write_report(report, ReportFormat.MARKDOWN, text, mask=mask)
    return text.getvalue()


def json_text(report: Report, *, mask: bool) -> str:
    text = io.StringIO()
    write_report(report, ReportFormat.JSON, text, mask=mask)
    return text.getvalue().rstrip("\n")


def _parts(report: Report, form: str, *, mask: bool) -> Iterator[bytes]:
    """The file piece by piece.  Written aside first: writers write, and the file is replaced in one step."""
    with tempfile.TemporaryFile() as aside:
        text: TextIO = io.TextIOWrapper(aside, encoding="utf-8", newline="")
        write_report(report, ReportFormat(form), text, mask=mask)
        text.flush()
        aside.seek(0)
        while piece := aside.read(_PIECE):
            yield piece
