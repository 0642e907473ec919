"""Schema files: those a request needs, found before it goes to another place and brought along where they would be missed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from workbench.collections.codec import read_file
from workbench.collections.errors import InvalidFile
from workbench.collections.model import SavedRequest
from workbench.collections.names import SUFFIX, is_schema_name
from workbench.domain.expectation import FitsSchema

Find = Callable[[Path, str], bytes]
"""The schema of a name for a request's file.  Raises :class:`InvalidFile` where there is none."""


def schemas_of(find: Find, path: Path, saved: SavedRequest) -> dict[str, bytes]:
    """The schema files that the request names, and those their ``$ref`` name, by name; what is not there is left out."""
    left = [name for each in saved.expectations if isinstance(each, FitsSchema) for name in _names(each.schema)]
    found: dict[str, bytes] = {}
    while left:
        name = left.pop()
        if name in found:
            continue
        try:
            found[name] = find(path, name)
            left += _names(json.loads(found[name]))
        except (InvalidFile, ValueError, RecursionError):
            continue
    return found


def schemas_below(find: Find, path: Path) -> dict[Path, dict[str, bytes]]:
    """For a request's file, or every one in a folder: the schema files it needs.  What cannot be read needs none."""
    needed: dict[Path, dict[str, bytes]] = {}
    for file in _requests(path):
        try:
            needed[file] = schemas_of(find, file, read_file(file))
        except InvalidFile:
            continue
    return {file: schemas for file, schemas in needed.items() if schemas}


def bring_schemas(find: Find, schemas: dict[str, bytes], new: Path, write: Callable[[Path, bytes], object]) -> None:
    """Put them beside the request at its new place, unless a file of the name is found from there, which stays."""
    for name, data in schemas.items():
        try:
            find(new, name)
        except InvalidFile:
            if not os.path.lexists(new.with_name(name)):
                write(new.with_name(name), data)


def _requests(path: Path) -> Iterator[Path]:
    if path.name.endswith(SUFFIX):
        yield path
    elif path.is_dir():
        for here, folders, files in os.walk(path):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (Path(here) / name for name in files if name.endswith(SUFFIX) and not name.startswith("."))


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
