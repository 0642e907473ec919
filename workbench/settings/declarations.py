"""Every setting, declared once with its prose; defaults, validation, the preferences page and docs read this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Declaration:
    """``kind`` is the Python type; numbers have ``low`` and ``high``, texts may have ``choices``."""

    key: str
    kind: type
    default: Any
    section: str
    title: str
    prose: str
    low: float = 0
    high: float = 0
    choices: tuple[str, ...] = ()
    unit: str = ""

    def expected(self) -> str:
        """What a value has to be, in words."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return "a text on one line"
        return f"a number from {self.low:g} to {self.high:g}"

    def accepts(self, value: object) -> bool:
        if self.kind is bool:
            return isinstance(value, bool)
        if self.kind is str:
            return isinstance(value, str) and value.isprintable() and (not self.choices or value in self.choices)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return self.low <= value <= self.high and (self.kind is float or value == int(value))


DECLARATIONS = (
    Declaration("theme", str, "system", "Looks", "Theme", "Light, dark, or as the system has it.", choices=("system", "light", "dark")),
    Declaration("connect_timeout", float, 10.0, "Sending", "Connect timeout", "How long to wait until a host accepts the connection.", 0.1, 600, unit="s"),
    Declaration("total_timeout", float, 30.0, "Sending", "Total timeout", "How long a call may take in all. The vendor publishes no limit of its own.", 0.1, 3600, unit="s"),
    Declaration("max_response_mb", int, 100, "Sending", "Largest response", "Reading stops at this size. 0 lifts the limit.", 0, 4096, unit="MB"),
    Declaration("http2", bool, True, "Sending", "HTTP/2", "Use HTTP/2 where the host offers it."),
    Declaration("user_agent", str, "", "Sending", "User-Agent", "Sent with every call; empty sends the workbench's own. A tenant's own wins. Device conditions look at it."),
    Declaration("history_max_count", int, 100_000, "History", "Keep at most", "The oldest are dropped beyond this number; pinned ones stay. 0 keeps all.", 0, 10_000_000, unit="exchanges"),
    Declaration("history_max_mb", int, 2048, "History", "Keep at most", "The oldest are dropped beyond this size; pinned ones stay. 0 keeps all.", 0, 1_000_000, unit="MB"),
)  # fmt: skip


def _default(key: str) -> Any:
    return next(declared.default for declared in DECLARATIONS if declared.key == key)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force.  The declarations are the one source of each default; a test holds both together."""

    theme: str = _default("theme")
    connect_timeout: float = _default("connect_timeout")
    total_timeout: float = _default("total_timeout")
    max_response_mb: int = _default("max_response_mb")
    http2: bool = _default("http2")
    user_agent: str = _default("user_agent")
    history_max_count: int = _default("history_max_count")
    history_max_mb: int = _default("history_max_mb")
