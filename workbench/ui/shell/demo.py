"""The main job without a display: the same window, off screen, presses its own Send and shows what came."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from workbench.domain import Recorded
from workbench.ui.shell.window import MainWindow

_GIVE_UP_MS = 60_000


class Demo(QObject):
    """Sends what the form holds, prints the response, saves a screenshot and names it."""

    def __init__(self, window: MainWindow, screenshot: Path | None) -> None:
        super().__init__(window)
        self.code = 3
        self._window = window
        self._screenshot = screenshot or window.workbench.places.cache / "screenshot.png"
        window.sending.recorded.connect(self._recorded)
        window.response.shown.connect(self._finish)

    def start(self) -> None:
        print("No display: the same window runs off screen and sends the sample request.", file=sys.stderr)  # noqa: T201
        QTimer.singleShot(_GIVE_UP_MS, self, QApplication.quit)
        self._window.ready.connect(self._window.composer.send.click)

    def _recorded(self, recorded: Recorded) -> None:
        response = recorded.exchange.response
        if response is None:
            print(recorded.exchange.failure, file=sys.stderr)  # noqa: T201
            return
        self.code = 0 if response.is_success else 1
        print(f"{response.status} {response.reason} in {recorded.exchange.timing.total:.0f} ms", file=sys.stderr)  # noqa: T201

    def _finish(self) -> None:
        document = self._window.response.document()
        if document is not None:
            print("\n".join(document.line(n) for n in range(document.line_count)))  # noqa: T201
        QTimer.singleShot(300, self, self._grab)

    def _grab(self) -> None:
        self._screenshot.parent.mkdir(parents=True, exist_ok=True)
        self._window.grab().save(str(self._screenshot))
        print(f"Screenshot: {self._screenshot}", file=sys.stderr)  # noqa: T201
        QApplication.quit()
