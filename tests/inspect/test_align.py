"""Which item is which: found from the data, chosen by the user, else the best alignment; and always in bounded time."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inspect.comparing import compare
from workbench.inspect import ChangeKind, Diff, DiffOptions, diff, read
from workbench.inspect.sequences import Matcher, longest_increasing

PATIENCE = 10
"""Seconds on a busy machine; each of these takes a tenth of it on an idle one."""


def told(made: Diff) -> list[tuple[str, ChangeKind]]:
    return [(str(d.path), d.kind) for d in made.differences]


def kinds(made: Diff) -> dict[str, int]:
    return {kind.value: count for kind, count in made.counts.items()}


# -- identity ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["ref", "id", "key", "sku", "code", "uuid", "variantId", "friendlyId", "name", "slug", "seat", "é", "a/b"])
def test_items_are_matched_by_what_identifies_them(key: str) -> None:
    left: list[dict[str, Any]] = [{"type": "x", key: f"S{n}", "price": n % 2} for n in range(6)]
    right = [left[0], {"type": "x", key: "S9", "price": 9}, left[1], {"type": "x", key: "S2", "price": 99}, left[4], left[5]]
    made = compare(left, right)
    assert told(made) == [("[1]", ChangeKind.ADDED), ("[3].price", ChangeKind.CHANGED), ("[3]", ChangeKind.REMOVED)]
    match = made.arrays[0]
    assert (match.pattern, match.identity, match.left_count, match.right_count, match.chosen) == ("$", key, 6, 6, False)
    assert key in match.candidates


def test_the_most_telling_key_is_taken_and_all_are_offered() -> None:
    left: list[dict[str, Any]] = [{"title": f"T{n}", "orderNumber": n, "sku": f"S{n}", "stock": n * 7, "flag": True} for n in range(5)]
    right = [{**item, "stock": item["stock"] + 1} for item in left]
    match = compare({"groups": [{"id": 1, "items": left}]}, {"groups": [{"id": 1, "items": right}]}).arrays[1]
    assert match.pattern == "$.groups[*].items"
    assert match.identity == "sku"
    assert match.candidates == ("sku", "title", "orderNumber", "stock")


def test_a_key_made_anew_at_every_call_identifies_nothing() -> None:
    left = [{"ref": f"a{n}", "name": f"N{n}", "v": 1} for n in range(4)]
    right = [{"ref": f"b{n}", "name": f"N{n}", "v": 1} for n in (1, 2, 3)]
    made = compare(left, right, DiffOptions(ignore=("$[*].ref",)))
    assert made.arrays[0].identity == "name"
    assert told(made) == [("[0]", ChangeKind.REMOVED)]
    assert made.ignored == 3


def test_the_user_chooses_the_key() -> None:
    left = [{"sku": "a", "slot": 1}, {"sku": "b", "slot": 2}]
    right = [{"sku": "b", "slot": 1}, {"sku": "a", "slot": 2}]
    assert told(compare(left, right)) == [
        ("[0]", ChangeKind.MOVED),
        ("[0].slot", ChangeKind.CHANGED),
        ("[1].slot", ChangeKind.CHANGED),
    ]
    by_slot = compare(left, right, DiffOptions(identities=(("$", "slot"),)))
    assert told(by_slot) == [("[0].sku", ChangeKind.CHANGED), ("[1].sku", ChangeKind.CHANGED)]
    assert by_slot.arrays[0].chosen
    assert by_slot.arrays[0].identity == "slot"
    by_place = compare([1, 2, 3, 4], [2, 3, 4], DiffOptions(identities=(("$", ""),)))
    assert kinds(by_place) == {"changed": 3, "removed": 1}


def test_a_chosen_key_may_be_missing_or_repeat() -> None:
    left = [{"k": 1, "v": 1}, {"k": 1, "v": 2}, {"v": 3}, 4, {"k": None}]
    right = [{"k": 1, "v": 1}, {"v": 3}, {"k": 1, "v": 9}, 4, {"k": None}]
    made = compare(left, right, DiffOptions(identities=(("$", "k"),)))
    assert ("[2].v", ChangeKind.CHANGED) in told(made)
    assert not {"added", "removed"} & kinds(made).keys()


def test_the_key_of_nested_lists_is_chosen_by_pattern() -> None:
    left = {"g": [{"id": 1, "l": [{"a": 1, "b": 2}]}, {"id": 2, "l": [{"a": 5, "b": 6}]}]}
    right = {"g": [{"id": 1, "l": [{"a": 1, "b": 3}]}, {"id": 2, "l": [{"a": 5, "b": 7}]}]}
    made = compare(left, right, DiffOptions(identities=(("$.g[*].l", "b"),)))
    assert kinds(made) == {"added": 2, "removed": 2}
    match = made.arrays[-1]
    assert (match.pattern, match.identity, match.left_count) == ("$.g[*].l", "b", 2)


# -- moved ------------------------------------------------------------------------------------------


def test_a_moved_item_is_told_apart_and_says_from_where() -> None:
    left = [{"id": n, "x": "same"} for n in range(5)]
    made = compare(left, [left[4], *left[:4]])
    assert told(made) == [("[0]", ChangeKind.MOVED)]
    assert str(made.differences[0].left_path) == "[4]"


def test_a_moved_item_may_have_changed_too() -> None:
    left = [{"id": n, "x": "same"} for n in range(5)]
    made = compare(left, [{"id": 4, "x": "new"}, *left[:4]])
    assert told(made) == [("[0]", ChangeKind.MOVED), ("[0].x", ChangeKind.CHANGED)]


def test_a_list_in_another_order_is_one_difference() -> None:
    left = [{"id": n, "v": 1} for n in range(40)]
    right = [dict(item) for item in reversed(left)]
    right[3]["v"] = 2
    made = compare({"a": left}, {"a": right})
    assert kinds(made) == {"reordered": 1, "changed": 1}
    assert compare({"a": left}, {"a": right}, DiffOptions(ignore_array_order=True)).counts == {ChangeKind.CHANGED: 1}


# -- without identity -------------------------------------------------------------------------------


def test_an_insertion_into_plain_values_is_one_difference() -> None:
    assert told(compare(list(range(50)), [*range(20), 99, *range(20, 50)])) == [("[20]", ChangeKind.ADDED)]


def test_similar_items_are_paired() -> None:
    left = [{"a": n, "b": n * 2, "c": {"d": n, "e": 1}, "flag": n % 2} for n in (1, 1, 2, 3, 3)]
    right = [left[0], left[1], {"a": 8, "b": 8, "c": {"d": 8, "e": 8}, "flag": 8}, {**left[2], "flag": 7}, left[3], left[4]]
    assert told(compare(left, right)) == [("[2]", ChangeKind.ADDED), ("[3].flag", ChangeKind.CHANGED)]


def test_items_with_their_keys_in_another_order_are_the_same() -> None:
    left = [{"a": n % 3, "b": n} for n in (1, 1, 2, 5, 5, 4)]
    right = [{"b": item["b"], "a": item["a"]} for item in [left[0], *left[2:]]]
    made = compare(left, right)
    assert told(made) == [("[1]", ChangeKind.REMOVED)]


def test_what_is_ignored_does_not_keep_items_apart() -> None:
    left = [{"at": 100 + n, "kind": "x", "n": n // 2} for n in range(40)]
    right = [{**item, "at": 9_000 + k} for k, item in enumerate([*left[:11], *left[12:]])]
    made = compare(left, right, DiffOptions(ignore=("$..at",)))
    assert kinds(made) == {"removed": 1}


def test_a_volatile_value_in_each_item_does_not_shift_the_others() -> None:
    left: list[dict[str, Any]] = [{"at": 1000 + n, "t": f"text {n}", "n": n // 2, "t2": f"more {n // 1}"} for n in range(300)]
    for item in left[10:12]:
        item["t"] = "twice"  # so that no key identifies them
        item["t2"] = "twice"
    right = [{**item, "at": item["at"] * 7} for item in [*left[:50], *left[51:]]]
    made = compare(left, right)
    assert kinds(made) == {"removed": 1, "changed": 299}


@given(st.lists(st.integers(0, 6), max_size=14), st.lists(st.integers(0, 6), max_size=14))
def test_matching_keeps_order_and_pairs_only_what_is_equal(olds: list[int], news: list[int]) -> None:
    partner = Matcher(olds, news).run()
    paired = [old for old in partner if old >= 0]
    assert paired == sorted(set(paired))
    assert all(old < 0 or olds[old] == news[new] for new, old in enumerate(partner))


@given(st.permutations(range(12)))
def test_a_longest_increasing_run_is_one(values: list[int]) -> None:
    kept = [values[k] for k in sorted(longest_increasing(values))]
    assert kept == sorted(kept)
    best = [1] * len(values)
    for k in range(len(values)):
        best[k] = 1 + max((best[j] for j in range(k) if values[j] < values[k]), default=0)
    assert len(kept) == max(best)


# -- brutal -----------------------------------------------------------------------------------------


def soon(left: Any, right: Any, options: DiffOptions | None = None) -> Diff:
    one, other = (read(value if isinstance(value, bytes) else json.dumps(value).encode()) for value in (left, right))
    began = time.monotonic()
    made = diff(one, other, options)
    assert time.monotonic() - began < PATIENCE
    assert sum(run.count for run in made.rows.runs if run.left_line is not None) == one.line_count
    assert sum(run.count for run in made.rows.runs if run.right_line is not None) == other.line_count
    return made


def test_a_hundred_thousand_values_all_different() -> None:
    made = soon(list(range(100_000)), list(range(200_000, 300_000)))
    assert kinds(made) == {"changed": 100_000}


def test_more_differences_than_anybody_reads_are_counted() -> None:
    made = soon(list(range(150_000)), [str(n) for n in range(150_000)])
    assert len(made.differences) == 50_000
    assert kinds(made) == {"type changed": 150_000}
    assert not made.equal
    assert made.summary == "50000 items in the list changed their types; and 100000 more changes elsewhere."


def test_a_hundred_thousand_values_of_two_kinds() -> None:
    rnd = random.Random(5)
    left = [rnd.random() < 0.5 for _ in range(100_000)]
    right = [rnd.random() < 0.5 for _ in range(100_000)]
    soon(left, right)
    made = soon(left, [*left[:50_000], True, *left[50_000:]])
    assert kinds(made) == {"added": 1}


def test_a_whole_list_reversed() -> None:
    assert kinds(soon(list(range(100_000)), list(reversed(range(100_000))))) == {"reordered": 1}
    items = [{"id": n, "v": "x"} for n in range(20_000)]
    assert kinds(soon(items, items[::-1])) == {"reordered": 1}


def test_a_block_moved() -> None:
    items = [{"id": n, "v": "x"} for n in range(20_000)]
    made = soon(items, [*items[1_000:], *items[:1_000]])
    assert kinds(made) == {"moved": 1_000}
    assert kinds(soon(list(range(20_000)), [*range(50, 20_000), *range(50)])) == {"moved": 50}


@pytest.mark.parametrize("levels", [98, 99, 100, 101, 900, 5_000])
def test_very_deep(levels: int) -> None:
    for opener, closer in ((b"[", b"]"), (b'{"a":', b"}")):
        left = opener * levels + b"1" + closer * levels
        made = soon(left, left.replace(b"1", b"2"))
        assert kinds(made) == {"changed": 1}
        assert soon(left, left).equal
        wide = opener * levels + b"[1,2,[3],4]" + closer * levels
        soon(wide, left)
        soon(wide, wide.replace(b"3", b"5"))


def test_many_keys_twice() -> None:
    left = b"{" + b",".join(b'"a":%d' % n for n in range(5_000)) + b"}"
    right = b"{" + b",".join(b'"a":%d' % n for n in range(1, 5_001)) + b"}"
    assert kinds(soon(left, right)) == {"changed": 5_000}


def test_an_object_of_very_many_keys() -> None:
    left = {f"key {n}": {"v": n} for n in range(50_000)}
    right = {**left, "key 777": {"v": -1}, "new": 1}
    del right["key 5"]
    assert kinds(soon(left, right)) == {"changed": 1, "added": 1, "removed": 1}


def test_many_items_without_identity_and_all_different() -> None:
    rnd = random.Random(3)
    left = [{"a": rnd.random(), "b": [rnd.random()], "c": "same"} for _ in range(15_000)]
    right = [{"a": rnd.random(), "b": [rnd.random()], "c": "same"} for _ in range(14_000)]
    soon(left, right)


def test_many_equal_items() -> None:
    item = {"a": 1, "b": [2]}
    assert kinds(soon([item] * 30_000, [item] * 29_990)) == {"removed": 10}


def test_one_item_that_is_very_long() -> None:
    left, right = ["x" * 20_000_000, 1], ["x" * 20_000_000, 2]
    assert kinds(soon(left, right)) == {"changed": 1}
    assert kinds(soon(["x" * 20_000_000], ["x" * 19_999_999 + "y"])) == {"changed": 1}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3), st.randoms(use_true_random=False))
def test_small_edits_in_a_large_list_stay_small(kind: int, rnd: Any) -> None:
    make: list[Callable[[int], Any]] = [
        lambda n: n,
        lambda n: f"t{n}",
        lambda n: {"sku": f"S{n}", "v": n % 3},
        lambda n: {"a": n % 50, "b": {"c": n}, "d": [n % 7]},
    ]
    left = [make[kind](n) for n in range(400)]
    right = list(left)
    del right[rnd.randrange(400)]
    right.insert(rnd.randrange(390), make[kind](10_000))
    right.insert(rnd.randrange(390), right.pop(rnd.randrange(390)))
    assert sum(compare(left, right).counts.values()) <= 7
