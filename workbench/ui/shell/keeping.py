"""Keeping: what the history panel asks for: open, reopen in the form, send again, export; and opening the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.domain import Recorded
from workbench.ui.composer import ComposerView
from workbench.ui.history import HistoryView
from workbench.ui.jobs import Job, Jobs
from workbench.ui.response import ResponseView
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.settings import Settings

KEEP_DELETED = timedelta(days=7)
"""How long a deleted exchange can still come back by undo before it is gone for good."""


class Keeping(QObject):
    """The only way back from history is through the form."""

    request_reopened = Signal(object)
    event_reopened = Signal(object)
    send_again = Signal(object)

    def __init__(
        self, window: QWidget, workbench: Workbench, jobs: Jobs, history: HistoryView, composer: ComposerView, response: ResponseView
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._jobs = jobs
        self._composer = composer
        self._response = response
        self._fetching: Job | None = None
        history.reopen_requested.connect(lambda number: self._with(number, self._reopen))
        history.send_again_requested.connect(lambda number: self._with(number, self.send_again.emit))
        history.export_requested.connect(self.export)

    # -- opening ----------------------------------------------------------------------------------

    def open_history(self) -> tuple[str, ...]:
        """Open the file, mark what a crash interrupted, drop what retention no longer keeps.  On a worker thread."""
        history = self._workbench.history()
        history.recover()
        history.purge_deleted(KEEP_DELETED)
        self._prune(self._workbench.settings_store().load())
        return history.notices

    def history_failed(self, problem: BaseException) -> None:
        self._composer.show_notice("bad", "The history cannot be opened", explain(problem))

    def prune(self, settings: Settings) -> None:
        self._jobs.call(lambda: self._prune(settings), owner=self, done=lambda _: None, failed=self.history_failed)

    def _prune(self, settings: Settings) -> None:
        from workbench.history import Retention

        size = settings.history_max_mb
        self._workbench.history().prune(Retention(settings.history_max_count or None, size * 2**20 if size else None))

    # -- one exchange -----------------------------------------------------------------------------

    def open(self, number: int, then: Callable[[], object] | None = None) -> None:
        """Show it; ``then`` is done once it is shown."""

        def show(recorded: Recorded) -> None:
            self._response.show_exchange(recorded)
            if then is not None:
                then()

        self._with(number, show)

    def _with(self, number: int, do: Callable[[Recorded], None]) -> None:
        if self._fetching is not None:
            self._fetching.drop()
        self._fetching = self._jobs.call(lambda: self._workbench.history().get(number), owner=self, done=do, failed=self._not_found)

    def _reopen(self, recorded: Recorded) -> None:
        if recorded.exchange.event is not None:
            self.event_reopened.emit(recorded)
            return
        if recorded.exchange.request is None:
            self._composer.show_notice("info", "Nothing to reopen", "Asking for a browser ID has no form.")
            return
        self.request_reopened.emit(recorded)

    def _not_found(self, problem: BaseException) -> None:
        self._composer.show_notice("bad", "That exchange cannot be shown", explain(problem))

    # -- files ------------------------------------------------------------------------------------

    def export(self, numbers: Sequence[int], form: str) -> None:
        """Write exchanges to a file the user names.  They hold no key: none was ever recorded."""
        suggested = f"exchanges-{numbers[0]}.{form}" if len(numbers) == 1 else f"exchanges.{form}"
        kind = "HTTP archive (*.har)" if form == "har" else "JSON (*.json)"
        name, _ = QFileDialog.getSaveFileName(self._window, "Export exchanges", str(Path.home() / suggested), kind)
        if name:
            self._jobs.call(lambda: self._write_export(numbers, form, Path(name)), owner=self, done=self._written, failed=self._not_written)

    def save_body(self, body: bytes, suggested: str) -> None:
        name, _ = QFileDialog.getSaveFileName(self._window, "Save the body", str(Path.home() / suggested))
        if name:
            self._jobs.call(lambda: _write(Path(name), body), owner=self, done=self._written, failed=self._not_written)

    def _write_export(self, numbers: Sequence[int], form: str, path: Path) -> Path:
        from workbench.usecases.export import export_file

        return export_file(self._workbench.history(), numbers, "har" if form == "har" else "json", self._workbench.app_version, path)

    def _written(self, path: Path) -> None:
        self._composer.show_notice("good", "Saved", str(path))

    def _not_written(self, problem: BaseException) -> None:
        self._composer.show_notice("bad", "The file was not written", explain(problem))


def _write(path: Path, data: bytes) -> Path:
    from workbench.domain.files import atomic_write

    atomic_write(path, data)
    return path
