"""What looks like a key in an export, to be looked at before it leaves: no machine knows every key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.collections.incoming.keys import is_key, names_a_key
from workbench.collections.outgoing.model import ExportFolder, placed
from workbench.collections.outgoing.texts import listed, names_in


def sounding_like_keys(root: ExportFolder) -> tuple[str, ...]:
    """A note that names them, never their values."""
    found: dict[str, None] = {}
    for each in placed(root):
        for values in (each.saved.request.params, each.saved.request.extra, dict(each.saved.values)):
            found.update(dict.fromkeys(f"{name} in {each.where}" for name in _keys(values)))
    for folder in root.folders():
        found.update(dict.fromkeys(f"{name} in {folder.name}" for name in _keys(dict(folder.values))))
    for persona in root.every_persona():
        found.update(dict.fromkeys(f"{name} in {persona.name}" for name in _keys({"p": persona.params, "v": dict(persona.values)})))
    return (f"These look like client keys; take them out before you pass the file on: {listed(list(found))}.",) if found else ()


def _keys(value: Any) -> Iterator[str]:
    """Names, however deep, that a key goes by and that have one."""
    left = [value]
    while left:
        inner = left.pop()
        if isinstance(inner, dict):
            yield from (
                name for name, text in inner.items() if names_a_key(name) and isinstance(text, str) and is_key(text) and not names_in(text)
            )
            left += inner.values()
        elif isinstance(inner, list | tuple):
            left += inner
