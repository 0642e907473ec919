"""The result of a run on the terminal and in files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from workbench.cli.exits import Stop
from workbench.cli.report_files import FILES
from workbench.cli.streams import emit, emit_json, say
from workbench.experiments.printable import one_line
from workbench.experiments.reports import Report, Table, VerdictLevel

_WORDS = {VerdictLevel.HELD: "Held", VerdictLevel.FAILED: "Failed", VerdictLevel.OPEN: "No verdict"}
ROWS = 40
"""Of a table on the terminal."""
WIDEST = 60


def show_report(report: Report, form: str) -> None:
    """To stdout: the verdict and the tables, or everything as JSON."""
    if form == "json":
        from workbench.usecases.runs.save_report import json_text

        emit_json(json_text(report, mask=False))
        return
    word = _WORDS[report.verdict.level]
    said = report.verdict.sentence.removeprefix(f"{word}: ")
    emit(one_line(f"{report.kind} · {report.title}"), one_line(f"{word}: {said}"))
    emit(*(f"  {one_line(line)}" for line in report.verdict.behind))
    for section in report.sections:
        if section.tables:
            emit("", section.title)
            for table in section.tables:
                emit(*_lines(table))


def write_reports(args: argparse.Namespace, report: Report) -> None:
    """The files asked for.  A file that cannot be written is said after the others are."""
    if not any(getattr(args, f"{name}_file") for name, _ in FILES):
        return
    from workbench.usecases.runs.save_report import save_report  # all forms with their charts, 40 ms of importing

    wrong = []
    for name, _ in FILES:
        path: Path | None = getattr(args, f"{name}_file")
        if path is None:
            continue
        try:
            save_report(report, path, name, mask=args.mask)
            say(f"{path} written")
        except OSError as problem:
            wrong.append(f"{path} cannot be written: {problem.strerror or problem}.")
    if wrong:
        raise Stop(" ".join(wrong))


def _lines(table: Table) -> Iterator[str]:
    rows = [tuple(map(one_line, row)) for row in (table.columns, *table.rows[:ROWS])]
    widths = [min(WIDEST, max(len(row[place]) for row in rows)) for place in range(len(table.columns))]
    for row in rows:
        cells = (
            text[:WIDEST].rjust(width) if place in table.numeric else text[:WIDEST].ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()
    if len(table.rows) > ROWS:
        yield f"  … and {len(table.rows) - ROWS:,} more"
