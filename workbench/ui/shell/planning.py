"""Planning: the plan's form: what can be chosen, what the draft means, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.domain import FlowRequest, Tenant
from workbench.ui.experiments.state import (
    MATRIX,
    SPLIT,
    STICK,
    SUITE,
    Personas,
    PlanDraft,
    PlanReading,
    read_plan,
    selector_words,
    tenants_by_id,
)
from workbench.ui.experiments.view import ExperimentsView
from workbench.ui.jobs import Jobs
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench
from workbench.usecases.runs.suite import Suite

Choices = tuple[tuple[str, ...], Personas, tuple[tuple[str, Path], ...]]
"""friendlyIds, personas by their files, folders by name."""

READ_AFTER_MS = 200
"""After the last key the plan is read: a suite looks at files."""


class Planning(QObject):
    """One draft per kind of experiment.  ``reading`` is what the shown one means."""

    def __init__(
        self,
        window: QWidget,
        workbench: Workbench,
        jobs: Jobs,
        view: ExperimentsView,
        tenant: Callable[[], Tenant],
        tenants: Callable[[], Sequence[Tenant]],
        draft_request: Callable[[], FlowRequest],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._jobs = jobs
        self.view = view
        self._tenant = tenant
        self._tenants = tenants
        self._draft_request = draft_request
        self._friendly_ids: tuple[str, ...] = ()
        self._personas: Personas = {}
        self._folders: tuple[tuple[str, Path], ...] = ()
        self._drafts: dict[str, PlanDraft] = {}
        self._suite: tuple[object, Suite | str | None] | None = None
        self.told = False
        self.reading = PlanReading(PlanDraft())
        self._read_soon = QTimer(self)
        self._read_soon.setSingleShot(True)
        self._read_soon.setInterval(READ_AFTER_MS)
        self._read_soon.timeout.connect(self.read)
        view.plan_requested.connect(self.plan)
        view.plan.changed.connect(self._read_soon.start)
        view.plan.proposals_requested.connect(self.propose)
        view.plan.rows_requested.connect(self.choose_rows)
        self._restore()

    def _restore(self) -> None:
        kept = self._workbench.ui_state().get("plans", {})
        plans = kept if isinstance(kept, dict) else {}
        for kind in (MATRIX, SPLIT, STICK, SUITE):
            self._drafts[kind] = replace(PlanDraft.from_plain(plans.get(kind)), kind=kind) if kind in plans else self._first(kind)
        self.show(self._drafts[MATRIX])

    def remembered(self) -> dict[str, Any]:
        self.keep()
        return {kind: draft.to_plain() for kind, draft in self._drafts.items()}

    def _first(self, kind: str) -> PlanDraft:
        """A first plan asks what the form in Explore asks."""
        request = self._draft_request()
        return PlanDraft(
            kind=kind,
            friendly_id=request.friendly_id,
            channel=request.channel,
            language=request.language,
            currency=request.currency_code,
            point_of_sale=request.point_of_sale,
            jobs=4 if self._tenant().is_sandbox else 2,
            rate=0.0 if self._tenant().is_sandbox else 5.0,
        )

    def keep(self) -> None:
        draft = self.view.plan.draft()
        self._drafts[draft.kind] = draft

    # -- planning ---------------------------------------------------------------------------------

    def opened(self) -> None:
        """The page came to the front: look at what can be chosen."""
        self._suite = None  # files may have changed meanwhile
        self._jobs.call(self._choices, owner=self, done=self._choices_known, failed=self.failed)

    def plan(self, kind: str) -> None:
        """The form of one kind of experiment, as it was left."""
        self.keep()
        self.told = False
        self.show(self._drafts[kind])
        self.view.plan.focus_first()

    def show(self, draft: PlanDraft) -> None:
        self.view.plan.show_draft(draft)
        self.view.show_plan(draft.kind)
        self._show_choices()
        self.read()

    def _choices(self) -> Choices:
        from workbench.collections import NodeKind

        collections = self._workbench.collections()
        personas = dict(collections.personas())
        folders: list[tuple[str, Path]] = []
        known: dict[str, None] = dict.fromkeys(self._workbench.history().facets().friendly_ids)
        for root in collections.trees():
            for node in root.walk():
                if node.kind in (NodeKind.COLLECTION, NodeKind.FOLDER):
                    within = " / ".join((root.name, *node.path.relative_to(root.path).parts))
                    folders.append((within, node.path))
                elif node.kind is NodeKind.REQUEST and node.detail and "{{" not in node.detail:
                    known[node.detail] = None
        return tuple(known), personas, tuple(folders)

    def _choices_known(self, found: Choices) -> None:
        self._friendly_ids, self._personas, self._folders = found
        self._show_choices()
        self.read()

    def failed(self, problem: BaseException) -> None:
        self.view.plan.notice.show_text("bad", "Collections and History cannot be read", explain(problem))

    def _show_choices(self) -> None:
        self.view.plan.show_choices(self._friendly_ids, self._personas, self._tenants(), self._folders)

    def read(self) -> None:
        draft = self.view.plan.draft()
        suite = self._gathered(draft) if draft.kind == SUITE and draft.folder else None
        self.reading = read_plan(draft, self._tenant(), tenants_by_id(self._tenants()), self._personas, suite)
        self.view.plan.show_reading(self.reading, told=self.told)

    def _gathered(self, draft: PlanDraft) -> Suite | str | None:
        """The suite of a draft, if it is known by now; else it is gathered on a worker and read then."""
        key = (draft.folder, draft.rows.strip(), draft.personas, self._tenant())
        if self._suite is not None and self._suite[0] == key:
            return self._suite[1]
        self._suite = (key, None)
        personas = tuple(self._personas[path] for path in map(Path, draft.personas) if path in self._personas)
        tenant = self._tenant()

        def work() -> Suite | str:
            from workbench.collections import CollectionError
            from workbench.usecases.compare_options import compare_in

            rows = Path(draft.rows.strip()).expanduser() if draft.rows.strip() else None
            try:
                return Suite.gathered(Path(draft.folder), tenant, personas=personas, rows=rows, compare=compare_in(self._workbench))
            except (CollectionError, OSError) as wrong:
                return str(wrong)

        def known(suite: Suite | str) -> None:
            if self._suite is not None and self._suite[0] == key:
                self._suite = (key, suite)
                self.read()

        self._jobs.call(work, owner=self, done=known, failed=lambda problem: known(explain(problem)))
        return None

    def choose_rows(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window, "Data rows", "", "Data rows (*.csv *.tsv *.json *.jsonl *.ndjson)")
        if name:
            self.view.plan.rows.setText(name)

    def propose(self) -> None:
        """Selectors from what History holds of the flow; for a split also the variants that were seen."""
        from workbench.usecases.runs.propose import USUAL, selectors_for

        draft, tenant = self.view.plan.draft(), self._tenant()
        friendly_id = draft.friendly_id.partition(",")[0].strip()

        def work() -> tuple[str, ...]:
            found = selectors_for(self._workbench.history(), tenant.id, friendly_id)
            return tuple(selector_words(selector) for selector in found) or (selector_words(USUAL),)

        self._jobs.call(work, owner=self, done=self._proposed, failed=self.failed)

    def _proposed(self, variants: tuple[str, ...]) -> None:
        self.view.plan.show_proposals(variants)
        self.read()

    def show_again(self, draft: PlanDraft) -> None:
        """The plan of an earlier run; ticked personas stay as they were, for a run keeps them by value."""
        self.keep()
        kept = self._drafts[draft.kind]
        self.show(replace(draft, personas=kept.personas) if draft.kind in (MATRIX, STICK) else draft)
