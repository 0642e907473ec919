"""What the composer knows: the draft as typed, and what it means.  Qt-free."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from workbench.domain import (
    BrowserId,
    Email,
    FlowRequest,
    Identifiers,
    Identity,
    IdentityType,
    Problem,
    Tenant,
    check_request,
    fill_defaults,
    parse_object,
)

_FIELDS = ("Friendly ID", "Channel", "Language", "Currency", "Point of sale", "Identity type", "Browser ID", "Email", "Provider", "Identifier", "Parameters", "Extra fields")  # fmt: skip
_FORM = {field: place for place, field in enumerate(_FIELDS)}
"""The order of the form, from top to bottom; problems are told in it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Every field as typed.  The inputs of all three identity types are kept, so that switching loses nothing."""

    friendly_id: str = ""
    channel: str = ""
    language: str = ""
    currency: str = ""
    point_of_sale: str = ""
    identity_type: str = IdentityType.BROWSER_ID.value
    browser_id: str = ""
    email: str = ""
    provider: str = ""
    identifier: str = ""
    params: str = ""
    extra: str = ""

    @classmethod
    def of(cls, request: FlowRequest, keep: Draft | None = None) -> Draft:
        """The draft that gives ``request``; inputs of the other identity types are kept from ``keep``."""
        old = keep or cls()
        identity = request.identity
        return cls(
            friendly_id=request.friendly_id,
            channel=request.channel,
            language=request.language,
            currency=request.currency_code,
            point_of_sale=request.point_of_sale,
            identity_type=(identity.type if identity else IdentityType(old.identity_type)).value,
            browser_id=identity.value if isinstance(identity, BrowserId) else old.browser_id,
            email=identity.value if isinstance(identity, Email) else old.email,
            provider=identity.provider if isinstance(identity, Identifiers) else old.provider,
            identifier=identity.id if isinstance(identity, Identifiers) else old.identifier,
            params=_pretty(request.params),
            extra=_pretty(request.extra),
        )

    @classmethod
    def restore(cls, saved: object) -> Draft:
        """A draft from the remembered window state; anything unexpected in it is left out."""
        if not isinstance(saved, Mapping):
            return cls()
        known = {f.name: saved[f.name] for f in fields(cls) if isinstance(saved.get(f.name), str)}
        if known.get("identity_type") not in list(IdentityType):
            known.pop("identity_type", None)
        return cls(**known)

    def remember(self) -> dict[str, Any]:
        return asdict(self)

    def identity(self) -> Identity:
        """The chosen identity; its inputs may still be empty, which the rules then say."""
        match IdentityType(self.identity_type):
            case IdentityType.BROWSER_ID:
                return BrowserId(self.browser_id.strip())
            case IdentityType.EMAIL:
                return Email(self.email.strip())
            case IdentityType.IDENTIFIERS:
                return Identifiers(self.provider.strip(), self.identifier.strip())


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft means: the request (tenant defaults filled in) and its problems, in the order of the form."""

    request: FlowRequest
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.is_error)

    @property
    def summary(self) -> str:
        """``2 things to mend before this can be sent`` or empty."""
        count = len(self.errors)
        if not count:
            return ""
        return "One thing to mend before this can be sent" if count == 1 else f"{count} things to mend before this can be sent"


def parse_draft(draft: Draft) -> tuple[FlowRequest, tuple[Problem, ...]]:
    """What the draft says itself, and what in it is not JSON; no rule is applied and no default filled in."""
    params = parse_object(draft.params, "Parameters")
    extra = parse_object(draft.extra, "Extra fields")
    request = FlowRequest(
        friendly_id=draft.friendly_id.strip(),
        channel=draft.channel.strip(),
        language=draft.language.strip(),
        currency_code=draft.currency.strip(),
        point_of_sale=draft.point_of_sale,
        identity=draft.identity(),
        params={} if isinstance(params, Problem) else params,
        extra={} if isinstance(extra, Problem) else extra,
    )
    return request, tuple(p for p in (params, extra) if isinstance(p, Problem))


def read_draft(draft: Draft, tenant: Tenant) -> Reading:
    """Turn what was typed into the request to send, with everything that is wrong or doubtful about it."""
    request, unparsed = parse_draft(draft)
    request = fill_defaults(request, tenant)
    problems = check_request(request, tenant.points_of_sale) + unparsed
    return Reading(request, tuple(sorted(problems, key=lambda problem: _FORM.get(problem.field, len(_FORM)))))


def format_object(text: str) -> str:
    """The same JSON over several lines; unchanged where it is not a JSON object."""
    value = parse_object(text)
    return text if isinstance(value, Problem) else _pretty(value)


def _pretty(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) if value else ""
