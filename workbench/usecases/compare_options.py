"""Rules: what is remembered to be no difference, as options of one comparison."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.inspect import DiffOptions
    from workbench.settings import CompareRule
    from workbench.usecases.workbench import Workbench


def options_of(rule: CompareRule) -> DiffOptions:
    """The remembered rule of a friendly ID as options of one comparison."""
    from workbench.inspect import DiffOptions

    return DiffOptions(
        ignore=rule.ignore,
        tolerance=rule.tolerance,
        ignore_case=rule.ignore_case,
        ignore_whitespace=rule.ignore_whitespace,
        ignore_array_order=rule.ignore_array_order,
        identities=rule.identities,
    )


def compare_in(workbench: Workbench) -> Callable[[str], DiffOptions]:
    """The remembered rules of a workbench, by friendly ID."""
    return lambda friendly_id: options_of(workbench.compare_rules().get(friendly_id))
