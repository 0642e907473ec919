"""A source in which everything is recognised, still with the source's own names for variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.domain import FlowRequest
from workbench.domain.persona import Persona


@dataclass(slots=True)
class DraftRequest:
    """A request, or an event in a request's fields."""

    name: str
    where: str
    request: FlowRequest
    is_event: bool = False
    description: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    bare: set[str] = field(default_factory=set)
    changes: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


@dataclass(slots=True)
class DraftFolder:
    """``title`` is what a report calls it."""

    name: str
    title: str
    description: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    items: list[DraftRequest | DraftFolder] = field(default_factory=list)

    def requests(self) -> Iterator[DraftRequest]:
        for item in self.items:
            if isinstance(item, DraftRequest):
                yield item
            else:
                yield from item.requests()

    def folders(self) -> Iterator[DraftFolder]:
        """This one and all below."""
        yield self
        for item in self.items:
            if isinstance(item, DraftFolder):
                yield from item.folders()

    def every_values(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every set of values in it, with what a report calls its place."""
        for folder in self.folders():
            yield folder.title, folder.values
        for request in self.requests():
            yield request.where, request.values


@dataclass(slots=True)
class DraftEnvironment:
    name: str
    values: dict[str, Any]
    hidden: frozenset[str] = frozenset()


@dataclass(slots=True)
class Draft:
    """``whole``: every value is kept, with its type."""

    root: DraftFolder
    environments: list[DraftEnvironment] = field(default_factory=list)
    personas: tuple[Persona, ...] = ()
    whole: bool = False

    def every_values(self) -> Iterator[tuple[str, dict[str, Any]]]:
        yield from self.root.every_values()
        for environment in self.environments:
            yield f"environment “{environment.name}”", environment.values
