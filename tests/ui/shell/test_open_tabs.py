"""Open tabs: what is blank, what holds edits, what comes back; without a window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.collections import SavedRequest
from workbench.domain import Email, FlowRequest
from workbench.ui.composer import Draft
from workbench.ui.shell.open_tabs import OpenTabs, Tab

HERO = SavedRequest("Hero", FlowRequest("home_hero", identity=Email("kim@example.com"), params={"a": 1}), "# Words", {"tier": "gold"})
PATH = Path("/c/hero.request.toml")


def hero() -> Tab:
    made = Tab()
    made.adopt(PATH, HERO, "v1", ())
    made.show(Draft())
    return made


def test_a_blank_tab_gives_way_and_any_other_does_not() -> None:
    tabs = OpenTabs()
    tabs.add(hero())
    assert [tab.name for tab in tabs.tabs] == ["Hero"]
    tabs.add(Tab(Draft(friendly_id="x")))
    assert [tab.title for tab in tabs.tabs] == ["Hero", "X"]
    assert tabs.place == 1


def test_a_file_shown_as_it_is_has_no_edits() -> None:
    tab = hero()
    tab.look_at_edits()
    assert not tab.edited
    assert not tab.label().marked


@pytest.mark.parametrize(
    "change",
    [{"email": "ada@example.com"}, {"params": '{"a": 1.0}'}, {"params": "{"}, {"values": ""}, {"description": "Other"}, {"channel": "WEB"}],
)
def test_every_edit_marks_the_tab(change: dict[str, str]) -> None:
    tab = hero()
    tab.draft = Draft.restore(tab.draft.remember() | change)
    tab.look_at_edits()
    assert tab.edited
    assert tab.label().text == "Hero •"


def test_blanks_around_a_value_are_no_edit() -> None:
    tab = hero()
    tab.draft = replace(tab.draft, friendly_id=" home_hero ", params='{ "a":1 }')
    tab.look_at_edits()
    assert not tab.edited


def test_what_was_never_saved_is_marked_and_named_by_what_it_runs() -> None:
    tab = Tab(Draft(friendly_id="home_hero*"))
    assert tab.label().text == "Home hero •"
    assert Tab(Draft(friendly_id="{{flow}}")).title == "Unsaved request"
    assert not Tab().label().marked


def test_a_closed_tab_comes_back_with_its_edits() -> None:
    tabs = OpenTabs()
    tabs.add(hero())
    tabs.front.draft = Draft(friendly_id="other")
    tabs.front.look_at_edits()
    tabs.close(0)
    assert [tab.is_blank for tab in tabs.tabs] == [True]
    assert tabs.reopen()
    assert (tabs.front.name, tabs.front.edited, tabs.front.draft.friendly_id) == ("Hero", True, "other")
    assert not tabs.reopen()


def test_closing_keeps_what_is_in_front_in_front() -> None:
    tabs = OpenTabs()
    for name in "abc":
        tabs.add(Tab(Draft(friendly_id=name)))
    tabs.place = 1
    tabs.close(0)
    assert tabs.front.draft.friendly_id == "b"
    tabs.close(0)
    assert tabs.front.draft.friendly_id == "c"
    tabs.move(0, 0)
    tabs.close(0)
    assert tabs.front.is_blank


def test_a_tab_that_is_dragged_stays_in_front() -> None:
    tabs = OpenTabs()
    for name in "abc":
        tabs.add(Tab(Draft(friendly_id=name)))
    tabs.place = 0
    tabs.move(0, 2)
    assert ([tab.draft.friendly_id for tab in tabs.tabs], tabs.place) == (["b", "c", "a"], 2)


def test_tabs_follow_their_files() -> None:
    tabs = OpenTabs()
    tabs.add(hero())
    tabs.front.persona = Path("/c/people/ada.persona.toml")
    tabs.follow([(Path("/c/people"), Path("/c/guests")), (PATH, Path("/c/deep/hero.request.toml"))])
    assert tabs.front.path == Path("/c/deep/hero.request.toml")
    assert tabs.front.persona == Path("/c/guests/ada.persona.toml")


def test_everything_is_remembered() -> None:
    tabs = OpenTabs()
    tabs.add(hero())
    tabs.front.number = 7
    tabs.add(Tab(Draft(friendly_id="x", params="{ broken")))
    tabs.close(0)
    again = OpenTabs()
    again.restore(tabs.remember())
    assert again.front.draft.params == "{ broken"
    assert again.reopen()
    assert (again.front.path, again.front.version, again.front.name, again.front.number) == (PATH, "v1", "Hero", 7)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


@given(_JSON | st.fixed_dictionaries({"tabs": _JSON, "place": _JSON, "closed": _JSON}))
def test_a_damaged_memory_is_no_crash(remembered: Any) -> None:
    tabs = OpenTabs()
    tabs.restore(remembered)
    assert tabs.front is not None
    tabs.remember()
