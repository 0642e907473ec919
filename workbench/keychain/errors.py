"""What can go wrong with the keychain; each says what to do next.

KeychainError
├── KeychainLocked    it is there, and locked or the prompt was dismissed
├── KeychainMissing   there is none on this computer, or the configured one cannot be loaded
├── KeychainSilent    it did not answer in the time it was given
├── KeychainDenied    it is there and open, and refused this one call
└── KeychainRefused   there is one, and it would keep keys in plain text: the workbench refuses it
"""

from __future__ import annotations

import sys


class KeychainError(Exception):
    """Base of the room's errors.  Never carries a secret."""


class KeychainLocked(KeychainError):
    def __init__(self) -> None:
        super().__init__(f"The keychain is locked. {_unlock()}")


class KeychainMissing(KeychainError):
    """``configured`` says why a backend that somebody chose on purpose cannot be loaded."""

    def __init__(self, configured: str = "") -> None:
        if configured:
            sentence = f"The configured keyring backend cannot be loaded: {configured}. Mend or remove {_CONFIGURATION}."
        else:
            sentence = f"No keychain was found on this computer. {_install()}"
        super().__init__(sentence)


class KeychainSilent(KeychainError):
    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The keychain does not answer; {seconds:g} seconds were waited. "
            "Look for a dialog of the system that waits for its password, or restart the keychain, and try again."
        )


class KeychainDenied(KeychainError):
    def __init__(self, why: str = "") -> None:
        detail = f" It said: {why}." if why else ""
        super().__init__(f"The keychain refused.{detail} Allow the workbench to use it when the system asks, and try again.")


class KeychainRefused(KeychainError):
    def __init__(self, backend: str) -> None:
        super().__init__(
            f"The configured keyring backend, {backend}, is not a keychain of the operating system and may keep keys in plain text, "
            f"so it is not used. {_install()}"
        )


_CONFIGURATION = "the keyring configuration (PYTHON_KEYRING_BACKEND, keyringrc.cfg)"


def _unlock() -> str:
    if sys.platform == "darwin":
        return "Unlock the login keychain in Keychain Access, and try again."
    if sys.platform == "win32":
        return "Sign in to Windows again, and try again."
    return "Unlock it in Passwords and Keys (or KWallet), or log in to the desktop again, and try again."


def _install() -> str:
    if sys.platform in ("darwin", "win32"):
        return f"Remove {_CONFIGURATION} that may hide it."
    return "Install and start gnome-keyring or KWallet; without a desktop, start it under dbus-run-session."
