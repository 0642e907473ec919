"""What may not stand in a file is replaced where it can be seen; what people write stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.experiments.printable import MARKS_AT_MOST, one_line, printable


@pytest.mark.parametrize("text", ["plain", "Größe", "优惠", "עברית", "हिन्दी", "می‌خواهم", "👩‍👩‍👧", "two\nlines\tand a tab", "49.8\u00a0%"])
def test_what_people_write_stays(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\ufffe", "\U0001ffff", "\ufdd0", "\u202e", "\u2066", "\u2028"])
def test_what_controls_or_reorders_is_replaced(bad: str) -> None:
    assert printable(f"a{bad}b") == "a\ufffdb"


def test_what_is_only_invisible_goes_and_piles_of_marks_are_cut() -> None:
    assert printable("a\ufeff\u200b\u00adb") == "ab"
    assert printable("z" + "\u0301" * 99) == "z" + "\u0301" * MARKS_AT_MOST


def test_one_line_keeps_hard_spaces() -> None:
    assert one_line("  a \r\n\t b\u00a0% ") == "a b\u00a0%"


@given(st.text(alphabet=st.characters(), max_size=80))
def test_whatever_comes_out_is_valid_and_stays_as_it_is(text: str) -> None:
    clean = printable(text)
    clean.encode()
    assert printable(clean) == clean
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\t\n\r" for c in clean)
