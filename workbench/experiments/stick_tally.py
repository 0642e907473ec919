"""Counting a stickiness check: which identities changed their variant, when, and how sure it is where none did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from workbench.experiments.about import RunAbout
from workbench.experiments.answer import Answer, Shows
from workbench.experiments.latency import Latency
from workbench.experiments.reports.model import Grid, Report, Section, Table, Verdict, VerdictLevel
from workbench.experiments.trend import Figures, Share
from workbench.experiments.words import count, listed, percent

KIND = "Stickiness check"
GUEST, WHO, ROUND, PLACE = "Guest", "Identity", "Round", "Point of sale"
"""Labels in ``Answer.varied``: answers of one guest should show one variant, whichever identity and point of sale."""
SHOWN_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """One call of a guest, small."""

    place: int
    label: str
    shows: Shows
    who: str
    round: str
    point_of_sale: str
    at: datetime | None
    number: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """Two calls after another that should have shown the same; numbers are those of History."""

    guest: str
    before: Seen
    after: Seen


@dataclass
class _Guest:
    seen: list[Seen] = field(default_factory=list)


class StickTally:
    """``differences`` says in a sentence what else differs between two exchanges, given their numbers; it may look into History."""

    def __init__(self, title: str, differences: Callable[[int, int], str] | None = None) -> None:
        self._title = title
        self._differences = differences
        self._guests: dict[str, _Guest] = {}
        self._latency = Latency()
        self._why = ""
        """Of the latest that decided nothing."""

    def add(self, answer: Answer) -> bool:
        varied = answer.varied
        self._latency.add(answer.milliseconds)
        if answer.shown.shows is Shows.NOTHING:
            self._why = answer.shown.why
        self._guests.setdefault(varied.get(GUEST, answer.name), _Guest()).seen.append(
            Seen(
                answer.place,
                answer.shown.label,
                answer.shown.shows,
                varied.get(WHO, ""),
                varied.get(ROUND, ""),
                varied.get(PLACE, ""),
                answer.at,
                answer.number,
            )
        )
        return False

    @property
    def guests(self) -> tuple[str, ...]:
        return tuple(self._guests)

    def changes(self) -> tuple[Change, ...]:
        """Where two calls of a guest in the order of the plan show another variant, or one shows none.

        An error or an unreadable response is no change of variant: it says nothing about the assignment.
        """
        found = []
        for guest, kept in self._guests.items():
            told = sorted((seen for seen in kept.seen if seen.shows in (Shows.VARIANT, Shows.NOTHING)), key=lambda seen: seen.place)
            found += [Change(guest, a, b) for a, b in pairwise(told) if a.label != b.label]
        return tuple(found)

    @property
    def repeats(self) -> int:
        """Calls that could have shown a change: all that were decided, less the first of each guest."""
        return sum(max(0, n - 1) for n in self._told())

    def _told(self) -> list[int]:
        """Calls of each guest that were decided."""
        return [sum(seen.shows in (Shows.VARIANT, Shows.NOTHING) for seen in kept.seen) for kept in self._guests.values()]

    def verdict(self, *, complete: bool) -> Verdict:
        changes, guests = self.changes(), len(self._guests)
        calls = sum(len(kept.seen) for kept in self._guests.values())
        bad = calls - self.repeats - sum(any(s.shows in (Shows.VARIANT, Shows.NOTHING) for s in k.seen) for k in self._guests.values())
        behind: tuple[str, ...] = (
            f"{count(calls, 'call')} for {count(guests, 'guest')}, {count(self.repeats, 'repeat')} that could have shown a change.",
        )
        behind += (f"{count(bad, 'call')} failed or could not be read, and say nothing about the assignment.",) if bad else ()
        if changes:
            who = list(dict.fromkeys(change.guest for change in changes))
            first = changes[0]
            example = f"{first.guest} went from {first.before.label} to {first.after.label}{_when(first)}"
            return Verdict(
                VerdictLevel.FAILED, f"It does not stick: {count(len(who), 'guest')} of {guests} changed variant. {example}.", behind
            )
        if not self.repeats:
            return Verdict(VerdictLevel.OPEN, "No guest was seen twice, so nothing can be said.", behind)
        if all(seen.shows is Shows.NOTHING for kept in self._guests.values() for seen in kept.seen if seen.shows is not Shows.ERROR):
            return Verdict(VerdictLevel.OPEN, f"Nothing was decided for anybody, so nothing can be said. {self._why}".rstrip(), behind)
        once = sum(n < 2 for n in self._told())
        # With no change in n repeats, the 95 % upper bound of the rate is 1 - 0.05^(1/n), about 3/n.
        bound = 1 - 0.05 ** (1 / self.repeats)
        behind += (f"If changes come at random, they are rarer than {percent(bound)} of repeats (95 % sure).",)
        if not complete:
            return Verdict(VerdictLevel.OPEN, f"No change so far, in {count(self.repeats, 'repeat')}; the run is not complete.", behind)
        if once:
            said = f"no change in {count(self.repeats, 'repeat')}, but {count(once, 'guest')} of {guests} had no two readable answers."
            return Verdict(VerdictLevel.OPEN, f"No verdict: {said}", behind)
        each = "the guest" if guests == 1 else f"each of {guests} guests"
        return Verdict(VerdictLevel.HELD, f"It sticks: {each} got the same variant every time.", behind)

    def figures(self) -> Figures:
        """Of the guests that could have shown a change."""
        told = [guest for guest, n in zip(self._guests, self._told(), strict=True) if n > 1]
        if not told:
            return Figures()
        changed = {change.guest for change in self.changes()}
        return Figures({"Guests that keep their variant": Share(1 - len(changed) / len(told))})

    def report(self, about: RunAbout) -> Report:
        sections = (self._who(), *self._changed(), self._times(), _how())
        facts = (*about.facts, ("Guests", f"{len(self._guests)}"))
        verdict = self.verdict(complete=about.complete)
        return Report(KIND, self._title, verdict, about.started_at, about.ended_at, facts, sections, about.answers, about.app_version)

    def grid(self) -> Grid:
        """One row per guest, one column per call in the order of the plan."""
        labels = tuple(dict.fromkeys(seen.label for kept in self._guests.values() for seen in kept.seen))
        rows = [sorted(kept.seen, key=lambda seen: seen.place) for kept in self._guests.values()]
        width = max((len(row) for row in rows), default=0)
        cells = tuple(tuple(labels.index(row[i].label) if i < len(row) else -1 for i in range(width)) for row in rows)
        return Grid("Variant by call", tuple(self._guests), tuple(str(i + 1) for i in range(width)), cells, labels)

    def _who(self) -> Section:
        changed = {change.guest for change in self.changes()}
        rows, odd = [], set()
        for place, (guest, kept) in enumerate(self._guests.items()):
            shown = list(dict.fromkeys(seen.label for seen in sorted(kept.seen, key=lambda seen: seen.place)))
            rows.append((guest, f"{len(kept.seen):,}", listed(shown), "changed" if guest in changed else "the same"))
            odd |= {place} if guest in changed else set()
        table = Table(("Guest", "Calls", "Shown", "Sticks"), tuple(rows), frozenset({1}), frozenset(odd))
        return Section("Who got what", charts=(self.grid(),) if len(self._guests) <= 200 else (), tables=(table,))

    def _changed(self) -> tuple[Section, ...]:
        changes = self.changes()
        if not changes:
            return ()
        rows = []
        for change in changes[:SHOWN_CHANGES]:
            a, b = change.before, change.after
            beside = self._differences(a.number, b.number) if self._differences is not None and a.number and b.number else ""
            rows.append((change.guest, f"{a.label} → {b.label}", _context(change), _pair(a.number, b.number), beside))
        said = (f"The first {SHOWN_CHANGES} of {len(changes)} are listed.",) if len(changes) > SHOWN_CHANGES else ()
        columns = ("Guest", "From → to", "Where and when", "Exchanges", "What else differs")
        return (Section("Changes", said, tables=(Table(columns, tuple(rows)),)),)

    def _times(self) -> Section:
        histogram = self._latency.histogram()
        return Section("Response time", (self._latency.sentence(),) if histogram else (), (histogram,) if histogram else ())


def _how() -> Section:
    known = (
        "A guest may be known by browser ID, email and identifiers; whether these are one guest is for the tenant's identity rules to say."
    )
    outside = "Calls by email or identifiers run outside the browser session."
    recorded = "Every call is itself recorded on the guest: an experience that counts its own showings changes by being checked."
    return Section("How to read this", (known, outside, recorded))


def _when(change: Change) -> str:
    where = _context(change)
    return f" ({where})" if where else ""


def _context(change: Change) -> str:
    a, b = change.before, change.after
    parts = []
    if a.who != b.who:
        parts.append(f"{a.who} → {b.who}")
    if a.point_of_sale != b.point_of_sale:
        parts.append(f"{a.point_of_sale} → {b.point_of_sale}")
    if a.round or b.round:
        parts.append(f"call {a.round} → {b.round}")
    if a.at is not None and b.at is not None:
        parts.append(f"{max(0.0, (b.at - a.at).total_seconds()):.1f} s later")
    return ", ".join(parts)


def _pair(a: int | None, b: int | None) -> str:
    return f"#{a} → #{b}" if a and b else ""
