"""Replaced: another version was installed while this window is open; said once, with a restart that keeps the tabs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from workbench.ui.shell.crashing import restart

if TYPE_CHECKING:
    from workbench.ui.shell.window import MainWindow

_TEXT = "This window still is the version it was started with. Restart when it suits you: your open tabs come back as they are."
_NOT_STARTED = "The workbench could not be started anew. Close this window and start it as you usually do."


class Replaced(QObject):
    """Looks at the program's file whenever the window becomes the active one: an upgrade is made in another."""

    def __init__(self, window: MainWindow, program: Path, again: Sequence[str]) -> None:
        super().__init__(window)
        self._window = window
        self._program = program
        self._again = tuple(again)
        self._known = _which(program)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._look)

    def _look(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            return
        now = _which(self._program)
        if now is None or now == self._known:  # one that is gone cannot be started anew
            return
        self._known = now
        notice = self._window.composer.notice
        notice.show_text("info", "Another version of the workbench was installed", _TEXT, (("Restart", self._restart),))

    def _restart(self) -> None:
        if not restart(self._window, self._again):
            self._window.composer.notice.show_text("warn", "Not restarted", _NOT_STARTED)


def _which(program: Path) -> tuple[int, int, int] | None:
    """Tells one file from another that took its place; ``None`` where there is none."""
    try:
        found = program.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
