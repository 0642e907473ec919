"""A run as JUnit XML, for the test pages of Jenkins, Azure DevOps, GitLab, GitHub Actions and others.

There is no one standard; this keeps to what the schemas of Jenkins and Azure and the parsers of the others have in common:
``testsuites`` with one ``testsuite``, in it ``properties`` first, then ``testcase`` with at most one of ``failure``, ``error``
and ``skipped``; counts that add up; times in seconds with a point; only characters that XML 1.0 has.

A verdict about the whole run (a split that is off) shows in no call, so it is a case of its own, and first: failed,
passed, or – where no verdict is possible – skipped with the reason.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC
from html import escape
from typing import TextIO

from workbench.experiments.answer import Answer
from workbench.experiments.printable import one_line, printable
from workbench.experiments.reports.masking import masked
from workbench.experiments.reports.model import Report, VerdictLevel
from workbench.experiments.reports.tally import Outcome, Tally, check_words, measured, outcome_of, reason_of, tally

_NAME = 250
"""Characters of a name; Azure DevOps cuts them at 256 and then takes two long names for one."""
_MESSAGE = 1_000
_SLOTS = 1 << 22


def write_junit(report: Report, out: TextIO, *, mask: bool) -> None:
    """Walks the answers three times (once more with ``mask``): the counts stand before the cases, and names must be known to be unique."""
    counted = tally(report.answers())
    report = masked(report) if mask else report
    names = _Names()
    for answer in report.answers():
        names.see(answer.name)
    out.writelines(piece + "\n" for piece in _document(report, counted, names))


class _Names:
    """Makes names unique, in 4 MB however many there are: parsers drop all but one case of a name.

    Names are counted by their checksum; of 100,000 distinct ones some 2 % share theirs and get a number they would not need.
    """

    def __init__(self) -> None:
        self._seen = bytearray(_SLOTS)

    def see(self, name: str) -> None:
        slot = self._slot(name)
        self._seen[slot] = min(2, self._seen[slot] + 1)

    def unique(self, answer: Answer) -> str:
        name = _short(answer.name)
        return f"{name} #{answer.place + 1}" if not name or self._seen[self._slot(answer.name)] > 1 else name

    def _slot(self, name: str) -> int:
        return zlib.crc32(_short(name).encode()) % _SLOTS


def _document(report: Report, counted: Tally, names: _Names) -> Iterator[str]:
    judged = _is_case(report, counted)
    failures = counted.failed + (judged and report.verdict.level is VerdictLevel.FAILED)
    skipped = counted.skipped + (judged and report.verdict.level is VerdictLevel.OPEN)
    counts = f'tests="{counted.calls + judged}" failures="{failures}" errors="{counted.no_response}" skipped="{skipped}"'
    # The sum of the calls, as parsers expect it, not the time on the clock.
    counts += f' time="{_seconds(counted.milliseconds)}"'
    title = _quoted(_short(report.title) or report.kind)
    started = report.started_at.astimezone(UTC) if report.started_at.tzinfo else report.started_at
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<testsuites name={title} {counts}>"
    yield f'<testsuite name={title} {counts} timestamp="{started:%Y-%m-%dT%H:%M:%S}">'
    yield "<properties>"
    facts = (("kind", report.kind), ("verdict", report.verdict.sentence), ("workbench version", report.app_version), *report.facts)
    for label, value in facts:
        yield f"<property name={_attribute(label)} value={_attribute(value)}/>"
    yield "</properties>"
    suite = _quoted(_short(f"{report.kind}: {report.title}"))
    if judged:
        yield from _verdict(report, suite)
    for answer in report.answers():
        yield _case(answer, names.unique(answer), suite)
    yield "</testsuite>"
    yield "</testsuites>"


def _is_case(report: Report, counted: Tally) -> bool:
    """Whether the calls leave the verdict untold."""
    told_by_calls = counted.failed + counted.no_response > 0 if report.verdict.level is VerdictLevel.FAILED else counted.calls > 0
    return report.kind != "Suite" or report.verdict.level is VerdictLevel.OPEN or not told_by_calls


def _verdict(report: Report, suite: str) -> Iterator[str]:
    sentence = _attribute(one_line(report.verdict.sentence) or "No sentence was given")
    yield f'<testcase name="Verdict" classname={suite} time="0.000">'
    match report.verdict.level:
        case VerdictLevel.FAILED:
            behind = "\n".join((report.verdict.sentence, *report.verdict.behind))
            yield f'<failure message={sentence} type="Verdict">{escape(printable(behind))}</failure>'
        case VerdictLevel.OPEN:
            yield f"<skipped message={sentence}/>"
        case VerdictLevel.HELD:
            pass
    yield "</testcase>"


def _case(answer: Answer, name: str, suite: str) -> str:
    start = f'<testcase name={_quoted(name)} classname={suite} time="{_seconds(measured(answer) or 0.0)}"'
    # Some parsers take an empty message for none, and the case for one that passed.
    reason = _attribute(one_line(reason_of(answer)) or "It did not hold")
    match outcome_of(answer):
        case Outcome.SKIPPED:
            return f"{start}><skipped message={reason}/></testcase>"
        case Outcome.NO_RESPONSE:
            return f'{start}><error message={reason} type="NoResponse">{escape(printable(_details(answer)))}</error></testcase>'
        case Outcome.FAILED:
            kind = "Expectation" if answer.checks else "Response"
            return f'{start}><failure message={reason} type="{kind}">{escape(printable(_details(answer)))}</failure></testcase>'
        case _:
            return f"{start}/>"


def _details(answer: Answer) -> str:
    lines = [check_words(check) for check in answer.checks if not check.held]
    lines += [answer.failure] if answer.failure else []
    lines += [f"Shows: {answer.shown.label}{f' ({answer.shown.why})' if answer.shown.why else ''}"]
    lines += [f"Status: {answer.status}"] if answer.status is not None else []
    lines += [f"Guest: {answer.identity}"] if answer.identity else []
    lines += [f"{label}: {value}" for label, value in answer.varied.items()]
    lines += [f"In history: {answer.number}"] if answer.number is not None else []
    return "\n".join(lines)


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.3f}"


def _attribute(text: str) -> str:
    text = one_line(text)
    return _quoted(text if len(text) <= _MESSAGE else f"{text[:_MESSAGE]}…")


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _NAME else f"{text[: _NAME - 1]}…"
