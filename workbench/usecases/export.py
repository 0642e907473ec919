"""Export exchanges of History to one file, one at a time in memory.  They hold no key: none was ever recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from workbench.domain.files import atomic_write
from workbench.history import History, har_parts, json_parts

Form = Literal["json", "har"]


def export_parts(history: History, numbers: Sequence[int], form: Form, app_version: str) -> Iterator[bytes]:
    """The bytes of the file, piece by piece.  Raises ``HistoryError`` for a number that is not there."""
    records = (history.get(number) for number in numbers)
    return har_parts(records, app_version) if form == "har" else json_parts(records)


def export_file(history: History, numbers: Sequence[int], form: Form, app_version: str, path: Path) -> Path:
    """Write the file in one step: a failure leaves what was there.  Raises ``OSError`` and ``HistoryError``."""
    atomic_write(path, export_parts(history, numbers, form, app_version))
    return path
