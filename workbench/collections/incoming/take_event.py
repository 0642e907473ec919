"""One recognised call of the Stream API → one event: the key taken out, what is not of the right type said."""

from __future__ import annotations

from dataclasses import replace

from workbench.collections.incoming.keys import is_key, names_a_key
from workbench.collections.incoming.recognise import Address
from workbench.collections.incoming.scope import named
from workbench.collections.incoming.source import Call
from workbench.collections.incoming.take import Taken, body_of, look_for_keys, note_key, say_address, say_headers, whole_texts
from workbench.domain import Secret, StreamEvent
from workbench.domain.event import EVENT_KEYS
from workbench.domain.texts import whole

_OF_FLOWS = ("browserId", "pointOfSale", "currencyCode")


def take_event(call: Call, address: Address) -> Taken | str:
    """The event of a call, in a request's fields, or why there is none."""
    taken = Taken(is_event=True)
    body = body_of(call, address, taken, "which event to send")
    if isinstance(body, str):
        return body
    taken.changes += body.remarks
    taken.bare = body.bare
    fields = dict(body.value)
    look_for_keys(call, address, taken)
    for name in [name for name in fields if names_a_key(name)]:
        note_key(fields.pop(name), taken)
    taken.keys += [Secret(value) for inner, key, _ in named(fields) if names_a_key(key) and is_key(value := str(inner[key]).strip())]
    event = _documented(StreamEvent.from_wire(fields), taken)
    event = replace(event, page=whole(event.page))
    taken.request = whole_texts(event.as_request())
    taken.hints.insert(0, "It is kept as an event.")
    say_headers(call, taken)
    say_address(address, taken)
    if not event.type.strip():
        taken.changes.append("It has no type: fill one in before you send it.")
    if mixed := [name for name in _OF_FLOWS if name in event.fields]:
        taken.hints.append(f"{', '.join(mixed)}: that is how callFlows spells it, and events ignore it. It stays among the fields.")
    return taken


def _documented(event: StreamEvent, taken: Taken) -> StreamEvent:
    """Documented names that are left among the fields would never be sent."""
    fields = dict(event.fields)
    for name in EVENT_KEYS:
        value = fields.pop(name, None)
        if value not in (None, "", {}, []):
            taken.changes.append(f"{name} was left out: its value is no text, and events take nothing else there.")
    return replace(event, fields=fields)
