"""Raw shows every byte that came, however long its lines are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.inspect import read
from workbench.ui.response.raw_lines import MOST, raw_lines


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\n", exclude_categories=["Cc", "Cs"]), max_size=50).map(
            lambda t: t * 300
        ),
        max_size=6,
    )
)
def test_every_character_is_there_in_order(lines: list[str]) -> None:
    text = "\n".join(["start", *lines])
    shown = raw_lines(read(text.encode(), "text/plain"))
    assert "".join(shown.line(n) for n in range(shown.line_count)) == "".join(text.split("\n"))
    assert all(len(shown.line(n).encode()) <= MOST for n in range(shown.line_count))


def test_a_line_without_end_is_cut_between_characters() -> None:
    shown = raw_lines(read(("é" * 10_000).encode(), "text/plain"))
    assert shown.line_count == 5
    assert all(set(shown.line(n)) == {"é"} for n in range(shown.line_count))


def test_binary_is_a_table_of_bytes() -> None:
    shown = raw_lines(read(bytes(range(256)), "application/octet-stream"))
    assert shown.line_count == 16
    assert shown.line(15).startswith("000000f0")


def test_other_encodings_are_read_as_what_they_are() -> None:
    shown = raw_lines(read('{"a": "é"}'.encode("utf-16"), "application/json"))
    assert "é" in "".join(shown.line(n) for n in range(shown.line_count))


def test_it_can_be_stopped() -> None:
    assert raw_lines(read(b"x\n" * 200_000, "text/plain"), lambda: True).line_count < 200_000
