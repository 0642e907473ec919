"""New, rename, duplicate, move and delete: order, baselines and layout go along; each is whole or not at all; each is undone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.collections.things import snapshot
from workbench.collections import About, Change, Collection, CollectionError, InvalidFile, NameTaken, NotWritable, SavedEvent, SavedRequest
from workbench.domain import BrowserId, FlowRequest, StreamEvent
from workbench.domain.persona import Persona

HERO = SavedRequest("Hero", FlowRequest("home_hero"))


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """Folders Cart (with One and Two in it) and Empty; requests A, B and Hero, which has a baseline; persona Ann."""
    made = Collection.create(tmp_path / "acme", "Acme")
    paths = [made.save_new(made.folder, replace(HERO, name=name)) for name in ("A", "B", "Hero")]
    made.approve(paths[-1], b"approved", "text/plain")
    made.save_new(made.folder, Persona("Ann", BrowserId("b-1")))
    cart = made.new_folder(made.folder, "Cart").paths[0]
    made.new_folder(made.folder, "Empty")
    for name in ("One", "Two"):
        made.save_new(cart, replace(HERO, name=name))
    return made


def names(collection: Collection, *inner: str) -> list[str]:
    """What stands in a folder, as it is shown."""
    folder = collection.folder.joinpath(*inner)
    return [node.name for node in next(node for node in collection.tree().walk() if node.path == folder).children]


def at(collection: Collection, *inner: str) -> Path:
    return collection.folder.joinpath(*inner)


def request(collection: Collection, name: str) -> Path:
    return at(collection, f"{name}.request.toml")


# -- new -------------------------------------------------------------------------------------------


def test_a_new_folder_says_its_name_only_where_the_folder_does_not(collection: Collection) -> None:
    made = collection.new_folder(collection.folder, "Check-out & pay")
    plain = collection.new_folder(collection.folder, "plain")
    assert made.what == "Folder “Check-out & pay” made"
    assert (made.paths[0] / "folder.toml").read_text() == 'format = 1\nname = "Check-out & pay"\n'
    assert list(plain.paths[0].iterdir()) == []
    with pytest.raises(NameTaken, match="already a folder “PLAIN”"):
        collection.new_folder(collection.folder, "PLAIN")
    for change in (plain, made):
        change.undo()
    assert names(collection)[:2] == ["Cart", "Empty"]


def test_a_new_folder_that_was_filled_since_is_not_taken_away(collection: Collection) -> None:
    made = collection.new_folder(collection.folder, "New")
    path = collection.save_new(made.paths[0], HERO)
    with pytest.raises(InvalidFile, match="so it stays"):
        made.undo()
    assert path.exists()
    assert names(collection, "new") == ["Hero"]
    collection.delete([path])
    made.undo()
    assert not made.paths[0].exists()


# -- rename ----------------------------------------------------------------------------------------


def test_rename_gives_the_file_another_name_too_and_takes_the_baseline_along(collection: Collection) -> None:
    before = snapshot(collection.folder)
    change = collection.rename(request(collection, "hero"), "Start page")
    assert change.what == "“Hero” renamed to “Start page”"
    assert change.paths == (request(collection, "start-page"),)
    assert change.moves == ((request(collection, "hero"), request(collection, "start-page")),)
    assert at(collection, "start-page.baseline.txt").read_bytes() == b"approved"
    assert collection.load(change.paths[0]).name == "Start page"
    change.undo()
    change.undo()  # once more does nothing
    assert snapshot(collection.folder) == before


@pytest.mark.parametrize("name", ["Ann", "Cart"])
def test_personas_and_folders_are_renamed_likewise(collection: Collection, name: str) -> None:
    before = snapshot(collection.folder)
    path = next(node.path for node in collection.tree().children if node.name == name)
    change = collection.rename(path, "Other One")
    assert change.paths[0].name in ("other-one.persona.toml", "other-one")
    assert not path.exists()
    assert "Other One" in names(collection)
    change.undo()
    assert snapshot(collection.folder) == before


def test_a_collection_keeps_the_name_of_its_folder(collection: Collection) -> None:
    change = collection.rename(collection.folder, "Acme Corp")
    assert change.moves == ()
    assert collection.tree().name == "Acme Corp"
    assert collection.folder.name == "acme"
    change.undo()
    assert collection.tree().name == "Acme"


def test_another_spelling_of_its_own_name_is_no_clash(collection: Collection) -> None:
    change = collection.rename(request(collection, "hero"), "HERO!")
    assert change.paths == (request(collection, "hero"),)
    assert names(collection)[-2:] == ["HERO!", "Ann"]
    assert collection.baseline(change.paths[0]) is not None


@pytest.mark.parametrize(("name", "other"), [("hero", "b"), ("hero", "B")])
def test_the_name_of_another_is_refused(collection: Collection, name: str, other: str) -> None:
    before = snapshot(collection.folder)
    with pytest.raises(NameTaken):
        collection.rename(request(collection, name), other)
    assert snapshot(collection.folder) == before


def test_undoing_a_rename_keeps_what_was_changed_since(collection: Collection) -> None:
    change = collection.rename(request(collection, "hero"), "Start")
    path = change.paths[0]
    path.write_text(f"# mine\n{path.read_text()}")
    collection.save(path, replace(collection.load(path), description="new"))
    change.undo()
    back = collection.load(request(collection, "hero"))
    assert (back.name, back.description) == ("Hero", "new")
    assert request(collection, "hero").read_text().startswith("# mine\n")


def test_undoing_a_rename_takes_nobodys_place(collection: Collection) -> None:
    change = collection.rename(request(collection, "hero"), "Start")
    collection.save_new(collection.folder, HERO)
    before = snapshot(collection.folder)
    with pytest.raises(InvalidFile, match="something of that name already"):
        change.undo()
    assert snapshot(collection.folder) == before


# -- duplicate -------------------------------------------------------------------------------------


def test_a_copy_stands_right_after_its_original_with_its_baseline_and_its_comments(collection: Collection) -> None:
    path = request(collection, "hero")
    path.write_text(f"# why\n{path.read_text()}mine = 1\n")
    first = collection.duplicate(path)
    second = collection.duplicate(path)
    assert names(collection) == ["Cart", "Empty", "A", "B", "Hero", "Hero copy 2", "Hero copy", "Ann"]
    assert second.what == "“Hero” duplicated"
    assert first.paths[0].read_text() == path.read_text().replace('"Hero"', '"Hero copy"')
    assert at(collection, "hero-copy-2.baseline.txt").read_bytes() == b"approved"
    second.undo()
    first.undo()
    assert names(collection) == ["Cart", "Empty", "A", "B", "Hero", "Ann"]
    assert "order" not in at(collection, "workbench.toml").read_text()


def test_a_copy_of_a_folder_holds_everything_in_it(collection: Collection) -> None:
    before = snapshot(collection.folder)
    collection.save_about(at(collection, "cart"), About("Cart", "", {"shop": 1}))
    at(collection, "cart", "deep", "er").mkdir(parents=True)
    at(collection, "cart", "deep", "er", "notes.md").write_text("notes")
    at(collection, "cart", "deep", ".hidden").write_text("")
    change = collection.duplicate(at(collection, "cart"))
    copy = change.paths[0]
    assert names(collection)[:3] == ["Cart", "Cart copy", "Empty"]
    assert names(collection, copy.name) == ["One", "Two"]
    assert collection.about(copy) == About("Cart copy", "", {"shop": 1})
    assert (copy / "deep" / "er" / "notes.md").read_text() == "notes"
    assert not (copy / "deep" / ".hidden").exists()
    change.undo()
    assert not copy.exists()
    assert before.keys() <= snapshot(collection.folder).keys()


def test_a_copy_that_was_changed_since_is_not_taken_away(collection: Collection) -> None:
    change = collection.duplicate(request(collection, "hero"))
    collection.save(change.paths[0], replace(HERO, name="Hero copy", description="mine"))
    before = snapshot(collection.folder)
    with pytest.raises(InvalidFile, match="changed in the meantime"):
        change.undo()
    assert snapshot(collection.folder) == before


# -- move and order --------------------------------------------------------------------------------


def test_things_move_into_a_folder_before_another_or_to_the_end(collection: Collection) -> None:
    before = snapshot(collection.folder)
    paths = [request(collection, "hero"), at(collection, "ann.persona.toml"), at(collection, "empty")]
    change = collection.move(paths, at(collection, "cart"), "two.request.toml")
    assert change.what == "3 items moved to “Cart”"
    assert change.paths == tuple(at(collection, "cart", path.name) for path in paths)
    assert change.moves == tuple(zip(paths, change.paths, strict=True))
    assert names(collection, "cart") == ["One", "Hero", "Ann", "Empty", "Two"]
    assert collection.baseline(change.paths[0]) is not None
    last = collection.move([request(collection, "a")], at(collection, "cart"))
    assert last.what == "“A” moved to “Cart”"
    assert names(collection, "cart") == ["One", "Hero", "Ann", "Empty", "Two", "A"]
    last.undo()
    change.undo()
    assert snapshot(collection.folder) == before


def test_an_order_is_written_only_where_it_differs_from_the_one_by_name(collection: Collection) -> None:
    collection.move([request(collection, "a")], at(collection, "empty"))
    assert "order" not in at(collection, "empty", "folder.toml").read_text()
    collection.move([request(collection, "hero")], collection.folder, "b.request.toml")
    assert at(collection, "workbench.toml").read_text() == (
        'format = 1\nname = "Acme"\norder = [\n    "cart",\n    "empty",\n    "hero.request.toml",\n    "b.request.toml",\n    "ann.persona.toml",\n]\n'
    )


def test_the_order_stays_true_whatever_happens(collection: Collection) -> None:
    order = at(collection, "workbench.toml")
    collection.move([request(collection, "hero")], collection.folder, "cart")
    collection.rename(request(collection, "a"), "Zed")
    collection.rename(at(collection, "empty"), "Void")
    renamed = ["hero.request.toml", "cart", "void", "zed.request.toml", "b.request.toml", "ann.persona.toml"]
    assert _order(order) == renamed
    gone = collection.delete([request(collection, "zed"), at(collection, "cart")])
    assert _order(order) == ["hero.request.toml", "void", "b.request.toml", "ann.persona.toml"]
    gone.undo()
    assert _order(order) == renamed
    collection.move([request(collection, "b")], at(collection, "void"))
    assert _order(order) == ["hero.request.toml", "cart", "void", "zed.request.toml", "ann.persona.toml"]


def test_what_an_order_lists_in_vain_is_dropped_when_it_is_written_next(collection: Collection) -> None:
    order = at(collection, "workbench.toml")
    text = 'name = "Acme"\norder = ["gone", "hero.request.toml", "HERO.request.toml", "cart"]\n'
    order.write_text(text)
    assert names(collection)[:2] == ["Hero", "Cart"]
    collection.duplicate(request(collection, "a")).undo()
    assert order.read_text() == text
    collection.rename(at(collection, "cart"), "Basket")
    assert _order(order) == ["hero.request.toml", "basket"]


def test_arrange_puts_things_into_any_order(collection: Collection) -> None:
    change = collection.arrange(collection.folder, ["ann.persona.toml", "nothing", "b.request.toml"])
    assert names(collection) == ["Ann", "B", "Cart", "Empty", "A", "Hero"]
    change.undo()
    assert names(collection) == ["Cart", "Empty", "A", "B", "Hero", "Ann"]


def test_undo_mends_an_order_that_somebody_else_changed_since(collection: Collection) -> None:
    collection.arrange(collection.folder, ["hero.request.toml", "cart", "a.request.toml", "b.request.toml"])
    deleted = collection.delete([at(collection, "cart")])
    moved = collection.move([request(collection, "a")], at(collection, "empty"))
    pulled = at(collection, "workbench.toml")
    pulled.write_text('# pulled\nname = "Acme"\norder = ["hero.request.toml", "new", "b.request.toml"]\n')
    moved.undo()
    deleted.undo()
    assert _order(pulled) == ["hero.request.toml", "cart", "a.request.toml", "new", "b.request.toml"]
    assert pulled.read_text().startswith("# pulled\n")


def test_a_name_that_is_taken_there_stops_the_whole_move(collection: Collection) -> None:
    collection.save_new(at(collection, "cart"), HERO)
    before = snapshot(collection.folder)
    with pytest.raises(NameTaken, match="already a request “Hero” in “Cart”"):
        collection.move([request(collection, "a"), request(collection, "hero")], at(collection, "cart"))
    assert snapshot(collection.folder) == before


def test_another_title_with_the_same_file_name_gets_a_number(collection: Collection) -> None:
    collection.save_new(at(collection, "cart"), replace(HERO, name="Hero?"))
    change = collection.move([request(collection, "hero")], at(collection, "cart"))
    assert change.paths[0].name == "hero-2.request.toml"
    assert at(collection, "cart", "hero-2.baseline.txt").exists()
    assert names(collection, "cart") == ["Hero?", "One", "Two", "Hero"]


@pytest.mark.parametrize("target", [("cart",), ("cart", "inner")])
def test_a_folder_does_not_move_into_itself(collection: Collection, target: tuple[str, ...]) -> None:
    collection.new_folder(at(collection, "cart"), "inner")
    before = snapshot(collection.folder)
    with pytest.raises(InvalidFile, match="into itself"):
        collection.move([request(collection, "a"), at(collection, "cart")], at(collection, *target))
    assert snapshot(collection.folder) == before


def test_what_goes_along_with_its_folder_is_not_moved_twice(collection: Collection) -> None:
    change = collection.move([at(collection, "cart", "one.request.toml"), at(collection, "cart")], at(collection, "empty"))
    assert change.what == "“Cart” moved to “Empty”"
    assert names(collection, "empty", "cart") == ["One", "Two"]


def test_the_collection_itself_goes_nowhere(collection: Collection) -> None:
    calls: tuple[Callable[[], Change], ...] = (
        lambda: collection.move([collection.folder], at(collection, "cart")),
        lambda: collection.delete([collection.folder]),
        lambda: collection.duplicate(collection.folder),
    )
    for call in calls:
        with pytest.raises(InvalidFile, match="as a folder of this computer"):
            call()


def test_what_is_gone_is_said_to_be(collection: Collection) -> None:
    gone = request(collection, "gone")
    calls: tuple[Callable[[], Change], ...] = (
        lambda: collection.move([request(collection, "a"), gone], at(collection, "cart")),
        lambda: collection.delete([request(collection, "a"), gone]),
        lambda: collection.duplicate(gone),
        lambda: collection.rename(gone, "x"),
    )
    for call in calls:
        with pytest.raises(InvalidFile, match=r"gone\.request\.toml: it is not there any more"):
            call()
    assert request(collection, "a").exists()


# -- about -----------------------------------------------------------------------------------------


def test_another_name_for_a_folder_is_another_folder(collection: Collection) -> None:
    before = snapshot(collection.folder)
    change = collection.save_about(at(collection, "cart"), About("Basket", "What is in it.", {"shop": "x"}))
    assert change.paths == (at(collection, "basket"),)
    assert change.moves == ((at(collection, "cart"), at(collection, "basket")),)
    assert collection.about(at(collection, "basket")) == About("Basket", "What is in it.", {"shop": "x"})
    change.undo()
    assert snapshot(collection.folder) == before


def test_a_folder_that_has_nothing_to_say_has_no_file(collection: Collection) -> None:
    folder = collection.new_folder(collection.folder, "plain").paths[0]
    assert not (folder / "folder.toml").exists()
    collection.save_about(folder, About("plain", "Why"))
    assert (folder / "folder.toml").read_text() == 'format = 1\ndescription = "Why"\n'
    collection.save_about(folder, About("plain"))
    assert not (folder / "folder.toml").exists()


# -- whole or not at all ---------------------------------------------------------------------------

CHANGES: dict[str, Callable[[Collection], Change]] = {
    "rename": lambda c: c.rename(request(c, "hero"), "Start"),
    "rename folder": lambda c: c.rename(at(c, "cart"), "Basket"),
    "duplicate": lambda c: c.duplicate(request(c, "hero")),
    "duplicate folder": lambda c: c.duplicate(at(c, "cart")),
    "move": lambda c: c.move([request(c, "hero"), request(c, "a"), at(c, "empty")], at(c, "cart"), "two.request.toml"),
    "delete": lambda c: c.delete([request(c, "hero"), at(c, "cart")]),
    "about": lambda c: c.save_about(at(c, "cart"), About("Basket", "x")),
    "new folder": lambda c: c.new_folder(c.folder, "Brand new"),
    "arrange": lambda c: c.arrange(c.folder, ["b.request.toml"]),
}


def failing(monkeypatch: pytest.MonkeyPatch, after: int) -> list[int]:
    """Every way to change the disk fails from the given step on; the steps that were asked for."""
    asked: list[int] = []

    def border(really: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **more: object) -> object:
            asked.append(1)
            if len(asked) == after:
                raise PermissionError(13, "Permission denied")
            return really(*args, **more)

        return step

    for owner, name in ((os, "replace"), (os, "fsync"), (Path, "rename"), (Path, "mkdir"), (Path, "unlink")):
        monkeypatch.setattr(owner, name, border(getattr(owner, name)))
    return asked


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_that_fails_at_any_step_leaves_everything_as_it_was(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    collection.arrange(collection.folder, ["hero.request.toml", "cart"])
    at(collection, ".trash").mkdir()
    at(collection, ".trash", ".gitignore").write_bytes(b"*\n")
    before = snapshot(collection.folder, hidden=True)
    step = 1
    while True:
        with monkeypatch.context() as patch:
            asked = failing(patch, step)
            try:
                change = CHANGES[what](collection)
            except NotWritable as wrong:
                assert "Permission denied" in str(wrong)
            else:
                if len(asked) < step:
                    break
                change.undo()  # the step that failed was one of those that only make it durable
        assert snapshot(collection.folder, hidden=True) == before, step
        step += 1
    assert step > 1
    assert snapshot(collection.folder, hidden=True) != before


@pytest.mark.parametrize("what", CHANGES)
def test_an_undo_that_fails_at_any_step_leaves_the_change_as_it_was(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    collection.arrange(collection.folder, ["hero.request.toml", "cart"])
    before = snapshot(collection.folder)
    change = CHANGES[what](collection)
    after = snapshot(collection.folder, hidden=True)
    step = 1
    while True:
        with monkeypatch.context() as patch:
            asked = failing(patch, step)
            try:
                change.undo()
            except CollectionError:
                pass
            else:
                assert len(asked) < step or snapshot(collection.folder) == before
                break
        assert snapshot(collection.folder, hidden=True) == after, step
        step += 1
    assert step > 1
    assert snapshot(collection.folder) == before


def _order(file: Path) -> list[str]:
    import tomllib

    order = tomllib.loads(file.read_text())["order"]
    assert isinstance(order, list)
    return order


# -- events ----------------------------------------------------------------------------------------


def test_an_event_is_renamed_duplicated_moved_deleted_and_brought_back(collection: Collection) -> None:
    path = collection.save_new(collection.folder, SavedEvent("Hero", StreamEvent("VIEW", "b-1")))
    path.write_text(path.read_text().replace('type = "VIEW"', 'type = "VIEW" # by hand'))
    before = snapshot(collection.folder)
    renamed = collection.rename(path, "Looks around")
    (now,) = renamed.paths
    assert (renamed.what, now.name) == ("“Hero” renamed to “Looks around”", "looks-around.event.toml")
    copied = collection.duplicate(now)
    assert collection.load_event(copied.paths[0]).name == "Looks around copy"
    moved = collection.move([now, *copied.paths], at(collection, "cart"), "two.request.toml")
    assert names(collection, "cart") == ["One", "Looks around", "Looks around copy", "Two"]
    deleted = collection.delete(moved.paths)
    assert names(collection, "cart") == ["One", "Two"]
    deleted.undo()
    assert all("# by hand" in path.read_text() for path in moved.paths)
    with pytest.raises(NameTaken, match="already an event “looks AROUND copy”"):
        collection.rename(moved.paths[0], "looks AROUND copy")
    for change in (moved, copied, renamed):
        change.undo()
    assert snapshot(collection.folder) == before
    assert collection.baseline(request(collection, "hero")) is not None
