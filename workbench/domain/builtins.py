"""The placeholders everybody has: ``{{uuid}}``, ``{{now+2h}}``, ``{{today}}``, ``{{random.email}}``, ``{{new_browser_id}}``.

Nothing here looks at a clock but :meth:`Made.fresh` and :meth:`Made.preview`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NEW_BROWSER_ID = "new_browser_id"
"""Asked for at the tenant, just before the request is sent."""
SECRET = "secret:"  # noqa: S105 (a prefix, not a secret)
"""``{{secret:name}}`` is looked up in the keychain, at the last step."""

BUILT_INS: Mapping[str, str] = {
    "uuid": "a new UUID for each send",
    "now": "the time of the send",
    "now+2h": "the time of the send, plus or minus s, m, h, d or w",
    "today": "the day of the send",
    "today+7d": "the day of the send, plus or minus d or w",
    NEW_BROWSER_ID: "a new browser ID for each send",
    "random.email": "a new email address for each send",
}
"""What may be typed → what comes, in words."""

EXAMPLE_BROWSER_ID = "12435206-1234-4f0b-9d55-6e46b0e4a42b"
"""Stands in a form for the one a send will ask for; the vendor's own example."""

_MOMENT = re.compile(r"(now|today)(?:([+-])([0-9]{1,9})([smhdw]))?")
_UNITS = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}


class WrongMoment(ValueError):
    """``{{today+2h}}`` or a moment no calendar has; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one send makes.  Each stands once: ``{{uuid}}`` twice in a request is the same UUID twice.

    ``now`` is in the time zone whose calendar ``{{today}}`` follows.
    """

    uuid: str
    now: datetime
    email: str

    @classmethod
    def fresh(cls) -> Made:
        """New ones, for one send."""
        from uuid import uuid4

        return cls(str(uuid4()), datetime.now(UTC).astimezone(), f"guest-{uuid4().hex[:12]}@example.com")

    @classmethod
    def preview(cls, now: datetime | None = None) -> Made:
        """Examples, for the form: always the same but for the time."""
        moment = now or datetime.now(UTC).astimezone()
        return cls("3f2b8c54-7d1e-4a90-9c36-5b0e8f6a1d27", moment, "guest-0123456789ab@example.com")


def built_in(name: str, made: Made) -> str | None:
    """What stands for a built-in name; ``None`` where it is none, or comes later.  Raises :class:`WrongMoment`."""
    if name == "uuid":
        return made.uuid
    if name == "random.email":
        return made.email
    moment = _MOMENT.fullmatch(name)
    return _spell(moment, made.now) if moment else None


def in_words(name: str, made: Made) -> str:
    """What a built-in gives, for a person who looks at the form."""
    moment = _MOMENT.fullmatch(name)
    if moment is None:
        return BUILT_INS[name]
    base, sign, number, unit = moment.groups()
    shift = ""
    if sign:
        shift = f" {'plus' if sign == '+' else 'minus'} {int(number)} {_UNITS[unit]}{'' if int(number) == 1 else 's'}"
    return f"{BUILT_INS[base]}{shift}, such as {_spell(moment, made.now)}"


def _spell(moment: re.Match[str], now: datetime) -> str:
    base, sign, number, unit = moment.groups()
    if base == "today" and unit not in (None, "d", "w"):
        raise WrongMoment(f"“{moment[0]}” counts in {_UNITS[unit]}s, and a day can be moved by days (d) and weeks (w) only.")
    try:
        shift = timedelta(**{f"{_UNITS[unit]}s": int(f"{sign}{number}")}) if sign else timedelta()
        if base == "today":
            return (now.date() + shift).isoformat()
        return f"{(now.astimezone(UTC) + shift).replace(microsecond=0, tzinfo=None).isoformat()}Z"
    except OverflowError:
        raise WrongMoment(f"“{moment[0]}” is a time no calendar has.") from None
