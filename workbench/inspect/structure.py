"""Structure: parents, children and folds, found in the depths of the lines.

There is one byte for each line: how many containers it stands in.  A container that has something in it is
a line followed by a deeper one, and closes on the next line of its own depth; so everything asked here is a
search for a byte, at the speed of C.  Depths from 255 on are kept a second time in full; such documents are
rare, and their deep parts are walked line by line.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, takewhile

CAP = 255
_STRIDE = 1 << 16
"""Lines counted at a time on the way to a child far down."""


class Structure:
    """Immutable; lines are 0-based.

    ``depths`` has min(depth, 255) for every line; ``deep`` the full depths where one is larger, else ``None``.
    ``ragged`` says that containers may be left unclosed, as in a broken document.
    """

    def __init__(self, depths: bytes, deep: array[int] | None = None, *, ragged: bool = False) -> None:
        self._depths = depths
        self._deep_bytes = deep.tobytes() if deep is not None else b""
        self._deep = memoryview(self._deep_bytes).cast("I")
        self._ragged = ragged
        self.count = len(depths)

    def depth(self, n: int) -> int:
        depth = self._depths[n]
        return depth if depth < CAP or not self._deep_bytes else self._deep[n]

    def opens(self, n: int) -> bool:
        """Whether the line opens a container that has something in it."""
        return n + 1 < self.count and self.depth(n + 1) > self.depth(n)

    def closes(self, n: int) -> bool:
        """Whether the line is the closing bracket of a container opened on an earlier line."""
        return n > 0 and self.depth(n - 1) > self.depth(n)

    def stop(self, n: int) -> int:
        """The first line behind what stands in the container line ``n`` opens: its closing bracket, if it has one."""
        depth = self.depth(n)
        if depth < CAP:
            if not self._ragged:
                found = self._depths.find(depth, n + 1)
                return found if found >= 0 else self.count
            match = _at_most(depth).search(self._depths, n + 1)
            return match.start() if match else self.count
        return self._deep_stop(n, depth)

    def fold_end(self, n: int) -> int | None:
        """The closing line, or the last line inside where nothing closes it; ``None`` where nothing opens."""
        if not self.opens(n):
            return None
        stop = self.stop(n)
        return stop if stop < self.count and self.depth(stop) == self.depth(n) else stop - 1

    def opener(self, n: int) -> int:
        """The line that opens what line ``n`` closes; ``n`` itself where it closes nothing."""
        return self._last_at(self.depth(n), n) if self.closes(n) else n

    def parent(self, n: int) -> int | None:
        """The line that opens the container line ``n`` stands in."""
        depth = self.depth(n)
        return self._last_at(depth - 1, n) if depth else None

    # -- children: lines one deeper that close nothing ------------------------------------------------
    # Line -1 stands for the body itself: its children are the roots.

    def child_count(self, n: int) -> int:
        first, stop, depth = self._inside(n)
        return self._count(depth, first, stop)

    def children(self, n: int, start: int = 0, limit: int | None = None) -> list[int]:
        """The lines of the children from number ``start`` on, at most ``limit`` of them."""
        if limit is not None and limit <= 0:
            return []
        return list(islice(self.each_child(n, start), limit))

    def each_child(self, n: int, start: int = 0) -> Iterator[int]:
        """The same, one by one; what is not asked for is not looked for."""
        depth = self.depth(n) + 1 if n >= 0 else 0
        if n >= 0 and not self.opens(n):
            return
        first = n + 1
        if start and depth < CAP:
            first, start = self._ahead(n, depth, start)
        yield from islice(self._leap(first, depth), start, None)

    def child(self, n: int, place: int) -> int | None:
        """The line of the child with this number, 0-based; ``None`` where there are not as many."""
        return next(self.each_child(n, place), None)

    def place(self, parent: int, n: int, after: tuple[int, int] | None = None) -> int:
        """Which child of ``parent`` line ``n`` is, 0-based.

        ``after`` is (line, place) of an earlier child of it, to count from there.
        """
        depth = self.depth(n)
        line, before = after if after is not None else (parent + 1, 0)
        return before + self._count(depth, line, n)

    # -- inside ---------------------------------------------------------------------------------------

    def _ahead(self, n: int, depth: int, start: int) -> tuple[int, int]:
        """A child not far before number ``start``, and how many there are from it on; found by counting long stretches."""
        first, stop, _ = self._inside(n)
        while first < stop:
            upto = min(stop, first + _STRIDE)
            passed = self._count(depth, first, upto)
            if passed > start:
                break
            first, start = upto, start - passed
        match = _child(depth).search(self._depths, first, stop)
        return (match.start(), start) if match else (self.count, 0)

    def _leap(self, first: int, depth: int) -> Iterator[int]:
        """Children from ``first``, which is one, to the last beside it; what they hold is leapt over."""
        line = first
        while line < self.count and self.depth(line) == depth:
            yield line
            line += 1
            if line < self.count and self.depth(line) > depth:
                line = self.stop(line - 1)
                line += line < self.count and self.depth(line) == depth

    def _inside(self, n: int) -> tuple[int, int, int]:
        """First line inside, the line behind the last, and the depth there."""
        if n < 0:
            return 0, self.count, 0
        return (n + 1, self.stop(n), self.depth(n) + 1) if self.opens(n) else (n + 1, n + 1, self.depth(n) + 1)

    def _count(self, depth: int, first: int, stop: int) -> int:
        """How many lines of this depth from ``first`` to before ``stop`` close nothing."""
        if stop <= first:
            return 0
        if depth >= CAP:
            return sum(1 for _ in takewhile(lambda n: n < stop, self._leap(first, depth)))
        if self._ragged:
            return sum(len(_child(depth).findall(self._depths, at, min(stop, at + _STRIDE))) for at in range(first, stop, _STRIDE))
        closed = self._depths.count(bytes((depth + 1, depth)), max(0, first - 1), stop)
        return self._depths.count(depth, first, stop) - closed

    def _last_at(self, depth: int, before: int) -> int:
        """The last line of this depth before a line that is deeper, or as deep and its end."""
        if depth < CAP:
            return self._depths.rfind(depth, 0, before)
        wanted, at = array("I", [depth]).tobytes(), 4 * before
        while (at := self._deep_bytes.rfind(wanted, 0, at)) % 4:
            at += 3  # across two numbers: look again from one byte before it ended
        return at // 4

    def _deep_stop(self, n: int, depth: int) -> int:
        wanted, at = array("I", [depth]).tobytes(), 4 * (n + 1)
        while (at := self._deep_bytes.find(wanted, at)) % 4 and at >= 0:
            at += 1  # across two numbers
        stop = at // 4 if at >= 0 else self.count
        deep = self._deep
        if not self._ragged or stop == n + 1 or min(deep[n + 1 : stop], default=depth) >= depth:
            return stop
        return next(line for line in range(n + 1, stop) if deep[line] < depth)


@lru_cache(maxsize=256)
def _at_most(depth: int) -> re.Pattern[bytes]:
    return re.compile(b"[\\x00-\\x%02x]" % depth)


@lru_cache(maxsize=256)
def _child(depth: int) -> re.Pattern[bytes]:
    """A line of this depth that is not behind a deeper one.  The byte comes first: that is searched for fastest."""
    return re.compile(b"\\x%02x(?<![\\x%02x-\\xff]\\x%02x)" % (depth, depth + 1, depth))
