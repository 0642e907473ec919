"""What an import would bring, before anything is written: a tree of requests and events, the keys that were found, a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from workbench.collections.model import Item, SavedEvent, SavedRequest
from workbench.domain import Secret
from workbench.domain.persona import Persona, Values
from workbench.domain.selector import Selector


class Fate(StrEnum):
    TAKEN = "taken"
    CHANGED = "changed"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class ImportNote:
    """One line of the report: ``where`` in the source ("Checkout / Hero (DE)"), what became of it, and why, in a sentence.

    Never holds a secret.
    """

    fate: Fate
    where: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A client key that stood in the source and is in no imported request; ``base_url`` is where it was sent, if known."""

    where: str
    secret: Secret
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class ImportedFolder:
    """A folder of the source; ``items`` are requests, events and folders in its order, ``variant`` tells variants apart in all below."""

    name: str
    description: str = ""
    values: Values = field(default_factory=dict)
    items: tuple[Item | ImportedFolder, ...] = ()
    personas: tuple[Persona, ...] = ()
    variant: Selector | None = None

    def every_item(self) -> Iterator[Item]:
        for item in self.items:
            if isinstance(item, ImportedFolder):
                yield from item.every_item()
            else:
                yield item

    def every_request(self) -> Iterator[SavedRequest]:
        return (item for item in self.every_item() if isinstance(item, SavedRequest))

    def every_event(self) -> Iterator[SavedEvent]:
        return (item for item in self.every_item() if isinstance(item, SavedEvent))


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """``source`` says what was recognised: "Postman collection v2.1", "cURL command", "HAR 1.2"…

    ``base_urls`` are the hosts that were addressed, so that a tenant can be proposed.
    """

    source: str
    root: ImportedFolder
    notes: tuple[ImportNote, ...] = ()
    keys: tuple[FoundKey, ...] = ()
    base_urls: tuple[str, ...] = ()

    def count(self, fate: Fate) -> int:
        return sum(note.fate is fate for note in self.notes)
