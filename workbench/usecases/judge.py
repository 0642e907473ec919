"""Judge: what an answer shows, and which expectations it meets; compiled once for each saved request, asked of every call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain import Exchange, JsonObject, Meaning, Response, read_outcome
from workbench.domain.condition import Condition, Op, as_text
from workbench.domain.expectation import Decided, EqualsBaseline, Expectation, FitsSchema, StatusIs, ValueFits, VariantIs, Within, either
from workbench.domain.outcome import read_decision
from workbench.domain.selector import Selector
from workbench.domain.texts import whole
from workbench.experiments.answer import Check, Shown, Shows
from workbench.inspect import (
    DiffOptions,
    NotJson,
    PatternError,
    SchemaError,
    compile_schema,
    diff,
    normalize_pattern,
    parse_json,
    read,
    read_schema,
)
from workbench.inspect.summary import summarize
from workbench.usecases.propose_selectors import propose_selectors
from workbench.usecases.read_variant import CannotTell, SelectorError, compile_condition, compile_ignore, compile_selector, why_nothing

__all__ = ["DECIDED", "Judge", "JudgeError", "propose_selectors"]

DECIDED = "Decided"
"""The variant of an answer that decided something, where nobody said how variants are told apart."""
LONGEST = 200
"""Characters of what was found."""


class JudgeError(ValueError):
    """What cannot be judged, in a sentence.  ``place`` counts the expectations from 0; ``None`` is the variant selector."""

    def __init__(self, why: str, place: int | None = None) -> None:
        super().__init__(why)
        self.place = place


class _Seen:
    """One answer on its way through the checks; its body is parsed once, and no sooner than somebody looks."""

    __slots__ = ("exchange", "response", "shown", "trouble", "value")

    def __init__(self, exchange: Exchange, response: Response, shown: Shown) -> None:
        self.exchange = exchange
        self.response = response
        self.shown = shown
        self.value: Any = None
        self.trouble = ""
        """Why there is no value."""


_Look = Callable[[_Seen], tuple[bool, str]]
"""Whether it held, and what was found."""


class Judge:
    """Raises :class:`JudgeError` for a path, a pattern or a schema that is none, and for a schema that is not among ``schemas``.

    ``schemas`` are the files that expectations name, ``baseline`` is the body that was approved, ``None`` where none was;
    ``compare`` says what else is no difference from it.
    """

    def __init__(
        self,
        selector: Selector | None,
        expectations: Sequence[Expectation] = (),
        *,
        baseline: bytes | None = None,
        schemas: Mapping[str, bytes] | None = None,
        compare: DiffOptions | None = None,
    ) -> None:
        self._selector = selector
        try:
            self._named = compile_selector(selector) if selector is not None else None
        except SelectorError as wrong:
            raise JudgeError(str(wrong)) from None
        self._baseline = baseline
        self._schemas = schemas if schemas is not None else {}
        self._compare = compare or DiffOptions()
        self._looks: list[tuple[str, str, _Look]] = []
        for place, expectation in enumerate(expectations):
            try:
                self._looks.append((str(expectation), _expected(expectation), self._compiled(expectation)))
            except (SelectorError, PatternError, SchemaError) as wrong:
                raise JudgeError(str(wrong), place) from None

    def judge(self, exchange: Exchange) -> tuple[Shown, tuple[Check, ...]]:
        """What one call shows, and one check for each expectation, in their order."""
        seen = self._see(exchange)
        if isinstance(seen, Shown):
            found = f"no response: {exchange.failure.kind.heading}" if exchange.failure else "no response"
            return seen, tuple(Check(name, False, expected, found) for name, expected, _ in self._looks)
        return seen.shown, tuple(self._check(seen, *look) for look in self._looks)

    def shown(self, exchange: Exchange) -> Shown:
        """What one call shows, without its expectations."""
        seen = self._see(exchange)
        return seen if isinstance(seen, Shown) else seen.shown

    # -- what it shows ----------------------------------------------------------------------------

    def _see(self, exchange: Exchange) -> _Seen | Shown:
        response = exchange.response
        if response is None:
            return Shown(Shows.ERROR, why=str(exchange.failure) if exchange.failure else "No response came.")
        seen = _Seen(exchange, response, Shown(Shows.ERROR))
        if response.body.strip():
            try:
                seen.value = parse_json(response.body)
            except NotJson as wrong:
                seen.trouble = str(wrong)
        else:
            seen.trouble = "The body is empty."
        seen.shown = self._shows(seen)
        return seen

    def _shows(self, seen: _Seen) -> Shown:
        response = seen.response
        if not response.is_success:
            return Shown(Shows.ERROR, why=_why_error(response))
        if seen.trouble:
            empty = not response.body.strip()
            return Shown(Shows.NOTHING if empty else Shows.UNREADABLE, why=seen.trouble)
        outcome = read_decision(seen.value)
        if outcome.meaning is Meaning.NOTHING:
            return Shown(Shows.NOTHING, why=outcome.why)
        if self._named is None or self._selector is None:
            return Shown(Shows.VARIANT, DECIDED)
        try:
            variant = whole(self._named(seen.value))
        except (CannotTell, NotJson) as wrong:
            return Shown(Shows.UNREADABLE, why=str(wrong))
        return Shown(Shows.VARIANT, variant) if variant else Shown(Shows.NOTHING, why=why_nothing(self._selector))

    # -- what is expected -------------------------------------------------------------------------

    def _check(self, seen: _Seen, name: str, expected: str, look: _Look) -> Check:
        try:
            held, found = look(seen)
        except (CannotTell, NotJson) as wrong:
            return Check(name, False, expected, str(wrong))
        return Check(name, held, expected, found if len(found) <= LONGEST else f"{found[: LONGEST - 1]}…")

    def _compiled(self, expectation: Expectation) -> _Look:
        match expectation:
            case ValueFits(condition):
                return _value(condition)
            case StatusIs(statuses):
                return lambda seen: (seen.response.status in statuses, str(seen.response.status))
            case Within(most):
                return lambda seen: (seen.exchange.timing.total <= most, f"{seen.exchange.timing.total:,.0f} ms")
            case VariantIs(variants):
                if self._named is None:
                    raise SelectorError(
                        'A variant is expected, and nothing says how to tell it; write variant = "$.variantName" or the like.'
                    )
                return lambda seen: (seen.shown.shows is Shows.VARIANT and seen.shown.variant in variants, whole(seen.shown.label))
            case Decided(decided):
                wanted = Shows.VARIANT if decided else Shows.NOTHING
                return lambda seen: (seen.shown.shows is wanted, _decision(seen.shown))
            case EqualsBaseline(ignore):
                return self._like_baseline(ignore)
            case FitsSchema(schema):
                return self._schema(schema)

    def _like_baseline(self, ignore: tuple[str, ...]) -> _Look:
        options = replace(self._compare, ignore=(*self._compare.ignore, *map(normalize_pattern, ignore)))
        canonical = compile_ignore(options.ignore)
        if self._baseline is None:
            return lambda seen: (False, "no baseline is approved for this request")
        baseline = self._baseline
        document = read(baseline)
        try:
            wanted = canonical(parse_json(baseline))
        except NotJson:
            wanted = b""

        def look(seen: _Seen) -> tuple[bool, str]:
            if seen.response.body == baseline or (wanted and not seen.trouble and canonical(seen.value) == wanted):
                return True, "equal"
            found = diff(document, read(seen.response.body, seen.response.content_type), options)
            return found.equal, "equal" if found.equal else summarize(found)

        return look

    def _schema(self, named: str | JsonObject) -> _Look:
        schema = read_schema(named, self._schemas) if isinstance(named, str) else compile_schema(named, self._schemas)

        def look(seen: _Seen) -> tuple[bool, str]:
            if seen.trouble:
                return False, seen.trouble
            problems = schema.problems(seen.value)
            return not problems, whole("; ".join(problems)) or "it fits"

        return look


def _value(condition: Condition) -> _Look:
    judged = compile_condition(condition)

    def look(seen: _Seen) -> tuple[bool, str]:
        if seen.trouble:
            return False, seen.trouble
        held, found = judged(seen.value)
        if condition.op is Op.COUNT:
            only = found[0] if len(found) == 1 and isinstance(found[0], list) else found
            return held, str(len(only))
        if not found:
            return held, "nothing"
        return held, whole(", ".join(as_text(one) for one in found[:10]))

    return look


def _expected(expectation: Expectation) -> str:
    """What stands beside what was found."""
    match expectation:
        case ValueFits(condition):
            return str(expectation).removeprefix(f"{condition.path} ")
        case StatusIs(statuses):
            return either([str(status) for status in statuses])
        case Within(most):
            return f"at most {most:,.10g} ms"
        case VariantIs(variants):
            return either(variants)
        case Decided(decided):
            return "decided" if decided else "nothing decided"
        case EqualsBaseline():
            return "equal to the baseline"
        case FitsSchema(schema):
            return schema if isinstance(schema, str) else "the JSON Schema"


def _decision(shown: Shown) -> str:
    if shown.shows is Shows.VARIANT:
        return "decided" if shown.variant == DECIDED else f"decided: {shown.variant}"
    return f"{shown.shows.value}: {shown.why}" if shown.why else shown.shows.value


def _why_error(response: Response) -> str:
    outcome = read_outcome(response)
    said = outcome.vendor.message or outcome.vendor.developer_message if outcome.vendor is not None else ""
    return f"{outcome.headline}: {said}" if said else f"{outcome.headline}. {outcome.why}"
