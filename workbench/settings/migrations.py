"""Numbered migrations over the raw settings, kept for ever; each with a test and an old file.

Version 1 is the first released form, so there is none yet.  A file says its version as ``format``;
one that says nothing, or a version that never was, was written by hand and is taken as current.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Raw = dict[str, Any]
CURRENT = 1
MIGRATIONS: dict[int, Callable[[Raw], None]] = {}
"""``MIGRATIONS[n]`` changes raw data of version n into version n + 1, in place."""


def migrate(raw: Raw, migrations: dict[int, Callable[[Raw], None]] | None = None, current: int = CURRENT) -> int:
    """Bring ``raw`` up to ``current`` in place; the version it had.  A newer one is left alone."""
    steps = MIGRATIONS if migrations is None else migrations
    version = int(raw["format"]) if is_version(raw.get("format")) else current
    for step in range(version, current):
        steps[step](raw)
        raw["format"] = step + 1
    return version


def is_version(value: object) -> bool:
    """Whether a file can say this of itself: a whole number from 1."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
