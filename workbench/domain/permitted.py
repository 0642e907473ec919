"""Permitted: which tenants an organisation lets its people call.  One rule for window, terminal and runs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from workbench.domain.problem import Problem, error
from workbench.domain.tenant import Region, Tenant, check_destination

_ASK = "Choose a tenant that is allowed, or ask your IT department."


@dataclass(frozen=True, slots=True)
class Permitted:
    """Without ``regions`` and ``base_urls`` every tenant may be called.  The Sandbox always may: it is on this computer.

    Where only one of them is given, it alone is allowed.  ``broken`` says why the rule cannot be read: then nothing real
    may be called.  ``source`` is the file it stands in.
    """

    regions: tuple[Region, ...] | None = None
    base_urls: tuple[str, ...] | None = None
    source: str = ""
    broken: str = ""

    def check(self, tenant: Tenant) -> tuple[Problem, ...]:
        """All that concerns where a call goes: :func:`check_destination`, and whether it is permitted."""
        return (*check_destination(tenant), *self.refuse(tenant))

    def refuse(self, tenant: Tenant) -> tuple[Problem, ...]:
        """Why the organisation does not allow this place; nothing where it does."""
        if tenant.is_sandbox:
            return ()
        if self.broken:
            why = f"The settings of your organisation cannot be read, so only the Sandbox can be called: {self.broken}"
            return (error("Tenant", why, f"Ask your IT department to mend {self.source}."),)
        if self.regions is None and self.base_urls is None:
            return ()
        allowed = {_place(region.base_url) for region in self.regions or ()} | {_place(url) for url in self.base_urls or ()}
        place = _place(tenant.api_base)
        if place and place in allowed:
            return ()
        where = f"{tenant.region.label} ({tenant.api_base})" if tenant.region is not None else tenant.api_base
        field = "Region" if tenant.region is not None else "Base URL"
        return (error(field, f"Your organisation does not allow calls to {where}.", f"{self._words()} {_ASK}"),)

    def _words(self) -> str:
        regions = ", ".join(region.value for region in self.regions or ())
        of_region = f"the region{'s' if len(self.regions or ()) > 1 else ''} {regions}" if regions else ""
        names = [of_region, *(self.base_urls or ())]
        told = ", ".join(name for name in names if name)
        return f"Allowed: {told}." if told else "No real tenant is allowed."


EVERYWHERE = Permitted()


def _place(url: str) -> str:
    """Scheme, host, port and path in one spelling; empty for what is no address."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme.lower())
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    return f"{parts.scheme.lower()}://{host}:{port}{parts.path.rstrip('/')}" if host else ""
