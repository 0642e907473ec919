"""Open collections: several at once, the person's own among them; who changes a file in them is heard of at once.

Everything here blocks, and may be called from several worker threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.collections import (
    Change,
    Collection,
    CollectionError,
    InvalidFile,
    Node,
    NodeKind,
    SavedEvent,
    SavedRequest,
    clear_trash,
    find_collection,
    is_collection,
    with_free_name,
)
from workbench.collections.baseline import read_baseline
from workbench.collections.codec import read_file
from workbench.collections.names import EVENT_SUFFIX, PERSONA_SUFFIX
from workbench.collections.schema_files import bring_schemas, schemas_of
from workbench.domain.files import atomic_write
from workbench.settings import UiState
from workbench.usecases.compare_options import expected_ignores

if TYPE_CHECKING:
    from workbench.collections import About, Approved, Baseline
    from workbench.collections.codec import Thing
    from workbench.domain.persona import Persona
    from workbench.domain.placeholders import Layer

OWN_NAME = "My requests"
RECENT_AT_MOST = 12
_OPEN, _RECENT = "collections", "recent_collections"


class OpenCollections:
    """``own`` is the folder that is always there; which others are open is kept in ``state``."""

    def __init__(self, own: Path, state: Callable[[], UiState]) -> None:
        self._own = own
        self._state = state
        self._known: dict[Path, Collection] = {}
        self._lock = threading.RLock()
        self._watch: _Watch | None = None

    # -- which are open ---------------------------------------------------------------------------

    def folders(self) -> tuple[Path, ...]:
        """The own one first, then the others as they were opened."""
        others = (Path(text) for text in self._texts(_OPEN))
        return (self._own, *(folder for folder in dict.fromkeys(others) if folder != self._own))

    def recent(self) -> tuple[Path, ...]:
        """Closed ones, the last closed first; those that are gone are left out."""
        now = set(self.folders())
        return tuple(folder for folder in map(Path, self._texts(_RECENT)) if folder not in now and is_collection(folder))

    def open(self, path: Path) -> Path:
        """Open the collection that a folder or file stands in; its folder.  Raises ``InvalidFile`` where there is none."""
        folder = find_collection(path.resolve())
        if folder is None:
            raise InvalidFile(path, "there is no workbench.toml in it or above it, so this is no collection.")
        Collection.open(folder)
        return self._opened(folder)

    def create(self, folder: Path, name: str) -> Path:
        """Make a folder a collection, whatever else is in it, and open it."""
        Collection.create(folder, name)
        return self._opened(folder.resolve())

    def close(self, folder: Path) -> None:
        """Show it no more; nothing on disk changes.  The own one stays."""
        with self._lock:
            self._set(_OPEN, [text for text in self._texts(_OPEN) if Path(text) != folder])
            self._set(_RECENT, [str(folder), *(text for text in self._texts(_RECENT) if Path(text) != folder)][:RECENT_AT_MOST])
            self._known.pop(folder, None)
        self._watch_again()

    # -- what is in them --------------------------------------------------------------------------

    def trees(self) -> tuple[Node, ...]:
        """One tree for each.  One that is gone or cannot be read is a node with its error."""
        self._own_is_there()
        return tuple(self._tree(folder) for folder in self.folders())

    def of(self, path: Path) -> Collection:
        """The open collection that a path stands in.  Raises ``InvalidFile``."""
        inside = [folder for folder in self.folders() if path == folder or path.is_relative_to(folder)]
        if not inside:
            raise InvalidFile(path, "it stands in no open collection.")
        return self._collection(max(inside, key=lambda folder: len(folder.parts)))

    def load(self, path: Path) -> tuple[SavedRequest, str, tuple[Layer, ...]]:
        """A request, the version of its file, and the values of its folders and collection."""
        collection = self.of(path)
        version = collection.version(path)
        return collection.load(path), version, collection.layers(path)

    def load_event(self, path: Path) -> tuple[SavedEvent, str, tuple[Layer, ...]]:
        """An event likewise."""
        collection = self.of(path)
        version = collection.version(path)
        return collection.load_event(path), version, collection.layers(path)

    def layers(self, path: Path) -> tuple[Layer, ...]:
        return self.of(path).layers(path)

    def personas(self) -> tuple[tuple[Path, Persona], ...]:
        """Of all open collections; one that cannot be read gives none."""
        self._own_is_there()
        found: list[tuple[Path, Persona]] = []
        for folder in self.folders():
            if is_collection(folder):
                found += self._collection(folder).personas()
        return tuple(found)

    def baseline(self, path: Path) -> Baseline | None:
        """Also where the collection is not open: a suite of it can be run from the terminal, and its run be read here."""
        is_open = any(path.is_relative_to(folder) for folder in self.folders())
        return self.of(path).baseline(path) if is_open else read_baseline(path)

    def expected_ignores(self, path: Path) -> tuple[str, ...]:
        """What the request's own expectation leaves out where it is held beside its baseline; of a file with a mistake, nothing."""
        try:
            return expected_ignores(read_file(path))
        except (CollectionError, OSError):
            return ()

    def approve(self, path: Path, body: bytes, content_type: str) -> Approved:
        return self.of(path).approve(path, body, content_type)

    def undo_approve(self, approved: Approved) -> Baseline | None:
        return self.of(approved.path).undo_approve(approved)

    # -- changing ---------------------------------------------------------------------------------

    def save(self, path: Path, thing: Thing, seen: str | None) -> str:
        return self.of(path).save(path, thing, seen=seen)

    def save_new(self, folder: Path, thing: Thing) -> Path:
        self._own_is_there()
        return self.of(folder).save_new(folder, thing)

    def about(self, folder: Path) -> About:
        return self.of(folder).about(folder)

    def save_about(self, folder: Path, about: About) -> Change:
        return self.of(folder).save_about(folder, about)

    def new_folder(self, parent: Path, name: str) -> Change:
        self._own_is_there()
        return self.of(parent).new_folder(parent, name)

    def rename(self, path: Path, name: str) -> Change:
        return self.of(path).rename(path, name)

    def duplicate(self, paths: Sequence[Path]) -> Change:
        return _together([(self.of(path), path) for path in paths], lambda collection, path: collection.duplicate(path), "duplicated")

    def move(self, paths: Sequence[Path], folder: Path, before: str = "") -> Change:
        """Inside one collection, or from others into it: then the old ones go to the trash of theirs."""
        target = self.of(folder)
        strangers = [path for path in paths if self.of(path) is not target]
        if not strangers:
            return target.move(paths, folder, before)
        moves: list[tuple[Path, Path]] = []
        try:
            tops = tuple(carry(self.of(path), path, target, folder, moves) for path in strangers)
        except Exception:
            if moves:
                target.delete([new for old, new in moves if old in strangers])
            raise
        brought = Change("", tops, lambda: _given_back(target, tops))
        natives = [path for path in paths if path not in strangers]
        within = [target.move(natives, folder, before)] if natives else []
        what = f"{len(paths)} items moved" if len(paths) > 1 else f"“{paths[0].name.partition('.')[0]}” moved"
        whole = _joined([brought, *within, self.delete(strangers)], what)
        return replace(whole, paths=tops, moves=(*moves, *(pair for change in within for pair in change.moves)))

    def delete(self, paths: Sequence[Path]) -> Change:
        """To the trash of each collection."""
        by_collection: dict[Path, list[Path]] = {}
        for path in paths:
            by_collection.setdefault(self.of(path).folder, []).append(path)
        changes = [self._collection(folder).delete(some) for folder, some in by_collection.items()]
        return changes[0] if len(changes) == 1 else _joined(changes, f"{len(paths)} items deleted")

    # -- watching ---------------------------------------------------------------------------------

    def tidy(self) -> None:
        """Once at the start: what was deleted a month ago goes for good, in every collection that is open."""
        for folder in self.folders():
            if is_collection(folder):
                clear_trash(folder)

    def watch(self, told: Callable[[frozenset[Path]], object]) -> None:
        """Call ``told``, on a thread of its own, with what changed in any open collection, whoever changed it."""
        with self._lock:
            self.stop_watching()
            self._watch = _Watch([folder for folder in self.folders() if folder.is_dir()], told)

    def stop_watching(self) -> None:
        with self._lock:
            watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()

    # -- inside -----------------------------------------------------------------------------------

    def _own_is_there(self) -> None:
        """Made at the first use; what an earlier build kept in the folder becomes part of it."""
        with self._lock:
            if not is_collection(self._own):
                Collection.create(self._own, OWN_NAME)
                self._watch_again()

    def _opened(self, folder: Path) -> Path:
        with self._lock:
            if folder not in self.folders():
                self._set(_OPEN, [*self._texts(_OPEN), str(folder)])
        clear_trash(folder)
        self._watch_again()
        return folder

    def _collection(self, folder: Path) -> Collection:
        with self._lock:
            return self._known.setdefault(folder, Collection(folder))

    def _tree(self, folder: Path) -> Node:
        try:
            if not is_collection(folder):
                raise InvalidFile(folder, "the folder or its workbench.toml is not there any more; close it, or bring it back.")
            return self._collection(folder).tree()
        except InvalidFile as wrong:
            return Node(NodeKind.COLLECTION, folder.name, folder, error=str(wrong))

    def _watch_again(self) -> None:
        if (watch := self._watch) is not None:
            self.watch(watch.told)

    def _texts(self, key: str) -> list[str]:
        found = self._state().get(key, [])
        return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []

    def _set(self, key: str, texts: list[str]) -> None:
        state = self._state()
        state.set(key, texts)
        state.save()


class _Watch:
    """One thread over all open folders, until it is stopped."""

    def __init__(self, folders: Sequence[Path], told: Callable[[frozenset[Path]], object]) -> None:
        self.told = told
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(tuple(folders),), name="workbench-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self, folders: tuple[Path, ...]) -> None:
        from workbench.collections.watch import watch

        for changed in watch(folders, self._stop):
            if not self._stop.is_set():
                self.told(changed)


def carry(source: Collection, path: Path, target: Collection, folder: Path, moves: list[tuple[Path, Path]]) -> Path:
    """Copy a request, event, persona or folder, with all that is in it, into another collection; where it is there.

    Bytes, comments and baselines come along; a name that is taken is numbered.  ``moves`` gets old and new paths.
    """
    if path.is_dir():
        about = source.about(path)
        new = with_free_name(about.name, lambda name: target.new_folder(folder, name).paths[0])
        moves.append((path, new))
        if about.description or about.values or about.variant:
            target.save_about(new, replace(about, name=target.about(new).name))
        node = next(node for node in source.tree().walk() if node.path == path)
        made = [carry(source, child.path, target, new, moves) for child in node.children]
        target.arrange(new, [each.name for each in made])
        return new
    thing = _thing(source, path)
    new = with_free_name(thing.name, lambda name: target.save_new(folder, replace(thing, name=name)))
    moves.append((path, new))
    if _thing(target, new).name == thing.name:
        atomic_write(new, path.read_bytes())
    if isinstance(thing, SavedRequest):
        if (approved := source.baseline(path)) is not None:
            target.approve(new, approved.body, approved.content_type)
        bring_schemas(target.schema, schemas_of(source.schema, path, thing), new, atomic_write)
    return new


def _thing(collection: Collection, path: Path) -> Thing:
    if path.name.endswith(EVENT_SUFFIX):
        return collection.load_event(path)
    return collection.load_persona(path) if path.name.endswith(PERSONA_SUFFIX) else collection.load(path)


def _given_back(target: Collection, paths: Sequence[Path]) -> None:
    """What was carried here goes to the trash, where nothing that was changed since is lost."""
    target.delete([path for path in paths if path.exists()])


def _together(pairs: Sequence[tuple[Collection, Path]], do: Callable[[Collection, Path], Change], verb: str) -> Change:
    """One change for all of them, or none."""
    done: list[Change] = []
    try:
        for collection, path in pairs:
            done.append(do(collection, path))
    except Exception:
        for change in reversed(done):
            change.undo()
        raise
    return done[0] if len(done) == 1 else _joined(done, f"{len(done)} items {verb}")


def _joined(changes: Sequence[Change], what: str) -> Change:
    def undo() -> None:
        for change in reversed(changes):
            change.undo()

    return Change(
        what, tuple(path for change in changes for path in change.paths), undo, tuple(pair for change in changes for pair in change.moves)
    )
