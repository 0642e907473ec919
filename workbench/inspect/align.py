"""Which item of one array is which item of the other: by their own identity, else by best alignment.

Best alignment, when nothing identifies the items: those that are spelled the same; then those that mean the
same, less what is ignored; then those that share lines nobody else has; then, between two that are settled,
the most similar, or simply in order.  Each stage looks only at what the one before left over.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workbench.inspect import identity as ids
from workbench.inspect.nodes import Items, Side
from workbench.inspect.options import DiffOptions, loosened
from workbench.inspect.patterns import Patterns, State
from workbench.inspect.sequences import Matcher, longest_increasing, pair_equal_leftovers

LARGE_ITEM = 1_000_000
"""Bytes from which an item is not parsed to see what it means; one call would take too long."""
LARGE_REST = 32_000_000
"""Bytes of leftover items from which they are paired in order."""
GAP_CELLS = 2_500
SIMILAR_IN_ALL = 300_000
"""Pairs whose similarity is worked out at most, in one gap and in all."""


class Stretch(NamedTuple):
    """``size`` items from ``old`` and ``new`` on, -1 for none.  ``equal`` ones are spelled the same."""

    old: int
    new: int
    size: int = 1
    equal: bool = False
    moved: bool = False


@dataclass(slots=True)
class Alignment:
    """``partner`` holds for each item of the right the left's place, -1 for none; ``moved`` are places of the right.

    ``identity`` is the key that paired them, empty where there is none.
    """

    old_hashes: array[int]
    new_hashes: array[int]
    partner: array[int]
    identity: str = ""
    candidates: tuple[str, ...] = ()
    chosen: bool = False
    moved: set[int] = field(default_factory=set)

    def find_moved(self) -> None:
        places = array("q", (new for new, old in enumerate(self.partner) if old >= 0))
        stays = longest_increasing(array("q", (self.partner[new] for new in places)))
        all_stay = len(stays) == len(places)
        self.moved = set() if all_stay else {new for place, new in enumerate(places) if place not in stays}

    @property
    def matched(self) -> int:
        return len(self.partner) - self.partner.count(-1)

    def removed(self) -> list[int]:
        """Places of the left that have no partner, in order."""
        taken = bytearray(len(self.old_hashes))
        for old in self.partner:
            if old >= 0:
                taken[old] = 1
        return [place for place, is_taken in enumerate(taken) if not is_taken]

    def steps(self) -> Iterator[Stretch]:
        """Everything once, in the right's order, what was removed at its old place; equal neighbours in one stretch."""
        gone, at, new = self.removed(), 0, 0
        while new < len(self.partner):
            old, moved = self.partner[new], new in self.moved
            while old >= 0 and not moved and at < len(gone) and gone[at] < old:
                yield Stretch(gone[at], -1)
                at += 1
            count = self._equal_from(old, new)
            yield Stretch(old, new, max(1, count), count > 0, moved)
            new += max(1, count)
        for place in gone[at:]:
            yield Stretch(place, -1)

    def _equal_from(self, old: int, new: int) -> int:
        """How many neighbours from here on are equal on both sides and kept their order; a moved item stands alone."""
        if old < 0 or self.old_hashes[old] != self.new_hashes[new]:
            return 0
        if new in self.moved:
            return 1
        partner, olds, news = self.partner, self.old_hashes, self.new_hashes
        start, size = new, len(partner)
        shift = new - old
        while new < size and partner[new] == new - shift and olds[new - shift] == news[new] and new not in self.moved:
            new += 1
        return new - start


@dataclass
class Aligner:
    """Pairs the items of one array.  ``state`` tells how far the ignored patterns are matched at it."""

    left: Side
    right: Side
    options: DiffOptions
    patterns: Patterns
    state: State
    stopped: Callable[[], None]

    def align(self, olds: Items, news: Items, chosen: str | None) -> Alignment:
        """``chosen`` is the user's key, ``""`` for the position, ``None`` to find one."""
        found = Alignment(self.left.hashes(olds), self.right.hashes(news), array("q"))
        self.stopped()
        found.candidates = tuple(ids.candidates(self.left, olds, self.right, news))
        if chosen is not None:
            found.chosen, found.identity = True, chosen
            found.partner = self._by_choice(olds, news, chosen)
        elif not self._by_identity(olds, news, found):
            self._by_likeness(olds, news, found)
        self.stopped()
        if not (found.chosen and not found.identity):
            found.find_moved()
        return found

    def _by_choice(self, olds: Items, news: Items, key: str) -> array[int]:
        if not key:
            return array("q", (place if place < len(olds) else -1 for place in range(len(news))))
        lefts = ids.chosen_identities(self.left, olds, key)
        return array("q", (lefts.get(value, -1) for value in ids.chosen_identities(self.right, news, key)))

    def _by_identity(self, olds: Items, news: Items, found: Alignment) -> bool:
        """With the first key every item has a value of its own in, at least half of them known to both sides."""
        for key in found.candidates:
            if self.patterns and self.patterns.matched(self.patterns.step(self.patterns.step(self.state, 0), key)) is not None:
                continue  # what is ignored because it changes at every call identifies nothing
            partner = ids.pair_by(self.left, olds, self.right, news, key)
            self.stopped()
            if partner is not None:
                found.identity, found.partner = key, partner
                return True
        return False

    # -- without an identity ----------------------------------------------------------------------

    def _by_likeness(self, olds: Items, news: Items, found: Alignment) -> None:
        partner = found.partner = Matcher(found.old_hashes, found.new_hashes).run()
        pair_equal_leftovers(found.old_hashes, found.new_hashes, partner)
        self.stopped()
        rest_old, rest_new = found.removed(), _without(partner)
        if not rest_old or not rest_new or max(_size(olds, rest_old), _size(news, rest_new)) > LARGE_REST:
            _fill_in_order(rest_old, rest_new, found)
            return
        self._pair_meanings(olds, rest_old, news, rest_new, partner)
        self.stopped()
        rest_old, rest_new = found.removed(), _without(partner)
        votes = _Votes(self.left, olds, self.right, news)
        votes.pair(rest_old, rest_new, partner)
        self.stopped()
        budget = SIMILAR_IN_ALL
        for gap_old, gap_new in _gaps(found):
            cells = len(gap_old) * len(gap_new)
            if 1 < cells <= min(GAP_CELLS, budget):
                budget -= cells
                votes.pair_most_similar(gap_old, gap_new, partner)
            else:
                for old, new in zip(gap_old, gap_new, strict=False):
                    partner[new] = old

    def _pair_meanings(self, olds: Items, rest_old: list[int], news: Items, rest_new: list[int], partner: array[int]) -> None:
        """Those that differ only in the order of keys, in escapes, or in what is ignored."""
        inside = self.patterns.step(self.state, 0) if self.patterns else self.state
        meaning = Meaning(self.options, self.patterns, inside)
        lefts = array("q", (meaning.of(self.left.data[olds.starts[k] : olds.ends[k]]) for k in rest_old))
        self.stopped()
        rights = array("q", (meaning.of(self.right.data[news.starts[k] : news.ends[k]]) for k in rest_new))
        matched = Matcher(lefts, rights).run()
        pair_equal_leftovers(lefts, rights, matched)
        for at, other in enumerate(matched):
            if other >= 0:
                partner[rest_new[at]] = rest_old[other]


class Meaning:
    """A hash of what an item means, for pairing only: without ignored parts, keys in order, numbers left out if they may differ."""

    def __init__(self, options: DiffOptions, patterns: Patterns, state: State) -> None:
        self._options = options
        self._patterns = patterns
        self._state = state
        self._number: Callable[[str], str] = (lambda _: "#") if options.tolerance else str
        self._plain = not patterns and not options.ignore_case and not options.ignore_whitespace

    def of(self, text: bytes) -> int:
        if len(text) > LARGE_ITEM:
            return hash(text)
        try:
            value = json.loads(text, parse_int=self._number, parse_float=self._number)
            return hash(json.dumps(value if self._plain else self._stripped(value, self._state), sort_keys=True))
        except (ValueError, RecursionError):
            return hash(text)

    def _stripped(self, value: Any, state: State) -> Any:
        if isinstance(value, dict):
            steps = ((key, inner, self._patterns.step(state, key)) for key, inner in value.items())
            return {key: self._stripped(inner, step) for key, inner, step in steps if self._patterns.matched(step) is None}
        if isinstance(value, list):
            inside = self._patterns.step(state, 0)
            return [self._stripped(inner, inside) for inner in value]
        return loosened(value, self._options) if isinstance(value, str) else value


class _Votes:
    """Pairs items by the lines they share; :meth:`pair` comes first, and looks at every leftover."""

    def __init__(self, left: Side, olds: Items, right: Side, news: Items) -> None:
        self._left = left
        self._olds = olds
        self._right = right
        self._news = news
        self._old_lines: dict[int, frozenset[bytes]] = {}
        self._new_lines: dict[int, frozenset[bytes]] = {}

    def pair(self, rest_old: list[int], rest_new: list[int], partner: array[int]) -> None:
        """By lines that exactly one leftover on each side has: a third of the smaller item's lines must speak for it."""
        lefts = self._old_lines = {place: _lines(self._left, self._olds, place) for place in rest_old}
        rights = self._new_lines = {place: _lines(self._right, self._news, place) for place in rest_new}
        owners = _only_owners(lefts)
        taken: set[int] = set()
        spoken: dict[int, Counter[int]] = {}
        for line, new in _only_owners(rights).items():
            if (old := owners.get(line)) is not None:
                spoken.setdefault(new, Counter())[old] += 1
        for new in sorted(spoken):
            old, count = spoken[new].most_common(1)[0]
            if old not in taken and 3 * count >= min(len(lefts[old]), len(rights[new])):
                taken.add(old)
                partner[new] = old

    def pair_most_similar(self, rest_old: list[int], rest_new: list[int], partner: array[int]) -> None:
        """Keeping the order, with the greatest similarity in all."""
        scores = [[self._similarity(old, new) for new in rest_new] for old in rest_old]
        best = [[0.0] * (len(rest_new) + 1) for _ in range(len(rest_old) + 1)]
        for i in range(len(rest_old) - 1, -1, -1):
            for j in range(len(rest_new) - 1, -1, -1):
                best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + scores[i][j])
        i = j = 0
        while i < len(rest_old) and j < len(rest_new):
            if best[i][j] == best[i + 1][j + 1] + scores[i][j]:
                partner[rest_new[j]] = rest_old[i]
                i, j = i + 1, j + 1
            elif best[i][j] == best[i + 1][j]:
                i += 1
            else:
                j += 1

    def _similarity(self, old: int, new: int) -> float:
        one, other = self._olds.value(old), self._news.value(new)
        if self._left.kind(one) != self._right.kind(other):
            return 0.05
        lefts, rights = self._old_lines[old], self._new_lines[new]
        return 0.2 + len(lefts & rights) / max(len(lefts), len(rights), 1)


def _lines(side: Side, items: Items, place: int) -> frozenset[bytes]:
    """The distinct lines of a container, less its brackets; none for a scalar or something very large."""
    start, end = items.starts[place], items.ends[place]
    if end - start > LARGE_ITEM:
        return frozenset()
    lines = side.data[start:end].split(b"\n")
    return frozenset(line.removesuffix(b",") for line in lines[1:-1])


def _only_owners(lines: dict[int, frozenset[bytes]]) -> dict[bytes, int]:
    owners: dict[bytes, int] = {}
    for place, found in lines.items():
        for line in found:
            owners[line] = -1 if line in owners else place
    return {line: place for line, place in owners.items() if place >= 0}


def _without(partner: array[int]) -> list[int]:
    return [place for place, old in enumerate(partner) if old < 0]


def _size(items: Items, places: list[int]) -> int:
    return sum(items.ends[k] - items.starts[k] for k in places)


def _fill_in_order(rest_old: list[int], rest_new: list[int], found: Alignment) -> None:
    if rest_old and rest_new:
        for gap_old, gap_new in _gaps(found):
            for old, new in zip(gap_old, gap_new, strict=False):
                found.partner[new] = old


def _gaps(found: Alignment) -> list[tuple[list[int], list[int]]]:
    """What is left over between two neighbours that kept their order, on both sides."""
    found.find_moved()
    gone, partner = found.removed(), found.partner[:]
    gaps: list[tuple[list[int], list[int]]] = []
    at = 0
    waiting: list[int] = []
    for new in range(len(partner) + 1):
        old = partner[new] if new < len(partner) else len(found.old_hashes)
        if old < 0:
            waiting.append(new)
        elif new not in found.moved:
            start = at
            while at < len(gone) and gone[at] < old:
                at += 1
            if waiting and at > start:
                gaps.append((gone[start:at], waiting))
            waiting = []
    return gaps
