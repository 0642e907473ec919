"""Crashing: after a fault of the workbench itself, keep what the person typed and let them choose how to go on."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from workbench.usecases.crashes import Crashes, CrashReport

if TYPE_CHECKING:
    from workbench.ui.shell.crash_dialog import CrashDialog
    from workbench.ui.shell.window import MainWindow


class Crashing(QObject):
    """One dialog at a time: what comes while it is open is counted in it.  ``again`` is the command that starts the program anew."""

    _told = Signal(object)

    def __init__(self, window: MainWindow, crashes: Crashes, again: Sequence[str]) -> None:
        super().__init__(window)
        self._window = window
        self._again = tuple(again)
        self._dialog: CrashDialog | None = None
        # Queued: the fault may be one of a slot, of painting or of another thread, and none of these can open a dialog.
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        crashes.listener = self._told.emit

    def tell_of_last_time(self, report: CrashReport) -> None:
        """Of a fault that ended an earlier window before anything could be said."""
        where = f" Its report, {report.file.name}, stays on this computer." if report.file is not None else ""
        text = f"What you had open is as you left it, but for the last words.{where}"
        actions = (("Open folder", lambda: open_folder(report)),) if report.file is not None else ()
        self._window.composer.notice.show_text("warn", "The workbench ended unexpectedly the last time", text, actions)

    def _tell(self, report: CrashReport) -> None:
        if self._dialog is not None:
            self._dialog.count_another(report)
            return
        from workbench.ui.shell.crash_dialog import CrashDialog

        dialog = CrashDialog(self._window, self._window.theme, report, kept=_keep(self._window))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.restart_requested.connect(self._restart)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    def _closed(self) -> None:
        self._dialog = None

    def _restart(self) -> None:
        if not restart(self._window, self._again) and self._dialog is not None:
            self._dialog.say_not_started()


def open_folder(report: CrashReport) -> None:
    """The folder of logs and reports; nothing where the report could not be written."""
    if report.file is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(report.file.parent)))


def _keep(window: MainWindow) -> bool:
    """Whether the tabs are on disk now; what broke may be the very part that remembers them."""
    with contextlib.suppress(Exception):
        return window.keep_work()
    return False


def restart(window: MainWindow, again: Sequence[str]) -> bool:
    """End this program and start it anew with the same tabs; ``False`` where it cannot be started, and this one goes on."""
    _keep(window)
    if not start_anew(again):
        return False
    window.remembers = False  # from here on the new one has the tabs
    QApplication.exit(0)
    return True


def start_anew(command: Sequence[str]) -> bool:
    """Start a program that outlives this one; whether the system did."""
    if not command:
        return False
    process = QProcess()
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")  # a frozen program is to unpack itself as at a first start
    process.setProcessEnvironment(environment)
    process.setProgram(command[0])
    process.setArguments(list(command[1:]))
    process.setStandardInputFile(QProcess.nullDevice())  # who waits for the end of this one's output does not wait for that one's
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    started: object = process.startDetached()  # the stubs say it comes with the number of the process; it does not
    return started is True or (isinstance(started, tuple) and started[:1] == (True,))
