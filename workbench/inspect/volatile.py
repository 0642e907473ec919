"""What to ignore, proposed from the data: places that hold another time, reference or token at every call."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from workbench.inspect.diff import Difference, diff, never
from workbench.inspect.document import Document, Kind
from workbench.inspect.options import DiffOptions
from workbench.inspect.patterns import pattern_of
from workbench.inspect.rows import ChangeKind

LOOKED_AT = 20_000
"""Differences that are looked at."""
SAME_KEY_AT = 3
"""Places with the same key from which one pattern, ``$..key``, is proposed for them all."""

_ISO = re.compile(r'"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"')
_HTTP_DATE = re.compile(r'"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"')
_EPOCH = re.compile(r'"?(\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.\d+)?"?')
_UUID = re.compile(r'"[^"]{0,12}?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"', re.IGNORECASE)
_HEX = re.compile(r'"(?:[a-z]{2,7}[-_:])?(?=[^"]*\d)[0-9a-f]{16,}"', re.IGNORECASE)
_TOKEN = re.compile(r'"(?:W/\\")?(?=[^"]*[A-Za-z])(?=[^"]*\d)[A-Za-z0-9+/_=.~-]{20,}(?:\\")?["…]')
_NAMED = re.compile(
    r"(?:^|[_\-.])(?i:time|timestamp|date|nonce|token|trace|session|etag|age|expires?|signature|hash)(?:$|[_\-.])"
    r"|(?:timestamp|Time|Date|At|Token|Nonce)$"
    r"|(?i:request|trace|session|correlation)[_-]?(?i:id)$"
)
_EARLIEST, _LATEST = 946_684_800, 4_102_444_800  # the years 2000 to 2100, in seconds


class Proposal(NamedTuple):
    """``pattern`` for ``DiffOptions.ignore``; ``why`` completes *Ignore it, because it holds …*; ``sample`` is one difference."""

    pattern: str
    why: str
    sample: str


def propose_ignores(
    documents: Sequence[Document], options: DiffOptions | None = None, *, stopped: Callable[[], bool] = never
) -> tuple[Proposal, ...]:
    """Volatile places of two or more answers to the same request, the first against each other one.

    A place is proposed where every value that differs looks volatile on both sides.  Takes time with the
    size of the documents.  Raises ``Stopped``, and ``PatternError`` as :func:`diff` does.
    """
    reasons: dict[str, set[str]] = {}
    samples: dict[str, str] = {}
    for other in documents[1:]:
        if documents[0].kind is Kind.JSON and other.kind is Kind.JSON:
            found = diff(documents[0], other, options, stopped=stopped)
            for difference in found.differences[:LOOKED_AT]:
                _look(difference, reasons, samples)
    told = {pattern: next(iter(why)) for pattern, why in reasons.items() if "" not in why}
    return tuple(Proposal(pattern, why, samples[pattern]) for pattern, why in _gathered(told, reasons, samples).items())


def _look(difference: Difference, reasons: dict[str, set[str]], samples: dict[str, str]) -> None:
    """Items that come and go, and what was not there before, say nothing; a changed value may."""
    if difference.kind not in (ChangeKind.CHANGED, ChangeKind.TYPE_CHANGED) or not difference.path.steps:
        return
    pattern = pattern_of(difference.path)
    why = _why(difference) if difference.kind is ChangeKind.CHANGED else ""
    reasons.setdefault(pattern, set()).add(why)
    samples.setdefault(pattern, f"{difference.left} → {difference.right}")


def _why(difference: Difference) -> str:
    """The reason, empty where the two values do not look volatile."""
    left, right = look_of(difference.left), look_of(difference.right)
    if left and left == right:
        return left
    if left and right:
        return "a value made anew at each call"
    key = next((step for step in reversed(difference.path.steps) if isinstance(step, str)), "")
    is_leaf = difference.left[:1] not in ("{", "[")
    return "a value named like one that is made anew at each call" if is_leaf and _NAMED.search(key) else ""


def look_of(value: str) -> str:
    """What a scalar, as it is spelled in JSON, looks like: a time, an ID, a token; empty for anything else."""
    if _ISO.fullmatch(value) or _HTTP_DATE.fullmatch(value):
        return "a time"
    if (found := _EPOCH.fullmatch(value)) is not None:
        seconds = int(found.group(1)) / 10 ** (3 * ((len(found.group(1)) - 9) // 3))
        return "a time, counted from 1970" if _EARLIEST <= seconds <= _LATEST else ""
    if _UUID.fullmatch(value):
        return "a unique ID"
    if _HEX.fullmatch(value) or _TOKEN.fullmatch(value):
        return "a token or hash"
    return ""


def _gathered(told: dict[str, str], reasons: dict[str, set[str]], samples: dict[str, str]) -> dict[str, str]:
    """One pattern for a key that is volatile in many places, where it is nowhere a change of another kind."""
    ends: dict[str, list[str]] = {}
    for pattern in reasons:
        ends.setdefault(_end(pattern), []).append(pattern)
    made: dict[str, str] = {}
    for pattern, why in told.items():
        end = _end(pattern)
        alike = ends[end]
        if end.startswith(".") and len(alike) >= SAME_KEY_AT and all(other in told for other in alike):
            together = f"$.{end}"
            samples.setdefault(together, samples[pattern])
            made.setdefault(together, why)
        else:
            made[pattern] = why
    return made


def _end(pattern: str) -> str:
    """The last step as it is spelled: ``.ref``, ``[*]``."""
    return pattern[max(pattern.rfind("."), pattern.rfind("[")) :]
