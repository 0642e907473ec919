"""Expecting: from a value in the response to the form, and back: how each response stands to what is expected of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.domain import Operation, Recorded
from workbench.domain.expected import Expected
from workbench.domain.selector import ByPath
from workbench.ui.composer import ComposerView
from workbench.ui.jobs import Job, Jobs
from workbench.ui.response import ResponseView
from workbench.ui.shell.comparing import Comparing
from workbench.ui.shell.saving import Saving
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench
from workbench.usecases.compare_options import options_of

if TYPE_CHECKING:
    from workbench.domain.expectation import ValueFits
    from workbench.experiments.answer import Check

NO_RESPONSE = "Send the request first; what is expected is read off its response."
SAVE_FIRST = "Save the request first; what is expected stands in its file."
OF_AN_EVENT = "This is the answer to an event; only a request has expectations."
OF_ANOTHER = "This response is of another request than the one in the form. Open that one, or send this one."


class Expecting(QObject):
    """Listens to the response, the tab in front and the baseline; judges on a worker."""

    def __init__(
        self,
        window: QWidget,
        workbench: Workbench,
        jobs: Jobs,
        composer: ComposerView,
        response: ResponseView,
        saving: Saving,
        comparing: Comparing,
    ) -> None:
        super().__init__(window)
        self._workbench = workbench
        self._jobs = jobs
        self._composer = composer
        self._response = response
        self._saving = saving
        self._judging: Job | None = None
        self._judged: tuple[object, ...] | None = None
        response.shown.connect(self._again)
        saving.front_changed.connect(self.look)
        comparing.baseline_changed.connect(self._again)
        menu = response.expecting
        menu.expect_requested.connect(self._expect)
        menu.ask_requested.connect(self._ask)
        menu.variant_requested.connect(self._use_variant)

    def look(self) -> None:
        """Whether the response belongs to the request in the form; where what is expected changed, judge it anew."""
        shown, tab = self._response.exchange(), self._saving.front
        why = self._why_not(shown)
        answered = shown is not None and shown.exchange.response is not None
        self._response.expecting.show_reason(why if why or answered else NO_RESPONSE)
        expected = tab.draft.expected or Expected()
        asked = None if why or shown is None else (id(shown), tab.path, repr(expected.expectations), repr(expected.variant))
        if asked == self._judged:
            return
        self._judged = asked
        if self._judging is not None:
            self._judging.drop()
        if shown is None or asked is None or tab.path is None or not expected.expectations:
            self._response.checks.show_checks(())
            return
        self._judge(shown, tab.path, expected)

    def _again(self) -> None:
        self._judged = None
        self.look()

    def _why_not(self, shown: Recorded | None) -> str:
        """Why nothing can be expected of the response; empty where it can."""
        tab = self._saving.front
        if shown is None:
            return NO_RESPONSE
        if shown.exchange.operation is Operation.SEND_EVENT:
            return OF_AN_EVENT
        if tab.path is None:
            return SAVE_FIRST
        request, typed = shown.exchange.request, tab.draft.friendly_id.strip()
        known = request is not None and ("{{" in typed or request.friendly_id == typed)
        return "" if known and shown.number == tab.number else OF_ANOTHER

    def _judge(self, shown: Recorded, path: Path, expected: Expected) -> None:
        layers = self._composer.reading().layers
        workbench = self._workbench

        def work() -> tuple[Check, ...]:
            from workbench.usecases.judge_response import judge_response

            friendly_id = shown.exchange.request.friendly_id if shown.exchange.request is not None else ""
            options = options_of(workbench.compare_rules().get(friendly_id))
            return judge_response(workbench.collections(), path, expected, shown.exchange, layers, options)

        def show(checks: tuple[Check, ...]) -> None:
            if self._response.exchange() is shown:
                self._response.checks.show_checks(checks)

        self._judging = self._jobs.call(work, owner=self, done=show, failed=lambda problem: self._not_judged(shown, problem))

    def _not_judged(self, shown: Recorded, problem: BaseException) -> None:
        from workbench.collections import CollectionError
        from workbench.usecases.judge import JudgeError

        if not isinstance(problem, JudgeError | CollectionError):
            raise problem
        if self._response.exchange() is shown:
            self._response.checks.show_problem(str(problem) if isinstance(problem, JudgeError) else explain(problem))

    def _ask(self, fits: ValueFits) -> None:
        self._composer.show()
        self._composer.expects.ask_value(fits)

    def _use_variant(self, path: str) -> None:
        self._composer.show()
        self._composer.expects.use_variant(ByPath(path))

    def _expect(self, fits: ValueFits) -> None:
        self._composer.show()  # it may have been hidden; what is added there is to be seen
        if not self._composer.expects.add(fits):
            self._response.message.show_text("info", "It is expected already", f"{fits}. Nothing was added.")
