"""Expectations in files: read aloud, changed one by one beside comments, and refused with file, line and what was expected."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.collections.things import expectations, selectors, snapshot, steps
from workbench.collections import About, Collection, InvalidFile, SavedRequest
from workbench.collections.codec import request_of, to_plain
from workbench.collections.files import parse_source
from workbench.collections.layout import relaid
from workbench.collections.rows import SPECIAL
from workbench.collections.rows import TYPES as ROW_TYPES
from workbench.domain import FlowRequest
from workbench.domain.condition import TYPES, Condition, Op
from workbench.domain.event import StreamEvent
from workbench.domain.expectation import (
    Decided,
    EqualsBaseline,
    Expectation,
    FitsSchema,
    NewBrowserId,
    StatusIs,
    Until,
    ValueFits,
    VariantIs,
    Wait,
    Within,
)
from workbench.domain.selector import ByBody, ByPath, ByRules, Rule, Selector

ALOUD = """\
format = 1
name = "Home hero"
friendly_id = "home_hero"
variant = "$.variantName"

[[expect]]
status = 200

[[expect]]
path = "$.offer.name"
contains = "Gold"

[[expect]]
within_ms = 400

[[expect]]
variant_in = ["Control", "Hero with offer"]

[[expect]]
decided = true

[[expect]]
schema = "hero.schema.json"

[[expect]]
baseline = true
ignore = ["$.decision.decidedAt"]

[[before]]
new_browser_id = true

[[before]]
event = "VIEW"
page = "home"

[wait]
until = "variant changes"
seconds = 20
"""
EXPECTATIONS: tuple[Expectation, ...] = (
    StatusIs((200,)),
    ValueFits(Condition("$.offer.name", Op.CONTAINS, "Gold")),
    Within(400),
    VariantIs(("Control", "Hero with offer")),
    Decided(),
    FitsSchema("hero.schema.json"),
    EqualsBaseline(("$.decision.decidedAt",)),
)
SAVED = SavedRequest(
    "Home hero",
    FlowRequest("home_hero"),
    expectations=EXPECTATIONS,
    setup=(NewBrowserId(), StreamEvent("VIEW", page="home")),
    wait=Wait(Until.VARIANT_CHANGES, 20),
    variant=ByPath("$.variantName"),
)


def read(text: str) -> SavedRequest:
    return request_of(parse_source(Path("hero.request.toml"), text.encode()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Collection.create(tmp_path, "x")
    return tmp_path / "hero.request.toml"


def save(path: Path, **changes: Any) -> str:
    collection = Collection(path.parent)
    collection.save(path, replace(collection.load(path), **changes))
    return path.read_text()


def test_a_file_is_written_as_it_is_read_aloud(path: Path) -> None:
    assert read(ALOUD) == SAVED
    Collection(path.parent).save(path, SAVED)
    assert path.read_text() == ALOUD


EVERY: list[tuple[str, Expectation]] = [
    ('path = "$.a"\nexists = true', ValueFits(Condition("$.a", Op.EXISTS))),
    ('path = "$.a"\nabsent = true', ValueFits(Condition("$.a", Op.ABSENT))),
    ('path = "$.a"\nequals = [1, {b = 1.5}]', ValueFits(Condition("$.a", Op.EQUALS, [1, {"b": 1.5}]))),
    ('path = "$.a"\nequals_json = "null"', ValueFits(Condition("$.a", Op.EQUALS, None))),
    ('path = "$.a"\nin = ["x", 2]', ValueFits(Condition("$.a", Op.IN, ["x", 2]))),
    ('path = "$.a"\nmatches = "^G"', ValueFits(Condition("$.a", Op.MATCHES, "^G"))),
    ('path = "$.a"\ntype = "array"', ValueFits(Condition("$.a", Op.TYPE, "array"))),
    ('path = "$.a"\ncount = 0', ValueFits(Condition("$.a", Op.COUNT, 0))),
    ("status_in = [200, 204]", StatusIs((200, 204))),
    ("within_ms = 0.5", Within(0.5)),
    ('variant = "A"', VariantIs(("A",))),
    ("decided = false", Decided(False)),
    ("baseline = true", EqualsBaseline()),
    ('[expect.schema]\ntype = "object"', FitsSchema({"type": "object"})),
    ("schema_json = '{\"const\": null}'", FitsSchema({"const": None})),
]


@pytest.mark.parametrize(("text", "expectation"), EVERY, ids=[text.partition("\n")[2] or text for text, _ in EVERY])
def test_each_kind_has_its_words(text: str, expectation: Expectation) -> None:
    assert read(f"[[expect]]\n{text}\n").expectations == (expectation,)
    (plain,) = to_plain(replace(SAVED, expectations=(expectation,)))["expect"]
    assert plain == tomllib.loads(f"[[expect]]\n{text}\n")["expect"][0] or "_json" in text


@pytest.mark.parametrize(
    ("text", "selector"),
    [
        ("variant = { body = true, ignore = ['$.at'] }", ByBody(("$.at",))),
        (
            '[variant]\notherwise = "Control"\n[[variant.rules]]\npath = "$.a"\nexists = true\nvariant = "A"\n',
            ByRules((Rule(Condition("$.a", Op.EXISTS), "A"),), "Control"),
        ),
        (
            'variant_json = \'{"rules": [{"path": "$.a", "equals": null, "variant": "A"}]}\'',
            ByRules((Rule(Condition("$.a", Op.EQUALS, None), "A"),)),
        ),
    ],
)
def test_each_kind_of_selector_has_its_words(text: str, selector: Selector, path: Path) -> None:
    assert read(text).variant == selector
    Collection(path.parent).save(path, replace(SAVED, variant=selector))
    assert Collection(path.parent).load(path).variant == selector


def test_an_event_says_all_it_has(path: Path) -> None:
    event = StreamEvent("IDENTITY", "{{guest}}", "WEB", "EN", "EUR", "acme", "login", {"email": "a@example.com", "none": None})
    Collection(path.parent).save(path, replace(SAVED, setup=(event,)))
    assert "fields_json" in path.read_text()
    assert Collection(path.parent).load(path).setup == (event,)
    assert read('[[before]]\nevent = "X"\n[before.fields]\next = {a = 1}\n').setup == (StreamEvent("X", fields={"ext": {"a": 1}}),)


WRONG = [
    ("[[expect]]\nstatus = 200\n\n[[expect]]\n# here\nstatus = 'ok'", 6, "status: expected a status like 200, found a text."),
    ("[[expect]]\nstatus = 99", 2, "status: expected a status like 200, found 99."),
    ("[[expect]]\nstatus_in = []", 2, "status_in: expected a list of statuses, like [200, 204], found a list."),
    ("[[expect]]\nwithin_ms = 0", 2, "within_ms: expected a number above 0, like 400, found 0."),
    ('[[expect]]\npath = "$.a"\ncontians = "x"', 2, "found none of them"),
    ('[[expect]]\npath = "$.a"\nexists = true\nstatus = 200', 4, "found path and status together"),
    ('[[expect]]\npath = "$.a"\nexists = true\nequals = 1', 4, "found exists and equals together"),
    ('[[expect]]\npath = "$.a"\nexists = false', 3, "exists: expected true, found false"),
    ('[[expect]]\npath = "$.a"\nequals = 1\nignore = ["x"]', 4, "ignore: it means nothing here."),
    ('[[expect]]\npath = "$.a"\nequals = 2026-01-01', 3, "put it in quotes"),
    ('[[expect]]\npath = "$.a"\nequals_json = "nul"', 3, "this is not valid JSON"),
    ('[[expect]]\npath = "$.a"\nequals_json = "NaN"', 3, "this is not valid JSON"),
    ('[[expect]]\npath = "$.a"\nequals = 1\nequals_json = "1"', 4, "are both set"),
    ('[[expect]]\npath = "$.a"\nin = "x"', 3, "in: expected a list of values"),
    ('[[expect]]\npath = "$.a"\ntype = "text"', 3, "one of object, array, string, number, integer, boolean or null"),
    ('[[expect]]\npath = "$.a"\ncount = -1', 3, "count: expected a whole number like 3, found -1."),
    ('[[expect]]\npath = "$.a"\nmatches = 1', 3, "a regular expression in quotes"),
    ('[[expect]]\npath = ""\nexists = true', 2, "expected a path"),
    ('[[expect]]\nvariant = ""', 2, "expected the name of a variant"),
    ('[[expect]]\nschema = "../x.schema.json"', 2, "expected a file beside this one"),
    ('[[expect]]\nschema = "x.json"', 2, "expected a file beside this one"),
    ("[[expect]]\nbaseline = true\nignore = 'x'", 3, "a list of texts"),
    ("[[expect]]\ndecided = 1", 2, "expected true or false, found 1"),
    ("[[expect]]", 1, "found nothing"),
    ("[expect]\nstatus = 200", 1, "expected [[expect]] tables, found a table"),
    ("x = 1\nexpect = [{status = 200}, {status = 1}]", 2, "expected a status"),
    ('[[before]]\nevents = "VIEW"', 2, "before: found events."),
    ("[[before]]\nnew_browser_id = true\npage = 'x'", 3, "page: it means nothing here."),
    ("[[before]]\nevent = 1", 2, "the type of an event"),
    ("[[before]]\nevent = 'X'\nfields = 1", 3, "fields: expected a table, found a number."),
    ("[wait]\nuntil = 'then'", 2, "until: expected “variant changes” or “expectations hold”."),
    ("[wait]\nuntil = 'variant changes'\ncalls = 1.5", 3, "calls: expected a whole number above 0, like 20, found 1.5."),
    ("[wait]\nuntil = 'variant changes'\nsecond = 5", 3, "second: it means nothing here."),
    ("wait = 5", 1, "expected a [wait] table"),
    ("name = 'x'\nvariant = 5", 2, "variant: expected a path"),
    ("variant = '$.a'\nvariant_json = '\"$.a\"'", 2, "are both set"),
]


@pytest.mark.parametrize(("text", "line", "why"), WRONG, ids=[why[:40] for _, _, why in WRONG])
def test_what_is_wrong_is_told_with_file_line_and_what_was_expected(text: str, line: int, why: str) -> None:
    with pytest.raises(InvalidFile) as told:
        read(text)
    assert str(told.value).startswith(f"hero.request.toml: line {line}, ")
    assert why in str(told.value)


def test_a_secret_in_the_wrong_field_is_not_repeated() -> None:
    with pytest.raises(InvalidFile) as told:
        read('[[expect]]\nstatus = "pr1vate-key"')
    assert "pr1vate" not in str(told.value)


# -- comments and order ----------------------------------------------------------------------------

BY_HAND = """\
name = "Hero"   # the hero

# The status first
[[expect]]
status_in = [200]   # always

# Gold members only
[[expect]]
contains = "Gold"   # order by hand
path = "$.offer.name"

[[expect]]  # slow since May
within_ms = 400.0

# Nothing of ours
[x-tool]
text = '''
[[expect]]
status = 1
'''

# Before the call
[[before]]
page = "home"
event = "VIEW"

[wait]
seconds = 20.0 # long
until = "variant changes"
"""


@pytest.fixture
def by_hand(path: Path) -> Path:
    path.write_text(BY_HAND)
    return path


def test_a_file_by_hand_stays_byte_for_byte(by_hand: Path) -> None:
    assert save(by_hand) == BY_HAND


def test_one_change_is_one_line(by_hand: Path) -> None:
    first, gold, slow = Collection(by_hand.parent).load(by_hand).expectations
    assert isinstance(gold, ValueFits)
    changed = replace(gold, condition=replace(gold.condition, value="Silver"))
    assert save(by_hand, expectations=(first, changed, slow)) == BY_HAND.replace('"Gold"', '"Silver"')
    assert save(by_hand, expectations=(first, gold, slow)) == BY_HAND
    assert save(by_hand, setup=(StreamEvent("VIEW", page="cart"),)) == BY_HAND.replace('page = "home"', 'page = "cart"')
    assert save(by_hand, setup=(StreamEvent("VIEW", page="home"),)) == BY_HAND
    wait = save(by_hand, wait=Wait(Until.VARIANT_CHANGES, 20, 5))
    assert wait == BY_HAND + "calls = 5\n"


def test_one_more_stands_after_the_last(by_hand: Path) -> None:
    before = Collection(by_hand.parent).load(by_hand).expectations
    text = save(by_hand, expectations=(*before, Decided()))
    assert text == BY_HAND.replace("within_ms = 400.0\n", "within_ms = 400.0\n\n[[expect]]\ndecided = true\n")


def test_one_more_in_between_leaves_the_comment_with_what_it_is_about(by_hand: Path) -> None:
    first, *rest = Collection(by_hand.parent).load(by_hand).expectations
    text = save(by_hand, expectations=(first, Decided(), *rest))
    assert text == BY_HAND.replace("# always\n", "# always\n\n[[expect]]\ndecided = true\n")


def test_what_goes_takes_its_own_comment_along_and_no_other(by_hand: Path) -> None:
    first, _, slow = Collection(by_hand.parent).load(by_hand).expectations
    text = save(by_hand, expectations=(first, slow))
    gone = '# Gold members only\n[[expect]]\ncontains = "Gold"   # order by hand\npath = "$.offer.name"\n\n'
    assert text == BY_HAND.replace(gone, "")


def test_all_may_go_and_come_back(by_hand: Path) -> None:
    before = Collection(by_hand.parent).load(by_hand).expectations
    text = save(by_hand, expectations=())
    assert "expect" not in tomllib.loads(text) and "# Nothing of ours" in text and "# the hero" in text
    assert "status = 1" in save(by_hand, expectations=before)
    assert Collection(by_hand.parent).load(by_hand).expectations == before


def test_a_list_in_one_line_stays_one(path: Path) -> None:
    path.write_text("expect = [\n  {status = 200}, # one\n  {decided = true}, # two\n]\n")
    text = save(path, expectations=(StatusIs((204,)), Decided()))
    assert tomllib.loads(text) == {"expect": [{"status": 204}, {"decided": True}]} and "# two" in text


@given(
    st.lists(expectations, min_size=1, max_size=4), st.lists(expectations, max_size=4), st.lists(steps, max_size=2), st.none() | selectors
)
def test_any_row_becomes_any_other_beside_comments(old: list[Any], new: list[Any], before: list[Any], variant: Any) -> None:
    first = SavedRequest("x", FlowRequest("x"), expectations=tuple(old), setup=tuple(before), variant=variant)
    second = replace(first, expectations=tuple(new))
    path = Path("x.request.toml")
    text = relaid(path, "", {}, to_plain(first)).replace("[[expect]]\n", "[[expect]]  # mine\n") + "\n[tool] # last\nx = 1\n"
    made = relaid(path, text, to_plain(first), to_plain(second))
    assert repr(request_of(parse_source(path, made.encode()))) == repr(second)
    assert tomllib.loads(made)["tool"] == {"x": 1} and "# last" in made
    assert made.count("# mine") >= sum(one is two for one, two in zip(old, new, strict=False))


BLOCKS = (
    "# one\n", "\n", "[[expect]]\nstatus = 200\n", "[[expect]] # two\n# three\npath = '$.a' # four\nequals = {b = [1, 2]} # five\n",
    '[[expect]]\n"contains" = """\n[[expect]]\n# no comment\n"""\npath = "x"\n', "[[expect]]\n\n[expect.schema] # six\ntype = 'object'\n\n[expect.schema.properties.a]\nenum = [\n  1, # seven\n]\n",
    "  [[expect]]\n  variant_in = [\n    'A', # eight\n    'B',\n  ]\n", "[[before]]\nnew_browser_id = true # nine\n", "[[before]] # ten\nfields.a = 1\nevent = 'X'\n",
    "[wait] # eleven\nuntil = 'variant changes'\nseconds = 5.0 # twelve\n", "[values]\nx = 1 # thirteen\n", "[tool]\nlist = [\n  ['expect'],\n]\n", "[[tool.expect]]\nx = 1\n",
    "[variant] # fourteen\nbody = true\n",
)  # fmt: skip
HEADS = (
    "",
    "variant = '$.v' # head\n",
    "expect = [{status = 200}, # in line\n {decided = true}]\n",
    "variant = {body = true, ignore = ['a']}\n",
)


@settings(max_examples=300)
@given(st.sampled_from(HEADS), st.lists(st.sampled_from(BLOCKS), max_size=7, unique=True).map("".join), st.data())
def test_whatever_was_laid_out_by_hand_is_changed_rightly_or_left_alone(head: str, blocks: str, data: st.DataObject) -> None:
    text = head + blocks
    path = Path("hero.request.toml")
    try:
        saved = read(text)
    except InvalidFile:
        return
    kept = list(saved.expectations)
    place = data.draw(st.integers(0, len(kept)))
    what = data.draw(st.sampled_from(["insert", "replace", "delete", "nothing"]))
    if what == "insert":
        kept.insert(place, Decided(False))
    elif place < len(kept) and what != "nothing":
        kept[place : place + 1] = [VariantIs(("Z",))] if what == "replace" else []
    wanted = replace(saved, expectations=tuple(kept), variant=data.draw(st.sampled_from([saved.variant, ByPath("$.other"), None])))
    try:
        made = relaid(path, text, to_plain(saved), to_plain(wanted))
    except InvalidFile:
        return
    assert repr(read(made)) == repr(wanted)
    ours = ("expect", "variant", "variant_json")
    assert {k: v for k, v in tomllib.loads(made).items() if k not in ours} == {
        k: v for k, v in tomllib.loads(text).items() if k not in ours
    }
    if repr(wanted) == repr(saved):
        assert made == text
    elif what in ("insert", "nothing") and wanted.variant == saved.variant:
        assert set(re.findall("# .*", made)) >= set(re.findall("# .*", text))


# -- what folders say ------------------------------------------------------------------------------


def test_the_nearest_folder_says_how_variants_are_told_apart(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "c", "Shop")
    (outer,) = collection.new_folder(collection.folder, "Outer").paths
    (inner,) = collection.new_folder(outer, "Inner").paths
    file = collection.save_new(inner, SavedRequest("x", FlowRequest("x")))
    assert collection.variant(file) is None
    collection.save_about(collection.folder, About("Shop", variant=ByPath("$.all")))
    assert collection.variant(file) == ByPath("$.all")
    collection.save_about(outer, About("Outer", variant=ByBody(("$.at",))))
    assert collection.variant(file) == ByBody(("$.at",))
    assert collection.variant(outer) == ByBody(("$.at",))
    assert collection.about(outer).variant == ByBody(("$.at",))
    assert collection.variant(collection.folder) == ByPath("$.all")


def test_a_selector_of_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "c", "Shop")
    (collection.folder / "workbench.toml").write_text('name = "Shop"\nvariant = 5\n')
    with pytest.raises(InvalidFile, match="line 2, variant: expected a path"):
        collection.variant(collection.folder)


def test_a_schema_is_found_beside_the_request_or_above_it(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "c", "Shop")
    (inner,) = collection.new_folder(collection.folder, "Inner").paths
    file = collection.save_new(inner, SavedRequest("x", FlowRequest("x")))
    (tmp_path / "hero.schema.json").write_bytes(b"outside")
    with pytest.raises(InvalidFile, match=r"no hero\.schema\.json beside it"):
        collection.schema(file, "hero.schema.json")
    (collection.folder / "hero.schema.json").write_bytes(b"far")
    assert collection.schema(file, "hero.schema.json") == b"far"
    (inner / "hero.schema.json").write_bytes(b"near")
    assert collection.schema(file, "hero.schema.json") == b"near"
    for name in ("../hero.schema.json", "x.json", ".schema.json"):
        with pytest.raises(InvalidFile, match="no name of a schema"):
            collection.schema(file, name)


def test_a_request_that_is_moved_keeps_its_schemas(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "c", "Shop")
    (one,), (two,) = (collection.new_folder(collection.folder, name).paths for name in ("One", "Two"))
    (deep,) = collection.new_folder(one, "Deep").paths
    saved = SavedRequest("x", FlowRequest("x"), expectations=(FitsSchema("a.schema.json"), FitsSchema("all.schema.json")))
    file, inner = collection.save_new(one, saved), collection.save_new(deep, saved)
    (one / "a.schema.json").write_text('{"$ref": "b.schema.json"}')
    (one / "b.schema.json").write_text("{}")
    (collection.folder / "all.schema.json").write_text("{}")
    before = snapshot(collection.folder)
    change = collection.move([file, deep], two)
    moved = dict(change.moves)
    assert sorted(each.name for each in two.glob("*.schema.json")) == ["a.schema.json", "b.schema.json"]
    assert not [*moved[deep].glob("*.schema.json")], "found in the folder above"
    for path in (moved[file], moved[deep] / inner.name):
        assert collection.schema(path, "b.schema.json") == b"{}"
    change.undo()
    assert snapshot(collection.folder) == before


def test_a_schema_that_is_a_link_out_of_the_collection_is_not_read(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "c", "Shop")
    (tmp_path / "secret").write_text("{}")
    (collection.folder / "x.schema.json").symlink_to(tmp_path / "secret")
    with pytest.raises(InvalidFile, match="outside the collection"):
        collection.schema(collection.folder, "x.schema.json")


# -- the help --------------------------------------------------------------------------------------

HELP = (Path(__file__).parents[2] / "resources" / "help" / "suites.md").read_text()


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", HELP, re.DOTALL))
def test_every_example_of_the_help_can_be_read(example: str) -> None:
    saved = read(example)
    assert saved.expectations or saved.setup or saved.variant


def test_the_help_names_every_word_of_the_file() -> None:
    cells = [line.split("|")[1] for line in HELP.splitlines() if line.startswith("| `")]
    for cell in re.findall(r"`([^`]+)`", " ".join(cells)):
        entry = f'path = "$.a"\n{cell}' if any(cell.startswith(f"{op.value} =") for op in Op) else cell
        if not cell.startswith(("path", "ignore")):
            assert len(read(f"[[expect]]\n{entry}\n").expectations) == 1, cell
    for word in (*Op, *TYPES, *SPECIAL, *ROW_TYPES, *Until, "status_in", "every_seconds", "point_of_sale", "equals_json"):
        assert f"{word}" in HELP, word
