"""Guests of the sandbox: who a browser ID, an email or identifiers belong to; and their bucket.

What the vendor's server does with an identity it never saw is unknown; here a guest is made on the fly,
the same one for the same identity.
"""

from __future__ import annotations

import hashlib
import threading
import uuid
from dataclasses import dataclass, field

from workbench.sandbox.flows import BUCKETS

_SPACE = uuid.UUID("6c1d0b6e-5b0e-4a55-9b36-2f1f4f0e7a11")


@dataclass
class Guest:
    """``ref`` is the guest reference; ``kind`` becomes ``customer`` once an IDENTITY event named them."""

    ref: str
    kind: str = "visitor"
    email: str = ""
    events: dict[str, int] = field(default_factory=dict)


def bucket(guest_ref: str) -> int:
    """1–120, fixed by the guest reference: the same in every universal experiment (documented)."""
    return int.from_bytes(hashlib.sha256(guest_ref.encode()).digest()[:8], "big") % BUCKETS + 1


def draw(guest_ref: str, friendly_id: str, what: str) -> float:
    """0–100, as good as random over guests, and the same again for the same guest and flow.

    Personalize draws once and remembers; deriving the draw makes it sticky across restarts.  Our choice.
    """
    digest = hashlib.sha256(f"{what}|{friendly_id}|{guest_ref}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 * 100


class Guests:
    """All guests of one server, in memory; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._guests: dict[str, Guest] = {}
        self._by_browser: dict[str, str] = {}
        self._by_identity: dict[str, str] = {}

    def create_browser(self) -> tuple[str, Guest]:
        """A new browser ID and its anonymous guest."""
        browser = str(uuid.uuid4())
        return browser, self.by_browser(browser)

    def known_browser(self, browser: str) -> Guest | None:
        with self._lock:
            ref = self._by_browser.get(browser)
            return self._guests[ref] if ref else None

    def by_browser(self, browser: str) -> Guest:
        with self._lock:
            return self._get(self._by_browser, browser, f"browser|{browser}")

    def by_email(self, email: str) -> Guest:
        with self._lock:
            return self._get(self._by_identity, f"email|{email.casefold()}", f"email|{email.casefold()}")

    def by_identifier(self, provider: str, id_: str) -> Guest:
        with self._lock:
            key = f"id|{provider}|{id_}"
            return self._get(self._by_identity, key, key)

    def identify(self, browser: str, email: str, identifiers: list[tuple[str, str]]) -> Guest:
        """An IDENTITY event: the browser's guest takes over the email and identifiers, or joins who has them."""
        keys = [f"email|{email.casefold()}"] if email else []
        keys += [f"id|{provider}|{id_}" for provider, id_ in identifiers]
        with self._lock:
            ref = next((self._by_identity[key] for key in keys if key in self._by_identity), self._by_browser[browser])
            guest = self._guests[ref]
            guest.kind = "customer"
            guest.email = email or guest.email
            self._by_browser[browser] = ref
            for key in keys:
                self._by_identity[key] = ref
            return guest

    def count_event(self, browser: str, kind: str) -> None:
        with self._lock:
            events = self._guests[self._by_browser[browser]].events
            events[kind] = events.get(kind, 0) + 1

    def _get(self, index: dict[str, str], key: str, seed: str) -> Guest:
        if key not in index:
            ref = str(uuid.uuid5(_SPACE, seed))
            index[key] = ref
            self._guests.setdefault(ref, Guest(ref))
        return self._guests[index[key]]
