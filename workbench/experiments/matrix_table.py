"""The matrix: who gets what over every combination, and which dimension decides it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

from workbench.experiments.about import RunAbout
from workbench.experiments.answer import Answer, Shows
from workbench.experiments.latency import Latency
from workbench.experiments.reports.model import Grid, Report, Section, Table, Verdict, VerdictLevel
from workbench.experiments.trend import Figures
from workbench.experiments.words import count, listed, percent

KIND = "Matrix"
FEW, ORDERS = 300, 200
"""Combinations among which a dimension may explain much by chance, and random orders that tell."""
LARGEST_GRID = 4_000
"""Cells of a grid in a report; a larger matrix is read in the window or as CSV."""

_NO_ANSWER = (Shows.ERROR, Shows.UNREADABLE)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination: what it showed, and the figures of its latest call.

    ``also`` is what repeats of the very same request showed instead: then chance is at work.
    """

    key: Key
    label: str
    shows: Shows
    milliseconds: float
    number: int | None
    status: int | None
    why: str = ""
    also: tuple[str, ...] = ()
    place: int = 0
    """In the plan: answers come in any order, and people read in that of the plan."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """What explains the variant: the fewest dimensions by whose values it is fixed.

    ``together`` is empty where it is the same everywhere.  ``exact`` is false where a repeat showed something else;
    then ``share`` says how much of it the best single one explains, which is in ``together`` if that is more than chance.  ``without_effect`` are
    dimensions of which two cells that differ in nothing else never differ in the variant; of one without two such cells
    nothing is known.  ``clear`` is false where answers are missing, so that several sets explain it as well, or none does.
    """

    together: tuple[str, ...]
    without_effect: tuple[str, ...]
    exact: bool = True
    share: float = 1.0
    clear: bool = True


class MatrixTable:
    """Cells as they come.  ``dimensions`` are those that vary, by label: *Persona*, *Channel*…

    ``fresh_guests`` says that calls were made as new guests: an assignment by chance differs between them as well.
    """

    def __init__(
        self, title: str, dimensions: Sequence[str], baseline: Mapping[Key, str] | None = None, *, fresh_guests: bool = False
    ) -> None:
        self._title = title
        self.dimensions = tuple(dimensions)
        self.baseline = dict(baseline) if baseline is not None else None
        self._fresh_guests = fresh_guests
        self._repeated = False
        self._kept: dict[Key, Cell] = {}
        self._sorted = True
        self._failed: dict[Key, str] = {}
        self._latency = Latency()

    def add(self, answer: Answer) -> bool:
        self._latency.add(answer.milliseconds)
        key = tuple(answer.varied.get(name, "") for name in self.dimensions)
        shown = answer.shown
        before = self._kept.get(key)
        self._repeated = self._repeated or before is not None
        if shown.shows in _NO_ANSWER:
            self._failed[key] = shown.why or shown.label
            if before is not None:
                return False  # what a repeat was shown stands
        cell = Cell(key, shown.label, shown.shows, answer.milliseconds, answer.number, answer.status, shown.why, place=answer.place)
        if before is not None and before.shows not in _NO_ANSWER:
            also = tuple(dict.fromkeys((*before.also, *((shown.label,) if shown.label != before.label else ()))))
            cell = replace(cell, label=before.label, shows=before.shows, also=also, place=before.place)
        self._kept[key] = cell
        self._sorted = False
        return False

    @property
    def cells(self) -> Mapping[Key, Cell]:
        """In the order of the plan."""
        if not self._sorted:
            self._kept = dict(sorted(self._kept.items(), key=lambda each: each[1].place))
            self._sorted = True
        return self._kept

    def labels(self) -> tuple[str, ...]:
        """What was shown, the most frequent first; outcomes that are no variant come last."""
        seen: dict[tuple[bool, str], int] = defaultdict(int)
        for cell in self.cells.values():
            seen[cell.shows is not Shows.VARIANT, cell.label] += 1
        return tuple(label for (_, label), _ in sorted(seen.items(), key=lambda each: (each[0][0], -each[1], each[0][1])))

    def values(self, dimension: str) -> tuple[str, ...]:
        """The values of a dimension in the order in which they came."""
        place = self.dimensions.index(dimension)
        return tuple(dict.fromkeys(key[place] for key in self.cells))

    # -- what decides -----------------------------------------------------------------------------

    def deciding(self) -> Deciding:
        """From the cells that were readable; an error says nothing about who gets what."""
        told = self._told()
        if len(set(told.values())) <= 1 and not self.mixed():
            return Deciding((), self.dimensions)
        places = range(len(self.dimensions))
        matters = {place: self._matters(told, place) for place in places}
        without = tuple(self.dimensions[place] for place in places if matters[place] is False)
        if self.mixed():
            best = max([place for place in places if matters[place]] or places, key=lambda place: _explained(told, place), default=None)
            if best is None:
                return Deciding((), (), exact=False, share=0.0)
            share = _explained(told, best)
            together = () if _is_like_chance(told, places, share) else (self.dimensions[best],)
            return Deciding(together, (), exact=False, share=share)
        able = [place for place in places if matters[place] is not False]
        for size in range(1, len(able) + 1):
            fixing = [some for some in combinations(able, size) if _fixes(told, some)]
            if len(fixing) == 1 and all(place in fixing[0] for place in places if matters[place]):
                return Deciding(tuple(self.dimensions[place] for place in fixing[0]), without)
            if fixing:
                break
        return Deciding((), without, clear=False)

    def _told(self) -> dict[Key, str]:
        return {key: cell.label for key, cell in self.cells.items() if cell.shows in (Shows.VARIANT, Shows.NOTHING)}

    def mixed(self) -> tuple[Key, ...]:
        """Combinations of which a repeat showed something else."""
        return tuple(key for key, cell in self.cells.items() if cell.also)

    def _matters(self, told: Mapping[Key, str], place: int) -> bool | None:
        """Whether two cells that differ in this dimension only ever show something else; ``None`` where there are no two."""
        seen: dict[Key, str] = {}
        for key, label in told.items():
            rest = key[:place] + key[place + 1 :]
            if seen.setdefault(rest, label) != label:
                return True
        return False if len(seen) < len(told) else None

    def sentence(self) -> str:
        """*What decides the variant?*, to be read aloud."""
        told = self._sentence()
        if self._fresh_guests and not self._repeated and len(self.cells) > 1 and len(self.labels()) > 1 and not self.mixed():
            told += " But each combination was another new guest, so it may be chance: use personas, or repeat each."
        return told

    def _sentence(self) -> str:
        labels = self.labels()
        if not self.cells:
            return "Nothing was asked yet."
        if len(self.cells) == 1:
            also = [label for cell in self.cells.values() for label in cell.also]
            if also:
                return f"There is one combination only, and it shows {listed([*labels, *also])} in turn, so chance is at work."
            return f"There is one combination only, and it shows {labels[0]}."
        told = len(self._told())
        if not told:
            return f"None of {len(self.cells):,} combinations gave a readable answer, so nothing can be said."
        if all(cell.shows is Shows.NOTHING for cell in self.cells.values()):
            why = next((cell.why for cell in self.cells.values() if cell.why), "")
            return f"Nothing was decided in any of {len(self.cells):,} combinations. {why}".rstrip()
        found = self.deciding()
        idle = f" {_verb(found.without_effect)} no effect here." if found.without_effect and found.together else ""
        if not found.clear:
            missing = count(len(self.cells) - told, "combination")
            return f"{listed(list(dict.fromkeys(self._told().values())))} were shown, but {missing} gave no answer: what decides cannot be told."
        if not found.together and not self.mixed():
            shown = list(dict.fromkeys(self._told().values()))
            who = f"All {told:,} combinations" if told == len(self.cells) else f"The {count(told, 'combination')} that could be read"
            verb = "shows" if told == 1 and told < len(self.cells) else "show"
            if told < 2:
                return f"{who} {verb} {listed(shown)}; of the others nothing is known."
            return f"{who} {verb} {listed(shown)}: nothing that was varied has an effect."
        if not found.exact:
            n = len(self.mixed())
            again = "one request for another new guest each time" if self._fresh_guests else "the very same request"
            explains = "No dimension explains more of what is shown than chance alone would."
            if found.together:
                explains = f"{found.together[0]} explains {percent(found.share, 0)} of what is shown."
            return (
                f"In {count(n, 'combination')} {again} showed different variants, so chance is at work. "
                f"{explains} A split check and a stickiness check tell more."
            )
        if len(found.together) == 1:
            return f"{found.together[0]} decides: {self._rule(found.together[0])}.{idle}"
        return f"{listed(found.together)} decide together.{idle}"

    def _rule(self, dimension: str) -> str:
        place = self.dimensions.index(dimension)
        by_label: dict[str, list[str]] = defaultdict(list)
        for key, cell in self.cells.items():
            if cell.shows in (Shows.VARIANT, Shows.NOTHING) and key[place] not in by_label[cell.label]:
                by_label[cell.label].append(key[place])
        return "; ".join(f"{listed(values)} {'shows' if len(values) == 1 else 'show'} {label}" for label, values in by_label.items())

    # -- since the baseline -----------------------------------------------------------------------

    def changed(self) -> tuple[tuple[Key, str, str], ...]:
        """Cells that show something else than in the baseline: (key, then, now).  A new cell has ``""`` before it."""
        if self.baseline is None:
            return ()
        now = {key: cell.label for key, cell in self.cells.items()}
        return tuple((key, self.baseline.get(key, ""), label) for key, label in now.items() if self.baseline.get(key, "") != label)

    def gone(self) -> tuple[Key, ...]:
        """Cells of the baseline that are not in this matrix."""
        return tuple(key for key in self.baseline or () if key not in self.cells)

    # -- report -----------------------------------------------------------------------------------

    def verdict(self, *, complete: bool) -> Verdict:
        bad = list(self._failed.values())
        behind: tuple[str, ...] = (
            f"{count(len(self.cells), 'combination')}, {count(len(self.labels()), 'outcome')}: {listed(self.labels())}.",
        )
        if bad:
            behind += (f"{count(len(bad), 'combination')} failed or could not be read: {bad[0]}",)
        if self.baseline is not None and (self.changed() or self.gone()):
            key, then, now = (self.changed() or ((self.gone()[0], "", ""),))[0]
            example = f" {self.name_of(key)}: {then or 'new'} → {now or 'gone'}." if then or now else ""
            n = len(self.changed()) + len(self.gone())
            return Verdict(
                VerdictLevel.FAILED, f"{count(n, 'combination')} changed since the baseline.{example}", (*behind, self.sentence())
            )
        if not complete:
            return Verdict(VerdictLevel.OPEN, f"The run is not complete. So far: {self.sentence()}", behind)
        if bad:
            return Verdict(
                VerdictLevel.FAILED, f"{count(len(bad), 'combination')} of {len(self.cells):,} gave no answer. {self.sentence()}", behind
            )
        same = "Nothing changed since the baseline. " if self.baseline is not None else ""
        return Verdict(VerdictLevel.HELD, f"{same}{self.sentence()}", behind)

    def name_of(self, key: Key) -> str:
        return " · ".join(value for value in key if value) or "the request"

    def report(self, about: RunAbout) -> Report:
        facts = (*about.facts, *((name, listed(self.values(name), 12)) for name in self.dimensions))
        sections = (*self._grids(), *self._since(), self._outcomes(), self._times())
        verdict = self.verdict(complete=about.complete)
        return Report(KIND, self._title, verdict, about.started_at, about.ended_at, facts, sections, about.answers, about.app_version)

    def figures(self) -> Figures:
        """Only how long calls took: which combination shows what is no figure, and what changed is told against a baseline."""
        return Figures(p95=self._latency.most())

    def grid(self, rows: Sequence[str], columns: Sequence[str]) -> Grid:
        """The matrix with these dimensions down and those across.  A cell where several fall together shows the first."""
        labels = self.labels()
        at = {label: place for place, label in enumerate(labels)}
        row_places = [self.dimensions.index(name) for name in rows]
        column_places = [self.dimensions.index(name) for name in columns]
        found: dict[Key, dict[Key, int]] = {}
        heads: dict[Key, None] = {}
        for key, cell in self.cells.items():
            row, column = tuple(key[i] for i in row_places), tuple(key[i] for i in column_places)
            heads[column] = None
            found.setdefault(row, {}).setdefault(column, at[cell.label])
        cells = tuple(tuple(by.get(column, -1) for column in heads) for by in found.values())
        return Grid("Variant by combination", tuple(map(_head, found)), tuple(map(_head, heads)), cells, labels)

    def _grids(self) -> tuple[Section, ...]:
        if not self.dimensions or len(self.cells) > LARGEST_GRID:
            return (Section("What decides the variant?", (self.sentence(),)),)
        half = max(1, (len(self.dimensions) + 1) // 2)
        return (Section("What decides the variant?", (self.sentence(),), (self.grid(self.dimensions[:half], self.dimensions[half:]),)),)

    def _since(self) -> tuple[Section, ...]:
        if self.baseline is None:
            return ()
        rows = [(self.name_of(key), then or "–", now) for key, then, now in self.changed()]
        rows += [(self.name_of(key), self.baseline[key], "not asked") for key in self.gone()]
        said = () if rows else ("Nothing changed since the baseline.",)
        return (Section("Since the baseline", said, tables=(Table(("Combination", "Then", "Now"), tuple(rows[:500])),) if rows else ()),)

    def _outcomes(self) -> Section:
        total = len(self.cells)
        counts = {label: sum(cell.label == label for cell in self.cells.values()) for label in self.labels()}
        rows = tuple((label, f"{n:,}", percent(n / total)) for label, n in counts.items())
        return Section("Outcomes", tables=(Table(("Shown", "Combinations", "Share"), rows, frozenset({1, 2})),))

    def _times(self) -> Section:
        histogram = self._latency.histogram()
        return Section("Response time", (self._latency.sentence(),) if histogram else (), (histogram,) if histogram else ())


def _head(key: Key) -> str:
    return " · ".join(key) or "all"


def _verb(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'}"


def _fixes(told: Mapping[Key, str], places: Sequence[int]) -> bool:
    seen: dict[Key, str] = {}
    return all(seen.setdefault(tuple(key[i] for i in places), label) == label for key, label in told.items())


def _is_like_chance(told: Mapping[Key, str], places: Iterable[int], share: float) -> bool:
    """Whether some dimension explains as much in more than 5 % of random orders of the same outcomes (a permutation test,
    Fisher 1935).  Of many combinations chance explains next to nothing, and they are not asked."""
    if len(told) > FEW:
        return False
    labels, places = list(told.values()), tuple(places)
    random = Random(1935)  # noqa: S311 (the same verdict at every look)
    reached = 0
    for _ in range(ORDERS):
        random.shuffle(labels)
        shuffled = dict(zip(told, labels, strict=True))
        reached += any(_explained(shuffled, place) >= share for place in places)
    return reached > 0.05 * ORDERS


def _explained(told: Mapping[Key, str], place: int) -> float:
    """How much better the variant is guessed knowing this dimension (Goodman and Kruskal's lambda, 1954), 0 to 1."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    overall: dict[str, int] = defaultdict(int)
    for key, label in told.items():
        counts[key[place]][label] += 1
        overall[label] += 1
    wrong = len(told) - max(overall.values())
    return (sum(max(by.values()) for by in counts.values()) - max(overall.values())) / wrong if wrong else 1.0
