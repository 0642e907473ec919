"""A body by itself: the JSON of one call, as documentation and colleagues hand it around."""

from __future__ import annotations

from workbench.collections.incoming.bodies import Body, read_body
from workbench.collections.incoming.plain import fields
from workbench.collections.incoming.source import Call, Group, Source

_SURE = {"friendlyId"}
_EVENT = {"type", "browser_id"}
_OTHERS = {"clientKey", "channel", "language", "currencyCode", "pointOfSale", "browserId", "email", "identifiers", "params"}


def is_bare(text: str) -> bool:
    """An object with a friendly ID and something else that only this body has; or an event's type and browser ID."""
    keys = _keys(text)
    return keys >= _EVENT or (keys >= _SURE and bool(keys & _OTHERS))


def read_bare(text: str) -> Source:
    path = "/v2/callFlows" if _keys(text) >= _SURE else "/v1.2/events"
    return Source("Body of a call", Group("", (Call("", "POST", path, body=text.strip()),)))


def _keys(text: str) -> set[str]:
    body = read_body(text.strip())
    return set(fields(body.value.get("context")) or body.value) if isinstance(body, Body) else set()
