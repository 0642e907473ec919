"""Changes to the tree: new, rename, duplicate, move, delete.  Each is made whole or not at all, and can be taken back."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.collections import baseline
from workbench.collections.abouts import about_file, about_source, says_nothing, with_about, with_order
from workbench.collections.codec import Thing, about_of, check_texts, order_of, thing_of, thing_to_plain
from workbench.collections.errors import InvalidFile, NameMissing, NameTaken
from workbench.collections.files import Source, is_link, parse_source, read_source
from workbench.collections.journal import Journal, Mend
from workbench.collections.layout import relaid
from workbench.collections.model import About, Node, NodeKind
from workbench.collections.names import NOT_OURS, SUFFIX, copy_name, file_name, folded, folder_name, suffix_of
from workbench.collections.order import Order, arranged, brought_back, once, placed, renamed, without
from workbench.collections.trash import put_into_trash
from workbench.collections.tree import FILE_KINDS, Tree

WORDS = {kind: kind.value for kind in NodeKind}
Moves = tuple[tuple[Path, Path], ...]


@dataclass(frozen=True)
class Changing:
    """One change, written into its journal."""

    root: Path
    tree: Tree
    journal: Journal

    def new_folder(self, parent: Path, name: str) -> Path:
        check_name(name)
        self.check_free(parent, NodeKind.FOLDER, name)
        made = parent / folder_name(name, taken(parent))
        self.journal.make_folder(made)
        self._say(made, About(name))
        return made

    def save_about(self, folder: Path, about: About) -> Path:
        """The folder as it is called afterwards: another name is another folder name, save for the collection itself."""
        check_name(about.name)
        if folder != self.root and about.name != self._about(folder).name:
            folder = self._rename_folder(folder, about.name)
        self._say(folder, about)
        return folder

    def rename(self, path: Path, name: str) -> Path:
        check_name(name)
        if path == self.root or not suffix_of(path.name):
            return self.save_about(path, replace(self._about(path), name=name))
        self.check_free(path.parent, kind_of(path), name, path)
        source = read_source(path)
        self._rewrite(source, name)
        return self._moved_to(path, path.with_name(file_name(name, taken(path.parent, path), suffix_of(path.name))))

    def duplicate(self, path: Path) -> Path:
        siblings = self.tree.children(path.parent)
        titles = [node.name for node in siblings if node.kind is kind_of(path)]
        title = copy_name(title_of(siblings, path), titles)
        suffix = suffix_of(path.name)
        made = path.with_name(file_name(title, taken(path.parent), suffix))
        if suffix:
            source = read_source(path)
            self.journal.write(made, source.encoded(_renamed_text(source, title)))
            for old, new in baseline.family(path, made)[1:] if suffix == SUFFIX else ():
                self.journal.copy(old, new)
        else:
            self._copy_folder(path, made)
            self._say(made, replace(self._about(made), name=title))
        names = [node.path.name for node in siblings]
        following = names[names.index(path.name) + 1 :] if path.name in names else []
        with contextlib.suppress(InvalidFile):  # an order that cannot be read now, because of a merge, stays as it is
            self._place(path.parent, [made.name], following[0] if following else "")
        return made

    def move(self, paths: Sequence[Path], folder: Path, before: str) -> Moves:
        here = [path for path in paths if path.parent == folder]
        coming = [path for path in paths if path.parent != folder]
        self._check_moves(coming, folder)
        moves: list[tuple[Path, Path]] = [(path, path) for path in here]
        for path in coming:
            suffix = suffix_of(path.name)
            name = path.name if folded(path.name) not in _folded(taken(folder)) else ""
            target = folder / (name or file_name(path.name.removesuffix(suffix), taken(folder), suffix))
            self.journal.move(path, target)
            moves.append((path, target))
        for parent in dict.fromkeys(path.parent for path in coming):
            self._forget(parent, [path.name for path in coming if path.parent == parent])
        by_path = dict(moves)
        self._place(folder, [by_path[path].name for path in paths], before)
        return tuple((path, by_path[path]) for path in paths)

    def delete(self, paths: Sequence[Path]) -> None:
        put_into_trash(self.journal, self.root, paths)
        for parent in dict.fromkeys(path.parent for path in paths):
            self._forget(parent, [path.name for path in paths if path.parent == parent])

    def arrange(self, folder: Path, names: Sequence[str]) -> None:
        """Put what stands in a folder into this order; what is not named follows."""
        children = [node.path.name for node in self.tree.children(folder)]
        rest = without(tuple(children), names)
        source = about_source(about_file(folder))
        self._write_order(source, arranged(children, (*names, *rest), lambda name: name))

    # -- names ------------------------------------------------------------------------------------

    def check_free(self, folder: Path, kind: NodeKind, name: str, but: Path | None = None) -> None:
        """Raises :class:`NameTaken` where something of the kind has the name already."""
        for node in self.tree.children(folder):
            if node.kind is kind and node.path != but and folded(node.name) == folded(name):
                raise NameTaken(name, WORDS[kind], self._about(folder).name)

    def _about(self, folder: Path) -> About:
        return about_of(about_source(about_file(folder)))

    def _check_moves(self, paths: Sequence[Path], folder: Path) -> None:
        there = {(node.kind, folded(node.name)) for node in self.tree.children(folder)}
        for path in paths:
            if folder == path or folder.is_relative_to(path):
                raise InvalidFile(path, "a folder cannot be moved into itself.")
            kind, title = kind_of(path), title_of(self.tree.children(path.parent), path)
            if (kind, folded(title)) in there:
                raise NameTaken(title, WORDS[kind], self._about(folder).name)
            there.add((kind, folded(title)))

    # -- content ----------------------------------------------------------------------------------

    def _rewrite(self, source: Source, name: str) -> None:
        """Give a request, event or persona another name; taken back later it keeps what else was changed meanwhile."""
        path, before = source.path, thing_of(source).name

        def mend(data: bytes) -> bytes:
            now = parse_source(path, data)
            return now.encoded(_renamed_text(now, before))

        self.journal.write(path, source.encoded(_renamed_text(source, name)), mend)

    def _say(self, folder: Path, about: About) -> None:
        source = about_source(about_file(folder))
        text = with_about(source, about)
        gone = source.path.parent != self.root and says_nothing(text)
        if not (gone and source.is_new):
            self.journal.write(source.path, None if gone else source.encoded(text))

    def _rename_folder(self, path: Path, name: str) -> Path:
        self.check_free(path.parent, NodeKind.FOLDER, name, path)
        return self._moved_to(path, path.with_name(folder_name(name, taken(path.parent, path))))

    def _moved_to(self, path: Path, target: Path) -> Path:
        if target != path:
            self.journal.move(path, target)
            self._keep_order(path.parent, lambda order: renamed(order, path.name, target.name))
        return target

    def _copy_folder(self, path: Path, target: Path) -> None:
        """Everything in it that is a file; nothing hidden, no link."""
        self.journal.make_folder(target)
        for file in _files_below(path):
            self.journal.make_folder((target / file).parent)
            self.journal.copy(path / file, target / file)

    # -- order ------------------------------------------------------------------------------------

    def _place(self, folder: Path, moved: Sequence[str], before: str) -> None:
        """Let ``moved`` stand before ``before``.  Nothing is written where it stands there by itself."""
        source = about_source(about_file(folder))
        order = order_of(source)
        names = [node.path.name for node in self.tree.children(folder)]
        wanted = placed(names, moved, before)
        is_listed = order is None or _folded(moved) <= _folded(order)
        if wanted != tuple(names) or not is_listed:
            self._write_order(source, wanted)

    def _forget(self, folder: Path, names: Sequence[str]) -> None:
        self._keep_order(folder, lambda order: without(order, names))

    def _keep_order(self, folder: Path, change: Callable[[Order], Order]) -> None:
        """Change the order, if there is one; a file that cannot be read now is left, and what it lists in vain is skipped."""
        try:
            source = about_source(about_file(folder))
            order = order_of(source)
        except InvalidFile:
            return
        if order is not None and (changed := change(order)) != order:
            there = _folded(taken(folder))
            self._write_order(source, tuple(name for name in once(changed) if folded(name) in there))

    def _write_order(self, source: Source, after: Order) -> None:
        before = order_of(source) or ()
        self.journal.write(source.path, source.encoded(with_order(source, after)), _mend_order(source.path, before, after))


def check_name(name: str) -> None:
    if not name.strip():
        raise NameMissing


def kind_of(path: Path) -> NodeKind:
    return FILE_KINDS.get(suffix_of(path.name), NodeKind.FOLDER)


def title_of(siblings: Sequence[Node], path: Path) -> str:
    """What it is called.  Raises :class:`InvalidFile` where it is not there."""
    found = next((node.name for node in siblings if node.path == path), None)
    if found is None:
        raise InvalidFile(path, "it is not there any more.")
    return found


def thing_text(source: Source, thing: Thing) -> str:
    """The text of a file saying ``thing``; the same text where it does already."""
    old, new = thing_to_plain(thing_of(source)) if not source.is_new else {}, thing_to_plain(thing)
    check_texts(source.path, new)
    return relaid(source.path, source.text, old, new)


def taken(folder: Path, but: Path | None = None) -> set[str]:
    """Names that are no longer free in a folder: a baseline that lost its request must not become that of another one."""
    try:
        names = {name for name in os.listdir(folder) if but is None or name != but.name}  # noqa: PTH208 (names are all that is wanted)
    except OSError as wrong:
        raise InvalidFile(folder, f"it cannot be read: {wrong.strerror}.") from None
    ours = {file.name for file in baseline.files_of(but)} if but is not None else set()
    return names | {baseline.claimed(name) for name in names - ours}


def _renamed_text(source: Source, name: str) -> str:
    return thing_text(source, replace(thing_of(source), name=name))


def _mend_order(path: Path, before: Order, after: Order) -> Mend:
    """Take a change of the order back from a file that says more by now."""

    def mend(data: bytes) -> bytes:
        source = parse_source(path, data)
        now = order_of(source)
        if now is None:
            return data
        if _folded(before) == _folded(after):
            return source.encoded(with_order(source, arranged(now, before, now.index)))
        back = brought_back(now, without(before, after), before)
        return source.encoded(with_order(source, without(back, without(after, before))))

    return mend


def _files_below(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        kept = (name for name in folders if not name.startswith(".") and name not in NOT_OURS)
        folders[:] = sorted(name for name in kept if not is_link(Path(here) / name))
        for name in sorted(files):
            file = Path(here) / name
            if not name.startswith(".") and not file.is_symlink() and file.is_file():
                yield file.relative_to(folder)


def _folded(names: Sequence[str] | set[str]) -> set[str]:
    return {folded(name) for name in names}
