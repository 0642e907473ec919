"""What identifies the items of an array: found from the data, or chosen by the user."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator
from functools import lru_cache

from workbench.inspect.nodes import Items, Side, plain, scan

KNOWN = ("ref", "id", "key", "sku", "code", "uuid", "variantId", "friendlyId", "name", "slug", "url", "title")
"""Keys that usually identify an item, tried in this order before any other."""
_TELLING = re.compile(r"(?:id|ref|key|code|sku|uuid|guid|slug|name|number)$", re.IGNORECASE)
LONGEST = 200
"""Bytes of a value that can still be an identity; longer texts are prose."""
SAMPLE = 100
"""Items at each end that are looked at before a key is tried on all of them."""


def candidates(left: Side, olds: Items, right: Side, news: Items) -> list[str]:
    """Keys that every looked-at item of both sides has with a value of its own, the most telling first."""
    if not len(olds) or not len(news) or not (_all_objects(left, olds) and _all_objects(right, news)):
        return []
    first, second = _unique_keys(left, olds), _unique_keys(right, news)
    usable = [key for key in first if key in second]
    return sorted(usable, key=lambda key: _rank(key, usable))


def _rank(key: str, keys: list[str]) -> tuple[int, int]:
    if key in KNOWN:
        return 0, KNOWN.index(key)
    return (1 if _TELLING.search(key) else 2), keys.index(key)


def _all_objects(side: Side, items: Items) -> bool:
    return all(side.data[place + 2 * items.depth] == 123 for place in _looked_at(items.starts))  # 123 is {


def _looked_at(places: array[int]) -> array[int]:
    return places if len(places) <= 2 * SAMPLE else places[:SAMPLE] + places[-SAMPLE:]


def _unique_keys(side: Side, items: Items) -> list[str]:
    """Keys with a short scalar in each looked-at item, no two alike."""
    values: dict[bytes, set[bytes]] = {}
    places = list(zip(_looked_at(items.starts), _looked_at(items.ends), strict=True))
    for start, end in places:
        for key, value in _scalars(side, start, end, items.depth + 1):
            values.setdefault(key, set()).add(value)
    return [plain(key) for key, seen in values.items() if len(seen) == len(places)]


def _scalars(side: Side, start: int, end: int, depth: int) -> list[tuple[bytes, bytes]]:
    found = []
    for line in scan(_member_pattern(depth), side.data, side.data.find(b"\n", start, end), end):
        value = line.group(2).removesuffix(b",")
        if _identifies(value):
            found.append((line.group(1), value))
    return found


def _identifies(value: bytes) -> bool:
    """Texts and numbers do; true, false, null, the empty text and containers do not."""
    return len(value) <= LONGEST and value[:1] in b'"-0123456789' and value not in (b"", b'""')


def pair_by(left: Side, olds: Items, right: Side, news: Items, key: str) -> array[int] | None:
    """The left's place for each item of the right, -1 for none.

    ``None`` where an item has no identity, two on a side have the same, or fewer than half are known to both.
    """
    places: dict[bytes, int] = {}
    for place, value in enumerate(_values(left, olds, key)):
        if value is None:
            return None
        places[value] = place
    if len(places) < len(olds):
        return None
    partner, taken, others = array("q"), bytearray(len(olds)), set[bytes]()
    for value in _values(right, news, key):
        old = places.get(value, -1) if value is not None else -1
        if value is None or (old >= 0 and taken[old]) or value in others:
            return None
        if old >= 0:
            taken[old] = 1
        else:
            others.add(value)
        partner.append(old)
    known = len(partner) - len(others)
    return partner if 2 * known >= min(len(olds), len(news)) else None


def chosen_identities(side: Side, items: Items, key: str) -> dict[bytes, int]:
    """For a key the user chose: what shares an identity, or has none, is told apart by which of them it is."""
    seen: dict[bytes | None, int] = {}
    places: dict[bytes, int] = {}
    for place, value in enumerate(_values(side, items, key)):
        nth = seen[value] = seen.get(value, -1) + 1
        places[b"%d %b" % (nth, value) if value is not None else b"none %d" % nth] = place
    return places


def _values(side: Side, items: Items, key: str) -> Iterator[bytes | None]:
    search, data = _value_pattern(key, items.depth + 1).search, side.data
    for start, end in zip(items.starts, items.ends, strict=True):
        found = search(data, start, end)
        if found is None:
            yield None
        else:
            plainly, other = found.groups()
            yield plainly or _other_spelling(other)


def _other_spelling(value: bytes) -> bytes | None:
    """A text with escapes, or what is no identity."""
    value = value.removesuffix(b",")
    if not _identifies(value):
        return None
    return plain(value).encode("utf-8", "surrogatepass") if b"\\" in value else value


@lru_cache(maxsize=256)
def _member_pattern(depth: int) -> re.Pattern[bytes]:
    return re.compile(rb'\n {%d}"([^"\\]*(?:\\.[^"\\]*)*)": ([^\n]{0,%d})' % (2 * depth, LONGEST + 1))


@lru_cache(maxsize=256)
def _value_pattern(key: str, depth: int) -> re.Pattern[bytes]:
    """The key in either of the two usual spellings; its value, if it is a plain identity as one group, else as another."""
    ways = {json.dumps(key, ensure_ascii=False).encode("utf-8", "surrogatepass"), json.dumps(key).encode()}
    spelled = b"|".join(re.escape(way) for way in sorted(ways))
    plainly = rb'"[^"\\\n]{1,%d}"(?=,?(?:\n|\Z))' % (LONGEST - 2)
    return re.compile(rb"\n {%d}(?:%b): (?:(%b)|([^\n]{0,%d}))" % (2 * depth, spelled, plainly, LONGEST + 1))
