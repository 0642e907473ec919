"""A collection: opened, read, saved.  Values of folders, versions, files that are wrong, links that lead out."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.collections.things import snapshot
from workbench.collections import (
    About,
    ChangedOutside,
    Collection,
    CollectionError,
    InvalidFile,
    NameMissing,
    NameTaken,
    NewerFormat,
    NodeKind,
    SavedEvent,
    SavedRequest,
    find_collection,
    is_collection,
)
from workbench.domain import BrowserId, FlowRequest, StreamEvent
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer

HERO = SavedRequest("Home hero", FlowRequest("home_hero", identity=BrowserId("b-1")), "Shows the *hero*.", {"shop": "acme"})
VIEW = SavedEvent("Home hero", StreamEvent("VIEW", "b-1"))
ANN = Persona("Ann", BrowserId("b-2"), language="DE")
links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection.create(tmp_path / "acme", "Acme", "Ours.")


# -- open and create -------------------------------------------------------------------------------


def test_a_new_one_is_a_folder_with_a_file_that_names_it(collection: Collection) -> None:
    assert (collection.folder / "workbench.toml").read_text() == 'format = 1\nname = "Acme"\ndescription = "Ours."\n'
    assert snapshot(collection.folder).keys() == {"workbench.toml"}
    assert Collection.open(collection.folder).about(collection.folder) == About("Acme", "Ours.")


def test_the_folders_above_a_new_one_are_made(tmp_path: Path) -> None:
    assert is_collection(Collection.create(tmp_path / "a" / "b" / "c", "Deep").folder)


def test_a_folder_is_a_collection_once(collection: Collection) -> None:
    before = snapshot(collection.folder)
    with pytest.raises(NameTaken, match="already a collection"):
        Collection.create(collection.folder, "Other")
    assert snapshot(collection.folder) == before


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_nothing_is_without_a_name(collection: Collection, tmp_path: Path, name: str) -> None:
    path = collection.save_new(collection.folder, HERO)
    for call in (
        lambda: Collection.create(tmp_path / "new", name),
        lambda: collection.save_new(collection.folder, replace(HERO, name=name)),
        lambda: collection.save(path, replace(HERO, name=name)),
        lambda: collection.new_folder(collection.folder, name),
        lambda: collection.rename(path, name),
        lambda: collection.save_about(collection.folder, About(name)),
    ):
        with pytest.raises(NameMissing):
            call()
    assert snapshot(tmp_path).keys() == {"acme", "acme/workbench.toml", "acme/home-hero.request.toml"}


def test_a_folder_that_is_none_is_not_opened(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone"):
        with pytest.raises(InvalidFile, match=r"no workbench\.toml"):
            Collection.open(folder)
    assert Collection(tmp_path).tree().error


def test_a_newer_one_is_refused_politely_and_nothing_in_it_is_touched(collection: Collection) -> None:
    path = collection.save_new(collection.folder, HERO)
    (collection.folder / "workbench.toml").write_text('format = 2\nname = "Future"\n')
    before = snapshot(collection.folder)
    for call in (
        lambda: Collection.open(collection.folder),
        lambda: collection.save(path, replace(HERO, description="x")),
        lambda: collection.delete([path]),
        lambda: collection.rename(collection.folder, "x"),
    ):
        with pytest.raises(NewerFormat, match="update to open it"):
            call()
    tree = collection.tree()
    assert "update" in tree.error
    assert tree.children == ()
    assert snapshot(collection.folder) == before


def test_the_nearest_collection_upwards_is_found(collection: Collection) -> None:
    inner = collection.new_folder(collection.folder, "Checkout").paths[0]
    path = collection.save_new(inner, HERO)
    assert find_collection(path) == find_collection(inner) == find_collection(collection.folder) == collection.folder
    assert find_collection(collection.folder.parent / "elsewhere") is None
    assert is_collection(collection.folder)
    assert not is_collection(inner)


# -- saving ----------------------------------------------------------------------------------------


def test_a_request_an_event_and_a_persona_come_back(collection: Collection) -> None:
    path, event, persona = (collection.save_new(collection.folder, thing) for thing in (HERO, VIEW, ANN))
    assert (path.name, event.name, persona.name) == ("home-hero.request.toml", "home-hero.event.toml", "ann.persona.toml")
    assert collection.load_event(event) == VIEW
    assert collection.load(path) == HERO
    assert collection.load_persona(persona) == ANN
    assert collection.personas() == ((persona, ANN),)


@pytest.mark.parametrize("name", ["home HERO", "HOME HERO"])
def test_a_taken_name_is_refused_whatever_its_case(collection: Collection, name: str) -> None:
    collection.save_new(collection.folder, HERO)
    with pytest.raises(NameTaken, match=r"already a request “.*” in “Acme”"):
        collection.save_new(collection.folder, replace(HERO, name=name))
    collection.save_new(collection.folder, Persona(name))  # of another kind


def test_two_normal_forms_of_a_name_are_one(collection: Collection) -> None:
    collection.save_new(collection.folder, replace(HERO, name="Caf\u00e9"))
    with pytest.raises(NameTaken):
        collection.save_new(collection.folder, replace(HERO, name="Cafe\u0301"))


def test_titles_that_differ_never_share_a_file(collection: Collection) -> None:
    made = [
        collection.save_new(collection.folder, replace(HERO, name=name))
        for name in ("Home: hero", "home/hero", "HOME?HERO!", "CON", "con.")
    ]
    assert [path.name.removesuffix(".request.toml") for path in made] == [
        "home-hero",
        "home-hero-2",
        "home-hero-3",
        "con-request",
        "con-request-2",
    ]


def test_another_version_on_disk_is_not_written_over(collection: Collection) -> None:
    path = collection.save_new(collection.folder, HERO)
    seen = collection.version(path)
    theirs = path.read_text().replace("Shows", "Hides")
    path.write_text(theirs)
    with pytest.raises(ChangedOutside) as wrong:
        collection.save(path, replace(HERO, description="mine"), seen=seen)
    assert wrong.value.path == path
    assert path.read_text() == theirs
    version = collection.save(path, replace(HERO, description="mine"), seen=collection.version(path))
    assert version == collection.version(path) != seen
    path.unlink()
    assert collection.version(path) == ""
    with pytest.raises(ChangedOutside):
        collection.save(path, HERO, seen=version)
    assert collection.save(path, HERO, seen="") == collection.version(path)


def test_a_file_that_cannot_be_read_is_not_written_over(collection: Collection) -> None:
    path = collection.save_new(collection.folder, HERO)
    path.write_text("<<<<<<< HEAD\n=======\n>>>>>>> x\n")
    with pytest.raises(InvalidFile, match="merge-conflict"):
        collection.save(path, HERO, seen=collection.version(path))
    assert path.read_text().startswith("<<<")


def test_saving_under_a_name_that_another_has_is_refused(collection: Collection) -> None:
    path = collection.save_new(collection.folder, HERO)
    collection.save_new(collection.folder, replace(HERO, name="Other"))
    with pytest.raises(NameTaken):
        collection.save(path, replace(HERO, name="other"))
    collection.save(path, replace(HERO, name="HOME hero"))
    assert collection.load(path).name == "HOME hero"


def test_values_are_of_the_folders_from_the_inner_to_the_outer_then_of_the_collection(collection: Collection) -> None:
    outer = collection.new_folder(collection.folder, "Outer").paths[0]
    middle = collection.new_folder(outer, "Middle").paths[0]
    inner = collection.new_folder(middle, "Inner").paths[0]
    for folder, name in ((collection.folder, "Acme"), (outer, "Outer"), (inner, "Inner")):
        collection.save_about(folder, About(name, "", {"shop": name}))
    path = collection.save_new(inner, HERO)
    expected = (
        Layer("folder “Inner”", {"shop": "Inner"}),
        Layer("folder “Outer”", {"shop": "Outer"}),
        Layer("collection “Acme”", {"shop": "Acme"}),
    )
    assert collection.layers(path) == collection.layers(inner) == expected
    assert collection.layers(collection.folder) == expected[2:]


def test_baselines_are_kept_as_before(collection: Collection) -> None:
    path = collection.save_new(collection.folder, HERO)
    approved = collection.approve(path, b"{}", "application/json")
    found = collection.baseline(path)
    assert found is not None
    assert found.body == b"{}"
    collection.undo_approve(approved)
    assert collection.baseline(path) is None
    collection.approve(path, b"x", "text/plain")
    assert collection.forget_baseline(path).replaced is not None


def test_several_threads_lose_nothing(collection: Collection) -> None:
    problems: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(10):
                path = collection.save_new(collection.folder, replace(HERO, name=f"{name} {number}"))
                collection.tree()
                collection.move([path], collection.folder)
                collection.rename(path, f"{name} {number} again")
        except CollectionError as wrong:
            problems.append(wrong)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert len(collection.tree().children) == 30


# -- staying inside --------------------------------------------------------------------------------


def test_a_path_outside_is_refused(collection: Collection, tmp_path: Path) -> None:
    outside = tmp_path / "hero.request.toml"
    outside.write_text('friendly_id = "x"\n')
    inside = collection.save_new(collection.folder, HERO)
    hidden = collection.folder / ".git" / "x.request.toml"
    hidden.parent.mkdir()
    hidden.write_text("")
    before = snapshot(tmp_path, hidden=True)
    for path in (outside, collection.folder / ".." / outside.name, hidden, Path("/"), Path("hero.request.toml")):
        for call in (
            lambda path=path: collection.load(path),
            lambda path=path: collection.version(path),
            lambda path=path: collection.save(path, HERO),
            lambda path=path: collection.delete([path]),
            lambda path=path: collection.rename(path, "x"),
            lambda path=path: collection.move([inside], path),
            lambda path=path: collection.move([path], collection.folder),
            lambda path=path: collection.approve(path, b"", ""),
            lambda path=path: collection.layers(path),
        ):
            with pytest.raises(InvalidFile, match=r"outside the collection|hidden"):
                call()
    assert snapshot(tmp_path, hidden=True) == before


@links
def test_links_that_lead_out_are_shown_as_such_and_never_followed(collection: Collection, tmp_path: Path) -> None:
    secret = tmp_path / "secret.request.toml"
    secret.write_text('friendly_id = "secret"\n')
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.request.toml").write_text("")
    request = collection.save_new(collection.folder, HERO)
    (collection.folder / "out.request.toml").symlink_to(secret)
    (collection.folder / "gone.persona.toml").symlink_to(tmp_path / "nothing")
    (collection.folder / "folder").symlink_to(tmp_path / "elsewhere")
    (collection.folder / "round").symlink_to(collection.folder)
    (collection.folder / "home-hero.baseline.txt").symlink_to(secret)
    before = snapshot(tmp_path)
    nodes = {node.path.name: node for node in collection.tree().walk()}
    assert "leads out of the collection" in nodes["out.request.toml"].error
    assert "leads out of the collection" in nodes["gone.persona.toml"].error
    assert "not followed" in nodes["folder"].error
    assert "not followed" in nodes["round"].error
    assert "x.request.toml" not in nodes
    for call in (
        lambda: collection.load(collection.folder / "out.request.toml"),
        lambda: collection.save(collection.folder / "out.request.toml", HERO),
        lambda: collection.load(collection.folder / "folder" / "x.request.toml"),
        lambda: collection.save_new(collection.folder / "folder", HERO),
        lambda: collection.approve(request, b"new", "text/plain"),
        lambda: collection.baseline(request),
    ):
        with pytest.raises(InvalidFile, match="outside the collection"):
            call()
    assert snapshot(tmp_path) == before


@links
@pytest.mark.parametrize("name", ["workbench.toml", "folder.toml"])
def test_what_is_said_of_a_folder_is_not_written_through_a_link(collection: Collection, tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim.toml"
    victim.write_text('name = "victim"\n')
    folder = collection.folder / "inner"
    folder.mkdir()
    (folder / name).symlink_to(victim)
    path = collection.save_new(folder, HERO)
    for call in (
        lambda: collection.save_about(folder, About("x")),
        lambda: collection.arrange(folder, [path.name]),
        lambda: collection.layers(path),
        lambda: collection.about(folder),
    ):
        with pytest.raises(InvalidFile, match="outside the collection"):
            call()
    assert victim.read_text() == 'name = "victim"\n'
    assert "leads out" in next(node.error for node in collection.tree().walk() if node.path == folder)


@links
def test_a_link_inside_the_collection_is_a_file_like_any_other(collection: Collection) -> None:
    path = collection.save_new(collection.folder, HERO)
    (collection.folder / "also.request.toml").symlink_to(path)
    nodes = [node for node in collection.tree().children if node.kind is NodeKind.REQUEST]
    assert [node.error for node in nodes] == ["", ""]
    collection.save(collection.folder / "also.request.toml", replace(HERO, description="once"))
    assert collection.load(path).description == "once"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_does_not_hang_anything(collection: Collection) -> None:
    pipe = collection.folder / "pipe.request.toml"
    os.mkfifo(pipe)
    assert "no ordinary file" in collection.tree().children[0].error
    with pytest.raises(InvalidFile, match="no ordinary file"):
        collection.load(pipe)
    with pytest.raises(InvalidFile, match="no ordinary file"):
        collection.version(pipe)
