"""What stands in a plain text edit, to the character."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit


def plain_text(edit: QPlainTextEdit) -> str:
    """The text as it was typed.  ``toPlainText`` makes a common blank of U+00A0, and a new line of U+2028."""
    return edit.document().toRawText().replace("\u2029", "\n")
