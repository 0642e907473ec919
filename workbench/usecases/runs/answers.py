"""Answers as they lie in History beside their exchanges, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from workbench.experiments.answer import Answer, Check, Shown, Shows
from workbench.history import RunCall, Runs
from workbench.usecases.runs.job import Job

IN_DOUBT = "The workbench ended while this call was under way. It may have been executed, so it was not sent again."
DAMAGED = "What was noted of this call is damaged in the history file."
_encode = json.JSONEncoder(separators=(",", ":")).encode


def to_text(answer: Answer) -> str:
    """Everything but the exchange's number, which stands beside it."""
    plain: dict[str, object] = {
        "name": answer.name,
        "shows": answer.shown.shows.value,
        "variant": answer.shown.variant,
        "why": answer.shown.why,
        "status": answer.status,
        "ms": round(answer.milliseconds, 3),
        "at": answer.at.isoformat() if answer.at is not None else None,
        "identity": answer.identity,
        "varied": dict(answer.varied),
        "checks": [[check.name, check.held, check.expected, check.found] for check in answer.checks],
        "failure": answer.failure,
    }
    return _encode({key: value for key, value in plain.items() if value not in ("", None, {}, [])})


def from_call(call: RunCall) -> Answer:
    """The answer of one place; one that was sent and never settled is in doubt, and an error of its own."""
    if not call.answer:
        return Answer(call.place, f"Call {call.place + 1}", Shown(Shows.ERROR, why=IN_DOUBT), failure=IN_DOUBT)
    try:
        return _read(call)
    except (ValueError, KeyError, TypeError, AttributeError):  # it was answered, so it is counted and not sent again
        return Answer(call.place, f"Call {call.place + 1}", Shown(Shows.UNREADABLE, why=DAMAGED), number=call.exchange, failure=DAMAGED)


def _read(call: RunCall) -> Answer:
    plain = json.loads(call.answer)
    return Answer(
        place=call.place,
        name=plain.get("name", ""),
        shown=Shown(Shows(plain["shows"]), plain.get("variant", ""), plain.get("why", "")),
        number=call.exchange,
        status=plain.get("status"),
        milliseconds=plain.get("ms", 0.0),
        at=datetime.fromisoformat(plain["at"]) if "at" in plain else None,
        identity=plain.get("identity", ""),
        varied=plain.get("varied", {}),
        checks=tuple(Check(*check) for check in plain.get("checks", [])),
        failure=plain.get("failure", ""),
    )


def walk(runs: Runs, number: int, jobs: Callable[[], Iterator[Job]] = lambda: iter(())) -> Iterator[Answer]:
    """All answers of a run in the order of its plan, one page in memory at a time.

    Of a call in doubt only its place is known; the plan's ``jobs`` say which one it was, so that it is counted where it belongs.
    """
    plan: Iterator[Job] | None = None
    for call in runs.calls(number):
        answer = from_call(call)
        if not call.answer:
            plan = plan if plan is not None else jobs()
            job = next((job for job in plan if job.place >= call.place), None)
            if job is not None and job.place == call.place:
                answer = replace(answer, name=job.name, varied=job.varied)
        yield answer
