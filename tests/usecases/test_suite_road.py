"""The road of a suite, on the sample collection and the real Sandbox: files → plan → calls → what each shows and whether it holds."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from tests.usecases.test_send import workbench
from workbench.collections import Collection, copy_sample
from workbench.domain import SANDBOX, Recorded
from workbench.domain.builtins import Made
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import Decided, EqualsBaseline, Expectation, FitsSchema, StatusIs, ValueFits, VariantIs
from workbench.domain.selector import ByBody, ByPath
from workbench.experiments.answer import Check, Shown, Shows
from workbench.personalize import CallOptions
from workbench.usecases import Workbench
from workbench.usecases.gather_suite import SuitePlan, gather
from workbench.usecases.judge import Judge, propose_selectors

__all__ = ["workbench"]

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "sandbox-tour"
Judged = dict[str, tuple[Shown, tuple[Check, ...]]]


def run(workbench: Workbench, plan: SuitePlan) -> Judged:
    """Every call of the plan, one after the other."""

    async def all_of_them() -> Judged:
        judged: Judged = {}
        send = workbench.send()
        try:
            for item in plan:
                made = Made.fresh()
                recorded = await send(item.request, SANDBOX, CallOptions(total_timeout=10), layers=item.layers, made=made)
                judged[item.name] = item.judge(SANDBOX, made).judge(recorded.exchange)
        finally:
            await workbench.close_client()
        return judged

    return asyncio.run(all_of_them())


def expecting(collection: Collection, path: Path, *expectations: Expectation) -> None:
    collection.save(path, replace(collection.load(path), expectations=expectations))


def test_a_folder_of_the_sample_is_judged_as_every_persona(workbench: Workbench, tmp_path: Path) -> None:
    collection = Collection(copy_sample(SAMPLE, tmp_path))
    folder = collection.folder / "who-is-asking"
    collection.save_about(folder, replace(collection.about(folder), variant=ByPath("$.banner.tier")))
    expecting(collection, folder / "loyalty-banner.request.toml", StatusIs((200,)), VariantIs(("{{tier}}",)))
    personas = tuple(persona for _, persona in collection.personas())
    judged = run(workbench, gather(folder / "loyalty-banner.request.toml", personas=personas))
    assert {name: shown.variant for name, (shown, _) in judged.items()} == {
        "Loyalty banner · Gold member, Germany": "gold",
        "Loyalty banner · New visitor, France": "none",
        "Loyalty banner · Silver member, Ireland": "silver",
    }
    assert all(check.held for _, checks in judged.values() for check in checks)


def test_what_holds_and_what_does_not_is_told(workbench: Workbench, tmp_path: Path) -> None:
    collection = Collection(copy_sample(SAMPLE, tmp_path))
    at = collection.folder
    (at / "list.schema.json").write_text('{"type": "array", "items": {"required": ["sku"]}}')
    expecting(
        collection,
        at / "checkout" / "product-list-with-a-baseline.request.toml",
        EqualsBaseline(),
        FitsSchema("list.schema.json"),
        Decided(False),
    )
    expecting(
        collection, at / "when-things-go-wrong" / "a-template-with-a-mistake.request.toml", ValueFits(Condition("$.title", Op.EXISTS))
    )
    listed = run(workbench, gather(at / "checkout" / "product-list-with-a-baseline.request.toml"))
    ((shown, checks),) = listed.values()
    assert shown.shows is Shows.VARIANT
    assert [check.held for check in checks] == [True, True, False], checks
    broken = run(workbench, gather(at / "when-things-go-wrong" / "a-template-with-a-mistake.request.toml"))
    ((shown, checks),) = broken.values()
    assert (shown.shows, checks[0].held) == (Shows.UNREADABLE, False)


def test_a_data_row_names_the_guest_and_what_is_expected(workbench: Workbench, tmp_path: Path) -> None:
    collection = Collection(copy_sample(SAMPLE, tmp_path))
    path = collection.folder / "who-is-asking" / "loyalty-banner.request.toml"
    expecting(
        collection,
        path,
        ValueFits(Condition("$.banner.headline", Op.CONTAINS, "{{words}}")),
        ValueFits(Condition("$.banner.points", Op.EQUALS, "{{points}}")),
    )
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "@name;@language;tier;words;points:integer\nGold DE;DE;gold;Willkommen;500\nSilver;EN;silver;silver;200\nWrong;FR;none;Hello;0\n"
    )
    judged = run(workbench, gather(path, rows=rows))
    held = {name.rpartition(" · ")[2]: [check.held for check in checks] for name, (_, checks) in judged.items()}
    assert held == {"Gold DE": [True, True], "Silver": [True, True], "Wrong": [False, True]}


def test_selectors_are_proposed_from_answers_of_the_sandbox(workbench: Workbench, tmp_path: Path) -> None:
    collection = Collection(copy_sample(SAMPLE, tmp_path))
    path = collection.folder / "first-steps" / "home-hero.request.toml"
    rows = tmp_path / "rows.csv"
    rows.write_text("n\n" + "1\n" * 24)
    plan = gather(path, rows=rows)

    async def answers() -> list[Recorded]:
        send = workbench.send()
        try:
            return [await send(item.request, SANDBOX, CallOptions(total_timeout=10), layers=item.layers) for item in plan]
        finally:
            await workbench.close_client()

    exchanges = [recorded.exchange for recorded in asyncio.run(answers())]
    proposed = propose_selectors([exchange.response.body for exchange in exchanges if exchange.response is not None])
    assert proposed[0] == ByPath("$.variantName")
    assert isinstance(proposed[-1], ByBody)
    by_name, by_body = ([Judge(selector).shown(exchange).variant for exchange in exchanges] for selector in (proposed[0], proposed[-1]))
    assert set(by_name) == {"Control", "Hero with offer"}
    assert len(set(by_body)) == 2 and len(set(zip(by_name, by_body, strict=True))) == 2
