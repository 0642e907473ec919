"""What an export is made from, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.collections.model import SavedRequest
from workbench.domain.persona import Persona, Values
from workbench.domain.placeholders import Layer


@dataclass(frozen=True, slots=True)
class Exported:
    """A file for somebody else.  ``notes`` say where a key has to be filled in, and what the format could not hold."""

    data: bytes = field(repr=False)
    suggested_name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportFolder:
    """A collection, or a folder in it, read from disk.  ``items`` are in the order kept."""

    name: str
    description: str = ""
    values: Values = field(default_factory=dict)
    items: tuple[SavedRequest | ExportFolder, ...] = ()
    personas: tuple[Persona, ...] = ()

    def folders(self) -> Iterator[ExportFolder]:
        """This one and all below it."""
        yield self
        for item in self.items:
            if isinstance(item, ExportFolder):
                yield from item.folders()

    def every_persona(self) -> Iterator[Persona]:
        for folder in self.folders():
            yield from folder.personas


@dataclass(frozen=True, slots=True)
class Placed:
    """A request and where it stands.  ``layers`` are its own values, then its folders' from inner to outer."""

    saved: SavedRequest
    trail: tuple[str, ...]
    layers: tuple[Layer, ...]

    @property
    def where(self) -> str:
        """``Checkout / Hero``."""
        return " / ".join((*self.trail, self.saved.name))


def placed(root: ExportFolder) -> Iterator[Placed]:
    """Every request from top to bottom."""
    yield from _placed(root, (), (Layer(f"collection “{root.name}”", root.values),))


def _placed(folder: ExportFolder, trail: tuple[str, ...], layers: tuple[Layer, ...]) -> Iterator[Placed]:
    for item in folder.items:
        if isinstance(item, ExportFolder):
            yield from _placed(item, (*trail, item.name), (Layer(f"folder “{item.name}”", item.values), *layers))
        else:
            yield Placed(item, trail, (Layer("the request", item.values), *layers))
