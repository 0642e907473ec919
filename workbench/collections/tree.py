"""The tree of a collection, read from disk: the first time all of it, afterwards only what changed.

A file is parsed again when its size, time or place on the disk is another; one written just before it was read is read
again until its time lies far enough back, because within one tick of the clock two contents can look the same.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.collections.abouts import Said, read_said
from workbench.collections.codec import read_thing
from workbench.collections.errors import InvalidFile, NewerFormat
from workbench.collections.files import is_link, read_bytes, reason, version_of
from workbench.collections.model import About, Node, NodeKind, SavedEvent, SavedRequest
from workbench.collections.names import COLLECTION_FILE, EVENT_SUFFIX, FOLDER_FILE, NOT_OURS, PERSONA_SUFFIX, SUFFIX, by_name, suffix_of
from workbench.collections.order import arranged
from workbench.domain.files import WINDOWS
from workbench.domain.persona import Persona

DEEPEST_FOLDER = 64
_TICK_NS = 100_000_000
_COARSE_TICK_NS = 2_100_000_000
_SECOND_NS = 1_000_000_000
_RANKS = {NodeKind.FOLDER: 0, NodeKind.REQUEST: 1, NodeKind.EVENT: 2, NodeKind.PERSONA: 3}
FILE_KINDS = {SUFFIX: NodeKind.REQUEST, EVENT_SUFFIX: NodeKind.EVENT, PERSONA_SUFFIX: NodeKind.PERSONA}


@dataclass(slots=True)
class _Known:
    """A file as it was read last.  ``sure`` says that its stamp tells this content from any other."""

    stamp: tuple[int, ...]
    sure: bool
    version: str
    node: Node | None = None
    persona: Persona | None = None
    said: Said | None = None


@dataclass(slots=True)
class _Listing:
    """One folder, not what is in the folders below it."""

    said: Said
    has_file: bool
    files: dict[str, Node]
    folders: dict[str, Node]
    is_bare: bool


@dataclass(slots=True)
class _Built:
    said: Said
    children: dict[str, Node]
    node: Node


class Tree:
    """Not safe to use from several threads at once; its owner sees to that."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._real_root = ""
        self._files: dict[str, _Known] = {}
        self._built: dict[str, _Built] = {}
        self._seen: set[str] = set()

    def read(self) -> Node:
        """All of it.  What cannot be read is a node with its error; nodes of what did not change are the same objects."""
        self._real_root = os.path.realpath(self._root)
        self._seen = set()
        if not os.path.lexists(self._root / COLLECTION_FILE):
            return Node(NodeKind.COLLECTION, self._root.name, self._root, error=str(no_collection(self._root)))
        node = self._folder(self._root, NodeKind.COLLECTION, 0)
        assert node is not None  # a collection is shown, however empty
        for cache in (self._files, self._built):
            for path in [path for path in cache if path not in self._seen]:
                del cache[path]
        return node

    def children(self, folder: Path) -> tuple[Node, ...]:
        """What stands in one folder, in order; the folders among it without their content.  Raises :class:`InvalidFile`."""
        self._real_root = os.path.realpath(self._root)
        try:
            listing = self._list(folder)
        except OSError as wrong:
            raise InvalidFile(folder, f"it cannot be read: {reason(wrong)}.") from None
        folders = {name: self._titled(node) for name, node in listing.folders.items()}
        return _in_order(listing.said, folders | listing.files)

    def personas(self) -> Iterator[tuple[Path, Persona]]:
        """Those that can be read, in the order of the tree."""
        for node in self.read().walk():
            if node.kind is NodeKind.PERSONA and (known := self._files.get(str(node.path))) and known.persona is not None:
                yield node.path, known.persona

    # -- folders ----------------------------------------------------------------------------------

    def _folder(self, path: Path, kind: NodeKind, depth: int) -> Node | None:
        """The folder and all below; ``None`` where nothing in it is of ours."""
        if depth > DEEPEST_FOLDER:
            return Node(kind, path.name, path, error=f"{path.name}: folders in it are nested deeper than {DEEPEST_FOLDER} levels.")
        try:
            listing = self._list(path)
        except OSError as wrong:
            return Node(kind, path.name, path, error=f"{path.name}: it cannot be read: {reason(wrong)}.")
        if isinstance(listing.said.error, NewerFormat):
            return Node(kind, listing.said.about.name, path, error=str(listing.said.error))
        children: dict[str, Node] = {}
        for name, shallow in listing.folders.items():
            below = shallow if shallow.error else self._folder(shallow.path, NodeKind.FOLDER, depth + 1)
            if below is not None:
                children[name] = below
        children |= listing.files
        if not (depth == 0 or listing.has_file or children or listing.is_bare):
            return None
        return self._put_together(path, kind, listing.said, children)

    def _put_together(self, path: Path, kind: NodeKind, said: Said, children: dict[str, Node]) -> Node:
        self._seen.add(str(path))
        built = self._built.get(str(path))
        if built and built.said is said and _are_same(built.children, children):
            return built.node
        error = str(said.error) if said.error else ""
        node = Node(kind, said.about.name, path, error=error, children=_in_order(said, children))
        self._built[str(path)] = _Built(said, children, node)
        return node

    def _list(self, folder: Path) -> _Listing:
        files: dict[str, Node] = {}
        folders: dict[str, Node] = {}
        abouts: dict[str, os.DirEntry[str]] = {}
        is_bare = True
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                is_bare = False
                if name in (COLLECTION_FILE, FOLDER_FILE):
                    abouts[name] = entry
                elif suffix_of(name):
                    if (node := self._file(entry)) is not None:
                        files[name] = node
                elif (node := self._subfolder(entry)) is not None:
                    folders[name] = node
        said = self._said(abouts.get(COLLECTION_FILE) or abouts.get(FOLDER_FILE), folder)
        return _Listing(said, bool(abouts), files, folders, is_bare)

    def _subfolder(self, entry: os.DirEntry[str]) -> Node | None:
        if entry.name in NOT_OURS or not _is_folder(entry):
            return None
        path = Path(entry.path)
        if entry.is_symlink() or (WINDOWS and is_link(entry)):
            why = f"{entry.name}: it is a link to a folder, and those are not followed; put the folder itself here."
            return Node(NodeKind.FOLDER, entry.name, path, error=why)
        return Node(NodeKind.FOLDER, entry.name, path)

    def _titled(self, folder: Node) -> Node:
        """A folder as its own file calls it, not looked into."""
        with contextlib.suppress(OSError):
            for name in (COLLECTION_FILE, FOLDER_FILE):
                file = os.path.join(folder.path, name)  # noqa: PTH118 (as scandir spells it)
                if not folder.error and os.path.isfile(file) and self._is_inside(file):  # noqa: PTH113
                    said = self._known(file, os.stat(file)).said  # noqa: PTH116
                    return replace(folder, name=said.about.name) if said else folder
        return folder

    # -- files ------------------------------------------------------------------------------------

    def _file(self, entry: os.DirEntry[str]) -> Node | None:
        """A request, an event or a persona; ``None`` for what is no file at all."""
        try:
            if entry.is_symlink() and not self._is_inside(entry.path):
                return _wrong_node(InvalidFile(Path(entry.path), "it is a link that leads out of the collection, and is not followed."))
            about = entry.stat()
        except OSError as wrong:
            return _wrong_node(InvalidFile(Path(entry.path), f"it cannot be read: {reason(wrong)}."))
        if stat.S_ISDIR(about.st_mode):
            return None
        return self._known(entry.path, about).node

    def _said(self, entry: os.DirEntry[str] | None, folder: Path) -> Said:
        if entry is None:
            built = self._built.get(str(folder))
            unsaid = Said(About(folder.name))
            return built.said if built and built.said == unsaid else unsaid
        try:
            if entry.is_symlink() and not self._is_inside(entry.path):
                raise InvalidFile(Path(entry.path), "it is a link that leads out of the collection, and is not followed.")
            return self._known(entry.path, entry.stat()).said or Said(About(folder.name))
        except OSError as wrong:
            return Said(About(folder.name), error=InvalidFile(Path(entry.path), f"it cannot be read: {reason(wrong)}."))
        except InvalidFile as wrong:
            return Said(About(folder.name), error=wrong)

    def _known(self, path: str, about: os.stat_result) -> _Known:
        self._seen.add(path)
        known = self._files.get(path)
        stamp = (about.st_mtime_ns, about.st_size, about.st_ino, about.st_ctime_ns)
        if known is not None and known.sure and known.stamp == stamp:
            return known
        sure = _lies_back(max(about.st_mtime_ns, about.st_ctime_ns))
        try:
            data = read_bytes(Path(path))
        except InvalidFile as wrong:
            return self._keep(path, _Known(stamp, False, "", *_unreadable(Path(path), wrong)))
        version = version_of(data)
        if known is not None and known.version == version:
            known.stamp, known.sure = stamp, sure
            return known
        return self._keep(path, _read(Path(path), data, stamp, sure, version))

    def _keep(self, path: str, known: _Known) -> _Known:
        self._files[path] = known
        return known

    def _is_inside(self, path: str) -> bool:
        real = os.path.realpath(path)
        return real.startswith(self._real_root + os.sep)


def no_collection(folder: Path) -> InvalidFile:
    return InvalidFile(folder, f"there is no {COLLECTION_FILE} in it, so it is no collection.")


def _read(path: Path, data: bytes, stamp: tuple[int, ...], sure: bool, version: str) -> _Known:
    if not suffix_of(path.name):
        return _Known(stamp, sure, version, said=read_said(path, data))
    try:
        thing = read_thing(path, data)
    except InvalidFile as wrong:
        return _Known(stamp, sure, version, *_unreadable(path, wrong))
    if isinstance(thing, SavedRequest):
        return _Known(stamp, sure, version, Node(NodeKind.REQUEST, thing.name, path, thing.request.friendly_id))
    if isinstance(thing, SavedEvent):
        return _Known(stamp, sure, version, Node(NodeKind.EVENT, thing.name, path, thing.event.type))
    identity = str(thing.identity) if thing.identity is not None else ""
    return _Known(stamp, sure, version, Node(NodeKind.PERSONA, thing.name, path, identity), thing)


def _unreadable(path: Path, wrong: InvalidFile) -> tuple[Node | None, None, Said | None]:
    if suffix_of(path.name):
        return _wrong_node(wrong), None, None
    return None, None, Said(About(path.parent.name), error=wrong)


def _wrong_node(wrong: InvalidFile) -> Node:
    suffix = suffix_of(wrong.path.name)
    return Node(FILE_KINDS.get(suffix, NodeKind.REQUEST), wrong.path.name.removesuffix(suffix), wrong.path, error=str(wrong))


def _are_same(left: dict[str, Node], right: dict[str, Node]) -> bool:
    return left.keys() == right.keys() and all(node is right[name] for name, node in left.items())


def _in_order(said: Said, children: dict[str, Node]) -> tuple[Node, ...]:
    names = arranged(children, said.order, lambda name: (_RANKS[children[name].kind], by_name(children[name].name), name))
    return tuple(children[name] for name in names)


def _lies_back(written_ns: int) -> bool:
    """Whether a file written then could not have been written again since without its time showing it."""
    tick = _TICK_NS if written_ns % _SECOND_NS else _COARSE_TICK_NS  # some file systems count in seconds, or in two
    return time.time_ns() - written_ns > tick


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
