"""Fill expectations: values for the placeholders in what is expected, so that a data row can say what its answer has to hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain import FlowRequest
from workbench.domain.builtins import Made
from workbench.domain.expectation import EqualsBaseline, Expectation, ValueFits, VariantIs, content_of, has_placeholders
from workbench.domain.placeholders import Layer, escape, means_more, resolve
from workbench.domain.texts import texts_in
from workbench.usecases.judge import JudgeError

_KEY = "expected"


def as_it_is(value: Any) -> Any:
    """A value of a response as it has to stand in an expectation, so that braces in it are only braces."""
    return _escaped(value) if any(map(means_more, texts_in(value))) else value


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Mapping):
        return {key: _escaped(inner) for key, inner in value.items()}
    return [_escaped(inner) for inner in value] if isinstance(value, list) else value


def fill_expectations(expectations: Iterable[Expectation], layers: Sequence[Layer], made: Made) -> tuple[Expectation, ...]:
    """``layers`` are from near to far, ``made`` is what the call itself was sent with.

    A placeholder that is a whole value takes its type along.  Raises ``JudgeError`` where one has no value.
    """
    return tuple(_filled(place, each, layers, made) if has_placeholders(each) else each for place, each in enumerate(expectations))


def _filled(place: int, expectation: Expectation, layers: Sequence[Layer], made: Made) -> Expectation:
    found = resolve(FlowRequest(params={_KEY: content_of(expectation)}), layers, made)
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
