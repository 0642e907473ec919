"""One row per call, for Excel and for programs: RFC 4180, UTF-8 with a byte order mark, and no cell that a sheet takes for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import TextIO

from workbench.experiments.answer import Answer
from workbench.experiments.printable import printable
from workbench.experiments.reports.masking import masked
from workbench.experiments.reports.model import Report
from workbench.experiments.reports.tally import check_words, measured, outcome_of

COLUMNS = (
    "Call",
    "Name",
    "Shows",
    "Variant",
    "Outcome",
    "Status",
    "Milliseconds",
    "At",
    "Guest",
    "In history",
    "Expectations",
    "Not held",
    "Why",
)
"""What every file has, in this order; a column for each thing that was varied follows."""
_MARK = "\ufeff"
"""Excel reads a file without it as the system's old code page."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What sheets begin to calculate at; the last four are the full-width ones, which Excel folds to the first."""
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def write_csv(report: Report, out: TextIO, *, mask: bool) -> None:
    """Open ``out`` with ``newline=""`` and ``encoding="utf-8"``: the lines end in CR LF already.  Walks the answers twice."""
    varied = _varied(report.answers())
    report = masked(report) if mask else report
    out.write(_MARK)
    writer = csv.writer(out)
    writer.writerow([safe(name) for name in (*COLUMNS, *varied)])
    writer.writerows(_row(answer, varied) for answer in report.answers())


def safe(text: str) -> str:
    """The text as a cell that is never calculated: where a sheet would, an apostrophe stands before it.  Numbers stay numbers."""
    text = printable(text)
    if text.lstrip(" \u00a0").startswith(_FORMULA) and not _PLAIN.fullmatch(text):
        return f"'{text}"
    return text


def _varied(answers: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for answer in answers for label in answer.varied))


def _row(answer: Answer, varied: tuple[str, ...]) -> list[str]:
    took = measured(answer)
    broken = [check_words(check) for check in answer.checks if not check.held]
    cells = (
        str(answer.place + 1),
        answer.name,
        answer.shown.shows.value if not answer.skipped else "",
        answer.shown.variant,
        outcome_of(answer).value,
        "" if answer.status is None else str(answer.status),
        "" if took is None else f"{took:.1f}",
        "" if answer.at is None else answer.at.isoformat(timespec="milliseconds"),
        answer.identity,
        "" if answer.number is None else str(answer.number),
        str(len(answer.checks)),
        "; ".join(broken),
        answer.skipped or answer.failure or answer.shown.why,
        *(answer.varied.get(label, "") for label in varied),
    )
    return [safe(cell) for cell in cells]
