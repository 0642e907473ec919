"""Comparing: anything beside the response that came: an exchange of History, the approved baseline, a file, the clipboard."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from workbench.domain import Operation, Recorded
from workbench.ui.compare import CompareView, Side, Subject
from workbench.ui.jobs import Job, Jobs
from workbench.ui.response import ResponseView
from workbench.ui.shell.approving import Approving
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench
from workbench.usecases.compare_options import options_of

if TYPE_CHECKING:
    from workbench.inspect import DiffOptions, Document
    from workbench.inspect.volatile import Proposal
    from workbench.settings import CompareRule
    from workbench.usecases.compare import Comparison

NO_EARLIER = "There is no earlier response to this friendly ID. Choose any exchange in History, or another left side."
FILE_AT_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Made:
    """What one comparison gave.  ``origins`` tells of a path whether it changed since last time too; ``expected`` are paths that
    the baseline's expectation ignores."""

    comparison: Comparison
    friendly_id: str
    rule: CompareRule
    proposals: tuple[Proposal, ...] = ()
    origins: dict[str, str] | None = None
    expected: tuple[str, ...] = ()


class Comparing(QObject):
    """Left is what was chosen, right is what is live.  A new response takes the right side at once.

    ``active_changed`` tells when the two sides come and go; ``saved_request`` gives the file of the saved
    request that the form shows, beside which the baseline is kept.
    """

    active_changed = Signal(bool)

    def __init__(
        self,
        window: QWidget,
        workbench: Workbench,
        jobs: Jobs,
        response: ResponseView,
        compare: CompareView,
        stack: QStackedWidget,
        saved_request: Callable[[], Path | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._jobs = jobs
        self._response = response
        self._compare = compare
        self._stack = stack
        self._saved_request = saved_request
        self._left: Side | None = None
        self._right: Side | None = None
        self._last: Side | None = None
        self._subject = Subject.RESPONSE
        self._rule: tuple[str, CompareRule] | None = None
        self._made: _Made | None = None
        self._job: Job | None = None
        self._documents: dict[int, tuple[Side, Document]] = {}
        self._stop = threading.Event()
        notice = lambda: self._compare.notice if self.active else self._response.message  # noqa: E731
        self._approving = Approving(window, workbench, jobs, response, saved_request, notice)
        self._approving.changed.connect(self._baseline_changed)
        self.baseline_changed = self._approving.changed
        self.approve = self._approving.approve
        stack.currentChanged.connect(lambda _: self.active_changed.emit(self.active))
        compare.close_requested.connect(self.stop)
        compare.swap_requested.connect(self._swap)
        compare.left_requested.connect(self._load_left)
        compare.source_requested.connect(self.choose_source)
        compare.subject_chosen.connect(self._choose_subject)
        compare.rule_changed.connect(self._change_rule)
        compare.approve_requested.connect(self.approve)
        compare.report_requested.connect(self.report)

    @property
    def active(self) -> bool:
        return self._stack.currentWidget() is self._compare

    # -- what stands where ------------------------------------------------------------------------

    def start(self) -> None:
        """Beside the newest earlier response to the same friendly ID, or a hint to choose one."""
        self.choose_source("earlier")

    def start_with_baseline(self, path: Path | None = None) -> None:
        """The live response beside the baseline of this saved request, else of the one that the form shows."""
        if self._take_right():
            self._from_baseline(path)

    def choose_source(self, source: str) -> None:
        """``earlier``, ``baseline``, ``file`` or ``clipboard`` takes the left side."""
        if not self._take_right():
            return
        {"earlier": self._from_history, "baseline": self._from_baseline, "file": self._from_file, "clipboard": self._from_clipboard}[
            source
        ]()

    def compare_with(self, number: int) -> None:
        """Any row of History against the live response; without one, the row waits at the left."""
        if self._right is None or not self.active:
            self._take_right()
        self._stack.setCurrentWidget(self._compare)
        self._load_left(number)

    def compare_plain(self, left_title: str, left: object, right_title: str, right: object) -> None:
        """Two things that are no responses, as JSON: versions of a saved request."""
        import json

        bodies = (json.dumps(plain, ensure_ascii=True).encode() for plain in (left, right))
        self._left, self._right = (
            Side(title, body, "application/json") for title, body in zip((left_title, right_title), bodies, strict=True)
        )
        self._stack.setCurrentWidget(self._compare)
        self._run()

    def stop(self) -> None:
        self._stack.setCurrentWidget(self._response)

    def exchange_recorded(self, recorded: Recorded) -> None:
        """Keep comparing while the request is sent again and again."""
        if recorded.exchange.operation is not Operation.CALL_FLOWS or recorded.exchange.response is None:
            return
        self._approving.check(recorded)
        if self.active:
            self._right = Side.of(recorded)
            self._run()

    def _take_right(self) -> bool:
        """The live response takes the right side; without one there is nothing to compare with."""
        live = self._response.exchange()
        self._stack.setCurrentWidget(self._compare)
        if live is None or live.exchange.response is None:
            if self._right is None:
                self._compare.show_hint("Send a request first, then compare its response with any in History.")
            return self._right is not None
        self._right = Side.of(live)
        return True

    def _from_history(self) -> None:
        right = self._right
        assert right is not None
        self._compare.show_hint("", "Looking for an earlier response…")
        number, friendly_id, operation = right.number, right.friendly_id, right.operation
        self._jobs.call(lambda: self._earlier(number, friendly_id, operation), owner=self, done=self._earlier_found, failed=self._failed)

    def _earlier(self, number: int, friendly_id: str, operation: Operation) -> Recorded | None:
        """The newest exchange before ``number`` of the same kind and friendly ID that has a response; on a worker thread."""
        from workbench.history import Query

        history = self._workbench.history()
        for row in history.search(Query(friendly_id=friendly_id), limit=200):
            if row.number < number and row.status is not None and row.operation == operation:
                return history.get(row.number)
        return None

    def _earlier_found(self, recorded: Recorded | None) -> None:
        if recorded is None:
            self._compare.show_hint(NO_EARLIER)
        else:
            self._set_left(Side.of(recorded))

    def _load_left(self, number: int) -> None:
        self._jobs.call(
            lambda: self._workbench.history().get(number), owner=self, done=lambda r: self._set_left(Side.of(r)), failed=self._failed
        )

    def _from_baseline(self, path: Path | None = None) -> None:
        path = path or self._saved_request()
        if path is None:
            self._compare.show_hint("Save the request first: its approved baseline is kept beside it.", "No saved request in the form")
            return

        def load() -> Side | None:
            collections = self._workbench.collections()
            found = collections.baseline(path)
            if found is None:
                return None
            title = f"Baseline · {path.name.removesuffix('.request.toml')}"
            return Side(title, found.body, found.content_type, is_baseline=True, ignore=collections.expected_ignores(path))

        self._jobs.call(load, owner=self, done=self._baseline_found, failed=self._failed)

    def _baseline_found(self, side: Side | None) -> None:
        if side is None:
            self._compare.show_hint(
                "Press Approve to make the response at the right the baseline of this saved request.", "No baseline yet"
            )
        else:
            self._set_left(side)

    def _baseline_changed(self) -> None:
        if self.active and self._left is not None and self._left.is_baseline:
            self._from_baseline()

    def _from_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Compare with a file", str(Path.home()), "JSON and text (*.json *.txt);;All files (*)"
        )
        if not name:
            return

        def load() -> Side:
            path = Path(name)
            if path.stat().st_size > FILE_AT_MOST:
                raise OSError(0, "is larger than 1 GB", name)
            return Side(path.name, path.read_bytes(), "application/json" if path.suffix == ".json" else "")

        self._jobs.call(load, owner=self, done=self._set_left, failed=self._failed)

    def _from_clipboard(self) -> None:
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self._set_left(Side("Clipboard", text.encode("utf-8", "surrogatepass"), ""))
        else:
            self._compare.notice.show_text("info", "The clipboard holds no text", "Copy a response somewhere, then choose it again.")

    def _set_left(self, side: Side) -> None:
        self._left = side
        self._run()

    def _swap(self) -> None:
        if self._left is not None and self._right is not None:
            self._left, self._right = self._right, self._left
            self._run()

    def _choose_subject(self, subject: str) -> None:
        self._subject = Subject(subject)
        self._run()

    # -- comparing --------------------------------------------------------------------------------

    def _run(self) -> None:
        left, right = self._left, self._right
        if left is None or right is None:
            self._compare.show_hint("Send a request, or choose a second exchange in History.")
            return
        both = left.recorded is not None and right.recorded is not None
        if not both:
            self._subject = Subject.RESPONSE
        self._compare.show_subject(self._subject, both_exchanges=both)
        self._stop.set()
        if self._job is not None:
            self._job.drop()
        stop = self._stop = threading.Event()
        subject, rule = self._subject, self._rule
        self._keep_documents(left, right)
        self._compare.show_working(left, right)
        self._job = self._jobs.call(
            lambda: self._compare_now(left, right, subject, rule, stop.is_set),
            owner=self,
            done=lambda made: self._compared(left, right, made),
            failed=self._failed,
        )

    def _compare_now(
        self, left: Side, right: Side, subject: Subject, known: tuple[str, CompareRule] | None, stopped: Callable[[], bool]
    ) -> _Made:
        """On a worker thread."""
        from workbench.inspect.volatile import propose_ignores
        from workbench.usecases.compare import compare_documents, compare_headers, compare_requests

        friendly_id = right.friendly_id or left.friendly_id
        rule = known[1] if known is not None and known[0] == friendly_id else self._workbench.compare_rules().get(friendly_id)
        options = options_of(rule)
        if subject is not Subject.RESPONSE and left.recorded is not None and right.recorded is not None:
            pair = compare_requests if subject is Subject.REQUEST else compare_headers
            return _Made(pair(left.recorded, right.recorded, options, stopped=stopped), friendly_id, rule)
        expected = tuple(path for path in (*left.ignore, *right.ignore) if path not in rule.ignore)
        options = replace(options, ignore=(*options.ignore, *expected))
        made = compare_documents(self._read(left, stopped), self._read(right, stopped), options, stopped=stopped)
        proposed = propose_ignores((made.left, made.right), replace(options, ignore=()), stopped=stopped)
        proposals = tuple(proposal for proposal in proposed if proposal.pattern not in expected)
        return _Made(made, friendly_id, rule, proposals, self._origins(left, right, made, options, stopped), expected)

    def _keep_documents(self, left: Side, right: Side) -> None:
        """Only those of the two sides; the one that is on screen already need not be read again."""
        self._documents = {
            id(side): kept
            for side, kept in ((s, self._documents.get(id(s))) for s in (left, right, self._last) if s is not None)
            if kept is not None
        }
        live, document = self._response.exchange(), self._response.document()
        if document is not None and right.recorded is not None and live is right.recorded:
            self._documents[id(right)] = (right, document)

    def _read(self, side: Side, stopped: Callable[[], bool]) -> Document:
        """On a worker thread; once for every side, however often the options change."""
        from workbench.inspect import read

        kept = self._documents.get(id(side))
        if kept is None:
            kept = self._documents[id(side)] = (side, read(side.body, side.content_type, stopped=stopped))
        return kept[1]

    def _origins(
        self, left: Side, right: Side, made: Comparison, options: DiffOptions, stopped: Callable[[], bool]
    ) -> dict[str, str] | None:
        """Against a baseline: which differences are new since the response before this one."""
        if not left.is_baseline or right.recorded is None or not made.difference.differences:
            return None
        last = self._earlier(right.number, right.friendly_id, right.operation)
        if last is None or last.exchange.response is None:
            return None
        from workbench.usecases.compare import told_of_last

        if self._last is None or self._last.number != last.number:
            self._last = Side.of(last)
        return told_of_last(made, self._read(self._last, stopped), last.number, options, stopped=stopped)

    def _compared(self, left: Side, right: Side, made: _Made) -> None:
        self._made = made
        self._rule = (made.friendly_id, made.rule)
        self._compare.show_comparison(left, right, made.comparison, made.origins)
        self._compare.show_rule(made.rule, made.proposals, made.comparison, made.expected)

    def _change_rule(self, rule: CompareRule) -> None:
        """Compared anew at once, and remembered for this friendly ID."""
        if self._rule is None:
            return
        friendly_id = self._rule[0]
        self._rule = (friendly_id, rule)
        self._jobs.call(lambda: self._workbench.compare_rules().set(friendly_id, rule), owner=self, done=lambda _: None, failed=self._told)
        self._run()

    def _failed(self, problem: BaseException) -> None:
        from workbench.inspect import ReadingStopped, Stopped
        from workbench.inspect.patterns import PatternError

        if isinstance(problem, Stopped | ReadingStopped):
            return
        if isinstance(problem, PatternError):
            self._compare.notice.show_text("bad", "This path cannot be ignored", str(problem))
            return
        self._compare.show_hint(explain(problem), "They cannot be compared")

    def _told(self, problem: BaseException) -> None:
        self._compare.notice.show_text("bad", "Not remembered", explain(problem))

    # -- reports ----------------------------------------------------------------------------------

    def report(self, form: str, to: str) -> None:
        """Markdown, a page of HTML or a JSON Patch of what is compared, on the clipboard or in a file."""
        made, left, right = self._made, self._left, self._right
        if made is None or left is None or right is None:
            return
        comparison = made.comparison
        texts: dict[str, Callable[[], str]] = {
            "markdown": lambda: comparison.markdown(left.title, right.title),
            "html": lambda: comparison.html(left.title, right.title),
            "patch": comparison.patch,
        }
        if to == "copy":
            self._jobs.call(texts[form], owner=self, done=self._copied, failed=self._not_reported)
            return
        suffix = {"markdown": "md", "html": "html", "patch": "json"}[form]
        suggested = Path.home() / f"comparison-{left.number or 'baseline'}-{right.number}.{suffix}"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save the comparison", str(suggested))
        if name:
            self._jobs.call(lambda: _write(Path(name), texts[form]()), owner=self, done=self._written, failed=self._not_reported)

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._compare.notice.show_text("good", "Copied", "")

    def _written(self, path: Path) -> None:
        self._compare.notice.show_text("good", "Saved", str(path))

    def _not_reported(self, problem: BaseException) -> None:
        from workbench.inspect.patch import PatchError

        text = str(problem) if isinstance(problem, PatchError) else explain(problem)
        self._compare.notice.show_text("bad", "There is no such report", text)


def _write(path: Path, text: str) -> Path:
    from workbench.domain.files import atomic_write

    atomic_write(path, text.encode("utf-8", "replace"))
    return path
