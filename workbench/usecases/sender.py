"""Sender: what sending a request and sending an event have in common.  The exchange is on disk before anyone sees it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence

from workbench.domain import (
    Failure,
    FailureKind,
    FlowRequest,
    Problem,
    Recorded,
    Secret,
    Tenant,
)
from workbench.domain.builtins import Made
from workbench.domain.placeholders import Layer, Resolution
from workbench.personalize import CallOptions, Prepared, Progress, never_sent
from workbench.usecases.calling import Means, find_key, find_secrets, finished, refuse_leaks
from workbench.usecases.new_browser_id import NewBrowser, NewBrowserId
from workbench.usecases.record import record, record_unsent, refuse_errors
from workbench.usecases.resolve import resolve_for


class Sender(ABC):
    """One call to one tenant.

    The order is the promise: put values for placeholders, check, resolve the key and named secrets into a value for
    this one call, ask for a new browser ID where the request wants one, record the request as pending, send, record
    what came, and only then hand it back.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._new_browser_id = NewBrowserId(means)

    @abstractmethod
    def check(self, request: FlowRequest, tenant: Tenant) -> tuple[Problem, ...]:
        """What is wrong with it, values put in."""

    @abstractmethod
    def prepare(
        self,
        kept: FlowRequest,
        filled: FlowRequest | None,
        tenant: Tenant,
        key: Secret,
        options: CallOptions,
        secrets: Mapping[str, Secret],
    ) -> Prepared:
        """The call; ``kept`` is recorded and ``filled``, with the secrets in it, goes out."""

    async def deliver(
        self,
        request: FlowRequest,
        tenant: Tenant,
        options: CallOptions,
        *,
        client_key: Secret | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        layers: Sequence[Layer] = (),
        made: Made | None = None,
    ) -> Recorded:
        """The recorded exchange, whatever came of it: a response, a failure, a cancel.

        ``layers`` are the values for placeholders, from near to far; the tenant's and the built-ins follow by themselves.
        ``made`` is what built-ins give; without it new ones are made.  What is recorded holds the values, but
        ``{{secret:name}}`` as it is.

        Raises :class:`InvalidInput` before anything is sent, ``KeychainError`` if the key cannot be
        read, ``HistoryError`` if the exchange cannot be recorded.  ``client_key`` overrides the keychain.
        """
        found = resolve_for(request, tenant, layers, made)
        refuse_errors(found.problems)
        refuse_errors(self._means.permitted.check(tenant))
        refuse_errors(self.check(found.request, tenant))
        if on_progress is not None and not tenant.is_sandbox and (client_key is None or found.secrets):
            on_progress(Progress("keychain"))  # it may wait for a dialog of the system
        key = await find_key(self._means.keys, tenant, client_key)
        secrets = await find_secrets(self._means.keys, found.secrets, tenant)
        refuse_leaks(key, secrets, tenant, found.request, options.user_agent, layers)
        return await self._send(found, tenant, options, key, secrets, on_progress)

    async def _send(
        self,
        found: Resolution,
        tenant: Tenant,
        options: CallOptions,
        key: Secret,
        secrets: Mapping[str, Secret],
        on_progress: Callable[[Progress], None] | None,
    ) -> Recorded:
        browser = await self._new_browser_id(tenant, options, client_key=key) if found.needs_browser_id else None
        browser_id = browser.browser_id if browser is not None else ""
        where = await asyncio.to_thread(self._means.sandbox.resolve, tenant)
        kept = finished(found, tenant, browser_id, {})
        if browser is not None and not browser_id:
            prepared = self.prepare(kept, None, where, key, options, {})
            return await record_unsent(self._means.history, never_sent(prepared, _without_browser_id(browser)))
        prepared = self.prepare(kept, finished(found, tenant, browser_id, secrets), where, key, options, secrets)
        return await record(self._means.client(), self._means.history, prepared, on_progress)


def _without_browser_id(browser: NewBrowser) -> Failure:
    """The request needs a new browser ID, and its own exchange in History tells why none came."""
    failure = browser.recorded.exchange.failure
    if failure is not None and failure.kind is FailureKind.CANCELLED:
        what = "You cancelled while a new browser ID was asked for, so the request was not sent."
        return Failure(failure.kind, what, "Nothing was executed. Send it again when you are ready.")
    what = f"No new browser ID came (#{browser.recorded.number}), so the request was not sent."
    return Failure(
        failure.kind if failure is not None else FailureKind.NOT_SENT,
        what,
        browser.why,
        failure.phase if failure is not None else "",
        failure.detail if failure is not None else "",
    )
