"""Looks: contrast that is computed, icons that exist, a switch that reaches everything."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.ui.shell.actions import ACTIONS
from workbench.ui.theme import Theme
from workbench.ui.theme.colors import DARK, LIGHT, Colors
from workbench.ui.theme.icons import icon
from workbench.ui.theme.sheet import style_sheet
from workbench.ui.widgets import ghost_button

ROOT = Path(__file__).parents[3]
BOTH = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda c: c.name)
GROUNDS = ("window", "panel", "field", "hover", "selected")
MEANINGS = ("good", "warn", "bad", "info", "added", "removed", "changed", "moved")
SOFT = (*(f"{meaning}_soft" for meaning in MEANINGS), "accent_soft")
JSON = ("json_key", "json_string", "json_number", "json_literal", "json_punctuation")
DIFF = ("added_soft", "removed_soft", "changed_soft", "moved_soft")
ICON_USERS = {"icon", "ghost_button", "EmptyState", "Action"}


def luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colors: Colors, text: str, ground: str) -> float:
    dark, light = sorted((luminance(getattr(colors, text)), luminance(getattr(colors, ground))))
    return (light + 0.05) / (dark + 0.05)


def too_weak(colors: Colors, pairs: list[tuple[str, str]], least: float = 4.5) -> dict[str, float]:
    found = {f"{text} on {ground}": contrast(colors, text, ground) for text, ground in pairs}
    return {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < least}


def test_the_formula_is_the_one_of_wcag() -> None:
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("#000000") == 0
    assert luminance("#777777") == pytest.approx(0.1845, abs=1e-4)


@BOTH
def test_text_and_muted_text_can_be_read_on_every_ground(colors: Colors) -> None:
    assert too_weak(colors, [(text, ground) for text in ("text", "muted") for ground in (*GROUNDS, *SOFT)]) == {}
    assert too_weak(colors, [("text", "match"), ("text", "match_current")]) == {}


@BOTH
def test_meanings_accents_and_json_can_be_read_where_they_stand(colors: Colors) -> None:
    pairs = [(meaning, ground) for meaning in MEANINGS for ground in (f"{meaning}_soft", "panel", "hover", "selected")]
    pairs += [("accent", ground) for ground in ("panel", "window", "hover", "accent_soft")]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("line_number", "panel")]
    pairs += [(role, ground) for role in JSON for ground in ("panel", "hover", "selected", *DIFF)]
    assert too_weak(colors, pairs) == {}


@BOTH
def test_the_focus_stands_out_from_what_is_around_it(colors: Colors) -> None:
    assert too_weak(colors, [("focus", ground) for ground in ("window", "panel", "field", "hover")], least=3) == {}


@BOTH
def test_every_role_is_a_colour_and_both_sets_differ(colors: Colors) -> None:
    roles = [f.name for f in fields(Colors) if f.name != "name"]
    assert [role for role in roles if not re.fullmatch("#[0-9a-f]{6}", getattr(colors, role))] == []
    assert [role for role in roles if getattr(LIGHT, role) == getattr(DARK, role)] == []


@BOTH
def test_the_sheet_holds_no_gap_and_names_only_files_that_are_there(colors: Colors) -> None:
    sheet = style_sheet(colors, (ROOT / "resources" / "icons").as_posix())
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    images = re.findall(r"url\(([^)]+)\)", sheet)
    assert images
    assert [image for image in images if not Path(image).is_file()] == []


def icons_in_the_source() -> Iterator[tuple[str, str]]:
    """(place, name) of every icon that is named in a call."""
    for path in sorted((ROOT / "workbench" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            place = {"icon": 0, "ghost_button": 1, "EmptyState": 1}.get(called)
            if place is None or len(node.args) <= place:
                continue
            name = node.args[place]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield f"{path.name}:{node.lineno}", name.value


def test_every_icon_that_is_named_was_drawn(qtbot: QtBot) -> None:
    named = [*icons_in_the_source(), *((action.id, action.icon) for action in ACTIONS if action.icon)]
    assert len(named) > 30
    for _place, name in named:
        assert not icon(name, LIGHT.text).isNull()
    with pytest.raises(KeyError):
        icon("unicorn", LIGHT.text)


def test_icons_show_something_in_the_colour_that_was_asked_for(qtbot: QtBot) -> None:
    picture = icon("compare", "#ff0000").pixmap(QSize(24, 24), QIcon.Mode.Normal).toImage()
    solid = [picture.pixelColor(x, y) for x in range(24) for y in range(24) if picture.pixelColor(x, y).alpha() > 200]
    assert solid
    assert {(c.red() > 200, c.green() < 60, c.blue() < 60) for c in solid} == {(True, True, True)}


def test_choosing_a_theme_changes_palette_sheet_and_tells(qtbot: QtBot, theme: Theme, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert (theme.choice, theme.colors) == ("dark", DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    assert DARK.accent in qapp.styleSheet()
    assert theme.color("text").name() == DARK.text
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose("dark")
        theme.choose("purple")
    assert theme.choice == "dark"
    theme.choose("light")
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == LIGHT.window


def test_the_systems_choice_is_followed_only_when_it_is_chosen(qtbot: QtBot, theme: Theme, qapp: QApplication) -> None:
    theme.choose("dark")
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert theme.colors is DARK
    theme.choose("system")
    assert theme.colors is LIGHT, "offscreen knows no scheme, and unknown means light"


def test_icons_of_buttons_follow_the_theme(qtbot: QtBot, theme: Theme) -> None:
    made = ghost_button(theme, "send", "Send")
    qtbot.addWidget(made)
    before = made.icon().cacheKey()
    theme.choose("dark")
    assert made.icon().cacheKey() != before
