"""A persona as the text of a Postman variable, from which a script sends as that persona and an import reads it back."""

from __future__ import annotations

import json
from typing import Any

from workbench.domain import FlowRequest, Identity
from workbench.domain.persona import Persona

PREFIX = "persona:"
"""Before the name, in the name of the variable."""
_FIELDS = {"channel": "channel", "language": "language", "currencyCode": "currency_code", "pointOfSale": "point_of_sale"}


def to_text(persona: Persona) -> str:
    """JSON with the fields spelled as on the wire; what is empty is left out."""
    said: dict[str, Any] = {
        "identity": _identity(persona.identity),
        "fields": {wire: value for wire, name in _FIELDS.items() if (value := getattr(persona, name))},
        "params": persona.params,
        "values": dict(persona.values),
        "description": persona.description,
    }
    return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)


def from_text(variable: str, text: str) -> Persona | None:
    """The persona of a variable, or nothing where it is none.  Takes whatever comes."""
    try:
        said = json.loads(text) if variable.startswith(PREFIX) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    fields = _object(said, "fields")
    return Persona(
        variable.removeprefix(PREFIX),
        FlowRequest.from_wire(_object(said, "identity")).identity,
        **{name: value for wire, name in _FIELDS.items() if isinstance(value := fields.get(wire), str)},
        params=_object(said, "params"),
        values=_object(said, "values"),
        description=description if isinstance(description := said.get("description"), str) else "",
    )


def _identity(identity: Identity | None) -> dict[str, Any]:
    return {identity.type.value: identity.wire()} if identity is not None else {}


def _object(said: dict[str, Any], name: str) -> dict[str, Any]:
    value = said.get(name)
    return value if isinstance(value, dict) else {}
