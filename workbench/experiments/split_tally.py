"""Counting a split check, and its verdict."""

from __future__ import annotations

from workbench.experiments.about import RunAbout
from workbench.experiments.answer import Answer, Shows
from workbench.experiments.charts.bars import interval_words
from workbench.experiments.chi_squared import ChiSquared, chi_squared
from workbench.experiments.intervals import Interval, always_valid_interval, wilson_interval
from workbench.experiments.latency import Latency
from workbench.experiments.reports.model import (
    Bar,
    BarChart,
    Chart,
    Line,
    LineChart,
    Report,
    Section,
    Table,
    Verdict,
    VerdictLevel,
)
from workbench.experiments.sequential import SequentialTest
from workbench.experiments.split import Method, SplitDesign
from workbench.experiments.trend import Figures, Share
from workbench.experiments.words import count, listed, percent, points, small

KIND = "Split check"
MOMENTS = 400
"""Points of a line at most."""
TOO_MANY_ERRORS = 0.05


class _Series:
    """Counts as they were after some of the visitors; thinned out evenly when they become many."""

    def __init__(self) -> None:
        self._every = 1
        self.moments: list[tuple[int, tuple[int, ...], float]] = []

    def add(self, total: int, counts: tuple[int, ...], p_value: float) -> None:
        if total % self._every == 0:
            self.moments.append((total, counts, p_value))
        if len(self.moments) > 2 * MOMENTS:
            self.moments = self.moments[1::2]
            self._every *= 2


class SplitTally:
    """Give it answers in the order in which they come; ask it at any time."""

    def __init__(self, design: SplitDesign, title: str) -> None:
        self._design = design
        self._title = title
        self._names = tuple(design.plan.shares)
        self._split = SequentialTest(design.shares, concentration=design.concentration)
        allocation = design.allocation
        self._entry = SequentialTest((allocation, 1 - allocation)) if allocation < 1 else None
        self._variants: dict[str, int] = dict.fromkeys(self._names, 0)
        self._others: dict[Shows, int] = dict.fromkeys((Shows.NOTHING, Shows.ERROR, Shows.UNREADABLE), 0)
        self._why: dict[str, int] = {}
        self._series = _Series()
        self._latency = Latency()
        self.stopped_by_itself = False

    # -- counting ---------------------------------------------------------------------------------

    def add(self, answer: Answer) -> bool:
        shown = answer.shown
        self._latency.add(answer.milliseconds)
        if shown.shows is Shows.VARIANT:
            self._variants[shown.variant] = self._variants.get(shown.variant, 0) + 1
            self._count_variant(shown.variant)
        else:
            self._others[shown.shows] += 1
            if shown.why in self._why or len(self._why) < 50:
                self._why[shown.why] = self._why.get(shown.why, 0) + 1
        if self._entry is not None and shown.shows in (Shows.VARIANT, Shows.NOTHING):
            self._entry.add((1, 0) if shown.shows is Shows.VARIANT else (0, 1))
        design = self._design
        if design.stop_early and design.method is not Method.OPTIMIZED and self.alarm:
            self.stopped_by_itself = True
        return self.stopped_by_itself

    def _count_variant(self, name: str) -> None:
        if name in self._design.plan.shares:
            self._split.add(tuple(int(name == each) for each in self._names))
            self._series.add(self.decided, self._split.counts, self._split.p_value)

    # -- figures ----------------------------------------------------------------------------------

    @property
    def answered(self) -> int:
        return sum(self._variants.values()) + sum(self._others.values())

    @property
    def decided(self) -> int:
        """Visitors with a variant of the plan."""
        return sum(self._split.counts)

    @property
    def counts(self) -> dict[str, int]:
        """Visitors per variant: those of the plan first, then others that were seen."""
        return dict(self._variants)

    @property
    def unplanned(self) -> dict[str, int]:
        return {name: seen for name, seen in self._variants.items() if name not in self._design.plan.shares}

    @property
    def split_alarm(self) -> bool:
        return self._split.alarm(self._design.alpha_of_split)

    @property
    def entry_alarm(self) -> bool:
        return self._entry is not None and self._entry.alarm(self._design.alpha / 2)

    @property
    def alarm(self) -> bool:
        """Of the anytime-valid tests."""
        return self.split_alarm or self.entry_alarm

    def fixed(self) -> ChiSquared:
        """The test for a number of visitors that was fixed before the start."""
        return chi_squared(self._split.counts, self._design.shares)

    def interval(self, name: str) -> Interval:
        """95 %, of a planned variant: valid at every moment where the check may stop at any."""
        seen = self._variants.get(name, 0)
        return always_valid_interval(seen, self.decided) if self._design.stop_early else wilson_interval(seen, self.decided)

    # -- verdict ----------------------------------------------------------------------------------

    def verdict(self, *, complete: bool) -> Verdict:
        """``complete``: all visitors came, or it stopped by itself."""
        design, behind = self._design, self._behind(complete=complete)
        if not self.answered:
            return Verdict(VerdictLevel.OPEN, "No visitor came, so nothing can be said.")
        if design.method is Method.OPTIMIZED:
            leader = max(self._variants, key=lambda name: self._variants[name])
            return Verdict(
                VerdictLevel.OPEN,
                "No verdict: optimized assignment moves its split as it learns. "
                f"So far {leader} was shown most, to {count(self._variants[leader], 'visitor')} of {self.answered:,}.",
                behind,
            )
        if not sum(self._variants.values()):
            why = max(self._why, key=lambda each: self._why[each], default="")
            return Verdict(VerdictLevel.OPEN, f"No visitor of {self.answered:,} was shown a variant. {why}".rstrip(), behind)
        return self._wrong(behind, complete=complete) or self._open(behind, complete=complete) or self._held(behind)

    def _wrong(self, behind: tuple[str, ...], *, complete: bool) -> Verdict | None:
        design, nothing = self._design, self._others[Shows.NOTHING]
        if self.unplanned:
            seen = listed([f"“{name}” ({count(n, 'visitor')})" for name, n in self.unplanned.items()])
            return Verdict(VerdictLevel.FAILED, f"A variant that is not in the plan was shown: {seen}.", behind)
        alarm = self.split_alarm or (self.stopped_by_itself and not self.entry_alarm)
        fixed = not design.stop_early and complete and self._enough and self.fixed().p_value <= design.alpha_of_split
        if (alarm and design.stop_early) or fixed:
            return Verdict(VerdictLevel.FAILED, f"The split is not as planned: {self._furthest()}.", behind)
        if self._entry is None and nothing:
            who = f"For {count(nothing, 'visitor')} of {self.answered:,} nothing was decided"
            return Verdict(VerdictLevel.FAILED, f"{who}, although the plan has everybody in.", behind)
        if self.entry_alarm:
            entered = self._variants and sum(self._variants.values()) / max(1, sum(self._variants.values()) + nothing)
            sentence = (
                f"{percent(entered or 0.0)} of the visitors entered, where an allocation of {percent(design.allocation)} was planned."
            )
            return Verdict(VerdictLevel.FAILED, sentence, behind)
        return None

    def _open(self, behind: tuple[str, ...], *, complete: bool) -> Verdict | None:
        bad = self._others[Shows.ERROR] + self._others[Shows.UNREADABLE]
        if not complete:
            return Verdict(
                VerdictLevel.OPEN, f"No deviation so far, but only {self.answered:,} of {self._design.visitors:,} visitors came.", behind
            )
        if bad > TOO_MANY_ERRORS * self.answered:
            why = (
                f"{count(bad, 'call')} of {self.answered:,} failed or could not be read. If that hits one variant more, the counts mislead."
            )
            return Verdict(VerdictLevel.OPEN, f"No verdict: {why}", behind)
        if not self._enough:
            return Verdict(VerdictLevel.OPEN, "No verdict: too few visitors; at least 5 have to be expected in every variant.", behind)
        return None

    def _held(self, behind: tuple[str, ...]) -> Verdict:
        seen = self._design.smallest_seen(self.decided)
        limit = f" A deviation of {points(seen)} or more would most likely have been seen." if seen is not None else ""
        shares = listed([f"{name} {percent(n / self.decided)}" for name, n in self._variants.items()])
        return Verdict(VerdictLevel.HELD, f"The split fits the plan: {shares} of {count(self.decided, 'visitor')}.{limit}", behind)

    @property
    def _enough(self) -> bool:
        return self.fixed().trusted

    def _furthest(self) -> str:
        """The variant that is off most, in words."""
        planned = self._design.plan.shares
        name = max(planned, key=lambda each: abs(self._variants[each] / self.decided - planned[each]))
        return (
            f"{name} got {percent(self._variants[name] / self.decided)} of {count(self.decided, 'visitor')}, "
            f"where {percent(planned[name])} was planned"
        )

    def _behind(self, *, complete: bool) -> tuple[str, ...]:
        design = self._design
        if design.method is Method.OPTIMIZED or not self.decided:
            return ()
        fixed = self.fixed()
        anytime = (
            f"Anytime-valid test (Lindon & Malek): p = {small(self._split.p_value)}, Bayes factor against the plan "
            f"{_factor(self._split.bayes_factor)}; alarm at p ≤ {design.alpha_of_split:g}."
        )
        chi = f"Chi-squared test: χ² = {fixed.statistic:.2f} with {fixed.freedom} degree{'' if fixed.freedom == 1 else 's'} of freedom, p = {small(fixed.p_value)}."
        if design.stop_early and self.stopped_by_itself and not self.alarm:
            anytime += " It was passed while the visitors came in another order; counted in this one the evidence is weaker by those under way then."
        if design.stop_early:
            return (anytime, f"{chi} It is valid only for a number of visitors fixed before the start, so the verdict does not rest on it.")
        return (chi if complete else f"{chi} It counts only when all visitors have come.",)

    # -- report -----------------------------------------------------------------------------------

    def charts(self) -> tuple[Chart, ...]:
        """The shares beside the plan, then how they and the evidence moved; drawn live as well."""
        return (self._bars(), *self._lines())

    def _bars(self) -> BarChart:
        bars = []
        for name, seen in self._variants.items():
            planned = self._design.plan.shares.get(name)
            share = seen / self.decided if self.decided and planned is not None else 0.0
            around = self.interval(name) if planned is not None and self.decided else None
            shown_plan = planned if self._design.method is not Method.OPTIMIZED else None
            bars.append(
                Bar(name, share, around.low if around else None, around.high if around else None, shown_plan, count(seen, "visitor"))
            )
        return BarChart("Visitors per variant", tuple(bars))

    def _lines(self) -> tuple[LineChart, ...]:
        moments = self._series.moments
        if len(moments) < 2:
            return ()
        lines = tuple(
            Line(name, tuple((float(total), counts[place] / total) for total, counts, _ in moments))
            for place, name in enumerate(self._names)
        )
        plan = tuple((share, f"{name} planned") for name, share in self._planned().items())
        shares = LineChart("Shares as visitors came", "visitors", "share", lines, plan if len(plan) <= 4 else (), as_share=True)
        if self._design.method is Method.OPTIMIZED:
            return (shares,)
        evidence = (Line("p-value", tuple((float(total), max(p, 1e-12)) for total, _, p in moments)),)
        limit = ((self._design.alpha_of_split, f"alarm at {self._design.alpha_of_split:g}"),)
        return (shares, LineChart("Evidence against the plan", "visitors", "p-value", evidence, limit, log_y=True))

    def report(self, about: RunAbout) -> Report:
        """Counted again from History, visitors come in the order of the plan and those under way at the alarm may come
        before it: the evidence can look weaker then.  What a test that may stop at any time has said stands."""
        design = self._design
        self.stopped_by_itself = self.stopped_by_itself or (about.ended_early and design.stop_early)
        complete = about.complete or self.stopped_by_itself
        facts = (
            ("Planned", ", ".join(f"{name} {percent(share)}" for name, share in design.plan.shares.items())),
            ("Visitors", f"{self.answered:,} of {design.visitors:,}" + (", stopped early by itself" if self.stopped_by_itself else "")),
            ("Assignment", design.method.value + (f", allocation {percent(design.allocation)}" if design.allocation < 1 else "")),
        )
        return Report(
            KIND,
            self._title,
            self.verdict(complete=complete),
            about.started_at,
            about.ended_at,
            (*about.facts, *facts),
            (self._who(), *self._moving(), *self._rest(), self._times(), self._how()),
            about.answers,
            about.app_version,
        )

    def figures(self) -> Figures:
        """Shares as the run itself tells them: of the visitors with a variant of the plan."""
        if not self.decided:
            return Figures()
        around = {name: self.interval(name) for name in self._names}
        shares = {name: Share(self._variants[name] / self.decided, around[name].low, around[name].high) for name in self._names}
        return Figures(shares, planned=self._planned())

    def _planned(self) -> dict[str, float]:
        """The shares to be drawn as what was wanted; a bandit moves them itself."""
        return {} if self._design.method is Method.OPTIMIZED else dict(self._design.plan.shares)

    def _who(self) -> Section:
        rows = []
        for name, seen in self._variants.items():
            planned = self._design.plan.shares.get(name)
            share = percent(seen / self.decided) if self.decided and planned is not None else "–"
            around = self.interval(name) if self.decided and planned is not None else None
            between = interval_words(Bar(name, 0.0, around.low, around.high), as_share=True) if around else "–"
            rows.append((name, f"{seen:,}", share, between, percent(planned) if planned is not None else "not in the plan"))
        columns = ("Variant", "Visitors", "Share", "95 % interval", "Planned")
        odd = frozenset(i for i, name in enumerate(self._variants) if name in self.unplanned)
        return Section("Who got what", charts=(self._bars(),), tables=(Table(columns, tuple(rows), frozenset({1, 2, 3, 4}), odd),))

    def _moving(self) -> tuple[Section, ...]:
        lines = self._lines()
        return (Section("As visitors came", charts=lines),) if lines else ()

    def _rest(self) -> tuple[Section, ...]:
        rows = [(shows.value.capitalize(), f"{seen:,}", percent(seen / self.answered)) for shows, seen in self._others.items() if seen]
        if not rows:
            return ()
        why = tuple(
            f"{sentence} ({n:,} times)" if n > 1 else sentence for sentence, n in sorted(self._why.items(), key=lambda each: -each[1])[:5]
        )
        return (
            Section("Visitors without a variant", why, tables=(Table(("Outcome", "Visitors", "Share"), tuple(rows), frozenset({1, 2})),)),
        )

    def _times(self) -> Section:
        histogram = self._latency.histogram()
        return Section("Response time", (self._latency.sentence(),) if histogram else (), (histogram,) if histogram else ())

    def _how(self) -> Section:
        said = [
            *self._design.notes(),
            "Each visitor is a new anonymous guest with a fresh browser ID, seen once; whether an assignment sticks is another check.",
        ]
        return Section("How to read this", tuple(said))


def _factor(value: float) -> str:
    return f"{value:.2g}" if value < 1000 else f"{value:.1e}"
