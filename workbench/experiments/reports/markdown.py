"""A run in short, for a pull request's comment or a CI step's summary: the verdict, what failed, the figures.

It stays below what GitHub takes for a comment (65,536 characters), by leaving out whole parts from the end and saying so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from workbench.experiments.charts import to_text
from workbench.experiments.charts.bars import interval_words, value_words
from workbench.experiments.charts.scale import count_words, share_words
from workbench.experiments.printable import one_line, printable
from workbench.experiments.reports.masking import Masker, masker_for
from workbench.experiments.reports.model import BarChart, Chart, Report, Section, Table, VerdictLevel
from workbench.experiments.reports.tally import Outcome, moment, outcome_of, reason_of, span, tally

LONGEST = 60_000
FAILURES = 25
"""Calls listed that did not hold."""
ROWS = 50
"""Rows of a table."""
_CELL = 200
_LEVELS = {VerdictLevel.HELD: "✅ Held", VerdictLevel.FAILED: "❌ Failed", VerdictLevel.OPEN: "❔ No verdict"}
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$]|^[-+#=]|(?:(?<=^\d)|(?<=^\d\d))[.)](?=\s|$))")
"""What is markup anywhere, and what is only at the start of a line: lists, headings, rules."""
_MENTION = re.compile(r"(?<![\w.])@(?=\w)")


def write_markdown(report: Report, out: TextIO, *, mask: bool) -> None:
    """Walks the answers twice (once more with ``mask``) and holds none but those it lists."""
    masker = masker_for(report) if mask else None
    left = LONGEST
    for block in _blocks(masker.report(report) if masker else report, report, masker):
        if len(block) + 2 > left:
            out.write("*More did not fit here; the HTML report holds everything.*\n")
            return
        out.write(f"{block}\n\n")
        left -= len(block) + 2


def _blocks(report: Report, unmasked: Report, masker: Masker | None) -> Iterator[str]:
    yield f"## {_text(report.title)}"
    yield f"**{_LEVELS[report.verdict.level]}** – {_text(report.verdict.sentence)}"
    if report.verdict.behind:
        yield "\n".join(f"* {_text(sentence)}" for sentence in report.verdict.behind)
    counted = tally(unmasked.answers())
    yield _text(counted.sentence)
    if counted.failed + counted.no_response:
        yield from _failures(unmasked, masker, counted.failed + counted.no_response)
    for section in report.sections:
        yield from _section(section)
    facts = [("Kind", report.kind), *report.facts, ("Started", moment(report.started_at))]
    facts += [("Took", span(report.started_at, report.ended_at))] if report.ended_at else []
    facts += [("Workbench", report.app_version)] if report.app_version else []
    yield _rows(("", ""), facts, frozenset())


def _failures(report: Report, masker: Masker | None, count: int) -> Iterator[str]:
    rows = []
    for answer in report.answers():
        if outcome_of(answer) in (Outcome.FAILED, Outcome.NO_RESPONSE):
            told = masker.answer(answer) if masker else answer
            rows.append((told.name, told.shown.label, "–" if told.status is None else str(told.status), reason_of(told)))
            if len(rows) == FAILURES:
                break
    yield "### Did not hold"
    yield _rows(("Call", "Shows", "Status", "Why"), rows, frozenset({2}))
    if count > len(rows):
        yield f"… and {count - len(rows):,} more."


def _section(section: Section) -> Iterator[str]:
    yield f"### {_text(section.title)}"
    if section.sentences:
        yield "\n".join(_text(sentence) + "  " for sentence in section.sentences).rstrip()
    for chart in section.charts:
        yield _chart(chart)
    for table in section.tables:
        yield from _table(table)
    for caption, code in section.code:
        yield f"<details><summary>{_text(caption)}</summary>\n\n{_fenced(code)}\n\n</details>"


def _chart(chart: Chart) -> str:
    if not isinstance(chart, BarChart):
        title, *lines = to_text(chart).split("\n")
        listed = "\n".join(f"* {_text(line)}" for line in lines[:ROWS])
        more = f"\n* … and {len(lines) - ROWS:,} more." if len(lines) > ROWS else ""
        return f"**{_text(title)}**\n\n{listed}{more}"
    rows = []
    for bar in chart.bars[:ROWS]:
        say = share_words if chart.as_share else count_words
        planned = "" if bar.planned is None else say(bar.planned)
        value, interval = value_words(bar, as_share=chart.as_share), interval_words(bar, as_share=chart.as_share)
        rows.append((bar.label, value, interval, planned, bar.note))
    return f"**{_text(chart.title)}**\n\n" + _rows(("", "Value", "Interval", "Planned", ""), rows, frozenset({1, 2, 3}))


def _table(table: Table) -> Iterator[str]:
    # What needs looking at comes first, because the rest may be cut off.
    order = sorted(range(len(table.rows)), key=lambda place: (place not in table.emphasis, place))[:ROWS]
    rows = [(f"▸ {first}" if place in table.emphasis else first, *rest) for place in order for first, *rest in [table.rows[place] or ("",)]]
    yield _rows(table.columns, rows, table.numeric)
    if len(table.rows) > ROWS:
        yield f"… and {len(table.rows) - ROWS:,} more rows."


def _rows(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], numeric: frozenset[int]) -> str:
    rules = ["---:" if place in numeric else "---" for place in range(len(columns))]
    lines = [" | ".join(_cell(name) for name in columns), " | ".join(rules)]
    lines += [" | ".join(_cell(cell) for cell in row[: len(columns)]) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def _cell(text: str) -> str:
    return _text(text if len(text) <= _CELL else f"{text[:_CELL]}…") or " "


def _text(text: str) -> str:
    """Text in which nothing is markup and nobody is notified; on one line."""
    escaped = _MARKUP.sub(r"\\\1", one_line(text))
    return _MENTION.sub("@\u200b", escaped)


def _fenced(code: str) -> str:
    code = printable(code).replace("\r\n", "\n").replace("\r", "\n")
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"
