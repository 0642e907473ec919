"""Problem: one thing that is wrong, or doubtful, about what a person filled in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An ``ERROR`` breaks a rule the vendor states and is not sent; a ``WARNING`` can be sent anyway."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """``field`` is the visible label (``Friendly ID``); ``why`` and ``fix`` are one sentence each."""

    field: str
    severity: Severity
    why: str
    fix: str

    def __str__(self) -> str:
        return f"{self.field}: {self.why} {self.fix}"

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def error(field: str, why: str, fix: str) -> Problem:
    return Problem(field, Severity.ERROR, why, fix)


def warning(field: str, why: str, fix: str) -> Problem:
    return Problem(field, Severity.WARNING, why, fix)


class InvalidInput(ValueError):
    """Raised by a use case that was handed something with errors in it; ``problems`` says which."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(str(p) for p in problems))
        self.problems = problems
