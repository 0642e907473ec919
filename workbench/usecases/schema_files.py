"""Schema files: those a request needs, found and brought along when it goes into another collection."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from workbench.collections import Collection, InvalidFile, SavedRequest
from workbench.collections.files import read_bytes
from workbench.collections.names import is_schema_name
from workbench.domain.expectation import FitsSchema
from workbench.domain.files import atomic_write


class SchemaFiles(Mapping[str, bytes]):
    """Schema files by name, read when they are asked for: beside the request, or above it in its collection."""

    def __init__(self, path: Path, collection: Collection | None) -> None:
        self._path = path
        self._collection = collection

    def __getitem__(self, name: str) -> bytes:
        try:
            if self._collection is not None:
                return self._collection.schema(self._path, name)
            if is_schema_name(name):
                return read_bytes(self._path.with_name(name))
        except InvalidFile:
            pass
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def schemas_of(collection: Collection, path: Path, saved: SavedRequest) -> dict[str, bytes]:
    """The schema files that the request names, and those their ``$ref`` name, by name; what is not there is left out."""
    left = [name for each in saved.expectations if isinstance(each, FitsSchema) for name in _names(each.schema)]
    found: dict[str, bytes] = {}
    while left:
        name = left.pop()
        if name in found:
            continue
        try:
            found[name] = collection.schema(path, name)
            left += _names(json.loads(found[name]))
        except (InvalidFile, ValueError, RecursionError):
            continue
    return found


def carry_schemas(source: Collection, path: Path, saved: SavedRequest, target: Collection, new: Path) -> None:
    """Beside the request at its new place ``new``, unless a file of the name is found from there, which stays."""
    for name, data in schemas_of(source, path, saved).items():
        try:
            target.schema(new, name)
        except InvalidFile:
            atomic_write(new.with_name(name), data)


def _names(schema: Any) -> list[str]:
    """The file names in an expectation's schema, or in the ``$ref`` of one."""
    if isinstance(schema, str):
        return [schema]
    names: list[str] = []
    left = [schema]
    while left:
        inner = left.pop()
        if isinstance(inner, dict):
            ref = inner.get("$ref")
            names += [file] if isinstance(ref, str) and is_schema_name(file := ref.partition("#")[0]) else []
            left += inner.values()
        elif isinstance(inner, list):
            left += inner
    return names
