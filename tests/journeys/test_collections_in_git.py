"""Two people and one collection in git: clones, edits on both sides, a conflict that is shown and mended, a pull that appears at once."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.journeys.test_everyday import opened
from tests.support.person import Person
from workbench.app.paths import find_places
from workbench.collections import Collection, Node, SavedRequest
from workbench.domain import Email, FlowRequest
from workbench.domain.persona import Persona
from workbench.ui.shell.window import MainWindow
from workbench.usecases import Workbench

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        not (os.environ.get("WORKBENCH_TEST_KEYRING") and os.environ.get("DISPLAY")),
        reason="needs a screen and a keyring: make test runs it inside tests/support/xrun.sh and with_keyring.sh",
    ),
    pytest.mark.skipif(shutil.which("git") is None, reason="needs git"),
]

CTRL = Qt.KeyboardModifier.ControlModifier


def git(folder: Path, *words: str, fails: bool = False) -> str:
    identity = {f"GIT_{who}_{what}": "kim@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    ran = subprocess.run(["git", *words], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert (ran.returncode != 0) == fails, ran.stdout + ran.stderr
    return ran.stdout


def commit(folder: Path, why: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", why)


def node(window: MainWindow, name: str) -> Node | None:
    return next((found for root in window.collections.roots() for found in root.walk() if found.name == name), None)


def test_two_clones_a_conflict_and_its_mending(qapp: QApplication, private_home: Path, tmp_path: Path) -> None:
    shared, ada, kim = (tmp_path / name for name in ("shared.git", "ada", "kim"))
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(shared)], check=True)
    git(tmp_path, "clone", "-q", str(shared), "ada")
    collection = Collection.create(ada / "shop", "Shop")
    collection.save_new(
        ada / "shop", SavedRequest("Hero", FlowRequest("home_hero", identity=Email("kim@example.com"), params={"tier": "gold"}))
    )
    collection.save_new(ada / "shop", Persona("Ada", Email("ada@example.com")))
    commit(ada, "Begin the collection")
    git(ada, "push", "-q", "origin", "HEAD:main")
    git(tmp_path, "clone", "-q", "-b", "main", str(shared), "kim")
    workbench = Workbench(find_places(), "1.0")
    workbench.collections().open(kim / "shop")
    workbench.close()
    with opened(qapp) as (window, person):
        kim_edits_and_saves(person, window, kim)
        ada_edits_the_same_line(ada)
        the_conflict_is_shown(person, window, kim)
        the_conflict_is_mended(person, window, kim)
        adas_next_change_appears_at_once(person, window, ada, kim)
    assert ".trash" not in git(kim, "ls-files")


def kim_edits_and_saves(person: Person, window: MainWindow, kim: Path) -> None:
    person.see(lambda: node(window, "Hero"), "the shared request")
    tree = window.collections.tree
    hero = node(window, "Hero")
    assert hero is not None
    tree.choose([hero.path])
    tree.setFocus()
    person.press(Qt.Key.Key_Return)
    person.see(lambda: window.composer.email.text() == "kim@example.com", "the request in the form")
    person.type_into("Language", "DE")
    person.press(Qt.Key.Key_S, CTRL)
    person.see(lambda: "DE" in hero.path.read_text(), "Kim's edit is on disk")
    changed = git(kim, "diff", "--stat")
    assert "1 file changed, 1 insertion(+)" in changed, "a reviewer sees one line"
    commit(kim, "Ask in German")


def ada_edits_the_same_line(ada: Path) -> None:
    path = ada / "shop" / "hero.request.toml"
    collection = Collection(ada / "shop")
    saved = collection.load(path)
    collection.save(
        path,
        SavedRequest(saved.name, FlowRequest("home_hero", language="FR", identity=saved.request.identity, params=saved.request.params)),
    )
    commit(ada, "Ask in French")
    git(ada, "push", "-q", "origin", "HEAD:main")


def the_conflict_is_shown(person: Person, window: MainWindow, kim: Path) -> None:
    git(kim, "fetch", "-q")
    git(kim, "merge", "-q", "origin/main", fails=True)
    path = kim / "shop" / "hero.request.toml"
    assert "<<<<<<<" in path.read_text()
    person.see(lambda: any(found.error for root in window.collections.roots() for found in root.walk()), "the file is marked")
    broken = next(found for root in window.collections.roots() for found in root.walk() if found.error)
    assert "merge" in broken.error
    assert "line" in broken.error.lower()
    assert window.composer.language.code() == "DE", "the form is as it was"
    assert node(window, "Ada") is not None, "the rest still works"


def the_conflict_is_mended(person: Person, window: MainWindow, kim: Path) -> None:
    git(kim, "checkout", "-q", "--theirs", "shop/hero.request.toml")
    commit(kim, "Take the French one")
    person.see(lambda: window.composer.language.code() == "FR", "what was decided is in the form")
    person.see(lambda: node(window, "Hero"), "the request is well again")
    git(kim, "push", "-q", "origin", "HEAD:main")


def adas_next_change_appears_at_once(person: Person, window: MainWindow, ada: Path, kim: Path) -> None:
    git(ada, "pull", "-q", "--rebase", "origin", "main")
    collection = Collection(ada / "shop")
    collection.rename(ada / "shop" / "hero.request.toml", "Home hero")
    collection.new_folder(ada / "shop", "Checkout")
    collection.save_new(ada / "shop" / "checkout", SavedRequest("Nudge", FlowRequest("checkout_nudge")))
    commit(ada, "Name it, and add the nudge")
    git(ada, "push", "-q", "origin", "HEAD:main")
    git(kim, "pull", "-q", "--ff-only", "origin", "main")
    person.see(lambda: node(window, "Nudge") and node(window, "Home hero"), "the new request and the new name")
