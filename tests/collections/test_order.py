"""The order of names: what people arranged first, the rest by name; taking a change back keeps what came since."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.collections.order import arranged, brought_back, once, placed, renamed, without

names = st.sampled_from("abcdefgh")
some = st.lists(names, unique=True, max_size=8).map(tuple)


@given(some, st.none() | st.lists(names | st.sampled_from(["x", "A"]), max_size=8).map(tuple))
def test_everything_is_there_once_and_listed_things_come_first(there: tuple[str, ...], order: tuple[str, ...] | None) -> None:
    found = arranged(there, order, lambda name: name)
    assert sorted(found) == sorted(there)
    listed = [name for name in once(tuple(name.lower() for name in order or ())) if name in there]
    assert list(found[: len(listed)]) == listed
    assert list(found[len(listed) :]) == sorted(found[len(listed) :])


@given(some, some, names)
def test_what_is_placed_stands_together_in_front_of_the_other(there: tuple[str, ...], moved: tuple[str, ...], before: str) -> None:
    found = placed(there, moved, before)
    assert set(found) == {*there, *moved}
    assert len(found) == len(set(found))
    if moved:
        at = found.index(moved[0])
        assert found[at : at + len(moved)] == moved
        following = found[at + len(moved) :]
        assert following[:1] == (before,) if before in there and before not in moved else following == ()
    assert [name for name in found if name not in moved] == [name for name in there if name not in moved]


@given(some, some)
def test_what_was_taken_away_comes_back_to_its_place(order: tuple[str, ...], gone: tuple[str, ...]) -> None:
    left = [name for name in order if name in gone]
    assert brought_back(without(order, gone), left, order) == order


@given(some, some, some)
def test_bringing_back_disturbs_nothing_that_is_there_by_now(now: tuple[str, ...], back: tuple[str, ...], before: tuple[str, ...]) -> None:
    found = brought_back(now, back, before)
    assert sorted(found) == sorted({*now, *back})
    assert without(found, back) == without(now, back)


def test_a_renamed_thing_keeps_its_place() -> None:
    assert renamed(("a", "B", "c"), "b", "x") == ("a", "x", "c")
    assert once(("a", "A", "b", "a")) == ("a", "b")
