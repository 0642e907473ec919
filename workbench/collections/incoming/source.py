"""What every reader makes of its format: calls in groups, as the source has them, before anything is recognised in them.

Placeholders are ``{{name}}`` in all texts by then, with the names the source uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.collections.incoming.plan import Fate
from workbench.domain import Secret
from workbench.domain.persona import Persona

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that goes into the report beside the thing it hangs on."""

    fate: Fate
    why: str


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP call.  ``query`` comes on top of what the URL holds; ``no_body`` says why a body could not be read.

    ``sets`` names the variables a script or rule sets from its answer.  ``id`` is what other calls refer to it by.
    """

    name: str
    method: str = "GET"
    url: str = ""
    headers: Pairs = ()
    query: Pairs = ()
    body: str = ""
    no_body: str = ""
    description: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    sets: frozenset[str] = frozenset()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that is no HTTP call, or cannot be read."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    items: tuple[Call | Unread | Group, ...] = ()
    description: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    def every_call(self) -> Iterator[Call]:
        for item in self.items:
            if isinstance(item, Group):
                yield from item.every_call()
            elif isinstance(item, Call):
                yield item


@dataclass(frozen=True, slots=True)
class Environment:
    """A set of values of which one is chosen at a time.  ``hidden`` names those the source marks as secret."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """``literal`` sources hold what was really sent, so ``{{`` is no placeholder in them.

    ``many`` sources hold much that nobody asked for, so other calls are counted, not listed.  ``secrets`` are
    credentials that must not stay anywhere.  A ``whole`` source is an export of ours: its values have their types, and all are kept.
    """

    label: str
    root: Group
    environments: tuple[Environment, ...] = ()
    secrets: tuple[Secret, ...] = ()
    hidden: frozenset[str] = frozenset()
    literal: bool = False
    many: bool = False
    whole: bool = False
    personas: tuple[Persona, ...] = ()


def left_out(why: str) -> Remark:
    return Remark(Fate.LEFT_OUT, why)


def changed(why: str) -> Remark:
    return Remark(Fate.CHANGED, why)
