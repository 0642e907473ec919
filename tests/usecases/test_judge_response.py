"""One response judged by what its request expects: values of folders, the baseline, schemas, and braces that are only braces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.usecases.test_judge import answered
from workbench.collections import About, Collection, SavedRequest
from workbench.domain import FlowRequest
from workbench.domain.builtins import Made
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import EqualsBaseline, FitsSchema, ValueFits, VariantIs
from workbench.domain.expected import Expected
from workbench.domain.placeholders import Layer
from workbench.domain.selector import ByPath
from workbench.settings import UiState
from workbench.usecases.fill_expectations import as_it_is, fill_expectations
from workbench.usecases.judge import JudgeError
from workbench.usecases.judge_response import judge_response
from workbench.usecases.open_collections import OpenCollections

BODY = b'{"variantName": "Hero", "offer": {"name": "Gold plus"}}'


def kept(tmp_path: Path) -> tuple[OpenCollections, Path]:
    """A collection with one request whose folder says how variants are told apart."""
    state = UiState(tmp_path / "state.json")
    collections = OpenCollections(tmp_path / "own", lambda: state)
    Collection.create(tmp_path / "own", "Own")
    path = collections.save_new(tmp_path / "own", SavedRequest("Hero", FlowRequest("home_hero")))
    collections.save_about(tmp_path / "own", About("Own", variant=ByPath("$.variantName")))
    return collections, path


def test_what_stands_beside_the_request_is_looked_up(tmp_path: Path) -> None:
    collections, path = kept(tmp_path)
    collections.approve(path, BODY, "application/json")
    (tmp_path / "own" / "hero.schema.json").write_text('{"required": ["offer"]}')
    name = ValueFits(Condition("$.offer.name", Op.CONTAINS, "{{word}}"))
    expected = Expected((VariantIs(("Hero",)), EqualsBaseline(), FitsSchema("hero.schema.json"), name))
    layers = (Layer("this request", {"word": "Gold"}),)
    checks = judge_response(collections, path, expected, answered(BODY), layers)
    assert [check.held for check in checks] == [True] * 4
    checks = judge_response(collections, path, expected, answered(b'{"variantName": "Control"}'), layers)
    assert [check.held for check in checks] == [False] * 4
    with pytest.raises(JudgeError, match="word"):
        judge_response(collections, path, expected, answered(BODY))


texts = st.text(max_size=8) | st.sampled_from(
    ["{{name}}", "\\{{name}}", "\\\\{{name}}", "{{", "{{ not a name! }}", "{{secret:key}}", "a {{$uuid}} b"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


@given(values)
def test_a_value_of_a_response_is_expected_as_it_is_whatever_braces_it_holds(value: Any) -> None:
    expectation = ValueFits(Condition("$.a", Op.EQUALS, as_it_is(value)))
    (filled,) = fill_expectations([expectation], (Layer("this request", {"name": "Kim"}),), Made.fresh())
    assert isinstance(filled, ValueFits)
    assert repr(filled.condition.value) == repr(value)
