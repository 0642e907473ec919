"""What is expected of a request's answer, what is done before the call, and the variant selector, as TOML and back.

::

    variant = "$.variantName"

    [[expect]]
    path = "$.offer.name"
    contains = "Gold"

    [[before]]
    event = "VIEW"
    page = "home"

    [wait]
    until = "variant changes"
    seconds = 20

A value TOML has no form for stands as JSON text under its key with ``_json``: ``equals_json = "null"``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from workbench.collections.errors import InvalidFile
from workbench.collections.files import Source
from workbench.collections.names import SCHEMA_SUFFIX, is_schema_name
from workbench.collections.plain import Plain, fits_json, fits_toml, kind_of
from workbench.domain.condition import TYPES, Condition, Op
from workbench.domain.event import StreamEvent
from workbench.domain.expectation import (
    Decided,
    EqualsBaseline,
    Expectation,
    FitsSchema,
    NewBrowserId,
    Setup,
    StatusIs,
    Until,
    ValueFits,
    VariantIs,
    Wait,
    Within,
)
from workbench.domain.expected import Expected
from workbench.domain.selector import Selector, selector_from_plain, selector_to_plain

_OPS = tuple(op.value for op in Op)
_PLACE = ("browser_id", "channel", "language", "currency", "point_of_sale", "page")
_AS_JSON = ("equals", "in", "contains", "schema", "fields")
_BY_ITSELF = (Op.EXISTS, Op.ABSENT)


# -- both ways ------------------------------------------------------------------------------------


def expected_to_plain(expected: Expected) -> Plain:
    """All of it as it stands in a file; also what JSON can hold."""
    return (
        variant_to_plain(expected.variant)
        | expectations_to_plain(expected.expectations)
        | setup_to_plain(expected.setup)
        | wait_to_plain(expected.wait)
    )


def expected_of_plain(plain: Mapping[str, Any]) -> Expected:
    """The way back.  Raises :class:`InvalidFile`."""
    source = Source(Path("expected"), dict(plain))
    return Expected(expectations_of(source), setup_of(source), wait_of(source), variant_of(source))


# -- writing ---------------------------------------------------------------------------------------


def variant_to_plain(selector: Selector | None) -> Plain:
    return {} if selector is None else _fitting({"variant": selector_to_plain(selector)}, ("variant",))


def expectations_to_plain(expectations: Iterable[Expectation]) -> Plain:
    entries = [_fitting(_expect(expectation), _AS_JSON) for expectation in expectations]
    return {"expect": entries} if entries else {}


def setup_to_plain(setup: Iterable[Setup]) -> Plain:
    entries = [_fitting(_before(step), _AS_JSON) for step in setup]
    return {"before": entries} if entries else {}


def wait_to_plain(wait: Wait | None) -> Plain:
    if wait is None:
        return {}
    usual = Wait(wait.until)
    plain: Plain = {"until": wait.until.value, "seconds": _number(wait.seconds)}
    plain |= {"calls": wait.calls} if wait.calls != usual.calls else {}
    plain |= {"every_seconds": _number(wait.every)} if wait.every != usual.every else {}
    return {"wait": plain}


def _expect(expectation: Expectation) -> Plain:
    match expectation:
        case ValueFits(condition):
            return {"path": condition.path, condition.op.value: True if condition.op in _BY_ITSELF else condition.value}
        case StatusIs(statuses):
            return {"status": statuses[0]} if len(statuses) == 1 else {"status_in": list(statuses)}
        case Within(milliseconds):
            return {"within_ms": _number(milliseconds)}
        case VariantIs(variants):
            return {"variant": variants[0]} if len(variants) == 1 else {"variant_in": list(variants)}
        case FitsSchema(schema):
            return {"schema": schema}
        case EqualsBaseline(ignore):
            return {"baseline": True} | ({"ignore": list(ignore)} if ignore else {})
        case Decided(decided):
            return {"decided": decided}


def _before(step: Setup) -> Plain:
    if isinstance(step, NewBrowserId):
        return {"new_browser_id": True}
    plain: Plain = {"event": step.type} | {key: value for key in _PLACE if (value := getattr(step, key))}
    return plain | ({"fields": step.fields} if step.fields else {})


def _fitting(plain: Plain, keys: tuple[str, ...]) -> Plain:
    """Each of ``keys`` as it is, or as JSON text where TOML would not give exactly its value back."""
    made: Plain = {}
    for key, value in plain.items():
        if key not in keys or isinstance(value, str) or fits_toml({key: value}):
            made[key] = value
        else:
            made[f"{key}_json"] = json.dumps(value, ensure_ascii=True)
    return made


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


# -- reading ---------------------------------------------------------------------------------------


def variant_of(source: Source) -> Selector | None:
    """Raises :class:`InvalidFile`, as all of these do."""
    if "variant" not in source.raw and "variant_json" not in source.raw:
        return None
    key = "variant_json" if "variant_json" in source.raw else "variant"
    plain = source.raw[key]
    if key == "variant_json":
        if "variant" in source.raw:
            raise source.wrong("variant and variant_json are both set; one of them is expected.", key)
        plain = _parsed(plain, key, lambda why: source.wrong(why, key))
    try:
        return selector_from_plain(plain)
    except ValueError as wrong:
        raise source.wrong(f"{key}: {wrong}", key) from None


def expectations_of(source: Source) -> tuple[Expectation, ...]:
    return tuple(_expectation(entry) for entry in _entries(source, "expect"))


def setup_of(source: Source) -> tuple[Setup, ...]:
    return tuple(_step(entry) for entry in _entries(source, "before"))


def wait_of(source: Source) -> Wait | None:
    if "wait" not in source.raw:
        return None
    raw = source.raw["wait"]
    if not isinstance(raw, dict):
        raise source.wrong(f'wait: expected a [wait] table like until = "variant changes" and seconds = 20, found {kind_of(raw)}.', "wait")
    entry = _Entry(source, "wait", None, raw)
    until = entry.text("until")
    if until not in list(Until):
        raise entry.wrong(f"until: expected {_listed(f'“{one}”' for one in Until)}.", "until")
    usual = Wait(Until(until))
    made = Wait(
        usual.until,
        entry.number("seconds", usual.seconds),
        int(entry.number("calls", usual.calls, whole=True)),
        entry.number("every_seconds", usual.every),
    )
    entry.done()
    return made


class _Entry:
    """One table of ours; it knows where it stands, and which of its keys were read."""

    def __init__(self, source: Source, key: str, place: int | None, raw: Mapping[str, Any]) -> None:
        self._source = source
        self._key = key
        self._place = place
        self.raw: Plain = dict(raw)
        self._as_json: set[str] = set()
        for name in [name for name in raw if name.removesuffix("_json") in _AS_JSON and name.endswith("_json")]:
            base = name.removesuffix("_json")
            if base in raw:
                raise self.wrong(f"{base} and {name} are both set; one of them is expected.", name)
            self._as_json.add(base)
            self.raw[base] = _parsed(self.raw.pop(name), name, lambda why, name=name: self.wrong(why, name))  # type: ignore[misc]
        self._left = set(self.raw)

    def __contains__(self, key: str) -> bool:
        return key in self.raw

    def wrong(self, why: str, key: str = "") -> InvalidFile:
        keys = (key,) if key else ()
        if self._place is None:
            return self._source.wrong(why, self._key, *keys)
        return self._source.wrong_in(why, self._key, self._place, *keys)

    def value(self, key: str) -> Any:
        """Any JSON value."""
        self._left.discard(key)
        value = self.raw.get(key)
        if key not in self._as_json and not fits_json(value):
            raise self.wrong(f"{key}: it holds a date or another value JSON has no form for; put it in quotes.", key)
        return value

    def text(self, key: str, expected: str = "a text in quotes") -> str:
        value = self.raw.get(key, "")
        self._left.discard(key)
        if not isinstance(value, str):
            raise self.wrong(f"{key}: expected {expected}, found {kind_of(value)}.", key)
        return value

    def texts(self, key: str, example: str) -> tuple[str, ...]:
        value = self.raw.get(key, [])
        self._left.discard(key)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(f"{key}: expected a list of texts, like {example}.", key)
        return tuple(value)

    def true(self, key: str) -> None:
        self._left.discard(key)
        if self.raw[key] is not True:
            raise self.wrong(f"{key}: expected true, found {_shown(self.raw[key])}; leave it out where it is not wanted.", key)

    def number(self, key: str, usual: float, *, whole: bool = False) -> float:
        value = self.raw.get(key, usual)
        self._left.discard(key)
        kinds = int if whole else int | float
        if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value < 1e9:
            what = "a whole number" if whole else "a number"
            raise self.wrong(f"{key}: expected {what} above 0, like {usual:g}, found {_shown(value)}.", key)
        return float(value)

    def done(self) -> None:
        """Raises where something is left that means nothing here: a word misspelled would otherwise never be checked."""
        for key in self.raw:
            if key in self._left:
                raise self.wrong(f"{key}: it means nothing here. {self.known()}", key)

    def known(self) -> str:
        words = {
            "expect": f"One of {_listed(_KINDS)} is expected; beside path, one of {_listed(_OPS)}; beside baseline, ignore.",
            "before": f"new_browser_id = true or an event is expected; beside event, {_listed((*_PLACE, 'fields'), 'and')}.",
            "wait": "until, seconds, calls and every_seconds are expected.",
        }
        return words[self._key]


def _entries(source: Source, key: str) -> list[_Entry]:
    raw = source.raw.get(key, [])
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise source.wrong(f"{key}: expected [[{key}]] tables, found {kind_of(raw)}.", key)
    return [_Entry(source, key, place, each) for place, each in enumerate(raw)]


def _expectation(entry: _Entry) -> Expectation:
    kinds = [key for key in _KINDS if key in entry]
    if len(kinds) != 1:
        found = f"found {_listed(kinds, 'and')} together" if kinds else f"found {_listed(entry.raw, 'and') or 'nothing'}"
        raise entry.wrong(f"expect: {found}. {entry.known()}", kinds[1] if kinds else next(iter(entry.raw), ""))
    made = _KINDS[kinds[0]](entry)
    entry.done()
    return made


def _value(entry: _Entry) -> Expectation:
    path = entry.text("path", 'a path like "$.offer.name"')
    ops = [op for op in Op if op.value in entry]
    if not path.strip():
        raise entry.wrong('path: expected a path like "$.offer.name".', "path")
    if len(ops) != 1:
        found = f"found {_listed((op.value for op in ops), 'and')} together" if ops else "found none of them"
        raise entry.wrong(f"path: beside it, one of {_listed(_OPS)} is expected, {found}.", ops[1] if ops else "path")
    op = ops[0]
    if op in _BY_ITSELF:
        entry.true(op)
        return ValueFits(Condition(path, op))
    value = entry.value(op)
    expected = _expected(op, value)
    if expected:
        raise entry.wrong(f"{op}: expected {expected}, found {_shown(value)}.", op)
    return ValueFits(Condition(path, op, value))


def _expected(op: Op, value: Any) -> str:
    """What should stand there; empty where it does."""
    if op is Op.IN and not isinstance(value, list):
        return 'a list of values, like ["Gold", "Silver"]'
    if op is Op.MATCHES and not isinstance(value, str):
        return "a regular expression in quotes"
    if op is Op.TYPE and value not in TYPES:
        return f"one of {_listed(TYPES)}"
    if op is Op.COUNT and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        return "a whole number like 3"
    return ""


def _status(entry: _Entry) -> Expectation:
    key = "status" if "status" in entry else "status_in"
    value = entry.value(key)
    statuses = value if key == "status_in" else [value]
    if not isinstance(statuses, list) or not statuses or not all(type(one) is int and 100 <= one <= 599 for one in statuses):
        example = "a status like 200" if key == "status" else "a list of statuses, like [200, 204]"
        raise entry.wrong(f"{key}: expected {example}, found {_shown(value)}.", key)
    return StatusIs(tuple(statuses))


def _variant(entry: _Entry) -> Expectation:
    if "variant" in entry:
        variants: tuple[str, ...] = (entry.text("variant", "the name of a variant in quotes"),)
    else:
        variants = entry.texts("variant_in", '["Control", "Hero"]')
    if not variants or not all(name.strip() for name in variants):
        raise entry.wrong('variant: expected the name of a variant, like "Control".', "variant" if "variant" in entry else "variant_in")
    return VariantIs(variants)


def _schema(entry: _Entry) -> Expectation:
    schema = entry.value("schema")
    if isinstance(schema, dict) or (isinstance(schema, str) and is_schema_name(schema)):
        return FitsSchema(schema)
    expected = f'a file beside this one or in a folder above, like "hero{SCHEMA_SUFFIX}", or a table'
    raise entry.wrong(f"schema: expected {expected}, found {_shown(schema)}.", "schema")


def _baseline(entry: _Entry) -> Expectation:
    entry.true("baseline")
    return EqualsBaseline(entry.texts("ignore", '["$.decision.decidedAt"]'))


def _decided(entry: _Entry) -> Expectation:
    value = entry.value("decided")
    if not isinstance(value, bool):
        raise entry.wrong(f"decided: expected true or false, found {_shown(value)}.", "decided")
    return Decided(value)


_KINDS: dict[str, Callable[[_Entry], Expectation]] = {
    "path": _value,
    "status": _status,
    "status_in": _status,
    "within_ms": lambda entry: Within(entry.number("within_ms", 400)),
    "variant": _variant,
    "variant_in": _variant,
    "schema": _schema,
    "baseline": _baseline,
    "decided": _decided,
}


def _step(entry: _Entry) -> Setup:
    made: Setup
    if "new_browser_id" in entry:
        entry.true("new_browser_id")
        made = NewBrowserId()
    elif "event" in entry:
        fields = entry.value("fields") if "fields" in entry else {}
        if not isinstance(fields, dict):
            raise entry.wrong(f"fields: expected a table, found {kind_of(fields)}.", "fields")
        kind = entry.text("event", 'the type of an event, like "VIEW"')
        made = StreamEvent(type=kind, **{key: entry.text(key) for key in _PLACE}, fields=fields)
    else:
        raise entry.wrong(f"before: found {_listed(entry.raw, 'and') or 'nothing'}. {entry.known()}", next(iter(entry.raw), ""))
    entry.done()
    return made


def _parsed(value: Any, key: str, wrong: Callable[[str], InvalidFile]) -> Any:
    if not isinstance(value, str):
        raise wrong(f"{key}: expected JSON in quotes, found {kind_of(value)}.")

    def refuse(word: str) -> Any:
        raise ValueError(word)

    try:
        return json.loads(value, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise wrong(f"{key}: this is not valid JSON.") from None


def _shown(value: object) -> str:
    """What stands there; texts only by their kind, because a secret may have been put into the wrong field."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e15:
        return f"{value:g}"
    return kind_of(value)


def _listed(words: Iterable[str], last: str = "or") -> str:
    *some, end = [*words] or [""]
    return f"{', '.join(some)} {last} {end}" if some else end
