"""Every setting, declared once with its prose; defaults, validation, the preferences page and docs read this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.domain import Tenant, check_tenant
from workbench.domain.web import is_proxy, is_safe_address


def can_be_user_agent(value: str) -> bool:
    """By the rule of a tenant's own; and without blanks around it, which HTTP/1.1 has no form for."""
    probe = Tenant(id="", name="any", base_url="http://127.0.0.1", user_agent=value)
    return value == value.strip() and not check_tenant(probe)


def can_be_update_url(value: str) -> bool:
    return not value or is_safe_address(value)


def can_be_proxy(value: str) -> bool:
    return not value or is_proxy(value)


@dataclass(frozen=True, slots=True)
class Declaration:
    """``kind`` is the Python type; numbers have ``low`` and ``high``, texts may have ``choices`` or a ``rule`` put in words."""

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
    rule: Callable[[str], bool] | None = None
    rule_in_words: str = "a text on one line"

    def expected(self) -> str:
        """What a value has to be, in words."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return self.rule_in_words
        return f"a number from {self.low:g} to {self.high:g}"

    def refusal(self, value: object) -> str:
        """Why a value is not taken; one that may hold a password is not repeated, as this goes to screens and logs."""
        told = "an address with a name or password" if isinstance(value, str) and "@" in value else repr(value)
        return f"{self.key} is {told if len(told) <= 200 else told[:200] + '…'}, expected {self.expected()}"

    def accepts(self, value: object) -> bool:
        if self.kind is bool:
            return isinstance(value, bool)
        if self.kind is str:
            return isinstance(value, str) and value.isprintable() and self._allows(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return self.low <= value <= self.high and (self.kind is float or value == int(value))

    def _allows(self, text: str) -> bool:
        return (not self.choices or text in self.choices) and (self.rule is None or self.rule(text))


DECLARATIONS = (
    Declaration("theme", str, "system", "Looks", "Theme", "Light, dark, or as the system has it.", choices=("system", "light", "dark")),
    Declaration("connect_timeout", float, 10.0, "Sending", "Connect timeout", "How long to wait until a host accepts the connection.", 0.1, 600, unit="s"),
    Declaration("total_timeout", float, 30.0, "Sending", "Total timeout", "How long a call may take in all. The vendor publishes no limit of its own.", 0.1, 3600, unit="s"),
    Declaration("read_timeout", float, 0.0, "Sending", "Read timeout", "How long to wait for the next byte. 0 leaves it to the total timeout alone.", 0, 3600, unit="s"),
    Declaration("max_response_mb", int, 100, "Sending", "Largest response", "Reading stops at this size. 0 lifts the limit.", 0, 4096, unit="MB"),
    Declaration("http2", bool, True, "Sending", "HTTP/2", "Use HTTP/2 where the host offers it."),
    Declaration("user_agent", str, "", "Sending", "User-Agent", "Sent with every call; empty sends the workbench's own. A tenant's own wins. Device conditions look at it.", rule=can_be_user_agent, rule_in_words="letters, digits and signs of ASCII on one line"),
    Declaration("proxy", str, "", "Sending", "Proxy", "Calls go through it, but those to this computer. Empty goes as the system is set up (HTTPS_PROXY and others).", rule=can_be_proxy, rule_in_words="an address like http://proxy.example.com:8080, without a password,"),
    Declaration("history_max_count", int, 100_000, "History", "Exchanges kept", "The oldest are dropped beyond this number; pinned ones stay. 0 keeps all.", 0, 10_000_000, unit="exchanges"),
    Declaration("history_max_mb", int, 2048, "History", "Size kept", "The oldest are dropped beyond this size; pinned ones stay. 0 keeps all.", 0, 1_000_000, unit="MB"),
    Declaration("update_url", str, "", "Updates", "Update URL", "Where “Check for updates…” asks; your IT department may have one. Empty asks nowhere.", rule=can_be_update_url, rule_in_words="an address that begins with https://"),
    Declaration("update_at_start", bool, False, "Updates", "Ask at start", "Asks the update URL once whenever the window opens, and tells of a newer version. Nothing is downloaded."),
)  # fmt: skip


def _default(key: str) -> Any:
    return next(declared.default for declared in DECLARATIONS if declared.key == key)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force.  The declarations are the one source of each default; a test holds both together."""

    theme: str = _default("theme")
    connect_timeout: float = _default("connect_timeout")
    total_timeout: float = _default("total_timeout")
    read_timeout: float = _default("read_timeout")
    max_response_mb: int = _default("max_response_mb")
    http2: bool = _default("http2")
    user_agent: str = _default("user_agent")
    proxy: str = _default("proxy")
    history_max_count: int = _default("history_max_count")
    history_max_mb: int = _default("history_max_mb")
    update_url: str = _default("update_url")
    update_at_start: bool = _default("update_at_start")
