"""What is done before the calls of a run, on the wire: whose events they are, and that no host chooses what is put in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.truths import Reply, Truths, variant
from tests.usecases.test_send import TOKEN, keep
from workbench.collections import Collection, SavedRequest
from workbench.domain import BrowserId, Email, FlowRequest, StreamEvent, Tenant
from workbench.domain.expectation import NewBrowserId
from workbench.personalize import CallOptions
from workbench.usecases import Workbench
from workbench.usecases.runs.job import Limits
from workbench.usecases.runs.suite import Suite

from .conftest import run

REQUEST = FlowRequest("home_hero", channel="WEB", language="EN", currency_code="EUR", point_of_sale="acme/ireland")
VIEW = StreamEvent("VIEW", page="home")
GUEST = "12435206-1234-4f0b-9d55-6e46b0e4a42b"
OTHER = "12435206-1234-4f0b-9d55-6e46b0e4a42c"
Make = Callable[[Truths], Tenant]


def suite(tmp_path: Path, saved: SavedRequest, tenant: Tenant) -> Suite:
    collection = Collection.create(tmp_path / "c", "Shop")
    return Suite.gathered(collection.save_new(collection.folder, saved), tenant)


@pytest.mark.parametrize("typed", [GUEST, "{{guest}}"])
def test_an_event_that_names_no_guest_is_of_the_one_the_call_is_for(
    workbench: Workbench, tenant_of: Make, tmp_path: Path, typed: str
) -> None:
    saved = SavedRequest("a", replace(REQUEST, identity=BrowserId(typed)), values={"guest": GUEST}, setup=(VIEW,))
    with Truths(lambda body: variant("A")) as truths:
        run(workbench, suite(tmp_path, saved, tenant_of(truths)))
    assert [event["browser_id"] for event in truths.events] == [GUEST]
    assert [call["browserId"] for call in truths.calls] == [GUEST]


def test_a_guest_who_is_a_secret_goes_out_in_event_and_call_and_is_kept_in_neither(
    workbench: Workbench, tenant_of: Make, tmp_path: Path
) -> None:
    saved = SavedRequest("a", replace(REQUEST, identity=BrowserId("{{secret:crm}}")), setup=(VIEW,))
    with Truths(lambda body: variant("A")) as truths:
        run(workbench, suite(tmp_path, saved, keep(workbench, tenant_of(truths))))
    assert [event["browser_id"] for event in truths.events] == [TOKEN]
    assert [call["browserId"] for call in truths.calls] == [TOKEN]
    kept = [workbench.history().get(number).exchange for number in (1, 2)]
    assert not any(TOKEN in repr(exchange) for exchange in kept)


def test_an_event_that_names_a_guest_keeps_it(workbench: Workbench, tenant_of: Make, tmp_path: Path) -> None:
    event = replace(VIEW, browser_id="{{other}}")
    saved = SavedRequest("a", replace(REQUEST, identity=BrowserId(GUEST)), values={"other": OTHER}, setup=(event,))
    with Truths(lambda body: variant("A")) as truths:
        run(workbench, suite(tmp_path, saved, tenant_of(truths)))
    assert [event["browser_id"] for event in truths.events] == [OTHER]


@pytest.mark.parametrize("identity", [Email("anna@example.com"), BrowserId("{{new_browser_id}}")])
def test_a_new_guest_is_made_once_and_event_and_call_are_for_it(
    workbench: Workbench, tenant_of: Make, tmp_path: Path, identity: Email | BrowserId
) -> None:
    setup = (VIEW,) if isinstance(identity, BrowserId) else (NewBrowserId(), VIEW)
    saved = SavedRequest("a", replace(REQUEST, identity=identity), setup=setup)
    with Truths(lambda body: variant("A"), lambda: Reply(201, {"ref": OTHER})) as truths:
        run(workbench, suite(tmp_path, saved, tenant_of(truths)))
    assert truths.created == 1
    assert [event["browser_id"] for event in truths.events] == [OTHER]
    assert [call["browserId"] for call in truths.calls] == [OTHER]


@pytest.mark.parametrize("first", [(NewBrowserId(),), ()])
def test_a_browser_id_that_looks_like_a_placeholder_stays_a_text(
    workbench: Workbench, tenant_of: Make, tmp_path: Path, first: tuple[NewBrowserId, ...]
) -> None:
    asked = "{{secret:crm}}"
    saved = SavedRequest("a", replace(REQUEST, identity=BrowserId("{{new_browser_id}}")), setup=(*first, VIEW))
    with Truths(lambda body: variant("A"), lambda: Reply(201, {"ref": asked})) as truths:
        tenant = keep(workbench, tenant_of(truths))
        run(workbench, suite(tmp_path, saved, tenant))
    assert TOKEN not in json.dumps([truths.calls, truths.events])
    assert [event["browser_id"] for event in truths.events] == [asked]
    assert [call["browserId"] for call in truths.calls] == [asked]


def test_a_secret_in_the_user_agent_is_refused_in_a_run_as_in_a_single_call(workbench: Workbench, tenant_of: Make, tmp_path: Path) -> None:
    saved = SavedRequest("a", replace(REQUEST, identity=BrowserId(GUEST), params={"token": "{{secret:crm}}"}))

    async def whole(of: Suite) -> str:
        options = CallOptions(total_timeout=10, user_agent=f"Mine {TOKEN}")
        finished = await workbench.run_experiment()(of, Limits(), options)
        (answer,) = finished.report.answers()
        return answer.failure

    with Truths(lambda body: variant("A")) as truths:
        said = asyncio.run(whole(suite(tmp_path, saved, keep(workbench, tenant_of(truths)))))
    assert "The secret “crm” itself stands in User-Agent" in said
    assert not truths.calls
