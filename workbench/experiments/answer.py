"""Answer: what one call of a run gave, small enough to keep a hundred thousand of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Shows(StrEnum):
    """What a response shows.  None of the four is ever dropped from a count."""

    VARIANT = "variant"
    NOTHING = "nothing decided"
    ERROR = "error"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Shown:
    """``variant`` is its name where ``shows`` is VARIANT, else empty; ``why`` is a sentence for the other three."""

    shows: Shows
    variant: str = ""
    why: str = ""

    @property
    def label(self) -> str:
        """What stands in tables: the variant's name, or *Nothing decided*, *Error*, *Unreadable*."""
        return self.variant if self.shows is Shows.VARIANT else self.shows.value.capitalize()


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation and whether it held.  ``expected`` and ``found`` are texts for people, ``found`` at most some 200 characters."""

    name: str
    held: bool
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """``place`` counts the calls of the plan from 0; ``name`` says in lists which one this is.

    ``varied`` holds what differs between calls of the plan, by its label: ``{"Persona": "Returning, DE", "Channel": "WEB"}``.
    ``number`` is the exchange's in History, ``status`` the HTTP status or ``None`` where no response came, ``failure`` then
    says why in a sentence.  ``milliseconds`` is the whole call.  ``identity`` is personal data and may be masked.
    ``skipped`` says why the call was not made at all, and is empty where it was; such a call fails nothing.
    """

    place: int
    name: str
    shown: Shown
    number: int | None = None
    status: int | None = None
    milliseconds: float = 0.0
    at: datetime | None = None
    identity: str = ""
    varied: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    failure: str = ""
    skipped: str = ""

    @property
    def held(self) -> bool:
        """Whether every expectation held; without any, whether a readable response came."""
        if self.skipped:
            return True
        if self.checks:
            return all(check.held for check in self.checks)
        return self.shown.shows in (Shows.VARIANT, Shows.NOTHING)
