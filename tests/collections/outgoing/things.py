"""Collections to export: any text, any value, placeholders of every kind; and what an import gives back, to compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from workbench.collections.incoming import ImportedFolder
from workbench.collections.model import Item, SavedEvent, SavedRequest
from workbench.collections.outgoing import ExportFolder
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, StreamEvent

NASTY = (
    "'",
    '"',
    "\\",
    "\\\\",
    "`",
    "$",
    "{",
    "}",
    "}}",
    "\n",
    "\r\n",
    "\t",
    "\x00",
    "\x1b",
    "\u2028",
    "\u202e",
    "é",
    "日本",
    "\U0001f600",
    "//",
    "/*",
)
texts = (
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=3)), max_size=5)
    .map("".join)
    .map(lambda text: text.replace("{{", "{ {").rstrip("{"))
)
titles = st.text(st.characters(codec="utf-8", categories=("Lu", "Ll", "Lo", "Nd", "Sc", "So")), min_size=1, max_size=16).filter(
    str.isprintable
)
"""One line, as names of requests and folders are."""

VALUES: dict[str, Any] = {
    "tier": "gold",
    "said": 'he said "no"\n\\ \u2028',
    "n": 7,
    "big": 2**70,
    "on": True,
    "none": None,
    "list": ["a", "{{n}}", '"{{said}}"'],
    "deep": {"tier": "{{tier}}", "n": "{{n}}"},
    "alias": "{{n}}",
    "größe": "x {{tier}}",
    "a.b": "dotted",
}
USES_ALL = SavedRequest(
    "Uses every value", FlowRequest("uses", "WEB", identity=Email("a@b.c"), params={name: f"{{{{{name}}}}}" for name in VALUES})
)
"""An import keeps values that a request uses."""

placeholders = st.sampled_from(
    [
        "{{tier}}",
        "{{said}}",
        "{{n}}",
        "{{alias}}",
        "{{on}}",
        "{{big}}",
        "{{größe}}",
        "{{a.b}}",
        "{{list}}",
        "{{deep}}",
        "{{none}}",
        "{{inner}}",
    ]
)
inside = st.sampled_from(["{{tier}}", "{{said}}", "{{n}}", "{{big}}", "{{größe}}", "{{a.b}}", "{{inner}}", "{{on}}"])
mixed = st.tuples(texts, inside, texts).map("".join)
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(-1e9, 1e9).map(lambda x: round(x, 3)), texts, placeholders, mixed)
values = st.recursive(leaves, lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(titles, deeper, max_size=3), max_leaves=8)
identities = st.one_of(
    st.just(BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b")),
    mixed.map(Email),
    st.builds(Identifiers, mixed, mixed),
)
flow_requests = st.builds(
    FlowRequest,
    friendly_id=st.from_regex("[a-z_]{1,12}", fullmatch=True),
    channel=st.sampled_from(["", "WEB"]),
    language=st.sampled_from(["", "DE", "{{tier}}"]),
    point_of_sale=mixed,
    identity=identities,
    params=st.dictionaries(titles, values, max_size=4),
    extra=st.dictionaries(st.sampled_from(["page", "uri", "guestRef"]), st.one_of(placeholders, mixed), max_size=2),
)
saved = st.builds(
    SavedRequest,
    name=titles,
    request=flow_requests,
    description=texts,
    values=st.sampled_from([{}, {"tier": 'own "tier"', "n": 8}, {"inner": "nearest"}]),
)


events = st.builds(
    SavedEvent,
    name=titles,
    event=st.builds(
        StreamEvent,
        type=st.sampled_from(["VIEW", "IDENTITY", "{{tier}}"]),
        browser_id=st.sampled_from(["12435206-1234-4f0b-9d55-6e46b0e4a42b", "{{new_browser_id}}"]),
        language=st.sampled_from(["", "DE"]),
        point_of_sale=st.sampled_from(["", "shop/ie"]),
        page=st.sampled_from(["", "home", "{{n}}"]),
        fields=st.dictionaries(st.sampled_from(["ext", "email", "x"]), values, max_size=3),
    ),
    description=texts,
    values=st.sampled_from([{}, {"inner": "nearest"}]),
)


def collection(above: Sequence[Item], inside: Sequence[Item], title: str) -> ExportFolder:
    """Two folders and the collection, each with values; every value is used somewhere."""
    folder = ExportFolder(title, "Some *words*", {"inner": "folder's", "tier": "silver"}, (*inside, USES_ALL, *_using(inside)))
    return ExportFolder("Shop", "About it", {**VALUES, "inner": "collection's"}, (folder, *above, USES_ALL, *_using(above)))


def _using(requests: Sequence[Item]) -> list[SavedRequest]:
    return [SavedRequest("Uses inner", FlowRequest("uses_inner", identity=Email("a@b.c"), params={"inner": "{{inner}}"}))]


def as_export(folder: ImportedFolder) -> ExportFolder:
    items = tuple(as_export(item) if isinstance(item, ImportedFolder) else item for item in folder.items)
    return ExportFolder(folder.name, folder.description, dict(folder.values), items, folder.personas)
