"""What can go wrong with saved files.

CollectionError
├── InvalidFile      a file that cannot be read as what its name says: names file, place and what was expected
│   └── NewerFormat  it was written by a newer workbench
├── NameTaken        something beside it has the name
├── NameMissing      a name is needed, and this one is blank
├── ChangedOutside   the file is no longer what it was when it was read here
└── NotWritable      the system does not let us write, or the disk is full; the old file is untouched
"""

from __future__ import annotations

from pathlib import Path


class CollectionError(Exception):
    """Base of the room's errors."""


class InvalidFile(CollectionError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{_label(path)}: {why}")
        self.path = path
        self.why = why


class NewerFormat(InvalidFile):
    def __init__(self, path: Path) -> None:
        super().__init__(path, "it was written by a newer workbench; update to open it. Nothing in it was changed.")


class NameTaken(CollectionError):
    """``kind`` is what has the name; ``place`` the folder it stands in, where that helps."""

    def __init__(self, name: str, kind: str = "saved request", place: str = "") -> None:
        where = f" in “{place}”" if place else ""
        super().__init__(f"There is already {'an' if kind[:1] in 'aeiou' else 'a'} {kind} “{name}”{where}. Choose another name.")
        self.name = name


class NameMissing(CollectionError):
    def __init__(self) -> None:
        super().__init__("A name is needed. Type one that says what it is for.")


class ChangedOutside(CollectionError):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{_label(path)} was changed outside since it was opened here, so it was not written. Look at both versions, then decide."
        )
        self.path = path


class NotWritable(CollectionError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} could not be written: {why}. What was there before is untouched.")
        self.path = path


def _label(path: Path) -> str:
    """Every folder has its ``folder.toml``: say which."""
    return f"{path.parent.name}/{path.name}" if path.name in ("workbench.toml", "folder.toml") else path.name
