"""A report as a file or as text, in any of its forms."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from workbench.domain.files import atomic_write
from workbench.experiments.reports import Report
from workbench.experiments.reports.csv import write_csv
from workbench.experiments.reports.html import write_html
from workbench.experiments.reports.json import write_json
from workbench.experiments.reports.junit import write_junit
from workbench.experiments.reports.markdown import write_markdown

WRITERS: dict[str, Callable[..., None]] = {
    "html": write_html,
    "junit": write_junit,
    "json": write_json,
    "csv": write_csv,
    "markdown": write_markdown,
}
_PIECE = 1 << 20


def save_report(report: Report, path: Path, form: str, *, mask: bool) -> None:
    """In one step: a failure leaves what was there.  Memory does not grow with the run.  Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, _parts(report, form, mask=mask))


def summary_text(report: Report, *, mask: bool) -> str:
    """The Markdown summary."""
    text = io.StringIO()
    write_markdown(report, text, mask=mask)
    return text.getvalue()


def json_text(report: Report, *, mask: bool) -> str:
    text = io.StringIO()
    write_json(report, text, mask=mask)
    return text.getvalue().rstrip("\n")


def _parts(report: Report, form: str, *, mask: bool) -> Iterator[bytes]:
    """The file piece by piece.  Written aside first: writers write, and the file is replaced in one step."""
    with tempfile.TemporaryFile() as aside:
        text: TextIO = io.TextIOWrapper(aside, encoding="utf-8", newline="")
        WRITERS[form](report, text, mask=mask)
        text.flush()
        aside.seek(0)
        while piece := aside.read(_PIECE):
            yield piece
