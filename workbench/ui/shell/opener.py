"""Files a person opens from outside: by a double click, which is an argument on Windows and Linux and an event on macOS."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from workbench.ui.shell.window import MainWindow


class Opener(QObject):
    """Shows what a file would bring, as a drop on the window does; not before the window is ready."""

    def __init__(self, window: MainWindow, app: QApplication | None = None) -> None:
        """``app`` only where files come as events: from then on every event of the application passes through here."""
        super().__init__(window)
        self._window = window
        self._is_ready = False
        self._waiting: list[Path] = []
        window.ready.connect(self._ready)
        if app is not None:
            app.installEventFilter(self)

    def open_soon(self, file: Path) -> None:
        if self._is_ready:
            self._window.passing.import_files([file])
        else:
            self._waiting.append(file)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.open_soon(Path(event.file()))
            return True
        return False

    def _ready(self) -> None:
        if self._is_ready:
            return
        self._is_ready = True
        if self._waiting:
            self._window.passing.import_files(self._waiting)
