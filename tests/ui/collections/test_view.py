"""The tree on real files: broken ones shown with their error, everything else with a way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.history.factory import request
from tests.ui.support import CTRL, choose, click, entries, only, popup, press, retype, shown, type_keys
from workbench.collections import SavedRequest
from workbench.domain import Email
from workbench.domain.persona import Persona
from workbench.settings import UiState
from workbench.ui.collections import CollectionsView, places
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.usecases.open_collections import OpenCollections


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "saved"


@pytest.fixture
def source(tmp_path: Path, own: Path) -> OpenCollections:
    state = UiState(tmp_path / "window.json")
    made = OpenCollections(own, lambda: state)
    made.trees()
    for name in ("Banner", "Hero"):
        made.save_new(own, SavedRequest(name, request()))
    (checkout,) = made.new_folder(own, "Checkout").paths
    made.save_new(checkout, SavedRequest("Nudge", request(friendly_id="checkout_nudge")))
    return made


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, jobs: Jobs, source: OpenCollections) -> CollectionsView:
    made = CollectionsView(theme, jobs, source)
    made.resize(300, 500)
    shown(qtbot, made)
    made.refresh()
    qtbot.waitUntil(lambda: names(made) == ["My requests", "Checkout", "Banner", "Hero"])
    return made


@pytest.fixture
def broken(qtbot: QtBot, view: CollectionsView, own: Path) -> Path:
    path = own / "conflict.request.toml"
    path.write_text("<<<<<<< ours\nname = 1\n")
    view.refresh()
    qtbot.waitUntil(lambda: len(names(view)) == 5)
    return path


def rows(view: CollectionsView) -> list[QModelIndex]:
    """What can be seen, from top to bottom."""
    found, index = [], view.tree.shown_model.index(0, 0)
    while index.isValid():
        found.append(index)
        index = view.tree.indexBelow(index)
    return found


def names(view: CollectionsView) -> list[str]:
    return [str(index.data()) for index in rows(view)]


def row(view: CollectionsView, name: str) -> QModelIndex:
    return next(index for index in rows(view) if index.data() == name)


def go(view: CollectionsView, name: str) -> None:
    view.tree.setCurrentIndex(row(view, name))
    view.tree.setFocus()


def menu(view: CollectionsView, name: str) -> None:
    go(view, name)
    view.tree.customContextMenuRequested.emit(view.tree.visualRect(row(view, name)).center())


def notice(view: CollectionsView) -> str:
    return view.notice.accessibleName() if view.notice.isVisible() else ""


def path_of(view: CollectionsView, name: str) -> Path:
    return next(node.path for root in view.roots() for node in root.walk() if node.name == name)


def until_names(qtbot: QtBot, view: CollectionsView, wanted: Callable[[list[str]], bool]) -> None:
    qtbot.waitUntil(lambda: wanted(names(view)))


# -- looking ----------------------------------------------------------------------------------------


def test_with_nothing_saved_it_says_how_to_begin(qtbot: QtBot, theme: Theme, jobs: Jobs, tmp_path: Path) -> None:
    state = UiState(tmp_path / "other.json")
    source = OpenCollections(tmp_path / "none", lambda: state)
    view = CollectionsView(theme, jobs, source)
    shown(qtbot, view)
    view.refresh()
    assert "Save" in " ".join(part.text() for part in view.findChildren(QLabel) if part.isVisible())
    qtbot.waitUntil(lambda: bool(view.roots()))
    assert not view.tree.isVisible()
    source.save_new(tmp_path / "none", SavedRequest("First", request()))
    view.refresh()
    qtbot.waitUntil(view.tree.isVisible)


def test_return_and_the_menu_open_a_request(qtbot: QtBot, view: CollectionsView) -> None:
    go(view, "Hero")
    with qtbot.waitSignal(view.open_requested) as told:
        press(view.tree, Qt.Key.Key_Return)
    assert told.args == [path_of(view, "Hero")]
    menu(view, "Banner")
    with qtbot.waitSignal(view.open_requested) as told:
        choose("Open")
    assert told.args == [path_of(view, "Banner")]


def test_a_folder_opens_and_stays_open_when_files_change(qtbot: QtBot, view: CollectionsView, source: OpenCollections, own: Path) -> None:
    go(view, "Checkout")
    press(view.tree, Qt.Key.Key_Return)
    assert "Nudge" in names(view)
    source.save_new(own, SavedRequest("Late", request()))
    view.refresh()
    until_names(qtbot, view, lambda found: "Late" in found)
    assert "Nudge" in names(view)
    remembered = view.tree.remembered()
    press(view.tree, Qt.Key.Key_Return)
    assert "Nudge" not in names(view)
    view.tree.restore(remembered)
    view.tree.show_roots(view.roots())
    assert "Nudge" in names(view)


def test_a_broken_file_is_shown_with_its_error_and_does_not_open(qtbot: QtBot, view: CollectionsView, broken: Path) -> None:
    assert "merge" in str(row(view, "conflict").data(Qt.ItemDataRole.ToolTipRole))
    with qtbot.assertNotEmitted(view.open_requested):
        go(view, "conflict")
        press(view.tree, Qt.Key.Key_Return)
    assert "merge" in notice(view)
    assert str(broken) in notice(view)


def test_a_mended_file_opens(qtbot: QtBot, view: CollectionsView, broken: Path) -> None:
    broken.write_text('name = "Mended"\nfriendly_id = "home_hero"\n')
    view.refresh()
    until_names(qtbot, view, lambda found: "Mended" in found)
    go(view, "Mended")
    with qtbot.waitSignal(view.open_requested):
        press(view.tree, Qt.Key.Key_Return)


def test_search_opens_what_it_finds(qtbot: QtBot, view: CollectionsView) -> None:
    retype(view.search, "checkout_n")
    until_names(qtbot, view, lambda found: found == ["My requests", "Checkout", "Nudge"])
    retype(view.search, "no such thing")
    qtbot.waitUntil(lambda: view.nothing.isVisible())
    view.search.clear()
    until_names(qtbot, view, lambda found: found == ["My requests", "Checkout", "Banner", "Hero"])


def test_a_collection_that_is_gone_says_so(qtbot: QtBot, view: CollectionsView, source: OpenCollections, tmp_path: Path) -> None:
    folder = source.create(tmp_path / "shop", "Shop")
    view.refresh()
    until_names(qtbot, view, lambda found: "Shop" in found)
    (folder / "workbench.toml").unlink()
    view.refresh()
    until_names(qtbot, view, lambda found: "shop" in found)
    assert "not there" in str(row(view, "shop").data(Qt.ItemDataRole.ToolTipRole))
    menu(view, "shop")
    with qtbot.waitSignal(view.close_requested) as told:
        choose("Close")
    assert told.args == [folder]


# -- changing ---------------------------------------------------------------------------------------


def test_rename_and_undo(qtbot: QtBot, view: CollectionsView) -> None:
    old = path_of(view, "Hero")
    go(view, "Hero")
    with qtbot.waitSignal(view.moved) as told:
        press(view.tree, Qt.Key.Key_F2)
        edit = only(view.tree, QLineEdit, lambda found: found.isVisible())
        retype(edit, "Big hero")
        press(edit, Qt.Key.Key_Return)
    until_names(qtbot, view, lambda found: "Big hero" in found)
    assert told.args == [((old, path_of(view, "Big hero")),)]
    with qtbot.waitSignal(view.moved) as told:
        press(view.tree, Qt.Key.Key_Z, modifiers=CTRL)
    until_names(qtbot, view, lambda found: "Hero" in found)
    assert told.args == [((told.args[0][0][0], old),)]
    assert path_of(view, "Hero") == old


def test_a_taken_name_is_refused_in_words(qtbot: QtBot, view: CollectionsView) -> None:
    view.tree.shown_model.setData(row(view, "Hero"), "Banner")
    qtbot.waitUntil(lambda: "Banner" in notice(view))
    assert names(view) == ["My requests", "Checkout", "Banner", "Hero"]


def test_duplicate_stands_beside_and_is_chosen(qtbot: QtBot, view: CollectionsView) -> None:
    go(view, "Banner")
    press(view.tree, Qt.Key.Key_D, modifiers=CTRL)
    until_names(qtbot, view, lambda found: found == ["My requests", "Checkout", "Banner", "Banner copy", "Hero"])
    qtbot.waitUntil(lambda: [node.name for node in view.chosen()] == ["Banner copy"])


def test_several_are_deleted_at_once_and_come_back(qtbot: QtBot, view: CollectionsView) -> None:
    view.tree.choose([path_of(view, "Banner"), path_of(view, "Checkout"), path_of(view, "Nudge")])
    press(view.tree, Qt.Key.Key_Delete)
    until_names(qtbot, view, lambda found: found == ["My requests", "Hero"])
    assert view.undo.isVisible()
    click(view.undo.button)
    until_names(qtbot, view, lambda found: found[:3] == ["My requests", "Checkout", "Banner"] or "Banner" in found)
    assert {"Checkout", "Banner", "Hero", "Nudge"} <= {node.name for root in view.roots() for node in root.walk()}


def test_undo_goes_back_step_by_step(qtbot: QtBot, view: CollectionsView) -> None:
    for name in ("Hero", "Banner"):
        go(view, name)
        press(view.tree, Qt.Key.Key_Delete)
        until_names(qtbot, view, lambda found, name=name: name not in found)  # type: ignore[misc]
    view.undo_last()
    until_names(qtbot, view, lambda found: "Banner" in found and "Hero" not in found)
    view.undo_last()
    until_names(qtbot, view, lambda found: "Hero" in found)


def test_a_move_by_dragging_and_its_undo(qtbot: QtBot, view: CollectionsView) -> None:
    model = view.tree.shown_model
    data = model.mimeData([row(view, "Hero")])
    model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, row(view, "My requests"))
    until_names(qtbot, view, lambda found: found == ["My requests", "Hero", "Checkout", "Banner"])
    data = model.mimeData([row(view, "Banner")])
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, row(view, "Checkout"))
    until_names(qtbot, view, lambda found: "Banner" not in found or found.index("Banner") == found.index("Checkout") + 2)
    qtbot.waitUntil(lambda: path_of(view, "Banner").parent == path_of(view, "Checkout"))
    view.undo_last()
    qtbot.waitUntil(lambda: path_of(view, "Banner").parent == path_of(view, "My requests"))


def test_a_new_folder_is_made_where_the_choice_is(qtbot: QtBot, view: CollectionsView) -> None:
    menu(view, "Checkout")
    choose("New folder…")
    edit = only(only(view, QInputDialog), QLineEdit)
    type_keys(edit, "Deep")
    press(edit, Qt.Key.Key_Return)
    until_names(qtbot, view, lambda found: "Deep" in found)
    assert path_of(view, "Deep").parent == path_of(view, "Checkout")


def test_the_menu_of_each_kind_offers_what_it_can_do(qtbot: QtBot, view: CollectionsView, source: OpenCollections, own: Path) -> None:
    source.save_new(own, Persona("Ada", Email("ada@example.com")))
    view.refresh()
    until_names(qtbot, view, lambda found: "Ada" in found)
    offered = {}
    for name in ("My requests", "Checkout", "Hero", "Ada"):
        menu(view, name)
        offered[name] = set(entries(popup()))
        popup().close()
    assert {"New request here", "New folder…", "New persona…", "Edit…", "Export…", "Close"} <= offered["My requests"]
    assert "Delete" not in offered["My requests"]
    assert {"New request here", "Rename", "Duplicate", "Delete", "Export…"} <= offered["Checkout"]
    assert {"Open", "Rename", "Duplicate", "Export…", "Delete", "Copy the path"} <= offered["Hero"]
    assert {"Edit…", "Send as this persona", "Duplicate", "Delete"} <= offered["Ada"]


def test_the_path_is_copied(view: CollectionsView) -> None:
    menu(view, "Hero")
    choose("Copy the path")
    assert QGuiApplication.clipboard().text() == str(path_of(view, "Hero"))


def test_places_lists_every_folder_with_its_depth(view: CollectionsView, own: Path) -> None:
    assert places(view.roots()) == (("My requests", own, 0), ("Checkout", path_of(view, "Checkout"), 1))
