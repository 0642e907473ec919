"""What a collection holds, as values: requests and events under names, the tree that everything stands in, and a change to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from workbench.domain import FlowRequest, StreamEvent
from workbench.domain.expectation import Expectation, Setup, Wait
from workbench.domain.persona import Values
from workbench.domain.selector import Selector


@dataclass(frozen=True, slots=True)
class SavedRequest:
    """A request under a name; ``description`` is Markdown, ``values`` stand for its own ``{{name}}`` placeholders.

    ``setup`` is done before the call, in this order, and ``wait`` repeats the call.  ``variant`` says which variant an answer
    shows; ``None`` leaves that to the folders around it.
    """

    name: str
    request: FlowRequest
    description: str = ""
    values: Values = field(default_factory=dict)
    expectations: tuple[Expectation, ...] = ()
    setup: tuple[Setup, ...] = ()
    wait: Wait | None = None
    variant: Selector | None = None

    def with_request(self, request: FlowRequest) -> SavedRequest:
        """The same with another content."""
        return replace(self, request=request)


@dataclass(frozen=True, slots=True)
class SavedEvent:
    """An event of the Stream API under a name, for setting up the guests that flows are tested with; the rest as in a request."""

    name: str
    event: StreamEvent
    description: str = ""
    values: Values = field(default_factory=dict)

    @property
    def request(self) -> FlowRequest:
        """Its content in a request's fields, for what handles the texts of both in one way."""
        return self.event.as_request()

    def with_request(self, request: FlowRequest) -> SavedEvent:
        """The same with another content, given as :attr:`request` gives it."""
        return replace(self, event=StreamEvent.of_request(request))


Item = SavedRequest | SavedEvent
"""What is sent, as opposed to what it is sent as."""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a collection or of a folder in it; its ``values`` stand for placeholders in all that is below.

    ``variant`` tells variants apart for all that is below and says nothing of it itself.
    """

    name: str
    description: str = ""
    values: Values = field(default_factory=dict)
    variant: Selector | None = None


class NodeKind(StrEnum):
    COLLECTION = "collection"
    FOLDER = "folder"
    REQUEST = "request"
    EVENT = "event"
    PERSONA = "persona"


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the tree.  ``path`` is a folder for a collection and a folder, else a file.

    ``detail`` is a request's friendly ID, an event's type or a persona's identity; ``error`` says what is wrong with a file that
    cannot be read, in a sentence that names the file and what was expected.  ``children`` are in the order kept.
    """

    kind: NodeKind
    name: str
    path: Path
    detail: str = ""
    error: str = ""
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, from top to bottom."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Change:
    """What was done, in words, and how it is taken back.

    ``paths`` are what to select afterwards; ``moves`` say from where to where files and folders went (for a folder only the
    folder itself).  ``undo`` blocks, and raises ``CollectionError`` rather than lose anything; called again it does nothing.
    """

    what: str
    paths: tuple[Path, ...]
    undo: Callable[[], None]
    moves: tuple[tuple[Path, Path], ...] = ()
