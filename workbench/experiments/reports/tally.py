"""What became of the calls of a run, counted in one walk; every format counts the same."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from workbench.experiments.answer import Answer, Check


class Outcome(StrEnum):
    HELD = "held"
    FAILED = "failed"
    NO_RESPONSE = "no response"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Tally:
    """``milliseconds`` is the sum over all calls; the last two say which columns are worth showing."""

    calls: int = 0
    failed: int = 0
    no_response: int = 0
    skipped: int = 0
    milliseconds: float = 0.0
    has_identity: bool = False
    has_number: bool = False

    @property
    def held(self) -> int:
        return self.calls - self.failed - self.no_response - self.skipped

    @property
    def sentence(self) -> str:
        """``1,000 calls: 970 held, 28 did not, 2 got no response.``"""
        told = [f"{self.held:,} held"]
        told += [f"{self.failed:,} did not"] if self.failed else []
        told += [f"{self.no_response:,} got no response"] if self.no_response else []
        told += [f"{self.skipped:,} {'was' if self.skipped == 1 else 'were'} not made"] if self.skipped else []
        return f"{self.calls:,} {'call' if self.calls == 1 else 'calls'}: {', '.join(told)}." if self.calls else "No calls were made."


def outcome_of(answer: Answer) -> Outcome:
    if answer.skipped:
        return Outcome.SKIPPED
    if answer.status is None and answer.failure:
        return Outcome.NO_RESPONSE
    return Outcome.HELD if answer.held else Outcome.FAILED


def tally(answers: Iterable[Answer]) -> Tally:
    counted = dict.fromkeys(Outcome, 0)
    milliseconds, identity, number = 0.0, False, False
    for answer in answers:
        counted[outcome_of(answer)] += 1
        milliseconds += measured(answer) or 0.0
        identity = identity or bool(answer.identity)
        number = number or answer.number is not None
    calls = sum(counted.values())
    failed, lost, skipped = counted[Outcome.FAILED], counted[Outcome.NO_RESPONSE], counted[Outcome.SKIPPED]
    return Tally(calls, failed, lost, skipped, milliseconds, identity, number)


def measured(answer: Answer) -> float | None:
    """The call's milliseconds; ``None`` where none were measured or what was noted is no time."""
    return answer.milliseconds if math.isfinite(answer.milliseconds) and answer.milliseconds >= 0 and not answer.skipped else None


def check_words(check: Check) -> str:
    """``status: expected 200, found 500``; *status did not hold* where neither is known."""
    name = check.name.strip() or "An expectation"
    told = [f"expected {check.expected}" if check.expected else "", f"found {check.found}" if check.found else ""]
    words = ", ".join(part for part in told if part)
    return f"{name}: {words}" if words else f"{name} did not hold"


def reason_of(answer: Answer) -> str:
    """Why a call did not hold, or was not made, in a sentence; empty for one that held."""
    match outcome_of(answer):
        case Outcome.SKIPPED:
            return answer.skipped
        case Outcome.NO_RESPONSE:
            return answer.failure
        case Outcome.FAILED:
            broken = [check_words(check) for check in answer.checks if not check.held]
            return "; ".join(broken) or answer.failure or answer.shown.why or answer.shown.label
        case _:
            return ""


def moment(at: datetime) -> str:
    """``2026-11-25 09:42:38 UTC``, whatever zone it was noted in."""
    zoned = at.astimezone(UTC) if at.tzinfo else at
    return f"{zoned:%Y-%m-%d %H:%M:%S}{' UTC' if at.tzinfo else ''}"


def span(started: datetime, ended: datetime) -> str:
    """``2 h 3 min``, ``4 min 5 s``, ``6.7 s``."""
    seconds = max(0.0, (ended - started).total_seconds())
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
