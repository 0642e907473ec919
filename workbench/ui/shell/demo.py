"""The main job without a display: the same window, off screen, presses its own Send and shows what came."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from workbench.domain import SANDBOX_ID, Recorded
from workbench.ui.composer import Draft
from workbench.ui.shell.window import SAMPLE, MainWindow

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
        _say("No display: the same window runs off screen and sends the sample request to the Sandbox.", sys.stderr)
        QTimer.singleShot(_GIVE_UP_MS, self, QApplication.quit)
        # Whatever the last session left: nothing real is called unasked, and its draft is not written over.
        self._window.remembers = False
        self._window.choose_tenant(SANDBOX_ID)
        self._window.composer.show_draft(Draft.of(SAMPLE))
        self._window.ready.connect(self._window.composer.send.click)

    def _recorded(self, recorded: Recorded) -> None:
        response = recorded.exchange.response
        if response is None:
            _say(str(recorded.exchange.failure), sys.stderr)
            return
        self.code = 0 if response.is_success else 1
        _say(f"{response.status} {response.reason} in {recorded.exchange.timing.total:.0f} ms", sys.stderr)

    def _finish(self) -> None:
        document = self._window.response.document()
        if document is not None:
            _say("\n".join(document.line(n) for n in range(document.line_count)), sys.stdout)
        QTimer.singleShot(300, self, self._grab)

    def _grab(self) -> None:
        self._screenshot.parent.mkdir(parents=True, exist_ok=True)
        self._window.grab().save(str(self._screenshot))
        _say(f"Screenshot: {self._screenshot}", sys.stderr)
        QApplication.quit()


def _say(text: str, stream: TextIO | None) -> None:
    """Print, even where the reader is gone, the terminal knows less than UTF-8, or there is none (a windowed program)."""
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        stream.flush()
