"""What the tenants dialog knows: a tenant as typed, and what is wrong with it.  Qt-free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from workbench.domain import Problem, Region, Severity, Tenant, check_tenant, normalize_base_url, parse_object, pretty_object

CUSTOM = "custom"
"""The choice *Custom base URL* in the list of regions."""


class KeyState(StrEnum):
    """What is known of a key without showing it."""

    UNKNOWN = "Looking…"
    MISSING = "Not stored"
    STORED = "In the keychain"
    SESSION = "For this session only"
    UNAVAILABLE = "Keychain not available"


@dataclass(frozen=True, slots=True)
class TenantForm:
    """Every field as typed.  ``points_of_sale`` and ``extra_headers`` are one entry per line."""

    id: str = ""
    name: str = ""
    region: str = Region.EU.value
    base_url: str = ""
    points_of_sale: str = ""
    channel: str = ""
    language: str = ""
    currency: str = ""
    point_of_sale: str = ""
    user_agent: str = ""
    extra_headers: str = ""
    allow_http: bool = False
    values: str = ""

    @classmethod
    def of(cls, tenant: Tenant) -> TenantForm:
        return cls(
            id=tenant.id,
            name=tenant.name,
            region=tenant.region.value if tenant.region else CUSTOM,
            base_url=tenant.base_url,
            points_of_sale="\n".join(tenant.points_of_sale),
            channel=tenant.channel,
            language=tenant.language,
            currency=tenant.currency_code,
            point_of_sale=tenant.point_of_sale,
            user_agent=tenant.user_agent,
            extra_headers="\n".join(f"{name}: {value}" for name, value in tenant.extra_headers),
            allow_http=tenant.allow_http,
            values=pretty_object(tenant.values),
        )

    def tenant(self, before: Tenant | None = None) -> Tenant:
        """The tenant this form describes; what the form does not show is kept from ``before``."""
        base = before or Tenant(id=self.id, name="")
        custom = self.region == CUSTOM
        return replace(
            base,
            name=self.name.strip(),
            region=None if custom else Region(self.region),
            base_url=normalize_base_url(self.base_url) if custom and self.base_url.strip() else "",
            points_of_sale=tuple(dict.fromkeys(entry.strip() for entry in self.points_of_sale.splitlines() if entry.strip())),
            channel=self.channel.strip(),
            language=self.language.strip(),
            currency_code=self.currency.strip(),
            point_of_sale=self.point_of_sale.strip(),
            user_agent=self.user_agent.strip(),
            extra_headers=parse_headers(self.extra_headers),
            allow_http=self.allow_http,
            values=values if not isinstance(values := parse_object(self.values, "Values"), Problem) else {},
        )

    def problems(self, before: Tenant | None = None) -> tuple[Problem, ...]:
        """Everything wrong or doubtful, empty defaults not among it."""
        found = list(check_tenant(self.tenant(before)))
        found += [
            Problem("Extra headers", Severity.ERROR, f"“{text.strip()}” has no colon.", "Write each as Name: value.")
            for text in self.extra_headers.splitlines()
            if text.strip() and ":" not in text
        ]
        if isinstance(values := parse_object(self.values, "Values"), Problem):
            found.append(values)
        return tuple(found)


def parse_headers(text: str) -> tuple[tuple[str, str], ...]:
    """``Name: value`` per line; lines without a colon are left out (and reported as problems)."""
    pairs = (entry.partition(":") for entry in text.splitlines() if ":" in entry)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)
