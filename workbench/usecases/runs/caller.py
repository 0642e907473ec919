"""Caller: one call of a run, checked as strictly as a single one; what does not change between calls is found once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.domain import (
    BrowserId,
    FlowRequest,
    Secret,
    StreamEvent,
    Tenant,
    check_event,
    check_key_elsewhere,
    check_request,
)
from workbench.domain.placeholders import Resolution, escape
from workbench.personalize import CallOptions, Client, Prepared
from workbench.usecases.calling import Means, find_key, find_secrets, finished, refuse_leaks
from workbench.usecases.record import refuse_errors
from workbench.usecases.resolve import resolve_for
from workbench.usecases.runs.job import Job


@dataclass(frozen=True, slots=True)
class Ready:
    """A tenant that can be called: where it is, and its key."""

    tenant: Tenant
    where: Tenant
    key: Secret


@dataclass(frozen=True, slots=True)
class Checked:
    """A job whose values are in and whose rules hold.  ``secrets`` are those it refers to."""

    ready: Ready
    found: Resolution
    secrets: Mapping[str, Secret]

    @property
    def needs_browser_id(self) -> bool:
        return self.found.needs_browser_id


class Caller:
    """Prepares the calls of one run.  ``client_keys`` by tenant id override the keychain; clients that are asked for are closed with it."""

    def __init__(self, means: Means, options: CallOptions, client_keys: Mapping[str, Secret] | None = None) -> None:
        self._means = means
        self.options = options
        self._client_keys = client_keys or {}
        self._ready: dict[str, asyncio.Task[Ready]] = {}
        self._secrets: dict[tuple[str, str], Secret] = {}
        self._clients: list[Client] = []

    async def ready(self, tenant: Tenant) -> Ready:
        """Found once for each tenant.  Raises :class:`InvalidInput`, ``KeychainError`` and ``SandboxError``."""
        if tenant.id not in self._ready:
            self._ready[tenant.id] = asyncio.ensure_future(self._make_ready(tenant))
        return await self._ready[tenant.id]

    async def _make_ready(self, tenant: Tenant) -> Ready:
        refuse_errors(self._means.permitted.check(tenant))
        key = await find_key(self._means.keys, tenant, self._client_keys.get(tenant.id))
        refuse_errors(check_key_elsewhere(key, tenant, user_agent=self.options.user_agent))
        return Ready(tenant, await asyncio.to_thread(self._means.sandbox.resolve, tenant), key)

    async def check(self, job: Job, browser_id: str = "") -> Checked:
        """Values put in and every rule asked; nothing is sent.  Raises :class:`InvalidInput`.

        ``browser_id`` is the guest's who was just made for it, or an example before one is.
        """
        ready = await self.ready(job.tenant)
        request = job.request
        if job.new_browser and browser_id:
            request = _with_browser(request, escape(browser_id))  # the host chose it: braces in it are only braces
        found = _resolved(job, request)
        refuse_errors(check_request(found.request, job.tenant.points_of_sale))
        return Checked(ready, found, await self._secrets_of(job, found, ready.key, found.request))

    def call(self, checked: Checked, browser_id: str, client: Client) -> Prepared:
        """The call itself; ``browser_id`` stands for ``{{new_browser_id}}``."""
        ready, secrets = checked.ready, checked.secrets
        kept = finished(checked.found, ready.tenant, browser_id, {})
        filled = finished(checked.found, ready.tenant, browser_id, secrets) if secrets else None
        return client.prepare_call_flows(kept, ready.where, ready.key, self.options, filled=filled, secrets=secrets)

    def new_browser(self, ready: Ready, client: Client) -> Prepared:
        return client.prepare_create_browser(ready.where, ready.key, self.options)

    async def event(self, job: Job, event: StreamEvent, checked: Checked, browser_id: str, client: Client) -> Prepared:
        """An event of a job; one that names no guest is of the one the call is for.  Raises :class:`InvalidInput`."""
        ready = checked.ready
        found = _resolved(job, event.as_request())

        def made(own: Mapping[str, Secret], of_call: Mapping[str, Secret]) -> FlowRequest:
            return _of_guest(finished(found, ready.tenant, browser_id, own), finished(checked.found, ready.tenant, browser_id, of_call))

        kept = made({}, {})
        shown = StreamEvent.of_request(kept)
        refuse_errors(check_event(shown, job.tenant.points_of_sale))
        own = await self._secrets_of(job, found, ready.key, kept)
        filled = StreamEvent.of_request(made(own, checked.secrets))
        secrets = {**checked.secrets, **own}
        return client.prepare_event(shown, ready.where, ready.key, self.options, filled=filled, secrets=secrets)

    def client(self) -> Client:
        """A client of its own for each worker: many calls that wait on one pool slow each other down."""
        client = self._means.client()
        self._clients.append(client)
        return client

    async def aclose(self) -> None:
        for client in self._clients:
            await client.aclose()
        self._clients.clear()
        for task in self._ready.values():
            task.cancel()

    async def _secrets_of(self, job: Job, found: Resolution, key: Secret, kept: FlowRequest) -> dict[str, Secret]:
        """Those it refers to, each read once in a run.  Raises where one of them, or the key, itself stands in what is kept."""
        tenant = job.tenant
        missing = frozenset(name for name in found.secrets if (tenant.id, name) not in self._secrets)
        for name, secret in (await find_secrets(self._means.keys, missing, tenant)).items():
            self._secrets[tenant.id, name] = secret
        secrets = {name: self._secrets[tenant.id, name] for name in found.secrets}
        refuse_leaks(key, secrets, tenant, kept, self.options.user_agent, job.layers)
        return secrets


def _resolved(job: Job, request: FlowRequest) -> Resolution:
    found = resolve_for(request, job.tenant, job.layers, job.made)
    refuse_errors(found.problems)
    return found


def _with_browser(request: FlowRequest, browser_id: str) -> FlowRequest:
    return replace(request, identity=BrowserId(browser_id))


def _of_guest(event: FlowRequest, call: FlowRequest) -> FlowRequest:
    """The event, of the call's guest where it names none and the call has a browser ID."""
    return event if event.identity is not None or not isinstance(call.identity, BrowserId) else replace(event, identity=call.identity)
