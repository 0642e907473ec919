"""Whatever can be saved, for property tests: texts with control characters, quotes and dots, any JSON as deep as it gets."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from workbench.collections import About, SavedEvent, SavedRequest
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, StreamEvent
from workbench.domain.persona import Persona

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

requests = st.builds(
    SavedRequest,
    name=titles,
    request=st.builds(FlowRequest, texts, texts, texts, texts, texts, identities, objects, objects),
    description=markdown,
    values=objects,
)
events = st.builds(SavedEvent, titles, st.builds(StreamEvent, texts, texts, texts, texts, texts, texts, texts, objects), markdown, objects)
personas = st.builds(Persona, titles, identities, texts, texts, texts, texts, objects, objects, markdown)
abouts = st.builds(About, titles, markdown, objects)


def snapshot(folder: Path, hidden: bool = False) -> dict[str, bytes | None]:
    """Every file and folder below, and what it holds."""
    found = ((path.relative_to(folder), path) for path in folder.rglob("*"))
    kept = ((inner, path) for inner, path in found if hidden or not any(part.startswith(".") for part in inner.parts))
    return {inner.as_posix(): path.read_bytes() if path.is_file() else None for inner, path in kept}
