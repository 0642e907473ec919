"""Approved responses of a suite's requests: which one a call of its run is to be held beside."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.collections.baseline import files_of
from workbench.experiments.answer import Answer
from workbench.experiments.suite_tally import REQUEST
from workbench.usecases.runs.job import Experiment
from workbench.usecases.runs.past import PastSuite
from workbench.usecases.runs.subset import Subset
from workbench.usecases.runs.suite import Suite


@dataclass(frozen=True, slots=True)
class Approved:
    """``path`` is the saved request beside which the baseline lies; ``None`` where there is none, and ``why`` says so."""

    path: Path | None
    why: str = ""


def approved_of(experiment: Experiment) -> Callable[[Answer], Approved] | None:
    """Says of each call of a run what it can be held beside; ``None`` for an experiment whose calls have no saved request."""
    suite = experiment.whole if isinstance(experiment, Subset) else experiment
    if isinstance(suite, PastSuite):
        return lambda answer: Approved(None, suite.why)
    if not isinstance(suite, Suite):
        return None
    requests = {request.where: request for request in suite.plan.requests}

    def find(answer: Answer) -> Approved:
        where = answer.varied.get(REQUEST, "")
        request = requests.get(where) if where or len(requests) != 1 else next(iter(requests.values()))
        if request is None:
            return Approved(None, "The saved request of this call is not in its folder any more.")
        # Another may have been approved since the files were read; that there is one is soon seen.
        if request.baseline is None and not any(map(os.path.lexists, files_of(request.path))):
            return Approved(None, f"“{request.saved.name}” has no baseline yet. Send it in Explore and approve its response.")
        if answer.status is None or answer.number is None:
            return Approved(None, "No response came for this call, so there is nothing to compare.")
        return Approved(request.path)

    return find
