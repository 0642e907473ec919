"""Send: the road of one request.  The exchange is on disk before anyone sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from workbench.domain import (
    FlowRequest,
    InvalidInput,
    Problem,
    Recorded,
    Secret,
    Tenant,
    check_client_key,
    check_destination,
    check_key_elsewhere,
    check_request,
    fill_defaults,
)
from workbench.history import History
from workbench.personalize import CallOptions, Client, Prepared, Progress, broken_off, never_sent
from workbench.usecases.keys import Keys
from workbench.usecases.sandbox import SandboxTenant

T = TypeVar("T")


class SendRequest:
    """``POST /v2/callFlows`` for one tenant.

    The order is the promise: check, resolve the key into a value for this one call, record the request
    as pending, send, record what came, and only then hand it back.
    """

    def __init__(self, client: Callable[[], Client], history: Callable[[], History], keys: Keys, sandbox: SandboxTenant) -> None:
        self._client = client
        self._history = history
        self._keys = keys
        self._sandbox = sandbox

    async def __call__(
        self,
        request: FlowRequest,
        tenant: Tenant,
        options: CallOptions,
        *,
        client_key: Secret | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Recorded:
        """The recorded exchange, whatever came of it: a response, a failure, a cancel.

        Raises :class:`InvalidInput` before anything is sent, ``KeychainError`` if the key cannot be
        read, ``HistoryError`` if the exchange cannot be recorded.  ``client_key`` overrides the keychain.
        """
        request = fill_defaults(request, tenant)
        refuse_errors(check_destination(tenant))
        refuse_errors(check_request(request, tenant.points_of_sale))
        if on_progress is not None and client_key is None and not tenant.is_sandbox:
            on_progress(Progress("keychain"))  # it may wait for a dialog of the system
        key = client_key or await self._keys.client_key(tenant)
        refuse_errors(check_client_key(key))
        assert key is not None
        refuse_errors(check_key_elsewhere(key, tenant, request, user_agent=options.user_agent))
        where = await asyncio.to_thread(self._sandbox.resolve, tenant)
        return await record(self._client(), self._history, self._client().prepare_call_flows(request, where, key, options), on_progress)


async def record(
    client: Client, history: Callable[[], History], prepared: Prepared, on_progress: Callable[[Progress], None] | None = None
) -> Recorded:
    """Perform a prepared call between its two records on disk.

    From here on the exchange is carried to its end even if the caller is cancelled, at whatever moment, so
    that a cancel is recorded as what it is.  An unexpected exception is raised on, but the record is
    finished first: nothing stays pending.
    """
    number, stopped = await _to_the_end(lambda: history().begin(prepared.pending))
    try:
        exchange = never_sent(prepared) if stopped else await client.perform(prepared, on_progress=on_progress)
    except Exception as bug:
        broken = broken_off(prepared, bug)
        await _to_the_end(lambda: history().finish(number, broken))
        raise
    recorded, _ = await _to_the_end(lambda: history().finish(number, exchange))
    return recorded


async def _to_the_end(work: Callable[[], T]) -> tuple[T, bool]:
    """Run blocking work that must not be cut short; the second value tells whether a cancel came meanwhile."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    stopped = False
    while True:
        try:
            return await asyncio.shield(running), stopped
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if running.cancelled() or task is None:
                raise
            task.uncancel()
            stopped = True


def refuse_errors(problems: tuple[Problem, ...]) -> None:
    """Raise :class:`InvalidInput` with those problems that are errors; warnings may be sent anyway."""
    errors = tuple(p for p in problems if p.is_error)
    if errors:
        raise InvalidInput(errors)
