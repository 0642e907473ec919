"""File names are safe everywhere and never collide, whatever the title; titles sort as people count."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.collections.things import AWKWARD
from workbench.collections.names import PERSONA_SUFFIX, SUFFIX, by_name, copy_name, file_name, folded, folder_name, suffix_of

RESERVED = {"con", "nul", "prn", "aux", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
titles = (
    st.text(max_size=300)
    | st.text(st.sampled_from(AWKWARD + "aA-. "))
    | st.sampled_from(["CON", "nul.txt", "Lpt1", "..", ".git", "a ", "ﬁ", "İ", "ẞ"])
)


@given(titles, st.sampled_from([SUFFIX, PERSONA_SUFFIX, ""]))
def test_any_title_gives_a_safe_name(title: str, suffix: str) -> None:
    name = file_name(title, (), suffix)
    stem = name.removesuffix(suffix)
    assert stem
    assert suffix_of(name) == suffix
    assert not set(name) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in name)
    assert stem.strip(" .") == stem
    assert stem.split(".")[0].casefold() not in RESERVED
    assert not name.startswith(".")
    assert len(name.encode()) < 200
    assert name == unicodedata.normalize("NFC", name)


@given(st.lists(titles, max_size=12), st.sampled_from([SUFFIX, ""]))
def test_no_two_names_are_one_on_a_disk_that_ignores_case_and_normal_forms(many: list[str], suffix: str) -> None:
    names: list[str] = []
    for title in many:
        names.append(file_name(title, names, suffix))
    assert len({folded(name) for name in names}) == len({unicodedata.normalize("NFD", name).upper() for name in names}) == len(names)


@pytest.mark.parametrize(
    ("title", "name"), [("Checkout & cart", "checkout-cart"), ("AUX", "aux-folder"), ("", "folder"), ("../..", "folder"), ("v1.2", "v1-2")]
)
def test_folders_have_plain_names(title: str, name: str) -> None:
    assert folder_name(title) == name
    assert folder_name(title, [name.upper()]) == f"{name}-2"


def test_titles_sort_as_people_count() -> None:
    shuffled = ["step 10", "Step 2", "alpha", "Step 1b", "²", "10", "9", "Étape", ""]
    assert sorted(shuffled, key=by_name) == ["", "9", "10", "alpha", "Step 1b", "Step 2", "step 10", "²", "Étape"]


@given(st.text(), st.text())
def test_any_two_titles_can_be_sorted(left: str, right: str) -> None:
    assert (by_name(left) < by_name(right)) or (by_name(right) <= by_name(left))


def test_a_copy_has_a_name_that_nothing_else_has() -> None:
    assert copy_name("X", []) == "X copy"
    assert copy_name("X", ["x COPY", "X copy 2"]) == "X copy 3"
