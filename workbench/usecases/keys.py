"""Keys: store, read, delete a tenant's secrets.  The keychain may ask the user, so nothing here blocks the loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from workbench.domain import SANDBOX_CLIENT_KEY, SANDBOX_SECRETS, InvalidInput, Problem, Secret, SecretKind, Tenant
from workbench.domain.problem import error
from workbench.domain.values import check_named_secret
from workbench.keychain import KeychainError, KeychainSilent, KeychainStatus, KeyStore
from workbench.settings import TenantStore

T = TypeVar("T")


class Keys:
    """One door to the keychain and to the keys kept for this session only.

    ``patience`` is how many seconds a call may take before ``KeychainSilent`` is raised.  ``None``, as the window has
    it, waits as long as the system's dialog is open.
    """

    def __init__(self, store: KeyStore, tenants: TenantStore) -> None:
        self._store = store
        self._tenants = tenants
        self.patience: float | None = None

    async def client_key(self, tenant: Tenant) -> Secret | None:
        return await self.get(tenant, SecretKind.CLIENT_KEY)

    async def get(self, tenant: Tenant, kind: SecretKind) -> Secret | None:
        """The secret, or ``None``.  Raises ``KeychainError``; may wait as long as the system's dialog is open."""
        if tenant.is_sandbox:
            return Secret(SANDBOX_CLIENT_KEY) if kind is SecretKind.CLIENT_KEY else None
        return await self._ask(lambda: self._store.get(tenant.secret(kind)))

    async def set(self, tenant: Tenant, kind: SecretKind, secret: Secret, *, session_only: bool = False) -> Tenant:
        """Keep a secret and note with the tenant that it exists.  ``session_only`` is forgotten at exit, and not noted."""
        await self._ask(lambda: self._store.set(tenant.secret(kind), secret, session_only=session_only))
        return tenant if session_only else await self._note(replace(tenant, keys=tenant.keys | {kind}), tenant)

    async def delete(self, tenant: Tenant, kind: SecretKind) -> Tenant:
        await self._ask(lambda: self._store.delete(tenant.secret(kind)))
        return await self._note(replace(tenant, keys=tenant.keys - {kind}), tenant)

    async def named_secret(self, tenant: Tenant, name: str) -> Secret | None:
        """What stands for ``{{secret:name}}``, or ``None``.  Raises ``KeychainError``; may wait for the system's dialog.

        The Sandbox has public ones, and those of this session.
        """
        ref = tenant.named_secret(name)
        if tenant.is_sandbox:
            shipped = SANDBOX_SECRETS.get(name)
            return self._store.of_session(ref) or (Secret(shipped) if shipped else None)
        return await self._ask(lambda: self._store.get(ref))

    async def named_secrets(self, tenant: Tenant) -> dict[str, Secret]:
        """All whose names are known, as far as they can be read: where the keychain gives none, those of this session."""
        found: dict[str, Secret] = {}
        with suppress(KeychainError):  # who needs one of them asks for it, and is told then
            for name in dict.fromkeys((*self.names_of_session(tenant), *tenant.secrets)):
                if secret := await self.named_secret(tenant, name):
                    found[name] = secret
        return found

    async def set_named(self, tenant: Tenant, name: str, secret: Secret, *, session_only: bool = False) -> Tenant:
        """Keep a secret under a name, and note the name with the tenant.  Raises :class:`InvalidInput`, ``KeychainError``.

        One for this session only is forgotten at exit and not noted; the Sandbox's always are.
        """
        problems = (*check_named_secret(name, secret), *_check_spelling(name, tenant))
        if problems:
            raise InvalidInput(problems)
        session_only = session_only or tenant.is_sandbox
        ref = tenant.named_secret(name)
        await self._ask(lambda: self._store.set(ref, secret, session_only=session_only))
        return tenant if session_only else await self._note(replace(tenant, secrets=_with(tenant.secrets, name)), tenant)

    async def delete_named(self, tenant: Tenant, name: str) -> Tenant:
        """Delete it and its name; what is not there is fine.  A shipped one of the Sandbox stays."""
        ref = tenant.named_secret(name)
        is_of_session = self._store.is_session_only(ref)
        self._store.forget(ref)
        if tenant.is_sandbox or (is_of_session and name not in tenant.secrets):
            return tenant
        await self._ask(lambda: self._store.delete(ref))
        return await self._note(replace(tenant, secrets=tuple(other for other in tenant.secrets if other != name)), tenant)

    async def delete_all(self, tenant: Tenant) -> Tenant:
        """Before a tenant is removed: its keys, also those nobody noted, and its named secrets."""
        for kind in SecretKind:
            if kind is not SecretKind.NAMED:
                tenant = await self.delete(tenant, kind)
        for name in (*tenant.secrets, *self.names_of_session(tenant)):
            tenant = await self.delete_named(tenant, name)
        return tenant

    def names_of_session(self, tenant: Tenant) -> tuple[str, ...]:
        """The names of the secrets kept for this session only.  Does not block."""
        return self._store.names_of_session(tenant.id)

    async def status(self) -> KeychainStatus:
        return await self._ask(self._store.status)

    async def _ask(self, work: Callable[[], T]) -> T:
        limit = asyncio.timeout(self.patience)
        try:
            async with limit:
                return await _apart(work)
        except TimeoutError:
            if not limit.expired():
                raise
            assert self.patience is not None
            raise KeychainSilent(self.patience) from None

    async def _note(self, noted: Tenant, before: Tenant) -> Tenant:
        if noted != before:
            await asyncio.to_thread(self._tenants.update, noted)
        return noted


def _check_spelling(name: str, tenant: Tenant) -> tuple[Problem, ...]:
    """Windows tells entries of its keychain apart whatever their case, so two names may not differ in it alone."""
    other = next((known for known in tenant.secrets if known != name and known.casefold() == name.casefold()), "")
    if not other:
        return ()
    return (error("Secret", f"There is a secret “{other}”, and “{name}” differs from it in case only.", f"Write “{other}”."),)


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(sorted({*names, name}, key=lambda each: (each.casefold(), each)))


async def _apart(work: Callable[[], T]) -> T:
    """Do blocking work on a thread that nobody has to wait for.

    A keychain can stay silent for ever.  The loop's own threads are joined when the loop and the process end;
    a daemon thread is left behind at once, by a cancel as well as by the exit.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, problem: BaseException | None) -> None:
        if answer.done():  # cancelled: nobody wants to know any more
            return
        if problem is not None:
            answer.set_exception(problem)
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, problem = None, None
        try:
            result = work()
        except BaseException as raised:
            problem = raised
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(tell, result, problem)
        del result, problem  # the problem's traceback holds this frame

    threading.Thread(target=run, name="workbench-keychain", daemon=True).start()
    return await answer
