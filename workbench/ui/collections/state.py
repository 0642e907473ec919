"""What the tree needs of the collections, its search and its texts.  Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workbench.collections import Change, Node

FOLDERS = ("collection", "folder")
"""Kinds that hold others."""


class CollectionsSource(Protocol):
    """What is needed of the open collections.  Every call blocks; each change says how it is taken back."""

    def trees(self) -> tuple[Node, ...]: ...
    def new_folder(self, parent: Path, name: str) -> Change: ...
    def rename(self, path: Path, name: str) -> Change: ...
    def duplicate(self, paths: Sequence[Path]) -> Change: ...
    def move(self, paths: Sequence[Path], folder: Path, before: str = "") -> Change: ...
    def delete(self, paths: Sequence[Path]) -> Change: ...


def pruned(node: Node, text: str) -> Node | None:
    """The node with what below it holds the text, in its name or detail; whole folders where the folder itself does."""
    if text in node.name.casefold() or text in node.detail.casefold():
        return node
    kept = tuple(child for child in (pruned(child, text) for child in node.children) if child is not None)
    return replace(node, children=kept) if kept else None


def search(roots: Sequence[Node], text: str) -> tuple[Node, ...]:
    """What the search field leaves; all words have to be found, in any order."""
    found = tuple(roots)
    for word in text.casefold().split():
        found = tuple(kept for kept in (pruned(node, word) for node in found) if kept is not None)
    return found


def count_requests(roots: Sequence[Node]) -> int:
    return sum(node.kind.value == "request" for root in roots for node in root.walk())


def tooltip(node: Node) -> str:
    detail = f"Event {node.detail}".strip() if node.kind.value == "event" else node.detail
    return "\n".join(text for text in (node.error or detail, str(node.path)) if text)


def outermost(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Without those that stand inside another of them: they go along with it."""
    chosen = set(paths)
    return tuple(path for path in paths if not any(parent in chosen for parent in path.parents))
