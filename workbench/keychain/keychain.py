"""The keychain itself: get, set, delete one secret by its reference."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.domain import Secret, SecretRef
from workbench.keychain.backends import Lock, backend_name, choose_backend, look_at_lock, vet
from workbench.keychain.errors import KeychainDenied, KeychainError, KeychainLocked, KeychainMissing, KeychainRefused
from workbench.keychain.status import KeychainState, KeychainStatus

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Personalize Workbench"
CHUNK = 2_000
"""Bytes of UTF-16 per entry.  Windows keeps at most 2,560 in one."""
_CHUNKED = re.compile(r"\x01chunks:(\d+)\Z")


class Keychain:
    """Blocking; may wait for the system's dialog.  Errors are this room's, without the secret in them or behind them."""

    def __init__(self, service: str = SERVICE, backend: KeyringBackend | None = None) -> None:
        self._service = service
        self._given = backend
        self._chosen: KeyringBackend | None = None

    def status(self) -> KeychainStatus:
        """Look, and never prompt.  Where the lock does not tell by itself, reading a name that does not exist opens nothing."""
        try:
            with _translated():
                backend = self._backend()
                lock = look_at_lock(backend)
                if lock is Lock.UNTOLD:
                    backend.get_password(self._service, "status")
        except KeychainError as problem:
            return KeychainStatus(_STATES.get(type(problem), KeychainState.ERROR), str(problem))
        name = backend_name(backend)
        if lock is Lock.LOCKED:
            return KeychainStatus(
                KeychainState.LOCKED, f"The {name} is locked. The system asks for its password when a key is needed.", name
            )
        if lock is Lock.NEW:
            when = "It is made with the first key, and the system asks for a new password then."
            return KeychainStatus(KeychainState.EMPTY, f"Keys are kept in the {name}. {when}", name)
        return KeychainStatus(KeychainState.READY, f"Keys are kept in the {name}.", name)

    def get(self, ref: SecretRef) -> Secret | None:
        """The secret, or ``None`` where none is stored.  Raises :class:`KeychainError`."""
        user = _user(ref)
        first = self._read(user)
        if first is None:
            return None
        chunked = _CHUNKED.match(first)
        if chunked is None:
            return Secret(first)
        parts = [self._read(f"{user}#{n}") for n in range(int(chunked.group(1)))]
        # A part that is gone makes the rest useless; saying "none" leads to storing it again.
        return None if any(part is None for part in parts) else Secret("".join(part for part in parts if part))

    def set(self, ref: SecretRef, secret: Secret) -> None:
        """Store it, in several entries where it is long.  Raises :class:`KeychainError`."""
        user, value = _user(ref), secret.reveal()
        before = self._chunk_count(user)
        parts = _parts(value)
        if len(parts) == 1:
            self._write(user, value)
            self._delete_chunks(user, 0, before)
            return
        for n, part in enumerate(parts):
            self._write(f"{user}#{n}", part)
        self._write(user, f"\x01chunks:{len(parts)}")
        self._delete_chunks(user, len(parts), before)

    def delete(self, ref: SecretRef) -> None:
        """Delete it; what is not there is fine.  Raises :class:`KeychainError`."""
        user = _user(ref)
        count = self._chunk_count(user)
        self._remove(user)
        self._delete_chunks(user, 0, count)

    def _chunk_count(self, user: str) -> int:
        found = _CHUNKED.match(self._read(user) or "")
        return int(found.group(1)) if found else 0

    def _delete_chunks(self, user: str, start: int, end: int) -> None:
        for n in range(start, end):
            self._remove(f"{user}#{n}")

    def _read(self, user: str) -> str | None:
        with _translated():
            return self._backend().get_password(self._service, user)

    def _write(self, user: str, value: str) -> None:
        with _translated():
            self._backend().set_password(self._service, user, value)

    def _remove(self, user: str) -> None:
        from keyring.errors import PasswordDeleteError

        with _translated(), contextlib.suppress(PasswordDeleteError):
            self._backend().delete_password(self._service, user)

    def _backend(self) -> KeyringBackend:
        if self._given is not None:
            return vet(self._given)
        if self._chosen is None:
            self._chosen = choose_backend()
        return self._chosen

    def __repr__(self) -> str:
        return f"Keychain({self._service!r})"


_STATES = {
    KeychainLocked: KeychainState.LOCKED,
    KeychainMissing: KeychainState.MISSING,
    KeychainRefused: KeychainState.REFUSED,
}


def _parts(value: str) -> list[str]:
    """Cut so that none is longer than an entry may be; a character outside the first plane takes four bytes, and is not cut."""
    parts, start, size = [], 0, 0
    for place, character in enumerate(value):
        width = 4 if ord(character) > 0xFFFF else 2
        if size + width > CHUNK:
            parts.append(value[start:place])
            start, size = place, 0
        size += width
    return [*parts, value[start:]]


def _user(ref: SecretRef) -> str:
    return f"{ref.tenant_id}/{ref.kind.value}{'/' if ref.name else ''}{ref.name}"


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """keyring's errors become this room's, ``from None``: what is behind them may quote the arguments."""
    from keyring import errors

    try:
        yield
    except KeychainError:
        raise
    except errors.KeyringLocked:
        raise KeychainLocked from None
    except errors.InitError as problem:
        locked = "dismiss" in str(problem).lower() or "unlock" in str(problem).lower()
        raise (KeychainLocked if locked else KeychainMissing)() from None
    except errors.NoKeyringError:
        raise KeychainMissing from None
    except errors.KeyringError as problem:
        raise KeychainDenied(type(problem).__name__) from None
    except (OSError, RuntimeError, ValueError) as problem:
        # Backends let their platform's own errors through: D-Bus that went away, Windows' error codes.
        raise KeychainDenied(type(problem).__name__) from None
    except Exception as problem:
        # jeepney, secretstorage and pywin32 each have exception trees of their own that share no base.
        if type(problem).__name__ == "SecretServiceNotAvailableException":
            raise KeychainMissing from None
        if type(problem).__module__.split(".")[0] in ("jeepney", "secretstorage", "dbus", "pywintypes", "win32ctypes", "gi"):
            raise KeychainDenied(type(problem).__name__) from None
        raise
