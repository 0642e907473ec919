"""Failure: why nothing came back.  A value, recorded like any outcome; a bug is not one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FailureKind(StrEnum):
    DNS = "dns"
    REFUSED = "refused"
    CONNECT = "connect"
    TLS = "tls"
    PROXY = "proxy"
    TIMEOUT = "timeout"
    RESET = "reset"
    PROTOCOL = "protocol"
    TOO_LARGE = "too-large"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    NOT_SENT = "not-sent"

    @property
    def heading(self) -> str:
        return _TITLES[self]


_TITLES = {
    FailureKind.DNS: "Host not found",
    FailureKind.REFUSED: "Connection refused",
    FailureKind.CONNECT: "No connection",
    FailureKind.TLS: "Secure connection failed",
    FailureKind.PROXY: "Proxy problem",
    FailureKind.TIMEOUT: "Timed out",
    FailureKind.RESET: "Connection lost",
    FailureKind.PROTOCOL: "Not understood",
    FailureKind.TOO_LARGE: "Response too large",
    FailureKind.CANCELLED: "Cancelled",
    FailureKind.INTERRUPTED: "Interrupted",
    FailureKind.NOT_SENT: "Not sent",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """``what`` happened and what to do ``next``, a sentence each; ``phase`` is one of the timing phases.

    ``detail`` is the library's own wording for developers, already free of secrets.
    """

    kind: FailureKind
    what: str
    next: str
    phase: str = ""
    detail: str = ""

    @property
    def never_left(self) -> bool:
        """No byte of the request left, so nothing can have been executed."""
        early = self.phase in ("dns", "connect", "tls")
        return early or self.kind in (FailureKind.DNS, FailureKind.REFUSED, FailureKind.CONNECT, FailureKind.NOT_SENT)

    def __str__(self) -> str:
        return f"{self.kind.heading}: {self.what} {self.next}"
