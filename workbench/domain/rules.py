"""The rules of callFlows: what the vendor states is an error, what is inferred or observed a warning.

Sources are the vendor's pages *Personalize API flow execution*, *Flow object*, *Create a flow
definition* and *Running experiments using IDs*; where they contradict each other or the vendor's own
SDKs, the rule is a warning and says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from workbench.domain import codes
from workbench.domain.identity import BrowserId, Email, Identifiers, Identity
from workbench.domain.problem import Problem, error, warning
from workbench.domain.request import DOCUMENTED_KEYS, Channel, FlowRequest, JsonObject
from workbench.domain.secret import Secret
from workbench.domain.texts import check_text, is_blank, shown

_FRIENDLY_ID = re.compile(r"[a-z0-9_]+\*?")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_MISTAKEN_KEYS = {
    "currency": "currencyCode",
    "pos": "pointOfSale",
    "point_of_sale": "pointOfSale",
    "browser_id": "browserId",
    "friendly_id": "friendlyId",
    "client_key": "clientKey",
    "identifier": "identifiers",
}
"""Names of the SDKs and of the Stream API, which callFlows does not document and evidently ignores."""


def check_request(request: FlowRequest, points_of_sale: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Every problem of a request, in the order of the form.  ``points_of_sale`` are the tenant's known ones."""
    return (
        *check_friendly_id(request.friendly_id),
        *check_channel(request.channel),
        *check_language(request.language),
        *check_currency(request.currency_code),
        *check_point_of_sale(request.point_of_sale, tuple(points_of_sale)),
        *check_identity(request.identity),
        *check_params(request.params),
        *check_extra(request.extra),
    )


def check_friendly_id(value: str) -> tuple[Problem, ...]:
    name = "Friendly ID"
    if half := check_text(name, value):
        return half
    if is_blank(value):
        return (
            error(
                name,
                "The friendly ID says which experience or experiment runs; it is required.",
                "Copy it from the experience's details in Personalize.",
            ),
        )
    if not _FRIENDLY_ID.fullmatch(value):
        return (
            warning(
                name,
                "Friendly IDs are made of lowercase letters, digits and underscores; one team saw status 400 for anything else.",
                f"Perhaps “{_slug(value)}”?",
            ),
        )
    if value.endswith("*"):
        return (
            warning(
                name,
                "A trailing * runs the first live match in alphabetical order; it is documented for CDP, and not verified for this endpoint.",
                "Type the whole friendly ID if you mean one in particular.",
            ),
        )
    return ()


def _slug(value: str) -> str:
    return shown(re.sub(r"[^a-z0-9]+", "_", value.strip().lower()).strip("_")) or "home_hero"


def check_channel(value: str) -> tuple[Problem, ...]:
    name = "Channel"
    if half := check_text(name, value):
        return half
    if is_blank(value) or value in Channel.__members__:
        return ()
    upper = re.sub(r"[^A-Z]+", "_", value.upper()).strip("_")
    fix = f"Perhaps “{upper}”?" if upper in Channel.__members__ else "Choose one from the list unless you mean it."
    return (warning(name, f"“{shown(value)}” is not one of the documented channels.", fix),)


def check_language(value: str) -> tuple[Problem, ...]:
    name = "Language"
    if half := check_text(name, value):
        return half
    if is_blank(value):
        return (
            warning(
                name,
                "The flow object page calls the language required, while the vendor's SDKs leave it out.",
                "Fill it in as your site sends it, for example EN.",
            ),
        )
    if value.lower() not in codes.languages():
        short = value[:2].lower()
        fix = (
            f"For “{shown(value)}” send “{short.upper()}”."
            if len(value) > 2 and not value[2].isalpha() and short in codes.languages()
            else "Choose one from the list, for example EN."
        )
        return (error(name, f"“{shown(value)}” is not a two-letter ISO 639 code.", fix),)
    if value not in (value.lower(), value.upper()):
        return (
            warning(
                name,
                "The documentation shows languages all uppercase (EN) or all lowercase (en), never mixed.",
                f"Send “{value.upper()}”, or what your site sends.",
            ),
        )
    return ()


def check_currency(value: str) -> tuple[Problem, ...]:
    name = "Currency"
    if half := check_text(name, value):
        return half
    if is_blank(value):
        return (
            warning(
                name,
                "The flow object page calls the currency required, while the vendor's SDKs make it optional.",
                "Fill it in as your site sends it, for example EUR.",
            ),
        )
    if value in codes.currencies():
        return ()
    if value.upper() in codes.currencies():
        return (error(name, "Currency codes are uppercase.", f"Send “{value.upper()}”."),)
    return (error(name, f"“{shown(value)}” is not an ISO 4217 currency code.", "Choose one from the list, for example EUR."),)


def check_point_of_sale(value: str, known: tuple[str, ...]) -> tuple[Problem, ...]:
    name = "Point of sale"
    if half := check_text(name, value):
        return half
    if is_blank(value):
        return (error(name, "The point of sale is required.", "Use the name of one that exists in the tenant."),)
    if known and value not in known:
        near = next((pos for pos in known if pos.casefold() == value.strip().casefold()), "")
        fix = f"Perhaps “{near}”?" if near else f"Known are: {', '.join(known[:4])}{'…' if len(known) > 4 else ''}."
        return (
            warning(name, f"“{shown(value)}” is not among the points of sale listed for this tenant, and the name must exist there.", fix),
        )
    if value != value.strip():
        return (warning(name, "It begins or ends with a blank, and the name must match exactly.", f"Perhaps “{shown(value.strip())}”?"),)
    return ()


def check_identity(identity: Identity | None) -> tuple[Problem, ...]:
    match identity:
        case None:
            return (
                error(
                    "Identity type",
                    "Exactly one identity is required: a browser ID, an email or identifiers.",
                    "Choose one and fill it in.",
                ),
            )
        case BrowserId(value):
            return _check_browser_id(value)
        case Email(value):
            return _check_email(value)
        case Identifiers(provider, id_):
            return _check_identifiers(provider, id_)


def _check_browser_id(value: str) -> tuple[Problem, ...]:
    name = "Browser ID"
    if half := check_text(name, value):
        return half
    if is_blank(value):
        return (error(name, "The browser ID is empty.", "Paste one, or press New browser ID."),)
    if not _UUID.fullmatch(value):
        return (
            warning(
                name,
                "Every browser ID seen so far is a UUID such as 12435206-1234-4f0b-9d55-6e46b0e4a42b.",
                "Check that the whole value was copied.",
            ),
        )
    return ()


def _check_email(value: str) -> tuple[Problem, ...]:
    name = "Email"
    if half := check_text(name, value):
        return half
    if is_blank(value):
        return (error(name, "The email is empty.", "Type the guest's email address."),)
    local, at, host = value.rpartition("@")
    if not (local and at and host) or any(c.isspace() for c in value):
        return (warning(name, f"“{shown(value)}” does not look like an email address.", "Write it like guest@example.com."),)
    return ()


def _check_identifiers(provider: str, id_: str) -> tuple[Problem, ...]:
    problems = [*check_text("Provider", provider), *check_text("Identifier", id_)]
    if is_blank(provider):
        problems.append(
            error(
                "Provider",
                "Identifiers need a provider as well as an id.",
                "Type the provider used in the tenant's identity data, for example CRM.",
            )
        )
    if is_blank(id_):
        problems.append(error("Identifier", "Identifiers need an id as well as a provider.", "Type the guest's id at that provider."))
    return tuple(problems)


def check_params(params: JsonObject) -> tuple[Problem, ...]:
    return _check_json("Parameters", params)


def check_extra(extra: JsonObject) -> tuple[Problem, ...]:
    name = "Extra fields"
    problems = []
    for key in extra:
        if key in DOCUMENTED_KEYS:
            problems.append(error(name, f"“{key}” has a field of its own in the form.", "Fill it in there."))
        elif key in _MISTAKEN_KEYS:
            problems.append(
                warning(name, f"“{key}” is not a callFlows field and is evidently ignored.", f"You probably mean “{_MISTAKEN_KEYS[key]}”.")
            )
    return (*problems, *_check_json(name, extra))


def _check_json(field: str, value: object) -> tuple[Problem, ...]:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except UnicodeEncodeError:
        why = "They hold one half of a character (a lone surrogate such as \\ud800), which cannot be sent."
        return (error(field, why, "Delete it, or type the text again."),)
    except (TypeError, ValueError, RecursionError):
        return (error(field, "They hold something JSON has no form for.", "Use text, numbers, true, false, null, lists and objects."),)
    return ()


def check_client_key(key: Secret | None) -> tuple[Problem, ...]:
    """``clientKey`` is required.  Its length is a habit, not a rule: one documented example has 30 characters."""
    name = "Client key"
    if not key:
        return (
            error(
                name,
                "The client key is required; it tells Personalize which tenant is meant.",
                "Store it with the tenant: Settings → API access in Personalize shows it.",
            ),
        )
    value = key.reveal()
    if any(c.isspace() or not c.isprintable() for c in value):
        return (error(name, "It holds blanks or control characters.", "Copy it again, only the key."),)
    if len(value) != 32:
        return (
            warning(name, f"Nearly all client keys have 32 characters; this one has {len(value)}.", "Check that the whole key was copied."),
        )
    return ()
