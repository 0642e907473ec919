"""Baselines: what was approved comes back byte for byte, goes where its request goes, and is never lost half-way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.collections import (
    Change,
    Collection,
    CollectionError,
    InvalidFile,
    Node,
    NodeKind,
    NotWritable,
    SavedRequest,
)
from workbench.collections.names import SUFFIX
from workbench.domain import FlowRequest

JSON = "application/json;charset=UTF-8"
OLD = b'{"a": 1.0, "a": 01, "t":"\xff"}\r\n'
NEW = b'{"b":2}'
CONFLICT = b'<<<<<<< HEAD\n{"a":1}\n=======\n{"a":2}\n>>>>>>> other\n'


class Store:
    """A collection in one folder, as these tests speak of it."""

    def __init__(self, folder: Path) -> None:
        self._collection = Collection.create(folder, "Baselines")
        self._folder = folder
        self.baseline = self._collection.baseline
        self.approve = self._collection.approve
        self.forget_baseline = self._collection.forget_baseline
        self.undo_approve = self._collection.undo_approve

    def save(self, thing: SavedRequest) -> Path:
        return self._collection.save_new(self._folder, thing)

    def list(self) -> list[Node]:
        return [node for node in self._collection.tree().children if node.kind is NodeKind.REQUEST]

    def rename(self, path: Path, name: str) -> Path:
        return self._collection.rename(path, name).paths[0]

    def duplicate(self, path: Path) -> Path:
        return self._collection.duplicate(path).paths[0]

    def delete(self, path: Path) -> Change:
        return self._collection.delete([path])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def path(store: Store) -> Path:
    return saved(store, "Home hero")


def saved(store: Store, name: str) -> Path:
    return store.save(SavedRequest(name, FlowRequest("home_hero")))


def body(store: Store, path: Path) -> bytes | None:
    found = store.baseline(path)
    return found.body if found is not None else None


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes() for file in folder.iterdir() if file.is_file() and not file.name.endswith((SUFFIX, "workbench.toml"))
    }


# -- what is kept ----------------------------------------------------------------------------------

types = st.sampled_from(["", JSON, "text/html; charset=latin-1", "image/png", "application/octet-stream", "application/vnd.x+json"])


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")), types)
@example(b"", "")
@example(CONFLICT, JSON)
@example(b"\xef\xbb\xbf[1]\r\n", "")
def test_any_body_comes_back_exactly(sent: bytes, content_type: str) -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        path = saved(store, "x")
        approved = store.approve(path, sent, content_type)
        assert store.baseline(path) == approved.baseline
        assert approved.baseline is not None
        assert approved.baseline.file.read_bytes() == approved.baseline.body == sent
        assert files(Path(folder)) == {approved.baseline.file.name: sent}
        assert body(store, store.duplicate(path)) == sent
        assert store.undo_approve(approved) is None
        assert body(store, path) is None


@pytest.mark.parametrize(
    ("sent", "content_type", "ending"),
    [
        (NEW, JSON, "json"),
        (NEW, "", "json"),
        (b'{"a" 1', "text/plain", "json"),
        (b" \n[1]", "text/css", "json"),
        (b"<p>no</p>", JSON, "json"),
        ('{"a":1}'.encode("utf-16-le"), JSON, "json"),
        (b"", JSON, "json"),
        (b"", "", "txt"),
        (b"hello", "", "txt"),
        (b"hello", "application/octet-stream", "txt"),
        (b"caf\xe9", "text/html; charset=latin-1", "txt"),
        (b"{{ name }}", "text/html", "txt"),
        (b"<a/>", "image/svg+xml", "txt"),
        (CONFLICT, JSON, "txt"),
        (b"caf\xe9", "", "bin"),
        (b"GIF89a", "image/gif", "bin"),
        (b"{\0\0", "", "bin"),
        (b"a\0", "application/octet-stream", "bin"),
    ],
)
def test_the_ending_says_what_it_is(store: Store, path: Path, sent: bytes, content_type: str, ending: str) -> None:
    store.approve(path, sent, content_type)
    found = store.baseline(path)
    assert found is not None
    assert found.file == path.with_name(f"home-hero.baseline.{ending}")
    assert found.content_type == {"json": "application/json", "txt": "text/plain", "bin": "application/octet-stream"}[ending]
    assert found.body == sent


def test_a_baseline_stands_beside_its_request_and_is_none(store: Store, path: Path) -> None:
    before = path.read_bytes()
    store.approve(path, OLD, JSON)
    assert [entry.path for entry in store.list()] == [path]
    assert path.read_bytes() == before
    assert "body" not in repr(store.baseline(path)), "fifty megabytes in a log help nobody"


def test_there_is_none_until_one_is_approved(store: Store, path: Path) -> None:
    assert store.baseline(path) is None
    assert store.forget_baseline(path).replaced is None


def test_a_request_that_cannot_be_read_has_its_baseline_still(store: Store, path: Path) -> None:
    path.write_text("<<<<<<< HEAD\n")
    store.approve(path, OLD, JSON)
    assert body(store, path) == OLD


# -- undo ------------------------------------------------------------------------------------------


def test_an_approval_can_be_undone(store: Store, path: Path) -> None:
    first = store.approve(path, OLD, JSON)
    second = store.approve(path, b"sorry", "text/plain")
    assert second.replaced == first.baseline
    assert body(store, path) == b"sorry"
    assert store.undo_approve(second) == first.baseline == store.baseline(path)
    assert store.undo_approve(second) == first.baseline, "twice is once"
    assert store.undo_approve(first) is None
    assert files(path.parent) == {}


def test_forgetting_can_be_undone(store: Store, path: Path) -> None:
    store.approve(path, OLD, JSON)
    forgotten = store.forget_baseline(path)
    assert forgotten.baseline is None
    assert store.baseline(path) is None
    restored = store.undo_approve(forgotten)
    assert restored == forgotten.replaced == store.baseline(path)
    assert body(store, path) == OLD


def test_the_same_response_again_touches_nothing(store: Store, path: Path) -> None:
    made = store.approve(path, OLD, JSON).baseline
    assert made is not None
    os.utime(made.file, (1, 1))
    again = store.approve(path, OLD, JSON)
    assert again.replaced == again.baseline == made
    assert made.file.stat().st_mtime == 1
    assert store.undo_approve(again) == made


def test_undo_never_loses_a_later_baseline(store: Store, path: Path) -> None:
    first = store.approve(path, OLD, JSON)
    store.approve(path, NEW, JSON)
    with pytest.raises(InvalidFile, match=r"home-hero.baseline.json: .*changed in the meantime"):
        store.undo_approve(first)
    assert body(store, path) == NEW


@pytest.mark.parametrize("leave", [lambda store, path: store.rename(path, "Other"), lambda store, path: store.delete(path)])
def test_undo_after_the_request_went_is_refused(store: Store, path: Path, leave: Callable[[Store, Path], object]) -> None:
    store.approve(path, OLD, JSON)
    forgotten = store.forget_baseline(path)
    leave(store, path)
    with pytest.raises(InvalidFile, match=r"home-hero\.request\.toml"):
        store.undo_approve(forgotten)
    with pytest.raises(InvalidFile, match=r"home-hero\.request\.toml"):
        store.approve(path, OLD, JSON)
    assert files(path.parent) == {}


# -- it goes where its request goes ----------------------------------------------------------------


@pytest.mark.parametrize(("sent", "ending"), [(OLD, "json"), (b"text", "txt"), (b"\0", "bin")])
def test_rename_duplicate_delete_and_restore_carry_it_along(store: Store, path: Path, sent: bytes, ending: str) -> None:
    store.approve(path, sent, "")
    path = store.rename(path, "Start page")
    assert files(path.parent) == {f"start-page.baseline.{ending}": sent}
    copy = store.duplicate(path)
    assert body(store, copy) == sent
    deleted = store.delete(path)
    assert files(path.parent) == {f"start-page-copy.baseline.{ending}": sent}
    deleted.undo()
    assert body(store, path) == body(store, copy) == sent


def test_a_copy_keeps_the_kind_of_file(store: Store, path: Path) -> None:
    store.approve(path, b"{{ name }}", "text/html")
    store.duplicate(path)
    assert files(path.parent) == dict.fromkeys(["home-hero.baseline.txt", "home-hero-copy.baseline.txt"], b"{{ name }}")


def test_a_baseline_without_its_request_is_harmless(store: Store, path: Path) -> None:
    store.approve(path, OLD, JSON)
    path.unlink()
    assert store.list() == []
    other = saved(store, "Home hero")
    assert store.baseline(other) is None, "it is another request"
    third = store.rename(saved(store, "Third"), "Home-hero")
    assert store.baseline(third) is None
    path.write_text('friendly_id = "home_hero"\n')
    assert body(store, path) == OLD, "git brought its request back"


# -- damage ----------------------------------------------------------------------------------------


def test_a_conflict_of_git_is_named_and_can_be_approved_away(store: Store, path: Path) -> None:
    file = path.with_name("home-hero.baseline.json")
    file.write_bytes(CONFLICT)
    with pytest.raises(InvalidFile, match=r"home-hero\.baseline\.json: .*merge-conflict"):
        store.baseline(path)
    approved = store.approve(path, NEW, JSON)
    assert body(store, path) == NEW
    store.undo_approve(approved)
    assert file.read_bytes() == CONFLICT


def test_what_cannot_be_read_is_named_and_left_alone(store: Store, path: Path) -> None:
    file = path.with_name("home-hero.baseline.json")
    file.mkdir()
    for call in (store.baseline, store.duplicate, store.forget_baseline, lambda path: store.approve(path, NEW, "text/plain")):
        with pytest.raises(CollectionError, match=r"home-hero(-copy)?\.baseline\.json"):
            call(path)
    assert sorted(entry.name for entry in path.parent.iterdir()) == [file.name, path.name, "workbench.toml"]


def test_of_two_that_a_merge_left_one_counts_and_both_come_back(store: Store, path: Path) -> None:
    both = {"home-hero.baseline.json": OLD, "home-hero.baseline.txt": b"text"}
    for name, sent in both.items():
        path.with_name(name).write_bytes(sent)
    assert body(store, path) == OLD
    approved = store.approve(path, b"\0", "")
    assert files(path.parent) == {"home-hero.baseline.bin": b"\0"}
    assert approved.replaced is not None
    assert approved.replaced.body == OLD
    store.undo_approve(approved)
    assert files(path.parent) == both


# -- crashes ---------------------------------------------------------------------------------------


class PowerCut(BaseException):
    """Nothing catches it, as nothing catches a power cut."""


def refuse(what: type[BaseException], when: Callable[[str], bool]) -> Callable[..., None]:
    def border(*args: object, **_: object) -> None:
        if when(str(args[-1])):
            raise what(28, "No space left on device")

    return border


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("what", [OSError, PowerCut])
@pytest.mark.parametrize(("sent", "content_type"), [(NEW, JSON), (b"text", "")])
def test_a_write_that_fails_leaves_the_old_one(
    monkeypatch: pytest.MonkeyPatch,
    store: Store,
    path: Path,
    step: str,
    what: type[BaseException],
    sent: bytes,
    content_type: str,
) -> None:
    store.approve(path, OLD, JSON)
    with monkeypatch.context() as patch:
        patch.setattr(os, step, refuse(what, lambda _: True))
        with pytest.raises(NotWritable if what is OSError else PowerCut):
            store.approve(path, sent, content_type)
    assert files(path.parent) == {"home-hero.baseline.json": OLD}


@pytest.mark.parametrize(("old", "new"), [((OLD, JSON), (b"text", "")), ((b"text", ""), (NEW, JSON))])
def test_between_two_kinds_a_power_cut_leaves_the_old_one_or_the_new_one(
    monkeypatch: pytest.MonkeyPatch, store: Store, path: Path, old: tuple[bytes, str], new: tuple[bytes, str]
) -> None:
    store.approve(path, *old)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse(PowerCut, lambda _: True))
        with pytest.raises(PowerCut):
            store.approve(path, *new)
    assert body(store, path) in (old[0], new[0])
    store.approve(path, b"\0", "")
    assert files(path.parent) == {"home-hero.baseline.bin": b"\0"}


def test_an_old_one_that_cannot_go_is_kept_and_the_new_one_is_not(monkeypatch: pytest.MonkeyPatch, store: Store, path: Path) -> None:
    store.approve(path, OLD, JSON)
    really = Path.unlink

    def unlink(file: Path, missing_ok: bool = False) -> None:
        if file.name.endswith(".json"):
            raise PermissionError(13, "Permission denied")
        really(file, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        with pytest.raises(NotWritable, match=r"home-hero\.baseline\.json.*Permission denied"):
            store.approve(path, b"text", "")
    assert files(path.parent) == {"home-hero.baseline.json": OLD}


def test_a_copy_without_its_baseline_is_not_made(monkeypatch: pytest.MonkeyPatch, store: Store, path: Path) -> None:
    store.approve(path, OLD, JSON)
    really = os.replace

    def replace(source: str, target: Path) -> None:
        if ".baseline." in str(target):
            raise OSError(28, "No space left on device")
        really(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        with pytest.raises(NotWritable):
            store.duplicate(path)
    assert [entry.path for entry in store.list()] == [path]
    assert files(path.parent) == {"home-hero.baseline.json": OLD}


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_a_process_killed_while_it_approves_leaves_a_whole_baseline(store: Store, path: Path) -> None:
    bodies = [b'{"a": "%s"}' % (bytes([letter]) * 2_000_000) for letter in b"xy"]
    store.approve(path, bodies[0], JSON)
    code = (
        "import sys; from pathlib import Path; from workbench.collections import Collection\n"
        "path = Path(sys.argv[1]); store = Collection(path.parent); print('go', flush=True)\n"
        "while True:\n"
        "    for letter in b'yx': store.approve(path, b'{\"a\": \"%s\"}' % (bytes([letter]) * 2_000_000), 'application/json')"
    )
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"go\n"
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(0.05)
            child.kill()
        assert body(store, path) in bodies
    assert [entry.path for entry in store.list()] == [path]
