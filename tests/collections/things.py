"""Whatever can be saved, for property tests: texts with control characters, quotes and dots, any JSON as deep as it gets."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from workbench.collections import About, SavedEvent, SavedRequest
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, StreamEvent
from workbench.domain.condition import TYPES, Condition, Op
from workbench.domain.expectation import (
    Decided,
    EqualsBaseline,
    FitsSchema,
    NewBrowserId,
    StatusIs,
    Until,
    ValueFits,
    VariantIs,
    Wait,
    Within,
)
from workbench.domain.persona import Persona
from workbench.domain.selector import ByBody, ByPath, ByRules, Rule

AWKWARD = "\"'\\.#=[]{}<>|\n\r\t\x00\x1b\x7f\u2028\u00e9e\u0301 🎉0"
texts = st.text(max_size=12) | st.text(st.sampled_from(AWKWARD), max_size=12)
titles = texts.filter(str.strip)
keys = st.text(max_size=8) | st.text(st.sampled_from(AWKWARD), max_size=6)
numbers = st.integers() | st.integers(min_value=-(10**60), max_value=10**60) | st.floats(allow_nan=False, allow_infinity=False)
leaves = st.none() | st.booleans() | numbers | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=10)
objects = st.dictionaries(keys, values, max_size=4)
identities = st.none() | st.builds(BrowserId, texts) | st.builds(Email, texts) | st.builds(Identifiers, texts, texts)
markdown = texts | st.lists(
    texts | st.sampled_from(["<<<<<<< HEAD", "=======", ">>>>>>> main", '"""', "'''", "# Title", "a\\b"]), max_size=5
).map("\n".join)

whole_numbers = st.integers(1, 10**8)
bounds = whole_numbers.map(float) | st.floats(0.001, 10**8)
lists = st.lists(values, max_size=3)
paths = st.sampled_from(["$.a", "$..b[*]", "items[?@.n > 1].n", "$['it\\'s \\u00e9']"]) | titles
conditions = (
    st.builds(Condition, paths, st.sampled_from([Op.EXISTS, Op.ABSENT]))
    | st.builds(Condition, paths, st.sampled_from([Op.EQUALS, Op.CONTAINS]), values)
    | st.builds(Condition, paths, st.just(Op.IN), lists)
    | st.builds(Condition, paths, st.just(Op.MATCHES), texts)
    | st.builds(Condition, paths, st.just(Op.TYPE), st.sampled_from(TYPES))
    | st.builds(Condition, paths, st.just(Op.COUNT), st.integers(0, 10**6))
)
some_names = st.lists(titles, min_size=1, max_size=3).map(tuple)
expectations = (
    st.builds(ValueFits, conditions)
    | st.builds(StatusIs, st.lists(st.integers(100, 599), min_size=1, max_size=3).map(tuple))
    | st.builds(Within, bounds)
    | st.builds(VariantIs, some_names)
    | st.builds(FitsSchema, st.just("hero.schema.json") | objects)
    | st.builds(EqualsBaseline, st.lists(texts, max_size=2).map(tuple))
    | st.builds(Decided, st.booleans())
)
steps = st.just(NewBrowserId()) | st.builds(StreamEvent, texts, texts, texts, texts, texts, texts, texts, objects)
waits = st.builds(Wait, st.sampled_from(Until), bounds, whole_numbers, bounds)
selectors = (
    st.builds(ByPath, titles.map(str.strip))
    | st.builds(ByRules, st.lists(st.builds(Rule, conditions, texts), min_size=1, max_size=3).map(tuple), texts)
    | st.builds(ByBody, st.lists(texts, max_size=2).map(tuple))
)

requests = st.builds(
    SavedRequest,
    name=titles,
    request=st.builds(FlowRequest, texts, texts, texts, texts, texts, identities, objects, objects),
    description=markdown,
    values=objects,
    expectations=st.lists(expectations, max_size=3).map(tuple),
    setup=st.lists(steps, max_size=2).map(tuple),
    wait=st.none() | waits,
    variant=st.none() | selectors,
)
events = st.builds(SavedEvent, titles, st.builds(StreamEvent, texts, texts, texts, texts, texts, texts, texts, objects), markdown, objects)
personas = st.builds(Persona, titles, identities, texts, texts, texts, texts, objects, objects, markdown)
abouts = st.builds(About, titles, markdown, objects, st.none() | selectors)


def snapshot(folder: Path, hidden: bool = False) -> dict[str, bytes | None]:
    """Every file and folder below, and what it holds."""
    found = ((path.relative_to(folder), path) for path in folder.rglob("*"))
    kept = ((inner, path) for inner, path in found if hidden or not any(part.startswith(".") for part in inner.parts))
    return {inner.as_posix(): path.read_bytes() if path.is_file() else None for inner, path in kept}
