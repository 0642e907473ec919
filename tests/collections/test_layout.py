"""What people wrote into a file by hand stays: comments, the order of keys, keys we do not know, line ends."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.collections.things import objects, requests
from workbench.collections import About, Collection, InvalidFile, SavedRequest
from workbench.collections.codec import to_plain
from workbench.collections.layout import SPELLED, relaid, reordered, same
from workbench.collections.plain import fits_toml
from workbench.domain import Email, FlowRequest

BY_HAND = """\
# The hero of the home page.  Owner: web team
friendly_id   =   'home_hero'   # live since May
name = "Home hero"
reviewed_by = "Ann"             # nothing of ours

params_json = '{"page": "home",   "n": 1.0}'
email = "guest@example.com"

[values]
# per market
shop = "acme/ireland"     # spelled as in the tenant
limit = 3
list = [
    1,  # one
    2,
    3,  # three
]

[x-tool]
day = 2026-01-01
ratio = nan
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Collection.create(tmp_path, "x")
    file = tmp_path / "hero.request.toml"
    file.write_text(BY_HAND)
    os.utime(file, (1, 1))
    return file


def save(path: Path, **changes: object) -> str:
    collection = Collection(path.parent)
    collection.save(path, replace(collection.load(path), **changes))  # type: ignore[arg-type]
    return path.read_text()


def test_saving_without_a_change_does_not_touch_the_file(path: Path) -> None:
    assert save(path) == BY_HAND
    assert path.stat().st_mtime == 1


def test_one_change_is_one_line(path: Path) -> None:
    assert save(path, name="Hero") == BY_HAND.replace('name = "Home hero"', 'name = "Hero"')


def test_a_changed_value_keeps_the_comments_around_it(path: Path) -> None:
    values = {"shop": "acme/uk", "limit": 3, "list": [1, 9, 3, 4]}
    text = save(path, values=values)
    assert text == BY_HAND.replace('"acme/ireland"', '"acme/uk"').replace("    2,\n", "    9,\n").replace(
        "    3,  # three\n", "    3,  # three\n    4,\n"
    )


def test_a_new_key_and_one_that_went_change_nothing_else(path: Path) -> None:
    text = save(path, values={"limit": 3, "list": [1, 2, 3], "new": True}, description="Why")
    assert 'description = "Why"\n' in text
    assert "new = true\n" in text
    assert "shop" not in text
    for line in BY_HAND.splitlines():
        assert "shop" in line or line in text.splitlines()


def test_what_was_written_as_json_stays_json_until_it_changes(path: Path) -> None:
    assert "params_json = '" in save(path, description="x")
    changed = save(path, request=FlowRequest("home_hero", identity=Email("guest@example.com"), params={"page": "cart"}))
    assert '[params]\npage = "cart"\n' in changed
    assert "params_json" not in changed
    assert tomllib.loads(changed)["x-tool"]["day"].year == 2026


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_stay(path: Path, end: str, mark: str) -> None:
    def manner(text: str) -> bytes:
        return (mark + text).replace("\n", end).encode()

    path.write_bytes(manner(BY_HAND))
    save(path, description="One\nTwo")
    assert path.read_bytes() == manner(
        BY_HAND.replace("[values]", 'description = """\nOne\nTwo"""\n\n[values]').replace('"\n\ndescription', '"\ndescription')
    )
    save(path, description="")
    assert path.read_bytes() == manner(BY_HAND)


def test_a_file_without_a_last_line_end_can_be_added_to(path: Path) -> None:
    path.write_text("[values]\na = 1")
    text = save(path, request=FlowRequest("x", params={"p": {"q": 1}}))
    assert tomllib.loads(text) == {"friendly_id": "x", "values": {"a": 1}, "params": {"p": {"q": 1}}}


@given(requests, requests, st.sampled_from(["# at the top\n", '# one\n\n"odd key" = 1 # two\n']))
def test_comments_and_unknown_keys_outlive_any_change(first: SavedRequest, second: SavedRequest, head: str) -> None:
    path = Path("x.request.toml")
    old, new = to_plain(first), to_plain(second)
    text = relaid(path, head + relaid(path, "", {}, old), old, new)
    assert text.startswith(head)
    found = tomllib.loads(text)
    found.pop("odd key", None)
    assert same(found, {key: found[key] for key in found})
    assert found.keys() == new.keys()
    assert all(found[key] == new[key] if key in SPELLED else same(found[key], new[key]) for key in new)


@given(objects.filter(fits_toml), objects.filter(fits_toml))
def test_any_table_becomes_any_other(old: dict[str, object], new: dict[str, object]) -> None:
    path = Path("x.request.toml")
    one, two = {"values": old} if old else {}, {"values": new} if new else {}
    text = relaid(path, relaid(path, "", {}, one), one, two)
    assert same(tomllib.loads(text), two)


@given(st.lists(st.text(max_size=5), max_size=6), st.lists(st.text(max_size=5), max_size=6))
def test_any_order_becomes_any_other(first: list[str], second: list[str]) -> None:
    text = reordered(Path("workbench.toml"), reordered(Path("workbench.toml"), "# mine\n", first), second)
    assert text.startswith("# mine\n")
    assert tomllib.loads(text) == {"order": second}


def test_comments_in_an_order_stay_with_their_lines(tmp_path: Path) -> None:
    text = 'order = [\n    "a",  # first\n    # the middle\n    "b",\n    "c",  # last\n]\n'
    assert reordered(tmp_path, text, ["a", "c"]) == text.replace('    "b",\n', "")
    assert reordered(tmp_path, text, ["a", "n", "b", "c"]) == text.replace("    # the middle\n", '    # the middle\n    "n",\n')


def test_what_cannot_be_changed_safely_is_left_alone(tmp_path: Path) -> None:
    """Dotted keys that continue a table elsewhere are TOML that the writer takes apart wrongly; then nothing is written."""
    collection = Collection.create(tmp_path, "x")
    file = tmp_path / "odd.request.toml"
    file.write_text("# kept\nvalues.a.b = 1\nx.y = 1\nvalues.c = 2\nx.z = 2\n")
    before = file.read_bytes()
    saved = collection.load(file)
    try:
        collection.save(file, replace(saved, values={"a": {"b": 1}, "c": 3}))
    except InvalidFile as wrong:
        assert "in an editor" in str(wrong)
        assert file.read_bytes() == before
    else:
        assert tomllib.loads(file.read_text()) == {"values": {"a": {"b": 1}, "c": 3}, "x": {"y": 1, "z": 2}}
        assert "# kept" in file.read_text()


def test_what_is_said_of_a_folder_keeps_its_layout_too(tmp_path: Path) -> None:
    text = '# Ours\nname = "Acme"   # short\nformat = 1\norder = ["b", "a"]\n\n[values]\nshop = "x" # here\n'
    (tmp_path / "workbench.toml").write_text(text)
    collection = Collection.open(tmp_path)
    collection.save_about(tmp_path, About("Acme", "", {"shop": "x"}))
    assert (tmp_path / "workbench.toml").read_text() == text
    collection.save_about(tmp_path, About("Acme", "", {"shop": "y"}))
    assert (tmp_path / "workbench.toml").read_text() == text.replace('"x"', '"y"')


def test_a_table_before_a_plain_value_stands_in_one_line(tmp_path: Path) -> None:
    """TOML has no other way to keep this order, and the order of parameters is part of them."""
    params = {"cart": {"items": [{"sku": "A", "n": 1}], "total": 1.5}, "page": "home", "utm": {"source": "x"}}
    collection = Collection.create(tmp_path, "x")
    path = collection.save_new(tmp_path, SavedRequest("x", FlowRequest("x", params=params)))
    text = path.read_text()
    assert 'cart = {items = [{sku = "A", n = 1}], total = 1.5}\npage = "home"\n\n[params.utm]\nsource = "x"\n' in text
    assert list(collection.load(path).request.params) == ["cart", "page", "utm"]


def test_a_layout_that_we_would_not_have_chosen_stays(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path, "x")
    path = tmp_path / "x.request.toml"
    line = f'cart = {{ note = "{"long " * 30}", total = 1.5 }} # by hand\n'
    path.write_text(f'[params]\n{line}page = "home"\n')
    saved = collection.load(path)
    collection.save(path, replace(saved, request=FlowRequest(params={**saved.request.params, "page": "sale"})))
    assert path.read_text() == f'[params]\n{line}page = "sale"\n'


FRAGMENTS = (
    "# one\n", "\n", "  \n", 'name = "By hand" # two\n', "format = 1\n", "description = '''\nLines\n'''\n", '"friendly_id" = "x"\n',
    'identifiers = { id = "1", provider = "CRM" } # three\n', 'identifiers.provider = "CRM"\nidentifiers.id = "2"\n',
    '[identifiers]\nprovider = "CRM" # four\nid = "3"\n', 'email = "a"\n', "values.a.b = 1 # five\n", "values.c = 2\n", "[values]\nd = 1 # six\n",
    "[values.deep]\n# seven\ne = 1\n", "params = {a = 1, b = {c = 2}} # eight\n", "[[params.list]]\nn = 1\n", "[[params.list]]\n# nine\nn = 2\n",
    "[params]\nx = [\n  1, # ten\n  2,\n]\n", '[params."odd key".x]\ny = 1\n', "params_json = '{\"a\": null}' # eleven\n", "[extra]\nuri = '/'\n",
    "[ other . table ]\nz = 1979-05-27T07:32:00Z # twelve\n", "other_key = nan\n", "[[other.list]]\nq = inf\n", "  indented = 1\n", 'tail = "no line end"',
)  # fmt: skip
changes = st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("Another"),
        "description": st.sampled_from(["", "One", "One\nTwo"]),
        "values": objects | st.just({"a": {"b": 2}, "c": 2, "d": 1, "deep": {"e": 1}}),
        "request": st.builds(FlowRequest, params=objects | st.just({"a": 1, "b": {"c": 3}, "list": [{"n": 1}, {"n": 3}]})),
    },
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join), st.sampled_from(["\n", "\r\n"]), changes)
def test_whatever_was_laid_out_by_hand_is_changed_rightly_or_left_alone(text: str, end: str, change: dict[str, object]) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection.create(Path(folder), "x")
        path = Path(folder) / "by-hand.request.toml"
        path.write_bytes(before := text.replace("\n", end).encode())
        try:
            saved = collection.load(path)
            wanted = replace(saved, **change)  # type: ignore[arg-type]
            collection.save(path, wanted)
        except InvalidFile:
            assert path.read_bytes() == before
            return
        assert repr(collection.load(path)) == repr(wanted)
        old, new = tomllib.loads(text), tomllib.loads(path.read_text())
        ours = ("name", "description", "values", "params", "extra", "friendly_id", "identifiers", "email", "format")
        assert same(*({key: value for key, value in raw.items() if not key.startswith(ours)} for raw in (old, new)))
        if not (change.keys() & {"request", "values"}):
            assert re.findall("# .*", path.read_text()) == re.findall("# .*", text)
        if repr(wanted) == repr(saved):
            assert path.read_bytes() == before
