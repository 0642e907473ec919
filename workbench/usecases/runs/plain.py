"""Requests, personas, tenants and selectors inside a plan as JSON, and back.  Tenants stand by their id: no address, no key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, Identity
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.usecases.runs.errors import PlanError
from workbench.usecases.runs.job import Limits

T = TypeVar("T")

_FIELDS = ("friendly_id", "channel", "language", "currency_code", "point_of_sale", "params", "extra")
_PERSONA = ("name", "channel", "language", "currency_code", "point_of_sale", "params", "values")


_OBJECTS = ("params", "extra", "values")


def fitting(plain: Any, name: str, *kinds: type[T]) -> T:
    """A member of a plan that was kept, if it is what it has to be.  Raises :class:`PlanError` and :class:`KeyError`."""
    found = plain[name]
    if not isinstance(found, kinds) or (isinstance(found, bool) and bool not in kinds):
        raise PlanError(f"The plan cannot be read: “{name}” is not what it has to be.")
    return found


def texts(plain: Any, name: str) -> tuple[str, ...]:
    """A list of texts in a plan.  Raises as :func:`fitting`."""
    found = fitting(plain, name, list)
    if not all(isinstance(each, str) for each in found):
        raise PlanError(f"The plan cannot be read: “{name}” is not what it has to be.")
    return tuple(found)


def limits_from_plain(plain: Mapping[str, Any]) -> Limits:
    """The pace of a run.  Raises :class:`PlanError`."""
    try:
        kept = fitting(plain, "limits", dict)
        return Limits(**{name: fitting(kept, name, *_PACE[name]) for name in kept})
    except (KeyError, TypeError):
        raise PlanError("The plan cannot be read: its pace is missing.") from None


_NUMBER = (int, float)
_PACE: dict[str, tuple[type, ...]] = {
    "rate": _NUMBER,
    "jobs": (int,),
    "jitter": _NUMBER,
    "retries": (int,),
    "retry_unsafe": (bool,),
    "longest_hold": _NUMBER,
}


def _members(plain: Any, names: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise PlanError("A request in the plan cannot be read.")
    return {name: fitting(plain, name, dict if name in _OBJECTS else str) for name in names if name in plain}


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
    fields = _members(plain, _FIELDS)
    return FlowRequest(identity=identity_from_plain(plain.get("identity")), **fields)


def persona_to_plain(persona: Persona) -> dict[str, Any]:
    fields = {name: getattr(persona, name) for name in _PERSONA if getattr(persona, name)}
    identity = identity_to_plain(persona.identity)
    return fields | ({"identity": identity} if identity is not None else {})


def persona_from_plain(plain: Any) -> Persona:
    fields = _members(plain, _PERSONA)
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
