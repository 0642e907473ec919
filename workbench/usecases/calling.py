"""Calling: what every call goes through before it leaves, a single one as one of thousands of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workbench.domain import (
    FlowRequest,
    InvalidInput,
    Secret,
    Tenant,
    check_client_key,
    check_key_elsewhere,
    check_secrets_elsewhere,
    fill_defaults,
)
from workbench.domain.builtins import NEW_BROWSER_ID, SECRET
from workbench.domain.permitted import Permitted
from workbench.domain.placeholders import Layer, Resolution
from workbench.domain.problem import error
from workbench.domain.values import check_named_secret
from workbench.history import History
from workbench.personalize import Client
from workbench.usecases.keys import Keys
from workbench.usecases.record import refuse_errors
from workbench.usecases.sandbox import SandboxTenant


@dataclass(frozen=True, slots=True)
class Means:
    """What a call is made with and kept in, and where calls may go."""

    client: Callable[[], Client]
    history: Callable[[], History]
    keys: Keys
    sandbox: SandboxTenant
    permitted: Permitted


async def find_key(keys: Keys, tenant: Tenant, client_key: Secret | None) -> Secret:
    """The client key; one that is given overrides the keychain.  Raises :class:`InvalidInput` and ``KeychainError``."""
    key = client_key or await keys.client_key(tenant)
    refuse_errors(check_client_key(key))
    assert key is not None
    return key


async def find_secrets(keys: Keys, names: frozenset[str], tenant: Tenant) -> dict[str, Secret]:
    """The named secrets of a tenant.  Raises :class:`InvalidInput` for one that is not there or cannot be used."""
    found: dict[str, Secret] = {}
    for name in sorted(names):
        secret = await keys.named_secret(tenant, name)
        if not secret:
            raise InvalidInput((error("Secret", f"{tenant.name} has no secret “{name}”.", _where_to_put(name, tenant)),))
        refuse_errors(check_named_secret(name, secret))  # somebody may have changed it in the keychain itself
        found[name] = secret
    return found


def refuse_leaks(
    key: Secret, secrets: Mapping[str, Secret], tenant: Tenant, request: FlowRequest, user_agent: str, layers: Sequence[Layer]
) -> None:
    """Raise :class:`InvalidInput` where the key or a secret itself stands in what is kept of the call."""
    refuse_errors(check_key_elsewhere(key, tenant, request, user_agent=user_agent, layers=layers))
    refuse_errors(check_secrets_elsewhere(secrets, tenant, request, user_agent=user_agent, layers=layers))


def finished(found: Resolution, tenant: Tenant, browser_id: str, secrets: Mapping[str, Secret]) -> FlowRequest:
    """The request with what comes late: the new browser ID where there is one, and the secrets.

    Without secrets it is what is shown and kept; with them it may only go out.
    """
    late = {NEW_BROWSER_ID: browser_id} if browser_id else {}
    late |= {f"{SECRET}{name}": secret.reveal() for name, secret in secrets.items()}
    return fill_defaults(found.finish(late), tenant)


def _where_to_put(name: str, tenant: Tenant) -> str:
    if tenant.is_sandbox:
        return f"The Sandbox has {{{{secret:demo-token}}}}; give it “{name}” for this session in the window, or choose another tenant."
    return f"Store it with the tenant, or in a terminal:  workbench keys set TENANT --secret {name}"
