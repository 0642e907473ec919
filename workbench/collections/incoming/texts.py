"""Every text of a request or persona, to read or to change: names of parameters are not among them, their values are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workbench.domain import FlowRequest, Identifiers, Identity
from workbench.domain.persona import Persona
from workbench.domain.placeholders import fields_of


def texts_of(request: FlowRequest) -> list[Any]:
    return [value for _, value in fields_of(request)]


def request_with(request: FlowRequest, text: Callable[[str], str], value: Callable[[Any], Any]) -> FlowRequest:
    """The request with every text changed by ``text``, and its objects by ``value``."""
    return FlowRequest(
        friendly_id=text(request.friendly_id),
        channel=text(request.channel),
        language=text(request.language),
        currency_code=text(request.currency_code),
        point_of_sale=text(request.point_of_sale),
        identity=_identity(request.identity, text),
        params=value(request.params),
        extra=value(request.extra),
    )


def persona_with(persona: Persona, text: Callable[[str], str], value: Callable[[Any], Any]) -> Persona:
    return replace(
        persona,
        name=text(persona.name),
        identity=_identity(persona.identity, text),
        channel=text(persona.channel),
        language=text(persona.language),
        currency_code=text(persona.currency_code),
        point_of_sale=text(persona.point_of_sale),
        params=value(persona.params),
        values=value(dict(persona.values)),
        description=text(persona.description),
    )


def _identity(identity: Identity | None, text: Callable[[str], str]) -> Identity | None:
    if identity is None:
        return None
    if isinstance(identity, Identifiers):
        return Identifiers(text(identity.provider), text(identity.id))
    return type(identity)(text(identity.value))
