"""Comparing: the response that is shown, side by side with one chosen in History."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.domain import Operation, Recorded
from workbench.ui.compare import CompareView
from workbench.ui.jobs import Job, Jobs
from workbench.ui.response import ResponseView
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench


class Comparing(QObject):
    """Left is what was chosen, right is what is live.  A new response takes the right side at once.

    ``active_changed`` tells when the two sides come and go.
    """

    active_changed = Signal(bool)

    def __init__(
        self, window: QWidget, workbench: Workbench, jobs: Jobs, response: ResponseView, compare: CompareView, stack: QStackedWidget
    ) -> None:
        super().__init__(window)
        self._workbench = workbench
        self._jobs = jobs
        self._response = response
        self._compare = compare
        self._stack = stack
        self._left: Recorded | None = None
        self._right: Recorded | None = None
        self._job: Job | None = None
        stack.currentChanged.connect(lambda _: self.active_changed.emit(self.active))
        compare.close_requested.connect(self.stop)
        compare.swap_requested.connect(self._swap)
        compare.left_requested.connect(self._load_left)

    @property
    def active(self) -> bool:
        return self._stack.currentWidget() is self._compare

    def start(self) -> None:
        """Beside the newest earlier response to the same friendly ID, or a hint to choose one."""
        self._right = self._response.exchange()
        if self._right is None or self._right.exchange.response is None:
            self._stack.setCurrentWidget(self._compare)
            self._compare.show_hint("Send a request first, then compare its response with any in History.")
            return
        number, friendly_id = self._right.number, self._friendly_id(self._right)
        self._stack.setCurrentWidget(self._compare)
        self._compare.show_hint("", "Looking for an earlier response…")
        self._jobs.call(lambda: self._earlier(number, friendly_id), owner=self, done=self._earlier_found, failed=self._failed)

    def compare_with(self, number: int) -> None:
        """Any row of History against the live response; without one, the row waits at the left."""
        if self._right is None or not self.active:
            self._right = self._response.exchange()
        self._stack.setCurrentWidget(self._compare)
        self._load_left(number)

    def stop(self) -> None:
        self._stack.setCurrentWidget(self._response)

    def exchange_recorded(self, recorded: Recorded) -> None:
        """Keep comparing while the request is sent again and again."""
        if self.active and recorded.exchange.operation is Operation.CALL_FLOWS and recorded.exchange.response is not None:
            self._right = recorded
            self._run()

    def _load_left(self, number: int) -> None:
        self._jobs.call(lambda: self._workbench.history().get(number), owner=self, done=self._left_loaded, failed=self._failed)

    def _left_loaded(self, recorded: Recorded) -> None:
        self._left = recorded
        self._run()

    def _earlier(self, number: int, friendly_id: str) -> Recorded | None:
        """The newest exchange before ``number`` that has a response and the same friendly ID; on a worker thread."""
        from workbench.history import Query

        history = self._workbench.history()
        for row in history.search(Query(friendly_id=friendly_id), limit=200):
            if row.number < number and row.status is not None:
                return history.get(row.number)
        return None

    def _earlier_found(self, recorded: Recorded | None) -> None:
        if recorded is None:
            self._compare.show_hint("There is no earlier response to this friendly ID. Choose any exchange in History and press Compare.")
        else:
            self._left_loaded(recorded)

    def _swap(self) -> None:
        if self._left is not None and self._right is not None:
            self._left, self._right = self._right, self._left
            self._run()

    def _run(self) -> None:
        left, right = self._left, self._right
        if left is None or right is None:
            self._compare.show_hint("Send a request, or choose a second exchange in History.")
            return
        from workbench.usecases.compare import compare_recorded

        if self._job is not None:
            self._job.drop()
        self._compare.show_working(left, right)
        self._job = self._jobs.call(
            lambda: compare_recorded(left, right),
            owner=self,
            done=lambda made: self._compare.show_comparison(left, right, made),
            failed=self._failed,
        )

    def _failed(self, problem: BaseException) -> None:
        self._compare.show_hint(explain(problem))

    @staticmethod
    def _friendly_id(recorded: Recorded) -> str:
        return recorded.exchange.request.friendly_id if recorded.exchange.request is not None else ""
