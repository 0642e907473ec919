"""A small editor for JSON typed by hand: fixed width, coloured, Tab leaves the field."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit

from workbench.ui.theme import Theme

_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<string>"(?:[^"\\]|\\.)*"?)|(?P<number>-?\d[\d.eE+-]*)|(?P<literal>\b(?:true|false|null)\b)|(?P<punctuation>[{}\[\]:,])'
)


class _Colours(QSyntaxHighlighter):
    def __init__(self, edit: QPlainTextEdit, theme: Theme) -> None:
        super().__init__(edit.document())
        self._theme = theme

    def highlightBlock(self, text: str) -> None:
        for found in _TOKEN.finditer(text):
            shape = QTextCharFormat()
            shape.setForeground(self._theme.color(f"json_{found.lastgroup}"))
            # Qt counts UTF-16 units, Python code points.
            start = len(text[: found.start()].encode("utf-16-le")) // 2
            self.setFormat(start, len(found.group().encode("utf-16-le", "surrogatepass")) // 2, shape)


class JsonEdit(QPlainTextEdit):
    """Grows from ``rows`` lines; Tab moves on, because a form is filled in from the keyboard."""

    def __init__(self, theme: Theme, rows: int, placeholder: str) -> None:
        super().__init__()
        self._rows = rows
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setPlaceholderText(placeholder)
        self.setFont(theme.mono)
        self._colours = _Colours(self, theme)
        theme.changed.connect(self._colours.rehighlight)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * rows + 20)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().lineSpacing() * self._rows + 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().lineSpacing() * self._rows + 20)
