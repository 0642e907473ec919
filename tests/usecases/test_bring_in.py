"""Bring in: files as the report promised, names numbered, one undo for all of it; and the same from the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.collections.incoming.test_read import BODY, KEY, TEXT, URL, call, postman
from workbench.collections import Collection, NodeKind, NotWritable
from workbench.collections.incoming import read_import
from workbench.usecases.bring_in import bring_in

SHOP = postman(
    {"name": "Checkout", "description": "The end", "item": [call("Nudge"), call("Nudge")]},
    call("Hero", TEXT.replace('"home"', '"{{tier}}"')),
    variable=[{"key": "tier", "value": "gold"}],
)


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection.create(tmp_path / "mine", "Mine")


def names(collection: Collection) -> list[str]:
    return [node.name for node in collection.tree().walk()][1:]


def test_a_collection_becomes_a_folder_in_its_own_order(collection: Collection) -> None:
    plan = read_import("shop.json", SHOP)
    brought = bring_in(plan, collection, collection.folder)
    assert names(collection) == ["Shop", "Checkout", "Nudge", "Nudge 2", "Hero"]
    (shop,) = brought.change.paths
    assert collection.about(shop).values == {"tier": "gold"}
    assert collection.about(shop / "checkout").description == "The end"
    assert KEY not in "".join(path.read_text() for path in collection.folder.rglob("*.toml"))
    again = bring_in(plan, collection, collection.folder)
    assert names(collection).count("Shop 2") == 1
    again.change.undo()
    brought.change.undo()
    assert names(collection) == []


def test_one_command_is_one_request(collection: Collection) -> None:
    body = json.dumps({name: value for name, value in BODY.items() if name != "params"})
    brought = bring_in(read_import("pasted text", f"curl {URL} -d '{body}'".encode()), collection, collection.folder)
    assert brought.requests == 1
    (node,) = collection.tree().children
    assert node.kind is NodeKind.REQUEST
    assert node.detail == "home_hero"


def test_events_become_files_beside_the_requests(collection: Collection) -> None:
    view = json.dumps({"type": "VIEW", "browser_id": "b-1", "client_key": KEY, "pos": "shop"})
    plan = read_import("shop.json", postman(call("View", view, URL.replace("v2/callFlows", "v1.2/events")), call("Hero"), call("View")))
    brought = bring_in(plan, collection, collection.folder)
    assert (brought.requests, brought.events) == (2, 1)
    assert brought.change.what == "2 requests and 1 event imported into “Shop”"
    assert [(node.kind, node.name) for node in collection.tree().children[0].children] == [
        (NodeKind.EVENT, "View"), (NodeKind.REQUEST, "Hero"), (NodeKind.REQUEST, "View"),
    ]  # fmt: skip
    assert KEY not in "".join(path.read_text() for path in collection.folder.rglob("*.toml"))
    alone = bring_in(read_import("pasted text", view.encode()), collection, collection.folder)
    assert alone.change.what == "1 event imported"
    assert alone.change.paths[0].name == "view.event.toml"


def test_when_writing_fails_nothing_is_left(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Collection, folder: Path, names: object) -> None:
        raise NotWritable(folder, "No space left on device")

    monkeypatch.setattr(Collection, "arrange", full)
    with pytest.raises(NotWritable):
        bring_in(read_import("shop.json", SHOP), collection, collection.folder)
    assert names(collection) == []
