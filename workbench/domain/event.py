"""StreamEvent: one event of the Stream API, less the client key, and its form on the wire.

The wire names are short and snake-case, other than callFlows' (``browser_id`` for ``browserId``, ``pos`` for
``pointOfSale``, ``currency`` for ``currencyCode``); mixing them is a classic error, so nobody types them here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from workbench.domain.identity import BrowserId
from workbench.domain.problem import Problem, error, warning
from workbench.domain.request import REDACTED_KEY, FlowRequest, JsonObject
from workbench.domain.rules import check_channel, check_currency, check_identity, check_language, check_params, check_point_of_sale
from workbench.domain.secret import Secret
from workbench.domain.texts import is_blank

EVENT_KEYS = ("client_key", "browser_id", "channel", "currency", "language", "page", "pos", "type")
"""The attributes every event has (vendor's SDK); all others stand among the ``fields``."""

MOST_EXT = 50
"""Attributes of ``ext`` at most (vendor's SDK)."""

USUAL_TYPES = ("VIEW", "IDENTITY", "SEARCH", "ADD", "CONFIRM", "CHECKOUT", "FORCE_CLOSE")
"""To choose from; a custom event has a type of its own, so any other text is one as well."""


_LABELS = {"Friendly ID": "Type", "Parameters": "Fields", "Extra fields": "Page"}
"""What the fields of a request are called where they hold an event."""


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """VIEW, IDENTITY or a custom event of the guest behind a browser ID.  What is empty is left out, as in a request.

    ``fields`` are all other attributes as they stand on the wire: ``ext``, and for IDENTITY ``email``, ``identifiers``…
    """

    type: str = ""
    browser_id: str = ""
    channel: str = ""
    language: str = ""
    currency: str = ""
    point_of_sale: str = ""
    page: str = ""
    fields: JsonObject = field(default_factory=dict)

    def wire(self, client_key: Secret | None) -> JsonObject:
        """The body as a JSON object; ``None`` gives the redacted form."""
        body: JsonObject = {
            "client_key": client_key.reveal() if client_key is not None else REDACTED_KEY,
            "browser_id": self.browser_id,
            "channel": self.channel,
            "currency": self.currency,
            "language": self.language,
            "page": self.page,
            "pos": self.point_of_sale,
            "type": self.type,
        }
        shown = {name: value for name, value in body.items() if not is_blank(str(value))}
        return shown | {name: value for name, value in self.fields.items() if name not in EVENT_KEYS}

    def body(self, client_key: Secret | None) -> bytes:
        """The bytes that are sent: UTF-8 JSON without needless blanks."""
        return json.dumps(self.wire(client_key), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")

    @classmethod
    def from_wire(cls, body: JsonObject) -> StreamEvent:
        """Read a body back, leniently: what is of the wrong type stays among the ``fields`` rather than being lost."""
        rest = {name: value for name, value in body.items() if name != "client_key"}

        def text(name: str) -> str:
            return str(rest.pop(name)) if isinstance(rest.get(name), str) else ""

        return cls(
            type=text("type"),
            browser_id=text("browser_id"),
            channel=text("channel"),
            language=text("language"),
            currency=text("currency"),
            point_of_sale=text("pos"),
            page=text("page"),
            fields=rest,
        )

    def as_request(self) -> FlowRequest:
        """The same content in a request's fields, so that placeholders and a tenant's defaults are put in by one way for both."""
        identity = BrowserId(self.browser_id) if self.browser_id else None
        place = (self.channel, self.language, self.currency, self.point_of_sale)
        return FlowRequest(self.type, *place, identity, self.fields, {"page": self.page} if self.page else {})

    @classmethod
    def of_request(cls, request: FlowRequest) -> StreamEvent:
        """The way back from :meth:`as_request`."""
        browser = request.identity.value if isinstance(request.identity, BrowserId) else ""
        place = (request.channel, request.language, request.currency_code, request.point_of_sale)
        return cls(request.friendly_id, browser, *place, str(request.extra.get("page", "")), request.params)


def check_event(event: StreamEvent, points_of_sale: Iterable[str] = ()) -> tuple[Problem, ...]:
    """What is wrong with it, field by field.  400 without ``browser_id`` or ``type``, 404 for an unknown ID (documented)."""
    problems: tuple[Problem, ...] = ()
    if is_blank(event.type):
        problems += (error("Type", "An event needs a type.", "VIEW, IDENTITY, or the name of a custom event."),)
    problems += check_identity(BrowserId(event.browser_id))
    for value, check in ((event.channel, check_channel), (event.language, check_language), (event.currency, check_currency)):
        problems += check(value) if value else ()
    problems += check_point_of_sale(event.point_of_sale, tuple(points_of_sale))
    problems += check_params(event.fields)
    if mixed := sorted({"browserId", "pointOfSale", "currencyCode", "clientKey"} & event.fields.keys()):
        problems += (warning("Fields", f"{', '.join(mixed)}: that is how callFlows spells it; events ignore it.", "Use the fields above."),)
    ext = event.fields.get("ext")
    if isinstance(ext, dict) and len(ext) > MOST_EXT:
        problems += (error("Fields", f"ext has {len(ext)} attributes; {MOST_EXT} at most are taken.", "Leave some out."),)
    return tuple(map(of_event, problems))


def of_event(problem: Problem) -> Problem:
    """A problem of a request's field, told of the event's field that stands in it."""
    name, comma, rest = problem.field.partition(",")
    return replace(problem, field=f"{_LABELS.get(name, name)}{comma}{rest}")
