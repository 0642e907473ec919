"""Counting a suite: what held, what did not and where, in memory that does not grow with the number of calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.experiments.about import RunAbout
from workbench.experiments.answer import Answer, Shows
from workbench.experiments.latency import Latency
from workbench.experiments.reports.model import Bar, BarChart, Report, Section, Table, Verdict, VerdictLevel
from workbench.experiments.trend import Figures, Share
from workbench.experiments.words import count, listed, percent

KIND = "Suite"
REQUEST, PERSONA = "Request", "Persona"
MOST_FAILURES = 200
"""Failures told one by one; the rest is counted, and stands in the calls."""
MOST_VARIANTS = 40


@dataclass
class _OfRequest:
    calls: int = 0
    held: int = 0
    latency: Latency = field(default_factory=Latency)


@dataclass(frozen=True, slots=True)
class Failure:
    """One call that did not hold: the first thing that was wrong with it."""

    name: str
    what: str
    expected: str
    found: str
    number: int | None


class SuiteTally:
    """``broken`` are files that could not take part, each in a sentence; they are failures as well."""

    def __init__(self, title: str, broken: Sequence[str] = ()) -> None:
        self._title = title
        self._broken = tuple(broken)
        self._requests: dict[str, _OfRequest] = {}
        self._shown: Counter[tuple[str, str]] = Counter()
        self._failures: list[Failure] = []
        self._latency = Latency()
        self.calls = self.held = self.checks = self.no_answer = 0

    def add(self, answer: Answer) -> bool:
        self.calls += 1
        self.checks += len(answer.checks)
        self.held += answer.held
        self.no_answer += answer.status is None
        request = self._requests.setdefault(answer.varied.get(REQUEST, self._title), _OfRequest())
        request.calls += 1
        request.held += answer.held
        if answer.status is not None:
            request.latency.add(answer.milliseconds)
            self._latency.add(answer.milliseconds)
        key = (answer.varied.get(PERSONA, ""), answer.shown.label)
        if key in self._shown or len(self._shown) < MOST_VARIANTS:
            self._shown[key] += 1
        if not answer.held and len(self._failures) < MOST_FAILURES:
            self._failures.append(_failure(answer))
        return False

    @property
    def failed(self) -> int:
        return self.calls - self.held

    def verdict(self, *, complete: bool) -> Verdict:
        behind: tuple[str, ...] = (f"{count(self.calls, 'call')}, {count(self.checks, 'expectation')}.",)
        behind += (f"{count(self.no_answer, 'call')} got no answer.",) if self.no_answer else ()
        behind += self._broken[:5]
        if self.failed:
            first = self._failures[0]
            example = f" First: {first.name}: {first.what.rstrip('.')}" + (f", found {first.found}" if first.found else "")
            return Verdict(
                VerdictLevel.FAILED, f"{count(self.failed, 'call')} of {self.calls:,} did not hold.{example.rstrip('.')}.", behind
            )
        if self._broken:
            return Verdict(VerdictLevel.FAILED, f"{count(len(self._broken), 'file')} cannot take part: {self._broken[0]}", behind)
        if not self.calls:
            return Verdict(VerdictLevel.OPEN, "Nothing was run: there is no saved request here.", behind)
        if not complete:
            return Verdict(VerdictLevel.OPEN, f"Everything held so far, in {count(self.calls, 'call')}; the run is not complete.", behind)
        if not self.checks:
            return Verdict(
                VerdictLevel.HELD, f"{count(self.calls, 'call')} got a readable answer; nothing more was expected of them.", behind
            )
        what = "The call" if self.calls == 1 else f"All {self.calls:,} calls"
        return Verdict(VerdictLevel.HELD, f"{what} held: {count(self.checks, 'expectation')} met.", behind)

    def figures(self) -> Figures:
        if not self.calls:
            return Figures()
        return Figures({"Calls that hold": Share(self.held / self.calls)}, self._latency.most())

    def report(self, about: RunAbout) -> Report:
        sections = (*self._wrong(), *self._by_request(), *self._variants(), self._times())
        verdict = self.verdict(complete=about.complete)
        facts = (*about.facts, ("Calls", f"{self.calls:,}"), ("Expectations", f"{self.checks:,}"))
        return Report(KIND, self._title, verdict, about.started_at, about.ended_at, facts, sections, about.answers, about.app_version)

    def _wrong(self) -> tuple[Section, ...]:
        if not self._failures and not self._broken:
            return ()
        rows = tuple((f.name, f.what, f.expected, f.found, f"#{f.number}" if f.number else "") for f in self._failures)
        said = (*self._broken, *((f"The first {MOST_FAILURES} of {self.failed:,} are listed.",) if self.failed > MOST_FAILURES else ()))
        columns = ("Call", "What did not hold", "Expected", "Found", "Exchange")
        return (Section("What did not hold", said, tables=(Table(columns, rows),) if rows else ()),)

    def _by_request(self) -> tuple[Section, ...]:
        if not self._requests:
            return ()
        rows = []
        odd = set()
        for place, (name, of) in enumerate(self._requests.items()):
            rows.append((name, f"{of.calls:,}", f"{of.held:,}", f"{of.calls - of.held:,}", f"{of.latency.quantile(0.5):.0f} ms"))
            odd |= {place} if of.held < of.calls else set()
        table = Table(("Request", "Calls", "Held", "Failed", "Half within"), tuple(rows), frozenset({1, 2, 3, 4}), frozenset(odd))
        return (Section("By request", tables=(table,)),)

    def _variants(self) -> tuple[Section, ...]:
        if not self._shown:
            return ()
        total = sum(self._shown.values())
        labels = Counter[str]()
        for (_, label), number in self._shown.items():
            labels[label] += number
        bars = tuple(Bar(label, number / total, note=count(number, "call")) for label, number in labels.most_common(12))
        tables = []
        if any(persona for persona, _ in self._shown):
            rows = tuple((persona or "–", label, f"{number:,}") for (persona, label), number in sorted(self._shown.items()))
            tables.append(Table(("Persona", "Shown", "Calls"), rows, frozenset({2})))
        said = (f"Shown were {listed([f'{label} ({percent(number / total)})' for label, number in labels.most_common(5)])}.",)
        return (Section("What was shown", said, (BarChart("Calls by what they showed", bars),), tuple(tables)),)

    def _times(self) -> Section:
        histogram = self._latency.histogram()
        return Section("Response time", (self._latency.sentence(),) if histogram else (), (histogram,) if histogram else ())


def _failure(answer: Answer) -> Failure:
    check = next((check for check in answer.checks if not check.held), None)
    if check is not None:
        return Failure(answer.name, check.name, check.expected, check.found, answer.number)
    what = answer.failure or (answer.shown.why if answer.shown.shows is not Shows.VARIANT else "")
    return Failure(answer.name, what or answer.shown.label, "a readable answer", answer.shown.label, answer.number)
