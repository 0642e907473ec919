"""A full disk and a folder that may not be written: it is said, the old file is whole, nothing half-written is left."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.collections.things import snapshot
from workbench.collections import About, Collection, NotWritable, SavedEvent, SavedRequest
from workbench.domain import FlowRequest, StreamEvent
from workbench.domain.persona import Persona

HERO = SavedRequest("Hero", FlowRequest("home_hero"))
LARGE = replace(HERO, description="x" * 300_000)
posix = pytest.mark.skipif(sys.platform == "win32", reason="the limits and users of POSIX systems")


def writers(collection: Collection, description: str) -> dict[str, Callable[[], object]]:
    """Everything that writes.  ``description`` says how much."""
    folder, hero = collection.folder, collection.folder / "hero.request.toml"
    return {
        "save": lambda: collection.save(hero, replace(HERO, description=description)),
        "new": lambda: collection.save_new(folder, replace(HERO, name="Other", description=description)),
        "event": lambda: collection.save_new(folder, SavedEvent("View", StreamEvent("VIEW"), description)),
        "persona": lambda: collection.save_new(folder, Persona("Ann", description=description)),
        "about": lambda: collection.save_about(folder, About("Acme", description)),
        "rename": lambda: collection.rename(hero, f"Start {description}"),
        "create": lambda: Collection.create(folder / "inner", "Inner", description),
    }


def movers(collection: Collection) -> dict[str, Callable[[], object]]:
    folder, hero = collection.folder, collection.folder / "hero.request.toml"
    return {
        "delete": lambda: collection.delete([hero]),
        "folder": lambda: collection.new_folder(folder, "New"),
        "duplicate": lambda: collection.duplicate(hero),
        "arrange": lambda: collection.arrange(folder, ["hero.request.toml"]),
        "approve": lambda: collection.approve(hero, b"x", "text/plain"),
    }


def check_each(collection: Collection, calls: dict[str, Callable[[], object]], why: str) -> None:
    before = snapshot(collection.folder, hidden=True)
    for name, call in calls.items():
        with pytest.raises(NotWritable, match=why):
            call()
        assert snapshot(collection.folder, hidden=True) == before, name


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """A disk of 64 kB, where we are allowed to have one."""
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"no disk can be mounted here: {made.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")
def test_a_full_disk(tmp_path: Path) -> None:
    with mounted(tmp_path):
        collection = Collection.create(tmp_path / "acme", "Acme")
        collection.save_new(collection.folder, HERO)
        check_each(collection, writers(collection, "x" * 300_000), "No space left on device")
        (tmp_path / "rest").write_bytes(b"x" * 40_000)
        assert collection.load(collection.folder / "hero.request.toml") == HERO


@posix
def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    import resource
    import signal

    collection = Collection.create(tmp_path, "Acme")
    collection.save_new(tmp_path, HERO)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        check_each(collection, writers(collection, "x" * 300_000), "File too large")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@contextmanager
def nobody() -> Iterator[None]:
    """Root may write anywhere; as somebody else the permissions of a folder count."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@posix
def test_a_folder_that_may_only_be_read() -> None:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept) / "acme"
        collection = Collection.create(folder, "Acme")
        collection.save_new(folder, HERO)
        for path in (Path(kept), *folder.iterdir()):
            path.chmod(0o755 if path.is_dir() else 0o644)
        folder.chmod(0o555)
        with nobody():
            check_each(collection, writers(collection, "x") | movers(collection), "Permission denied")
            assert collection.tree().children[0].name == "Hero"
        folder.chmod(0o755)


@posix
def test_what_may_not_be_read_is_listed_with_its_error() -> None:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept) / "acme"
        collection = Collection.create(folder, "Acme")
        collection.save_new(folder, HERO)
        hidden = collection.new_folder(folder, "secret").paths[0]
        Path(kept).chmod(0o755)
        folder.chmod(0o755)
        (folder / "workbench.toml").chmod(0o644)
        (folder / "hero.request.toml").chmod(0)
        hidden.chmod(0)
        with nobody():
            errors = {node.path.name: node.error for node in collection.tree().walk() if node.error}
        hidden.chmod(0o755)
    assert errors == {
        "hero.request.toml": "hero.request.toml: it cannot be read: Permission denied.",
        "secret": "secret: it cannot be read: Permission denied.",
    }
