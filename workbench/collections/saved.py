"""The saved list: one folder of request files, each with the response that was approved for it, if any."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.collections import baseline
from workbench.collections.baseline import Approved, Baseline
from workbench.collections.codec import read_file, to_plain
from workbench.collections.errors import CollectionError, InvalidFile, NameTaken, NotWritable
from workbench.collections.names import SUFFIX, file_name
from workbench.domain import FlowRequest
from workbench.domain.files import atomic_write

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

TRASH = ".trash"


@dataclass(frozen=True, slots=True)
class SavedRequest:
    """A request under a name; ``description`` is Markdown."""

    name: str
    request: FlowRequest
    description: str = ""


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """A row of the list.  ``error`` says what is wrong with a file that cannot be opened."""

    name: str
    path: Path
    friendly_id: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Trashed:
    """Gives a deleted file back, and its baseline."""

    original: Path
    trashed: Path


class SavedRequests:
    """All methods block and raise ``CollectionError``; a file is replaced whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list(self) -> tuple[SavedEntry, ...]:
        """Every request file by name; one that cannot be read is listed with its error."""
        try:
            paths = sorted(path for path in self._folder.glob(f"*{SUFFIX}") if path.is_file() and not path.name.startswith("."))
        except OSError:
            return ()
        return tuple(sorted((self._entry(path) for path in paths), key=lambda entry: entry.name.casefold()))

    def load(self, path: Path) -> SavedRequest:
        return SavedRequest(*read_file(path))

    def save(self, saved: SavedRequest, *, overwrite: bool = False) -> Path:
        """Write it; ``overwrite`` replaces the file of the same name, keeping comments and hand-made order."""
        existing = self._find(saved.name)
        if existing is not None and not overwrite:
            raise NameTaken(saved.name)
        path = existing or self._folder / file_name(saved.name, self._taken())
        self._write(path, to_plain(saved.name, saved.request, saved.description))
        return path

    def rename(self, path: Path, name: str) -> Path:
        """Another name, and another file name with it; the baseline goes along, as it does with all that follows."""
        other = self._find(name)
        if other is not None and other != path:
            raise NameTaken(name)
        saved = replace(self.load(path), name=name)
        self._write(path, to_plain(saved.name, saved.request, saved.description))
        target = path.with_name(file_name(name, self._taken() - {path.name}))
        if target != path:
            self._move_all(baseline.family(path, target))
        return target

    def duplicate(self, path: Path) -> Path:
        saved = self.load(path)
        names = {entry.name.casefold() for entry in self.list()}
        number = 1
        name = f"{saved.name} copy"
        while name.casefold() in names:
            number += 1
            name = f"{saved.name} copy {number}"
        approved = baseline.read_baseline(path)
        made = self.save(replace(saved, name=name))
        if approved is not None:
            try:
                baseline.copy(approved, made)
            except CollectionError:
                with contextlib.suppress(OSError):
                    made.unlink()
                raise
        return made

    def delete(self, path: Path) -> Trashed:
        """Into the folder's trash, from where :meth:`restore` brings it back."""
        trash = path.parent / TRASH
        try:
            trash.mkdir(exist_ok=True)
            number, target = 1, trash / path.name
            while any(file.exists() for file in (target, *baseline.files_of(target))):
                number += 1
                target = trash / f"{number}-{path.name}"
        except OSError as wrong:
            raise NotWritable(trash, wrong.strerror or str(wrong)) from None
        self._move_all(baseline.family(path, target))
        return Trashed(path, target)

    def restore(self, trashed: Trashed) -> Path:
        target = trashed.original
        has_baseline = len(baseline.family(trashed.trashed, target)) > 1
        if target.exists() or (has_baseline and any(file.exists() for file in baseline.files_of(target))):
            target = target.with_name(file_name(target.name.removesuffix(SUFFIX), self._taken()))
        self._move_all(baseline.family(trashed.trashed, target))
        return target

    def baseline(self, path: Path) -> Baseline | None:
        """The response approved for a request, read in one go; ``None`` where there is none."""
        return baseline.read_baseline(path)

    def approve(self, path: Path, body: bytes, content_type: str) -> Approved:
        """Keep ``body`` as the baseline of a request; the result brings back what it replaced."""
        return baseline.approve(path, body, content_type)

    def forget_baseline(self, path: Path) -> Approved:
        """Take the baseline away; the result brings it back."""
        return baseline.forget(path)

    def undo_approve(self, approved: Approved) -> Baseline | None:
        """Undo :meth:`approve` or :meth:`forget_baseline`; the baseline that is there now.

        Refused where the request was renamed or deleted or the baseline changed since: a later one is never lost.
        """
        return baseline.undo(approved)

    def _entry(self, path: Path) -> SavedEntry:
        try:
            name, request, _ = read_file(path)
        except InvalidFile as wrong:
            return SavedEntry(path.name.removesuffix(SUFFIX), path, error=str(wrong))
        return SavedEntry(name, path, request.friendly_id)

    def _find(self, name: str) -> Path | None:
        return next((entry.path for entry in self.list() if not entry.error and entry.name.casefold() == name.casefold()), None)

    def _taken(self) -> set[str]:
        names = {path.name for path in self._folder.glob("*")} if self._folder.is_dir() else set()
        return names | {baseline.claimed(name) for name in names}

    def _write(self, path: Path, plain: dict[str, Any]) -> None:
        import tomlkit

        try:
            old = path.read_text(encoding="utf-8-sig") if path.exists() else ""
            document = tomlkit.parse(old)
            _fill(document, plain)
            new = tomlkit.dumps(document)
            if new != old:
                atomic_write(path, new.encode("utf-8"))
        except OSError as wrong:
            raise NotWritable(path, wrong.strerror or str(wrong)) from None

    def _move_all(self, moves: Sequence[tuple[Path, Path]]) -> None:
        """All of them or none."""
        done: list[tuple[Path, Path]] = []
        try:
            for path, target in moves:
                self._move(path, target)
                done.append((path, target))
        except CollectionError:
            for path, target in reversed(done):
                with contextlib.suppress(OSError):
                    target.replace(path)
            raise

    @staticmethod
    def _move(path: Path, target: Path) -> None:
        try:
            path.replace(target)
        except FileNotFoundError:
            raise InvalidFile(path, "it is not there any more.") from None
        except OSError as wrong:
            raise NotWritable(target, wrong.strerror or str(wrong)) from None


_OURS = {
    "format", "name", "description", "friendly_id", "channel", "language", "currency", "point_of_sale",
    "browser_id", "email", "identifiers", "params", "params_json", "extra", "extra_json",
}  # fmt: skip


def _fill(document: TOMLDocument, plain: dict[str, Any]) -> None:
    """Change only what changed, so that comments and hand-made order survive."""
    import tomlkit

    current = document.unwrap()
    for key in [key for key in current if key in _OURS and key not in plain]:
        del document[key]
    for key, value in plain.items():
        if key in current and current[key] == value and _same_types(current[key], value):
            continue
        if key == "identifiers":
            inline = tomlkit.inline_table()
            inline.update(value)
            document[key] = inline
        elif key.endswith("_json") or (key == "description" and "\n" in value):
            document[key] = _block(value)
        else:
            document[key] = value


def _block(text: str) -> Any:
    import tomlkit

    return tomlkit.string(text, multiline=True) if "\r" not in text else tomlkit.string(text)


def _same_types(left: object, right: object) -> bool:
    """``1 == 1.0 == True`` in Python, and they are three different things on the wire; so is the order of keys."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(_same_types(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_same_types(a, b) for a, b in zip(left, right, strict=True))
    return left == right
