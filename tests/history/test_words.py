"""What is put into the index, word by word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.history.words import INDEXED_BYTES, LONGEST_WORD, MOST_PARTS, MOST_WORDS, body_text, grams, mark, match, plain, readable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Home_Hero-2", "home_hero-2"),
        ("Größe ﬁne É", "grosse fine e"),
        ("東京a", "東 京 a"),
        ("a🎉b", "a 🎉 b"),
        ("“quoted”", "quoted"),
        ("\ue000all \ud800", "all"),
        ("nul\0here", "nul here"),
        ("x" * 200, "x" * LONGEST_WORD),
    ],
)
def test_plain_words_are_folded_and_free_of_what_is_ours(text: str, words: str) -> None:
    assert plain(text).split() == words.split()


_RUNS = st.builds(str.__mul__, st.sampled_from("x7ß日"), st.integers(LONGEST_WORD - 2, LONGEST_WORD + 2))


@given(st.lists(_RUNS | st.sampled_from([" ", "_", "-", ".", '"', "é"])).map("".join))
def test_a_word_is_cut_where_it_is_too_long_and_nowhere_else(text: str) -> None:
    """What is in the index was put there by this rule, and is taken out by the same words."""
    uncut = re.sub(r"([日])", r" \1 ", text.replace("é", "e").replace("ß", "ss"))
    assert plain(text).split() == re.sub(rf"([^\W_]{{{LONGEST_WORD}}})[^\W_]+", r"\1", uncut).split()


def test_grams_cover_every_part_of_a_text() -> None:
    assert {gram[1:].rstrip("\ue002") for gram in grams("Ab-c").split()} == {"ab\ue12d", "b\ue12dc", "\ue12dc", "c"}


def test_a_body_is_cut_between_characters() -> None:
    assert body_text("é".encode() * INDEXED_BYTES) == "é" * (INDEXED_BYTES // 2)
    assert body_text(b"x" + "é".encode() * INDEXED_BYTES).startswith("xé")
    assert body_text(b"caf\xc3") == ""


def test_marks_differ_where_values_do_and_are_one_token() -> None:
    assert len({mark("tenant", value) for value in ("a", "A", "a b", "", "é", '"')}) == 6
    assert all(part.isalnum() for part in (mark("status", "2xx")[1:], mark("tenant", 'a "b"\0')[1:]))


def test_an_expression_has_no_more_than_so_many_words() -> None:
    assert match("ab " * 500, []).count('"ab"*') == MOST_WORDS
    assert match("", []) == match(" \t\n", []) == '"\ue000all"'


@pytest.mark.parametrize("text", ["ab-" * 30_000, "".join(f"{n}." for n in range(20_000)), "日" * 50_000, "É" * 50_000, '"' * 50_000])
def test_one_asked_word_has_no_more_than_so_many_parts(text: str) -> None:
    assert len(match(text, []).split(" AND ")) <= MOST_PARTS + 1 + LONGEST_WORD


def test_equal_parts_are_asked_once_and_the_last_may_be_unfinished() -> None:
    assert match("ab-cd-ab-cd", []).startswith('(("ab" AND "cd" AND "cd"*) OR ')


def test_lone_surrogates_become_readable() -> None:
    assert readable("a\ud83dz😀") == "a\ufffdz😀"
