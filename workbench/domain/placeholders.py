"""Placeholders: ``{{name}}`` in a request, and the layers of values that may stand for it.

Resolving makes a new request and leaves the old one as it is.  Two kinds come later than the rest: ``{{secret:name}}``
and ``{{new_browser_id}}`` stay in until :meth:`Resolution.finish` is handed their values, for one call.  ``\\{{`` is a
literal ``{{``, and what a value or an escape brought in is never taken for a placeholder afterwards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.domain.builtins import BUILT_INS, NEW_BROWSER_ID, SECRET, Made, WrongMoment, built_in, in_words
from workbench.domain.identity import Identifiers
from workbench.domain.persona import Values
from workbench.domain.problem import Problem, error
from workbench.domain.request import FlowRequest
from workbench.domain.secret import MASK
from workbench.domain.texts import leaves, shown, texts_in
from workbench.domain.values import is_name

MAX_CHAIN = 50
"""Values that refer to values that refer to values."""
MAX_NESTING = 64
"""Lists and objects inside each other, where placeholders are looked for."""
MAX_SIZE = 1_000_000
"""Characters that placeholders may bring into one request."""
MAX_PROBLEMS = 20

_TOKEN = re.compile(r"\\\{\{|\{\{(?!\{)(?:([^{}]{0,200})\}\})?")
_NAME = re.compile(r"[\w.+-]+")


@dataclass(frozen=True, slots=True)
class Layer:
    """Values from one place; ``origin`` is what a person is told: ``folder “Checkout”``, ``tenant “Acme”``."""

    origin: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Use:
    """One placeholder in one field: what stands for it and where that comes from.

    ``value`` is for the eye: shortened, :data:`MASK` for a secret, a sentence for what each send makes anew.
    ``origin`` is ``built-in``, ``keychain``, or the layer's.
    """

    field: str
    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """A request with its values in it.  ``request`` is for the eye and the rules; :meth:`finish` gives the one to send.

    ``secrets`` are the names referred to, also by other values.  ``problems`` are errors: nothing may be sent.
    """

    request: FlowRequest
    uses: tuple[Use, ...] = ()
    problems: tuple[Problem, ...] = ()
    secrets: frozenset[str] = frozenset()
    needs_browser_id: bool = False
    waiting: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """For :meth:`finish`: the fields under their labels, where something comes late."""

    def finish(self, late: Mapping[str, str]) -> FlowRequest:
        """The request with what comes late: ``secret:name`` and ``new_browser_id`` → text.  What is not given stays in.

        The texts are put in as they are; a placeholder in one is none.
        """
        if not self.waiting:
            return self.request
        return _rebuilt(self.request, lambda label, value: _settled(self.waiting[label], late) if label in self.waiting else value)


def resolve(request: FlowRequest, layers: Sequence[Layer], made: Made | None = None) -> Resolution:
    """Put values for placeholders; ``layers`` are from near to far, and built-ins stand behind them all.

    Without ``made``, built-ins give what is made anew, once for this call.
    """
    if not _has_braces(request):
        return Resolution(request)
    work = _Resolver(layers, made)
    fields = {label: work.field(label, value) for label, value in fields_of(request)}
    return Resolution(
        _rebuilt(request, lambda label, _: _settled(fields[label], {}) if work.late else fields[label]),
        tuple(work.uses),
        tuple(work.problems),
        frozenset(name.removeprefix(SECRET) for name in work.late if name.startswith(SECRET)),
        NEW_BROWSER_ID in work.late,
        {label: value for label, value in fields.items() if work.late and _waits(value)},
    )


def placeholders_in(text: str) -> tuple[str, ...]:
    """The names in a text, each once, in order."""
    found = (match[1].strip() for match in _TOKEN.finditer(text) if match[1] is not None)
    return tuple(dict.fromkeys(name for name in found if is_reference(name)))


def means_more(text: str) -> bool:
    """Whether a text is not sent as it is typed: placeholders, or braces that are escaped."""
    return "{{" in text and ("\\{{" in text or bool(placeholders_in(text)))


def has_placeholders(request: FlowRequest) -> bool:
    return any(placeholders_in(text) for _, value in fields_of(request) for text in texts_in(value) if "{{" in text)


def is_reference(text: str) -> bool:
    """Whether it may stand between the braces: a name, ``now+2h``, ``secret:name``."""
    return is_name(text.removeprefix(SECRET)) or (len(text) <= 100 and _NAME.fullmatch(text) is not None)


def escape(text: str) -> str:
    """The text as it has to be typed so that it is sent as it is."""
    return text.replace("{{", "\\{{")


def as_typed(request: FlowRequest) -> FlowRequest:
    """A request from History as it has to be typed: ``{{secret:name}}`` refers to a secret, other braces are only braces."""

    def typed(text: str) -> str:
        return re.sub(r"\{\{(?!secret:[\w.-]{1,100}\}\})", r"\\{{", text)

    return _rebuilt(request, lambda _, value: _changed(value, typed)) if _has_braces(request) else request


def fields_of(request: FlowRequest) -> Iterator[tuple[str, Any]]:
    """Each field under its label in the form, with what stands in it."""
    yield "Friendly ID", request.friendly_id
    yield "Channel", request.channel
    yield "Language", request.language
    yield "Currency", request.currency_code
    yield "Point of sale", request.point_of_sale
    if isinstance(request.identity, Identifiers):
        yield "Provider", request.identity.provider
        yield "Identifier", request.identity.id
    elif request.identity is not None:
        yield request.identity.type.label, request.identity.value
    yield "Parameters", request.params
    yield "Extra fields", request.extra


def _rebuilt(request: FlowRequest, change: Callable[[str, Any], Any]) -> FlowRequest:
    """A new request, each field changed under its label."""
    new = {label: change(label, value) for label, value in fields_of(request)}
    identity = request.identity
    if isinstance(identity, Identifiers):
        identity = Identifiers(new["Provider"], new["Identifier"])
    elif identity is not None:
        identity = replace(identity, value=new[identity.type.label])
    return FlowRequest(
        friendly_id=new["Friendly ID"],
        channel=new["Channel"],
        language=new["Language"],
        currency_code=new["Currency"],
        point_of_sale=new["Point of sale"],
        identity=identity,
        params=new["Parameters"],
        extra=new["Extra fields"],
    )


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A text something comes late in: its parts in order, a tuple of one name where that is."""

    parts: tuple[str | tuple[str], ...]

    def settled(self, late: Mapping[str, str]) -> str:
        return "".join(part if isinstance(part, str) else late.get(part[0], f"{{{{{part[0]}}}}}") for part in self.parts)


def _waits(value: Any) -> bool:
    return any(isinstance(leaf, _Waiting) for leaf in leaves(value))


def _settled(value: Any, late: Mapping[str, str]) -> Any:
    return _changed(value, lambda text: text if isinstance(text, str) else text.settled(late))


def _changed(value: Any, change: Callable[[Any], str], nesting: int = 0) -> Any:
    """A copy with each text in it changed, and no name of an object.  Below what placeholders may nest nothing is."""
    if isinstance(value, str | _Waiting):
        return change(value)
    if nesting > 2 * MAX_NESTING:
        return value
    if isinstance(value, dict):
        return {key: _changed(inner, change, nesting + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_changed(inner, change, nesting + 1) for inner in value]
    return value


def _has_braces(request: FlowRequest) -> bool:
    for _, value in fields_of(request):
        if "{{" in value if isinstance(value, str) else any("{{" in text for text in texts_in(value)):
            return True
    return False


class _Broken(Exception):
    """Why a placeholder cannot be resolved, and what to do."""

    def __init__(self, why: str, fix: str) -> None:
        super().__init__(why)
        self.why = why
        self.fix = fix


@dataclass(frozen=True, slots=True)
class _Value:
    """A value worked out; ``size`` is about what it takes as JSON.  ``late``: what is still to come in it."""

    content: Any
    size: int
    late: frozenset[str] = frozenset()


class _Resolver:
    """One resolution.  A name is worked out once; the first thing wrong with it ends it, so the work stays in bounds."""

    def __init__(self, layers: Sequence[Layer], made: Made | None) -> None:
        self._given = made
        self._known: dict[str, tuple[Any, str]] = {}
        for layer in layers:
            for name, value in layer.values.items():
                if is_name(name):  # what another tool wrote may not stand for secret:name
                    self._known.setdefault(name, (value, layer.origin))
        self._done: dict[str, _Value] = {}
        self._broken: dict[str, _Broken] = {}
        self._size = 0
        self.uses: list[Use] = []
        self.problems: list[Problem] = []
        self.late: set[str] = set()
        self._seen: set[tuple[str, str]] = set()

    @property
    def _made(self) -> Made:
        """Made when the first built-in asks: few requests have one, and a run asks for each of its calls."""
        self._given = self._given or Made.fresh()
        return self._given

    def field(self, label: str, value: Any) -> Any:
        """The field with its values in it; what cannot be resolved stays as it is, and is told."""
        if isinstance(value, str) and "{{" not in value:  # most fields of most calls
            return value
        try:
            return self._within(label, value, 0, typed=not isinstance(value, str))
        except _Broken as wrong:
            self._tell(label, wrong)
            return value

    def _within(self, label: str, value: Any, nesting: int, *, typed: bool) -> Any:
        if isinstance(value, str):
            return self._direct(label, value, nesting, typed=typed) if "{{" in value else value
        if not isinstance(value, dict | list | tuple):
            return value
        if nesting >= MAX_NESTING:
            if any("{{" in text for text in texts_in(value)):
                raise _too_nested()
            return value
        if isinstance(value, dict):
            return {key: self._within(label, inner, nesting + 1, typed=True) for key, inner in value.items()}
        return [self._within(label, inner, nesting + 1, typed=True) for inner in value]

    def _direct(self, label: str, text: str, nesting: int, *, typed: bool) -> Any:
        """A text of the request itself: each placeholder is tried, so that everything wrong is told at once."""

        def put(name: str, spelled: str) -> _Value:
            try:
                found = self._use(label, name, nesting)
                self._size += found.size
                if self._size > MAX_SIZE:
                    raise _too_long()
            except _Broken as wrong:
                self._tell(label, wrong)
                return _Value(spelled, 0)
            return found

        def malformed(wrong: _Broken) -> None:
            self._tell(label, wrong)

        return _put_in(text, put, malformed, typed=typed).content

    def _use(self, label: str, name: str, nesting: int) -> _Value:
        if name in self._broken:
            raise self._broken[name]
        try:
            found = self._look_up(name, (), nesting)
            if (label, name) not in self._seen:
                self._seen.add((label, name))
                self.uses.append(self._told(label, name, found))
        except _Broken as wrong:
            self._broken[name] = wrong
            raise
        self.late |= found.late
        return found

    def _told(self, label: str, name: str, found: _Value) -> Use:
        if name in self._known:
            return Use(label, name, shown(_as_text(_settled(found.content, {})), 200), self._known[name][1])
        if name.startswith(SECRET):
            return Use(label, name, MASK, "keychain")
        return Use(label, name, in_words(name, self._made), "built-in")

    def _look_up(self, name: str, chain: tuple[str, ...], nesting: int) -> _Value:
        if name in self._done:
            return self._done[name]
        if name in chain:
            circle = " → ".join((*chain[chain.index(name) :], name))
            raise _Broken(f"“{name}” refers to itself: {circle}.", "Give one of them a value that does not refer to the others.")
        if len(chain) >= MAX_CHAIN:
            raise _Broken(f"“{chain[0]}” refers to more than {MAX_CHAIN} values, one through the other.", "Refer to a value more directly.")
        if name in self._known:
            found = self._worked_out(self._known[name][0], (*chain, name), nesting + 1)
        elif name == NEW_BROWSER_ID or (name.startswith(SECRET) and is_name(name.removeprefix(SECRET))):
            found = _Value(_Waiting(((name,),)), len(name), frozenset({name}))
        else:
            found = self._built_in(name, chain)
        self._done[name] = found
        return found

    def _built_in(self, name: str, chain: tuple[str, ...]) -> _Value:
        try:
            text = built_in(name, self._made)
        except WrongMoment as wrong:
            raise _Broken(str(wrong), "Write it like {{now+2h}} or {{today+7d}}.") from None
        if text is None:
            raise self._unknown(name, chain)
        return _Value(text, len(text))

    def _worked_out(self, value: Any, chain: tuple[str, ...], nesting: int) -> _Value:
        """A layer's value with the values it refers to in it."""
        if isinstance(value, str):
            return self._worked_out_text(value, chain, nesting)
        if isinstance(value, dict | list | tuple):
            return self._worked_out_tree(value, chain, nesting)
        return _Value(value, len(_as_text(value)))

    def _worked_out_text(self, text: str, chain: tuple[str, ...], nesting: int) -> _Value:
        if "{{" not in text:
            if len(text) > MAX_SIZE:
                raise _too_long()
            return _Value(text, len(text))

        def put(name: str, _: str) -> _Value:
            return self._look_up(name, chain, nesting)

        def malformed(wrong: _Broken) -> None:
            raise _Broken(f"The value “{chain[-1]}”: {wrong.why}", wrong.fix)

        return _put_in(text, put, malformed, typed=True)

    def _worked_out_tree(self, value: Any, chain: tuple[str, ...], nesting: int) -> _Value:
        if nesting >= MAX_NESTING:
            raise _too_nested()
        size, late = 2, frozenset[str]()
        made: list[Any] = []
        for inner in value.values() if isinstance(value, dict) else value:
            found = self._worked_out(inner, chain, nesting + 1)
            size += found.size + 3
            late |= found.late
            if size > MAX_SIZE:
                raise _too_long()
            made.append(found.content)
        if not isinstance(value, dict):
            return _Value(made, size, late)
        if size + sum(map(len, value)) > MAX_SIZE:
            raise _too_long()
        return _Value(dict(zip(value, made, strict=True)), size + sum(map(len, value)), late)

    def _unknown(self, name: str, chain: tuple[str, ...]) -> _Broken:
        via = f" The value “{chain[-1]}” refers to it." if chain else ""
        near = _nearest(name, (*self._known, *BUILT_INS)) if len(self.problems) < MAX_PROBLEMS else ""
        fix = (
            f"Perhaps {{{{{near}}}}}?" if near else "Give it a value with the request, a folder, the collection, the persona or the tenant."
        )
        return _Broken(f"Nothing is known by the name “{shown(name)}”.{via}", fix)

    def _tell(self, label: str, wrong: _Broken) -> None:
        problem = error(label, wrong.why, wrong.fix)
        if len(self.problems) < MAX_PROBLEMS and problem not in self.problems:
            self.problems.append(problem)


def _put_in(text: str, put: Callable[[str, str], _Value], malformed: Callable[[_Broken], None], *, typed: bool) -> _Value:
    """A text with its placeholders replaced.  One that is nothing but a placeholder takes the value's type if ``typed``."""
    parts: list[str | tuple[str]] = []
    late: frozenset[str] = frozenset()
    size, end = 0, 0
    for match in _TOKEN.finditer(text):
        parts.append(text[end : match.start()])
        size += match.start() - end
        end = match.end()
        name = (match[1] or "").strip()
        if match[0].startswith("\\"):
            parts.append("{{")
        elif not is_reference(name):
            malformed(_not_one(match))
            parts.append(match[0])
        else:
            found = put(name, match[0])
            if typed and match[0] == text:
                return found
            parts += _inside_text(name, found)
            late |= found.late
            size += found.size
        if size > MAX_SIZE + len(text):
            raise _too_long()
    parts.append(text[end:])
    whole = _Waiting(tuple(parts)) if late else "".join(part for part in parts if isinstance(part, str))
    return _Value(whole, size + len(text) - end, late)


def _inside_text(name: str, found: _Value) -> tuple[str | tuple[str], ...]:
    """A value in the midst of a text: what is no text is written as JSON writes it."""
    if isinstance(found.content, _Waiting):
        return found.content.parts
    if found.late:
        why = f"“{name}” is a list or an object that waits for a secret or a new browser ID, and cannot stand inside a text."
        raise _Broken(why, "Let it be the whole value of a parameter, or refer to the secret itself.")
    return (_as_text(found.content),)


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        kind = type(value).__name__
        raise _Broken(
            f"A value is of a kind JSON has no form for ({kind}).", "Use text, numbers, true, false, lists and objects."
        ) from None


def _not_one(match: re.Match[str]) -> _Broken:
    fix = "Write \\{{ where two braces are meant."
    if match[1] is None:
        return _Broken("{{ begins a placeholder, and no }} ends it.", f"Write it like {{{{name}}}}. {fix}")
    why = f"“{shown(match[0])}” is no placeholder: a name has letters, digits, _, - and . only."
    return _Broken(why, f"Write it like {{{{name}}}}. {fix}")


def _too_nested() -> _Broken:
    return _Broken(f"Lists and objects with placeholders stand more than {MAX_NESTING} deep inside each other.", "Make it flatter.")


def _too_long() -> _Broken:
    return _Broken(f"Placeholders bring in more than {MAX_SIZE:,} characters.", "Use shorter values, or refer to them less often.")


def _nearest(name: str, known: Sequence[str]) -> str:
    """The known name that is most like it; empty where none is."""
    candidates = [other for other in known[:2_000] if len(other) <= 100]
    for other in candidates:
        if other.casefold() == name.casefold():
            return other
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, candidates, 1, 0.7)), "")
