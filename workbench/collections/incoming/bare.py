"""A body by itself: the JSON of one call, as documentation and colleagues hand it around."""

from __future__ import annotations

from workbench.collections.incoming.bodies import Body, read_body
from workbench.collections.incoming.plain import fields
from workbench.collections.incoming.source import Call, Group, Source

_SURE = {"friendlyId"}
_OTHERS = {"clientKey", "channel", "language", "currencyCode", "pointOfSale", "browserId", "email", "identifiers", "params"}


def is_bare(text: str) -> bool:
    """An object with a friendly ID and something else that only this body has."""
    body = read_body(text.strip())
    if not isinstance(body, Body):
        return False
    keys = set(fields(body.value.get("context")) or body.value)
    return keys >= _SURE and bool(keys & _OTHERS)


def read_bare(text: str) -> Source:
    return Source("Body of a call", Group("", (Call("", "POST", "/v2/callFlows", body=text.strip()),)))
