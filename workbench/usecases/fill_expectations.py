"""Fill expectations: values for the placeholders in what is expected, so that a data row can say what its answer has to hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain import FlowRequest
from workbench.domain.builtins import Made
from workbench.domain.expectation import EqualsBaseline, Expectation, ValueFits, VariantIs
from workbench.domain.placeholders import Layer, placeholders_in, resolve
from workbench.domain.texts import texts_in
from workbench.usecases.judge import JudgeError

_KEY = "expected"


def has_placeholders(expectation: Expectation) -> bool:
    """In a value, a variant or a path that is ignored; JSONPaths are taken as they are."""
    return any(placeholders_in(text) for text in texts_in(_content(expectation)) if "{{" in text)


def fill_expectations(expectations: Iterable[Expectation], layers: Sequence[Layer], made: Made) -> tuple[Expectation, ...]:
    """``layers`` are from near to far, ``made`` is what the call itself was sent with.

    A placeholder that is a whole value takes its type along.  Raises ``JudgeError`` where one has no value.
    """
    return tuple(_filled(place, each, layers, made) if has_placeholders(each) else each for place, each in enumerate(expectations))


def _content(expectation: Expectation) -> Any:
    match expectation:
        case ValueFits(condition):
            return condition.value
        case VariantIs(variants):
            return list(variants)
        case EqualsBaseline(ignore):
            return list(ignore)
    return None


def _filled(place: int, expectation: Expectation, layers: Sequence[Layer], made: Made) -> Expectation:
    found = resolve(FlowRequest(params={_KEY: _content(expectation)}), layers, made)
    if found.problems:
        raise JudgeError(f"{expectation}: {found.problems[0].why}", place)
    if found.secrets or found.needs_browser_id:
        raise JudgeError(f"{expectation}: a secret or a new browser ID cannot be what is expected.", place)
    value = found.request.params[_KEY]
    match expectation:
        case ValueFits(condition):
            return ValueFits(replace(condition, value=value))
        case VariantIs():
            return VariantIs(tuple(each if isinstance(each, str) else str(each) for each in value))
        case EqualsBaseline():
            return EqualsBaseline(tuple(map(str, value)))
    return expectation
