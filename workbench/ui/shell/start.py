"""Open the window: Qt, theme, jobs, the frame; and the same window off screen where there is no display."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from workbench.ui.jobs import Jobs
from workbench.ui.shell.crashing import Crashing
from workbench.ui.shell.opener import Opener
from workbench.ui.shell.replaced import Replaced
from workbench.ui.shell.window import SIZE, MainWindow
from workbench.ui.theme import Theme
from workbench.usecases import Workbench
from workbench.usecases.crashes import Crashes, CrashReport


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """``offscreen`` does the main job without a display: send the sample, print it, save ``screenshot``.

    ``open`` is a file that a person double-clicked: what is in it is looked at, and nothing is written before they say so.
    ``crashes`` takes what nobody caught, and ``again`` is the command that starts the program anew.  ``program`` is the file
    of a frozen program, in whose place an upgrade may put another.  ``last`` are reports of faults that ended an earlier one.
    """

    offscreen: bool = False
    screenshot: Path | None = None
    theme: str = ""
    size: tuple[int, int] | None = None
    open: Path | None = None
    crashes: Crashes | None = None
    again: tuple[str, ...] = ()
    program: Path | None = None
    last: tuple[CrashReport, ...] = ()


def run_window(workbench: Workbench, options: WindowOptions) -> int:
    """Show the window until it is closed; the exit code."""
    if options.offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(quiet)
    app, window = build_window(workbench, options.theme)
    if options.size or options.offscreen:
        window.resize(*(options.size or SIZE))
    if options.crashes is not None and not options.offscreen:  # off screen nobody could answer a dialog
        crashing = Crashing(window, options.crashes, options.again)
        if options.last:
            window.ready.connect(lambda: crashing.tell_of_last_time(options.last[-1]))
    if options.program is not None:
        Replaced(window, options.program, options.again)
    window.show()
    opener = Opener(window, app if sys.platform == "darwin" else None)
    if options.open is not None:
        opener.open_soon(options.open)
    demo = None
    if options.offscreen:
        from workbench.ui.shell.demo import Demo

        demo = Demo(window, options.screenshot)
        demo.start()
    code = app.exec()
    window.shut_down()
    return code if demo is None else demo.code


def build_window(workbench: Workbench, look: str = "") -> tuple[QApplication, MainWindow]:
    """Qt and the window, dressed and not yet shown; ``look`` is a theme for this time."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("personalize-workbench")
    app.setApplicationDisplayName("Personalize Workbench")
    app.setApplicationVersion(workbench.app_version)
    app.setDesktopFileName("personalize-workbench")
    app.setWindowIcon(QIcon(str(workbench.places.resources / "icons" / "workbench.svg")))
    settings = workbench.settings_store().load()
    theme = Theme(app, look or settings.theme, workbench.places.resources, dressed=False)
    window = MainWindow(theme, Jobs(), workbench, settings)
    theme.dress()
    return app, window


def quiet(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's warnings go to the log, not to the terminal; one that says nothing is dropped."""
    import logging

    if "propagateSizeHints" in text:
        return
    level = logging.ERROR if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg) else logging.INFO
    logging.getLogger("workbench.qt").log(level, "%s", text)
