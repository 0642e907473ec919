"""Secrets by reference: the operating system's keychain, and keys kept for this session only.

The only room with keyring, which is imported when the first key is asked for.  Every call blocks and
may wait for the system's own dialog, so callers use a worker thread.  There is no plain-text fallback.
"""

from workbench.keychain.errors import KeychainDenied, KeychainError, KeychainLocked, KeychainMissing, KeychainRefused, KeychainSilent
from workbench.keychain.keychain import Keychain
from workbench.keychain.status import KeychainState, KeychainStatus
from workbench.keychain.store import KeyStore, SessionKeys

__all__ = [
    "KeyStore",
    "Keychain",
    "KeychainDenied",
    "KeychainError",
    "KeychainLocked",
    "KeychainMissing",
    "KeychainRefused",
    "KeychainSilent",
    "KeychainState",
    "KeychainStatus",
    "SessionKeys",
]
