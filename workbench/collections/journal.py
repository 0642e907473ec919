"""Several changes to files as one: all of them are made or none, and all of them can be taken back, or none.

Taking back never loses what came later: a file that was changed since is left, unless its entry knows how to change
it back and keep the rest.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from workbench.collections import baseline
from workbench.collections.errors import CollectionError, InvalidFile, NotWritable
from workbench.collections.files import move, pieces, read_bytes, reason, version_at, version_of, write_bytes
from workbench.collections.names import SUFFIX

Mend = Callable[[bytes], bytes | None]
"""Given what a file holds now, what it shall hold once a change is taken back; ``None`` for no file."""


class Entry(Protocol):
    """One change that was made.  ``revert`` makes the opposite one, in another journal."""

    def revert(self, journal: Journal) -> None: ...


class Journal:
    """``check`` is asked before anything is written at a path, and raises.  Used in a ``with`` statement; left by an
    exception it puts everything back."""

    def __init__(self, check: Callable[[Path], None]) -> None:
        self._check = check
        self._entries: list[Entry] = []
        self._undone = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._roll_back()

    def write(self, path: Path, data: bytes | None, mend: Mend | None = None) -> None:
        """Let ``path`` hold ``data``, or be gone.  ``mend`` takes the change back where the file is another by then."""
        self._check(path)
        before = read_bytes(path) if os.path.lexists(path) else None
        if before == data:
            return
        _put(path, data)
        self._entries.append(_Written(path, before, "" if data is None else version_of(data), mend))

    def copy(self, path: Path, target: Path) -> None:
        """A file of any size, to a place that is free."""
        self._check(target)
        if os.path.lexists(target):
            raise InvalidFile(target, "there is something of that name already.")
        write_bytes(target, pieces(path))
        self._entries.append(_Written(target, None, version_at(target), None))

    def move(self, path: Path, target: Path, *, back: Callable[[Path], Path] | None = None) -> None:
        """A file or folder; a request takes its baseline along.

        ``back`` names the place to go back to where the old one is taken by then; without it that is refused.
        """
        done: list[tuple[Path, Path]] = []
        try:
            for old, new in _family(path, target):
                self._check(old)
                self._check(new)
                move(old, new)
                done.append((old, new))
        except CollectionError:
            for old, new in reversed(done):
                with contextlib.suppress(CollectionError):
                    move(new, old)
            raise
        self._entries.append(_Moved(path, target, back))

    def make_folder(self, path: Path) -> None:
        """A new folder, and those above it.  Taking back leaves one that is no longer empty, and is then refused."""
        missing = [folder for folder in (path, *path.parents) if not os.path.lexists(folder)]
        for folder in reversed(missing):
            self._check(folder)
            try:
                folder.mkdir()
            except OSError as wrong:
                raise NotWritable(folder, reason(wrong)) from None
            self._entries.append(_Made(folder))

    def remove_folder(self, path: Path) -> None:
        """Take an empty folder away."""
        try:
            path.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            raise InvalidFile(path, "other things were put into it in the meantime, so it stays.") from None
        self._entries.append(_Gone(path))

    def undo(self) -> None:
        """Take back all of it.  Raises ``CollectionError``, and then nothing was.  Done once, it does nothing."""
        if self._undone:
            return
        with Journal(self._check) as opposite:
            for entry in reversed(self._entries):
                entry.revert(opposite)
        self._undone = True

    def _roll_back(self) -> None:
        for entry in reversed(self._entries):
            with contextlib.suppress(CollectionError):
                entry.revert(Journal(self._check))


@dataclass(frozen=True)
class _Written:
    path: Path
    before: bytes | None
    version: str
    mend: Mend | None

    def revert(self, journal: Journal) -> None:
        now = version_at(self.path)
        if now == self.version:
            journal.write(self.path, self.before)
        elif now and self.mend is not None:
            journal.write(self.path, self.mend(read_bytes(self.path)))
        else:
            raise InvalidFile(self.path, "it was changed in the meantime, so nothing was undone.")


@dataclass(frozen=True)
class _Moved:
    path: Path
    target: Path
    back: Callable[[Path], Path] | None

    def revert(self, journal: Journal) -> None:
        place = self.path
        if self.back is not None and _is_taken(self.target, place):
            place = self.back(place)
        journal.make_folder(place.parent)
        journal.move(self.target, place)


@dataclass(frozen=True)
class _Made:
    path: Path

    def revert(self, journal: Journal) -> None:
        journal.remove_folder(self.path)


@dataclass(frozen=True)
class _Gone:
    path: Path

    def revert(self, journal: Journal) -> None:
        journal.make_folder(self.path)


def _family(path: Path, target: Path) -> tuple[tuple[Path, Path], ...]:
    return baseline.family(path, target) if path.name.endswith(SUFFIX) else ((path, target),)


def _is_taken(path: Path, place: Path) -> bool:
    """Whether something stands where ``path``, with its baseline if it has one, should go."""
    if os.path.lexists(place):
        return True
    return len(_family(path, place)) > 1 and any(os.path.lexists(file) for file in baseline.files_of(place))


def _put(path: Path, data: bytes | None) -> None:
    if data is not None:
        write_bytes(path, data)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as wrong:
        raise NotWritable(path, reason(wrong)) from None
