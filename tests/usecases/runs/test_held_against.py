"""What a review found: each of these sent, counted or said something wrong once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise, product
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from tests.support.truths import Body, Reply, Truths, variant
from tests.usecases.test_send import KEY
from workbench.domain import BrowserId, Email, FlowRequest, InvalidInput, Secret, Tenant
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.domain.selector import ByPath
from workbench.experiments import SplitPlan
from workbench.experiments.about import RunAbout
from workbench.experiments.answer import Answer, Shown, Shows
from workbench.experiments.matrix_table import MatrixTable
from workbench.experiments.reports import VerdictLevel
from workbench.experiments.split import SplitDesign
from workbench.experiments.split_tally import SplitTally
from workbench.experiments.stick_tally import GUEST, StickTally
from workbench.history import NoSuchRun, RunState
from workbench.usecases import Workbench
from workbench.usecases.runs.answers import walk
from workbench.usecases.runs.control import Control
from workbench.usecases.runs.engine import retry_after
from workbench.usecases.runs.job import Limits
from workbench.usecases.runs.matrix import Matrix
from workbench.usecases.runs.split_check import SplitCheck
from workbench.usecases.runs.stickiness import KnownGuest, Stickiness
from workbench.usecases.runs.suite import Suite

from .conftest import run

REQUEST = FlowRequest("home_hero", channel="WEB", language="EN", currency_code="EUR", point_of_sale="acme/ireland")
VARIANT = ByPath("$.variantName")
HALVES = SplitPlan.parse("A=50,B=50")
Make = Callable[[Truths], Tenant]


def test_a_wait_that_begins_after_the_stop_was_told_does_not_wait() -> None:
    async def ends() -> bool:
        control = Control()
        control.attach()
        control.finish()
        return await asyncio.wait_for(control.sleep(asyncio.sleep(3600)), 5)

    assert asyncio.run(ends()) is False


def test_a_run_is_taken_up_by_one_only(workbench: Workbench) -> None:
    runs = workbench.history().runs
    number = runs.start("Suite", "x", "{}", 1)
    runs.end(number, RunState.PAUSED)
    taken: list[object] = []

    def take() -> None:
        try:
            taken.append(runs.take_up(number))
        except NoSuchRun:
            taken.append(None)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each is not None for each in taken) == 1


@pytest.mark.parametrize("zone", ["Mon, 01 Jan 99999999999 00:00:00 GMT", "Mon, 01 Jan 2026 00:00:00 +9999999999999"])
def test_a_retry_after_beyond_all_calendars_is_none(zone: str) -> None:
    assert retry_after(zone, datetime.now(UTC)) is None


def test_a_call_that_is_stopped_while_it_is_held_stands_in_history_once(workbench: Workbench, tenant_of: Make) -> None:
    control = Control()

    def busy(body: Body) -> Reply:
        threading.Timer(0.3, control.stop).start()
        return Reply(503, {}, (("Retry-After", "30"),))

    with Truths(busy) as truths:
        matrix = Matrix(replace(REQUEST, identity=BrowserId("b")), (tenant_of(truths),), VARIANT)
        finished = run(workbench, matrix, Limits(), control=control)
    (call,) = workbench.history().runs.calls(finished.number)
    assert len(truths.calls) == 1
    assert call.exchange == 1
    with pytest.raises(Exception, match="no exchange 2"):
        workbench.history().get(2)


def test_a_new_guest_is_a_call_at_the_pace_as_well(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant("A")) as truths:
        check = SplitCheck(REQUEST, tenant_of(truths), VARIANT, SplitDesign(HALVES, 3, stop_early=False))
        began = datetime.now(UTC)
        run(workbench, check, Limits(rate=20, jitter=0.0))
    assert (datetime.now(UTC) - began).total_seconds() >= 5 / 20


def test_rounds_stay_apart_after_a_pause(workbench: Workbench, tenant_of: Make) -> None:
    control, moments = Control(), list[float]()

    def decide(body: Body) -> Reply:
        moments.append(time.monotonic())
        if len(moments) == 1:
            control.pause()
            threading.Timer(0.7, control.resume).start()
        return variant("A")

    with Truths(decide) as truths:
        guests = (KnownGuest("Anna", (BrowserId("b"),)),)
        run(workbench, Stickiness(REQUEST, tenant_of(truths), VARIANT, guests, 4, spacing=0.2), Limits(jobs=3), control=control)
    assert min(after - before for before, after in pairwise(moments)) > 0.15


def test_one_who_is_told_and_fails_leaves_no_call_in_doubt(workbench: Workbench, tenant_of: Make) -> None:
    def fails(answer: object, tally: object) -> None:
        raise ZeroDivisionError

    with Truths(lambda body: variant("A")) as truths:
        matrix = Matrix(replace(REQUEST, identity=BrowserId("b")), (tenant_of(truths),), VARIANT, times=5)
        with pytest.raises(ZeroDivisionError):
            run(workbench, matrix, Limits(), on_answer=fails)
    assert [call.place for call in workbench.history().runs.calls(1) if not call.answer] == []


def test_a_call_in_doubt_is_counted_where_it_belongs(workbench: Workbench, tenant_of: Make) -> None:
    with Truths(lambda body: variant("A")) as truths:
        matrix = Matrix(replace(REQUEST, identity=BrowserId("b")), (tenant_of(truths),), VARIANT, channels=("WEB", "EMAIL"))
        number = run(workbench, matrix, Limits()).number
    workbench.history().runs.write(number + 1, [1], [])
    (answer,) = walk(workbench.history().runs, number + 1, matrix.jobs)
    assert answer.varied == {"Channel": "EMAIL"}


def test_a_suite_whose_files_changed_is_not_resumed(workbench: Workbench, tenant_of: Make, tmp_path: Path) -> None:
    file = tmp_path / "a.request.toml"
    text = 'format = 1\nname = "a"\nfriendly_id = "home_hero"\nchannel = "WEB"\nlanguage = "EN"\ncurrency = "EUR"\npoint_of_sale = "ie"\n'
    file.write_text(text, encoding="utf-8")
    with Truths(lambda body: variant("A")) as truths:
        tenant = tenant_of(truths)
        finished = run(workbench, Suite.gathered(file, tenant), Limits())
        workbench.history().runs.end(finished.number, RunState.PAUSED)
        file.write_text(text.replace("home_hero", "other"), encoding="utf-8")
        with pytest.raises(InvalidInput, match="have changed"):
            run(workbench, Suite.gathered(file, tenant), Limits(), resume=finished.number)


def test_a_key_among_the_values_of_a_suite_is_not_kept_in_the_plan(workbench: Workbench, tenant_of: Make, tmp_path: Path) -> None:
    file = tmp_path / "a.request.toml"
    file.write_text('format = 1\nname = "a"\nfriendly_id = "home_hero"\n', encoding="utf-8")
    with Truths(lambda body: variant("A")) as truths:
        suite = Suite.gathered(file, tenant_of(truths), layers=(Layer("the command line", {"x": KEY.reveal()}),))
        with pytest.raises(InvalidInput, match="stands in the plan"):
            run(workbench, suite, Limits())
    assert workbench.history().runs.latest() == ()


def test_a_named_secret_among_the_values_of_a_suite_is_not_kept_in_the_plan(workbench: Workbench, tenant_of: Make, tmp_path: Path) -> None:
    file = tmp_path / "a.request.toml"
    file.write_text('format = 1\nname = "a"\nfriendly_id = "home_hero"\nemail = "a@example.com"\n', encoding="utf-8")
    stored, session = Secret('stored-"token"-1'), Secret("session-token-1")

    async def keep(tenant: Tenant) -> Tenant:
        keys = workbench.keys()
        await keys.set_named(tenant, "of-session", session, session_only=True)
        return await keys.set_named(tenant, "stored", stored)

    with Truths(lambda body: variant("A")) as truths:
        tenant = asyncio.run(keep(tenant_of(truths)))
        for name, secret in (("stored", stored), ("of-session", session)):
            layers = (Layer("the command line", {"x": f"Bearer {secret.reveal()}"}),)
            with pytest.raises(InvalidInput, match=f"The secret “{name}” itself stands in the plan") as refused:
                run(workbench, Suite.gathered(file, tenant, layers=layers), Limits())
            assert secret.reveal() not in str(refused.value)
        assert truths.calls == []
        assert workbench.history().runs.latest() == ()
        right = (Layer("the command line", {"x": "{{secret:stored}}"}),)
        assert run(workbench, Suite.gathered(file, tenant, layers=right), Limits()).state is RunState.DONE
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not [secret for secret in (stored, session) if secret.reveal().encode() in written]


def test_a_keychain_that_gives_no_secret_stops_no_run_that_needs_none(
    workbench: Workbench, tenant_of: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in CI: the client key comes from the environment."""
    file = tmp_path / "a.request.toml"
    file.write_text('format = 1\nname = "a"\nfriendly_id = "home_hero"\nemail = "a@example.com"\n', encoding="utf-8")
    session = Secret("session-token-1")

    async def keep(tenant: Tenant) -> Tenant:
        await workbench.keys().set_named(tenant, "a-session", session, session_only=True)
        return await workbench.keys().set_named(tenant, "stored", Secret("stored-token-1"))

    with Truths(lambda body: variant("A")) as truths:
        tenant = asyncio.run(keep(tenant_of(truths)))
        workbench.key_store()._keychain._given.trouble = KeyringLocked()  # type: ignore[union-attr]
        suite = Suite.gathered(file, tenant)
        assert run(workbench, suite, Limits(), client_keys={tenant.id: KEY}).state is RunState.DONE
        leaking = Suite.gathered(file, tenant, layers=(Layer("the command line", {"x": session.reveal()}),))
        with pytest.raises(InvalidInput, match="a-session"):
            run(workbench, leaking, Limits(), client_keys={tenant.id: KEY})


def test_what_an_alarm_said_stands_when_it_is_counted_again_in_another_order() -> None:
    tally = SplitTally(SplitDesign(HALVES, 400), "x")
    for _ in range(200):
        tally.add(Answer(0, "x", Shown(Shows.VARIANT, "A")))
        tally.add(Answer(0, "x", Shown(Shows.VARIANT, "B")))
    about = RunAbout(datetime(2026, 3, 1, tzinfo=UTC), None, "1.0", complete=True, answers=lambda: iter(()), ended_early=True)
    verdict = tally.report(about).verdict
    assert verdict.level is VerdictLevel.FAILED
    assert "another order" in " ".join(verdict.behind)


def test_the_deviation_a_sequential_check_would_have_seen_is_that_of_its_own_test() -> None:
    always, once = SplitDesign(HALVES, 400), SplitDesign(HALVES, 400, stop_early=False)
    assert (always.smallest_seen(400) or 0) > (once.smallest_seen(400) or 1)


def table(shown: dict[tuple[str, str], str]) -> MatrixTable:
    made = MatrixTable("x", ("Channel", "Language"))
    for place, key in enumerate(product(("WEB", "EMAIL"), ("EN", "DE"))):
        label = shown.get(key, "")
        what = Shown(Shows.VARIANT, label) if label else Shown(Shows.ERROR, why="broken")
        made.add(Answer(place, "x", what, varied=dict(zip(made.dimensions, key, strict=True))))
    return made


def test_what_decides_is_not_told_where_two_dimensions_explain_it_alike() -> None:
    made = table({("WEB", "EN"): "A", ("EMAIL", "DE"): "B"})
    assert made.sentence() == "A and B were shown, but 2 combinations gave no answer: what decides cannot be told."


def test_without_any_answer_no_effect_is_denied() -> None:
    assert table({}).sentence() == "None of 4 combinations gave a readable answer, so nothing can be said."
    assert "could be read" in table({("WEB", "EN"): "A", ("EMAIL", "EN"): "A"}).sentence()


def test_one_combination_that_shows_several_is_chance() -> None:
    made = MatrixTable("x", ())
    for label in ("A", "B"):
        made.add(Answer(0, "x", Shown(Shows.VARIANT, label)))
    assert made.sentence() == "There is one combination only, and it shows A and B in turn, so chance is at work."


def test_guests_without_two_answers_do_not_stick() -> None:
    tally = StickTally("x")
    for place in range(4):
        tally.add(Answer(place, "x", Shown(Shows.VARIANT, "A"), varied={GUEST: "Anna"}))
        tally.add(Answer(place + 4, "x", Shown(Shows.ERROR, why="broken"), varied={GUEST: "Ben"}))
    verdict = tally.verdict(complete=True)
    assert verdict.level is VerdictLevel.OPEN
    assert "1 guest of 2" in verdict.sentence


def test_two_personas_of_one_name_are_two_combinations(workbench: Workbench, tenant_of: Make) -> None:
    gold, plain = Persona("Anna", Email("gold@example.com")), Persona("Anna", Email("plain@example.com"))
    with Truths(lambda body: variant("Gold" if body["email"].startswith("gold") else "Plain")) as truths:
        matrix = Matrix(REQUEST, (tenant_of(truths),), VARIANT, personas=(gold, plain, Persona("Anna (2)", Email("x@example.com"))))
        finished = run(workbench, matrix)
    assert isinstance(finished.tally, MatrixTable)
    assert {key: cell.label for key, cell in finished.tally.cells.items()} == {
        ("Anna",): "Gold",
        ("Anna (3)",): "Plain",
        ("Anna (2)",): "Plain",
    }
    assert "Persona decides" in finished.report.verdict.sentence
