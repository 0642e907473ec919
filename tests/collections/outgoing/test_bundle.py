"""The single file: byte for byte there and back, the same bytes each time, and only what may travel in it."""

from __future__ import annotations

import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.collections.outgoing.things import texts, titles
from workbench.collections import About, Collection, NewerFormat, SavedEvent, SavedRequest, copy_sample
from workbench.collections.incoming import read_import
from workbench.collections.names import folded
from workbench.collections.outgoing import BadBundle, ExportError, KeyInside, bundle, unbundle
from workbench.collections.outgoing.bundle_names import LARGE, MANIFEST
from workbench.domain import Email, FlowRequest, Secret, StreamEvent
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import FitsSchema, NewBrowserId, StatusIs, Until, ValueFits, Wait
from workbench.domain.persona import Persona
from workbench.domain.selector import ByPath

ROOT = Path(__file__).parents[3]
KEY = 'k3y"ThatMust/NeverBeSeen0123456789'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = copy_sample(ROOT / "resources" / "samples" / "sandbox-tour", tmp_path / "original")
    (made / ".git").mkdir()
    (made / ".git" / "x.request.toml").write_text("secret")
    (made / "node_modules").mkdir()
    (made / "node_modules" / "x.request.toml").write_text("")
    (made / "notes.txt").write_text("not ours")
    Collection(made).delete([next(made.rglob("loyalty-banner.request.toml"))])
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def test_there_and_back_is_equal_and_only_what_is_ours_goes_along(folder: Path, tmp_path: Path) -> None:
    made = bundle(folder)
    opened = unbundle(made.data, tmp_path)
    ours = {name: data for name, data in files(folder).items() if not name.startswith((".", "node_modules")) and name != "notes.txt"}
    assert files(opened) == ours
    assert any(".baseline." in name for name in ours)
    assert opened.name == "sandbox-tour"
    assert unbundle(made.data, tmp_path).name == "sandbox-tour-2", "a second one takes nobody's place"
    assert made.suggested_name == "Sandbox tour.workbench.zip"


def test_the_same_collection_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    made = bundle(folder)
    for path in folder.rglob("*"):
        os.utime(path, (1, 1))
    assert bundle(folder).data == made.data == bundle(unbundle(made.data, tmp_path)).data


@settings(max_examples=25)
@given(st.lists(st.tuples(titles, texts), min_size=1, max_size=5, unique_by=lambda each: folded(each[0])), titles, texts)
def test_any_collection_comes_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, requests: list[tuple[str, str]], title: str, words: str
) -> None:
    at = tmp_path_factory.mktemp("any")
    collection = Collection.create(at / "c", title, words)
    (folder,) = collection.new_folder(at / "c", title).paths
    for name, text in requests:
        collection.save_new(folder, SavedRequest(name, FlowRequest("a", params={"t": text}), text))
        collection.save_new(at / "c", Persona(name, Email(text)))
    opened = unbundle(bundle(at / "c").data, at / "out")
    assert files(opened) == files(at / "c")
    assert Collection.open(opened).about(opened).name == title


def test_a_part_brings_along_what_stands_above_it_and_nothing_else(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "shop", "Shop")
    root = collection.folder
    collection.save_about(root, About("Shop", "", {"tier": "gold"}))
    (checkout,) = collection.new_folder(root, "Checkout").paths
    (other,) = collection.new_folder(root, "Other").paths
    collection.save_new(root, SavedRequest("Top", FlowRequest("top")))
    collection.save_new(other, Persona("Elsewhere"))
    collection.save_new(root, Persona("Ada", Email("ada@example.com")))
    nudge = collection.save_new(checkout, SavedRequest("Nudge", FlowRequest("nudge", params={"t": "{{tier}}"})))
    collection.approve(nudge, b"{}", "application/json")
    collection.save_new(checkout, SavedRequest("Second", FlowRequest("second")))
    alone = bundle(root, within=nudge)
    assert names(alone.data) == [
        MANIFEST, "ada.persona.toml", "checkout/folder.toml", "checkout/nudge.baseline.json", "checkout/nudge.request.toml", "workbench.toml",
    ]  # fmt: skip
    assert alone.suggested_name == "Nudge.workbench.zip"
    part = bundle(root, within=checkout)
    assert set(names(part.data)) == {*names(alone.data), "checkout/second.request.toml"}
    opened = Collection.open(unbundle(part.data, tmp_path / "theirs"))
    assert [layer.values for layer in opened.layers(opened.folder / "checkout" / "nudge.request.toml")] == [{"tier": "gold"}]


def test_it_is_imported_like_anything_else(folder: Path) -> None:
    plan = read_import("x.workbench.zip", bundle(folder).data)
    assert plan.root.name == "Sandbox tour"
    assert len(list(plan.root.every_request())) == len(list(folder.glob("[!.n]*/*.request.toml"))) == 11


def test_events_travel_and_are_read_back_without_a_key_that_was_typed_in(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "shop", "Shop")
    event = StreamEvent("VIEW", "b-1", fields={"client_key": "k3yThatMustNeverBeSeen0123456789", "ext": {"a": 1}})
    path = collection.save_new(collection.folder, SavedEvent("Looks", event, "Seen", {"v": 1}))
    made = bundle(collection.folder)
    opened = Collection.open(unbundle(made.data, tmp_path / "theirs"))
    assert (opened.folder / path.name).read_bytes() == path.read_bytes()
    alone = bundle(collection.folder, within=path)
    assert set(names(alone.data)) == {MANIFEST, "workbench.toml", path.name}
    plan = read_import("x.workbench.zip", made.data)
    assert plan.root.items == (SavedEvent("Looks", replace(event, fields={"ext": {"a": 1}}), "Seen", {"v": 1}),)
    assert [key.secret.reveal() for key in plan.keys] == ["k3yThatMustNeverBeSeen0123456789"]


@pytest.mark.parametrize("spelled", [KEY, json.dumps(KEY)[1:-1], "k3y%22ThatMust%2FNeverBeSeen0123456789"])
def test_a_known_key_inside_is_refused_by_the_name_of_its_file(folder: Path, spelled: str) -> None:
    (folder / "first-steps" / "careless.request.toml").write_text(f"# {spelled}\n")
    with pytest.raises(KeyInside, match=r"first-steps/careless\.request\.toml") as told:
        bundle(folder, [Secret(KEY)])
    assert "ThatMust" not in str(told.value)
    assert bundle(folder, [Secret("sandbox")]).data, "a short word is no key"


def test_links_stay_here_and_are_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.request.toml").write_text("format = 1")
    (folder / "linked.request.toml").symlink_to(tmp_path / "secret.request.toml")
    (folder / "away").symlink_to(tmp_path)
    made = bundle(folder)
    assert not any("linked" in name or "away" in name for name in names(made.data))
    assert "“away”, “linked.request.toml”" in made.notes[-1]
    assert "1 baseline is in it" in made.notes[1]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("Hero.request.toml", "hero.request.toml", "case or accents"),
        ("caf\u00e9.request.toml", "cafe\u0301.request.toml", "case or accents"),
        ("a:b.request.toml", "", "not every system takes"),
        ("con.request.toml", "", "devices"),
    ],
)
def test_names_that_cannot_travel_are_said_before_they_do(tmp_path: Path, first: str, second: str, why: str) -> None:
    folder = Collection.create(tmp_path / "c", "c").folder
    for name in filter(None, (first, second)):
        (folder / name).write_text('format = 1\nfriendly_id = "a"\n')
    with pytest.raises(ExportError, match=why):
        bundle(folder)


def test_a_large_body_that_packs_as_tightly_as_a_bomb_still_travels(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "c", "c")
    path = collection.save_new(collection.folder, SavedRequest("a", FlowRequest("a")))
    collection.approve(path, b"[" + b" " * 5 * LARGE + b"]", "application/json")
    opened = unbundle(bundle(collection.folder).data, tmp_path / "out")
    assert files(opened) == files(collection.folder)


def test_what_cannot_be_read_is_said_and_a_merge_travels_as_it_is(folder: Path, tmp_path: Path) -> None:
    broken = "<<<<<<< ours\nformat = 1\n=======\nformat = 1\n>>>>>>> theirs\n"
    (folder / "first-steps" / "home-hero.request.toml").write_text(broken)
    opened = unbundle(bundle(folder).data, tmp_path)
    assert (opened / "first-steps" / "home-hero.request.toml").read_text() == broken
    (folder / "workbench.toml").write_text("format = 99\n")
    with pytest.raises(NewerFormat):
        bundle(folder)
    with pytest.raises(ExportError, match="cannot be read"):
        bundle(opened, within=opened / "gone")
    with pytest.raises(BadBundle):
        unbundle(b"", tmp_path)


def test_what_is_expected_and_its_schemas_travel_along(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "c", "Shop")
    saved = SavedRequest(
        "Hero",
        FlowRequest("hero"),
        expectations=(StatusIs((200,)), FitsSchema("hero.schema.json")),
        setup=(NewBrowserId(), StreamEvent("VIEW", page="home")),
        wait=Wait(Until.VARIANT_CHANGES),
        variant=ByPath("$.variantName"),
    )
    path = collection.save_new(collection.folder, saved)
    collection.save_about(collection.folder, About("Shop", variant=ByPath("$.variant")))
    (collection.folder / "hero.schema.json").write_text("{}")
    (collection.folder / "other.json").write_text("{}")
    for made in (bundle(collection.folder), bundle(collection.folder, within=path)):
        opened = Collection(unbundle(made.data, tmp_path))
        assert opened.load(opened.folder / path.name) == saved
        assert opened.about(opened.folder).variant == ByPath("$.variant")
        assert opened.schema(opened.folder / path.name, "hero.schema.json") == b"{}"
        assert not (opened.folder / "other.json").exists()
    plan = read_import("shop.workbench.zip", made.data)
    assert plan.root.items == (saved,)
    assert plan.root.variant == ByPath("$.variant")
    assert any("JSON Schema" in note.why for note in plan.notes if note.where == "hero.schema.json")


def test_a_key_in_what_is_expected_does_not_come_in(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "c", "Shop")
    expected = (ValueFits(Condition("$.key", Op.EQUALS, f"is {KEY}")), StatusIs((200,)))
    request = FlowRequest("hero", extra={"clientKey": KEY})
    collection.save_new(collection.folder, SavedRequest("Hero", request, expectations=expected))
    plan = read_import("shop.workbench.zip", bundle(collection.folder).data)
    assert [key.secret.reveal() for key in plan.keys] == [KEY]
    (item,) = plan.root.items
    assert isinstance(item, SavedRequest) and item.expectations[1:] == expected[1:]
    assert KEY not in repr(item)
