"""Save as: under which name, and in which folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from tests.ui.collections.dialog_support import key, misnamed, walk
from tests.ui.support import click, field_of, named, press, retype, shown, tone_of
from workbench.ui.collections.save_dialog import SaveDialog
from workbench.ui.theme import Theme

OWN, TEAM = Path("/own"), Path("/team")
PLACES = (
    ("My requests", OWN, 0),
    ("Checkout", OWN / "checkout", 1),
    ("Cart", OWN / "checkout" / "cart", 2),
    ("Home", OWN / "home", 1),
    ("Team", TEAM, 0),
    ("Checkout", TEAM / "checkout", 1),
)


def opened(qtbot: QtBot, theme: Theme, name: str = "Home hero", place: Path = OWN) -> SaveDialog:
    made = SaveDialog(None, theme, name, PLACES, place)
    shown(qtbot, made)
    return made


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> SaveDialog:
    return opened(qtbot, theme)


def test_enter_saves_under_what_was_typed(qtbot: QtBot, dialog: SaveDialog) -> None:
    assert dialog.name.hasFocus()
    assert dialog.name.selectedText() == "Home hero"
    retype(dialog.name, "  Home hero, DE ")
    with qtbot.waitSignal(dialog.chosen) as told:
        key(dialog, Qt.Key.Key_Return)
    assert told.args == ["Home hero, DE", OWN]
    assert not dialog.isVisible()


def test_the_folder_is_chosen_with_the_keyboard(qtbot: QtBot, dialog: SaveDialog) -> None:
    dialog.folder.setFocus()
    press(dialog.folder, Qt.Key.Key_Down, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.chosen) as told:
        click(dialog.save)
    assert told.args == ["Home hero", OWN / "checkout" / "cart"]


def test_shut_the_list_shows_the_way_and_open_a_tree(qtbot: QtBot, theme: Theme) -> None:
    dialog = opened(qtbot, theme, place=TEAM / "checkout")
    assert dialog.folder.currentText() == "Team › Checkout"
    assert [dialog.folder.itemText(n) for n in (1, 2, 3, 4)] == [
        "My requests › Checkout",
        "My requests › Checkout › Cart",
        "My requests › Home",
        "Team",
    ]
    delegate = dialog.folder.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    drawn = []
    for row in range(len(PLACES)):
        option = QStyleOptionViewItem()
        delegate.initStyleOption(option, dialog.folder.model().index(row, 0))
        drawn.append(option.text)
    assert [text.strip() for text in drawn] == [name for name, _, _ in PLACES]
    indents = [len(text) - len(text.lstrip()) for text in drawn]
    assert indents == [indents[1] * depth for _, _, depth in PLACES]
    assert indents[1] > 0


def test_a_place_that_is_not_there_is_the_first(qtbot: QtBot, theme: Theme) -> None:
    dialog = opened(qtbot, theme, place=Path("/gone"))
    with qtbot.waitSignal(dialog.chosen) as told:
        click(dialog.save)
    assert told.args == ["Home hero", OWN]


@pytest.mark.parametrize("name", ["", "   "])
def test_a_name_is_needed(qtbot: QtBot, theme: Theme, name: str) -> None:
    dialog = opened(qtbot, theme, name)
    assert tone_of(dialog.name) == "", "an untouched form does not shout"
    dialog.folder.setFocus()
    with qtbot.assertNotEmitted(dialog.chosen):
        click(dialog.save)
    assert dialog.isVisible()
    assert dialog.name.hasFocus()
    assert tone_of(dialog.name) == "bad"
    assert "Type one" in field_of(dialog.name).message.text()
    retype(dialog.name, "x")
    assert tone_of(dialog.name) == ""


@pytest.mark.parametrize("way", ["cancel", "escape"])
def test_leaving_saves_nothing(qtbot: QtBot, dialog: SaveDialog, way: str) -> None:
    with qtbot.assertNotEmitted(dialog.chosen):
        click(dialog.cancel) if way == "cancel" else key(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_is_worked_with_the_keyboard_and_named_as_it_reads(dialog: SaveDialog) -> None:
    assert walk(dialog, dialog.save) == [dialog.name, dialog.folder, dialog.cancel, dialog.save]
    for name in ("Name", "Folder"):
        assert field_of(named(dialog, name)).title.text() == name
    assert misnamed(dialog) == []
    assert dialog.minimumWidth() >= 400


def test_very_long_names_of_folders_do_not_widen_it(qtbot: QtBot, theme: Theme) -> None:
    deep = [("A rather long name of a folder " * 5, Path(f"/{n}"), n) for n in range(30)]
    dialog = SaveDialog(None, theme, "x", deep, Path("/29"))
    shown(qtbot, dialog)
    assert dialog.width() <= 480
