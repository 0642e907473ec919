"""The small words of exports: names of files, comments that cannot be left, placeholders followed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.collections.outgoing.texts import UNKNOWN, effective, file_title, listed, names_in, one_line, spelled, whole_name
from workbench.domain.placeholders import Layer


@given(st.text())
def test_any_title_makes_a_name_that_every_system_takes(title: str) -> None:
    name = file_title(title, ".har")
    stem = name.removesuffix(".har")
    assert stem
    assert stem == stem.strip()
    assert not set(stem) & set('<>:"/\\|?*.\n\0')
    assert len(name.encode("utf-8")) <= 255
    assert stem.casefold() not in ("con", "nul", "com1")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Shop: all of it", "Shop- all of it.har"),
        ("", "collection.har"),
        ("…", "collection.har"),
        ("NUL", "NUL-export.har"),
        ("日本", "日本.har"),
    ],
)
def test_a_title_stays_readable(title: str, name: str) -> None:
    assert file_title(title, ".har") == name


@given(st.text())
def test_nothing_in_a_name_ends_a_comment(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= 201


def test_a_list_of_names_is_cut() -> None:
    assert listed(["a", "b"]) == "“a”, “b”"
    assert listed([str(n) for n in range(10)]).endswith("“7” and 2 more")


def test_placeholders_are_found_as_the_form_finds_them() -> None:
    assert names_in(["{{a}} {{ a }} \\{{b}} {{c", {"{{d}}": "{{e.f}}", "g": ["{{secret:h}}", "{{no name}}", "{{{i}}}"]}]) == {
        "a": 2, "e.f": 1, "secret:h": 1, "i": 1,
    }  # fmt: skip
    assert spelled("{{ a }} \\{{ b }} {{no name}}") == "{{a}} \\{{ b }} {{no name}}"
    assert (whole_name("{{ a }}"), whole_name("{{a}}!"), whole_name("\\{{a}}"), whole_name("a")) == ("a", "", "", "")


def test_a_value_is_followed_to_where_it_ends() -> None:
    layers = (Layer("near", {"a": "{{b}}", "circle": "{{circle}}"}), Layer("far", {"a": 1, "b": [2], "c": "x {{b}}"}))
    assert effective("a", layers) == [2]
    assert effective("c", layers) == "x {{b}}"
    assert effective("circle", layers) is UNKNOWN
    assert effective("nowhere", layers) is UNKNOWN
