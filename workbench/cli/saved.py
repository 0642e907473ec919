"""What ``send`` takes from files and options: a saved request or event, a persona, and values for placeholders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.exits import Stop
from workbench.domain import FlowRequest
from workbench.domain.placeholders import Layer
from workbench.domain.texts import shown
from workbench.domain.values import is_name

if TYPE_CHECKING:
    from workbench.domain.persona import Persona
    from workbench.domain.selector import Selector

REQUEST_SUFFIX = ".request.toml"
EVENT_SUFFIX = ".event.toml"
PERSONA_SUFFIX = ".persona.toml"


@dataclass(frozen=True, slots=True)
class Opened:
    """A request, or an event in a request's fields, and the values that come with it; ``folders`` are from the inner to the outer, then the collection."""

    request: FlowRequest
    own: Layer
    folders: tuple[Layer, ...] = ()
    is_event: bool = False
    variant: Selector | None = None


def is_saved_file(target: str) -> bool:
    """A friendly ID has no dot in it."""
    return target.endswith((REQUEST_SUFFIX, EVENT_SUFFIX))


def open_saved(target: str) -> Opened:
    """A request or event from its file.  The folders around it, up to the nearest ``workbench.toml``, lend their values."""
    from workbench.collections import Collection, find_collection
    from workbench.collections.codec import read_event, read_file

    path = _existing(target)
    folder = find_collection(path.parent)
    folders = Collection.open(folder).layers(path) if folder is not None else ()
    if target.endswith(EVENT_SUFFIX):
        event = read_event(path)
        return Opened(event.request, Layer("this event", event.values), folders, is_event=True)
    saved = read_file(path)
    variant = saved.variant or (Collection.open(folder).variant(path) if folder is not None else None)
    return Opened(saved.request, Layer("this request", saved.values), folders, variant=variant)


def open_persona(target: str) -> Persona:
    from workbench.collections.codec import read_persona

    if not target.endswith(PERSONA_SUFFIX):
        raise Stop(f"--persona {target}: expected a file whose name ends with {PERSONA_SUFFIX}.")
    return read_persona(_existing(target))


def values_around(target: str) -> tuple[Layer, ...]:
    """The values of the folders that a persona stands in, from the inner to the outer."""
    from workbench.collections import Collection, find_collection

    path = _existing(target)
    folder = find_collection(path.parent)
    return Collection.open(folder).layers(path) if folder is not None else ()


def read_values(arguments: Sequence[str]) -> Layer:
    """``NAME=VALUE``, each value a text; the last of a name counts."""
    return Layer("the command line", _pairs("--value", arguments, "VALUE"))


def read_secret_variables(arguments: Sequence[str]) -> Mapping[str, str]:
    """``NAME=VAR``: the secret's name → the environment variable it stands in."""
    return _pairs("--secret-env", arguments, "VAR")


def _pairs(option: str, arguments: Sequence[str], what: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not is_name(name):
            raise Stop(f"{option} {shown(argument)}: write it as NAME={what}; a name has letters, digits, _, - and . only.")
        found[name] = value
    return found


def _existing(target: str) -> Path:
    path = Path(target)
    if not path.is_file():
        raise Stop(f"there is no file {target}.")
    return path.resolve()
