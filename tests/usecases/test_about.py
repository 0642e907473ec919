"""What the program says of itself, from a checkout and frozen; the text for others has no user's name in it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.usecases import Places
from workbench.usecases.about import describe, without_home


@pytest.fixture
def places(tmp_path: Path) -> Places:
    config, data, cache, logs = (tmp_path / name for name in ("config", "data", "cache", "logs"))
    return Places(config, data, cache, logs, tmp_path / "_internal" / "resources")


def test_from_python_files_it_lists_what_it_was_installed_with(places: Places) -> None:
    about = describe(places, "1.2.3")
    assert (about.version, about.build, about.texts) == ("1.2.3", "from Python files", None)
    parts = {part.name.casefold(): part for part in about.parts}
    assert parts["httpx"].licence == "BSD-3-Clause"
    assert {"keyring", "starlette"} <= set(parts)
    assert [folder for _, folder in about.folders] == [places.config, places.data, places.logs, places.resources]


def test_frozen_it_says_of_which_commit_and_lists_what_is_inside(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = places.resources.parent
    (inside / "licences").mkdir(parents=True)
    listed = [{"name": "qt", "version": "6", "licence": "LGPL-3.0-only"}]
    (inside / "licences" / "licences.json").write_text(json.dumps(listed))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert describe(places, "1.2.3").build == "frozen"
    (inside / "build.json").write_text(json.dumps({"commit": "0123456789abcdef", "day": "2026-11-25"}))
    about = describe(places, "1.2.3")
    assert about.build == "frozen from 0123456789ab, 2026-11-25"
    assert [(part.name, part.licence) for part in about.parts] == [("qt", "LGPL-3.0-only")]
    assert about.texts == inside / "licences"


def test_diagnostics_name_no_user(places: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    about = replace(describe(places, "1"), parts=())
    told = about.diagnostics({"Keychain": f"configured in {tmp_path}/keyringrc.cfg"})
    assert str(tmp_path) not in told
    assert "Keychain: configured in ~/keyringrc.cfg\n" in told
    assert "Logs: ~" in told
    monkeypatch.setenv("HOME", "/")
    assert without_home("/srv/data") == "/srv/data" or sys.platform == "win32", "a home of / is nobody's name"
