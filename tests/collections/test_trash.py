"""The trash: what is deleted can be had back with its place in the order, by Undo or by hand; thirty days later it goes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.collections.things import snapshot
from workbench.collections import Collection, InvalidFile, SavedRequest, clear_trash
from workbench.domain import FlowRequest

HERO = SavedRequest("Hero", FlowRequest("home_hero"))
links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    made = Collection.create(tmp_path / "acme", "Acme")
    made.approve(made.save_new(made.folder, HERO), b"approved", "text/plain")
    cart = made.new_folder(made.folder, "Cart").paths[0]
    made.save_new(cart, HERO)
    made.save_new(cart, replace(HERO, name="Other"))
    return made


def hero(collection: Collection) -> Path:
    return collection.folder / "hero.request.toml"


def body(collection: Collection, path: Path) -> bytes | None:
    found = collection.baseline(path)
    return found.body if found else None


def test_what_is_deleted_lies_in_a_folder_of_its_own_that_says_where_it_stood(collection: Collection) -> None:
    cart = collection.folder / "cart"
    change = collection.delete([hero(collection), cart])
    assert change.what == "2 items deleted"
    assert change.paths == (collection.folder,)
    assert snapshot(collection.folder).keys() == {"workbench.toml"}
    (place,) = (collection.folder / ".trash").glob("2*")
    entries = json.loads((place / "deleted.json").read_text())["deleted"]
    assert [entry["stood_at"] for entry in entries] == ["hero.request.toml", "cart"]
    assert (place / entries[0]["is_now"]).read_text().startswith("format = 1")
    assert (place / "0" / "hero.baseline.txt").read_bytes() == b"approved"
    assert (place / entries[1]["is_now"] / "other.request.toml").exists()
    assert "*" in (collection.folder / ".trash" / ".gitignore").read_text().splitlines()
    assert [node.name for node in collection.tree().walk()] == ["Acme"]


def test_undo_brings_everything_back_where_it_was(collection: Collection) -> None:
    collection.arrange(collection.folder, ["hero.request.toml", "cart"])
    before = snapshot(collection.folder)
    first = collection.delete([collection.folder / "cart" / "hero.request.toml"])
    second = collection.delete([hero(collection)])
    assert first.what == "“Hero” deleted"
    assert first.paths == (collection.folder / "cart" / "other.request.toml",)
    assert second.paths == (collection.folder / "cart",)
    first.undo()  # not the last one
    second.undo()
    second.undo()
    assert snapshot(collection.folder) == before
    assert [path.name for path in (collection.folder / ".trash").iterdir()] == [".gitignore"]


def test_what_comes_back_takes_nobodys_place(collection: Collection) -> None:
    change = collection.delete([hero(collection)])
    collection.approve(collection.save_new(collection.folder, replace(HERO, description="new")), b"new", "text/plain")
    change.undo()
    second = collection.folder / "hero-2.request.toml"
    assert collection.load(hero(collection)).description == "new"
    assert collection.load(second) == HERO
    assert (body(collection, hero(collection)), body(collection, second)) == (b"new", b"approved")


def test_a_baseline_that_came_meanwhile_is_not_written_over(collection: Collection) -> None:
    change = collection.delete([hero(collection)])
    (collection.folder / "hero.baseline.json").write_bytes(b"pulled")
    change.undo()
    assert body(collection, collection.folder / "hero-2.request.toml") == b"approved"
    assert (collection.folder / "hero.baseline.json").read_bytes() == b"pulled"


def test_what_comes_back_finds_its_folder_again(collection: Collection) -> None:
    inner = collection.folder / "cart" / "hero.request.toml"
    one = collection.delete([inner])
    collection.delete([collection.folder / "cart"])
    one.undo()
    assert collection.load(inner) == HERO


def test_a_persona_and_a_folder_whose_place_is_taken_get_a_number(collection: Collection) -> None:
    change = collection.delete([collection.folder / "cart"])
    collection.new_folder(collection.folder, "Cart")
    change.undo()
    assert (collection.folder / "cart-2" / "other.request.toml").exists()


def test_old_deletions_are_cleared_and_nothing_else(collection: Collection) -> None:
    collection.delete([hero(collection)])
    trash = collection.folder / ".trash"
    for name in ("20200101T000000Z", "20200101T000000Z-2", "mine", "20209901T000000Z", "20200101"):
        (trash / name).mkdir()
        (trash / name / "x").touch()
    (trash / "hero.request.toml").touch()  # as earlier builds left it
    now = datetime.now(UTC)
    assert clear_trash(collection.folder, now + timedelta(days=29)) == 2
    assert sorted(path.name for path in trash.iterdir() if not path.name.startswith(now.strftime("%Y"))) == [
        ".gitignore", "20200101", "20209901T000000Z", "hero.request.toml", "mine",
    ]  # fmt: skip
    assert clear_trash(collection.folder, now + timedelta(days=31)) == 1
    assert clear_trash(collection.folder) == 0
    assert clear_trash(collection.folder / "nothing") == 0


@links
def test_a_link_in_place_of_the_trash_leads_nowhere(collection: Collection, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    (victim / "20200101T000000Z").mkdir(parents=True)
    (collection.folder / ".trash").symlink_to(victim)
    with pytest.raises(InvalidFile, match=r"\.trash: it is a link"):
        collection.delete([hero(collection)])
    assert clear_trash(collection.folder) == 0
    assert hero(collection).exists()
    assert (victim / "20200101T000000Z").exists()


@links
def test_a_link_in_the_trash_is_not_cleared_through(collection: Collection, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    trash = collection.folder / ".trash"
    (trash / "20200101T000000Z").mkdir(parents=True)
    (trash / "20200101T000000Z" / "link").symlink_to(kept)
    (trash / "20200102T000000Z").symlink_to(kept)
    assert clear_trash(collection.folder) == 1
    assert (kept / "file").exists()


@links
def test_what_a_link_leads_to_is_not_deleted(collection: Collection, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (collection.folder / "link").symlink_to(kept)
    with pytest.raises(InvalidFile, match="outside"):
        collection.delete([collection.folder / "link"])
    assert kept.exists()
