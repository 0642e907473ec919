"""Expectation: what must be true of an answer; and what is done before the call, and how long it is waited for.

Each is a value with a sentence for people, its ``str``.  How they stand in files is the business of ``collections``,
whether they hold is judged in ``usecases``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workbench.domain.condition import Condition, Op, as_text
from workbench.domain.event import StreamEvent
from workbench.domain.placeholders import means_more
from workbench.domain.request import JsonObject
from workbench.domain.texts import texts_in


@dataclass(frozen=True, slots=True)
class ValueFits:
    """A condition on the values that a path finds in the body."""

    condition: Condition

    def __str__(self) -> str:
        path, op, value = self.condition.path, self.condition.op, self.condition.value
        match op:
            case Op.EXISTS:
                return f"{path} exists"
            case Op.ABSENT:
                return f"{path} is absent"
            case Op.IN:
                return f"{path} is {either([as_text(one) for one in value])}"
            case Op.TYPE:
                return f"{path} is of the type {value}"
            case Op.COUNT:
                return f"{path} is there {value} times" if value != 1 else f"{path} is there once"
        return f"{path} {op} {as_text(value)}"


@dataclass(frozen=True, slots=True)
class StatusIs:
    """One of these HTTP statuses.  Where it is expected, an error or a redirect is no failure of the call."""

    statuses: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.statuses:
            raise ValueError("at least one status is expected")

    def __str__(self) -> str:
        return f"the status is {either([str(status) for status in self.statuses])}"


@dataclass(frozen=True, slots=True)
class Within:
    """The whole call took no longer than this."""

    milliseconds: float

    def __str__(self) -> str:
        return f"the answer comes within {self.milliseconds:,.10g} ms"


@dataclass(frozen=True, slots=True)
class VariantIs:
    """The variant selector of the request names one of these."""

    variants: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.variants:
            raise ValueError("at least one variant is expected")

    def __str__(self) -> str:
        return f"the variant is {either(self.variants)}"


@dataclass(frozen=True, slots=True)
class FitsSchema:
    """The body fits a JSON Schema: an object, or the name of a file beside the request."""

    schema: str | JsonObject

    def __str__(self) -> str:
        return f"the body fits {self.schema if isinstance(self.schema, str) else 'the JSON Schema'}"


@dataclass(frozen=True, slots=True)
class EqualsBaseline:
    """The body equals the approved response, less the paths in ``ignore`` and all that is below them."""

    ignore: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "the body equals the approved baseline" + (f", less {', '.join(self.ignore)}" if self.ignore else "")


@dataclass(frozen=True, slots=True)
class Decided:
    """Something was decided; or, where ``decided`` is false, nothing was: somebody outside the segment gets nothing."""

    decided: bool = True

    def __str__(self) -> str:
        return "something was decided" if self.decided else "nothing was decided"


Expectation = ValueFits | StatusIs | Within | VariantIs | FitsSchema | EqualsBaseline | Decided


@dataclass(frozen=True, slots=True)
class NewBrowserId:
    """A new guest: the events that follow and the call itself are sent with a browser ID made for them."""

    def __str__(self) -> str:
        return "a new browser ID"


Setup = NewBrowserId | StreamEvent
"""One step before the call.  An event without a ``browser_id`` is sent with the call's own."""


def setup_text(step: Setup) -> str:
    """A step as people read it."""
    if isinstance(step, NewBrowserId):
        return str(step)
    return f"the event {step.type}" + (f" on page {step.page}" if step.page else "")


class Until(StrEnum):
    """What is waited for; the words a file uses."""

    VARIANT_CHANGES = "variant changes"
    """The answer shows another variant than a call made right before the first event; without events, than the first call."""
    EXPECTATIONS_HOLD = "expectations hold"


@dataclass(frozen=True, slots=True)
class Wait:
    """The call is made again, every ``every`` seconds, until ``until`` is true; for ``seconds`` and ``calls`` at most.

    The last answer is the one that counts.  That nothing changed in time is a check that did not hold.
    """

    until: Until
    seconds: float = 20.0
    calls: int = 20
    every: float = 1.0

    def __str__(self) -> str:
        what = "the variant changes" if self.until is Until.VARIANT_CHANGES else "the expectations hold"
        bound = f"at most {self.seconds:,.10g} s and {self.calls:,} calls"
        return f"called every {self.every:,.10g} s until {what}, {bound}"


def either(texts: Sequence[str]) -> str:
    """``A``, ``A or B``, ``A, B or C``."""
    return " or ".join(part for part in (", ".join(texts[:-1]), *texts[-1:]) if part)


def content_of(expectation: Expectation) -> Any:
    """What of it may hold placeholders; JSONPaths of values are taken as they are."""
    match expectation:
        case ValueFits(condition):
            return condition.value
        case VariantIs(variants):
            return list(variants)
        case EqualsBaseline(ignore):
            return list(ignore)
    return None


def has_placeholders(expectation: Expectation) -> bool:
    """In a value, a variant or a path that is ignored, or braces escaped there."""
    return any(means_more(text) for text in texts_in(content_of(expectation)))
