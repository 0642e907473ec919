"""Rules: what is remembered to be no difference, as options of one comparison."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.collections import SavedRequest
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


def expected_ignores(saved: SavedRequest) -> tuple[str, ...]:
    """Paths that a request's own ``baseline`` expectation leaves out of account.

    What holds placeholders is known in a run only, and what is no path is told there.
    """
    from workbench.domain.expectation import EqualsBaseline
    from workbench.domain.placeholders import means_more
    from workbench.inspect import PatternError, normalize_pattern

    found: dict[str, None] = {}
    for expectation in saved.expectations:
        for path in expectation.ignore if isinstance(expectation, EqualsBaseline) else ():
            with suppress(PatternError):
                found |= {} if means_more(path) else {normalize_pattern(path): None}
    return tuple(found)


def compare_in(workbench: Workbench) -> Callable[[str], DiffOptions]:
    """The remembered rules of a workbench, by friendly ID."""
    return lambda friendly_id: options_of(workbench.compare_rules().get(friendly_id))
