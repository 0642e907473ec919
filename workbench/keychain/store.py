"""The key store: keys of this session first, then the keychain."""

from __future__ import annotations

import threading

from workbench.domain import Secret, SecretKind, SecretRef
from workbench.keychain.keychain import Keychain
from workbench.keychain.status import KeychainStatus


class SessionKeys:
    """Keys in memory, forgotten at exit: the explicit *use for this session only*."""

    def __init__(self) -> None:
        self._keys: dict[SecretRef, Secret] = {}
        self._lock = threading.Lock()

    def get(self, ref: SecretRef) -> Secret | None:
        with self._lock:
            return self._keys.get(ref)

    def set(self, ref: SecretRef, secret: Secret) -> None:
        with self._lock:
            self._keys[ref] = secret

    def delete(self, ref: SecretRef) -> None:
        with self._lock:
            self._keys.pop(ref, None)

    def names(self, tenant_id: str) -> tuple[str, ...]:
        """Of the tenant's named secrets."""
        with self._lock:
            return tuple(sorted(ref.name for ref in self._keys if ref.tenant_id == tenant_id and ref.kind is SecretKind.NAMED))

    def __repr__(self) -> str:
        return f"SessionKeys({len(self._keys)} keys)"


class KeyStore:
    """One door for both.  Blocking; raises ``KeychainError`` where the keychain is needed and does not do."""

    def __init__(self, keychain: Keychain) -> None:
        self._keychain = keychain
        self._session = SessionKeys()
        self._handled: set[Secret] = set()

    def get(self, ref: SecretRef) -> Secret | None:
        found = self._session.get(ref) or self._keychain.get(ref)
        if found is not None:
            self._handled.add(found)
        return found

    def handled(self) -> tuple[Secret, ...]:
        """Every secret that went through here since the start, so that a crash report can be cleared of them."""
        return tuple(self._handled)

    def set(self, ref: SecretRef, secret: Secret, *, session_only: bool = False) -> None:
        self._handled.add(secret)
        if session_only:
            self._session.set(ref, secret)
            return
        self._keychain.set(ref, secret)
        self._session.delete(ref)  # an older session key would hide the stored one

    def delete(self, ref: SecretRef) -> None:
        """From both.  A key of this session needs no keychain to be deleted."""
        if self.is_session_only(ref):
            self._session.delete(ref)
            return
        self._keychain.delete(ref)

    def of_session(self, ref: SecretRef) -> Secret | None:
        """The one of this session, without a look at the keychain."""
        return self._session.get(ref)

    def forget(self, ref: SecretRef) -> None:
        """Delete the one of this session, and leave the keychain alone."""
        self._session.delete(ref)

    def names_of_session(self, tenant_id: str) -> tuple[str, ...]:
        """The names of the tenant's secrets that are kept for this session only."""
        return self._session.names(tenant_id)

    def is_session_only(self, ref: SecretRef) -> bool:
        return self._session.get(ref) is not None

    def status(self) -> KeychainStatus:
        return self._keychain.status()
