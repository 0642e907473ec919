"""Older formats are read for ever; the kept samples show it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.collections.things import snapshot
from workbench.collections import Collection, NodeKind
from workbench.collections.codec import FORMAT
from workbench.collections.migrations import MIGRATIONS, migrate, name_the_collection
from workbench.domain import Identifiers

SAMPLES = Path(__file__).with_name("samples")


def test_there_is_a_step_for_every_format() -> None:
    assert len(MIGRATIONS) == FORMAT


def test_a_flat_folder_of_format_0_becomes_a_collection_and_keeps_every_byte(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    shutil.copytree(SAMPLES / "format-0", folder)
    before = snapshot(folder, hidden=True)
    collection = Collection.create(folder, "My requests")
    after = snapshot(folder, hidden=True)
    assert after.pop("workbench.toml") == b'format = 1\nname = "My requests"\n'
    assert after == before
    hero, gold = collection.tree().children
    assert (hero.kind, hero.name, hero.detail, hero.error) == (NodeKind.REQUEST, "Home hero", "home_hero", "")
    assert collection.load(hero.path).request.params == {"page": "home"}
    approved = collection.baseline(hero.path)
    assert approved is not None
    assert approved.body == b'{"variantName": "Control"}'
    saved = collection.load(gold.path)
    assert (saved.description, saved.values) == ("Points *and* a headline.", {})
    assert saved.request.identity == Identifiers("CRM", "12345")
    assert saved.request.params == {"loyaltyTier": "gold", "since": None}
    collection.save(hero.path, collection.load(hero.path))
    collection.delete([gold.path]).undo()
    assert snapshot(folder).items() >= {name: data for name, data in before.items() if not name.startswith(".")}.items()


def test_the_step_to_format_1_names_the_collection() -> None:
    assert name_the_collection({"values": {"a": 1}}, "saved") == {"name": "saved", "values": {"a": 1}}
    assert migrate({"format": 0, "name": "Mine", "odd": 1}, "saved") == {"format": 1, "name": "Mine", "odd": 1}
    assert migrate({"format": 0}, "saved") == {"format": 1, "name": "saved"}
    for today in ({}, {"format": 1, "name": "x"}, {"format": 7}, {"format": "x"}, {"format": -1}):
        assert migrate(today, "saved") == today


def test_a_file_that_says_format_0_is_read_and_says_1_once_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "workbench.toml").write_text("format = 0 # old\n[values]\na = 1\n")
    collection = Collection.open(tmp_path)
    assert collection.tree().name == tmp_path.name
    collection.rename(tmp_path, "Named")
    text = (tmp_path / "workbench.toml").read_text()
    assert text.startswith("format = 1 # old\n")
    assert 'name = "Named"' in text
