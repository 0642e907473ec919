"""Plans as typed: what they mean, what is wrong with them and where, and the way back from a run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.usecases.runs.test_damaged_plans import damaged, experiments, plan_of
from workbench.domain import SANDBOX, BrowserId, Email, Identifiers
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.domain.selector import ByBody, ByPath, ByRules
from workbench.experiments.split import Method
from workbench.ui.experiments.state import (
    BY_EMAIL,
    MATRIX,
    SPLIT,
    STICK,
    SUITE,
    KnownPersona,
    PlanDraft,
    PlanReading,
    read_plan,
    read_selector,
)
from workbench.usecases.runs.errors import PlanError
from workbench.usecases.runs.matrix import Matrix
from workbench.usecases.runs.split_check import SplitCheck
from workbench.usecases.runs.stickiness import Stickiness

ANNA = Persona("Anna", Email("anna@example.com"))
PERSONAS = {
    Path("/c/anna.persona.toml"): KnownPersona(ANNA, (Layer("Shop", {"shop": "acme"}),)),
    Path("/c/ben.persona.toml"): KnownPersona(Persona("Ben")),
    Path("/c/new.persona.toml"): KnownPersona(Persona("New", BrowserId("{{new_browser_id}}"))),
}
OTHER = replace(SANDBOX, id="acme", name="Acme")
SPLIT_DRAFT = PlanDraft(SPLIT, "home_hero", shares=(("A", "50"), ("B", "50 %")))


def read(draft: PlanDraft) -> PlanReading:
    return read_plan(draft, SANDBOX, {SANDBOX.id: SANDBOX, "acme": OTHER}, PERSONAS)


def test_a_split_with_the_tenants_defaults() -> None:
    reading = read(SPLIT_DRAFT)
    assert isinstance(reading.experiment, SplitCheck)
    assert reading.experiment.request.point_of_sale == SANDBOX.points_of_sale[0]
    assert reading.sentence == "400 calls to Sandbox, with 400 new anonymous guests; about 30 s."
    assert "off by 10 points" in reading.notes[0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"friendly_id": ""}, "Friendly ID"),
        ({"shares": (("A", "50"),)}, "Planned split"),
        ({"shares": (("A", "x"), ("B", "50"))}, "Planned split"),
        ({"shares": (("A", "1"), ("A", "50"))}, "Planned split"),
        ({"shares": (("", "1"), ("A", "50"), ("B", "1"))}, "Planned split"),
        ({"variant": "$["}, "Variant"),
        ({"variant": "{"}, "Variant"),
        ({"variant": ""}, "Variant"),
        ({"params": "[]"}, "Parameters"),
        ({"guests": BY_EMAIL}, "Pattern"),
        ({"guests": BY_EMAIL, "pattern": "same@example.com"}, "Pattern"),
        ({"kind": STICK, "new_guests": 0}, "Guests"),
        ({"kind": MATRIX, "new_guest": False}, "Personas"),
        ({"kind": MATRIX, "new_guest": False, "personas": ("/c/ben.persona.toml",)}, "Personas"),
        ({"kind": SUITE}, "Folder"),
        ({"kind": STICK, "personas": ("/c/ben.persona.toml",)}, "Personas"),
        ({"kind": STICK, "personas": ("/c/new.persona.toml",)}, "Personas"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(changes: dict[str, Any], field: str) -> None:
    reading = read(replace(SPLIT_DRAFT, **changes))
    assert reading.experiment is None
    assert list(reading.problems) == [field]
    assert reading.problems[field].endswith((".", "?"))


def test_a_friendly_id_that_may_be_refused_is_warned_of() -> None:
    assert "Friendly ID" in read(replace(SPLIT_DRAFT, friendly_id="Home Hero")).notes[0]


def test_a_matrix_varies_what_has_several_values() -> None:
    draft = PlanDraft(
        MATRIX, "home_hero, cart", channel="WEB", language="EN, DE,EN", personas=("/c/anna.persona.toml",), tenants=("sandbox", "acme")
    )
    experiment = read(draft).experiment
    assert isinstance(experiment, Matrix)
    assert experiment.dimensions == ("Friendly ID", "Language", "Tenant")
    assert experiment.request.channel == "WEB"
    assert experiment.layers == (Layer("Shop", {"shop": "acme"}),)
    assert experiment.planned == 8
    assert experiment.new_guests == 0


def test_a_matrix_in_which_nothing_varies_says_so() -> None:
    assert "Nothing varies yet" in read(PlanDraft(MATRIX, "home_hero")).notes[0]


def test_guests_of_a_stickiness_check_come_from_lines_personas_and_new_ones() -> None:
    people = "12435206-1234-4f0b-9d55-6e46b0e4a42b  anna@example.com\n\nCRM=7"
    draft = PlanDraft(STICK, "home_hero", people=people, personas=("/c/anna.persona.toml",), new_guests=2, times=3)
    reading = read(draft)
    assert isinstance(reading.experiment, Stickiness)
    identities = [guest.identities for guest in reading.experiment.guests]
    assert identities[2:] == [
        (Email("anna@example.com"),),
        (BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b"), Email("anna@example.com")),
        (Identifiers("CRM", "7"),),
    ]
    assert len(identities) == 5
    assert "with 2 new anonymous guests" in reading.sentence


def test_selectors_as_they_are_typed() -> None:
    assert read_selector("offer.name") == ByPath("offer.name")
    assert read_selector("the whole response without $.now, $.ref") == ByBody(("$.now", "$.ref"))
    assert isinstance(read_selector('{"rules": [{"path": "$.a", "exists": true, "variant": "A"}]}'), ByRules)


def test_a_draft_survives_the_windows_state() -> None:
    draft = replace(SPLIT_DRAFT, personas=("/x",), tenants=("acme",), rate=2.5, method=Method.UNIVERSAL.value)
    assert PlanDraft.from_plain(json.loads(json.dumps(draft.to_plain()))) == draft
    assert PlanDraft.from_plain({"visitors": "many", "kind": 7, "unknown": 1, "shares": "x"}) == PlanDraft()
    assert PlanDraft.from_plain("nothing") == PlanDraft()


@pytest.mark.parametrize(
    "draft",
    [
        replace(SPLIT_DRAFT, guests=BY_EMAIL, pattern="qa+{n}@example.com", allocation=50.0, params='{"qa": true}'),
        PlanDraft(STICK, "home_hero", people="CRM=7  anna@example.com", new_guests=0, times=3, every=1.5, point_of_sale="a, b"),
        PlanDraft(MATRIX, "home_hero, cart", language="EN, DE", variant="the whole response without $.now"),
    ],
    ids=lambda draft: draft.kind,
)
def test_a_run_gives_its_form_back(draft: PlanDraft) -> None:
    experiment = read(draft).experiment
    assert experiment is not None
    again = read(PlanDraft.of_run(draft.kind, json.loads(json.dumps({"limits": {}, **experiment.to_plain()})))).experiment
    assert again is not None
    assert again.to_plain() == experiment.to_plain()


@pytest.mark.parametrize("kind", [SPLIT, STICK, MATRIX, SUITE])
def test_a_damaged_plan_says_so_or_fills_the_form(tmp_path: Path, kind: str) -> None:
    plain = plan_of(experiments(tmp_path)[kind], revision="7")
    assert PlanDraft.of_run(kind, plain).revision == "7"
    refused = 0
    for bad in damaged(plain):
        if isinstance(bad, dict):
            try:
                PlanDraft.of_run(kind, bad)
            except PlanError:
                refused += 1
    assert refused > 20
