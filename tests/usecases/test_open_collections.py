"""Several collections at once, on real folders; what others change is heard of."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.history.factory import request
from workbench.collections import InvalidFile, NodeKind, SavedEvent, SavedRequest
from workbench.domain import Email, StreamEvent
from workbench.domain.expectation import FitsSchema
from workbench.domain.persona import Persona
from workbench.settings import UiState
from workbench.usecases.open_collections import OpenCollections

WAIT_S = 20


@pytest.fixture
def state(tmp_path: Path) -> UiState:
    return UiState(tmp_path / "window.json")


@pytest.fixture
def opened(tmp_path: Path, state: UiState) -> OpenCollections:
    return OpenCollections(tmp_path / "saved", lambda: state)


def test_the_own_collection_is_there_from_the_first_look(opened: OpenCollections, tmp_path: Path) -> None:
    (root,) = opened.trees()
    assert (root.kind, root.name, root.path) == (NodeKind.COLLECTION, "My requests", tmp_path / "saved")


def test_what_an_earlier_build_saved_is_in_it(opened: OpenCollections, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "hero.request.toml").write_text('format = 1\nname = "Hero"\nfriendly_id = "home_hero"\n')
    (root,) = opened.trees()
    assert [(node.name, node.detail) for node in root.children] == [("Hero", "home_hero")]


def test_which_are_open_and_were_is_known_at_the_next_start(opened: OpenCollections, tmp_path: Path) -> None:
    shop, mail = (opened.create(tmp_path / name, name.title()) for name in ("shop", "mail"))
    opened.close(mail)
    again = OpenCollections(tmp_path / "saved", lambda: UiState(tmp_path / "window.json"))
    assert again.folders() == (tmp_path / "saved", shop)
    assert again.recent() == (mail,)
    assert again.open(mail) == mail
    assert again.recent() == ()


def test_any_folder_or_file_inside_opens_its_collection(opened: OpenCollections, tmp_path: Path) -> None:
    shop = opened.create(tmp_path / "shop", "Shop")
    path = opened.save_new(shop, SavedRequest("Hero", request()))
    opened.close(shop)
    assert opened.open(path) == shop
    with pytest.raises(InvalidFile, match=r"workbench\.toml"):
        opened.open(tmp_path)


def test_a_path_belongs_to_the_innermost_open_collection(opened: OpenCollections, tmp_path: Path) -> None:
    outer = opened.create(tmp_path / "outer", "Outer")
    inner = opened.create(outer / "inner", "Inner")
    assert opened.of(inner / "x.request.toml").folder == inner
    assert opened.of(outer / "x.request.toml").folder == outer
    with pytest.raises(InvalidFile, match="no open collection"):
        opened.of(tmp_path / "elsewhere" / "x.request.toml")


def test_personas_of_all_are_offered(opened: OpenCollections, tmp_path: Path) -> None:
    shop = opened.create(tmp_path / "shop", "Shop")
    opened.trees()
    ada, kim = (Persona(name, Email(f"{name}@example.com")) for name in ("ada", "kim"))
    opened.save_new(tmp_path / "saved", ada)
    opened.save_new(shop, kim)
    assert [persona for _, persona in opened.personas()] == [ada, kim]


def test_several_are_duplicated_or_none(opened: OpenCollections, tmp_path: Path) -> None:
    opened.trees()
    own = tmp_path / "saved"
    one, other = (opened.save_new(own, SavedRequest(name, request())) for name in ("One", "Other"))
    change = opened.duplicate([one, other])
    assert len(change.paths) == 2
    change.undo()
    assert [node.name for node in opened.trees()[0].children] == ["One", "Other"]
    with pytest.raises(InvalidFile):
        opened.duplicate([one, own / "none.request.toml"])
    assert [node.name for node in opened.trees()[0].children] == ["One", "Other"]


def test_deleting_in_two_collections_is_one_change(opened: OpenCollections, tmp_path: Path) -> None:
    shop = opened.create(tmp_path / "shop", "Shop")
    opened.trees()
    paths = [opened.save_new(folder, SavedRequest("Hero", request())) for folder in (tmp_path / "saved", shop)]
    change = opened.delete(paths)
    assert not any(path.exists() for path in paths)
    change.undo()
    assert all(path.exists() for path in paths)


def test_a_request_goes_from_one_collection_to_another_and_back(opened: OpenCollections, tmp_path: Path) -> None:
    shop = opened.create(tmp_path / "shop", "Shop")
    opened.trees()
    path = opened.save_new(tmp_path / "saved", SavedRequest("Hero", request()))
    opened.approve(path, b'{"a":1}', "application/json")
    (folder,) = opened.new_folder(tmp_path / "saved", "Deep").paths
    opened.save_new(folder, SavedRequest("Inner", request()))
    change = opened.move([path, folder], shop)
    assert [node.name for node in opened.trees()[0].children] == []
    assert {node.name for root in opened.trees()[1:] for node in root.walk()} == {"Shop", "Deep", "Inner", "Hero"}
    assert opened.baseline(dict(change.moves)[path]) is not None
    change.undo()
    assert {node.name for node in opened.trees()[0].walk()} == {"My requests", "Deep", "Inner", "Hero"}
    assert opened.baseline(path) is not None
    assert [node.name for node in opened.trees()[1].children] == []


def test_comments_go_along_into_another_collection(opened: OpenCollections, tmp_path: Path) -> None:
    shop = opened.create(tmp_path / "shop", "Shop")
    opened.trees()
    own = tmp_path / "saved"
    things = (SavedRequest("Hero", request()), SavedEvent("Hero", StreamEvent("VIEW")), Persona("Ada", Email("ada@example.com")))
    paths = [opened.save_new(own, thing) for thing in things]
    for path in paths:
        path.write_text(f"# by hand\n{path.read_text()}")
    moves = dict(opened.move(paths, shop).moves)
    assert [moves[path].read_text().startswith("# by hand") for path in paths] == [True, True, True]


def test_old_trash_goes_in_every_open_collection(opened: OpenCollections, tmp_path: Path) -> None:
    shop = opened.create(tmp_path / "shop", "Shop")
    opened.trees()
    for folder in (tmp_path / "saved", shop):
        for name in ("Old", "New"):
            opened.delete([opened.save_new(folder, SavedRequest(name, request()))])
            if name == "Old":
                (deleted,) = (each for each in (folder / ".trash").iterdir() if each.is_dir())
                deleted.rename(deleted.with_name(f"2000{deleted.name[4:]}"))
    opened.tidy()
    for folder in (tmp_path / "saved", shop):
        assert [path.name for path in (folder / ".trash").rglob("*.request.toml")] == ["new.request.toml"]


def test_a_change_from_outside_is_told_at_once(opened: OpenCollections, tmp_path: Path) -> None:
    opened.trees()
    told = threading.Event()
    seen: set[Path] = set()

    def hear(paths: frozenset[Path]) -> None:
        seen.update(paths)
        told.set()

    opened.watch(hear)
    try:
        path = tmp_path / "saved" / "new.request.toml"
        deadline = threading.Event()
        while not told.is_set() and not deadline.wait(0.05):  # the watching thread may not have begun yet
            path.write_text(f'name = "New"\ndescription = "{path.stat().st_mtime_ns if path.exists() else 0}"\n')
        assert path in seen
        told.clear()
        shop = opened.create(tmp_path / "shop", "Shop")
        while not told.is_set() and not deadline.wait(0.05):
            (shop / "other.request.toml").write_text(f'name = "Other {len(seen)}"\n# {threading.get_ident()}\n')
        assert told.is_set()
    finally:
        opened.stop_watching()
    assert not any(thread.name == "workbench-watch" for thread in threading.enumerate())


def test_schemas_go_along_into_another_collection_and_replace_none_there(opened: OpenCollections, tmp_path: Path) -> None:
    shop, mail = (opened.create(tmp_path / name, name.title()) for name in ("shop", "mail"))
    saved = SavedRequest("Hero", request(), expectations=(FitsSchema("a.schema.json"), FitsSchema({"$ref": "c.schema.json#/x"})))
    path = opened.save_new(shop, saved)
    (shop / "a.schema.json").write_text('{"$ref": "b.schema.json", "x": [{"$ref": "#/y"}, {"$ref": "a.schema.json"}]}')
    for name, text in (("b", "{"), ("c", "{}"), ("d", "{}")):
        (shop / f"{name}.schema.json").write_text(text)
    (mail / "c.schema.json").write_text('{"theirs": 1}')
    (moved,) = opened.move([path], mail).paths
    assert opened.of(moved).load(moved) == saved
    assert sorted(file.name for file in mail.glob("*.schema.json")) == ["a.schema.json", "b.schema.json", "c.schema.json"]
    assert (mail / "c.schema.json").read_text() == '{"theirs": 1}'
    assert (shop / "a.schema.json").exists()
