"""Markdown, read and written: no HTML in it, nothing is ever loaded for it, and no link opens by itself."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFontDatabase, QImage, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat, QTextTable
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from workbench.domain.texts import shown
from workbench.ui.theme import Theme
from workbench.ui.widgets.ask import ask, nothing
from workbench.ui.widgets.basics import elided
from workbench.ui.widgets.buttons import Segments
from workbench.ui.widgets.plain_text import plain_text

LONGEST = 8_000
"""Characters.  Qt takes more than twice the time for twice the text; this much it lays out between two frames."""
MOST_CELLS = 300
"""A table of thousands of cells would take seconds; beyond this there are none, and it is shown as it was typed."""
_REST = "*The rest is not shown here.*"


class MarkdownView(QTextBrowser):
    """Read only.  ``link_requested``: the address of a link that was chosen, http or https only; nothing else can be."""

    link_requested = Signal(str)

    def __init__(self, theme: Theme, name: str = "Description") -> None:
        super().__init__()
        self._theme = theme
        self._markdown = ""
        self._nothing = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._nothing.fill(Qt.GlobalColor.transparent)
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setPlaceholderText("Nothing is written here yet.")
        self.anchorClicked.connect(self._chosen)
        self.highlighted.connect(self._pointed_at)
        theme.changed.connect(self._render)

    def show_markdown(self, text: str) -> None:
        self._markdown = text
        self._render()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A pixel nobody sees, whatever is asked for.  Told that there is nothing, Qt would open the file itself."""
        return self._nothing

    def _render(self) -> None:
        document = QTextDocument(self)
        document.setUndoRedoEnabled(False)
        document.setDefaultFont(self.font())
        document.setDocumentMargin(6)
        text = _bounded(self._markdown)
        flavour = QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        if text.count("|") > MOST_CELLS:
            flavour = QTextDocument.MarkdownFeature.MarkdownDialectCommonMark
        document.setMarkdown(text, flavour | QTextDocument.MarkdownFeature.MarkdownNoHTML)
        self._dress(document)
        self.setDocument(document)  # which lets go of the one before

    def _dress(self, document: QTextDocument) -> None:
        """Pictures become their description; links, code and quotations follow the theme."""
        link, code, quoted = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        link.setForeground(self._theme.color("accent"))
        code.setBackground(self._theme.color("hover"))
        code.setFontFamilies([self._theme.mono.family(), QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()])
        quoted.setForeground(self._theme.color("muted"))
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for start, length, shape in reversed(_fragments(document)):
            cursor.setPosition(start)
            quotation = cursor.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            if shape.isImageFormat():
                cursor.insertText(str(shape.property(QTextFormat.Property.ImageAltText) or ""), QTextCharFormat())
            elif shape.isAnchor():
                cursor.mergeCharFormat(link)
            elif shape.fontFamilies():
                cursor.mergeCharFormat(code)
            elif quotation:
                cursor.mergeCharFormat(quoted)
        _mend_first_cells(cursor)
        cursor.endEditBlock()

    def _chosen(self, url: QUrl) -> None:
        if url.isValid() and url.scheme() in ("http", "https") and url.host():
            self.link_requested.emit(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))

    def _pointed_at(self, url: QUrl) -> None:
        """Where a link leads is seen before it is clicked."""
        self.setToolTip(shown(url.toString(), 300))


class MarkdownEdit(QWidget):
    """Written in one place and read in the same: *Write* and *Preview*.  Tab leaves the text, as in a form."""

    changed = Signal()
    link_requested = Signal(str)

    def __init__(self, theme: Theme, rows: int = 4) -> None:
        super().__init__()
        self.edit = _Text(rows)
        self.view = MarkdownView(theme)
        self.view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)  # what is written in sets the height
        self.pages = QStackedWidget()
        self.pages.addWidget(self.edit)
        self.pages.addWidget(self.view)
        self.mode = Segments("Write or preview", [("write", "Write"), ("preview", "Preview")])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.pages, 1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.mode)
        row.addWidget(elided("Markdown: **bold**, *italic*, - list, [link](https://…)", "muted"), 1)
        column.addLayout(row)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self.changed)
        self.mode.chosen.connect(self.show_mode)
        self.view.link_requested.connect(self.link_requested)

    def set_text(self, text: str) -> None:
        self.edit.setPlainText(text)
        if self.mode.value() == "preview":
            self.view.show_markdown(text)

    def text(self) -> str:
        return plain_text(self.edit)

    def show_mode(self, mode: str) -> None:
        """``write`` or ``preview``."""
        self.mode.set_value(mode)
        if mode == "preview":
            self.view.show_markdown(self.text())
        page: QWidget = self.view if mode == "preview" else self.edit
        self.setFocusProxy(page)
        self.pages.setCurrentWidget(page)

    def setAccessibleName(self, name: str) -> None:
        """The name belongs to what is written in, and to what is read."""
        self.edit.setAccessibleName(name)
        self.view.setAccessibleName(name)

    def setAccessibleDescription(self, text: str) -> None:
        self.edit.setAccessibleDescription(text)


class _Text(QPlainTextEdit):
    """As high as its rows at least, and no higher than it has to be."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * rows + 20)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().lineSpacing() * self._rows + 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().lineSpacing() * self._rows + 20)


def ask_to_open(parent: QWidget, address: str) -> None:
    """A link leads out of the workbench: the whole address is shown, and a person says yes."""
    answers = {"Open": lambda: QDesktopServices.openUrl(QUrl(address)), "Cancel": nothing}
    ask(parent, "Open in the browser?", shown(address, 300), "", answers)


def _bounded(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    cut = text.rfind("\n", 0, LONGEST)
    return f"{text[: cut if cut > 0 else LONGEST]}\n\n{_REST}"


def _mend_first_cells(cursor: QTextCursor) -> None:
    """Qt 6.11 puts an empty line into the first cell of a table that follows code or a quotation; it is taken out."""
    block = cursor.document().begin()
    while block.isValid():
        after = block.next()
        table: QTextTable | None = QTextCursor(block).currentTable()
        empty = not block.text() and after.isValid()
        if table is not None and empty and table.cellAt(after.position()) == table.cellAt(block.position()):
            cursor.setPosition(block.position())
            plain = cursor.blockFormat()
            cursor.deleteChar()
            cursor.setBlockFormat(plain)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(table.cellAt(0, 0).format())
            block = cursor.block()
        block = block.next()


def _fragments(document: QTextDocument) -> list[tuple[int, int, QTextCharFormat]]:
    """Every stretch of one format: where it starts, how long it is, the format."""
    found: list[tuple[int, int, QTextCharFormat]] = []
    block = document.begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            fragment = place.fragment()
            found.append((fragment.position(), fragment.length(), fragment.charFormat()))
            place += 1
        block = block.next()
    return found
