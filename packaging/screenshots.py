"""The pictures of README and help, made by the application itself: the same window, off screen, does what a person would.

Called by ``make screenshots``; ``WORKBENCH_HOME`` must name an empty folder.  Argument: the folder of the pictures.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from workbench import __version__
from workbench.app.paths import find_places
from workbench.ui.jobs import Jobs
from workbench.ui.shell.window import MainWindow
from workbench.ui.theme import Theme
from workbench.usecases import Workbench

SIZE = (1280, 800)
GUESTS = ("12435206-1234-4f0b-9d55-6e46b0e4a42b", "00000000-0000-4000-8000-000000000003")
WAIT_MS = 30_000
STILL = 5


class Photographer:
    """Drives the window and waits for what it sees."""

    def __init__(self, app: QApplication, target: Path) -> None:
        self._target = target
        workbench = Workbench(find_places(), __version__)
        self.theme = Theme(app, "light", workbench.places.resources)
        self.window = MainWindow(self.theme, Jobs(), workbench, workbench.settings_store().load())
        self.window.resize(*SIZE)
        ready: list[bool] = []
        self.window.ready.connect(lambda: ready.append(True))
        self.window.show()
        self.until(lambda: ready)

    def until(self, condition: Callable[[], object]) -> None:
        deadline = QDeadlineTimer(WAIT_MS)
        while not condition():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if deadline.hasExpired():
                raise SystemExit("The window did not get there; see the log.")

    def send(self, friendly_id: str, **changes: Any) -> None:
        window = self.window
        before = window.history.model.rowCount()
        window.composer.show_draft(replace(window.composer.draft(), friendly_id=friendly_id, **changes))
        window.composer.try_send()
        self.until(lambda: not window.sending.running and window.history.model.rowCount() == before + 1)

    def save(self, name: str) -> None:
        self.window.saving.save_named(name)
        self.until(lambda: any(node.name == name for root in self.window.collections.roots() for node in root.walk()))

    def shoot(self, name: str) -> None:
        """One picture per theme."""
        for look in ("light", "dark"):
            self.theme.choose(look)
            small(self.settled()).save(str(self._target / f"{name}-{look}.png"), None, 0)  # 0: smallest
        self.theme.choose("light")

    def settled(self) -> QImage:
        """The window once it no longer changes: what is laid out anew takes a few turns."""
        seen: list[QImage] = []

        def still() -> bool:
            seen.append(self.window.grab().toImage())
            return len(seen) > STILL and all(before == seen[-1] for before in seen[-STILL:-1])

        self.until(still)
        return seen[-1]

    def close(self) -> None:
        self.window.close()
        self.window.shut_down()


def small(picture: QImage) -> QImage:
    """The same with its 256 most frequent colours: a quarter of the size in git, and no eye sees it."""
    exact = picture.convertToFormat(QImage.Format.Format_RGB32)
    colors = Counter(memoryview(exact.constBits()).cast("I"))
    table = [color for color, _ in colors.most_common(256)]
    return exact.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


def main() -> None:
    app = QApplication(sys.argv[:1])
    target = Path(sys.argv[1])
    photographer = Photographer(app, target)
    window = photographer.window
    photographer.send("offer_of_the_day")
    photographer.save("Offer of the day")
    photographer.send("loyalty_banner")
    photographer.save("Loyalty banner, gold")
    photographer.send("checkout_nudge", identity_type="email", email="kim@example.com")
    photographer.send("home_hero", identity_type="browserId", browser_id=GUESTS[0])
    photographer.save("Home hero")
    photographer.shoot("window")
    photographer.send("home_hero", browser_id=GUESTS[1])
    window.comparing.start()
    photographer.until(window.compare.difference_count)
    photographer.shoot("compare")
    window.comparing.stop()
    window.turning.plan("split")
    page = window.turning.experimenting
    page.view.plan.friendly_id.setEditText("home_hero")
    page.view.plan.shares.show_rows([("Control", "50"), ("Hero with offer", "50")])
    page.planning.read()
    page.start()
    photographer.until(lambda: page.running)
    photographer.until(lambda: not page.running and page.view.run.badge.text() in ("Held", "Failed"))
    photographer.shoot("experiments")
    photographer.close()


if __name__ == "__main__":
    main()
