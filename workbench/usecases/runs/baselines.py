"""Baselines of matrices in the window: which run was approved for a plan.  The run itself stays in History."""

from __future__ import annotations

from dataclasses import replace

from workbench.experiments.matrix_table import MatrixTable
from workbench.history import HistoryError
from workbench.usecases.runs.answers import walk
from workbench.usecases.runs.job import Experiment
from workbench.usecases.runs.matrix import Matrix
from workbench.usecases.runs.plans import plan_mark
from workbench.usecases.workbench import Workbench

STATE = "matrix_baselines"
"""In the window's state: plan → the number of the run that was approved for it."""


def approve(workbench: Workbench, experiment: Experiment, number: int) -> None:
    """Later runs of the same plan are compared with this one.  The state still has to be saved."""
    state = workbench.ui_state()
    kept = state.get(STATE, {})
    state.set(STATE, {**(kept if isinstance(kept, dict) else {}), plan_mark(experiment): number})


def with_baseline(workbench: Workbench, experiment: Experiment) -> Experiment:
    """With what was approved for the same plan, if its run is still there.  Blocks."""
    kept = workbench.ui_state().get(STATE, {})
    number = kept.get(plan_mark(experiment)) if isinstance(kept, dict) and isinstance(experiment, Matrix) else None
    if not isinstance(number, int) or not isinstance(experiment, Matrix):
        return experiment
    table = MatrixTable("", experiment.dimensions)
    try:
        for answer in walk(workbench.history().runs, number, experiment.jobs):
            table.add(answer)
    except HistoryError:
        return experiment
    baseline = {key: cell.label for key, cell in table.cells.items()}
    return replace(experiment, baseline=baseline) if baseline else experiment
