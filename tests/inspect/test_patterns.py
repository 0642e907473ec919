"""Patterns: written in several ways, kept in one, followed on the way down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.inspect.comparing import keys
from workbench.inspect import Path
from workbench.inspect.patterns import PatternError, Patterns, normalize_pattern, parse_pattern, pattern_of


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("$.items[*].ref", "$.items[*].ref"),
        ("items[*].ref", "$.items[*].ref"),
        ("items.*.ref", "$.items[*].ref"),
        ("$..timestamp", "$..timestamp"),
        ("..timestamp", "$..timestamp"),
        ("$", "$"),
        ("", "$"),
        ("[*]", "$[*]"),
        ("[3].a", "$[3].a"),
        ("$['a b'][\"c\"]", "$['a b'].c"),
        ("$['it\\'s']", "$['it\\'s']"),
        ('$["it\'s"]', "$['it\\'s']"),
        ("$['*']", "$['*']"),
        ("$..[*]", "$..[*]"),
        ("$..['a.b']", "$..['a.b']"),
        ("x-request-id", "$['x-request-id']"),
        ("$type", "$['$type']"),
        ("größe", "$.größe"),
    ],
)
def test_one_spelling_for_each(written: str, kept: str) -> None:
    assert normalize_pattern(written) == kept
    assert normalize_pattern(kept) == kept


@pytest.mark.parametrize("written", ["$.", "a[", "a[x]", "a]b", "$.a[*", "$...a", "$.a b[?(@.x)]", "a['b"])
def test_what_is_no_pattern_is_said(written: str) -> None:
    with pytest.raises(PatternError, match="is not a path"):
        parse_pattern(written)


@given(st.lists(keys | st.integers(0, 20), max_size=5))
def test_the_pattern_of_a_path_names_it(steps: list[str | int]) -> None:
    path = Path(tuple(steps))
    for every_item in (True, False):
        pattern = pattern_of(path, every_item=every_item)
        assert normalize_pattern(pattern) == pattern
        assert Patterns([pattern]).match(path.steps) == 0
        assert Patterns([pattern]).match((*path.steps, "more")) is None
    assert [step.what for step in parse_pattern(pattern_of(path, every_item=False))] == steps


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("$..ref", ("ref",), True),
        ("$..ref", ("a", 0, "b", "ref"), True),
        ("$..ref", ("a", "ref", "b"), False),
        ("$.a..b", ("a", "c", "b"), True),
        ("$.a..b", ("c", "b"), False),
        ("$.a[*]", ("a", 4), True),
        ("$.a[*]", ("a", "k"), True),
        ("$.a[0]", ("a", "0"), False),
        ("$.a[0]", ("a", 0), True),
        ("$['*']", ("a",), False),
        ("$..a..a", ("a", "a", "x", "a"), True),
        ("$..[*].x", ("a", "b", "x"), True),
    ],
)
def test_matching(pattern: str, path: tuple[str | int, ...], matches: bool) -> None:
    assert (Patterns(["$.nothing", pattern]).match(path) == 1) is matches
