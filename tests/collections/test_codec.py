"""Requests, events and personas as TOML: any of them comes back equal, and a wrong file says what is wrong in which line."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from tests.collections.things import abouts, events, personas, requests, snapshot
from workbench.collections import About, Collection, CollectionError, InvalidFile, SavedEvent, SavedRequest
from workbench.collections.codec import read_event, read_file, read_persona
from workbench.domain import BrowserId, FlowRequest, Identifiers, StreamEvent
from workbench.domain.persona import Persona


@given(requests)
def test_any_request_comes_back_equal_and_saving_it_again_changes_no_byte(saved: SavedRequest) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection.create(Path(folder), "x")
        path = collection.save_new(Path(folder), saved)
        back = collection.load(path)
        assert repr(back) == repr(saved)  # 1, 1.0 and True are equal in Python, and so are two orders of keys
        before, at = path.read_bytes(), path.stat().st_mtime_ns
        collection.save(path, back)
        assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, at)
        assert Collection(Path(folder)).tree().children[0].error == ""


@given(personas)
def test_any_persona_comes_back_equal_and_saving_it_again_changes_no_byte(persona: Persona) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection.create(Path(folder), "x")
        path = collection.save_new(Path(folder), persona)
        back = collection.load_persona(path)
        assert repr(back) == repr(persona)
        before, at = path.read_bytes(), path.stat().st_mtime_ns
        collection.save(path, back)
        assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, at)
        assert collection.personas() == ((path, persona),)


@given(events)
def test_any_event_comes_back_equal_and_saving_it_again_changes_no_byte(saved: SavedEvent) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection.create(Path(folder), "x")
        path = collection.save_new(Path(folder), saved)
        back = collection.load_event(path)
        assert repr(back) == repr(saved)
        before, at = path.read_bytes(), path.stat().st_mtime_ns
        collection.save(path, back)
        assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, at)
        (node,) = Collection(Path(folder)).tree().children
        assert (node.error, node.detail) == ("", saved.event.type)


@given(events, events)
def test_any_event_can_become_any_other_in_the_same_file(first: SavedEvent, second: SavedEvent) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection.create(Path(folder), "x")
        path = collection.save_new(Path(folder), first)
        collection.save(path, second)
        assert repr(collection.load_event(path)) == repr(second)


@given(abouts)
def test_whatever_is_said_of_a_collection_comes_back_equal(about: About) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection.create(Path(folder), "x")
        collection.save_about(Path(folder), about)
        assert repr(collection.about(Path(folder))) == repr(about)
        before = snapshot(Path(folder))
        collection.save_about(Path(folder), about)
        assert snapshot(Path(folder)) == before


@given(requests, requests)
def test_any_request_can_become_any_other_in_the_same_file(first: SavedRequest, second: SavedRequest) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection.create(Path(folder), "x")
        path = collection.save_new(Path(folder), first)
        collection.save(path, second)
        assert repr(collection.load(path)) == repr(second)


def test_a_file_can_be_read_aloud(tmp_path: Path) -> None:
    saved = SavedRequest(
        "Home hero",
        FlowRequest("home_hero", "WEB", "EN", "EUR", "{{shop}}", Identifiers("CRM", "12"), {"page": "home", "cart": {"total": 12.5}}),
        "# Hero\n\nLook at the *title*.",
        {"shop": "acme/ireland", "on.sale": True},
    )
    path = Collection.create(tmp_path, "x").save_new(tmp_path, saved)
    assert path.read_text(encoding="utf-8") == (
        'format = 1\nname = "Home hero"\ndescription = """\n# Hero\n\nLook at the *title*."""\nfriendly_id = "home_hero"\n'
        'channel = "WEB"\nlanguage = "EN"\ncurrency = "EUR"\npoint_of_sale = "{{shop}}"\n'
        'identifiers = {provider = "CRM", id = "12"}\n\n[params]\npage = "home"\n\n[params.cart]\ntotal = 12.5\n\n'
        '[values]\nshop = "acme/ireland"\n"on.sale" = true\n'
    )


def test_an_event_can_be_read_aloud(tmp_path: Path) -> None:
    event = StreamEvent("VIEW", "{{new_browser_id}}", "WEB", "EN", "EUR", "{{shop}}", "home", {"ext": {"colour": "red"}})
    path = Collection.create(tmp_path, "x").save_new(tmp_path, SavedEvent("Looks at home", event, "Seen *once*.", {"shop": "acme"}))
    assert path.name == "looks-at-home.event.toml"
    assert path.read_text() == (
        'format = 1\nname = "Looks at home"\ndescription = "Seen *once*."\ntype = "VIEW"\nbrowser_id = "{{new_browser_id}}"\n'
        'channel = "WEB"\nlanguage = "EN"\ncurrency = "EUR"\npoint_of_sale = "{{shop}}"\npage = "home"\n\n'
        '[fields.ext]\ncolour = "red"\n\n[values]\nshop = "acme"\n'
    )


def test_comments_and_the_order_of_keys_in_an_event_stay(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path, "x")
    path = tmp_path / "identity.event.toml"
    path.write_text('# ours\ntype = "IDENTITY" # names the guest\nname = "Who"\n\n[fields]\n# of the CRM\nemail = "ada@example.com"\n')
    saved = collection.load_event(path)
    fields = {**saved.event.fields, "firstname": "Ada"}
    collection.save(path, replace(saved, event=replace(saved.event, fields=fields)))
    assert path.read_text() == (
        '# ours\ntype = "IDENTITY" # names the guest\nname = "Who"\n\n[fields]\n# of the CRM\n'
        'email = "ada@example.com"\nfirstname = "Ada"\n'
    )


WRONG_EVENTS = [
    ("type = 5", ("line 1", "type", "a text in quotes", "a number")),
    ("\nfields = 5", ("line 2", "fields", "a table")),
    ("[fields]\nday = 2026-01-01", ("line 2", "fields.day", "in quotes")),
    ("fields_json = '[1]'", ("line 1", "fields_json", "object")),
    ("fields_json = '{}'\n[fields]\na = 1", ("fields and fields_json",)),
    ("format = 9", ("newer workbench",)),
    ("<<<<<<< HEAD\na = 1\n=======\nb = 1\n>>>>>>> main\n", ("merge-conflict",)),
]


@pytest.mark.parametrize(("text", "parts"), WRONG_EVENTS, ids=[text[:20] for text, _ in WRONG_EVENTS])
def test_a_wrong_event_names_file_line_and_what_was_expected(tmp_path: Path, text: str, parts: tuple[str, ...]) -> None:
    path = tmp_path / "bad.event.toml"
    path.write_text(text)
    with pytest.raises(InvalidFile) as wrong:
        read_event(path)
    for part in ("bad.event.toml: ", *parts):
        assert part in str(wrong.value)


def test_what_toml_cannot_carry_is_json_that_can_be_read(tmp_path: Path) -> None:
    persona = Persona("Ann", BrowserId("b-1"), language="DE", params={"a": None}, values={"n": 2**70})
    path = Collection.create(tmp_path, "x").save_new(tmp_path, persona)
    assert path.name == "ann.persona.toml"
    assert path.read_text() == (
        'format = 1\nname = "Ann"\nbrowser_id = "b-1"\nlanguage = "DE"\n'
        'params_json = """\n{\n  "a": null\n}"""\nvalues_json = """\n{\n  "n": 1180591620717411303424\n}"""\n'
    )


WRONG = [
    ("name = 5 5\nx = 1", ("line 1",)),
    ('name = "a"\n\nfriendly_id = 5', ("line 3", "friendly_id", "a text in quotes", "a number")),
    ('language = ["EN"]', ("line 1", "language", "a list")),
    ('channel = "WEB"\nemail = "a"\nbrowser_id = "b"', ("browser_id and email", "exactly one identity", "line 2")),
    ('# x\nidentifiers = "CRM"', ("line 2", "identifiers", "provider")),
    ('identifiers.provider = "CRM"\nidentifiers.id = 5', ("line 1", "identifiers")),
    ('[params]\npage = "x"\nday = 2026-01-01', ("line 3", "params.day", "date", "in quotes")),
    ("[params.deep.er]\n\nx = [1, 2026-01-01]", ("line 3", "params.deep.er.x")),
    ("params = { a = inf }", ("line 1", "params.a")),
    ("params = 5", ("line 1", "params", "a table", "a number")),
    ("values = []", ("line 1", "values", "a table", "a list")),
    ('x = """\nvalues = 1\n"""\nvalues = 2', ("line 4", "values")),
    ("params_json = '[1]'", ("line 1", "params_json", "object")),
    ("values_json = '{\"a\": 1,}'", ("values_json", "line 1", "not valid JSON")),
    ("extra_json = '{}'\n[extra]\na = 1", ("extra and extra_json", "line 1")),
    ("format = 9", ("newer workbench", "update")),
    ('format = "1"', ("line 1", "format", "a number", "a text")),
    ("format = true", ("format", "true or false")),
    ('name = "a"\n<<<<<<< HEAD\nlanguage = "DE"\n=======\nlanguage = "FR"\n>>>>>>> main\n', ("line 2", "merge-conflict", "editor")),
    ('description = """\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> main\n"""', ("line 2", "merge-conflict")),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "parts"), WRONG, ids=[text[:20] for text, _ in WRONG])
def test_a_wrong_request_names_file_line_and_what_was_expected(tmp_path: Path, text: str, parts: tuple[str, ...], end: str) -> None:
    path = tmp_path / "bad.request.toml"
    path.write_bytes(text.replace("\n", end).encode())
    with pytest.raises(InvalidFile) as wrong:
        read_file(path)
    for part in ("bad.request.toml: ", *parts):
        assert part in str(wrong.value)


def test_a_wrong_value_is_not_quoted(tmp_path: Path) -> None:
    """It may be a key that was pasted into the wrong place."""
    path = tmp_path / "bad.persona.toml"
    path.write_text('language = ["a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"]')
    with pytest.raises(InvalidFile) as wrong:
        read_persona(path)
    assert "a1b2" not in str(wrong.value)


HOSTILE = {
    "lists in lists": "a = " + "[" * 50_000,
    "closed lists": f"a = {'[' * 5000}{']' * 5000}",
    "tables in tables": "\n".join(f"[{'.'.join(['a'] * n)}]" for n in (90, 100, 101, 150)),
    "inline tables": "a = " + "{b = " * 10_000,
    "a key of many parts": ".".join(["a"] * 400_000) + " = 1",
    "a key of many quoted parts": " . ".join(['"a"', "'b'"] * 100_000) + " = 1",
    "a header of many parts": "[" + ".".join(["a"] * 400_000) + "]",
    "many dots and a long word": "a." * 120 + "a" * 2_000_000,
    "an endless string": 'a = """' + '\\"""' * 300_000,
    "an endless literal": "a = '''" + "''" * 300_000,
    "half a string over and over": '"""\\' * 200_000,
    "an endless number": "a = " + "1" * 100_000,
    "an endless time": "a = 2026-02-31",
    "deep JSON": "params_json = '" + '{"a":' * 100_000 + "'",
    "deep JSON that ends": "params_json = '" + '{"a":' * 2000 + "1" + "}" * 2000 + "'",
    "no text": "a = \udcff",
    "nul": 'name = "\x00"',
    "too large": "# " + "x" * (17 * 2**20),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused_at_once(tmp_path: Path, what: str) -> None:
    path = tmp_path / "bad.request.toml"
    path.write_bytes(HOSTILE[what].encode("utf-8", "surrogateescape"))
    began = time.perf_counter()
    with pytest.raises(InvalidFile, match=r"bad\.request\.toml: "):
        read_file(path)
    assert time.perf_counter() - began < 5  # the limits are met in milliseconds; without them it is hours


def test_dots_in_a_text_are_no_key(tmp_path: Path) -> None:
    path = tmp_path / "dots.request.toml"
    path.write_text(f'description = """\n{"a." * 300}"""\nfriendly_id = "{"b." * 300}" # {"c." * 300}\n')
    assert read_file(path).request.friendly_id == "b." * 300


@pytest.mark.parametrize("depth", [19, 20, 21, 90, 120, 300])
def test_deep_parameters_come_back_or_are_refused_in_words(tmp_path: Path, depth: int) -> None:
    params: dict[str, object] = {"a": 1}
    for _ in range(depth):
        params = {"a": params}
    collection = Collection.create(tmp_path, "x")
    path = collection.save_new(tmp_path, SavedRequest("deep", FlowRequest("x", params=params)))
    assert collection.load(path).request.params == params


def test_parameters_without_end_are_refused_in_words(tmp_path: Path) -> None:
    params: dict[str, object] = {"a": 1}
    for _ in range(100_000):
        params = {"a": params}
    collection = Collection.create(tmp_path, "x")
    with pytest.raises(CollectionError, match="nested too deeply"):
        collection.save_new(tmp_path, SavedRequest("deep", FlowRequest("x", params=params)))
    assert list(snapshot(tmp_path)) == ["workbench.toml"]


@pytest.mark.parametrize(
    "saved", [SavedRequest("a\ud800", FlowRequest("x")), SavedRequest("a", FlowRequest("x", identity=Identifiers("\udfff", "1")))]
)
def test_half_a_character_is_refused_in_words(tmp_path: Path, saved: SavedRequest) -> None:
    collection = Collection.create(tmp_path, "x")
    with pytest.raises(InvalidFile, match="half of a character"):
        collection.save_new(tmp_path, saved)
    assert list(snapshot(tmp_path)) == ["workbench.toml"]
