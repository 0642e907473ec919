"""Which of keyring's backends are a keychain of the operating system, and whether one is locked.

keyring takes whatever is installed or configured, a plain-text file included (``keyrings.alt`` becomes
the default by being installed).  Only these are let through.
"""

from __future__ import annotations

import sys
from contextlib import closing
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.keychain.errors import KeychainMissing, KeychainRefused

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

ALLOWED = {
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
}
"""Module of the backend → its name for people."""


def load_libraries() -> None:
    """What this system's keychain is reached by.  Raises :class:`ImportError`, where keyring says only that there is no keychain."""
    if sys.platform == "darwin":
        import keyring.backends.macOS.api  # noqa: F401
    elif sys.platform == "win32":
        import win32ctypes.pywin32.win32cred  # noqa: F401
    else:
        import secretstorage  # noqa: F401


def choose_backend() -> KeyringBackend:
    """The keychain to use.  Raises :class:`KeychainMissing` or :class:`KeychainRefused`."""
    import keyring

    try:
        backend = keyring.get_keyring()
    except (RuntimeError, OSError):  # keyring's words for a backend that does not run here, and those of a dead D-Bus
        raise KeychainMissing from None
    except Exception as problem:  # it loads whatever class PYTHON_KEYRING_BACKEND or keyringrc.cfg names
        raise KeychainMissing(f"{type(problem).__name__}: {problem}") from None
    return vet(backend)


def vet(backend: KeyringBackend) -> KeyringBackend:
    """The backend itself, or the first allowed one inside a chain; never the chain, which would try the next."""
    module = type(backend).__module__
    if module in ALLOWED:
        return backend
    if module == "keyring.backends.chainer":
        for inner in backend.backends:  # type: ignore[attr-defined]
            if type(inner).__module__ in ALLOWED:
                return inner  # type: ignore[no-any-return]
    if module in ("keyring.backends.fail", "keyring.backends.chainer"):
        raise KeychainMissing
    raise KeychainRefused(f"{module}.{type(backend).__name__}")


def backend_name(backend: KeyringBackend) -> str:
    return ALLOWED.get(type(backend).__module__, type(backend).__name__)


class Lock(StrEnum):
    """What a look at a keychain tells without opening it.  ``NEW``: there is none yet, the first key makes it."""

    OPEN = "open"
    LOCKED = "locked"
    NEW = "new"
    UNTOLD = "untold"


def look_at_lock(backend: KeyringBackend) -> Lock:
    """The state of the lock, never with a dialog.  Raises what the backend's own library raises.

    keyring itself unlocks before it looks anything up, in the Secret Service and in KWallet; so it is not asked.
    """
    module = type(backend).__module__
    if module == "keyring.backends.SecretService":
        return _look_at_secret_service(backend)
    if module == "keyring.backends.kwallet":
        return _look_at_kwallet(backend)
    return Lock.UNTOLD


def _look_at_secret_service(backend: KeyringBackend) -> Lock:
    import secretstorage

    chosen = getattr(backend, "preferred_collection", None)
    with closing(secretstorage.dbus_init()) as connection:
        try:
            collection = secretstorage.Collection(connection, *([chosen] if chosen else []))
            return Lock.LOCKED if collection.is_locked() else Lock.OPEN
        except secretstorage.ItemNotFoundException:
            return Lock.NEW


def _look_at_kwallet(backend: KeyringBackend) -> Lock:
    import dbus  # type: ignore[import-not-found]  # there wherever keyring's backend is

    remote = dbus.SessionBus().get_object(backend.bus_name, backend.object_path)  # type: ignore[attr-defined]
    wallets = dbus.Interface(remote, "org.kde.KWallet")
    return Lock.OPEN if wallets.isOpen(wallets.networkWallet()) else Lock.LOCKED
