"""The matrix: the deciding dimension is found, whatever it is, and what changed since last time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from workbench.experiments.about import RunAbout
from workbench.experiments.answer import Answer, Shown, Shows
from workbench.experiments.matrix_table import MatrixTable
from workbench.experiments.reports import VerdictLevel

DIMENSIONS = ("Persona", "Channel", "Language")
VALUES = (("new", "returning", "gold"), ("WEB", "EMAIL"), ("EN", "DE"))
ABOUT = RunAbout(datetime(2026, 3, 1, tzinfo=UTC), None, "1.0", True, lambda: iter(()))


def table_of(rule: Callable[[str, str, str], str], baseline: dict[tuple[str, ...], str] | None = None) -> MatrixTable:
    table = MatrixTable("Home hero", DIMENSIONS, baseline)
    for place, key in enumerate(product(*VALUES)):
        variant = rule(*key)
        shown = Shown(Shows.VARIANT, variant) if variant else Shown(Shows.NOTHING, why="x")
        table.add(Answer(place, " · ".join(key), shown, number=place + 1, milliseconds=80, varied=dict(zip(DIMENSIONS, key, strict=True))))
    return table


def test_one_dimension_decides() -> None:
    table = table_of(lambda persona, channel, language: {"EN": "Control", "DE": "Hero"}[language])
    assert table.deciding().together == ("Language",)
    assert table.sentence() == "Language decides: EN shows Control; DE shows Hero. Persona and Channel have no effect here."
    assert table.verdict(complete=True).level is VerdictLevel.HELD


def test_two_dimensions_decide_together() -> None:
    table = table_of(lambda persona, channel, language: "Hero" if persona == "gold" and channel == "WEB" else "Control")
    assert table.deciding().together == ("Persona", "Channel")
    assert table.sentence() == "Persona and Channel decide together. Language has no effect here."


def test_nothing_decided_is_an_outcome() -> None:
    table = table_of(lambda persona, channel, language: "Hero" if persona == "gold" else "")
    assert "new and returning show Nothing decided" in table.sentence()


def test_all_the_same() -> None:
    table = table_of(lambda *_: "Control")
    assert table.sentence() == "All 12 combinations show Control: nothing that was varied has an effect."


def test_what_differs_between_repeats_is_chance() -> None:
    table = table_of(lambda persona, channel, language: language)
    for place, key in enumerate(product(*VALUES)):
        table.add(Answer(place + 12, "x", Shown(Shows.VARIANT, "EN"), varied=dict(zip(DIMENSIONS, key, strict=True))))
    assert len(table.mixed()) == 6
    assert not table.deciding().exact
    assert table.sentence().startswith("In 6 combinations the very same request showed different variants, so chance is at work. Language")


def test_repeats_for_new_guests_are_not_the_very_same_request() -> None:
    table = MatrixTable("x", ("Language",), fresh_guests=True)
    for place, (language, shown) in enumerate((("EN", "A"), ("DE", "B"), ("EN", "A"), ("DE", "B"))):
        table.add(Answer(place, "x", Shown(Shows.VARIANT, shown), varied={"Language": language}))
        chance = "another new guest" in table.sentence()
        assert chance is (place == 1), "once each was asked again, a difference is none of guests alone"
    table.add(Answer(4, "x", Shown(Shows.VARIANT, "B"), varied={"Language": "EN"}))
    assert table.sentence().startswith(
        "In 1 combination one request for another new guest each time showed different variants, so chance is at work."
    )


def test_what_chance_explains_is_not_said_to_be_explained() -> None:
    """Six coins by language: some language nearly always looks as if it mattered."""
    random, claimed = Random(5), 0
    for _ in range(100):
        table = MatrixTable("x", ("Language", "Channel"))
        for place, key in enumerate(product(("EN", "DE", "FR"), ("WEB", "APP"), (1, 2))):
            varied = {"Language": key[0], "Channel": key[1]}
            table.add(Answer(place, "x", Shown(Shows.VARIANT, random.choice("AB")), varied=varied))
        if table.mixed() and len(table.labels()) > 1:
            claimed += " explains " in table.sentence().replace("No dimension explains", "")
    assert claimed <= 10


def test_one_combination_that_shows_two_variants() -> None:
    table = MatrixTable("x", ("Channel",))
    for variant in "AB":
        table.add(Answer(0, "x", Shown(Shows.VARIANT, variant), varied={"Channel": "WEB"}))
    assert table.cells["WEB",].also == ("B",)


@given(st.sets(st.sampled_from(range(3)), min_size=1))
def test_the_deciding_dimensions_are_always_found(places: set[int]) -> None:
    names = tuple(DIMENSIONS[place] for place in sorted(places))
    table = table_of(lambda *key: "|".join(key[place] for place in sorted(places)))
    assert table.deciding().together == names
    assert set(table.deciding().without_effect) == set(DIMENSIONS) - set(names)


def test_errors_do_not_confuse_and_are_a_failure() -> None:
    table = table_of(lambda persona, channel, language: language)
    table.add(Answer(0, "x", Shown(Shows.ERROR, why="500"), varied=dict(zip(DIMENSIONS, ("new", "WEB", "EN"), strict=True))))
    assert table.deciding().together == ("Language",)
    assert table.verdict(complete=True).level is VerdictLevel.FAILED
    assert "1 combination of 12 gave no answer" in table.verdict(complete=True).sentence


def test_what_changed_since_the_baseline() -> None:
    before = {key: cell.label for key, cell in table_of(lambda *key: key[2]).cells.items()}
    same = table_of(lambda *key: key[2], before)
    assert same.verdict(complete=True).level is VerdictLevel.HELD
    assert same.verdict(complete=True).sentence.startswith("Nothing changed since the baseline")
    table = table_of(lambda *key: "XX" if key == ("gold", "WEB", "DE") else key[2], before | {("ghost", "WEB", "EN"): "EN"})
    assert table.changed() == ((("gold", "WEB", "DE"), "DE", "XX"),)
    assert table.gone() == (("ghost", "WEB", "EN"),)
    verdict = table.verdict(complete=True)
    assert verdict.level is VerdictLevel.FAILED
    assert verdict.sentence == "2 combinations changed since the baseline. gold · WEB · DE: DE → XX."


def test_the_grid_and_the_report() -> None:
    table = table_of(lambda *key: key[2])
    grid = table.grid(("Persona",), ("Channel", "Language"))
    assert grid.rows == ("new", "returning", "gold")
    assert grid.columns == ("WEB · EN", "WEB · DE", "EMAIL · EN", "EMAIL · DE")
    assert [grid.labels[cell] for cell in grid.cells[0]] == ["EN", "DE", "EN", "DE"]
    assert table.report(ABOUT).sections[0].charts
