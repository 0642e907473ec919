"""Sending: carries a request or an event along its road, and what came of it to the rooms that show it."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from workbench.domain import FailureKind, FlowRequest, InvalidInput, Recorded, StreamEvent, Tenant, read_outcome
from workbench.domain.placeholders import Layer
from workbench.ui.composer import ComposerView
from workbench.ui.jobs import Job, Jobs, StoppedError
from workbench.ui.response import ResponseView
from workbench.ui.shell.topbar import REAL_CALL
from workbench.ui.widgets.ask import ask, nothing
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.personalize import CallOptions, Progress
    from workbench.settings import Settings
    from workbench.usecases.new_browser_id import NewBrowser

Layers = tuple[Layer, ...]


class Asker(Protocol):
    """The form a call is asked for from: the composer, or a dialog over it."""

    def show_sending(self, sending: bool) -> None: ...
    def show_notice(self, meaning: str, headline: str, text: str = "") -> None: ...
    def show_browser_id(self, value: str) -> None: ...


class Sending(QObject):
    """One call at a time.  ``recorded`` carries every exchange, once it is on disk."""

    recorded = Signal(object)
    began = Signal()
    tenant_acknowledged = Signal(object)
    keys_needed = Signal(object)

    def __init__(
        self,
        window: QWidget,
        workbench: Workbench,
        jobs: Jobs,
        composer: ComposerView,
        response: ResponseView,
        tenant: Callable[[], Tenant],
        settings: Callable[[], Settings],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._jobs = jobs
        self._composer = composer
        self._asker: Asker = composer
        self._response = response
        self.tenant = tenant
        self._settings = settings
        self._job: Job | None = None
        self._started = 0.0
        self._phase = ""
        self._as = ""
        self._part: float | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(100)
        self._tick.timeout.connect(self._show_progress)
        composer.send_requested.connect(self.send)
        composer.cancel_requested.connect(self.cancel)
        composer.new_browser_id_requested.connect(self.new_browser_id)

    @property
    def running(self) -> bool:
        return self._job is not None

    def answer_to(self, asker: Asker | None) -> None:
        """While a dialog is open calls are asked for from there, and it is told what came of them; then it is the composer again."""
        self._asker = asker or self._composer
        self._asker.show_sending(self.running)

    def send(self, request: FlowRequest, layers: Layers = ()) -> None:
        """Run the flow, once the user knows what a call to this tenant means; ``layers`` are what its placeholders stand for."""
        tenant = self.tenant()

        def work(options: CallOptions) -> Coroutine[Any, Any, Recorded]:
            return self._workbench.send()(request, tenant, options, layers=layers, on_progress=self._progressed)

        self._once_acknowledged(tenant, lambda: self._begin(work, self._sent))

    def send_event(self, event: StreamEvent, layers: Layers = ()) -> None:
        """Send it, under the same question; the answer is shown like any other."""
        tenant = self.tenant()

        def work(options: CallOptions) -> Coroutine[Any, Any, Recorded]:
            return self._workbench.send_event()(event, tenant, options, layers=layers, on_progress=self._progressed)

        self._once_acknowledged(tenant, lambda: self._begin(work, self._event_sent))

    def send_as(self, many: Sequence[tuple[str, FlowRequest, Layers]]) -> None:
        """The same request as several personas, one after the other; each exchange carries the persona's name as its label."""
        tenant = self.tenant()

        async def work(options: CallOptions) -> list[Recorded]:
            import asyncio  # not at the start: the first paint does without

            history = self._workbench.history()
            done: list[Recorded] = []
            for place, (name, request, layers) in enumerate(many, 1):
                self._as = f"{place} of {len(many)}, {name}: "
                came = await self._workbench.send()(request, tenant, options, layers=layers, on_progress=self._progressed)
                await asyncio.to_thread(history.set_label, came.number, name)
                done.append(replace(came, label=name))
                self._jobs.later(self, partial(self.recorded.emit, done[-1]))
                if came.exchange.failure is not None and came.exchange.failure.kind is FailureKind.CANCELLED:
                    break
            return done

        self.began.emit()
        self._once_acknowledged(tenant, lambda: self._begin(work, lambda done: self._sent_as(done, len(many))))

    def new_browser_id(self) -> None:
        tenant = self.tenant()

        def work(options: CallOptions) -> Coroutine[Any, Any, NewBrowser]:
            return self._workbench.new_browser_id()(tenant, options)

        self._once_acknowledged(tenant, lambda: self._begin(work, self._browser_came))

    def cancel(self) -> None:
        if self._job is not None:
            self._phase = "Cancelling"
            self._job.cancel()

    def _begin(self, work: Callable[[CallOptions], Coroutine[Any, Any, Any]], done: Callable[[Any], None]) -> None:
        settings = self._settings()

        async def run() -> Any:
            # Made here, on the loop's thread: the first use imports the HTTP client.
            return await work(self._workbench.call_options(settings))

        self._started = time.monotonic()
        self._phase = "Sending"
        self._as = ""
        self._part = None
        self._composer.notice.hide()
        self._show_sending(True)
        self._tick.start()
        self._job = self._jobs.start(run(), owner=self, done=lambda result: self._ended(done, result), failed=self._failed)

    def _ended(self, done: Callable[[Any], None], result: Any) -> None:
        self._stop()
        done(result)

    def _stop(self) -> None:
        self._job = None
        self._tick.stop()
        self._show_sending(False)

    def _show_sending(self, sending: bool) -> None:
        self._composer.show_sending(sending)
        if self._asker is not self._composer:
            self._asker.show_sending(sending)

    def _event_sent(self, recorded: Recorded) -> None:
        self.recorded.emit(recorded)
        if self._asker is not self._composer:  # it covers the response
            self._asker.show_notice(*_told(recorded))

    def _sent(self, recorded: Recorded) -> None:
        self.recorded.emit(recorded)

    def _sent_as(self, done: list[Recorded], wanted: int) -> None:
        lines = [f"{each.label}: {_outcome(each)}" for each in done]
        what = f"Sent as {len(done)} personas" if len(done) == wanted else f"Sent as {len(done)} of {wanted} personas"
        self._composer.show_notice("info", what, "\n".join(lines))

    def _browser_came(self, came: NewBrowser) -> None:
        self.recorded.emit(came.recorded)
        self._response.show_exchange(self._response.exchange())
        if came.browser_id:
            self._asker.show_browser_id(came.browser_id)
        else:
            self._asker.show_notice("bad", "No new browser ID", came.why)

    def _failed(self, problem: BaseException) -> None:
        self._stop()
        self._response.show_exchange(self._response.exchange())
        if isinstance(problem, StoppedError):
            self._asker.show_notice("info", "Cancelled", "Nothing was sent.")
            return
        if isinstance(problem, InvalidInput) and any(p.field in ("Client key", "Secret") for p in problem.problems):
            self._asker.show_notice("bad", "Nothing was sent", " ".join(f"{p.why} {p.fix}" for p in problem.problems))
            self.keys_needed.emit(self.tenant())
            return
        self._asker.show_notice("bad", "Nothing was sent", explain(problem))

    def _progressed(self, progress: Progress) -> None:
        """Called on the loop's thread; two plain assignments, read by the timer in the GUI thread."""
        self._phase = {"keychain": "Waiting for the keychain", "download": "Receiving", "waiting": "Waiting for the answer"}.get(
            progress.phase, "Connecting"
        )
        self._part = progress.received / progress.expected if progress.expected else None

    def _show_progress(self) -> None:
        self._response.show_progress(f"{self._as}{self._phase}", self._part, time.monotonic() - self._started)

    def _once_acknowledged(self, tenant: Tenant, call: Callable[[], None]) -> None:
        """Call, after the user has read, once per tenant, that a call is a real execution."""
        if self.running:
            return
        if tenant.acknowledged:
            call()
            return

        def go() -> None:
            self.tenant_acknowledged.emit(tenant)
            call()

        details = f"{REAL_CALL}\n\nUse a browser ID, point of sale or guest that is meant for tests. This is asked once per tenant."
        ask(
            self._asker if isinstance(self._asker, QDialog) else self._window,
            "A real execution",
            f"Calls to “{tenant.name}” are real executions.",
            details,
            {"Send it": go, "Do not send": nothing},
        )


def _told(recorded: Recorded) -> tuple[str, str, str]:
    """What came of an event, for a dialog that covers the response."""
    response, failure, kept = recorded.exchange.response, recorded.exchange.failure, f"It is in History as #{recorded.number}."
    if response is None:
        return "bad", failure.kind.heading if failure is not None else "No answer", f"{failure} {kept}"
    outcome = read_outcome(response, recorded.exchange.operation)
    headline = outcome.headline if response.is_success else f"{response.status} {response.reason}".strip()
    return "good" if response.is_success else "bad", headline, f"{outcome.why} {kept}"


def _outcome(recorded: Recorded) -> str:
    response, failure = recorded.exchange.response, recorded.exchange.failure
    if response is not None:
        return f"{response.status} {response.reason}, #{recorded.number}"
    return f"{failure}, #{recorded.number}"
