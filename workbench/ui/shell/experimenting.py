"""Experimenting: from the plan's form over the question to the run, its live picture and its report."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.domain import FlowRequest, InvalidInput, Tenant
from workbench.domain.problem import error
from workbench.experiments.matrix_table import KIND as MATRIX_KIND
from workbench.experiments.reports import Report
from workbench.experiments.split_tally import KIND as SPLIT_KIND
from workbench.experiments.stick_tally import KIND as STICK_KIND
from workbench.experiments.suite_tally import KIND as SUITE_KIND
from workbench.history import RunState
from workbench.ui.experiments.state import (
    MATRIX,
    SPLIT,
    STICK,
    SUITE,
    PlanDraft,
)
from workbench.ui.experiments.view import ExperimentsView
from workbench.ui.jobs import Job, Jobs, StoppedError
from workbench.ui.shell.planning import Planning
from workbench.ui.theme import Theme
from workbench.ui.widgets.ask import ask, nothing
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench
from workbench.usecases.runs.approved import approved_of
from workbench.usecases.runs.baselines import approve, with_baseline
from workbench.usecases.runs.control import Control, RunProgress
from workbench.usecases.runs.job import Experiment, Limits
from workbench.usecases.runs.past import PastRun, gone_of
from workbench.usecases.runs.plain import revision_of
from workbench.usecases.runs.stickiness import Stickiness

if TYPE_CHECKING:
    from workbench.settings import Settings
    from workbench.usecases.runs.run import Finished, Live

KINDS = {MATRIX_KIND: MATRIX, SPLIT_KIND: SPLIT, STICK_KIND: STICK, SUITE_KIND: SUITE}
LOOK_EVERY_MS = 250
ELSEWHERE = "This run goes on in another window or a terminal. It is shown as far as it has come; open it again to see more."
COME_IN_S = 2.0
"""Seconds that a closing window waits for calls under way, twice: first to come in, then to be cut short and recorded."""


class Experimenting(QObject):
    """One run at a time.  ``open_requested`` carries an exchange's number, ``compare_requested`` two, ``baseline_requested`` one
    and the path of the saved request."""

    open_requested = Signal(int)
    compare_requested = Signal(int, int)
    baseline_requested = Signal(int, object)
    keys_needed = Signal(object)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        workbench: Workbench,
        jobs: Jobs,
        view: ExperimentsView,
        tenant: Callable[[], Tenant],
        tenants: Callable[[], Sequence[Tenant]],
        settings: Callable[[], Settings],
        draft_request: Callable[[], FlowRequest],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._workbench = workbench
        self._jobs = jobs
        self.view = view
        self._tenant = tenant
        self._settings = settings
        self.planning = Planning(window, workbench, jobs, view, tenant, tenants, draft_request)
        self._job: Job | None = None
        self._control = Control()
        self._live: Live | None = None
        self._progress = RunProgress(0, 1)
        self._running = 0
        self._looking = False
        self._opening: Job | None = None
        self._under_way: Experiment | None = None
        self._shown: PastRun | None = None
        self._report: Report | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(LOOK_EVERY_MS)
        self._tick.timeout.connect(self._look)
        self._connect()

    def _connect(self) -> None:
        view, plan, run = self.view, self.view.plan, self.view.run
        plan.start_requested.connect(self.start)
        view.runs.chosen.connect(self.show_run)
        view.runs.delete_requested.connect(self._ask_delete)
        view.runs.resume_requested.connect(self._resume)
        view.runs.again_requested.connect(self._plan_again)
        run.pause_requested.connect(self.pause)
        run.stop_requested.connect(self.stop)
        run.resume_requested.connect(lambda: self._resume(run.number))
        run.again_requested.connect(lambda: self._plan_again(run.number))
        run.failed_again_requested.connect(self._run_failed_again)
        run.approve_requested.connect(self._approve)
        run.report_requested.connect(self.ask_and_save_report)
        run.copy_requested.connect(self.copy_summary)
        for part in (run.calls, run.grid):
            part.open_requested.connect(self.open_requested)
            part.compare_requested.connect(self.compare_requested)
        run.calls.baseline_requested.connect(self.baseline_requested)

    # -- the page ---------------------------------------------------------------------------------

    def opened(self) -> None:
        """The page came to the front: look at runs and at what can be chosen."""
        self.planning.opened()
        self.refresh_runs()

    def plan(self, kind: str) -> None:
        self._leave()
        self.planning.plan(kind)

    # -- running ----------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self._job is not None

    def start(self) -> None:
        """Ask, where a real tenant or very many calls are concerned, and run."""
        self.planning.told = True
        self.planning.read()
        reading = self.planning.reading
        if reading.experiment is None or reading.preview is None:
            return
        if self.running:
            self.view.plan.notice.show_text("warn", "", "An experiment is running. Stop it, or wait until it is done.")
            return
        experiment = with_baseline(self._workbench, reading.experiment)
        draft = reading.draft
        new_guests = draft.new_guests if draft.kind == STICK else 0
        go = partial(self._begin, experiment, reading.limits, new_guests=new_guests, revision=draft.revision)
        if not reading.preview.must_ask:
            go()
            return
        details = f"{reading.preview.warning()}\n\n{reading.sentence}\n\nUse guests and a point of sale that are meant for tests.".strip()
        names = ", ".join(reading.preview.real)
        question = f"Run this experiment on “{names}”?" if names else "Make that many calls?"
        ask(self._window, "A real experiment" if names else "Many calls", question, details, {"Run it": go, "Do not run": nothing})

    def pause(self) -> None:
        if not self.running:
            return
        if self._control.paused:
            self._control.resume()
        else:
            self._control.pause()
        self._progress = replace(self._progress, paused=self._control.paused)
        self.view.run.show_progress(self._progress)

    def stop(self) -> None:
        if self.running:
            self._control.stop(now=self._control.stopped)
            self.view.run.show_stopping()

    def shut_down(self) -> None:
        """The window closes: what is under way comes in or, after a while, is cut short, and is recorded either way."""
        if self._job is None:
            return
        self._control.stop()
        if not self._job.wait(COME_IN_S):
            self._control.stop(now=True)
            self._job.wait(COME_IN_S)

    def _begin(self, experiment: Experiment, limits: Limits, *, resume: int | None = None, new_guests: int = 0, revision: str = "") -> None:
        from workbench.usecases.runs.run import Live

        if self.running:  # a question or a worker stood between this and the last look
            self.view.run.notice.show_text("warn", "", "Another experiment is running. Stop it, or wait until it is done.")
            return
        self._control, self._live = Control(), Live()
        self._progress = RunProgress(0, experiment.planned)
        self._running = 0
        control, live = self._control, self._live
        settings = self._settings()

        async def work() -> Finished:
            options = self._workbench.call_options(settings)
            whole = await self._made_guests(experiment, new_guests) if new_guests else experiment
            return await self._workbench.run_experiment()(
                whole,
                limits,
                options,
                control=control,
                on_progress=self._progressed,
                on_start=lambda number: self._jobs.later(self, partial(self._started, number, whole)),
                resume=resume,
                revision=revision,
                live=live,
            )

        self._start_job(work(), experiment)

    def _start_job(self, work: Coroutine[Any, Any, Finished], experiment: Experiment) -> None:
        self._under_way = experiment
        self._show_running(0)
        self.view.run.sentence.setText("Starting…")
        self._job = self._jobs.start(work, owner=self, done=self._finished, failed=self._failed)
        self._tick.start()

    def _show_running(self, number: int) -> None:
        """The page of the run that is under way; its matrix is drawn once it is whole."""
        experiment = self._under_way
        assert experiment is not None
        self._leave()
        run = self.view.run
        run.begin(number, f"{experiment.kind} · {experiment.title}", matrix=False)
        run.show_state(RunState.RUNNING)
        run.show_progress(self._progress)
        if self._control.stopped:
            run.show_stopping()
        self.view.show_run(number)

    async def _made_guests(self, experiment: Experiment, number: int) -> Experiment:
        """The new guests of a stickiness check: made once, asked in every round."""
        from workbench.domain import BrowserId
        from workbench.usecases.runs.stickiness import KnownGuest

        assert isinstance(experiment, Stickiness)
        made = []
        for place in range(number):
            if self._control.stopped:
                raise InvalidInput((error("New guests", "It was stopped before all of them were made, so nothing was run.", ""),))
            came = await self._workbench.new_browser_id()(experiment.tenant, self._workbench.call_options(self._settings()))
            if not came.browser_id:
                raise InvalidInput((error("New guests", "No new browser ID came, so nothing was run.", came.why),))
            made.append(KnownGuest(f"Guest {place + 1}", (BrowserId(came.browser_id),)))
        known = tuple(guest for guest in experiment.guests if str(guest.identities[0]))
        return replace(experiment, guests=(*made, *known))

    def _started(self, number: int, experiment: Experiment) -> None:
        self._running = number
        if self.view.run.number == 0:  # else another run is looked at by now
            self.view.run.number = number
        self.refresh_runs()

    def _progressed(self, progress: RunProgress) -> None:
        """Called on the loop's thread; one plain assignment, read by the timer in the GUI thread."""
        self._progress = progress

    def _look(self) -> None:
        """While it runs: progress at once, the picture as soon as a worker has told it."""
        if self.view.run.number != self._running or not self._running:
            return
        if not self._control.stopped:
            self.view.run.show_progress(replace(self._progress, paused=self._control.paused))
        if self._looking or self._live is None:
            return
        self._looking = True
        self._jobs.call(self._live.report, owner=self, done=self._looked, failed=self._looked)

    def _looked(self, report: object) -> None:
        self._looking = False
        if isinstance(report, Report) and self.running and self.view.run.number == self._running:
            self.view.run.show_report(report, running=True)

    def _finished(self, finished: Finished) -> None:
        self._ended()
        self.refresh_runs()
        if self.view.run.number in (finished.number, 0) and self._opening is None:
            self.show_run(finished.number)

    def _failed(self, problem: BaseException) -> None:
        number = self._running
        self._ended()
        self.refresh_runs()
        if self.view.run.number == number:
            self.view.run.show_state(RunState.BROKEN if number else RunState.DONE, whole=False)
        if isinstance(problem, StoppedError):
            return
        if self.view.run.number == number:
            self.view.run.sentence.setText("")
        said = " ".join(f"{p.field}: {p.why} {p.fix}" for p in problem.problems) if isinstance(problem, InvalidInput) else explain(problem)
        self.view.run.notice.show_text("bad", "The experiment did not run" if not number else "The experiment broke off", said)
        if isinstance(problem, InvalidInput) and any(p.field in ("Client key", "Secret") for p in problem.problems):
            self.keys_needed.emit(self._tenant())

    def _ended(self) -> None:
        self._job = None
        self._under_way = None
        self._running = 0
        self._tick.stop()

    # -- runs that were ---------------------------------------------------------------------------

    def refresh_runs(self) -> None:
        self._jobs.call(
            lambda: self._workbench.history().runs.latest(), owner=self, done=self.view.runs.show_rows, failed=self.planning.failed
        )

    def show_run(self, number: int) -> None:
        """Its report and calls, from History."""
        if number == self._running and self.running:
            self._show_running(number)
            self._look()
            return
        if self._opening is not None:  # what was asked for last is what is shown
            self._opening.drop()

        def work() -> PastRun:
            from workbench.ui.experiments.calls import MOST
            from workbench.usecases.runs.past import look_at

            return look_at(number, self._workbench, MOST)

        self._opening = self._jobs.call(work, owner=self, done=self._show_finished, failed=partial(self._run_failed_to_open, number))

    def _leave(self) -> None:
        """Something else comes to the front: no report of what was looked at is saved, and nothing that is still read comes up."""
        if self._opening is not None:
            self._opening.drop()
        self._opening = self._shown = self._report = None

    def _show_finished(self, found: PastRun) -> None:
        self._leave()
        row, experiment, table = found.row, found.experiment, found.table
        self._shown, self._report = found, found.report
        run = self.view.run
        run.begin(row.number, f"{row.kind} · {row.title}", matrix=table is not None and bool(table.dimensions))
        gone = gone_of(experiment)
        elsewhere = row.state is RunState.RUNNING  # nothing of it can be steered from here
        failed = row.kind == SUITE_KIND and bool(found.failed) and not elsewhere
        run.show_state(RunState.DONE if elsewhere else row.state, failed=failed, matrix=table is not None and not elsewhere, gone=gone)
        if elsewhere:
            run.notice.show_text("info", "", ELSEWHERE)
        if gone:
            run.notice.show_text("warn", "", gone)
        run.show_report(found.report, running=False)
        run.show_answers(found.answers, approved_of(experiment), total=row.answered)
        if table is not None:
            run.show_table(table)
        self.view.show_run(row.number)

    def _run_failed_to_open(self, number: int, problem: BaseException, title: str = "This run cannot be shown") -> None:
        self._leave()
        run = self.view.run
        run.begin(number, f"Run {number}", matrix=False)
        run.show_state(RunState.DONE, whole=False)
        run.notice.show_text("bad", title, explain(problem))
        self.view.show_run(number)

    def _ask_delete(self, number: int) -> None:
        def go() -> None:
            self._jobs.call(lambda: self._workbench.history().runs.forget([number]), owner=self, done=lambda _: self._deleted(number))

        text = "Its calls go with it, but for those that are pinned. This cannot be undone."
        ask(self._window, "Delete a run", f"Delete run {number}?", text, {"Delete": go, "Keep": nothing})

    def _deleted(self, number: int) -> None:
        self.refresh_runs()
        if self.view.run.number == number:
            self.plan(self.view.plan.draft().kind)

    def _resume(self, number: int) -> None:
        if self.running:
            self.view.run.notice.show_text("warn", "", "Another experiment is running. Stop it, or wait until it is done.")
            return

        def work() -> tuple[Experiment, Limits]:
            from workbench.usecases.runs.plans import limits_in, open_plan

            plan = self._workbench.history().runs.get(number).plan
            return open_plan(plan, self._workbench), limits_in(plan)

        self._jobs.call(
            work,
            owner=self,
            done=lambda found: self._begin(found[0], found[1], resume=number),
            failed=partial(self._run_failed_to_open, number, title="This run does not go on"),
        )

    def _plan_again(self, number: int) -> None:
        from workbench.usecases.runs.plans import read_plan_text

        def work() -> PlanDraft:
            row = self._workbench.history().runs.get(number)
            return PlanDraft.of_run(KINDS[row.kind], read_plan_text(row.plan))

        failed = partial(self._run_failed_to_open, number, title="This run cannot be planned again")
        self._jobs.call(work, owner=self, done=self.planning.show_again, failed=failed)

    def _run_failed_again(self) -> None:
        from workbench.usecases.runs.plans import limits_in
        from workbench.usecases.runs.run import OTHER_BY_NOW, is_other_by_now
        from workbench.usecases.runs.subset import Subset

        if self._shown is not None and self._shown.failed and not self.running:
            experiment, row = self._shown.experiment, self._shown.row
            if is_other_by_now(row.plan, experiment):
                self.view.run.notice.show_text("bad", "Nothing was run", f"{OTHER_BY_NOW} Run the suite anew.")
                return
            self._begin(Subset.of(experiment, self._shown.failed), limits_in(row.plan), revision=revision_of(json.loads(row.plan)))

    def _approve(self) -> None:
        if self._shown is None:
            return
        approve(self._workbench, self._shown.experiment, self._shown.row.number)
        self._jobs.call(self._workbench.ui_state().save, owner=self, done=lambda _: None)
        self.view.run.notice.show_text("good", "Approved", "Later runs of the same plan say what changed since this one.")

    # -- reports ----------------------------------------------------------------------------------

    def ask_and_save_report(self, form: str, mask: bool) -> None:
        if self._report is None:
            return
        suffix = {"markdown": "md", "junit": "xml"}.get(form, form)
        name = f"{self._report.kind} {self._report.title}".replace("/", "-").strip().lower().replace(" ", "-")
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save the report", f"{name}.{suffix}", f"{suffix.upper()} (*.{suffix})")
        if chosen:
            self.save_report(form, Path(chosen), mask=mask)

    def save_report(self, form: str, path: Path, *, mask: bool) -> None:
        from workbench.usecases.runs.save_report import save_report

        report = self._report
        assert report is not None
        self._jobs.call(
            lambda: save_report(report, path, form, mask=mask),
            owner=self,
            done=lambda _: self.view.run.notice.show_text("good", "Saved", str(path)),
            failed=lambda problem: self.view.run.notice.show_text("bad", "The report was not saved", explain(problem)),
        )

    def copy_summary(self) -> None:
        from workbench.usecases.runs.save_report import summary_text

        if self._report is not None:
            QGuiApplication.clipboard().setText(summary_text(self._report, mask=self.view.run.masking.isChecked()))
