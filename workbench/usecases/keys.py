"""Keys: store, read, delete a tenant's secrets.  The keychain may ask the user, so nothing here blocks the loop."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from workbench.domain import SANDBOX_CLIENT_KEY, Secret, SecretKind, Tenant
from workbench.keychain import KeychainStatus, KeyStore
from workbench.settings import TenantStore


class Keys:
    """One door to the keychain and to the keys kept for this session only."""

    def __init__(self, store: KeyStore, tenants: TenantStore) -> None:
        self._store = store
        self._tenants = tenants

    async def client_key(self, tenant: Tenant) -> Secret | None:
        return await self.get(tenant, SecretKind.CLIENT_KEY)

    async def get(self, tenant: Tenant, kind: SecretKind) -> Secret | None:
        """The secret, or ``None``.  Raises ``KeychainError``; may wait as long as the system's dialog is open."""
        if tenant.is_sandbox:
            return Secret(SANDBOX_CLIENT_KEY) if kind is SecretKind.CLIENT_KEY else None
        return await asyncio.to_thread(self._store.get, tenant.secret(kind))

    async def set(self, tenant: Tenant, kind: SecretKind, secret: Secret, *, session_only: bool = False) -> Tenant:
        """Keep a secret and note with the tenant that it exists.  ``session_only`` is forgotten at exit, and not noted."""
        await asyncio.to_thread(self._store.set, tenant.secret(kind), secret, session_only=session_only)
        return tenant if session_only else await self._note(tenant, tenant.keys | {kind})

    async def delete(self, tenant: Tenant, kind: SecretKind) -> Tenant:
        await asyncio.to_thread(self._store.delete, tenant.secret(kind))
        return await self._note(tenant, tenant.keys - {kind})

    async def status(self) -> KeychainStatus:
        return await asyncio.to_thread(self._store.status)

    async def _note(self, tenant: Tenant, keys: frozenset[SecretKind]) -> Tenant:
        noted = replace(tenant, keys=keys)
        if keys != tenant.keys:
            await asyncio.to_thread(self._tenants.update, noted)
        return noted
