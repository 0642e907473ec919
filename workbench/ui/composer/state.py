"""What the composer knows: the draft as typed, and what it means.  Qt-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
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
    pretty_object,
)
from workbench.domain.builtins import EXAMPLE_BROWSER_ID, NEW_BROWSER_ID, Made
from workbench.domain.expected import Expected
from workbench.domain.persona import Persona, Values
from workbench.domain.placeholders import Layer, Use
from workbench.usecases.resolve import layers_for, resolve_for

_FIELDS = ("Friendly ID", "Channel", "Language", "Currency", "Point of sale", "Identity type", "Browser ID", "Email", "Provider", "Identifier", "Parameters", "Extra fields", "Values")  # fmt: skip
_FORM = {name: place for place, name in enumerate(_FIELDS)}
"""The order of the form, from top to bottom; problems are told in it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Every field as typed.  The inputs of all three identity types are kept, so that switching loses nothing.

    ``expected`` is what is expected of the answer, done before and waited for; ``None`` leaves all of it as the file has it.
    """

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
    values: str = ""
    description: str = ""
    expected: Expected | None = field(default_factory=Expected)

    @classmethod
    def of(
        cls,
        request: FlowRequest,
        keep: Draft | None = None,
        *,
        values: Values | None = None,
        description: str = "",
        expected: Expected | None = None,
    ) -> Draft:
        """The draft that gives ``request``; inputs of the other identity types are kept from ``keep``.

        ``values`` stand for the request's own placeholders, ``description`` is Markdown: both are kept in its file, never sent,
        as is what is ``expected``.
        """
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
            params=pretty_object(request.params),
            extra=pretty_object(request.extra),
            values=pretty_object(values or {}),
            description=description,
            expected=expected or Expected(),
        )

    @classmethod
    def restore(cls, saved: object) -> Draft:
        """A draft from the remembered window state; anything unexpected in it is left out."""
        if not isinstance(saved, Mapping):
            return cls()
        known: dict[str, Any] = {f.name: saved[f.name] for f in fields(cls) if isinstance(saved.get(f.name), str)}
        if known.get("identity_type") not in list(IdentityType):
            known.pop("identity_type", None)
        return cls(**known | {"expected": _expected(saved.get("expected"))})

    def remember(self) -> dict[str, Any]:
        texts = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "expected"}
        return texts if self.expected is None else texts | {"expected": _expected_as_plain(self.expected)}

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
class Context:
    """What a form is read with: the tenant, the persona it is sent as, and the values of the folders it stands in."""

    tenant: Tenant
    persona: Persona | None = None
    folders: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft means, with its problems in the order of the form.

    ``request`` is as the persona sends it, the tenant's defaults filled in, placeholders still in it; ``layers`` are what
    they stand for, nearest first; ``resolved`` is an example of what would be sent, and ``uses`` says where each value is from.
    """

    request: FlowRequest
    problems: tuple[Problem, ...]
    layers: tuple[Layer, ...] = ()
    resolved: FlowRequest = field(default_factory=FlowRequest)
    uses: tuple[Use, ...] = ()

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
    values = parse_object(draft.values, "Values")
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
    return request, tuple(p for p in (params, extra, values) if isinstance(p, Problem))


def values_of(draft: Draft) -> dict[str, Any]:
    """The request's own values; none where they are not JSON."""
    values = parse_object(draft.values, "Values")
    return {} if isinstance(values, Problem) else values


def read_draft(draft: Draft, context: Context) -> Reading:
    """Turn what was typed into the request to send, with everything that is wrong or doubtful about it."""
    request, unparsed = parse_draft(draft)
    if context.persona is not None:
        request = context.persona.apply(request)
    request = fill_defaults(request, context.tenant)
    own = values_of(draft)
    layers = layers_for(
        row=None,
        persona=context.persona,
        request_values=Layer("this request", own) if own else None,
        folders=context.folders,
        tenant=context.tenant,
    )
    resolution = resolve_for(request, context.tenant, layers, Made.preview())
    example = resolution.finish({NEW_BROWSER_ID: EXAMPLE_BROWSER_ID})
    problems = check_request(example, context.tenant.points_of_sale) + resolution.problems + unparsed
    if resolution.problems:  # what is missing is not wrong as well
        told = {problem.field for problem in resolution.problems}
        problems = tuple(p for p in problems if p in resolution.problems or p.field not in told)
    ordered = tuple(sorted(problems, key=lambda problem: _FORM.get(problem.field, len(_FORM))))
    return Reading(request, ordered, layers, example, resolution.uses)


def told_uses(uses: Sequence[Use], field: str, at_most: int = 4) -> str:
    """What the placeholders of a field stand for, and where it comes from: a line each."""
    found = [use for use in uses if use.field == field]
    lines = [f"{{{{{use.name}}}}} → {brief(use.value)} · {use.origin}" for use in found[:at_most]]
    if len(found) > at_most:
        lines.append(f"and {len(found) - at_most} more")
    return "\n".join(lines)


def brief(text: str, at_most: int = 60) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= at_most else f"{one_line[: at_most - 1]}…"


def _expected(plain: object) -> Expected | None:
    """What was remembered; ``None`` where nothing was (builds before this one) or nothing can be made of it."""
    if not isinstance(plain, Mapping):
        return None
    if not plain:
        return Expected()
    # What reads files is loaded where something was remembered: the first paint does without.
    from workbench.collections import InvalidFile
    from workbench.collections.expects import expected_of_plain

    try:
        return expected_of_plain(plain)
    except InvalidFile:
        return None


def _expected_as_plain(expected: Expected) -> dict[str, Any]:
    if expected.is_empty:
        return {}
    from workbench.collections.expects import expected_to_plain

    return expected_to_plain(expected)


def format_object(text: str) -> str:
    """The same JSON over several lines; unchanged where it is not a JSON object."""
    value = parse_object(text)
    return text if isinstance(value, Problem) else pretty_object(value)
