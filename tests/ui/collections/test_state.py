"""The texts of the saved list."""

from __future__ import annotations

from pathlib import Path

from workbench.collections import SavedEntry
from workbench.ui.collections.state import tooltip


def test_the_tooltip_says_what_runs_and_where_the_file_is() -> None:
    path = Path("/saved/hero.request.toml")
    assert tooltip(SavedEntry("Hero", path, "home_hero")).split("\n") == ["home_hero", str(path)]
    assert tooltip(SavedEntry("Hero", path)) == str(path)


def test_the_error_of_a_broken_file_comes_first() -> None:
    path = Path("/saved/hero.request.toml")
    assert tooltip(SavedEntry("hero", path, error="hero: not valid TOML.")).split("\n") == ["hero: not valid TOML.", str(path)]
