"""What is said of a collection or a folder, edited."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.collections.dialog_support import answer, asked, key, misnamed, texts, walk
from tests.ui.support import click, field_of, named, retype, shown, tone_of
from workbench.collections import About
from workbench.ui.collections.about_dialog import AboutDialog
from workbench.ui.theme import Theme

CHECKOUT = About("Checkout", "What the **basket** asks for.", {"campaign": "summer", "limit": 3})


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> AboutDialog:
    made = AboutDialog(None, theme, "Folder “Checkout”", CHECKOUT)
    shown(qtbot, made)
    return made


def saved(qtbot: QtBot, dialog: AboutDialog) -> About:
    with qtbot.waitSignal(dialog.saved) as told:
        click(dialog.save)
    assert told.args is not None
    about = told.args[0]
    assert isinstance(about, About)
    return about


def test_what_is_said_is_shown(dialog: AboutDialog) -> None:
    assert dialog.windowTitle() == "Folder “Checkout”"
    assert (dialog.name.text(), dialog.description.text()) == ("Checkout", "What the **basket** asks for.")
    assert '"campaign": "summer"' in dialog.values.toPlainText()
    assert dialog.name.hasFocus()
    assert not dialog.is_changed()


def test_what_is_changed_is_handed_over(qtbot: QtBot, dialog: AboutDialog) -> None:
    retype(dialog.name, "Cart")
    retype(dialog.values, '{"campaign": "{{season}} sale", "list": [1, null]}')
    retype(dialog.description.edit, "# Cart\n\nNew.")
    assert saved(qtbot, dialog) == About("Cart", "# Cart\n\nNew.", {"campaign": "{{season}} sale", "list": [1, None]})
    dialog.done_saving()
    assert not dialog.isVisible()


def test_without_a_change_the_same_is_handed_over(qtbot: QtBot, dialog: AboutDialog) -> None:
    assert saved(qtbot, dialog) == CHECKOUT


@pytest.mark.parametrize(
    ("control", "text", "part"),
    [("name", " ", "The name is empty."), ("values", "{", "Line 1"), ("values", '{"a b": 1}', "a b"), ("values", '{"a": "{{a}}"}', "refers to itself")],
)  # fmt: skip
def test_what_is_wrong_is_marked_and_not_saved(qtbot: QtBot, dialog: AboutDialog, control: str, text: str, part: str) -> None:
    edit = getattr(dialog, control)
    retype(edit, text)
    with qtbot.assertNotEmitted(dialog.saved):
        click(dialog.save)
    assert tone_of(edit) == "bad"
    assert part in field_of(edit).message.text()
    assert edit.hasFocus()


def test_a_problem_of_the_owner_is_told(qtbot: QtBot, dialog: AboutDialog) -> None:
    retype(dialog.name, "Cart")
    saved(qtbot, dialog)
    dialog.show_problem("folder.toml was changed elsewhere. Open it again.")
    assert "folder.toml was changed elsewhere. Open it again." in texts(dialog)
    assert dialog.save.isEnabled()


def test_what_was_changed_is_asked_about(qtbot: QtBot, dialog: AboutDialog) -> None:
    retype(dialog.description.edit, "Other words")
    key(dialog, Qt.Key.Key_Escape)
    assert asked(dialog)
    answer(qtbot, dialog, "Discard")
    assert not dialog.isVisible()


def test_it_is_worked_with_the_keyboard(dialog: AboutDialog) -> None:
    order = [dialog.name, dialog.description.edit, dialog.description.mode.button("write"), dialog.values, dialog.cancel, dialog.save]
    assert walk(dialog, dialog.save) == order


def test_every_control_is_named_after_its_label(dialog: AboutDialog) -> None:
    for name in ("Name", "Description", "Values"):
        assert field_of(named(dialog, name)).title.text() == name
    assert misnamed(dialog) == []
