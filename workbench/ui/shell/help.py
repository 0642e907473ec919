"""Help: the pages of ``resources/help`` in a plain window, the shortcuts from the declared actions."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from workbench.ui.shell.about import AboutProgram
from workbench.ui.shell.commands import Commands
from workbench.ui.theme import Theme
from workbench.ui.widgets import Panel, push_button
from workbench.ui.widgets.ask import ask, nothing
from workbench.usecases import Workbench
from workbench.usecases.about import describe

PAGES = (
    ("getting-started.md", "Getting started"),
    ("requests.md", "Requests"),
    ("collections.md", "Collections"),
    ("values.md", "Values, personas, secrets"),
    ("importing.md", "Importing"),
    ("exporting.md", "Exporting and sharing"),
    ("copy-as-code.md", "Copy as code"),
    ("tenants-and-keys.md", "Tenants and keys"),
    ("reading.md", "Reading a response"),
    ("history.md", "History"),
    ("comparing.md", "Side by side"),
    ("experiments.md", "Experiments"),
    ("suites.md", "Suites"),
    ("sandbox.md", "The Sandbox"),
    ("terminal.md", "In the terminal"),
    ("installing.md", "Installing"),
)


class Help(QObject):
    """Opens one help window; pages are our own Markdown, links to the web are asked about first."""

    def __init__(
        self, window: QWidget, theme: Theme, workbench: Workbench, commands: Commands, keychain: Callable[[], str] = lambda: ""
    ) -> None:
        """``keychain`` gives what is known of it in one sentence."""
        super().__init__(window)
        self._keychain = keychain
        self._window = window
        self._theme = theme
        self._workbench = workbench
        self._commands = commands

    def open(self) -> None:
        self._show(PAGES[0][0])

    def open_shortcuts(self) -> None:
        self._show("shortcuts")

    def open_about(self) -> None:
        about = describe(self._workbench.places, self._workbench.app_version)
        dialog = AboutProgram(self._window, self._theme, about, self._keychain())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show(self, page: str) -> None:
        dialog = _HelpWindow(self._window, self._theme, self._workbench, self._shortcuts())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show_page(page)
        dialog.show()

    def _shortcuts(self) -> str:
        rows = []
        for declared in self._commands.declared.values():
            keys = self._commands.qt[declared.id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            if keys:
                rows.append(
                    f"<tr><td style='padding:3px 24px 3px 0'>{escape(declared.title)}</td><td><code>{escape(keys)}</code></td></tr>"
                )
        return f"<h1>Keyboard shortcuts</h1><table>{''.join(rows)}</table>"


class _Pages(QTextBrowser):
    """Pictures as wide as the page, in the colours of the theme: the pages name the light ones."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setOpenLinks(False)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        wanted = QUrl(name).fileName().replace("-light.", f"-{self._theme.colors.name}.")
        picture = QImage(str(Path(self.searchPaths()[0]) / wanted))
        room = max(200, self.viewport().width() - 2 * int(self.document().documentMargin()))
        return picture if picture.width() <= room else picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)


class _HelpWindow(QDialog):
    def __init__(self, parent: QWidget, theme: Theme, workbench: Workbench, shortcuts: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self._folder = workbench.places.help
        self._shortcuts = shortcuts
        self.list = QListWidget()
        self.list.setAccessibleName("Help pages")
        side = Panel(bottom=6)
        side.setFixedWidth(210)
        side.body.setContentsMargins(6, 6, 6, 6)
        side.body.addWidget(self.list)
        for name, title in (*PAGES, ("shortcuts", "Keyboard shortcuts")):
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(item)
        self.text = _Pages(theme)
        self.text.setAccessibleName("Help")
        self.text.setSearchPaths([str(self._folder)])
        self.text.document().setDocumentMargin(18)
        close = push_button("Close")
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(side)
        row.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.addLayout(row, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.list.currentRowChanged.connect(self._row_chosen)
        self.text.anchorClicked.connect(self._link)
        self.resize(920, 640)

    def show_page(self, name: str) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(row)
        self.list.scheduleDelayedItemsLayout()  # the rows were measured before the style was there

    def _row_chosen(self, row: int) -> None:
        if row >= 0:
            self._load(self.list.item(row).data(Qt.ItemDataRole.UserRole))

    def _load(self, name: str) -> None:
        if name == "shortcuts":
            self.text.setHtml(self._shortcuts)
            return
        path = self._folder / name
        self.text.setMarkdown(
            path.read_text(encoding="utf-8") if path.is_file() else f"The page {name} is missing. Install the workbench again."
        )

    def _link(self, url: QUrl) -> None:
        if url.isRelative():
            self.show_page(url.path())
            return
        ask(self, "Open in the browser?", url.toString(), "", {"Open": lambda: QDesktopServices.openUrl(url), "Cancel": nothing})
