"""The tree's search and texts."""

from __future__ import annotations

from pathlib import Path

from workbench.collections import Node, NodeKind
from workbench.ui.collections.state import count_requests, outermost, search, tooltip


def request(name: str, friendly_id: str = "home_hero", error: str = "", folder: str = "") -> Node:
    return Node(NodeKind.REQUEST, name, Path("/c") / folder / f"{name}.request.toml", friendly_id, error)


def folder(name: str, *children: Node) -> Node:
    return Node(NodeKind.FOLDER, name, Path("/c") / name, children=children)


TREE = (
    Node(
        NodeKind.COLLECTION,
        "Shop",
        Path("/c"),
        children=(
            folder("Checkout", request("Nudge", "checkout_nudge", "", "Checkout"), request("Banner", folder="Checkout")),
            folder("Empty"),
            request("Hero"),
        ),
    ),
)


def names(roots: tuple[Node, ...]) -> list[str]:
    return [node.name for root in roots for node in root.walk()]


def test_the_tooltip_says_what_runs_and_where_the_file_is() -> None:
    assert tooltip(request("Hero")).split("\n") == ["home_hero", str(Path("/c/Hero.request.toml"))]
    assert tooltip(folder("Checkout")) == str(Path("/c/Checkout"))


def test_the_error_of_a_broken_file_comes_first() -> None:
    assert tooltip(request("Hero", error="hero: not valid TOML.")).startswith("hero: not valid TOML.\n")


def test_search_keeps_what_has_the_word_and_the_folders_above_it() -> None:
    assert names(search(TREE, "nudge")) == ["Shop", "Checkout", "Nudge"]
    assert names(search(TREE, "HOME_HERO")) == ["Shop", "Checkout", "Banner", "Hero"]
    assert names(search(TREE, "checkout")) == ["Shop", "Checkout", "Nudge", "Banner"]


def test_every_word_has_to_be_found() -> None:
    assert names(search(TREE, "checkout banner")) == ["Shop", "Checkout", "Banner"]
    assert search(TREE, "hero nudge") == ()


def test_requests_are_counted_and_folders_are_not() -> None:
    assert count_requests(TREE) == 3


def test_what_stands_inside_something_chosen_goes_along_with_it() -> None:
    paths = [Path("/c/a"), Path("/c/a/b/x"), Path("/c/ab"), Path("/c/d")]
    assert outermost(paths) == (Path("/c/a"), Path("/c/ab"), Path("/c/d"))
