"""Search: what is found, where, and what ends it early."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.inspect import SearchError, read, search

letters = st.text("aAbé \U0001f600.İſ", max_size=12)


def places(text: str, wanted: str, **options: Any) -> list[tuple[int, int, int]]:
    return [(hit.line, hit.start, hit.end) for hit in read(text.encode(), "text/plain").find(wanted, **options).hits]


@given(st.lists(letters, min_size=1, max_size=6), st.text("aAbé .", min_size=1, max_size=3), st.booleans(), st.integers(1, 40))
@example(["AAA"], "AA", False, 1)
@example(["AAAA"], "AA", True, 1)
@example(["AAAAAAA"], "AA", True, 3)
def test_plain_hits_are_those_of_each_line(lines: list[str], wanted: str, case: bool, window: int) -> None:
    pattern = re.compile(re.escape(wanted), 0 if case else re.IGNORECASE)
    text = "\n".join(["x", *lines])
    expected = [(n, m.start(), m.end()) for n, line in enumerate(text.split("\n")) for m in pattern.finditer(line)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "WINDOW", window)
        patch.setattr(search, "_OVERLAP", 64)
        assert places(text, wanted, case=case) == expected


@given(
    st.lists(st.text("ab c", max_size=8), min_size=1, max_size=30),
    st.sampled_from((r"\s+", r"[^a]+", r"a\s*b?", "^a", "b$", "(?s).+", r"a|\n", "a*")),
)
def test_no_hit_crosses_a_line(lines: list[str], source: str) -> None:
    text = "\n".join(["x", *lines])
    expected = [
        (n, m.start(), m.end()) for n, line in enumerate(text.split("\n")) for m in re.finditer(source, line) if m.end() > m.start()
    ]
    assert places(text, source, regex=True, case=True) == expected


def test_whole_words_know_letters_beyond_ascii() -> None:
    text = "caf café cafés caf_ caf-x «caf» Caf"
    assert len(places(text, "caf", whole_word=True)) == 4
    assert len(places(text, "café", whole_word=True)) == 1
    assert len(places(text, "caf", whole_word=True, case=True)) == 3


def test_columns_are_characters() -> None:
    assert places("é😀x\n日本x", "x") == [(0, 2, 3), (1, 2, 3)]


def test_one_very_long_line_is_searched_in_pieces() -> None:
    body = ("é" * 999 + "x") * 5_000
    found = places(body, "x")
    assert [start for _, start, _ in found] == [1000 * n + 999 for n in range(5_000)]
    assert [start for _, start, _ in places(body, "éx")] == [1000 * n + 998 for n in range(5_000)]


@pytest.mark.parametrize("wrong", ["(", "[a", "a{2,1}", "*", "(?P<n>", "\\", "(?<=a+"])
def test_what_is_no_pattern_is_said(wrong: str) -> None:
    with pytest.raises(SearchError, match="not a regular expression"):
        read(b"[1]").find(wrong, regex=True)
    assert read(b"[1]").find(wrong).hits == ()


def test_the_limit_and_why() -> None:
    hits = read(b"[" + b"1," * 5_000 + b"1]").find("1", limit=1_000)
    assert (len(hits.hits), hits.complete) == (1_000, False)
    assert "1,000" in hits.why
    assert read(b"[1,1]").find("1", limit=2).complete


def test_a_pattern_that_runs_away_is_stopped() -> None:
    document = read(b'["' + b"a" * 30_000 + b'b"]')
    began = time.monotonic()
    hits = search.find_hits(document.pretty, r"(a|a|aa)+$", case=True, whole_word=False, regex=True, limit=10, seconds=0.3)
    assert time.monotonic() - began < 3
    assert not hits.complete
    assert "seconds" in hits.why


def test_a_search_nobody_wants_any_more_ends() -> None:
    hits = read(b"[1,1]").find("1", stopped=lambda: True)
    assert (hits.hits, hits.complete) == ((), False)


def test_nothing_is_found_where_nothing_is_asked_or_shown() -> None:
    assert read(b"[1]").find("").complete
    assert read(b"\0\1").find("a").hits == ()
    assert read(b"").find("a").hits == ()
    assert places("a\nb", "a\nb") == []
