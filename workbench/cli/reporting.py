"""The result of a run on the terminal and in files."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from workbench.cli.exits import Stop
from workbench.cli.streams import emit, emit_json, say
from workbench.domain.files import atomic_write
from workbench.experiments.reports import Report, Table, VerdictLevel
from workbench.experiments.reports.csv import write_csv
from workbench.experiments.reports.html import write_html
from workbench.experiments.reports.json import write_json
from workbench.experiments.reports.junit import write_junit
from workbench.experiments.reports.markdown import write_markdown

Write = Callable[..., None]
WRITERS: dict[str, Write] = {"html": write_html, "junit": write_junit, "json": write_json, "csv": write_csv, "markdown": write_markdown}
_WORDS = {VerdictLevel.HELD: "Held", VerdictLevel.FAILED: "Failed", VerdictLevel.OPEN: "No verdict"}
ROWS = 40
"""Of a table on the terminal."""
WIDEST = 60


def show_report(report: Report, form: str) -> None:
    """To stdout: the verdict and the tables, or everything as JSON."""
    if form == "json":
        text = io.StringIO()
        write_json(report, text, mask=False)
        emit_json(text.getvalue().rstrip("\n"))
        return
    emit(f"{report.kind} · {report.title}", f"{_WORDS[report.verdict.level]}: {report.verdict.sentence}")
    emit(*(f"  {line}" for line in report.verdict.behind))
    for section in report.sections:
        if section.tables:
            emit("", section.title)
            for table in section.tables:
                emit(*_lines(table))


def write_reports(args: argparse.Namespace, report: Report) -> None:
    """The files asked for.  A file that cannot be written is said after the others are."""
    wrong = []
    for name, write in WRITERS.items():
        path: Path | None = getattr(args, f"{name}_file")
        if path is None:
            continue
        try:
            save_report(report, path, write, mask=args.mask)
            say(f"{path} written")
        except OSError as problem:
            wrong.append(f"{path} cannot be written: {problem.strerror or problem}.")
    if wrong:
        raise Stop(" ".join(wrong))


def save_report(report: Report, path: Path, write: Write, *, mask: bool) -> None:
    """In one step: a failure leaves what was there.  Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, _parts(report, write, mask=mask))


def _parts(report: Report, write: Write, *, mask: bool) -> Iterator[bytes]:
    """The file piece by piece: written aside first, because writers write and files are read."""
    import tempfile

    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as aside:
        write(report, _text(aside), mask=mask)
        aside.seek(0)
        while piece := aside.read(1 << 20):
            yield piece.encode("utf-8")


def _text(file: object) -> TextIO:
    return file  # type: ignore[return-value]  # a temporary file is one in all but name


def _lines(table: Table) -> Iterator[str]:
    rows = [table.columns, *table.rows[:ROWS]]
    widths = [min(WIDEST, max(len(row[place]) for row in rows)) for place in range(len(table.columns))]
    for row in rows:
        cells = (
            text[:WIDEST].rjust(width) if place in table.numeric else text[:WIDEST].ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()
    if len(table.rows) > ROWS:
        yield f"  … and {len(table.rows) - ROWS:,} more"
