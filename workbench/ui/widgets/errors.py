"""What went wrong, in a sentence a person can act on."""

from __future__ import annotations

from workbench.domain import InvalidInput


def explain(problem: BaseException) -> str:
    """The sentence of an expected error.  Anything else is a bug and is raised, so that the crash handler sees it."""
    if isinstance(problem, InvalidInput):
        return " ".join(f"{p.field}: {p.why} {p.fix}" for p in problem.problems)
    if is_expected(problem):
        return str(problem)
    if isinstance(problem, OSError):
        return f"{problem.strerror or problem}: {problem.filename or ''}"
    raise problem


def is_expected(problem: BaseException) -> bool:
    """Whether a room raised it on purpose: its ``errors.py`` holds the class."""
    return any(cls.__module__.startswith("workbench.") and cls.__module__.endswith("errors") for cls in type(problem).__mro__)
