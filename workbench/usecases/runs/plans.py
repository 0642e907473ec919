"""Plans: the text that History keeps of a run, opened again as the experiment it was."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from workbench.collections import CollectionError
from workbench.domain import SANDBOX, Tenant
from workbench.experiments import SplitPlanError
from workbench.experiments.matrix_table import KIND as MATRIX
from workbench.experiments.split_tally import KIND as SPLIT
from workbench.experiments.stick_tally import KIND as STICK
from workbench.experiments.suite_tally import KIND as SUITE
from workbench.usecases.compare_options import compare_in
from workbench.usecases.runs.differences import differences_in
from workbench.usecases.runs.errors import FilesGone, PlanError
from workbench.usecases.runs.job import Experiment, Limits
from workbench.usecases.runs.matrix import Matrix
from workbench.usecases.runs.place_set import PlaceSet
from workbench.usecases.runs.plain import limits_from_plain
from workbench.usecases.runs.run import FORMAT
from workbench.usecases.runs.split_check import SplitCheck
from workbench.usecases.runs.stickiness import Stickiness
from workbench.usecases.runs.subset import Subset
from workbench.usecases.runs.suite import Suite
from workbench.usecases.workbench import Workbench


def open_plan(text: str, workbench: Workbench) -> Experiment:
    """Raises :class:`PlanError` where a tenant it needs is gone, or a newer version wrote it; :class:`FilesGone` for a suite."""
    plain = read_plan_text(text)
    whole = _open(plain, workbench)
    if "only" not in plain:
        return whole
    try:
        only = plain["only"]
        return Subset(whole, PlaceSet.of(only) if isinstance(only, list) else PlaceSet.from_text(only))  # a list in the first plans
    except (ValueError, TypeError, OverflowError) as wrong:
        raise PlanError(f"The plan cannot be read: {wrong}") from None


def plan_mark(experiment: Experiment) -> str:
    """The same for two plans that ask the same, whatever they are compared with: by it a baseline is found again."""
    plain = {key: value for key, value in experiment.to_plain().items() if key not in ("baseline", "name")}
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def _open(plain: dict[str, Any], workbench: Workbench) -> Experiment:
    tenants = _Tenants({tenant.id: tenant for tenant in (SANDBOX, *workbench.tenants().list())})
    try:
        match plain["kind"]:
            case kind if kind == SPLIT:
                return SplitCheck.from_plain(plain, tenants)
            case kind if kind == STICK:
                return replace(Stickiness.from_plain(plain, tenants), differences=differences_in(workbench.history))
            case kind if kind == MATRIX:
                return Matrix.from_plain(plain, tenants)
            case kind if kind == SUITE:
                return _suite(plain, tenants, workbench)
    except KeyError as gone:
        raise PlanError(f"The plan cannot be read: it has no {gone}.") from None
    except PlanError:
        raise
    except (ValueError, TypeError, AttributeError, OverflowError, SplitPlanError) as wrong:
        raise PlanError(f"The plan cannot be read: {wrong}") from None
    raise PlanError(f"“{plain['kind']}” is no experiment this version knows.")


def _suite(plain: dict[str, Any], tenants: dict[str, Tenant], workbench: Workbench) -> Suite:
    try:
        return Suite.from_plain(plain, tenants, compare_in(workbench))
    except (CollectionError, OSError) as wrong:
        path = Path(plain["path"])
        what = f"“{path}” is not there any more." if not path.exists() else f"The files of “{path}” cannot be used: {wrong}"
        raise FilesGone(what, tenants[plain["tenant"]], plain) from None


def limits_in(text: str) -> Limits:
    """The pace it had."""
    return limits_from_plain(read_plan_text(text))


def read_plan_text(text: str) -> dict[str, Any]:
    """Raises :class:`PlanError`."""
    try:
        plain = json.loads(text)
        newer = plain["format"] > FORMAT
    except (ValueError, KeyError, TypeError):
        raise PlanError("The plan of this run cannot be read.") from None
    if newer:
        raise PlanError("A newer version of the workbench made this run; open it there.")
    return dict(plain)


class _Tenants(dict[str, Tenant]):
    def __missing__(self, id_: str) -> Tenant:
        raise PlanError(f"The plan needs the tenant “{id_}”, which is not there any more.")
