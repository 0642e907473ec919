"""Caller: one call of a run, checked as strictly as a single one; what does not change between calls is found once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workbench.domain import (
    BrowserId,
    FlowRequest,
    Secret,
    StreamEvent,
    Tenant,
    check_client_key,
    check_destination,
    check_event,
    check_key_elsewhere,
    check_request,
    check_secrets_elsewhere,
    fill_defaults,
)
from workbench.domain.builtins import NEW_BROWSER_ID, SECRET, Made
from workbench.domain.placeholders import Resolution
from workbench.personalize import CallOptions, Client, Prepared
from workbench.usecases.keys import Keys
from workbench.usecases.record import refuse_errors
from workbench.usecases.resolve import resolve_for
from workbench.usecases.runs.job import Job
from workbench.usecases.sandbox import SandboxTenant
from workbench.usecases.sender import find_secrets


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

    def request(self, browser_id: str = "") -> FlowRequest:
        """As it is shown and kept: with its values, but ``{{secret:name}}``."""
        late = {NEW_BROWSER_ID: browser_id} if browser_id else {}
        return fill_defaults(self.found.finish(late), self.ready.tenant)


class Caller:
    """Prepares the calls of one run.  ``client_keys`` by tenant id override the keychain."""

    def __init__(
        self,
        keys: Keys,
        sandbox: SandboxTenant,
        make_client: Callable[[], Client],
        options: CallOptions,
        client_keys: Mapping[str, Secret] | None = None,
    ) -> None:
        self._keys = keys
        self._sandbox = sandbox
        self._make_client = make_client
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
        refuse_errors(check_destination(tenant))
        key = self._client_keys.get(tenant.id) or await self._keys.client_key(tenant)
        refuse_errors(check_client_key(key))
        assert key is not None
        refuse_errors(check_key_elsewhere(key, tenant, user_agent=self.options.user_agent))
        return Ready(tenant, await asyncio.to_thread(self._sandbox.resolve, tenant), key)

    async def check(self, job: Job, browser_id: str = "") -> Checked:
        """Values put in and every rule asked; nothing is sent.  Raises :class:`InvalidInput`.

        ``browser_id`` is the guest's who was just made for it, or an example before one is.
        """
        ready = await self.ready(job.tenant)
        request = job.request
        if job.new_browser and browser_id:
            request = _with_browser(request, browser_id)
        found = resolve_for(request, job.tenant, job.layers, job.made or Made.fresh())
        refuse_errors(found.problems)
        refuse_errors(check_request(found.request, job.tenant.points_of_sale))
        secrets = await self._named(found.secrets, job.tenant)
        refuse_errors(check_key_elsewhere(ready.key, job.tenant, found.request, layers=job.layers))
        refuse_errors(check_secrets_elsewhere(secrets, job.tenant, found.request, layers=job.layers))
        return Checked(ready, found, secrets)

    def call(self, checked: Checked, browser_id: str, client: Client) -> Prepared:
        """The call itself; ``browser_id`` stands for ``{{new_browser_id}}``."""
        shown = {NEW_BROWSER_ID: browser_id} if browser_id else {}
        kept = fill_defaults(checked.found.finish(shown), checked.ready.tenant)
        filled = None
        if checked.secrets:
            late = shown | {f"{SECRET}{name}": secret.reveal() for name, secret in checked.secrets.items()}
            filled = fill_defaults(checked.found.finish(late), checked.ready.tenant)
        ready = checked.ready
        return client.prepare_call_flows(kept, ready.where, ready.key, self.options, filled=filled, secrets=checked.secrets)

    def new_browser(self, ready: Ready, client: Client) -> Prepared:
        return client.prepare_create_browser(ready.where, ready.key, self.options)

    async def event(self, job: Job, event: StreamEvent, browser_id: str, client: Client) -> Prepared:
        """An event of a job.  Raises :class:`InvalidInput`."""
        ready = await self.ready(job.tenant)
        found = resolve_for(event.as_request(), job.tenant, job.layers, job.made or Made.fresh())
        refuse_errors(found.problems)
        shown = {NEW_BROWSER_ID: browser_id} if browser_id else {}
        kept = _for_browser(fill_defaults(found.finish(shown), ready.tenant), browser_id)
        refuse_errors(check_event(StreamEvent.of_request(kept), job.tenant.points_of_sale))
        secrets = await self._named(found.secrets, job.tenant)
        refuse_errors(check_key_elsewhere(ready.key, job.tenant, kept, layers=job.layers))
        refuse_errors(check_secrets_elsewhere(secrets, job.tenant, kept, layers=job.layers))
        late = shown | {f"{SECRET}{name}": secret.reveal() for name, secret in secrets.items()}
        filled = _for_browser(fill_defaults(found.finish(late), ready.tenant), browser_id)
        out = StreamEvent.of_request(filled)
        return client.prepare_event(StreamEvent.of_request(kept), ready.where, ready.key, self.options, filled=out, secrets=secrets)

    def client(self) -> Client:
        """A client of its own for each worker: many calls that wait on one pool slow each other down."""
        client = self._make_client()
        self._clients.append(client)
        return client

    async def aclose(self) -> None:
        for client in self._clients:
            await client.aclose()
        self._clients.clear()
        for task in self._ready.values():
            task.cancel()

    async def _named(self, names: frozenset[str], tenant: Tenant) -> dict[str, Secret]:
        missing = frozenset(name for name in names if (tenant.id, name) not in self._secrets)
        for name, secret in (await find_secrets(self._keys, missing, tenant)).items():
            self._secrets[tenant.id, name] = secret
        return {name: self._secrets[tenant.id, name] for name in names}


def _with_browser(request: FlowRequest, browser_id: str) -> FlowRequest:
    from dataclasses import replace

    return replace(request, identity=BrowserId(browser_id))


def _for_browser(request: FlowRequest, browser_id: str) -> FlowRequest:
    """An event that names no guest is of the one the call is for."""
    return request if request.identity is not None or not browser_id else _with_browser(request, browser_id)
