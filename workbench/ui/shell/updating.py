"""Updating: asks for updates when the person does, or at the start if they switched that on; never by itself otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMessageBox

from workbench.ui.jobs import Job, Jobs
from workbench.ui.widgets.ask import ask, nothing
from workbench.ui.widgets.errors import explain

if TYPE_CHECKING:
    from workbench.settings import Settings
    from workbench.ui.shell.window import MainWindow
    from workbench.usecases.updates import Update

_TOLD = "update_told"
PATIENCE_MS = 500
"""What takes longer is said to be under way, and can be cancelled."""


class Updating(QObject):
    """At the start only what is newer is told, and each version once; asked for, every outcome is."""

    def __init__(self, window: MainWindow, jobs: Jobs, settings: Callable[[], Settings], open_preferences: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._settings = settings
        self._open_preferences = open_preferences
        self._job: Job | None = None
        self._waiting: QMessageBox | None = None

    def check(self) -> None:
        """The person asked."""
        if not self._settings().update_url:
            self._explain_off()
            return
        job = self._ask(self._told, lambda problem: self._say("No answer about updates", explain(problem)))
        QTimer.singleShot(PATIENCE_MS, self, lambda: self._show_waiting(job))

    def at_start(self) -> None:
        settings = self._settings()
        if settings.update_at_start and settings.update_url and self._window.remembers:
            self._ask(self._told_at_start, lambda _: None)  # a start without network is nothing to tell

    def _ask(self, done: Callable[[Update], None], failed: Callable[[BaseException], None]) -> Job:
        from workbench.usecases.updates import look_for_update

        self._cancel()

        def ended(tell: Callable[[], None]) -> None:
            self._end_waiting()
            tell()

        self._job = self._jobs.start(
            look_for_update(self._settings(), self._window.workbench.app_version),
            owner=self,
            done=lambda update: ended(lambda: done(update)),
            failed=lambda problem: ended(lambda: failed(problem)),
        )
        return self._job

    def _show_waiting(self, job: Job) -> None:
        if job is not self._job or not job.running or job.dropped:
            return
        host = urlsplit(self._settings().update_url).hostname
        details = "It gets no key and nothing of your requests. This takes some seconds at most."
        self._waiting = ask(self._window, "Check for updates", f"Asking {host}…", details, {"Cancel": self._cancel}, icon=False)
        self._waiting.finished.connect(self._forget_waiting)

    def _cancel(self) -> None:
        """Nothing more is told of what is under way."""
        if self._job is not None:
            self._job.drop()
        self._end_waiting()

    def _end_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.close()

    def _forget_waiting(self) -> None:
        self._waiting = None

    def _told(self, update: Update) -> None:
        if update.newer:
            self._show(update)
            return
        running = self._window.workbench.app_version
        self._say("No newer version", f"You have {running}, and {update.version} is the newest that was announced.")

    def _told_at_start(self, update: Update) -> None:
        if update.newer and self._window.workbench.ui_state().get(_TOLD, "") != update.version:
            self._show(update)

    def _show(self, update: Update) -> None:
        from workbench.ui.shell.update_dialog import UpdateDialog

        self._window.workbench.ui_state().set(_TOLD, update.version)
        dialog = UpdateDialog(self._window, update, self._window.workbench.app_version)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _explain_off(self) -> None:
        if "update_url" in self._window.workbench.settings_store().fixed:
            self._say("Checking for updates is off", "Your organisation has switched it off.")
            return
        details = "No address is set to ask. Your IT department, or whoever gave you the workbench, may have one; it goes into Preferences, under Updates."
        answers = {"Preferences": self._open_preferences, "Close": nothing}
        ask(self._window, "Check for updates", "Checking for updates is off", details, answers, icon=False)

    def _say(self, headline: str, text: str) -> None:
        ask(self._window, "Check for updates", headline, text, {"Close": nothing}, icon=False)
