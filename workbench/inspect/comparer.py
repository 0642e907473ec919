"""The walk down two documents: equal bytes are passed over, what differs is taken apart and told."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import NamedTuple

from workbench.inspect.align import Aligner, Alignment, Stretch
from workbench.inspect.diff import ArrayMatch, Diff, Difference, Stopped
from workbench.inspect.document import Document
from workbench.inspect.nodes import Items, Side, Value, same_bytes
from workbench.inspect.options import DiffOptions
from workbench.inspect.paths import Path
from workbench.inspect.patterns import Patterns, State, pattern_of
from workbench.inspect.rows import ChangeKind, Mark, RowsBuilder
from workbench.inspect.scalars import Likeness, compare_scalars

LISTED_AT_MOST = 50_000
"""Differences that are listed.  From there on they are only counted, and containers are no longer taken apart."""
SMALL_OBJECT = 20_000
"""Bytes up to which an object is first looked at line by line."""
MOVED_AT_MOST = 10
"""Where more items of an array moved, and more than half of them, the array is reordered as a whole."""


class Comparer:
    def __init__(self, left: Document, right: Document, options: DiffOptions, stopped: Callable[[], bool]) -> None:
        self.left, self.right = Side(left), Side(right)
        self.options = options
        self.out = Diff(options=options)
        self._stopped = stopped
        self._rows = RowsBuilder()
        self._ignore = Patterns(options.ignore)
        self._chosen = Patterns(pattern for pattern, _ in options.identities)
        self._key_orders: list[Path] = []
        self._arrays: dict[str, ArrayMatch] = {}

    def run(self) -> Diff:
        lefts, rights = self.left.roots(), self.right.roots()
        if len(lefts) == len(rights) == 1:
            self._pair(lefts[0], rights[0], Path(), self._ignore.start, Mark())
        else:
            self._items(_as_items(lefts), _as_items(rights), Path(), self._ignore.start, Mark())
        self.out.rows = self._rows.built()
        self.out.key_orders = tuple(self._key_orders)
        self.out.arrays = tuple(self._arrays.values())
        return self.out

    # -- two values -------------------------------------------------------------------------------

    def _pair(self, old: Value, new: Value, path: Path, state: State, mark: Mark) -> None:
        self._check()
        if same_bytes(self.left, old, self.right, new):
            self._beside(old, new, mark)
        elif self._is_ignored(state):
            self.out.ignored += 1
            self._beside(old, new, Mark(mark.kind, mark.difference, ignored=True))
        elif (kind := self.left.kind(old)) != self.right.kind(new):
            self._beside(old, new, self._note(ChangeKind.TYPE_CHANGED, path, old, new))
        elif kind not in "{[":
            self._scalars(kind, old, new, path, mark)
        elif not self.left.opens(old) or len(self.out.differences) >= LISTED_AT_MOST:
            self._beside(old, new, self._note(ChangeKind.CHANGED, path, old, new))
        else:
            self._container(kind, old, new, path, state, mark)

    def _scalars(self, kind: str, old: Value, new: Value, path: Path, mark: Mark) -> None:
        likeness = compare_scalars(kind, self.left.text(old), self.right.text(new), self.options)
        if likeness is Likeness.DIFFERENT:
            mark = self._note(ChangeKind.CHANGED, path, old, new)
        elif likeness is Likeness.HIDDEN:
            self.out.ignored += 1
            mark = Mark(mark.kind, mark.difference, ignored=True)
        self._beside(old, new, mark)

    def _container(self, kind: str, old: Value, new: Value, path: Path, state: State, mark: Mark) -> None:
        if kind == "{" and (changed := changed_members(self.left, old, self.right, new)) is not None:
            self._changed_members(changed, old, new, path, state, mark)
            return
        first_left, first_right = self.left.line(old.start), self.right.line(new.start)
        self._rows.add(range(first_left, first_left + 1), range(first_right, first_right + 1), mark)
        if kind == "{":
            self._objects(self.left.members(old), self.right.members(new), path, state, mark)
        else:
            self._items(self.left.items(old), self.right.items(new), path, state, mark, (old, new))
        lefts = self.left.lines_of(old)[-1:] if self.left.is_closed(old) else range(0)
        rights = self.right.lines_of(new)[-1:] if self.right.is_closed(new) else range(0)
        self._rows.add(lefts, rights, mark)

    # -- objects ----------------------------------------------------------------------------------

    def _changed_members(self, changed: list[ChangedMember], old: Value, new: Value, path: Path, state: State, mark: Mark) -> None:
        """The common case, told without taking the objects apart: the same lines but for a few scalars."""
        lefts, rights = self.left.lines_of(old), self.right.lines_of(new)
        done = 0
        for line, mine, theirs in changed:
            self._rows.add(lefts[done:line], rights[done:line], mark)
            key = mine.key or ""
            self._pair(mine, theirs, path.child(key), self._ignore.step(state, key), mark)
            done = line + 1
        self._rows.add(lefts[done:], rights[done:], mark)

    def _objects(self, olds: list[Value], news: list[Value], path: Path, state: State, mark: Mark) -> None:
        pairs, same_order = pair_members(olds, news)
        if not same_order:
            self._key_orders.append(path)
        for old, new in pairs:
            member = new or old
            assert member is not None
            step = member.key or ""
            inside = path.child(step)
            self._maybe_pair(old, new, inside, self._ignore.step(state, step), mark)

    def _maybe_pair(self, old: Value | None, new: Value | None, path: Path, state: State, mark: Mark) -> None:
        if old is not None and new is not None:
            self._pair(old, new, path, state, mark)
        elif old is not None or new is not None:
            self._one_sided(old, new, path, state)

    def _one_sided(self, old: Value | None, new: Value | None, path: Path, state: State) -> None:
        if self._is_ignored(state):
            self.out.ignored += 1
            mark = Mark(ignored=True)
        else:
            mark = self._note(ChangeKind.REMOVED if new is None else ChangeKind.ADDED, path, old, new)
        lefts = self.left.lines_of(old) if old is not None else range(0)
        rights = self.right.lines_of(new) if new is not None else range(0)
        self._rows.add(lefts, rights, mark)

    # -- arrays -----------------------------------------------------------------------------------

    def _items(self, olds: Items, news: Items, path: Path, state: State, mark: Mark, whole: tuple[Value, Value] | None = None) -> None:
        which = self._chosen.match(path.steps) if self._chosen else None
        chosen = self.options.identities[which][1] if which is not None else None
        aligner = Aligner(self.left, self.right, self.options, self._ignore, state, self._check)
        found = aligner.align(olds, news, chosen)
        self._remember(path, found, olds, news)
        moved_mark = self._reordered(found, path, whole)
        for step in found.steps():
            if step.equal and not step.moved:
                lefts = self.left.lines_between(olds.starts[step.old], olds.ends[step.old + step.size - 1])
                rights = self.right.lines_between(news.starts[step.new], news.ends[step.new + step.size - 1])
                self._rows.add(lefts, rights, mark)
            else:
                self._item(step, olds, news, path, state, moved_mark if step.moved and moved_mark is not None else mark)

    def _item(self, step: Stretch, olds: Items, news: Items, path: Path, state: State, mark: Mark) -> None:
        place = step.new if step.new >= 0 else step.old
        old = olds.value(step.old) if step.old >= 0 else None
        new = news.value(step.new) if step.new >= 0 else None
        inside, state = path.child(place), self._ignore.step(state, place)
        if step.moved and mark.kind is not ChangeKind.REORDERED:
            if self.options.ignore_array_order or self._is_ignored(state):
                self.out.ignored += 1
            else:
                assert old is not None and new is not None
                mark = self._note(ChangeKind.MOVED, inside, old, new, path.child(step.old))
        self._maybe_pair(old, new, inside, state, mark)

    def _reordered(self, found: Alignment, path: Path, whole: tuple[Value, Value] | None) -> Mark | None:
        """One difference in place of many, where most items stand elsewhere."""
        if self.options.ignore_array_order or whole is None or len(found.moved) <= max(MOVED_AT_MOST, found.matched // 2):
            return None
        return self._note(ChangeKind.REORDERED, path, *whole)

    def _remember(self, path: Path, found: Alignment, olds: Items, news: Items) -> None:
        pattern = pattern_of(path)
        known = self._arrays.get(pattern)
        if known is None:
            self._arrays[pattern] = ArrayMatch(pattern, found.identity, found.candidates, len(olds), len(news), found.chosen)
        else:
            both = tuple(dict.fromkeys((*known.candidates, *found.candidates)))
            identity = known.identity or found.identity
            counts = known.left_count + len(olds), known.right_count + len(news)
            self._arrays[pattern] = ArrayMatch(pattern, identity, both, *counts, found.chosen)

    # -- what is told -----------------------------------------------------------------------------

    def _note(self, kind: ChangeKind, path: Path, old: Value | None, new: Value | None, left_path: Path | None = None) -> Mark:
        if len(self.out.differences) >= LISTED_AT_MOST:
            self.out.unlisted[kind] += 1
            return Mark(kind)
        left_line = self.left.line(old.start) if old is not None else None
        right_line = self.right.line(new.start) if new is not None else None
        left = self.left.short(old) if old is not None else ""
        right = self.right.short(new) if new is not None else ""
        self.out.differences.append(Difference(path, kind, left_line, right_line, left, right, left_path))
        return Mark(kind, len(self.out.differences) - 1)

    def _beside(self, old: Value, new: Value, mark: Mark) -> None:
        self._rows.add(self.left.lines_of(old), self.right.lines_of(new), mark)

    def _is_ignored(self, state: State) -> bool:
        return bool(state) and self._ignore.matched(state) is not None

    def _check(self) -> None:
        if self._stopped():
            raise Stopped


class ChangedMember(NamedTuple):
    """A member that differs; ``line`` counts from the opening line of the object."""

    line: int
    left: Value
    right: Value


def changed_members(left: Side, old: Value, right: Side, new: Value) -> list[ChangedMember] | None:
    """The members that differ, where both objects have the same lines but for the values of a few of their own scalars.

    ``None`` where that is not so, or the objects are large; they have to be taken apart then.
    """
    if max(old.end - old.at, new.end - new.at) > SMALL_OBJECT:
        return None
    lefts, rights = left.text(old).split(b"\n"), right.text(new).split(b"\n")
    if len(lefts) != len(rights):
        return None
    changed: list[ChangedMember] = []
    at, other_at = old.at, new.at
    for line, (mine, theirs) in enumerate(zip(lefts, rights, strict=True)):
        if mine != theirs:
            one, other = left.scalar_member(at, mine, old.depth + 1), right.scalar_member(other_at, theirs, new.depth + 1)
            if one is None or other is None or one.key != other.key:
                return None
            changed.append(ChangedMember(line, one, other))
        at, other_at = at + len(mine) + 1, other_at + len(theirs) + 1
    return changed


def pair_members(olds: list[Value], news: list[Value]) -> tuple[list[tuple[Value | None, Value | None]], bool]:
    """By key, in the right's order; what only the left has stands after its left neighbour.

    The second value tells whether the common keys are in the same order.  Duplicate keys are paired in order.
    """
    lefts, rights = _numbered(olds), _numbered(news)
    common_left = [key for key in lefts if key in rights]
    same_order = common_left == [key for key in rights if key in lefts]
    after: dict[tuple[str, int] | None, list[Value]] = {}
    last: tuple[str, int] | None = None
    for key, value in lefts.items():
        if key in rights:
            last = key
        else:
            after.setdefault(last, []).append(value)
    pairs: list[tuple[Value | None, Value | None]] = [(gone, None) for gone in after.get(None, [])]
    for key, value in rights.items():
        pairs.append((lefts.get(key), value))
        pairs += [(gone, None) for gone in after.get(key, [])]
    return pairs, same_order


def _numbered(members: list[Value]) -> dict[tuple[str, int], Value]:
    """Members by their key and which of that key they are."""
    seen: dict[str, int] = {}
    numbered = {}
    for member in members:
        key = member.key or ""
        nth = seen[key] = seen.get(key, -1) + 1
        numbered[(key, nth)] = member
    return numbered


def _as_items(roots: list[Value]) -> Items:
    """Several documents in one body are compared like the items of an array."""
    return Items(0, array("q", (root.start for root in roots)), array("q", (root.end for root in roots)))
