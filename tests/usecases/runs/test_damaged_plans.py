"""What History keeps of a run, damaged in any place: a sentence says so, nothing breaks, and memory stays in bounds."""

from __future__ import annotations

import base64
import copy
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.usecases.runs.test_past import suite_of
from tests.usecases.test_send import workbench
from workbench.domain import SANDBOX, BrowserId, Email, FlowRequest
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.domain.selector import ByBody, ByPath
from workbench.experiments import SplitPlan
from workbench.experiments.answer import Shows
from workbench.experiments.split import SplitDesign
from workbench.history import RunState, Settled
from workbench.usecases import Workbench
from workbench.usecases.runs.answers import DAMAGED, walk
from workbench.usecases.runs.earlier import figures_from_text
from workbench.usecases.runs.errors import PlanError
from workbench.usecases.runs.job import Experiment, Limits
from workbench.usecases.runs.matrix import Matrix
from workbench.usecases.runs.past import look_at
from workbench.usecases.runs.place_set import BEYOND, PlaceSet
from workbench.usecases.runs.plans import limits_in, open_plan
from workbench.usecases.runs.run import FORMAT, _plain
from workbench.usecases.runs.split_check import SplitCheck
from workbench.usecases.runs.stickiness import KnownGuest, Stickiness

__all__ = ["workbench"]

SPLIT, STICK, MATRIX, SUITE = "split", "stick", "matrix", "suite"
ODD: tuple[Any, ...] = (None, True, -1, 10**9, 1.5, "x", [], ["a"], [[1]], {}, {"a": 1})
LAYERS = (Layer("the command line", {"a": "b"}),)
REQUEST = FlowRequest("home_hero", "WEB", "EN", "EUR", "acme", Email("a@example.com"), params={"a": 1})
PERSONAS = (Persona("P", identity=Email("x@example.com"), values={"q": 1}), Persona("Q"))


def experiments(tmp_path: Path) -> dict[str, Experiment]:
    suite = suite_of(tmp_path, SANDBOX, 10)
    guest = KnownGuest("G", (Email("a@example.com"), BrowserId("x")))
    return {
        SPLIT: SplitCheck(REQUEST, SANDBOX, ByPath("$.v"), SplitDesign(SplitPlan.parse("A=50,B=50"), 30), layers=LAYERS),
        STICK: Stickiness(REQUEST, SANDBOX, ByPath("$.v"), (guest,), points_of_sale=("a", "b"), layers=LAYERS),
        MATRIX: Matrix(
            REQUEST, (SANDBOX,), ByBody(()), personas=PERSONAS, languages=("EN", "DE"), layers=LAYERS, baseline={("P", "EN"): "A"}
        ),
        SUITE: replace(suite, plan=replace(suite.plan, personas=PERSONAS)),
    }


def plan_of(experiment: Experiment, **more: object) -> dict[str, Any]:
    return {"format": FORMAT, "kind": experiment.kind, "limits": _plain(Limits()), **experiment.to_plain(), **more}


def places(plain: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    for name, inner in plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ():
        yield from places(inner, (*way, name))


def damaged(plain: Any) -> Iterator[Any]:
    """Each place with each odd thing in it, and without it."""
    yield from ODD
    for way in places(plain):
        for odd in (*ODD, ...) if way else ():
            made = copy.deepcopy(plain)
            at = made
            for name in way[:-1]:
                at = at[name]
            if odd is ...:
                del at[way[-1]]
            else:
                at[way[-1]] = odd
            yield made


@pytest.mark.parametrize("kind", [SPLIT, STICK, MATRIX, SUITE])
def test_a_damaged_plan_says_so_or_can_be_used(workbench: Workbench, tmp_path: Path, kind: str) -> None:
    plain = plan_of(experiments(tmp_path)[kind], only=[1, 3], revision="7")
    whole = open_plan(json.dumps(plain), workbench)
    assert [job.place for job in whole.jobs()] == [1, 3]
    assert limits_in(json.dumps(plain)) == Limits()
    refused = 0
    for bad in damaged(plain):
        text = json.dumps(bad)
        try:
            limits_in(text)
            opened = open_plan(text, workbench)
        except PlanError:
            refused += 1
        else:
            assert opened.planned <= len(ODD) * 10**9
            assert opened.new_guests <= 10**9
            opened.tally()
            assert isinstance(opened.title, str)
            if getattr(opened, "whole", opened).planned < 10**4:
                list(islice(opened.jobs(), 20))
    assert refused > 100


@pytest.mark.parametrize("only", [[-1], [BEYOND], [10**18], base64.b64encode(zlib.compress(bytes(BEYOND // 8 + 1))).decode(), "eA==", "é"])
def test_places_of_no_plan_take_no_memory(workbench: Workbench, tmp_path: Path, only: object) -> None:
    with pytest.raises(PlanError):
        open_plan(json.dumps(plan_of(experiments(tmp_path)[SPLIT], only=only)), workbench)


def test_places_up_to_the_last_are_kept() -> None:
    kept = PlaceSet.of([0, BEYOND - 1])
    assert list(PlaceSet.from_text(kept.to_text())) == [0, BEYOND - 1]
    with pytest.raises(ValueError, match="no place"):
        kept.add(-1)


def test_a_run_with_damaged_answers_figures_and_places_is_shown(workbench: Workbench, tmp_path: Path) -> None:
    check = experiments(tmp_path)[SPLIT]
    runs, numbers = workbench.history().runs, []
    for figures in ("", "{", '{"shares": {"A": ["x"]}, "p95": null, "planned": {}}', '{"shares": [], "p95": 1, "planned": {}}'):
        number = runs.start(check.kind, check.title, json.dumps(plan_of(check)), check.planned)
        good = '{"shows": "variant", "variant": "A", "status": 200}'
        texts = ("{", "[]", '{"shows": "other"}', '{"shows": "variant", "at": 1}', '{"shows": "error", "checks": [1]}', good)
        runs.write(number, [], [Settled(None, place, text) for place, text in enumerate(texts)])
        runs.write(number, [], [Settled(None, 10**12, "{")])
        runs.end(number, RunState.DONE, "held", "", figures)
        numbers.append(number)
    found = look_at(numbers[-1], workbench, 100)
    assert [answer.failure for answer in found.answers].count(DAMAGED) == 6
    assert list(found.failed) == [0, 1, 2, 3, 4]
    assert {answer.shown.shows for answer in walk(runs, numbers[0])} == {Shows.UNREADABLE, Shows.VARIANT}
    assert any(section.title == "Run by run" for section in found.report.sections)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"shares": {"A": []}, "p95": 1, "planned": {}}', '{"shares": {}, "p95": "x", "planned": {}}']
)
def test_figures_that_are_none_are_told_as_such(text: str) -> None:
    with pytest.raises(ValueError, match="figures"):
        figures_from_text(text)
