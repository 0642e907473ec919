"""The line of a key, and what git left in a conflict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.collections.lines import conflict_line, has_endless_key, line_of, our_side

TEXT = """\
# name = "not here"
name = "x"
description = '''
language = "nor here"
'''
"quoted key" = 1
a . "b.c" = 2

[params]
page = "home"
[params.cart] # the cart
total = 1
[[params.list]]
n = 1
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("name",), 2), (("language",), 0), (("quoted key",), 6), (("a",), 7), (("a", "b.c"), 7), (("params",), 9), (("params", "page"), 10),
        (("params", "cart"), 11), (("params", "cart", "total"), 12), (("params", "cart", "gone"), 11), (("params", "list", "n"), 14), (("gone",), 0),
    ],
)  # fmt: skip
def test_a_key_is_found_at_its_line(keys: tuple[str, ...], line: int) -> None:
    assert line_of(TEXT, *keys) == line


@given(st.text(st.sampled_from("ab\"'\\.=[]#\n ")), st.text(max_size=3))
def test_any_text_can_be_looked_through(text: str, key: str) -> None:
    assert 0 <= line_of(text, key) <= text.count("\n") + 1
    assert not has_endless_key(text)


CONFLICT = "a = 1\n<<<<<<< HEAD\nb = 2\n||||||| base\nb = 0\n=======\nb = 3\n>>>>>>> main\nc = 4\n"


def test_our_side_of_a_conflict_is_what_was_here_before_the_merge() -> None:
    assert conflict_line(CONFLICT) == 2
    assert our_side(CONFLICT) == "a = 1\nb = 2\nc = 4\n"
    assert our_side(CONFLICT.replace("||||||| base\nb = 0\n", "")) == "a = 1\nb = 2\nc = 4\n"


@pytest.mark.parametrize("text", ["", "a = 1\n", 'a = "<<<<<<< HEAD"\nb = ">>>>>>> main"\n', "=======\n", "<<<<<<< HEAD\n"])
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert conflict_line(text) == 0
