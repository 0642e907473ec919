"""Which of keyring's backends are a keychain of the operating system.

keyring takes whatever is installed or configured, a plain-text file included (``keyrings.alt`` becomes
the default by being installed).  Only these are let through.
"""

from __future__ import annotations

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


def choose_backend() -> KeyringBackend:
    """The keychain to use.  Raises :class:`KeychainMissing` or :class:`KeychainRefused`."""
    import keyring

    return vet(keyring.get_keyring())


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
