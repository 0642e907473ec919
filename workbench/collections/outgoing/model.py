"""What an export is made from, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.collections.model import Item, SavedEvent
from workbench.domain import FlowRequest, StreamEvent
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
    items: tuple[Item | ExportFolder, ...] = ()
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
class Outgoing:
    """What a format with whole requests holds of one: where it stands, and what would be sent, with its values in it."""

    where: str
    content: FlowRequest | StreamEvent

    @property
    def path(self) -> str:
        """After the base URL."""
        return path_of(self.content)


def path_of(content: FlowRequest | StreamEvent) -> str:
    return "/v1.2/events" if isinstance(content, StreamEvent) else "/v2/callFlows"


@dataclass(frozen=True, slots=True)
class Placed:
    """A request or event and where it stands.  ``layers`` are its own values, then its folders' from inner to outer."""

    saved: Item
    trail: tuple[str, ...]
    layers: tuple[Layer, ...]

    @property
    def where(self) -> str:
        """``Checkout / Hero``."""
        return " / ".join((*self.trail, self.saved.name))


def placed(root: ExportFolder) -> Iterator[Placed]:
    """Every request and event from top to bottom."""
    yield from _placed(root, (), (Layer(f"collection “{root.name}”", root.values),))


def _placed(folder: ExportFolder, trail: tuple[str, ...], layers: tuple[Layer, ...]) -> Iterator[Placed]:
    for item in folder.items:
        if isinstance(item, ExportFolder):
            yield from _placed(item, (*trail, item.name), (Layer(f"folder “{item.name}”", item.values), *layers))
        else:
            what = "the event" if isinstance(item, SavedEvent) else "the request"
            yield Placed(item, trail, (Layer(what, item.values), *layers))
