"""A collection: a folder named by its ``workbench.toml``, with requests, events, personas and folders in it as deep as people like."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.collections import baseline
from workbench.collections.abouts import Said, about_file, is_collection, read_said
from workbench.collections.baseline import Approved, Baseline
from workbench.collections.changing import WORDS, Changing, check_name, kind_of, taken, thing_text, title_of
from workbench.collections.codec import Thing, about_to_plain, read_event, read_file, read_persona, thing_of
from workbench.collections.errors import ChangedOutside, InvalidFile, NameTaken, NewerFormat
from workbench.collections.files import Source, read_bytes, read_source, version_at, version_of
from workbench.collections.journal import Journal
from workbench.collections.layout import relaid
from workbench.collections.migrations import migrate
from workbench.collections.model import About, Change, Node, NodeKind, SavedEvent, SavedRequest
from workbench.collections.names import (
    COLLECTION_FILE,
    EVENT_SUFFIX,
    PERSONA_SUFFIX,
    SCHEMA_SUFFIX,
    SUFFIX,
    file_name,
    folded,
    is_schema_name,
    suffix_of,
)
from workbench.collections.schema_files import bring_schemas, schemas_below
from workbench.collections.tree import Tree, no_collection
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.domain.selector import Selector
from workbench.domain.texts import shown


class Collection:
    """All methods block, raise ``CollectionError``, and may be called from several threads.

    A file is replaced whole or not at all; nothing outside the folder is read or written, whatever links stand in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tree = Tree(folder)
        self._lock = threading.RLock()

    @classmethod
    def create(cls, folder: Path, name: str, description: str = "") -> Collection:
        """Make the folder a collection; whatever is in it stays, and what earlier builds kept there becomes part of it."""
        check_name(name)
        if os.path.lexists(folder / COLLECTION_FILE):
            raise NameTaken(folder.name, "collection")
        raw = migrate({"format": 0, "name": name}, folder.name)
        text = relaid(folder / COLLECTION_FILE, "", {}, about_to_plain(About(raw["name"], description)))
        with Journal(lambda path: None) as journal:
            journal.make_folder(folder)
            journal.write(folder / COLLECTION_FILE, text.encode("utf-8"))
        return cls(folder)

    @classmethod
    def open(cls, folder: Path) -> Collection:
        """Raises :class:`InvalidFile` for a folder that is none, and :class:`NewerFormat`.

        One whose ``workbench.toml`` is in the middle of a merge opens: its tree says what is wrong with it.
        """
        collection = cls(folder)
        collection._check_format()
        return collection

    # -- reading ----------------------------------------------------------------------------------

    def tree(self) -> Node:
        with self._lock:
            return self._tree.read()

    def about(self, folder: Path) -> About:
        self._check_own(folder)
        self._check_inside(about_file(folder))
        said = read_said(about_file(folder))
        if said.error:
            raise said.error
        return said.about

    def load(self, path: Path) -> SavedRequest:
        self._check_own(path)
        return read_file(path)

    def load_event(self, path: Path) -> SavedEvent:
        self._check_own(path)
        return read_event(path)

    def load_persona(self, path: Path) -> Persona:
        self._check_own(path)
        return read_persona(path)

    def personas(self) -> tuple[tuple[Path, Persona], ...]:
        """All that can be read, in the order of the tree."""
        with self._lock:
            return tuple(self._tree.personas())

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """The values of the folders around a request, from the inner to the outer, then of the collection."""
        return tuple(layer for layer in map(self._layer, self._around(path)) if layer.values)

    def variant(self, path: Path) -> Selector | None:
        """The variant selector that the folders around a request or a folder say; the nearest counts."""
        for folder in self._around(path):
            if (selector := self._said(folder).about.variant) is not None:
                return selector
        return None

    def schema(self, path: Path, name: str) -> bytes:
        """The JSON Schema of this file name for the request ``path``: beside it, or in the nearest folder above that has it."""
        if not is_schema_name(name):
            raise InvalidFile(path, f"“{shown(name)}” is no name of a schema file; it ends with {SCHEMA_SUFFIX}.")
        for folder in self._around(path):
            if os.path.lexists(folder / name):
                self._check_own(folder / name)
                return read_bytes(folder / name)
        raise InvalidFile(path, f"there is no {name} beside it or in a folder above it.")

    def version(self, path: Path) -> str:
        """Of the bytes that are on disk now; empty where there is no file."""
        self._check_own(path)
        return version_at(path)

    # -- saving -----------------------------------------------------------------------------------

    def save_new(self, folder: Path, thing: Thing) -> Path:
        """A file for what has none yet.  Raises :class:`NameTaken` where one of the kind beside it has the name."""
        check_name(thing.name)
        with self._changing(folder) as (changing, journal):
            path = folder / file_name(thing.name, taken(folder), _suffix_for(thing))
            changing.check_free(folder, kind_of(path), thing.name)
            source = Source(path, is_new=True)
            journal.write(path, source.encoded(thing_text(source, thing)))
            return path

    def save(self, path: Path, thing: Thing, *, seen: str | None = None) -> str:
        """Write it into its file, whose layout stays; the version it then has.

        ``seen`` is the version it was read in: raises :class:`ChangedOutside` where the file is another by now.
        """
        check_name(thing.name)
        with self._changing(path) as (changing, journal):
            if not suffix_of(path.name):
                raise InvalidFile(path, "it is no file of a request, an event or a persona.")
            is_there = os.path.lexists(path)
            if seen is not None and seen != (version_at(path) if is_there else ""):
                raise ChangedOutside(path)
            source = read_source(path) if is_there else Source(path, is_new=True)
            if not is_there or folded(thing.name) != folded(thing_of(source).name):
                changing.check_free(path.parent, kind_of(path), thing.name, path)
            data = source.encoded(thing_text(source, thing))
            journal.write(path, data)
            return version_of(data)

    def save_about(self, folder: Path, about: About) -> Change:
        """Another name of a folder is another name of the folder on disk, too."""
        with self._changing(folder) as (changing, journal):
            made = changing.save_about(folder, about)
            return self._change(f"“{about.name}” changed", journal, (made,), ((folder, made),))

    # -- changing ---------------------------------------------------------------------------------

    def new_folder(self, parent: Path, name: str) -> Change:
        with self._changing(parent) as (changing, journal):
            made = changing.new_folder(parent, name)
            return self._change(f"Folder “{name}” made", journal, (made,))

    def rename(self, path: Path, name: str) -> Change:
        """The file or folder gets another name, too; a collection keeps that of its folder."""
        with self._changing(path) as (changing, journal):
            before = self._titles((path,))
            made = changing.rename(path, name)
            return self._change(f"{before} renamed to “{name}”", journal, (made,), ((path, made),))

    def duplicate(self, path: Path) -> Change:
        """A copy, with its baseline, right after the original."""
        with self._changing(path) as (changing, journal):
            self._check_movable(path)
            what = f"{self._titles((path,))} duplicated"
            return self._change(what, journal, (changing.duplicate(path),))

    def move(self, paths: Sequence[Path], folder: Path, before: str = "") -> Change:
        """Into ``folder``, before the file or folder of the name ``before``, or at the end; with copies of schemas it would miss."""
        paths = _outermost(paths)
        with self._changing(folder, *paths) as (changing, journal):
            self._check_movable(*paths)
            what = f"{self._titles(paths)} moved to “{read_said(about_file(folder)).about.name}”"
            needed = {path: schemas_below(self.schema, path) for path in paths}
            moves = changing.move(paths, folder, before)
            for old, new in moves:
                for file, schemas in needed[old].items():
                    bring_schemas(self.schema, schemas, new / file.relative_to(old), journal.write)
            return self._change(what, journal, tuple(new for _, new in moves), moves)

    def arrange(self, folder: Path, names: Sequence[str]) -> Change:
        """Put what stands in a folder into the order of these file and folder names; what is not named follows."""
        with self._changing(folder) as (changing, journal):
            changing.arrange(folder, names)
            return self._change("Order changed", journal, (folder,))

    def delete(self, paths: Sequence[Path]) -> Change:
        """To the trash."""
        paths = _outermost(paths)
        with self._changing(*paths) as (changing, journal):
            self._check_movable(*paths)
            what, then = f"{self._titles(paths)} deleted", self._neighbour(paths)
            changing.delete(paths)
            return self._change(what, journal, then)

    # -- baselines --------------------------------------------------------------------------------

    def baseline(self, path: Path) -> Baseline | None:
        """The response approved for a request, read in one go; ``None`` where there is none."""
        self._check_baselines(path)
        return baseline.read_baseline(path)

    def approve(self, path: Path, body: bytes, content_type: str) -> Approved:
        """Keep ``body`` as the baseline of a request; the result brings back what it replaced."""
        with self._lock:
            self._check_baselines(path)
            return baseline.approve(path, body, content_type)

    def forget_baseline(self, path: Path) -> Approved:
        """Take the baseline away; the result brings it back."""
        with self._lock:
            self._check_baselines(path)
            return baseline.forget(path)

    def undo_approve(self, approved: Approved) -> Baseline | None:
        """Undo :meth:`approve` or :meth:`forget_baseline`; the baseline that is there now.

        Refused where the request was renamed or deleted or the baseline changed since: a later one is never lost.
        """
        with self._lock:
            self._check_baselines(approved.path)
            return baseline.undo(approved)

    # -- inside -----------------------------------------------------------------------------------

    def _around(self, path: Path) -> list[Path]:
        """The folders a request stands in, or a folder and those it stands in, from the inner to the outer."""
        self._check_own(path)
        folder = path.parent if suffix_of(path.name) else path
        return [each for each in (folder, *folder.parents) if each == self.folder or each.is_relative_to(self.folder)]

    def _said(self, folder: Path) -> Said:
        file = about_file(folder)
        self._check_inside(file)
        said = read_said(file)
        if said.error and not said.salvaged:
            raise said.error
        return said

    def _layer(self, folder: Path) -> Layer:
        said = self._said(folder)
        kind = WORDS[NodeKind.COLLECTION if folder == self.folder else NodeKind.FOLDER]
        merging = ", this side of the merge" if said.salvaged else ""
        return Layer(f"{kind} “{said.about.name}”{merging}", said.about.values)

    @contextmanager
    def _changing(self, *paths: Path) -> Iterator[tuple[Changing, Journal]]:
        """What one change of ``paths`` needs; they are looked at first, and nobody else changes anything meanwhile."""
        with self._lock:
            for path in paths:
                self._check_own(path)
            self._check_format()
            with Journal(self._check_inside) as journal:
                yield Changing(self.folder, self._tree, journal), journal

    def _change(self, what: str, journal: Journal, paths: tuple[Path, ...], moves: tuple[tuple[Path, Path], ...] = ()) -> Change:
        def undo() -> None:
            with self._lock:
                journal.undo()

        return Change(what, paths, undo, tuple((old, new) for old, new in moves if old != new))

    def _titles(self, paths: Sequence[Path]) -> str:
        if len(paths) != 1:
            return f"{len(paths)} items"
        (path,) = paths
        if path == self.folder:
            return f"“{read_said(about_file(path)).about.name}”"
        return f"“{title_of(self._tree.children(path.parent), path)}”"

    def _neighbour(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        """What to look at once ``paths`` are gone."""
        if not paths:
            return ()
        siblings = [node.path for node in self._tree.children(paths[0].parent)]
        at = siblings.index(paths[0]) if paths[0] in siblings else 0
        near = (path for path in (*siblings[at:], *reversed(siblings[:at])) if path not in paths)
        return (next(near, paths[0].parent),)

    def _check_format(self) -> None:
        """Raises :class:`InvalidFile` where this is no collection, or one of a newer workbench."""
        if not is_collection(self.folder):
            raise no_collection(self.folder)
        error = read_said(self.folder / COLLECTION_FILE).error
        if isinstance(error, NewerFormat):
            raise error

    def _check_own(self, path: Path) -> None:
        """Raises :class:`InvalidFile` for what is not part of the collection."""
        inside = path == self.folder or path.is_relative_to(self.folder)
        parts = path.relative_to(self.folder).parts if inside else ()
        if not inside or ".." in parts:
            raise self._outside(path)
        if any(part.startswith(".") for part in parts):
            raise InvalidFile(path, "it is hidden, and hidden files are no part of a collection.")
        self._check_inside(path)

    def _check_inside(self, path: Path) -> None:
        """Links included: what is written or read must really lie in the collection."""
        root, real = (os.path.normcase(os.path.realpath(each)) for each in (self.folder, path))
        if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
            raise self._outside(path)

    def _check_movable(self, *paths: Path) -> None:
        for path in paths:
            if path == self.folder:
                raise InvalidFile(path, "a collection is moved, copied or deleted as a folder of this computer.")
            if not os.path.lexists(path):
                raise InvalidFile(path, "it is not there any more.")

    def _check_baselines(self, path: Path) -> None:
        self._check_own(path)
        for file in baseline.files_of(path):
            self._check_inside(file)

    def _outside(self, path: Path) -> InvalidFile:
        return InvalidFile(path, f"it lies outside the collection in “{self.folder.name}”, and is not touched.")


def _suffix_for(thing: Thing) -> str:
    if isinstance(thing, SavedEvent):
        return EVENT_SUFFIX
    return PERSONA_SUFFIX if isinstance(thing, Persona) else SUFFIX


def _outermost(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Each once, and without what goes along with a folder that is among them."""
    chosen = set(paths)
    return tuple(path for path in dict.fromkeys(paths) if not any(parent in chosen for parent in path.parents))
