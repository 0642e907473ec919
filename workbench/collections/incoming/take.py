"""One recognised call → one request: the body found, its wrapper taken off, the key taken out, one identity left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from workbench.collections.incoming.bodies import Body, read_body
from workbench.collections.incoming.keys import is_key, names_a_key
from workbench.collections.incoming.recognise import Address, Kind, is_context
from workbench.collections.incoming.scope import named
from workbench.collections.incoming.source import Call
from workbench.collections.incoming.variables import names_in, whole_placeholder
from workbench.domain import FlowRequest, Identifiers, JsonObject, Secret
from workbench.domain.request import DOCUMENTED_KEYS
from workbench.domain.texts import whole

_EXPECTED = {"content-type", "accept", "content-length", "host", "connection", "accept-encoding"}
"""Headers the workbench sends itself, or the connection needs: nobody misses them."""


@dataclass(slots=True)
class Taken:
    """``request`` holds an event too, where ``is_event`` says so.  ``hints`` are worth saying, ``changes`` say what is no longer as it was; ``bare`` names variables without quotes."""

    request: FlowRequest = field(default_factory=FlowRequest)
    is_event: bool = False
    changes: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    keys: list[Secret] = field(default_factory=list)
    key_names: set[str] = field(default_factory=set)
    secrets: list[Secret] = field(default_factory=list)
    bare: set[str] = field(default_factory=set)


def take(call: Call, address: Address, known: Callable[[str], Any]) -> Taken | str:
    """The request of a callFlows call, or why there is none.  ``known`` gives the value of a variable, or ``None``."""
    taken = Taken()
    body = body_of(call, address, taken, "which flow to run")
    if isinstance(body, str):
        return body
    taken.changes += body.remarks
    taken.bare = body.bare
    fields = _unwrapped(body.value, taken)
    look_for_keys(call, address, taken)
    for name in [name for name in fields if names_a_key(name)]:
        note_key(fields.pop(name), taken)
    taken.keys += [Secret(value) for inner, key, _ in named(fields) if names_a_key(key) and is_key(value := str(inner[key]).strip())]
    _params(fields, known, taken)
    _identities(fields, taken)
    request = whole_texts(FlowRequest.from_wire(fields))
    taken.request = _documented(request, taken)
    say_headers(call, taken)
    say_address(address, taken)
    if not taken.request.friendly_id.strip():
        taken.changes.append("It names no flow: fill in the friendly ID before you send it.")
    if any("{{" in key for key in _keys_of(taken.request.params)):
        taken.hints.append("A placeholder in the name of a parameter is not filled in.")
    return taken


def look_for_keys(call: Call, address: Address, taken: Taken) -> None:
    """Keys in the query and credentials in the headers, of any call that was recognised."""
    for name, value in (*address.query, *call.query):
        if name.lower() in ("client_key", "clientkey"):
            note_key(value, taken)
        elif is_context(name):
            taken.secrets.append(Secret(value))
    for name, value in call.headers:
        if is_credential(name):
            taken.secrets += credentials(value)


def is_credential(header: str) -> bool:
    lower = header.lower()
    return lower in ("authorization", "proxy-authorization", "cookie") or is_context(lower) or "api-key" in lower or "token" in lower


def credentials(value: str) -> list[Secret]:
    """A header's value, and what follows its scheme (``Bearer …``)."""
    parts = {value.strip(), value.strip().partition(" ")[2].strip()}
    return [Secret(part) for part in sorted(parts) if part and not names_in(part)]


def body_of(call: Call, address: Address, taken: Taken, missing: str) -> Body | str:
    """The JSON of a call, or why there is none; without a body it does not say ``missing``."""
    if call.no_body:
        return call.no_body
    text = call.body.strip()
    form = dict(parse_qsl(text, max_num_fields=200)) if text.startswith("message=") else {}
    message = form.get("message", "") or (_message(call, address) if not text else "")
    if message:
        taken.changes.append("It was the old form with ?message=; it is now sent as POST with a JSON body.")
        return read_body(message)
    return read_body(text) if text else f"It has no body, so it does not say {missing}."


def _message(call: Call, address: Address) -> str:
    """The JSON of the old GET form; one that was not encoded may itself hold ``&`` and ``=``."""
    found = next((value for name, value in (*call.query, *address.query) if name == "message"), "")
    if found.strip().startswith("{") and not found.rstrip().endswith("}"):
        return address.raw_query.partition("message=")[2]
    return found


def _unwrapped(value: JsonObject, taken: Taken) -> JsonObject:
    fields = dict(value)
    inner = fields.get("context")
    if isinstance(inner, dict) and "friendlyId" not in fields:
        del fields["context"]
        taken.changes.append("The wrapper {“context”: …} was taken off; the same fields are sent without it.")
        return {**fields, **inner}
    return fields


def note_key(value: Any, taken: Taken) -> None:
    text = value.strip() if isinstance(value, str) else ""
    if name := whole_placeholder(text):
        taken.key_names.add(name)
        taken.hints.append("The variable for the client key was taken out: the workbench adds the tenant's key.")
    elif is_key(text):
        taken.keys.append(Secret(text))
        taken.hints.append("The client key was taken out: the workbench adds the tenant's key.")
    elif text:
        taken.hints.append("What stood in the place of the client key was taken out: the workbench adds the tenant's key.")


def _params(fields: JsonObject, known: Callable[[str], Any], taken: Taken) -> None:
    """Parameters that are one variable for a whole object: the object, where it is known."""
    name = whole_placeholder(fields["params"]) if isinstance(fields.get("params"), str) else ""
    if not name:
        return
    value = known(name)
    inner = read_body(value) if isinstance(value, str) else Body(value) if isinstance(value, dict) else ""
    if isinstance(inner, Body):
        fields["params"] = inner.value
        taken.bare |= inner.bare
        taken.changes.append(f"The parameters were the variable “{name}”; its value now stands in their place.")


def _identities(fields: JsonObject, taken: Taken) -> None:
    """An identifier in the form of events (a list) or with a number, as people write it."""
    given = fields.get("identifiers")
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
        taken.changes.append("identifiers was a list, which callFlows does not take; its one entry was taken.")
    if not isinstance(given, dict):
        return
    if isinstance(given.get("id"), int | float) and not isinstance(given.get("id"), bool):
        given = {**given, "id": str(given["id"])}
        taken.changes.append("The identifier was a number; it is text now.")
    more = sorted(set(given) - {"id", "provider"})
    if more and isinstance(given.get("id"), str) and isinstance(given.get("provider"), str):
        taken.changes.append(f"Left out of identifiers: {', '.join(more)}.")
    fields["identifiers"] = given


def _documented(request: FlowRequest, taken: Taken) -> FlowRequest:
    """Documented names that are left among the extra fields would never be sent: a second identity, a value of another type."""
    extra = dict(request.extra)
    for name in DOCUMENTED_KEYS:
        if name not in extra:
            continue
        value = extra.pop(name)
        if value is None or value in ("", {}, []):
            continue
        if name in ("browserId", "email", "identifiers") and request.identity is not None:
            taken.changes.append(f"{name} was left out: exactly one identity is sent, and {request.identity.type.value} was there too.")
        else:
            taken.changes.append(f"{name} was left out: its value is not of the type that callFlows takes.")
    return replace(request, extra=extra)


def whole_texts(request: FlowRequest) -> FlowRequest:
    """Half a character can be written into no file; parameters keep theirs as JSON."""
    identity = request.identity
    if isinstance(identity, Identifiers):
        identity = Identifiers(whole(identity.provider), whole(identity.id))
    elif identity is not None:
        identity = type(identity)(whole(identity.value))
    texts = ("friendly_id", "channel", "language", "currency_code", "point_of_sale")
    changes: dict[str, Any] = {name: whole(getattr(request, name)) for name in texts}
    return replace(request, identity=identity, **changes)


def say_headers(call: Call, taken: Taken) -> None:
    names = [name.strip() for name, _ in call.headers if name.strip().lower() not in _EXPECTED and not is_context(name.strip())]
    if not names:
        return
    shown = ", ".join(dict.fromkeys(names[:12])) + (" …" if len(names) > 12 else "")
    agent = " User-Agent can be set for the tenant." if any(name.lower() == "user-agent" for name in names) else ""
    secret = " No credential was kept." if any(is_credential(name) for name in names) else ""
    taken.hints.append(f"Headers left out: {shown}.{agent}{secret}")


def say_address(address: Address, taken: Taken) -> None:
    if address.kind is Kind.EDGE or any(is_context(name) for name, _ in address.query):
        taken.changes.append(
            "It went through the Edge proxy: its context ID was treated like a key and is not kept; the request is now sent to a tenant."
        )
    others = [name for name, _ in address.query if name.lower() not in ("message", "client_key", "clientkey") and not is_context(name)]
    if others:
        taken.changes.append(f"Left out of the URL: {', '.join(dict.fromkeys(others[:12]))}.")


def _keys_of(value: Any) -> list[str]:
    keys: list[str] = []
    left = [value]
    while left:
        item = left.pop()
        if isinstance(item, dict):
            keys += item.keys()
            left += item.values()
        elif isinstance(item, list):
            left += item
    return keys
