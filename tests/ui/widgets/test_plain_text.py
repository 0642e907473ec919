"""What is typed into a plain text edit comes out to the character."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from workbench.ui.widgets.plain_text import plain_text


@pytest.mark.parametrize("text", ["", "a", "two\nlines\n", "10\u00a0000 €", "one\u2028line", "\t{\n  “ü” 😀\n}", "end \n\n"])
def test_every_character_is_kept(qtbot: QtBot, text: str) -> None:
    edit = QPlainTextEdit()
    qtbot.addWidget(edit)
    edit.setPlainText(text)
    assert plain_text(edit) == text
