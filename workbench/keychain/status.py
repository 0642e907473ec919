"""What is known of the keychain, in words for the corner of the window."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class KeychainState(StrEnum):
    READY = "ready"
    EMPTY = "empty"
    LOCKED = "locked"
    MISSING = "missing"
    REFUSED = "refused"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class KeychainStatus:
    """``sentence`` says what it is and what to do next; ``backend_name`` is empty where there is none.

    ``EMPTY`` is a keychain that the first key will make, with a dialog of the system.
    """

    state: KeychainState
    sentence: str
    backend_name: str = ""

    @property
    def tone(self) -> str:
        """How it is coloured: ``good``, ``warn`` or ``bad``."""
        return {KeychainState.READY: "good", KeychainState.EMPTY: "good", KeychainState.LOCKED: "warn"}.get(self.state, "bad")
