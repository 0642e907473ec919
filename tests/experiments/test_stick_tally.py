"""Stickiness: a leak is found with where and when, an error is no change, and what was not seen is not claimed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workbench.experiments.about import RunAbout
from workbench.experiments.answer import Answer, Shown, Shows
from workbench.experiments.reports import VerdictLevel
from workbench.experiments.stick_tally import GUEST, PLACE, ROUND, WHO, StickTally

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
ABOUT = RunAbout(BEGAN, None, "1.0", True, lambda: iter(()))


def answer(place: int, guest: str, variant: str, *, who: str = "Browser ID", shows: Shows = Shows.VARIANT, pos: str = "ie") -> Answer:
    varied = {GUEST: guest, WHO: who, ROUND: str(place + 1), PLACE: pos}
    return Answer(place, guest, Shown(shows, variant), number=place + 100, at=BEGAN + timedelta(seconds=2 * place), varied=varied)


def test_it_sticks() -> None:
    tally = StickTally("x")
    for place in range(10):
        assert not tally.add(answer(place, f"Guest {place % 2}", "A"))
    verdict = tally.verdict(complete=True)
    assert verdict.level is VerdictLevel.HELD
    assert verdict.sentence == "It sticks: each of 2 guests got the same variant every time."
    assert "rarer than 31.2 % of repeats" in verdict.behind[-1]
    assert tally.verdict(complete=False).level is VerdictLevel.OPEN


def test_a_change_is_told_with_where_and_when_and_what_else_differs() -> None:
    tally = StickTally("x", lambda a, b: f"{a} and {b}: the offer changed")
    tally.add(answer(0, "Anna", "A"))
    tally.add(answer(1, "Anna", "A", who="Email"))
    tally.add(answer(2, "Anna", "B", who="Email", pos="uk"))
    (change,) = tally.changes()
    assert (change.before.label, change.after.label) == ("A", "B")
    verdict = tally.verdict(complete=True)
    assert verdict.level is VerdictLevel.FAILED
    assert verdict.sentence == "It does not stick: 1 guest of 1 changed variant. Anna went from A to B (ie → uk, call 2 → 3, 2.0 s later)."
    (table,) = tally.report(ABOUT).sections[1].tables
    assert table.rows[0][3:] == ("#101 → #102", "101 and 102: the offer changed")


def test_the_order_of_the_plan_counts_not_that_of_arrival() -> None:
    tally = StickTally("x")
    for place, variant in ((2, "B"), (0, "A"), (1, "A")):
        tally.add(answer(place, "Anna", variant))
    assert [change.after.place for change in tally.changes()] == [2]


def test_an_error_is_no_change_and_is_counted() -> None:
    tally = StickTally("x")
    tally.add(answer(0, "Anna", "A"))
    tally.add(answer(1, "Anna", "", shows=Shows.ERROR))
    tally.add(answer(2, "Anna", "A"))
    verdict = tally.verdict(complete=True)
    assert verdict.level is VerdictLevel.HELD
    assert "1 call failed" in verdict.behind[1]


def test_from_a_variant_to_nothing_is_a_change() -> None:
    tally = StickTally("x")
    tally.add(answer(0, "Anna", "A"))
    tally.add(answer(1, "Anna", "", shows=Shows.NOTHING))
    assert tally.verdict(complete=True).level is VerdictLevel.FAILED


def test_nothing_is_claimed_of_guests_seen_once_or_of_nothing() -> None:
    once, nothing = StickTally("x"), StickTally("x")
    once.add(answer(0, "Anna", "A"))
    for place in range(3):
        nothing.add(answer(place, "Anna", "", shows=Shows.NOTHING))
    assert once.verdict(complete=True).level is VerdictLevel.OPEN
    assert nothing.verdict(complete=True).level is VerdictLevel.OPEN


def test_the_grid_has_a_row_for_each_guest() -> None:
    tally = StickTally("x")
    for place, (guest, variant) in enumerate((("Anna", "A"), ("Ben", "B"), ("Anna", "A"))):
        tally.add(answer(place, guest, variant))
    grid = tally.grid()
    assert (grid.rows, grid.labels, grid.cells) == (("Anna", "Ben"), ("A", "B"), ((0, 0), (1, -1)))
