"""The saved list on real files: broken ones shown with their error, everything else with a way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.history.factory import request
from tests.ui.support import choose, click, only, press, retype, shown, type_keys
from workbench.collections import SavedRequest, SavedRequests
from workbench.ui.collections import SavedView
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme


@pytest.fixture
def source(tmp_path: Path) -> SavedRequests:
    made = SavedRequests(tmp_path / "saved")
    for name in ("Banner", "Hero"):
        made.save(SavedRequest(name, request()))
    return made


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, jobs: Jobs, source: SavedRequests) -> SavedView:
    made = SavedView(theme, jobs, source)
    made.resize(300, 400)
    shown(qtbot, made)
    made.refresh()
    qtbot.waitUntil(lambda: names(made) == ["Banner", "Hero"])
    return made


@pytest.fixture
def broken(qtbot: QtBot, view: SavedView, tmp_path: Path) -> Path:
    path = tmp_path / "saved" / "conflict.request.toml"
    path.write_text("<<<<<<< ours\nname = 1\n")
    view.refresh()
    qtbot.waitUntil(lambda: len(names(view)) == 3)
    return path


def names(view: SavedView) -> list[str]:
    return [view.list.item(row).text() for row in range(view.list.count())]


def menu(view: SavedView, name: str) -> None:
    item = view.list.item(names(view).index(name))
    view.list.setCurrentItem(item)
    view.list.customContextMenuRequested.emit(view.list.visualItemRect(item).center())


def notice(view: SavedView) -> str:
    return view.notice.accessibleName() if view.notice.isVisible() else ""


def path_of(source: SavedRequests, name: str) -> Path:
    return next(entry.path for entry in source.list() if entry.name == name)


def test_an_empty_list_says_how_to_fill_it(qtbot: QtBot, theme: Theme, jobs: Jobs, tmp_path: Path) -> None:
    source = SavedRequests(tmp_path / "none")
    view = SavedView(theme, jobs, source)
    shown(qtbot, view)
    view.refresh()
    assert "Save" in " ".join(part.text() for part in view.findChildren(QLabel) if part.isVisible())
    source.save(SavedRequest("First", request()))
    view.refresh()
    qtbot.waitUntil(view.list.isVisible)


def test_return_and_double_click_open_a_request(qtbot: QtBot, view: SavedView, source: SavedRequests) -> None:
    view.list.setCurrentRow(1)
    view.list.setFocus()
    with qtbot.waitSignal(view.open_requested) as told:
        press(view.list, Qt.Key.Key_Return)
    assert told.args == [path_of(source, "Hero")]
    menu(view, "Banner")
    with qtbot.waitSignal(view.open_requested) as told:
        choose("Open")
    assert told.args == [path_of(source, "Banner")]


def test_a_broken_file_is_shown_with_its_error_and_does_not_open(qtbot: QtBot, view: SavedView, broken: Path) -> None:
    item = view.list.item(names(view).index("conflict"))
    assert "merge-conflict" in item.toolTip()
    with qtbot.assertNotEmitted(view.open_requested):
        menu(view, "conflict")
        choose("Open")
    assert "merge-conflict" in notice(view)
    assert str(broken) in notice(view)


def test_a_mended_file_opens(qtbot: QtBot, view: SavedView, broken: Path) -> None:
    broken.write_text('name = "Mended"\nfriendly_id = "home_hero"\n')
    view.refresh()
    qtbot.waitUntil(lambda: "Mended" in names(view))
    with qtbot.waitSignal(view.open_requested):
        menu(view, "Mended")
        choose("Open")


def test_deleted_is_taken_back_by_undo(qtbot: QtBot, view: SavedView, source: SavedRequests) -> None:
    before = path_of(source, "Banner").read_bytes()
    menu(view, "Banner")
    choose("Delete")
    qtbot.waitUntil(lambda: names(view) == ["Hero"])
    assert "Banner" in view.undo.accessibleName()
    click(view.undo.button)
    qtbot.waitUntil(lambda: names(view) == ["Banner", "Hero"])
    assert path_of(source, "Banner").read_bytes() == before


def test_a_broken_file_can_be_deleted_and_comes_back_as_it_was(qtbot: QtBot, view: SavedView, broken: Path) -> None:
    before = broken.read_bytes()
    menu(view, "conflict")
    choose("Delete")
    qtbot.waitUntil(lambda: not broken.exists() and len(names(view)) == 2)
    click(view.undo.button)
    qtbot.waitUntil(lambda: "conflict" in names(view))
    assert broken.read_bytes() == before


def rename(view: SavedView, name: str, new: str) -> None:
    menu(view, name)
    choose("Rename…")
    edit = only(only(view, QInputDialog), QLineEdit)
    retype(edit, new)
    press(edit, Qt.Key.Key_Return)


def test_rename(qtbot: QtBot, view: SavedView, source: SavedRequests) -> None:
    rename(view, "Hero", " Autumn hero ")
    qtbot.waitUntil(lambda: names(view) == ["Autumn hero", "Banner"])
    assert path_of(source, "Autumn hero").name == "autumn-hero.request.toml"
    assert source.load(path_of(source, "Autumn hero")).request == request()


def test_a_name_that_is_taken_is_refused_and_nothing_is_lost(qtbot: QtBot, view: SavedView, source: SavedRequests) -> None:
    rename(view, "Hero", "banner")
    qtbot.waitUntil(lambda: "banner" in notice(view))
    assert [entry.name for entry in source.list()] == ["Banner", "Hero"]


@pytest.mark.parametrize("new", ["", "   ", "Hero"])
def test_an_empty_or_unchanged_name_renames_nothing(qtbot: QtBot, view: SavedView, source: SavedRequests, new: str) -> None:
    before = path_of(source, "Hero").stat().st_mtime_ns
    rename(view, "Hero", new)
    qtbot.waitUntil(lambda: not view.findChildren(QInputDialog))
    assert names(view) == ["Banner", "Hero"]
    assert path_of(source, "Hero").stat().st_mtime_ns == before


def test_duplicate_and_copy_path(qtbot: QtBot, view: SavedView, source: SavedRequests) -> None:
    menu(view, "Hero")
    choose("Duplicate")
    qtbot.waitUntil(lambda: names(view) == ["Banner", "Hero", "Hero copy"])
    menu(view, "Banner")
    choose("Copy the file's path")
    assert QGuiApplication.clipboard().text() == str(path_of(source, "Banner"))


def test_a_file_that_is_gone_meanwhile_is_told(qtbot: QtBot, view: SavedView, source: SavedRequests) -> None:
    path_of(source, "Hero").unlink()
    menu(view, "Hero")
    choose("Delete")
    qtbot.waitUntil(lambda: bool(notice(view)))
    assert not view.undo.isVisible()


def test_the_request_the_form_shows_is_marked_and_stays_so(qtbot: QtBot, view: SavedView, source: SavedRequests) -> None:
    view.select(path_of(source, "Hero"))
    assert view.list.currentItem().text() == "Hero"
    source.save(SavedRequest("Autumn", request()))
    view.refresh()
    qtbot.waitUntil(lambda: names(view) == ["Autumn", "Banner", "Hero"])
    assert view.list.currentItem().text() == "Hero"


def test_keys_typed_into_the_list_find_a_name(view: SavedView) -> None:
    view.list.setFocus()
    type_keys(view.list, "He")
    assert view.list.currentItem().text() == "Hero"
