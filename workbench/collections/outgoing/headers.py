"""The headers of a call in an export."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.domain import REFUSED_HEADERS

Headers = tuple[tuple[str, str], ...]


def merged(extra: Sequence[tuple[str, str]]) -> Headers:
    """Ours, unless replaced by the tenant's, then the tenant's; those that are never sent are left out."""
    theirs = [(name, value) for name, value in extra if name.lower() not in REFUSED_HEADERS]
    replaced = {name.lower() for name, _ in theirs}
    ours = [pair for pair in (("Content-Type", "application/json"), ("Accept", "application/json")) if pair[0].lower() not in replaced]
    return (*ours, *theirs)
