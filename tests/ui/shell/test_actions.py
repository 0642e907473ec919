"""The declared actions: unique, bound, in menus; and the palette that runs them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.support import click, press, retype, type_keys
from workbench.domain import Region, Tenant
from workbench.ui.shell.about import AboutProgram
from workbench.ui.shell.actions import ACTIONS
from workbench.ui.shell.commands import MENU_ORDER
from workbench.ui.shell.palette import Palette, matches
from workbench.ui.shell.window import MainWindow


def test_ids_and_shortcuts_are_unique() -> None:
    assert [i for i, count in Counter(action.id for action in ACTIONS).items() if count > 1] == []
    keys = Counter(QKeySequence(action.shortcut).toString() for action in ACTIONS if action.shortcut)
    assert [k for k, count in keys.items() if count > 1] == []
    assert "" not in keys, "every declared shortcut is one Qt understands"


def test_titles_are_unique_within_the_palette() -> None:
    assert [t for t, count in Counter(action.title for action in ACTIONS).items() if count > 1] == []


def test_every_action_says_where_it_stands_and_what_it_does() -> None:
    for action in ACTIONS:
        room, _, verb = action.id.partition(".")
        assert room, action
        assert verb, action
        assert action.title, action
        assert action.menu in MENU_ORDER, action


def test_every_declared_action_is_bound_in_the_window(window: MainWindow) -> None:
    assert list(window.commands.qt) == [action.id for action in ACTIONS]
    assert [i for i, action in window.commands.qt.items() if not action.isEnabled()] == []
    unbound = [i for i, action in window.commands.qt.items() if action.receivers("2triggered(bool)") == 0]
    assert unbound == []


def test_every_action_stands_in_its_menu_with_its_shortcut(window: MainWindow) -> None:
    menus = {action.text(): action.menu() for action in window.menuBar().actions()}
    assert list(menus) == list(MENU_ORDER)
    for declared in ACTIONS:
        menu = menus[declared.menu]
        assert isinstance(menu, QMenu)
        made = window.commands.qt[declared.id]
        assert made in menu.actions()
        assert made.text() == declared.title
        assert made.shortcut() == QKeySequence(declared.shortcut)


# -- the palette ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "title", "fits"),
    [
        ("", "Send", True),
        ("send", "Send", True),
        ("AGAIN send", "Send again", True),
        ("sen aga", "Send again", True),
        ("sendx", "Send", False),
        ("send zzz", "Send again", False),
    ],
)
def test_every_word_has_to_occur_in_any_order(words: str, title: str, fits: bool) -> None:
    assert matches(words, title) is fits


def palette_of(qtbot: QtBot, window: MainWindow) -> Palette:
    window.commands.run("view.palette")
    found = window.findChildren(Palette)
    assert len(found) == 1
    qtbot.waitUntil(found[0].search.hasFocus)
    return found[0]


def titles(palette: Palette) -> list[str]:
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_the_palette_lists_every_action_but_itself_and_narrows(qtbot: QtBot, window: MainWindow) -> None:
    palette = palette_of(qtbot, window)
    assert titles(palette) == [action.title for action in ACTIONS if action.id != "view.palette"]
    type_keys(palette.search, "diff next")
    assert titles(palette) == ["Next difference"]
    retype(palette.search, "zzzz")
    assert titles(palette) == []
    press(palette.search, Qt.Key.Key_Return)
    assert palette.isVisible(), "nothing to run"
    press(palette.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Palette))


def test_return_runs_what_is_chosen_with_the_arrow_keys(qtbot: QtBot, window: MainWindow) -> None:
    ran: list[str] = []
    for action_id, made in window.commands.qt.items():
        if action_id in ("history.pin", "history.label"):
            made.triggered.connect(lambda _=False, action_id=action_id: ran.append(action_id))
    palette = palette_of(qtbot, window)
    type_keys(palette.search, "la")
    wanted = titles(palette).index("Label…")
    press(palette.search, *[Qt.Key.Key_Down] * wanted, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ran == ["history.label"])
    qtbot.waitUntil(lambda: not window.findChildren(Palette))


def test_the_arrow_keys_stop_at_both_ends(qtbot: QtBot, window: MainWindow) -> None:
    palette = palette_of(qtbot, window)
    press(palette.search, Qt.Key.Key_Up)
    assert palette.list.currentRow() == 0
    press(palette.search, *[Qt.Key.Key_PageDown] * 12)
    assert palette.list.currentRow() == palette.list.count() - 1
    press(palette.search, Qt.Key.Key_PageUp)
    assert palette.list.currentRow() < palette.list.count() - 1


def test_a_disabled_action_is_not_offered(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.enable("history.pin", False)
    assert "Pin or unpin" not in titles(palette_of(qtbot, window))


# -- looks and help ---------------------------------------------------------------------------------


def test_the_theme_is_switched_and_remembered(qtbot: QtBot, window: MainWindow) -> None:
    store = window.workbench.settings_store()
    window.commands.run("view.theme")
    assert window.theme.colors.name == "dark"
    qtbot.waitUntil(lambda: store.load().theme == "dark")
    window.commands.run("view.theme")
    assert window.theme.colors.name == "light"
    qtbot.waitUntil(lambda: store.load().theme == "light")
    window.commands.run("view.theme_system")
    assert window.theme.choice == "system"


def test_the_bars_can_be_hidden_and_shown(window: MainWindow) -> None:
    for action_id, part in (("view.sidebar", window.left), ("view.composer", window.composer)):
        window.commands.run(action_id)
        assert not part.isVisible()
        window.commands.run(action_id)
        assert part.isVisible()


def test_about_says_which_version_and_where_the_files_are(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.run("help.about")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AboutProgram)
    words = "\n".join(each.text() for each in dialog.findChildren(QLabel))
    assert "Personalize Workbench 1.0" in words
    for place in (window.workbench.places.config, window.workbench.places.data, window.workbench.places.logs):
        assert str(place) in words
    assert "httpx " in dialog.parts.toPlainText()
    assert not dialog.texts.isVisible(), "a checkout has no folder of licences"
    press(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_diagnostics_are_copied_without_tenants_keys_and_the_users_name(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(window.workbench.places.config.parents[1]))
    monkeypatch.setenv("USERPROFILE", str(window.workbench.places.config.parents[1]))
    tenant = window.workbench.tenants().add(Tenant("", "Acme Airlines", region=Region.EU))
    window.commands.run("help.about")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AboutProgram)
    click(dialog.copy)
    copied = QApplication.clipboard().text()
    for name in ("Version: 1.0", "Build: from Python files", "Qt: 6.", "Platform: offscreen", "Keychain: ", "Settings and tenants: ~"):
        assert name in copied, name
    assert dialog.copy.text() == "Copied"
    assert "Acme" not in copied
    assert tenant.id not in copied
    assert str(Path.home()) not in copied
    dialog.close()
