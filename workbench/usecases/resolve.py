"""Resolve: which values stand for a request's placeholders, and the request with them in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.domain import FlowRequest, Tenant, fill_defaults
from workbench.domain.builtins import Made
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer, Resolution, resolve


def layers_for(
    *,
    row: Layer | None = None,
    persona: Persona | None = None,
    request_values: Layer | None = None,
    folders: Sequence[Layer] = (),
    tenant: Tenant | None = None,
) -> tuple[Layer, ...]:
    """From near to far: data row, persona, request, its folders from inner to outer with the collection last, tenant."""
    layers = (
        row,
        Layer(f"persona “{persona.name}”", persona.values) if persona is not None else None,
        request_values,
        *folders,
        tenant_layer(tenant) if tenant is not None else None,
    )
    return tuple(layer for layer in layers if layer is not None and layer.values)


def tenant_layer(tenant: Tenant) -> Layer:
    return Layer(f"tenant “{tenant.name}”", tenant.values)


def resolve_for(request: FlowRequest, tenant: Tenant, layers: Sequence[Layer], made: Made | None = None) -> Resolution:
    """The request as it goes to this tenant: with its defaults and its values, behind ``layers``.

    Defaults come last as well: a field whose value turns out to be empty says nothing itself.
    """
    found = resolve(fill_defaults(request, tenant), (*layers, tenant_layer(tenant)), made)
    filled = fill_defaults(found.request, tenant)
    return found if filled is found.request else replace(found, request=filled)
