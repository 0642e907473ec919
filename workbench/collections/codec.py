"""Requests, events, personas and what is said of folders as TOML and back.

Parameters stand as a ``[params]`` table where TOML can carry them exactly, else as JSON text in
``params_json``: TOML has no null, and not every number JSON has.  So do ``extra``, ``fields`` and ``values``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workbench.collections.errors import InvalidFile, NewerFormat
from workbench.collections.expects import (
    expectations_of,
    expectations_to_plain,
    setup_of,
    setup_to_plain,
    variant_of,
    variant_to_plain,
    wait_of,
    wait_to_plain,
)
from workbench.collections.files import Raw, Source, parse_source, read_source
from workbench.collections.model import About, SavedEvent, SavedRequest
from workbench.collections.names import EVENT_SUFFIX, PERSONA_SUFFIX, SUFFIX, suffix_of
from workbench.collections.plain import Plain, fits_json, fits_toml, kind_of
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, Identity, JsonObject, Problem, StreamEvent, parse_object
from workbench.domain.persona import Persona
from workbench.domain.texts import check_text, texts_in

FORMAT = 1
Thing = SavedRequest | SavedEvent | Persona
OBJECTS = ("params", "extra", "fields", "values")
"""Keys that stand as tables, or as JSON text under the same name with ``_json``."""
_PLACE = {"channel": "channel", "language": "language", "currency": "currency_code", "point_of_sale": "point_of_sale"}
_TEXTS = {"friendly_id": "friendly_id", **_PLACE}
_EVENT_TEXTS = ("type", "browser_id", "channel", "language", "currency", "point_of_sale", "page")
"""Keys of the file, which are the names of the fields as well."""
_IDENTITIES = ("browser_id", "email", "identifiers")


# -- reading ---------------------------------------------------------------------------------------


def read_file(path: Path) -> SavedRequest:
    """A request.  Raises :class:`InvalidFile` with line, key and what was expected."""
    return request_of(read_source(path))


def read_persona(path: Path) -> Persona:
    return persona_of(read_source(path))


def read_event(path: Path) -> SavedEvent:
    return event_of(read_source(path))


def read_thing(path: Path, data: bytes | None = None) -> Thing:
    """A request, an event or a persona, as the file's name says."""
    return thing_of(read_source(path) if data is None else parse_source(path, data))


def thing_of(source: Source) -> Thing:
    """What stands in the file, as its name says."""
    readers: dict[str, Callable[[Source], Thing]] = {PERSONA_SUFFIX: persona_of, EVENT_SUFFIX: event_of}
    return readers.get(suffix_of(source.path.name), request_of)(source)


def request_of(source: Source) -> SavedRequest:
    check_format(source)
    request = FlowRequest(
        **{field: _text(source, key) for key, field in _TEXTS.items()},
        identity=_identity(source),
        params=_object(source, "params"),
        extra=_object(source, "extra"),
    )
    name = _text(source, "name") or source.path.name.removesuffix(SUFFIX)
    return SavedRequest(
        name,
        request,
        _text(source, "description"),
        _object(source, "values"),
        expectations_of(source),
        setup_of(source),
        wait_of(source),
        variant_of(source),
    )


def event_of(source: Source) -> SavedEvent:
    check_format(source)
    event = StreamEvent(**{key: _text(source, key) for key in _EVENT_TEXTS}, fields=_object(source, "fields"))
    name = _text(source, "name") or source.path.name.removesuffix(EVENT_SUFFIX)
    return SavedEvent(name, event, _text(source, "description"), _object(source, "values"))


def persona_of(source: Source) -> Persona:
    check_format(source)
    return Persona(
        name=_text(source, "name") or source.path.name.removesuffix(PERSONA_SUFFIX),
        identity=_identity(source),
        **{field: _text(source, key) for key, field in _PLACE.items()},
        params=_object(source, "params"),
        values=_object(source, "values"),
        description=_text(source, "description"),
    )


def about_of(source: Source) -> About:
    """What a ``workbench.toml`` or ``folder.toml`` says; without a name it is the folder's own."""
    check_format(source)
    name = _text(source, "name") or source.path.parent.name
    return About(name, _text(source, "description"), _object(source, "values"), variant_of(source))


def order_of(source: Source) -> tuple[str, ...] | None:
    """The names in the order they were put in; ``None`` where nobody did."""
    if "order" not in source.raw:
        return None
    order = source.raw["order"]
    if not isinstance(order, list) or not all(isinstance(name, str) for name in order):
        raise source.wrong('order: expected a list of file and folder names, like ["home-hero.request.toml", "checkout"].', "order")
    return tuple(order)


def check_format(source: Source) -> None:
    version = source.raw.get("format", FORMAT)
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise source.wrong(f"format: expected a number like {FORMAT}, found {kind_of(version)}.", "format")
    if version > FORMAT:
        raise NewerFormat(source.path)


# -- writing ---------------------------------------------------------------------------------------


def thing_to_plain(thing: Thing) -> Plain:
    if isinstance(thing, SavedEvent):
        return event_to_plain(thing)
    return persona_to_plain(thing) if isinstance(thing, Persona) else to_plain(thing)


def to_plain(saved: SavedRequest) -> Plain:
    """The file's content; what is empty is left out.  Raises :class:`InvalidFile` for what no file can hold."""
    plain: Plain = {"format": FORMAT, "name": saved.name, "description": saved.description}
    plain |= {key: getattr(saved.request, field) for key, field in _TEXTS.items()}
    plain |= _plain_identity(saved.request.identity)
    plain |= variant_to_plain(saved.variant)
    objects = _finished(plain, params=saved.request.params, extra=saved.request.extra, values=saved.values)
    return objects | expectations_to_plain(saved.expectations) | setup_to_plain(saved.setup) | wait_to_plain(saved.wait)


def event_to_plain(saved: SavedEvent) -> Plain:
    plain: Plain = {"format": FORMAT, "name": saved.name, "description": saved.description}
    plain |= {key: text for key in _EVENT_TEXTS if (text := getattr(saved.event, key))}
    return _finished(plain, fields=saved.event.fields, values=saved.values)


def persona_to_plain(persona: Persona) -> Plain:
    plain: Plain = {"format": FORMAT, "name": persona.name, "description": persona.description}
    plain |= _plain_identity(persona.identity)
    plain |= {key: getattr(persona, field) for key, field in _PLACE.items()}
    return _finished(plain, params=persona.params, values=persona.values)


def about_to_plain(about: About, folder: str = "") -> Plain:
    """``folder`` is the name of the folder itself: a title that is the same need not be said."""
    name = "" if about.name == folder else about.name
    plain: Plain = {"format": FORMAT, "name": name, "description": about.description}
    return _finished(plain | variant_to_plain(about.variant), values=about.values)


def _finished(plain: Plain, **objects: Mapping[str, Any]) -> Plain:
    made = {key: value for key, value in plain.items() if value != "" or key in _IDENTITIES}
    for key, fields in objects.items():
        if fields and fits_toml(fields):
            made[key] = fields
        elif fields:
            made[f"{key}_json"] = _json(key, fields)
    return made


def _json(key: str, fields: Mapping[str, Any]) -> str:
    try:
        return json.dumps(fields, indent=2, ensure_ascii=True)
    except RecursionError:
        raise InvalidFile(Path(key), "it is nested too deeply to be kept.") from None


def _plain_identity(identity: Identity | None) -> Plain:
    match identity:
        case BrowserId(value):
            return {"browser_id": value}
        case Email(value):
            return {"email": value}
        case Identifiers():
            return {"identifiers": {"provider": identity.provider, "id": identity.id}}
    return {}


def check_texts(path: Path, plain: Plain) -> None:
    """Half a character can be in no file.  Raises :class:`InvalidFile` and says where it is."""
    for key, value in plain.items():
        if key in OBJECTS:  # as JSON text, if need be
            continue
        for text in texts_in(value):
            for problem in check_text(key, text):
                raise InvalidFile(path, str(problem))


# -- pieces of reading -----------------------------------------------------------------------------


def _identity(source: Source) -> Identity | None:
    given = [key for key in _IDENTITIES if key in source.raw]
    if len(given) > 1:
        raise source.wrong(f"{' and '.join(given)} are both set; exactly one identity is expected.", given[1])
    if "browser_id" in given:
        return BrowserId(_text(source, "browser_id"))
    if "email" in given:
        return Email(_text(source, "email"))
    if not given:
        return None
    both = source.raw["identifiers"]
    if not isinstance(both, dict) or not isinstance(both.get("provider"), str) or not isinstance(both.get("id"), str):
        raise source.wrong('identifiers: expected { provider = "CRM", id = "12345" }.', "identifiers")
    return Identifiers(both["provider"], both["id"])


def _object(source: Source, key: str) -> JsonObject:
    as_json = f"{key}_json"
    if as_json in source.raw:
        if key in source.raw:
            raise source.wrong(f"{key} and {as_json} are both set; one of them is expected.", as_json)
        value = parse_object(_text(source, as_json), as_json)
        if isinstance(value, Problem):
            raise source.wrong(str(value), as_json)
        return value
    value = source.raw.get(key, {})
    if not isinstance(value, dict):
        raise source.wrong(f"{key}: expected a table, found {kind_of(value)}.", key)
    if odd := _odd(value, (key,)):
        raise source.wrong(f"{'.'.join(odd)}: it holds a date or another value JSON has no form for; put it in quotes.", *odd)
    return value


def _odd(value: Raw, at: tuple[str, ...]) -> tuple[str, ...]:
    """The way to the first value JSON has no form for; empty if there is none."""
    for key, item in value.items():
        if isinstance(item, dict):
            if found := _odd(item, (*at, key)):
                return found
        elif not fits_json(item):
            return (*at, key)
    return ()


def _text(source: Source, key: str) -> str:
    value = source.raw.get(key, "")
    if not isinstance(value, str):
        raise source.wrong(f"{key}: expected a text in quotes, found {kind_of(value)}.", key)
    return value
