"""Approving: the baseline of a saved request: set, taken back, and how each response stands to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workbench.domain import Operation, Recorded
from workbench.ui.jobs import Job, Jobs
from workbench.ui.response import ResponseView
from workbench.ui.widgets import Notice
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench
from workbench.usecases.compare_options import options_of

if TYPE_CHECKING:
    from workbench.collections import Approved


class Approving(QObject):
    """``changed`` after a baseline was set or taken back; ``saved_request`` gives the file it is kept beside."""

    changed = Signal()

    def __init__(
        self,
        window: QWidget,
        workbench: Workbench,
        jobs: Jobs,
        response: ResponseView,
        saved_request: Callable[[], Path | None],
        notice: Callable[[], Notice],
    ) -> None:
        super().__init__(window)
        self._workbench = workbench
        self._jobs = jobs
        self._response = response
        self._saved_request = saved_request
        self._notice = notice
        self._checking: Job | None = None

    def approve(self) -> None:
        """The live response becomes the baseline of the saved request; it can be taken back."""
        live = self._response.exchange()
        path = self._saved_request()
        notice = self._notice()
        if live is None or live.exchange.response is None or live.exchange.operation is not Operation.CALL_FLOWS:
            notice.show_text("info", "Nothing to approve", "Send the request first.")
            return
        if path is None:
            notice.show_text(
                "info", "Save the request first", "The approved response is kept beside the saved request, so that git shows it."
            )
            return
        response = live.exchange.response
        self._jobs.call(
            lambda: self._workbench.collections().approve(path, response.body, response.content_type),
            owner=self,
            done=lambda approved: self._approved(live, approved),
            failed=lambda problem: notice.show_text("bad", "Not approved", explain(problem)),
        )

    def _approved(self, live: Recorded, approved: Approved) -> None:
        notice = self._notice()
        what = "The baseline was replaced" if approved.replaced is not None else "It is the baseline now"
        notice.show_text("good", "Approved", f"{what}: #{live.number}.", (("Undo", lambda: self._undo(approved)),))
        self._after_change()

    def _undo(self, approved: Approved) -> None:
        self._jobs.call(
            lambda: self._workbench.collections().undo_approve(approved), owner=self, done=lambda _: self._undone(), failed=self._failed
        )

    def _undone(self) -> None:
        self._notice().show_text("info", "Taken back", "The baseline is as it was.")
        self._after_change()

    def _after_change(self) -> None:
        if (live := self._response.exchange()) is not None:
            self.check(live)
        self.changed.emit()

    def check(self, recorded: Recorded) -> None:
        """Say on the response how it stands to the approved one, where there is one."""
        path, response = self._saved_request(), recorded.exchange.response
        if self._checking is not None:
            self._checking.drop()
        if path is None or response is None:
            return

        def look() -> int | None:
            from workbench.usecases.compare import compare_recorded_with_body

            found = self._workbench.collections().baseline(path)
            if found is None:
                return None
            friendly_id = recorded.exchange.request.friendly_id if recorded.exchange.request is not None else ""
            options = options_of(self._workbench.compare_rules().get(friendly_id))
            made = compare_recorded_with_body(found.body, found.content_type, recorded, options)
            return sum(made.difference.counts.values())

        def show(count: int | None) -> None:
            if self._response.exchange() is recorded and count is not None:
                text = "Equal to the baseline" if not count else f"{count:,} difference{'s' if count > 1 else ''} to the baseline"
                self._response.show_baseline(text, "warn" if count else "good")

        self._checking = self._jobs.call(look, owner=self, done=show, failed=self._failed)

    def _failed(self, problem: BaseException) -> None:
        self._notice().show_text("bad", "The baseline cannot be used", explain(problem))
