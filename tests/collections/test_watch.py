"""What changes in a folder is told at once, be it one of five thousand files; what nobody wants to hear of is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest

from workbench.collections import Collection, SavedRequest
from workbench.collections import watch as watch_module
from workbench.collections.watch import watch
from workbench.domain import FlowRequest

HERO = SavedRequest("Hero", FlowRequest("home_hero"))
PATIENCE = 20.0


class Heard:
    """What was told so far."""

    def __init__(self, told: Queue[frozenset[Path]]) -> None:
        self._told = told
        self.paths: set[Path] = set()

    def hears(self, *paths: Path) -> bool:
        while not self.paths >= set(paths):
            try:
                self.paths |= self._told.get(timeout=PATIENCE)
            except Empty:
                return False
        return True


@contextmanager
def watching(*folders: Path) -> Iterator[Heard]:
    """Watch until the block ends; changes made in it are heard, because the system is asked to tell before it begins."""
    told: Queue[frozenset[Path]] = Queue()
    stop = threading.Event()

    def work() -> None:
        for paths in watch(folders, stop):
            told.put(paths)

    thread = threading.Thread(target=work, name="workbench-watch-test")
    thread.start()
    heard = Heard(told)
    try:
        for folder in folders:
            if folder.is_dir():
                _until_it_listens(folder, told, heard)
        yield heard
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def _until_it_listens(folder: Path, told: Queue[frozenset[Path]], heard: Heard) -> None:
    probe = folder / "probe.txt"
    for number in range(200):
        probe.write_text(str(number))
        try:
            told.get(timeout=0.1)
        except Empty:
            continue
        probe.unlink()
        assert heard.hears(probe)
        heard.paths.clear()
        return
    raise AssertionError("nothing was told")


def test_saving_renaming_and_deleting_are_told(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "acme", "Acme")
    with watching(collection.folder) as heard:
        path = collection.save_new(collection.folder, HERO)
        assert heard.hears(path)
        renamed = collection.rename(path, "Start").paths[0]
        assert heard.hears(path, renamed)
        inner = collection.new_folder(collection.folder, "Cart & more").paths[0]
        assert heard.hears(inner)
        moved = collection.move([renamed], inner).paths[0]
        assert heard.hears(moved) or heard.hears(inner)
        collection.delete([inner])
        assert heard.hears(inner)
        assert not [each for each in heard.paths if each.name.endswith(".new") or ".trash" in each.parts]


def test_hidden_files_are_not_told_of(tmp_path: Path) -> None:
    folder = tmp_path / ".local" / "acme"  # hidden itself, as data folders on Linux are
    (folder / ".git" / "refs").mkdir(parents=True)
    (folder / ".trash").mkdir()
    (folder / "node_modules").mkdir()
    with watching(folder) as heard:
        (folder / ".git" / "refs" / "head").write_text("x")
        (folder / ".trash" / "x.request.toml").write_text("x")
        (folder / ".hero.request.toml.ab12cd34.new").write_text("x")
        (folder / "node_modules" / "x.js").write_text("x")
        last = folder / "last.request.toml"
        last.write_text("x")
        assert heard.hears(last)
        assert heard.paths <= {folder, last, folder / "probe.txt"}


def test_several_folders_are_watched_and_one_that_is_gone_is_left_out(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    with watching(one, two, tmp_path / "gone") as heard:
        (one / "a").touch()
        (two / "b").touch()
        assert heard.hears(one / "a", two / "b")


def test_watching_nothing_ends_when_it_is_told_to(tmp_path: Path) -> None:
    with watching(tmp_path / "gone"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_paths_are_told_as_the_folder_was_named(tmp_path: Path) -> None:
    real, named = tmp_path / "real", tmp_path / "named"
    real.mkdir()
    named.symlink_to(real)
    with watching(named) as heard:
        (real / "a").touch()
        assert heard.hears(named / "a")


def test_where_the_system_cannot_tell_we_look_ourselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on some network drives, and where another program took the last of the system's watches."""
    import watchfiles

    really = watchfiles.watch
    asked: list[object] = []

    def no_watches(*folders: Path, **options: object) -> object:
        asked.append(options["force_polling"])
        if not options["force_polling"]:
            raise OSError(28, "No space left on device")
        return really(*folders, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watchfiles, "watch", no_watches)
    monkeypatch.setattr(watch_module, "POLL_MS", 50)
    with watching(tmp_path) as heard:
        (tmp_path / "a").touch()
        assert heard.hears(tmp_path / "a")
    assert asked == [None, True]


@pytest.fixture(scope="module")
def five_thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "acme"
    Collection.create(folder, "Acme")
    for number in range(5000):
        file = folder / f"folder-{number // 25}" / f"request-{number}.request.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'name = "Request {number}"\nfriendly_id = "flow_{number}"\n')
    return folder


def test_five_thousand_files_are_watched(five_thousand: Path) -> None:
    collection = Collection.open(five_thousand)
    assert sum(1 for _ in collection.tree().walk()) == 5201
    chosen = [five_thousand / f"folder-{number // 25}" / f"request-{number}.request.toml" for number in range(0, 5000, 499)]
    with watching(five_thousand) as heard:
        for path in chosen:
            path.write_text('name = "Changed"\nfriendly_id = "x"\n')
        assert heard.hears(*chosen)
        tree = collection.tree()
        assert sum(node.name == "Changed" for node in tree.walk()) == len(chosen)
        for path in five_thousand.glob("*/*.toml"):
            os.utime(path)
        assert heard.hears(*five_thousand.glob("*/*.toml"))


def _git(folder: Path) -> Callable[..., None]:
    def git(*words: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false")
        subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)

    return git


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed here")
def test_what_git_changes_is_told(tmp_path: Path) -> None:
    collection = Collection.create(tmp_path / "acme", "Acme")
    path = collection.save_new(collection.folder, HERO)
    git = _git(collection.folder)
    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "one")
    git("switch", "-c", "other")
    collection.save(path, SavedRequest("Hero", FlowRequest("other")))
    git("commit", "-am", "two")
    with watching(collection.folder) as heard:
        git("switch", "main")
        assert heard.hears(path)
        assert collection.tree().children[0].detail == "home_hero"
        assert not [each for each in heard.paths if ".git" in each.parts]
