"""New browser ID: ask the Stream API for a fresh anonymous guest.  Also how a connection is tested."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from workbench.domain import Recorded, Secret, Tenant, check_key_elsewhere, read_outcome
from workbench.personalize import CallOptions, browser_id_from
from workbench.usecases.calling import Means, find_key
from workbench.usecases.record import record, refuse_errors


@dataclass(frozen=True, slots=True)
class NewBrowser:
    """``browser_id`` is empty where none came; ``why`` then says in a sentence or two what to do."""

    recorded: Recorded
    browser_id: str
    why: str = ""


class NewBrowserId:
    """``GET /v1.2/browser/create.json``.  Each call makes one anonymous guest in the tenant."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def __call__(self, tenant: Tenant, options: CallOptions, *, client_key: Secret | None = None) -> NewBrowser:
        """Raises as :class:`SendRequest` does."""
        means = self._means
        refuse_errors(means.permitted.check(tenant))
        key = await find_key(means.keys, tenant, client_key)
        refuse_errors(check_key_elsewhere(key, tenant, user_agent=options.user_agent))
        where = await asyncio.to_thread(means.sandbox.resolve, tenant)
        client = means.client()
        recorded = await record(client, means.history, client.prepare_create_browser(where, key, options))
        found = browser_id_from(recorded.exchange) or ""
        return NewBrowser(recorded, found, "" if found else _why_not(recorded))


def _why_not(recorded: Recorded) -> str:
    exchange = recorded.exchange
    if exchange.failure is not None:
        return f"{exchange.failure.what} {exchange.failure.next}"
    assert exchange.response is not None
    outcome = read_outcome(exchange.response)
    if exchange.response.is_success:
        return "The host answered, but without a browser ID. Check that the base URL is the Personalize API."
    said = f" It says: {outcome.vendor.message}." if outcome.vendor and outcome.vendor.message else ""
    return f"The host answered {outcome.headline}.{said} {outcome.why}"
