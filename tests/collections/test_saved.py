"""Saved requests: any request → file → request is equal; names are safe everywhere; nothing is lost."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_request import requests
from workbench.collections import InvalidFile, NameTaken, SavedRequest, SavedRequests
from workbench.collections.names import SUFFIX, file_name
from workbench.domain import BrowserId, FlowRequest, Identifiers

HOME = SavedRequest("Home hero", FlowRequest("home_hero", identity=BrowserId("b-1"), params={"page": "home"}), "Shows the *hero*.")
plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(requests, plain)
def test_any_request_comes_back_equal(request: FlowRequest, description: str) -> None:
    with TemporaryDirectory() as folder:
        store = SavedRequests(Path(folder))
        path = store.save(SavedRequest("x", request, description))
        back = store.load(path)
        assert repr(back.request) == repr(request)
        assert back.description == description
        before = path.read_bytes()
        store.save(back, overwrite=True)
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    "params", [{"a": 1.0}, {"a": 1}, {"a": None}, {"a": -0.0}, {"a": 2**70}, {"a": [1, "x", {"b": True}]}, {"b": {"c": 1}, "a": 2}, {"": 1}]
)
def test_awkward_values_come_back_exactly(tmp_path: Path, params: dict[str, object]) -> None:
    store = SavedRequests(tmp_path)
    back = store.load(store.save(SavedRequest("x", FlowRequest("x", params=params)))).request.params
    assert repr(back) == repr(params)


@given(st.text(max_size=300))
def test_any_title_gives_a_safe_name(title: str) -> None:
    name = file_name(title)
    stem = name.removesuffix(SUFFIX)
    assert stem
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert not stem.endswith((".", " "))
    assert stem.split(".")[0] not in ("con", "nul", "prn", "aux", "com1", "lpt9")
    assert len(name.encode()) < 200


def test_names_are_numbered_whatever_case_is_taken() -> None:
    assert file_name("Home", [f"HOME{SUFFIX}"]) == f"home-2{SUFFIX}"


def test_comments_survive_and_the_file_is_readable(tmp_path: Path) -> None:
    store = SavedRequests(tmp_path)
    path = store.save(HOME)
    path.write_text("# for the demo\n" + path.read_text())
    store.save(SavedRequest(HOME.name, FlowRequest("home_hero", identity=Identifiers("CRM", "1"))), overwrite=True)
    text = path.read_text()
    assert "# for the demo" in text
    assert 'friendly_id = "home_hero"' in text
    assert "browser_id" not in text


def test_a_taken_name_is_refused(tmp_path: Path) -> None:
    store = SavedRequests(tmp_path)
    store.save(HOME)
    with pytest.raises(NameTaken):
        store.save(HOME)


def test_rename_duplicate_delete_and_restore(tmp_path: Path) -> None:
    store = SavedRequests(tmp_path)
    path = store.rename(store.save(HOME), "Start page")
    assert path.name == f"start-page{SUFFIX}"
    copy = store.duplicate(path)
    assert [entry.name for entry in store.list()] == ["Start page", "Start page copy"]
    trashed = store.delete(path)
    assert [entry.path for entry in store.list()] == [copy]
    assert store.load(store.restore(trashed)).name == "Start page"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("name = 5 5\nx = 1", "line 1"),
        ("<<<<<<< HEAD\nname = 'a'\n", "merge-conflict"),
        ("format = 9", "newer"),
        ("friendly_id = 5", "friendly_id"),
        ("email = 'a'\nbrowser_id = 'b'", "exactly one identity"),
        ("identifiers = 'CRM'", "provider"),
        ("[params]\nday = 2026-01-01", "params"),
        ("params_json = '[1]'", "object"),
    ],
)
def test_a_wrong_file_is_listed_with_its_error(tmp_path: Path, text: str, part: str) -> None:
    bad = tmp_path / f"bad{SUFFIX}"
    bad.write_text(text)
    store = SavedRequests(tmp_path)
    store.save(HOME)
    with pytest.raises(InvalidFile, match=part):
        store.load(bad)
    assert sorted((e.name, bool(e.error)) for e in store.list()) == [("Home hero", False), ("bad", True)]
