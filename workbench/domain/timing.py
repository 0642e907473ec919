"""Timing: how long each phase of one call took."""

from __future__ import annotations

from dataclasses import dataclass

JSS_DEFAULT_TIMEOUT_MS = 400.0
"""Sitecore JSS drops an answer after this long by default (jss pull requests 1057, 1123, 1507)."""

PHASES = ("dns", "connect", "tls", "send", "waiting", "download")


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds per phase; ``None`` where a phase did not happen (a kept connection has no DNS).

    ``waiting`` is from the last request byte to the first response byte.
    """

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    send: float | None = None
    waiting: float | None = None
    download: float | None = None
    total: float = 0.0

    def phases(self) -> tuple[tuple[str, float], ...]:
        """The phases that happened, in order."""
        return tuple((name, value) for name in PHASES if (value := getattr(self, name)) is not None)

    @property
    def slower_than_jss(self) -> bool:
        return self.total > JSS_DEFAULT_TIMEOUT_MS
