"""Which places of one sequence are which of the other, by hashes: what kept its order, and what moved.

Everything here ends soon on any input: where the best answer would take too long, a good one is given.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence

CELLS = 250_000
"""Pairs that are weighed at most for one stretch before a quicker way is taken."""
CELLS_IN_ALL = 4_000_000
CHUNK = 1 << 14


def longest_increasing(values: Sequence[int]) -> Collection[int]:
    """Places of a longest increasing run: what kept its order; all others moved."""
    if all(values[k] < values[k + 1] for k in range(len(values) - 1)):
        return range(len(values))
    tails: list[int] = []
    tail_places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(tail_places[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            tail_places.append(place)
        else:
            tails[at], tail_places[at] = value, place
    kept: set[int] = set()
    place = tail_places[-1] if tail_places else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept


class Matcher:
    """Pairs equal hashes in their common order.  ``partner`` holds for each place of the right the left's, -1 for none."""

    def __init__(self, olds: Sequence[int], news: Sequence[int]) -> None:
        self.olds = olds
        self.news = news
        self.partner = array("q", [-1]) * len(news)
        self._cells = CELLS_IN_ALL

    def run(self) -> array[int]:
        """Common head and tail, then what is unique on both sides, then the best in the stretches between."""
        for old_start, old_end, new_start, new_end in self._between_anchors(*self._trimmed(0, len(self.olds), 0, len(self.news))):
            self._stretch(*self._trimmed(old_start, old_end, new_start, new_end))
        return self.partner

    def _trimmed(self, a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
        olds, news = self.olds, self.news
        while a < b and c < d and olds[a] == news[c]:
            self.partner[c] = a
            a, c = a + 1, c + 1
        while a < b and c < d and olds[b - 1] == news[d - 1]:
            b, d = b - 1, d - 1
            self.partner[d] = b
        return a, b, c, d

    def _between_anchors(self, a: int, b: int, c: int, d: int) -> list[tuple[int, int, int, int]]:
        """Patience: what stands once on both sides holds the rest in place."""
        old_counts, new_counts = _counted(self.olds, a, b), _counted(self.news, c, d)
        where = {self.olds[k]: k for k in range(a, b) if old_counts[self.olds[k]] == 1}
        common = [(where[self.news[k]], k) for k in range(c, d) if self.news[k] in where and new_counts[self.news[k]] == 1]
        kept = longest_increasing([old for old, _ in common])
        gaps = []
        for place, (old, new) in enumerate(common):
            if place in kept:
                gaps.append((a, old, c, new))
                self.partner[new] = old
                a, c = old + 1, new + 1
        gaps.append((a, b, c, d))
        return [gap for gap in gaps if gap[0] < gap[1] and gap[2] < gap[3]]

    def _stretch(self, a: int, b: int, c: int, d: int) -> None:
        cells = (b - a) * (d - c)
        if not cells or not set(self.olds[a:b]) & set(self.news[c:d]):
            return
        if cells <= min(CELLS, self._cells):
            self._cells -= cells
            self._best(a, b, c, d)
        else:
            self._greedy(a, b, c, d)

    def _best(self, a: int, b: int, c: int, d: int) -> None:
        """A longest common subsequence, by the table of the textbook."""
        olds, news = self.olds[a:b], self.news[c:d]
        below = [0] * (len(news) + 1)
        table = [below]
        for old in reversed(olds):
            row = [0] * (len(news) + 1)
            for k in range(len(news) - 1, -1, -1):
                row[k] = below[k + 1] + 1 if old == news[k] else max(row[k + 1], below[k])
            table.append(row)
            below = row
        table.reverse()
        i = j = 0
        while i < len(olds) and j < len(news):
            if olds[i] == news[j]:
                self.partner[c + j] = a + i
                i, j = i + 1, j + 1
            elif table[i + 1][j] >= table[i][j + 1]:
                i += 1
            else:
                j += 1

    def _greedy(self, a: int, b: int, c: int, d: int) -> None:
        """Each takes the next equal one after the last that was taken."""
        places: dict[int, list[int]] = {}
        for k in range(a, b):
            places.setdefault(self.olds[k], []).append(k)
        last = a - 1
        reach = max(64, (b - a) // 8)
        for k in range(c, d):
            known = places.get(self.news[k])
            if known is None:
                continue
            at = bisect_right(known, last)
            # A far jump would leave everything jumped over without a partner.
            if at < len(known) and known[at] - last <= reach:
                last = self.partner[k] = known[at]


def _counted(values: Sequence[int], start: int, end: int) -> Counter[int]:
    """How often each stands there, without one long call."""
    counts: Counter[int] = Counter()
    for k in range(start, end, CHUNK):
        counts.update(values[k : min(end, k + CHUNK)])
    return counts


def pair_equal_leftovers(olds: Sequence[int], news: Sequence[int], partner: array[int]) -> None:
    """Equal hashes that have no partner yet are paired wherever they stand: they moved."""
    taken = set(partner)
    waiting: dict[int, list[int]] = {}
    for place in range(len(olds) - 1, -1, -1):
        if place not in taken:
            waiting.setdefault(olds[place], []).append(place)
    for place, value in enumerate(news):
        if partner[place] < 0 and (places := waiting.get(value)):
            partner[place] = places.pop()
