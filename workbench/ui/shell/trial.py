"""The window's part of the self-test: the real window, off screen, is used as a person would and looked at."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSize, qInstallMessageHandler
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication

from workbench.domain import SANDBOX_ID, Recorded
from workbench.ui.composer import Draft
from workbench.ui.shell.help import PAGES
from workbench.ui.shell.start import build_window, quiet
from workbench.ui.shell.window import SAMPLE, SIZE, MainWindow
from workbench.ui.theme import NAMES, icon
from workbench.usecases import Workbench

_GIVE_UP_MS = 30_000
_OTHER_GUEST = "00000000-0000-4000-8000-000000000003"
"""The Sandbox decides otherwise for this one than for the sample's."""


class Unseen(Exception):
    """What should have been seen was not."""


class NoWindow(Exception):
    """It cannot be tried, because the window is not there."""


class WindowTrial:
    """One window on one workbench; every check returns what was seen and raises where that is wrong.

    ``QT_QPA_PLATFORM`` must say ``offscreen`` already.  The last check closes the workbench, too.
    """

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench
        self._opened: MainWindow | None = None
        self._sent: list[Recorded] = []
        self._escaped: list[str] = []
        self._hooks = sys.excepthook, threading.excepthook

    def checks(self) -> tuple[tuple[str, Callable[[], str]], ...]:
        """In the order in which they have to be tried."""
        return (
            ("window", self._open),
            ("request", self._send),
            ("compare", self._compare),
            ("history", self._find),
            ("theme", self._look),
            ("icons", self._draw),
            ("help", self._read_help),
            ("the end", self._close),
        )

    def _close(self) -> str:
        """The window ends, and then nothing may have gone wrong behind it that no check saw."""
        window = self._window()
        window.close()
        window.shut_down()
        sys.excepthook, threading.excepthook = self._hooks
        if self._escaped:
            raise Unseen(f"The window went on after {'; '.join(self._escaped)}")
        return "closed, and nothing went wrong behind it"

    # -- checks -----------------------------------------------------------------------------------

    def _open(self) -> str:
        began = time.perf_counter()
        qInstallMessageHandler(quiet)
        sys.excepthook = lambda kind, problem, trace: self._escaped.append(f"{kind.__name__}: {problem}")
        threading.excepthook = lambda args: self._escaped.append(f"{args.exc_type.__name__}: {args.exc_value}")
        app, window = build_window(self._workbench, "light")
        window.remembers = False
        window.resize(*SIZE)
        ready: list[float] = []
        window.ready.connect(lambda: ready.append(time.perf_counter() - began))
        window.show()
        self._until(lambda: ready, "The window did not get ready.")
        self._opened = window
        return f"ready after {1000 * ready[0]:.0f} ms on the platform “{app.platformName()}”"

    def _send(self) -> str:
        window = self._window()
        window.choose_tenant(SANDBOX_ID)
        window.sending.recorded.connect(self._sent.append)
        window.composer.show_draft(Draft.of(SAMPLE))
        recorded = self._press_send()
        response, document = recorded.exchange.response, window.response.document()
        if response is None:
            raise Unseen(f"No response came: {recorded.exchange.failure}")
        if not response.is_success or document is None or document.line_count < 3:
            raise Unseen(f"The response was {response.status}, and {document.line_count if document else 0} lines of it were shown.")
        return f"{response.status} in {recorded.exchange.timing.total:.0f} ms, {document.line_count} lines shown"

    def _compare(self) -> str:
        window = self._window()
        window.composer.show_draft(replace(Draft.of(SAMPLE), browser_id=_OTHER_GUEST))
        self._press_send()
        window.comparing.start()
        self._until(window.compare.difference_count, "Two different responses show no difference.")
        count = window.compare.difference_count()
        window.comparing.stop()
        return f"{count} differences between two guests"

    def _find(self) -> str:
        from workbench.history import Query

        window = self._window()
        if not self._sent:
            raise NoWindow("nothing was sent")
        history = self._workbench.history()
        rows = history.search(Query(text=SAMPLE.friendly_id))
        wanted = {recorded.number for recorded in self._sent}
        if {row.number for row in rows} != wanted or window.history.model.rowCount() != len(wanted):
            raise Unseen(f"{len(wanted)} were sent, {len(rows)} are found and {window.history.model.rowCount()} listed.")
        for recorded in self._sent:
            if history.get(recorded.number).exchange.response != recorded.exchange.response:
                raise Unseen(f"Exchange #{recorded.number} is kept otherwise than it came.")
        return f"{len(rows)} exchanges kept, found and listed"

    def _look(self) -> str:
        window = self._window()
        seen = {}
        for look in ("dark", "light"):
            window.theme.choose(look)
            QApplication.processEvents()
            picture = window.grab().toImage()
            seen[look] = picture.pixelColor(2, picture.height() // 4).lightness()
            if len({picture.pixel(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)}) < 20:
                raise Unseen(f"The window is empty in its {look} theme.")
        if not seen["dark"] < 90 < 180 < seen["light"]:
            raise Unseen(f"The backgrounds are {seen['dark']} and {seen['light']} of 255 bright.")
        return "light and dark"

    def _draw(self) -> str:
        self._window()
        files = sorted((self._workbench.places.resources / "icons").glob("*.svg"))
        if not files:
            raise Unseen("The icons of the style sheet are missing.")
        blank = [name for name in NAMES if not _has_ink(icon(name, "#ff0000").pixmap(QSize(24, 24)).toImage())]
        blank += [file.name for file in files if not _has_ink(QImage(str(file)))]
        if blank:
            raise Unseen(f"Not drawn: {', '.join(blank)}.")
        return f"{len(NAMES)} icons and {len(files)} SVG files drawn"

    def _read_help(self) -> str:
        self._window()
        folder = self._workbench.places.help
        for name, title in PAGES:
            page = QTextDocument()
            page.setMarkdown((folder / name).read_text(encoding="utf-8"))
            if not page.toPlainText().startswith(title):
                raise Unseen(f"The page {name} does not begin with its title.")
        pictures = sorted(folder.glob("*.png"))
        if not pictures or any(QImage(str(picture)).isNull() for picture in pictures):
            raise Unseen("The pictures of the help pages cannot be read.")
        return f"{len(PAGES)} pages, {len(pictures)} pictures"

    # -- helpers ----------------------------------------------------------------------------------

    def _window(self) -> MainWindow:
        if self._opened is None:
            raise NoWindow("the window did not start")
        return self._opened

    def _press_send(self) -> Recorded:
        window, before = self._window(), len(self._sent)
        shown: list[bool] = []
        connection = window.response.shown.connect(lambda: shown.append(True))
        window.composer.send.click()
        self._until(
            lambda: len(self._sent) > before and (shown or self._sent[-1].exchange.response is None), "The request did not come back."
        )
        window.response.shown.disconnect(connection)
        return self._sent[-1]

    def _until(self, condition: Callable[[], object], otherwise: str) -> None:
        deadline = QDeadlineTimer(_GIVE_UP_MS)
        while not condition():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if deadline.hasExpired():
                raise Unseen(otherwise)


def _has_ink(picture: QImage) -> bool:
    return any(picture.pixelColor(x, y).alpha() for x in range(picture.width()) for y in range(picture.height()))
