"""Which item of one array is which item of the other: by their own identity, else by best alignment."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher

from workbench.inspect.nodes import Node

IDENTITIES = ("ref", "id", "key", "sku", "code", "uuid", "variantId", "friendlyId", "name", "slug", "url", "title")
"""Keys that may identify an item, tried in this order; chosen from the data, not from a schema."""
BOUND = 4_000_000
"""Pairs of items that are compared at most before a cheaper alignment is used."""


@dataclass(slots=True)
class Pair:
    """An item of the left, of the right, or of both."""

    old: Node | None
    new: Node | None
    moved: bool = False
    old_place: int = 0
    new_place: int = 0


def align_items(olds: list[Node], news: list[Node]) -> list[Pair]:
    """Pairs in the right's order, what was removed at its old place."""
    identity = find_identity(olds, news)
    if identity is not None:
        return _by_identity(olds, news, identity)
    return _by_likeness(olds, news)


def find_identity(olds: list[Node], news: list[Node]) -> str | None:
    """A key that every item of both sides has, with one value each, at least half of them known to both sides."""
    if not olds or not news or any(item.kind != "{" for item in (*olds, *news)):
        return None
    first = {child.key for child in olds[0].children}
    for name in IDENTITIES:
        if name not in first:
            continue
        left, right = _values(olds, name), _values(news, name)
        if left is None or right is None:
            continue
        if 2 * len(left.keys() & right.keys()) >= min(len(left), len(right)):
            return name
    return None


def _values(items: list[Node], name: str) -> dict[int, int] | None:
    """Identity hash → place; ``None`` where it is missing somewhere, not a scalar, or not unique."""
    found: dict[int, int] = {}
    for place, item in enumerate(items):
        child = next((c for c in item.children if c.key == name), None)
        if child is None or child.kind in "{[" or child.exact in found:
            return None
        found[child.exact] = place
    return found


def _by_identity(olds: list[Node], news: list[Node], name: str) -> list[Pair]:
    left, right = _values(olds, name) or {}, _values(news, name) or {}
    matched = [(left[value], place) for value, place in right.items() if value in left]
    stays = _longest_increasing([old for old, _ in matched])
    partner = {new: (old, place in stays) for place, (old, new) in enumerate(matched)}
    gone = sorted(place for value, place in left.items() if value not in right)
    pairs: list[Pair] = []
    at = 0
    for place, item in enumerate(news):
        if place not in partner:
            pairs.append(Pair(None, item, new_place=place))
            continue
        old, stayed = partner[place]
        while stayed and at < len(gone) and gone[at] < old:
            pairs.append(Pair(olds[gone[at]], None, old_place=gone[at]))
            at += 1
        pairs.append(Pair(olds[old], item, not stayed, old, place))
    pairs += [Pair(olds[place], None, old_place=place) for place in gone[at:]]
    return pairs


def _longest_increasing(values: list[int]) -> set[int]:
    """Places of a longest increasing run: the items that kept their order; all others moved."""
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


def _by_likeness(olds: list[Node], news: list[Node]) -> list[Pair]:
    head = 0
    while head < min(len(olds), len(news)) and olds[head].exact == news[head].exact:
        head += 1
    tail = 0
    while tail < min(len(olds), len(news)) - head and olds[-1 - tail].exact == news[-1 - tail].exact:
        tail += 1
    pairs = [Pair(olds[k], news[k], False, k, k) for k in range(head)]
    pairs += _middle(olds, news, head, len(olds) - tail, len(news) - tail)
    for k in range(tail, 0, -1):
        pairs.append(Pair(olds[-k], news[-k], False, len(olds) - k, len(news) - k))
    return pairs


def _middle(olds: list[Node], news: list[Node], start: int, old_end: int, new_end: int) -> list[Pair]:
    left, right = [n.exact for n in olds[start:old_end]], [n.exact for n in news[start:new_end]]
    if len(left) * len(right) > BOUND:
        codes = [("replace", 0, len(left), 0, len(right))]
    else:
        codes = list(SequenceMatcher(None, left, right, autojunk=False).get_opcodes())
    pairs: list[Pair] = []
    for _, a, b, c, d in codes:
        # What was replaced is paired in order, so that a changed item is a change inside it and not two.
        for k in range(max(b - a, d - c)):
            old, new = start + a + k, start + c + k
            pairs.append(Pair(olds[old] if a + k < b else None, news[new] if c + k < d else None, False, old, new))
    return pairs
