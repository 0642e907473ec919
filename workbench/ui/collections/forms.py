"""What the dialogs know: a persona, or what is said of a folder, as typed, and what is wrong with it.  Qt-free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.domain import (
    BrowserId,
    Email,
    FlowRequest,
    Identifiers,
    Identity,
    IdentityType,
    JsonObject,
    Problem,
    parse_object,
    pretty_object,
    rules,
)
from workbench.domain.builtins import NEW_BROWSER_ID, Made, WrongMoment, built_in
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer, fields_of, placeholders_in, resolve
from workbench.domain.problem import error
from workbench.domain.texts import check_text, is_blank, texts_in
from workbench.domain.values import check_values, is_name

if TYPE_CHECKING:
    from workbench.collections import About

NO_IDENTITY = ""
"""The choice *None* among the identity types."""
FIELDS = ("Name", "Description", "Browser ID", "Email", "Provider", "Identifier", "Channel", "Language", "Currency", "Point of sale", "Parameters", "Values")  # fmt: skip
"""From top to bottom; problems are told in this order."""


@dataclass(frozen=True, slots=True)
class PersonaForm:
    """Every field as typed.  The inputs of all identity types are kept, so that switching loses nothing."""

    name: str = ""
    description: str = ""
    identity_type: str = NO_IDENTITY
    browser_id: str = ""
    email: str = ""
    provider: str = ""
    identifier: str = ""
    channel: str = ""
    language: str = ""
    currency: str = ""
    point_of_sale: str = ""
    params: str = ""
    values: str = ""

    @classmethod
    def of(cls, persona: Persona) -> PersonaForm:
        identity = persona.identity
        return cls(
            name=persona.name,
            description=persona.description,
            identity_type=identity.type.value if identity is not None else NO_IDENTITY,
            browser_id=identity.value if isinstance(identity, BrowserId) else "",
            email=identity.value if isinstance(identity, Email) else "",
            provider=identity.provider if isinstance(identity, Identifiers) else "",
            identifier=identity.id if isinstance(identity, Identifiers) else "",
            channel=persona.channel,
            language=persona.language,
            currency=persona.currency_code,
            point_of_sale=persona.point_of_sale,
            params=pretty_object(persona.params),
            values=pretty_object(persona.values),
        )

    def identity(self) -> Identity | None:
        """The chosen one; its inputs may still be empty, which the rules then say."""
        match self.identity_type:
            case IdentityType.BROWSER_ID:
                return BrowserId(self.browser_id.strip())
            case IdentityType.EMAIL:
                return Email(self.email.strip())
            case IdentityType.IDENTIFIERS:
                return Identifiers(self.provider.strip(), self.identifier.strip())
        return None

    def thing(self, before: Persona, was: PersonaForm) -> Persona:
        """The persona; what differs from ``was`` is taken from the form, and the rest stays to the last bit as it was."""
        typed = self._typed()
        made = {
            "name": self.name.strip(),
            "description": self.description,
            "channel": typed.channel,
            "language": typed.language,
            "currency_code": typed.currency_code,
            "point_of_sale": typed.point_of_sale,
            "params": typed.params,
            "values": parsed(self.values),
        }
        shown = {**{name: name for name in made}, "currency_code": "currency"}
        changed: dict[str, Any] = {name: value for name, value in made.items() if getattr(self, shown[name]) != getattr(was, shown[name])}
        if self._identity_parts() != was._identity_parts():
            changed["identity"] = typed.identity
        return replace(before, **changed)

    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong or doubtful; an empty field leaves the request's own and is neither."""
        values = parsed(self.values)
        found = [
            *check_name(self.name),
            *check_text("Description", self.description),
            *unparsed(self.params, "Parameters"),
            *unparsed(self.values, "Values"),
            *check_placeholders(self._typed(), values),
            *self._check_rules(),
            *check_values("Values", values),
        ]
        return tuple(sorted((at_field(problem) for problem in found), key=lambda problem: FIELDS.index(problem.field)))

    def _check_rules(self) -> tuple[Problem, ...]:
        """The rules of the API, where no placeholder stands for what will be sent."""
        request = self._typed()
        waiting = {label for label, value in fields_of(request) if any(placeholders_in(text) for text in texts_in(value))}
        found = (
            *rules.check_channel(request.channel),
            *(() if is_blank(request.language) else rules.check_language(request.language)),
            *(() if is_blank(request.currency_code) else rules.check_currency(request.currency_code)),
            *(() if is_blank(request.point_of_sale) else rules.check_point_of_sale(request.point_of_sale, ())),
            *_check_identity(request.identity),
            *rules.check_params(request.params),
        )
        return tuple(problem for problem in found if problem.field not in waiting)

    def _typed(self) -> FlowRequest:
        """The fields that a persona shares with a request."""
        return FlowRequest(
            channel=self.channel.strip(),
            language=self.language.strip(),
            currency_code=self.currency.strip(),
            point_of_sale=self.point_of_sale,
            identity=self.identity(),
            params=parsed(self.params),
        )

    def _identity_parts(self) -> tuple[str, ...]:
        return (self.identity_type, self.browser_id, self.email, self.provider, self.identifier)


@dataclass(frozen=True, slots=True)
class AboutForm:
    """What is said of a collection or of a folder, as typed."""

    name: str = ""
    description: str = ""
    values: str = ""

    @classmethod
    def of(cls, about: About) -> AboutForm:
        return cls(about.name, about.description, pretty_object(about.values))

    def thing(self, before: About, was: AboutForm) -> About:
        """What differs from ``was`` is taken from the form, and the rest stays to the last bit as it was."""
        made = {"name": self.name.strip(), "description": self.description, "values": parsed(self.values)}
        changed: dict[str, Any] = {name: value for name, value in made.items() if getattr(self, name) != getattr(was, name)}
        return replace(before, **changed)

    def problems(self) -> tuple[Problem, ...]:
        values = parsed(self.values)
        found = (
            *check_name(self.name),
            *check_text("Description", self.description),
            *unparsed(self.values, "Values"),
            *check_placeholders(FlowRequest(), values),
            *check_values("Values", values),
        )
        return tuple(at_field(problem) for problem in found)


# -- in words --------------------------------------------------------------------------------------


def in_words(persona: Persona) -> str:
    """Who a persona is and what else it changes, in a line: ``Email anna@example.com · DE · EUR · 2 parameters``."""
    identity = persona.identity
    parts = [f"{identity.type.label} {identity}" if identity is not None else "The request's own identity"]
    parts += [text for text in (persona.channel, persona.language, persona.currency_code, persona.point_of_sale) if not is_blank(text)]
    if persona.params:
        parts.append("1 parameter" if len(persona.params) == 1 else f"{len(persona.params)} parameters")
    return one_line(" · ".join(parts))


def one_line(text: str, at_most: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= at_most else f"{line[: at_most - 1]}…"


def parsed(text: str) -> JsonObject:
    """The object; an empty one where it is none, which :func:`unparsed` tells."""
    value = parse_object(text)
    return {} if isinstance(value, Problem) else value


# -- rules -----------------------------------------------------------------------------------------


def check_name(name: str) -> tuple[Problem, ...]:
    if is_blank(name):
        return (error("Name", "The name is empty.", "Type one; it is what people see in the list."),)
    return check_text("Name", name)


def _check_identity(identity: Identity | None) -> tuple[Problem, ...]:
    """None leaves the request's own.  There is no browser ID to ask for here, but a placeholder for one."""
    if identity is None:
        return ()
    if isinstance(identity, BrowserId) and is_blank(identity.value):
        return (error("Browser ID", "The browser ID is empty.", "Paste one, or press New with each send."),)
    return rules.check_identity(identity)


def unparsed(text: str, field: str) -> tuple[Problem, ...]:
    value = parse_object(text, field)
    return (value,) if isinstance(value, Problem) else ()


def check_placeholders(request: FlowRequest, values: JsonObject) -> tuple[Problem, ...]:
    """Braces that are no placeholder, and values that refer to each other in a circle.

    A name that is not known here is not wrong: the request, its folders and the tenant have values too.
    """
    made = Made.preview()
    names = {name for text in texts_in([dict(fields_of(request)), values]) for name in placeholders_in(text)}
    elsewhere = dict.fromkeys((name for name in names if _is_anybodys(name, made)), "")
    layers = (Layer("these values", values), Layer("elsewhere", elsewhere))
    own = resolve(request, layers, made).problems
    inside = resolve(FlowRequest(params=values), layers, made).problems
    return (*own, *(replace(problem, field="Values") for problem in inside))


def _is_anybodys(name: str, made: Made) -> bool:
    """Whether it is a name somebody may have given a value, and no built-in."""
    try:
        return is_name(name) and name != NEW_BROWSER_ID and built_in(name, made) is None
    except WrongMoment:
        return False


def at_field(problem: Problem) -> Problem:
    """A part of a field (``Values, tier``) is told at the field."""
    return replace(problem, field=problem.field.partition(",")[0])
