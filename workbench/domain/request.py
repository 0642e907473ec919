"""FlowRequest: one callFlows request, less the client key, and its form on the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.domain.identity import BrowserId, Email, Identifiers, Identity
from workbench.domain.secret import Secret
from workbench.domain.texts import is_blank

JsonObject = dict[str, Any]

DOCUMENTED_KEYS = (
    "clientKey",
    "channel",
    "language",
    "currencyCode",
    "pointOfSale",
    "browserId",
    "email",
    "identifiers",
    "friendlyId",
    "params",
)
"""Every body attribute the callFlows documentation names, spelled as on the wire."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
REDACTED_KEY = "<client key>"
"""What stands where the client key stood, wherever a request is kept or shown."""


class Channel(StrEnum):
    """The documented channels (flow object page; Personalization data object page)."""

    AIRPORT_KIOSK = "AIRPORT_KIOSK"
    BRANCH = "BRANCH"
    CALL_CENTER = "CALL_CENTER"
    EMAIL = "EMAIL"
    GDS = "GDS"
    KIOSK = "KIOSK"
    MOBILE_APP = "MOBILE_APP"
    MOBILE_WEB = "MOBILE_WEB"
    OFFLINE = "OFFLINE"
    OTA = "OTA"
    OTHER = "OTHER"
    SMS = "SMS"
    WEB = "WEB"


DEFAULT_CHANNEL = Channel.WEB
"""What the vendor says is used when ``channel`` is left out."""


@dataclass(frozen=True, slots=True)
class FlowRequest:
    """What a person fills in to run a flow.

    What is empty is left out, never sent as empty text: blank texts and empty objects, also at the top level of ``extra``.
    Inside ``params``, and deeper in ``extra``, everything is sent as it is.

    ``extra`` holds further top-level fields for what the documentation does not name (older clients
    send ``page``, ``uri``, ``region``…; the Edge proxy takes ``guestRef`` and ``variants``).
    """

    friendly_id: str = ""
    channel: str = ""
    language: str = ""
    currency_code: str = ""
    point_of_sale: str = ""
    identity: Identity | None = None
    params: JsonObject = field(default_factory=dict)
    extra: JsonObject = field(default_factory=dict)

    def wire(self, client_key: Secret | None) -> JsonObject:
        """The body as a JSON object, documented keys first; ``None`` gives the redacted form."""
        key = client_key.reveal() if client_key is not None else REDACTED_KEY
        body: JsonObject = {
            "clientKey": key,
            "channel": self.channel,
            "language": self.language,
            "currencyCode": self.currency_code,
            "pointOfSale": self.point_of_sale,
        }
        if self.identity is not None:
            body[self.identity.type.value] = self.identity.wire()
        body |= {"friendlyId": self.friendly_id, "params": self.params}
        body |= {name: value for name, value in self.extra.items() if name not in DOCUMENTED_KEYS}
        return {name: value for name, value in body.items() if not _is_empty(value)}

    def body(self, client_key: Secret | None) -> bytes:
        """The bytes that are sent: UTF-8 JSON without needless blanks."""
        return _encode(self.wire(client_key)).encode("utf-8")

    @classmethod
    def from_wire(cls, body: JsonObject) -> FlowRequest:
        """Read a body back, leniently: what is of the wrong type lands in ``extra`` rather than being lost.

        With several identities the documented order of preference is not known, so the SDKs' is used
        (email or identifiers win over browserId) and the others stay in ``extra``.
        """
        rest = {name: value for name, value in body.items() if name != "clientKey"}

        def text(name: str) -> str:
            return str(rest.pop(name)) if isinstance(rest.get(name), str) else ""

        identity: Identity | None = None
        raw = rest.get("identifiers")
        if isinstance(raw, dict) and isinstance(raw.get("id"), str) and isinstance(raw.get("provider"), str):
            rest.pop("identifiers")
            identity = Identifiers(raw["provider"], raw["id"])
        elif isinstance(rest.get("email"), str):
            identity = Email(text("email"))
        elif isinstance(rest.get("browserId"), str):
            identity = BrowserId(text("browserId"))
        params = rest.pop("params") if isinstance(rest.get("params"), dict) else {}
        return cls(
            friendly_id=text("friendlyId"),
            channel=text("channel"),
            language=text("language"),
            currency_code=text("currencyCode"),
            point_of_sale=text("pointOfSale"),
            identity=identity,
            params=params,
            extra=rest,
        )


def _is_empty(value: object) -> bool:
    return is_blank(value) if isinstance(value, str) else value == {}
