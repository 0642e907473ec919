"""Formats of a collection, as numbered steps over what its ``workbench.toml`` says.  Steps are kept for ever and never edited.

Step *n* brings format *n*-1 to *n* and knows plain data only, no noun of today.  Each has a test and a kept collection of
its format in ``tests/collections/samples``.  A collection of format 0 has no ``workbench.toml``: its data is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Raw = dict[str, Any]


def name_the_collection(raw: Raw, folder: str) -> Raw:
    """Format 1: earlier builds kept a flat folder of request files that said nothing of itself."""
    return {**raw, "name": raw.get("name") or folder}


MIGRATIONS: tuple[Callable[[Raw, str], Raw], ...] = (name_the_collection,)


def migrate(raw: Raw, folder: str) -> Raw:
    """The data in today's format; ``folder`` is the folder's own name."""
    begun = raw.get("format", len(MIGRATIONS))
    if not isinstance(begun, int) or not 0 <= begun < len(MIGRATIONS):
        return raw  # today's, or wrong in a way that its reader says better
    for step in MIGRATIONS[begun:]:
        raw = step(raw, folder)
    return {**raw, "format": len(MIGRATIONS)}
