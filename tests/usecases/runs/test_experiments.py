"""Matrix, split check and stickiness check against a server whose truths are known, and against the Sandbox."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.truths import Body, Reply, Truths, variant
from workbench.domain import SANDBOX, BrowserId, Email, FlowRequest, Identifiers, Tenant
from workbench.domain.condition import Condition, Op
from workbench.domain.persona import Persona
from workbench.domain.selector import ByBody, ByPath, ByRules, Rule
from workbench.experiments import SplitPlan
from workbench.experiments.reports import VerdictLevel
from workbench.experiments.split import Method, SplitDesign
from workbench.experiments.split_tally import SplitTally
from workbench.experiments.stick_tally import StickTally
from workbench.history import Query, RunState
from workbench.usecases import Workbench
from workbench.usecases.runs.answers import walk
from workbench.usecases.runs.errors import PlanError
from workbench.usecases.runs.guests import Guests
from workbench.usecases.runs.matrix import Matrix
from workbench.usecases.runs.split_check import SplitCheck
from workbench.usecases.runs.stickiness import KnownGuest, Stickiness

from .conftest import run

REQUEST = FlowRequest("home_hero", channel="WEB", language="EN", currency_code="EUR", point_of_sale="acme/ireland")
VARIANT = ByPath("$.variantName")
HALVES = SplitPlan.parse("A=50,B=50")
BROWSERS = [f"12435206-1234-4f0b-9d55-6e46b0e4a4{n:02d}" for n in range(20)]
Make = Callable[[Truths], Tenant]


# -- split -----------------------------------------------------------------------------------------


def split_of(share: float, seed: int = 7) -> Callable[[Body], Reply]:
    chance = random.Random(seed)
    return lambda body: variant("A" if chance.random() < share else "B")


def test_a_true_split_holds_and_every_call_is_in_history(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(split_of(0.5)) as truths:
        check = SplitCheck(REQUEST, tenant_of(truths), VARIANT, SplitDesign(HALVES, 200))
        finished = run(workbench, check)
    assert finished.state is RunState.DONE
    assert finished.report.verdict.level is VerdictLevel.HELD
    assert (truths.created, len(truths.calls)) == (200, 200)
    assert len({call["browserId"] for call in truths.calls}) == 200
    history = workbench.history()
    assert history.count(Query(run=finished.number)) == 400
    assert history.count(Query()) == 0
    answers = list(walk(history.runs, finished.number))
    assert [answer.place for answer in answers] == list(range(200))
    exchange = history.get(answers[0].number or 0).exchange
    assert exchange.response is not None
    assert json.loads(exchange.response.body)["variantName"] == answers[0].shown.variant
    assert history.runs.get(finished.number).verdict == finished.report.verdict.sentence
    assert workbench.run_experiment().tell(finished.number, check).verdict.level is VerdictLevel.HELD


def test_sixty_to_forty_planned_as_halves_is_caught_and_stops_early(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(split_of(0.7)) as truths:
        finished = run(workbench, SplitCheck(REQUEST, tenant_of(truths), VARIANT, SplitDesign(HALVES, 400)))
    assert finished.report.verdict.level is VerdictLevel.FAILED
    assert len(truths.calls) < 300
    assert finished.state is RunState.DONE


def test_a_bandit_gets_no_verdict(workbench: Workbench, tenant_of: Make) -> None:
    wins = itertools.count()
    with Truths(lambda body: variant("A" if next(wins) % 10 else "B")) as truths:
        finished = run(workbench, SplitCheck(REQUEST, tenant_of(truths), VARIANT, SplitDesign(HALVES, 60, Method.OPTIMIZED)))
    assert finished.report.verdict.level is VerdictLevel.OPEN
    assert len(truths.calls) == 60


def test_tagged_guests_are_counted_up_and_carry_the_flag(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(split_of(0.5)) as truths:
        guests = Guests(email="qa+{n}@example.com", params={"qa": True})
        check = SplitCheck(REQUEST, tenant_of(truths), VARIANT, SplitDesign(HALVES, 20), guests)
        run(workbench, check)
    assert check.new_guests == truths.created == 0
    assert sorted(call["email"] for call in truths.calls) == sorted(f"qa+{n}@example.com" for n in range(1, 21))
    assert all(call["params"] == {"qa": True} for call in truths.calls)


@pytest.mark.parametrize("guests", [Guests(email="qa@example.com"), Guests(provider="QA", identifier="one"), Guests(identifier="{n}")])
def test_one_identity_for_all_visitors_is_refused(guests: Guests) -> None:
    with pytest.raises(PlanError):
        guests.check()


def test_the_sandbox_experiment_is_half_and_half(workbench: Workbench) -> None:
    shares = SplitPlan.parse("Control=50,Hero with offer=50")
    finished = run(workbench, SplitCheck(replace(REQUEST, point_of_sale=""), SANDBOX, VARIANT, SplitDesign(shares, 300, alpha=1e-6)))
    assert finished.report.verdict.level is VerdictLevel.HELD


def test_a_plan_survives_history(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(split_of(0.5)) as truths:
        tenant = tenant_of(truths)
    tenants = {tenant.id: tenant}
    selector = ByRules((Rule(Condition("$.offer", Op.EXISTS), "Offer"),), "None")
    split = SplitCheck(REQUEST, tenant, selector, SplitDesign(HALVES, 20, allocation=0.5), Guests("qa{n}@x.de", params={"a": 1}))
    assert SplitCheck.from_plain(json.loads(json.dumps(split.to_plain())), tenants) == split
    who = (KnownGuest("Anna", (BrowserId(BROWSERS[0]), Email("a@b.de"), Identifiers("CRM", "7"))),)
    stick = Stickiness(REQUEST, tenant, ByBody(("$.now",)), who, 3, 1.5, ("ie", "uk"))
    assert Stickiness.from_plain(json.loads(json.dumps(stick.to_plain())), tenants) == stick
    personas = (Persona("Gold", Email("g@b.de"), params={"tier": "gold"}, values={"x": 1}),)
    matrix = Matrix(REQUEST, (tenant,), VARIANT, ("a", "b"), personas, languages=("EN",), baseline={("a",): "A"}, name="Launch")
    assert Matrix.from_plain(json.loads(json.dumps(matrix.to_plain())), tenants) == matrix


# -- stickiness ------------------------------------------------------------------------------------


def guests(number: int) -> tuple[KnownGuest, ...]:
    return tuple(KnownGuest(f"Guest {n}", (BrowserId(BROWSERS[n]),)) for n in range(number))


def test_a_sticky_assignment_holds(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant("A" if int(body["browserId"][-2:]) % 2 else "B")) as truths:
        finished = run(workbench, Stickiness(REQUEST, tenant_of(truths), VARIANT, guests(5), times=6))
    assert len(truths.calls) == 30
    assert finished.report.verdict.level is VerdictLevel.HELD


def test_a_leaky_assignment_is_found(workbench: Workbench, tenant_of: Make) -> None:
    seen: dict[str, int] = {}

    def leaks(body: Body) -> Reply:
        seen[body["browserId"]] = seen.get(body["browserId"], 0) + 1
        return variant("B" if body["browserId"] == BROWSERS[3] and seen[body["browserId"]] == 4 else "A")

    with Truths(leaks) as truths:
        finished = run(workbench, Stickiness(REQUEST, tenant_of(truths), VARIANT, guests(5), times=6))
    assert finished.report.verdict.level is VerdictLevel.FAILED
    assert "1 guest of 5 changed variant. Guest 3 went from A to B" in finished.report.verdict.sentence


def test_rounds_are_spread_over_time_and_one_guest_has_several_identities(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant("A" if "browserId" in body else "B")) as truths:
        who = (KnownGuest("Anna", (BrowserId(BROWSERS[0]), Email("anna@example.com"), Identifiers("CRM", "7"))),)
        check = Stickiness(REQUEST, tenant_of(truths), VARIANT, who, times=2, spacing=0.3, points_of_sale=("ie", "uk"))
        finished = run(workbench, check)
    assert check.planned == len(truths.calls) == 12
    answers = list(walk(workbench.history().runs, finished.number))
    first, last = answers[0].at, answers[-1].at
    assert first is not None
    assert last is not None
    assert (last - first).total_seconds() >= 0.25
    tally = check.tally()
    assert isinstance(tally, StickTally)
    assert "Browser ID → Email" in finished.report.verdict.sentence


# -- matrix ----------------------------------------------------------------------------------------

GOLD = Persona("Gold", Email("gold@example.com"), params={"tier": "gold"})
NEW = Persona("New", Email("new@example.com"))


def test_the_deciding_dimension_is_found(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant("Hero" if body.get("params") else "Control")) as truths:
        tenant = tenant_of(truths)
        matrix = Matrix(REQUEST, (tenant,), VARIANT, personas=(NEW, GOLD), channels=("WEB", "EMAIL"), languages=("EN", "DE"))
        finished = run(workbench, matrix)
    assert (matrix.cells, len(truths.calls)) == (8, 8)
    assert (
        finished.report.verdict.sentence == "Persona decides: New shows Control; Gold shows Hero. Channel and Language have no effect here."
    )
    assert {call["language"] for call in truths.calls} == {"EN", "DE"}


def test_a_baseline_tells_what_changed(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant(body["language"])) as truths:
        request = replace(REQUEST, identity=Email("a@b.de"))
        matrix = Matrix(request, (tenant_of(truths),), VARIANT, languages=("EN", "DE"), baseline={("EN",): "EN", ("DE",): "EN"})
        finished = run(workbench, matrix)
    assert finished.report.verdict.sentence == "1 combination changed since the baseline. DE: EN → DE."


def test_over_tenants_and_flows(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant("one")) as one, Truths(lambda body: variant(body["friendlyId"])) as two:
        tenants = (replace(tenant_of(one), name="One"), replace(tenant_of(two), name="Two"))
        matrix = Matrix(REQUEST, tenants, VARIANT, ("home_hero", "cart"), new_guest=True)
        finished = run(workbench, matrix)
    assert matrix.new_guests == one.created + two.created == 4
    assert finished.report.verdict.sentence.startswith("Friendly ID and Tenant decide together. But each combination was another new guest")


def test_with_one_combination_nothing_varies(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant("A")) as truths:
        matrix = Matrix(REQUEST, (tenant_of(truths),), VARIANT, personas=(GOLD,))
        assert "one combination only" in run(workbench, matrix).report.verdict.sentence


def test_the_tally_is_told_live(workbench: Workbench, tenant_of: Make) -> None:
    seen: list[int] = []
    with Truths(split_of(0.5)) as truths:
        check = SplitCheck(REQUEST, tenant_of(truths), VARIANT, SplitDesign(HALVES, 30))

        def note(answer: object, tally: object) -> None:
            assert isinstance(tally, SplitTally)
            seen.append(tally.answered)

        run(workbench, check, on_answer=note)
    assert seen == list(range(1, 31))
