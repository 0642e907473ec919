"""What an update check came to: the version and its notes as plain text; the page opens only when it is asked for."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.ui.widgets import label, primary_button, push_button
from workbench.usecases.updates import Update


class UpdateDialog(QDialog):
    """For a version that is newer than the one that runs."""

    def __init__(self, parent: QWidget, update: Update, running: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Check for updates")
        self._page = update.page
        self.notes = QPlainTextEdit(update.notes)
        self.notes.setReadOnly(True)
        self.notes.setAccessibleName("Notes")
        self.notes.setVisible(bool(update.notes.strip()))
        where = f"The page is {update.page}" if update.page else "No page was named: ask whoever gave you the workbench for it"
        self.open_page = primary_button("Open page", "Opens it in the browser")
        self.open_page.setVisible(bool(update.page))
        self.open_page.clicked.connect(self._open)
        close = push_button("Close")
        close.setDefault(True)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.open_page)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(f"Version {update.version} is available", "title", wrap=True))
        column.addWidget(label(f"You have {running}. Nothing was downloaded.", wrap=True))
        column.addWidget(self.notes, 1)
        column.addWidget(label(f"{where}.", "muted", wrap=True, selectable=True))
        column.addLayout(row)
        self.resize(560, 420 if update.notes.strip() else 180)
        close.setFocus()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self._page))
        self.close()
