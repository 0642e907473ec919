"""What can go wrong with saved files.

CollectionError
├── InvalidFile   a file that cannot be read as what its name says: names file, place and what was expected
├── NameTaken     another file has the name
└── NotWritable   the system does not let us write, or the disk is full; the old file is untouched
"""

from __future__ import annotations

from pathlib import Path


class CollectionError(Exception):
    """Base of the room's errors."""


class InvalidFile(CollectionError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name}: {why}")
        self.path = path
        self.why = why


class NameTaken(CollectionError):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a saved request “{name}”. Choose another name.")


class NotWritable(CollectionError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} could not be written: {why}. What was there before is untouched.")
