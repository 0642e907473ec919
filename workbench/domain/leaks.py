"""Secrets where they do not belong: everything of a call is kept in History but the secrets' own places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import quote

from workbench.domain.placeholders import Layer, fields_of
from workbench.domain.problem import Problem, error
from workbench.domain.request import FlowRequest
from workbench.domain.secret import Secret
from workbench.domain.tenant import Tenant
from workbench.domain.values import SHORTEST_SECRET

SHORTEST = 8
"""Characters; a shorter key may stand in a text by accident."""


def check_key_elsewhere(
    key: Secret, tenant: Tenant, request: FlowRequest | None = None, *, user_agent: str = "", layers: Iterable[Layer] = ()
) -> tuple[Problem, ...]:
    """An error at each field the key itself stands in, as typed or percent-encoded.  No message holds the key.

    ``user_agent`` is the one from the settings, sent where the tenant has none.  ``layers`` are kept in files, whether
    the request uses them or not.  The Sandbox's key is public and passes.
    """
    if tenant.is_sandbox or len(key.reveal()) < SHORTEST:
        return ()
    return tuple(
        error(
            field,
            f"The client key itself stands in {where}; it would be kept in {kept}.",
            "Remove it: the workbench adds it to the call.",
        )
        for field, where, kept in _found(key, tenant, request, user_agent, layers)
    )


def check_secrets_elsewhere(
    secrets: Mapping[str, Secret], tenant: Tenant, request: FlowRequest, *, user_agent: str = "", layers: Iterable[Layer] = ()
) -> tuple[Problem, ...]:
    """The same for named secrets, in a request that still holds ``{{secret:name}}`` where they go."""
    layers = tuple(layers)
    return tuple(
        error(
            field,
            f"The secret “{name}” itself stands in {where}; it would be kept in {kept}.",
            f"Write {{{{secret:{name}}}}} there instead.",
        )
        for name, secret in secrets.items()
        for field, where, kept in _found(secret, tenant, request, user_agent, layers)
    )


def check_plan(key: Secret, secrets: Mapping[str, Secret], tenant: Tenant, plan: Mapping[str, object]) -> tuple[Problem, ...]:
    """An error where the key or a named secret itself stands in what History keeps of a run as its plan.  No message holds one.

    What is too short to be told from chance passes, and the Sandbox's key, which is public.
    """
    where = "itself stands in the plan, such as in a value; it would be kept in History."
    problems = []
    if not tenant.is_sandbox and len(key.reveal()) >= SHORTEST and _stands_in(plan, _forms(key)):
        problems.append(error("Values", f"The client key {where}", "Remove it: the workbench adds it to the call."))
    for name, secret in secrets.items():
        if len(secret.reveal()) >= SHORTEST_SECRET and _stands_in(plan, _forms(secret)):
            problems.append(error("Values", f"The secret “{name}” {where}", f"Write {{{{secret:{name}}}}} there instead."))
    return tuple(problems)


def _forms(secret: Secret) -> frozenset[str]:
    """As typed and as it stands in an address."""
    return frozenset((secret.reveal(), quote(secret.reveal(), safe="")))


def _found(
    secret: Secret, tenant: Tenant, request: FlowRequest | None, user_agent: str, layers: Iterable[Layer]
) -> tuple[tuple[str, str, str], ...]:
    """The fields it stands in: label, place in words, and what would keep it."""
    forms = _forms(secret)
    places = [
        *((field, field, "History", value) for field, value in (fields_of(request) if request is not None else ())),
        *((field, field, "History", value) for field, value in _tenant_places(tenant, user_agent)),
        *(("Values", f"the values of {layer.origin}", "a file", layer.values) for layer in layers),
    ]
    if not _stands_in([value for *_, value in places], forms):  # as nearly always; asked before each of a hundred thousand calls
        return ()
    return tuple(dict.fromkeys((field, where, kept) for field, where, kept, value in places if _stands_in(value, forms)))


def _tenant_places(tenant: Tenant, user_agent: str) -> Iterator[tuple[str, object]]:
    yield "Name", tenant.name
    yield "Base URL", tenant.base_url
    yield "Extra headers", tenant.extra_headers
    yield "User-Agent", (tenant.user_agent, user_agent)
    yield "Values", tenant.values


def _stands_in(value: object, forms: Collection[str]) -> bool:
    """In any text or number of it, names of objects included, however deep."""
    left: list[object] = [value]
    while left:
        found = left.pop()
        if isinstance(found, str):
            for form in forms:
                if form in found:
                    return True
        elif isinstance(found, Mapping):
            left += found.keys()
            left += found.values()
        elif isinstance(found, int | float):
            left += [str(found)] if abs(found) < 10**100 else []
        elif isinstance(found, Iterable):
            left += found
    return False
