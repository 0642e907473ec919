"""About: version, build, licences and folders in one dialog, and a button that copies what support asks for."""

from __future__ import annotations

import os

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets import label, push_button
from workbench.usecases.about import About

_WORDS = "For testing Sitecore Personalize flow executions. MIT licence. Not made or endorsed by Sitecore."


class AboutProgram(QDialog):
    """Shows an :class:`About`; ``keychain`` is what is known of it in one sentence, without a look at it."""

    def __init__(self, parent: QWidget, theme: Theme, about: About, keychain: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Personalize Workbench")
        self._about = about
        self._more = {
            "Qt": pyside_version,
            "Platform": QGuiApplication.platformName(),
            "Screens": ", ".join(_screen_texts()),
            "Desktop": os.environ.get("XDG_CURRENT_DESKTOP", ""),
            "Theme": f"{theme.choice}, shown {theme.colors.name}",
            "Keychain": keychain,
        }
        picture = QLabel()
        picture.setPixmap(parent.windowIcon().pixmap(64, 64))
        words = QVBoxLayout()
        words.addWidget(label(f"Personalize Workbench {about.version}", "title", selectable=True))
        words.addWidget(label(_WORDS, wrap=True))
        words.addWidget(label(f"{about.build} · Python {about.python} · Qt {pyside_version}", "muted", selectable=True))
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(picture)
        head.addLayout(words, 1)
        folders = "\n".join(f"{name}: {folder}" for name, folder in about.folders)
        self.parts = QPlainTextEdit("\n".join(f"{part.name} {part.version}: {part.licence}" for part in about.parts))
        self.parts.setReadOnly(True)
        self.parts.setFont(theme.mono)
        self.parts.setAccessibleName("Made with")
        self.copy = push_button("Copy diagnostics", "Version, system and folders, for a report; nothing of requests, tenants or keys")
        self.copy.clicked.connect(self._copy)
        self.texts = push_button("Licence texts", "Opens the folder with the licences of everything inside")
        self.texts.setVisible(about.texts is not None)
        self.texts.clicked.connect(self._open_texts)
        close = push_button("Close")
        close.setDefault(True)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addWidget(self.texts)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(label(folders, wrap=True, selectable=True))
        column.addWidget(label("Made with", "muted"))
        column.addWidget(self.parts, 1)
        column.addLayout(row)
        self.resize(620, 520)
        close.setFocus()

    def diagnostics(self) -> str:
        return self._about.diagnostics(self._more)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.diagnostics())
        self.copy.setText("Copied")

    def _open_texts(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._about.texts)))


def _screen_texts() -> list[str]:
    return [f"{screen.size().width()}×{screen.size().height()} at {screen.devicePixelRatio():g}" for screen in QGuiApplication.screens()]
