"""What a response means: decided, nothing decided, an error, a redirect, or unreadable.

The vendor publishes no status for "no decision" and every client treats it as ordinary 2xx JSON, so
these are read from the body: ``{"message": "No flow executed"}`` (observed by one team), ``{}``,
an empty body, ``null`` and an empty ``variantId`` (seen in Sitecore's own clients).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workbench.domain.exchange import Operation, Response
from workbench.domain.texts import whole

READ_AT_MOST = 1_000_000
"""A body of more bytes than this was decided by somebody; it is not parsed to find out."""


class Meaning(StrEnum):
    DECIDED = "decided"
    NOTHING = "nothing decided"
    ERROR = "error"
    REDIRECT = "redirect"
    UNREADABLE = "not JSON"


@dataclass(frozen=True, slots=True)
class VendorError:
    """The vendor's error body, read leniently: ints or strings, ``moreInfoUrl`` or ``moreInfo``, any part missing."""

    status: str = ""
    code: str = ""
    message: str = ""
    developer_message: str = ""
    more_info: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``headline`` is a few words, ``why`` a sentence, ``causes`` the usual ones to check, most likely first."""

    meaning: Meaning
    headline: str
    why: str = ""
    causes: tuple[str, ...] = ()
    vendor: VendorError | None = None


_NOTHING_CAUSES = (
    "The experience or experiment is not live: still a draft, paused, or not started.",
    "The friendly ID is another one: after a rename or delete Personalize appends a number (…_2).",
    "The guest does not meet the conditions or segment.",
    "The guest is outside the traffic allocation.",
    "The client key or the region belongs to another tenant.",
)

ACCEPTED = "If the guest does not show it, check the point of sale first: an event for a wrong one is accepted too."
"""201 and nothing in CDP: the point of sale (documented)."""

_STATUS_ADVICE = {
    400: "Personalize found the request invalid. Check the friendly ID first: only lowercase letters, digits and underscores were accepted so far.",
    401: "The client key was not accepted by this host. Usually the region is wrong, or the key belongs to another tenant.",
    403: "The host refused the call. A firewall or proxy in between is more likely than Personalize itself.",
    404: "Nothing lives at this address. Check the region or the custom base URL.",
    415: "The host did not accept the media type. Remove a Content-Type you may have set among the extra headers.",
    429: "Too many calls in a short time. Wait a little; this limit is not in the vendor's documentation.",
    500: "Personalize failed. The vendor names a missing Content-Type as one cause; an error in the API response template is another.",
    503: "A server of the cluster is not available. The vendor's advice is to retry at once.",
}


_EVENT_ADVICE = {
    400: "Personalize found the event invalid. The vendor names two causes: no browser ID, or no type.",
    404: "The browser ID is not known to this tenant. Ask for a new one, or use one that this tenant gave.",
}
"""Of the statuses whose causes are documented for events."""


def read_outcome(response: Response, operation: Operation = Operation.CALL_FLOWS) -> Outcome:
    """Judge one response.  Never raises; looks at no more than :data:`READ_AT_MOST` bytes."""
    if response.is_redirect:
        to = response.header("location")
        return Outcome(
            Meaning.REDIRECT,
            f"Redirected ({response.status})",
            f"The host points to {to or 'another address'}. It was not followed, so the key and the body went nowhere else. If the address is right, make it the tenant's base URL.",
        )
    value, readable = _parse(response.body)
    if not response.is_success:
        return _error(response, value, _EVENT_ADVICE if operation is Operation.SEND_EVENT else {})
    if operation is Operation.SEND_EVENT:
        return Outcome(Meaning.DECIDED, "The event was accepted", ACCEPTED)
    if not response.body.strip():
        return Outcome(Meaning.NOTHING, "Nothing was decided", "The body is empty.", _NOTHING_CAUSES)
    if not readable:
        return Outcome(
            Meaning.UNREADABLE,
            "The response is not valid JSON",
            "The API response is a text template: a missing comma or bracket, or an unescaped quote in guest data, gives this.",
        )
    return read_decision(value)


def read_decision(value: Any) -> Outcome:
    """Decided or nothing decided, of the parsed body of a 2xx response."""
    if value in ({}, [], None, ""):
        return Outcome(Meaning.NOTHING, "Nothing was decided", f"The body is {json.dumps(value)}.", _NOTHING_CAUSES)
    if isinstance(value, dict):
        message = value.get("message")
        if isinstance(message, str) and message.strip().lower().startswith(("no flow executed", "no matching variant")):
            return Outcome(Meaning.NOTHING, "Nothing was decided", f"Personalize says: {whole(message)}.", _NOTHING_CAUSES)
        if value.get("variantId") == "" and len(value) == 1:
            return Outcome(Meaning.NOTHING, "Nothing was decided", "The variantId is empty.", _NOTHING_CAUSES)
    return Outcome(Meaning.DECIDED, "Decided")


def _error(response: Response, value: Any, advice_first: Mapping[int, str]) -> Outcome:
    vendor = read_vendor_error(value)
    headline = f"{response.status} {response.reason}".strip()
    advice = advice_first.get(response.status) or _STATUS_ADVICE.get(
        response.status, "The host answered with an error; its body may say more."
    )
    return Outcome(Meaning.ERROR, headline, advice, (), vendor)


def read_vendor_error(value: Any) -> VendorError | None:
    """The error body ``{status, code, message, developerMessage, moreInfoUrl}``, or ``None`` if it is not one."""
    if not isinstance(value, dict):
        return None

    def text(*names: str) -> str:
        return next((whole(str(value[n])) for n in names if isinstance(value.get(n), str | int) and value[n] != ""), "")

    found = VendorError(
        status=text("status"),
        code=text("code"),
        message=text("message", "error_msg", "error"),
        developer_message=text("developerMessage", "error_description"),
        more_info=text("moreInfoUrl", "moreInfo"),
    )
    return found if found.message or found.developer_message or found.code else None


_SOMETHING = {"": ""}
"""Stands for a value that is neither one of the short "nothing" bodies nor an error body."""


def _parse(body: bytes) -> tuple[Any, bool]:
    """The value, numbers as they are spelled, and whether it is JSON as far as that was looked at."""
    if len(body) > READ_AT_MOST:
        return _SOMETHING, True  # the viewer says if it is not JSON
    try:
        return json.loads(body, parse_int=str, parse_float=str), True
    except RecursionError:
        return _SOMETHING, True  # so deep that it was decided by somebody; the viewer reads it whole
    except ValueError:
        return None, False
