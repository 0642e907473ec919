"""Suites gathered from disk: order, layers, personas and rows, what is wrong in which line, and constant memory."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from tests.usecases.test_judge import answered
from workbench.collections import About, Collection, InvalidFile, SavedRequest
from workbench.domain import SANDBOX, BrowserId, Email, FlowRequest
from workbench.domain.builtins import Made
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import (
    EqualsBaseline,
    FitsSchema,
    NewBrowserId,
    StatusIs,
    Until,
    ValueFits,
    VariantIs,
    Wait,
)
from workbench.domain.persona import Persona
from workbench.domain.placeholders import resolve
from workbench.domain.selector import ByPath
from workbench.inspect import DiffOptions
from workbench.usecases.gather_suite import gather
from workbench.usecases.judge import JudgeError

HERO = SavedRequest("Hero", FlowRequest("hero", identity=BrowserId("x"), params={"tier": "{{tier}}"}), values={"near": "request"})
ADA = Persona("Ada", Email("ada@example.com"), language="DE", values={"tier": "gold"})
KIM = Persona("Kim", values={"tier": "none"})


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """Banner, and Checkout with Cart and Hero, in this order; Checkout first."""
    made = Collection.create(tmp_path / "shop", "Shop")
    (checkout,) = made.new_folder(made.folder, "Checkout").paths
    made.save_new(made.folder, replace(HERO, name="Banner"))
    hero, cart = (made.save_new(checkout, replace(HERO, name=name)) for name in ("Hero", "Cart"))
    made.arrange(checkout, [hero.name, cart.name])
    made.save_new(checkout, ADA)
    made.save_about(checkout, About("Checkout", values={"near": "folder", "folder": 1}))
    made.save_about(made.folder, About("Shop", values={"tier": "all", "far": 1}, variant=ByPath("$.variantName")))
    return made


def rows(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "rows.csv"
    file.write_text(text)
    return file


def test_requests_come_in_the_order_of_the_tree(collection: Collection) -> None:
    plan = gather(collection.folder)
    assert [item.name for item in plan] == ["Checkout / Hero", "Checkout / Cart", "Banner"]
    assert [item.place for item in plan] == [0, 1, 2]
    assert (plan.count, plan.broken, plan.row_count) == (3, (), None)
    assert [item.name for item in gather(collection.folder / "checkout")] == ["Hero", "Cart"]
    assert [item.name for item in gather(collection.folder / "checkout" / "cart.request.toml")] == ["Cart"]


def test_requests_of_one_name_are_told_apart(collection: Collection) -> None:
    """They are counted by their names."""
    for file in ("checkout/cart", "banner"):
        path = collection.folder / f"{file}.request.toml"
        path.write_text(path.read_text(encoding="utf-8").replace(f'"{path.name.partition(".")[0].title()}"', '"Hero"'), encoding="utf-8")
    plan = gather(collection.folder)
    assert [item.name for item in plan] == ["Checkout / Hero", "Checkout / Hero (checkout/cart)", "Hero"]
    assert [item.varied["Request"] for item in plan] == [item.name for item in plan]


def test_each_request_as_every_persona_with_every_row(collection: Collection, tmp_path: Path) -> None:
    plan = gather(
        collection.folder / "checkout", personas=(ADA, KIM), rows=rows(tmp_path, "@name,@param.n:integer,tier\nOne,1,row\n,2,row\n")
    )
    assert (plan.count, plan.row_count) == (8, 2)
    items = list(plan)
    assert [item.name for item in items][:4] == ["Hero · Ada · One", "Hero · Ada · row 2", "Hero · Kim · One", "Hero · Kim · row 2"]
    assert [(item.saved.name, item.persona, item.row_number) for item in items] == [
        (name, persona, number) for name in ("Hero", "Cart") for persona in (ADA, KIM) for number in (1, 2)
    ]
    assert items[0].varied == {"Request": "Hero", "Persona": "Ada", "Row": "One"}
    assert items[1].request == FlowRequest("hero", language="DE", identity=Email("ada@example.com"), params={"tier": "{{tier}}", "n": 2})
    assert [item.place for item in plan.items(5)] == [5, 6, 7]


def test_values_come_from_near_to_far(collection: Collection, tmp_path: Path) -> None:
    (item,) = gather(collection.folder / "checkout" / "hero.request.toml", personas=(ADA,), rows=rows(tmp_path, "tier\nrow\n"))
    assert [layer.origin for layer in item.layers] == [
        "row 1 of rows.csv",
        "persona “Ada”",
        "this request",
        "folder “Checkout”",
        "collection “Shop”",
    ]
    assert resolve(item.request, item.layers, Made.fresh()).request.params == {"tier": "row"}
    (item,) = gather(item.path, personas=(ADA,))
    assert resolve(item.request, item.layers, Made.fresh()).request.params == {"tier": "gold"}


def test_the_selector_of_the_nearest_folder_judges(collection: Collection) -> None:
    collection.save_about(collection.folder / "checkout", About("Checkout", variant=ByPath("$.offer.name")))
    shown = {item.saved.name: item.judge().shown(answered()).variant for item in gather(collection.folder)}
    assert shown == {"Hero": "Gold plus", "Cart": "Gold plus", "Banner": "Hero"}


def test_baselines_schemas_and_what_is_no_difference_are_looked_up(collection: Collection) -> None:
    path = collection.folder / "checkout" / "hero.request.toml"
    collection.save(path, replace(HERO, expectations=(EqualsBaseline(), FitsSchema("a.schema.json"))))
    collection.approve(path, b'{"n": 1}', "application/json")
    (collection.folder / "a.schema.json").write_text('{"properties": {"n": {"$ref": "b.schema.json"}}}')
    (collection.folder / "checkout" / "b.schema.json").write_text('{"type": "integer"}')
    judge = gather(path).requests[0].judge
    assert [check.held for check in judge.judge(answered({"n": 1}))[1]] == [True, True]
    assert [check.held for check in judge.judge(answered({"n": "2"}))[1]] == [False, False]
    loosely = gather(path, compare=lambda friendly_id: DiffOptions(tolerance=2 if friendly_id == "hero" else 0)).requests[0].judge
    assert loosely.judge(answered({"n": 2}))[1][0].held


def test_what_waits_and_asks_for_guests_is_counted(collection: Collection, tmp_path: Path) -> None:
    path = collection.folder / "banner.request.toml"
    collection.save(path, replace(HERO, name="Banner", setup=(NewBrowserId(),), wait=Wait(Until.VARIANT_CHANGES, calls=9)))
    plan = gather(collection.folder, rows=rows(tmp_path, "a\n1\n2\n"))
    assert (plan.count, plan.new_guests, plan.most_calls) == (6, 2, 2 * (1 + 1 + 10))
    assert gather(collection.folder, rows=rows(tmp_path, "a\n")).count == 0


# -- what is wrong ---------------------------------------------------------------------------------


def test_files_that_are_wrong_are_told_with_their_line_and_the_rest_goes_on(collection: Collection) -> None:
    folder = collection.folder / "checkout"
    head = 'format = 1\nfriendly_id = "x"\n[[expect]]\nstatus = 200\n\n'
    bad = {
        "a": ("[[expect]]\nstatus = 'x'\n", "line 2, status: expected a status"),
        "b": (f'{head}[[expect]]\npath = "$.a["\nexists = true\n', "line 6, expect: $.a[ is not a path"),
        "c": (f'{head}[[expect]]\npath = "a"\nmatches = "("\n', "line 6, expect: The regular expression ( is none"),
        "d": (f'{head}[[expect]]\nschema = "no.schema.json"\n', "line 6, expect: There is no no.schema.json."),
        "e": ('friendly_id = "x"\nvariant = "$["\n', "line 2, variant: $[ is not a path"),
        "f": ("friendly_id = ", "not valid TOML"),
    }
    for name, (text, _) in bad.items():
        (folder / f"{name}.request.toml").write_text(text)
    plan = gather(collection.folder)
    assert [item.name for item in plan] == ["Checkout / Hero", "Checkout / Cart", "Banner"]
    told = {broken.path.name[0]: broken.why for broken in plan.broken}
    assert told.keys() == bad.keys()
    for name, (_, why) in bad.items():
        assert told[name].startswith(f"{name}.request.toml: ") and told[name].count("request.toml") == 1 and why in told[name]


def test_a_selector_of_a_folder_that_is_none_is_told_at_its_file(collection: Collection) -> None:
    (collection.folder / "checkout" / "folder.toml").write_text('name = "Checkout"\nvariant = "$["\n')
    plan = gather(collection.folder)
    assert [item.name for item in plan] == ["Banner"]
    assert {broken.why for broken in plan.broken} == {
        "checkout/folder.toml: line 2, variant: $[ is not a path: A bracket or a quote is not closed."
    }


def test_a_folder_that_cannot_be_read_is_told(collection: Collection) -> None:
    (collection.folder / "checkout" / "folder.toml").write_text("name = ")
    plan = gather(collection.folder)
    assert any(broken.path.name == "checkout" and "not valid TOML" in broken.why for broken in plan.broken)
    assert [item.name for item in plan] == ["Banner"]


def test_rows_with_a_mistake_are_no_plan(collection: Collection, tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match=r"rows\.csv: line 3, column “n”"):
        gather(collection.folder, rows=rows(tmp_path, "n:integer\n1\nx\n"))


def test_a_path_that_is_nothing_to_run_is_told(collection: Collection, tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="persona"):
        gather(collection.folder / "checkout" / "ada.persona.toml")
    for path in (tmp_path / "none", tmp_path / "none.request.toml"):
        with pytest.raises(InvalidFile, match="not there"):
            gather(path)
    with pytest.raises(InvalidFile, match="expected"):
        gather(tmp_path)
    (collection.folder / "node_modules").mkdir()
    with pytest.raises(InvalidFile, match="nothing of a collection"):
        gather(collection.folder / "node_modules")


def test_a_request_file_outside_any_collection_runs(tmp_path: Path) -> None:
    file = tmp_path / "hero.request.toml"
    file.write_text('friendly_id = "x"\n[values]\na = 1\n[[expect]]\nschema = "a.schema.json"\n[[expect]]\nbaseline = true\n')
    (tmp_path / "hero.baseline.json").write_text('{"n": 1}')
    assert "There is no a.schema.json" in gather(file).broken[0].why
    (tmp_path / "a.schema.json").write_text('{"type": "object"}')
    (item,) = gather(file)
    assert [layer.origin for layer in item.layers] == ["this request"]
    assert [check.held for check in item.judge().judge(answered({"n": 1}))[1]] == [True, True]


# -- values in expectations ------------------------------------------------------------------------


def test_a_row_says_what_its_answer_has_to_hold(collection: Collection, tmp_path: Path) -> None:
    expectations = (
        StatusIs((200,)),
        VariantIs(("{{variant}}",)),
        ValueFits(Condition("$.offer.price", Op.EQUALS, "{{price}}")),
        ValueFits(Condition("$.offer.name", Op.CONTAINS, "{{word}} {{tier}}")),
        EqualsBaseline(("$.{{tier}}",)),
    )
    path = collection.folder / "banner.request.toml"
    collection.save(path, replace(HERO, name="Banner", values={"word": "Gold"}, expectations=expectations))
    plan = gather(path, rows=rows(tmp_path, "variant,price:number,tier\nHero,9.5,plus\nControl,1,minus\n"))
    held = [[check.held for check in item.judge(SANDBOX).judge(answered())[1]] for item in plan]
    assert held == [[True, True, True, True, False], [True, False, False, False, False]]
    assert next(iter(plan)).judge().judge(answered())[1][3].expected == "contains Gold plus"


def test_a_value_that_is_missing_from_an_expectation_is_told(collection: Collection) -> None:
    path = collection.folder / "banner.request.toml"
    for value, why in (("{{nobody}}", "nobody"), ("{{secret:crm}}", "secret")):
        collection.save(path, replace(HERO, name="Banner", expectations=(ValueFits(Condition("$.a", Op.EQUALS, value)),)))
        (item,) = gather(path)
        with pytest.raises(JudgeError, match=why) as told:
            item.judge()
        assert told.value.place == 0


# -- many ------------------------------------------------------------------------------------------


def test_a_hundred_thousand_calls_are_planned_in_constant_memory(collection: Collection, tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    with file.open("w") as out:
        for n in range(50_000):
            out.write(json.dumps({"n": n, "@email": f"guest{n}@example.com"}) + "\n")
    gather(collection.folder / "checkout", rows=file)  # what is loaded once is not counted
    tracemalloc.start()
    try:
        plan = gather(collection.folder / "checkout", rows=file)
        assert plan.count == 100_000
        last = max(plan, key=lambda item: item.place)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (last.row_number, last.request.identity) == (50_000, Email("guest49999@example.com"))
    assert peak < 2_500_000
