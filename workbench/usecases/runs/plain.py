"""Requests, personas, tenants and selectors inside a plan as JSON, and back.  Tenants stand by their id: no address, no key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, Identity
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.usecases.runs.errors import PlanError

_FIELDS = ("friendly_id", "channel", "language", "currency_code", "point_of_sale", "params", "extra")
_PERSONA = ("name", "channel", "language", "currency_code", "point_of_sale", "params", "values")


def identity_to_plain(identity: Identity | None) -> list[str] | None:
    match identity:
        case Identifiers(provider, id_):
            return ["identifiers", provider, id_]
        case BrowserId(value):
            return ["browserId", value]
        case Email(value):
            return ["email", value]
    return None


def identity_from_plain(plain: Any) -> Identity | None:
    match plain:
        case None:
            return None
        case ["identifiers", str(provider), str(id_)]:
            return Identifiers(provider, id_)
        case ["browserId", str(value)]:
            return BrowserId(value)
        case ["email", str(value)]:
            return Email(value)
    raise PlanError("An identity in the plan cannot be read.")


def request_to_plain(request: FlowRequest) -> dict[str, Any]:
    """Less what is empty."""
    fields = {name: getattr(request, name) for name in _FIELDS if getattr(request, name)}
    identity = identity_to_plain(request.identity)
    return fields | ({"identity": identity} if identity is not None else {})


def request_from_plain(plain: Any) -> FlowRequest:
    return FlowRequest(identity=identity_from_plain(plain.get("identity")), **{name: plain[name] for name in _FIELDS if name in plain})


def persona_to_plain(persona: Persona) -> dict[str, Any]:
    fields = {name: getattr(persona, name) for name in _PERSONA if getattr(persona, name)}
    identity = identity_to_plain(persona.identity)
    return fields | ({"identity": identity} if identity is not None else {})


def persona_from_plain(plain: Any) -> Persona:
    fields: dict[str, Any] = {name: plain[name] for name in _PERSONA if name in plain}
    return Persona(**({"name": ""} | fields), identity=identity_from_plain(plain.get("identity")))


def layers_to_plain(layers: tuple[Layer, ...]) -> list[Any]:
    return [[layer.origin, dict(layer.values)] for layer in layers]


def layers_from_plain(plain: Any) -> tuple[Layer, ...]:
    return tuple(Layer(origin, values) for origin, values in plain or ())


def request_text(request: FlowRequest) -> str:
    """The request as people read it in a report: less the client key, placeholders and ``{{secret:name}}`` as they are."""
    return json.dumps(request.wire(None), indent=2, ensure_ascii=False)


def revision_of(plain: Mapping[str, Any]) -> str:
    """Of the flow, as whoever planned the run named it; empty where nobody did."""
    named = plain.get("revision", "")
    return named if isinstance(named, str) else ""
