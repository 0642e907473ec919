"""Schema files as judging asks for them: by the name that an expectation says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from workbench.collections import Collection, InvalidFile
from workbench.collections.files import read_bytes
from workbench.collections.names import is_schema_name


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
