"""The client key where it does not belong: everything of a call is kept in History but the key's own place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from workbench.domain.identity import Identifiers
from workbench.domain.problem import Problem, error
from workbench.domain.request import FlowRequest
from workbench.domain.secret import Secret
from workbench.domain.tenant import Tenant

SHORTEST = 8
"""Characters; a shorter key may stand in a text by accident."""


def check_key_elsewhere(key: Secret, tenant: Tenant, request: FlowRequest | None = None, *, user_agent: str = "") -> tuple[Problem, ...]:
    """An error at each field the key itself stands in, as typed or percent-encoded.  No message holds the key.

    ``user_agent`` is the one from the settings, sent where the tenant has none.  The Sandbox's key is public and passes.
    """
    if tenant.is_sandbox or len(key.reveal()) < SHORTEST:
        return ()
    forms = {key.reveal(), quote(key.reveal(), safe="")}
    places = (*(_request_places(request) if request is not None else ()), *_tenant_places(tenant, user_agent))
    found = dict.fromkeys(field for field, values in places if any(form in text for text in _texts(values) for form in forms))
    return tuple(
        error(
            field,
            f"The client key itself stands in {field}; it would be kept in History.",
            "Remove it: the workbench adds it to the call.",
        )
        for field in found
    )


def _request_places(request: FlowRequest) -> Iterator[tuple[str, object]]:
    yield "Friendly ID", request.friendly_id
    yield "Channel", request.channel
    yield "Language", request.language
    yield "Currency", request.currency_code
    yield "Point of sale", request.point_of_sale
    if isinstance(request.identity, Identifiers):
        yield "Provider", request.identity.provider
        yield "Identifier", request.identity.id
    elif request.identity is not None:
        yield request.identity.type.label, request.identity.value
    yield "Parameters", request.params
    yield "Extra fields", request.extra


def _tenant_places(tenant: Tenant, user_agent: str) -> Iterator[tuple[str, object]]:
    yield "Name", tenant.name
    yield "Base URL", tenant.base_url
    yield "Extra headers", tenant.extra_headers
    yield "User-Agent", (tenant.user_agent, user_agent)


def _texts(value: object) -> Iterator[str]:
    """Every text in it, names of objects included, however deep."""
    left: list[object] = [value]
    while left:
        found = left.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            left += found.keys()
            left += found.values()
        elif isinstance(found, Iterable):
            left += found
