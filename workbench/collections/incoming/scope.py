"""Which value a variable of a source has at a place, and a text with its variables filled in, for reading only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.collections.incoming.variables import USE, placeholder

_ROUNDS = 8
_LONGEST = 20_000


class Scope:
    """Values from the nearest to the farthest."""

    def __init__(self, layers: Sequence[Mapping[str, Any]] = ()) -> None:
        self._layers = tuple(layer for layer in layers if layer)

    def inner(self, *nearer: Mapping[str, Any]) -> Scope:
        return Scope((*nearer, *self._layers))

    def get(self, name: str) -> Any:
        """The value, also of ``a.b`` inside an object ``a``; ``None`` where there is none."""
        for layer in self._layers:
            if name in layer:
                return layer[name]
        for layer in self._layers:
            if (found := dotted(layer, name)) is not None:
                return found
        return None

    def fill(self, text: str) -> str:
        """The text with what is known filled in.  Bounded: variables that stand for each other end nowhere."""
        for _ in range(_ROUNDS):
            if "{{" not in text or len(text) > _LONGEST:
                break
            filled = USE.sub(lambda match: self._value(match[1]) if match[1] else match[0], text)
            if filled == text:
                break
            text = filled
        return text[:_LONGEST]

    def _value(self, raw: str) -> str:
        value = self.get(raw.strip())
        return str(value) if isinstance(value, str | int | float) and value != "" else placeholder(raw)


def named(values: dict[str, Any], before: str = "") -> list[tuple[dict[str, Any], str, str]]:
    """Every name in it, with the object it stands in and its dotted spelling; inner ones first, so that each can be taken out."""
    found: list[tuple[dict[str, Any], str, str]] = []
    for key, value in values.items():
        name = f"{before}{key}"
        inner = (
            [value] if isinstance(value, dict) else [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        )
        for item in inner:
            found += named(item, f"{name}.")
        found.append((values, key, name))
    return found


def dotted(values: Mapping[str, Any], name: str) -> Any:
    """``user.id`` in ``{"user": {"id": 1}}``."""
    first, _, rest = name.partition(".")
    value = values.get(first)
    while rest and isinstance(value, dict):
        if rest in value:
            return value[rest]
        first, _, rest = rest.partition(".")
        value = value.get(first)
    return None
