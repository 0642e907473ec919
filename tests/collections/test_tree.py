"""The tree: in order, true after any change outside, and complete however wrong some files are."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.collections import About, Collection, InvalidFile, Node, SavedEvent, SavedRequest
from workbench.domain import BrowserId, FlowRequest, StreamEvent
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer

HERO = SavedRequest("Home hero", FlowRequest("home_hero", identity=BrowserId("b-1")), "Shows the *hero*.", {"shop": "acme"})
VIEW = SavedEvent("View", StreamEvent("VIEW", "b-1"))
ANN = Persona("Ann", BrowserId("b-2"), language="DE")


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection.create(tmp_path / "acme", "Acme")


def shown(collection: Collection) -> list[str]:
    """The tree as lines: depth, kind and name, and an error mark."""

    def lines(node: Node, depth: int) -> list[str]:
        mark = " !" if node.error else ""
        return [
            f"{'  ' * depth}{node.kind} {node.name}{mark}",
            *(line for child in node.children for line in lines(child, depth + 1)),
        ]

    return lines(collection.tree(), 0)


def test_the_tree_is_in_order_folders_first_then_requests_then_events_then_personas(collection: Collection) -> None:
    for name in ("Step 10", "Step 2", "alpha", "Zoo"):
        collection.save_new(collection.folder, replace(HERO, name=name))
    collection.save_new(collection.folder, ANN)
    collection.save_new(collection.folder, VIEW)
    inner = collection.new_folder(collection.folder, "Later").paths[0]
    collection.save_new(inner, HERO)
    assert shown(collection) == [
        "collection Acme", "  folder Later", "    request Home hero",
        "  request alpha", "  request Step 2", "  request Step 10", "  request Zoo", "  event View", "  persona Ann",
    ]  # fmt: skip
    (collection.folder / "workbench.toml").write_text('name = "Acme"\norder = ["ann.persona.toml", "zoo.request.toml", "gone", "LATER"]\n')
    assert shown(collection)[1:5] == ["  persona Ann", "  request Zoo", "  folder Later", "    request Home hero"]
    assert [node.detail for node in collection.tree().walk() if node.detail] == ["b-2", *["home_hero"] * 5, "VIEW"]


def test_what_is_wrong_is_listed_with_its_error_and_the_rest_works(collection: Collection) -> None:
    good = collection.save_new(collection.folder, HERO)
    inner = collection.new_folder(collection.folder, "Checkout").paths[0]
    below = collection.save_new(inner, HERO)
    conflict = 'name = "a"\n<<<<<<< HEAD\nlanguage = "DE"\n=======\nlanguage = "FR"\n>>>>>>> main\n'
    (collection.folder / "both.request.toml").write_text(conflict)
    (collection.folder / "bad.persona.toml").write_text("language = 5\n")
    (inner / "folder.toml").write_text("order = 5\n")
    nodes = {node.path: node for node in collection.tree().walk()}
    assert "line 2: it holds merge-conflict marks" in nodes[collection.folder / "both.request.toml"].error
    assert "line 1, language: expected a text" in nodes[collection.folder / "bad.persona.toml"].error
    assert "checkout/folder.toml: line 1, order: expected a list" in nodes[inner].error
    assert nodes[below].name == nodes[good].name == "Home hero"
    assert collection.load(below) == HERO
    assert collection.personas() == ()


def test_a_collection_in_the_middle_of_a_merge_still_works(collection: Collection) -> None:
    """Two people put things in order: the likeliest conflict of all."""
    a, b = (collection.save_new(collection.folder, replace(HERO, name=name)) for name in ("A", "B"))
    conflict = 'name = "Acme"\norder = [\n  "b.request.toml",\n<<<<<<< HEAD\n  "a.request.toml",\n=======\n  "x",\n>>>>>>> main\n]\n\n[values]\nshop = "x"\n'
    file = collection.folder / "workbench.toml"
    file.write_text(conflict)
    opened = Collection.open(collection.folder)
    tree = opened.tree()
    assert "line 4: it holds merge-conflict marks" in tree.error
    assert [node.path for node in tree.children] == [b, a]
    assert opened.layers(a) == (Layer("collection “Acme”, this side of the merge", {"shop": "x"}),)
    opened.save(a, replace(HERO, name="A", description="still saved"))
    renamed = opened.rename(a, "AA")
    copied = opened.duplicate(renamed.paths[0])
    opened.delete(copied.paths).undo()
    with pytest.raises(InvalidFile, match="merge-conflict"):
        opened.move([b], collection.folder)
    with pytest.raises(InvalidFile, match="merge-conflict"):
        opened.about(collection.folder)
    assert file.read_text() == conflict


def test_values_that_cannot_be_read_are_never_left_out_silently(collection: Collection) -> None:
    inner = collection.new_folder(collection.folder, "Checkout").paths[0]
    path = collection.save_new(inner, HERO)
    (inner / "folder.toml").write_text("values = 5\n")
    with pytest.raises(InvalidFile, match=r"checkout/folder\.toml"):
        collection.layers(path)


def test_files_of_others_and_folders_without_ours_are_not_shown(collection: Collection) -> None:
    for name in ("docs/a.md", "src/x/main.py", ".git/x.request.toml", "node_modules/y/z.request.toml", "deep/er/hero.request.toml"):
        (collection.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (collection.folder / name).write_text("")
    (collection.folder / "empty").mkdir()
    (collection.folder / "kept").mkdir()
    (collection.folder / "kept" / ".gitkeep").touch()
    assert shown(collection) == [
        "collection Acme", "  folder deep", "    folder er", "      request hero", "  folder empty", "  folder kept",
    ]  # fmt: skip


def test_a_collection_in_a_collection_is_a_folder_of_it(collection: Collection) -> None:
    inner = Collection.create(collection.folder / "inner", "Inner one")
    inner.save_about(inner.folder, About("Inner one", "", {"a": 1}))
    path = inner.save_new(inner.folder, HERO)
    assert shown(collection) == ["collection Acme", "  folder Inner one", "    request Home hero"]
    assert collection.layers(path) == (Layer("folder “Inner one”", {"a": 1}),)
    assert inner.layers(path) == (Layer("collection “Inner one”", {"a": 1}),)
    collection.rename(inner.folder, "Other").undo()
    assert shown(collection)[1] == "  folder Inner one"


def test_folders_without_end_have_one(collection: Collection) -> None:
    deepest = collection.folder.joinpath(*["d"] * 80)
    deepest.mkdir(parents=True)
    errors = [node.error for node in collection.tree().walk() if node.error]
    assert errors == ["d: folders in it are nested deeper than 64 levels."]


def test_a_rescan_gives_the_same_objects_where_nothing_changed(collection: Collection) -> None:
    for name in ("One", "Two"):
        inner = collection.new_folder(collection.folder, name).paths[0]
        collection.save_new(inner, HERO)
        collection.save_new(inner, ANN)
    first = collection.tree()
    assert collection.tree() is first
    path = first.children[0].children[0].path
    collection.save(path, replace(HERO, name="Other"))
    second = collection.tree()
    assert second.children[0].children[0].name == "Other"
    assert second.children[0].children[1] is first.children[0].children[1]
    assert second.children[1] is first.children[1]


def test_a_change_in_the_same_tick_and_of_the_same_size_is_seen(collection: Collection) -> None:
    path = collection.save_new(collection.folder, HERO)
    text = path.read_text()
    for number in range(20):
        with path.open("r+") as file:  # in place, as some editors write
            file.write(text.replace("Home hero", f"Home {number:04}"))
        os.utime(path, (10**9, 10**9))
        assert collection.tree().children[0].name == f"Home {number:04}"
