"""A collection, a folder of it, one request or one event, read from disk for an export; what cannot be read is told, not lost quietly."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workbench.collections.collection import Collection
from workbench.collections.errors import InvalidFile
from workbench.collections.model import Item, Node, NodeKind
from workbench.collections.outgoing.errors import ExportError
from workbench.collections.outgoing.model import ExportFolder
from workbench.collections.outgoing.texts import one_line
from workbench.domain.persona import Persona


@dataclass(frozen=True, slots=True)
class Gathered:
    root: ExportFolder
    notes: tuple[str, ...] = ()


def gather(collection: Collection, path: Path | None = None) -> Gathered:
    """Read what stands at ``path``, all of the collection by default.

    A part of a collection stands by itself: the values of the folders above it become its own, and personas above
    it come along.  Raises :class:`InvalidFile` where the thing itself cannot be read, :class:`ExportError` for a persona.
    """
    tree = collection.tree()
    wanted = path or collection.folder
    node = next((node for node in tree.walk() if node.path == wanted), None)
    if node is None:
        raise InvalidFile(wanted, "it is not there any more.")
    if node.kind is NodeKind.PERSONA:
        raise ExportError(f"“{node.name}” is a persona, which goes along with a collection and is not exported by itself.")
    reader = _Reader(collection)
    root = reader.part(tree, node)
    return Gathered(root, tuple(reader.notes))


@dataclass(slots=True)
class _Reader:
    collection: Collection
    notes: list[str] = field(default_factory=list)

    def part(self, tree: Node, node: Node) -> ExportFolder:
        above = _above(tree, node)
        if node.kind in (NodeKind.REQUEST, NodeKind.EVENT):
            saved = self.item(node)
            part = ExportFolder(saved.name, items=(saved,))
        else:
            if node.error:
                raise InvalidFile(node.path, node.error)
            part = self.folder(node)
        values: dict[str, Any] = {}
        personas: list[Persona] = []
        for outer in above:
            values |= self.collection.about(outer.path).values
            personas += self.personas(outer)
        return replace(part, values={**values, **part.values}, personas=(*personas, *part.personas))

    def folder(self, node: Node) -> ExportFolder:
        about = self.collection.about(node.path)
        items: list[Item | ExportFolder] = []
        for child in node.children:
            if child.kind is NodeKind.FOLDER and not child.error:
                items.append(self.folder(child))
            elif child.kind in (NodeKind.REQUEST, NodeKind.EVENT) and not child.error:
                items.append(self.item(child))
            elif child.error:
                self.notes.append(f"Left out, because it cannot be read: {one_line(child.error)}")
        return ExportFolder(about.name or node.name, about.description, about.values, tuple(items), tuple(self.personas(node)))

    def item(self, node: Node) -> Item:
        return self.collection.load_event(node.path) if node.kind is NodeKind.EVENT else self.collection.load(node.path)

    def personas(self, node: Node) -> list[Persona]:
        readable = (child for child in node.children if child.kind is NodeKind.PERSONA and not child.error)
        return [self.collection.load_persona(child.path) for child in readable]


def _above(tree: Node, node: Node) -> list[Node]:
    """The collection and the folders around a node, from outer to inner."""
    found: list[Node] = []
    at = tree
    while at.path != node.path:
        found.append(at)
        at = next(child for child in at.children if node.path == child.path or node.path.is_relative_to(child.path))
    return found
