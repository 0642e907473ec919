"""A form in a dialog, whatever stands in it: it goes away without a trace."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.support import click, retype, shown
from workbench.collections import About
from workbench.domain.persona import Persona
from workbench.ui.collections.about_dialog import AboutDialog
from workbench.ui.collections.form_dialog import FormDialog
from workbench.ui.collections.persona_dialog import PersonaDialog
from workbench.ui.theme import Theme


def dialog_of(kind: str, parent: QWidget | None, theme: Theme) -> FormDialog:
    if kind == "persona":
        return PersonaDialog(parent, theme, Persona("Anna"), new=False)
    return AboutDialog(parent, theme, "Folder", About("Checkout"))


@pytest.mark.parametrize("kind", ["persona", "about"])
def test_a_dialog_nobody_holds_is_gone_at_once(theme: Theme, kind: str) -> None:
    """Not only when the garbage collector comes: PySide dies of dialogs that it takes apart."""
    gc.collect()
    gc.disable()
    try:
        seen = weakref.ref(dialog_of(kind, None, theme))
        assert seen() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("kind", ["persona", "about"])
def test_a_dialog_that_was_saved_is_deleted(qtbot: QtBot, theme: Theme, kind: str) -> None:
    window = QWidget()
    shown(qtbot, window)
    dialog = dialog_of(kind, window, theme)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    assert dialog.isVisible()
    dialog.try_save()
    gone: list[int] = []
    dialog.destroyed.connect(lambda: gone.append(1))
    dialog.done_saving()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: len(gone) == 1)
    assert not window.findChildren(FormDialog)


def test_a_form_that_is_being_saved_cannot_be_changed(qtbot: QtBot, theme: Theme) -> None:
    dialog = AboutDialog(None, theme, "Folder", About("Checkout"))
    shown(qtbot, dialog)
    retype(dialog.name, "Cart")
    click(dialog.save)
    retype(dialog.name, "typed meanwhile")
    assert dialog.name.text() == "Cart"
    dialog.show_problem("The folder is read-only.")
    retype(dialog.name, "typed afterwards")
    assert dialog.name.text() == "typed afterwards"
