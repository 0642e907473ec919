"""A structural comparison: objects by key, arrays by what identifies their items, never text lines.

Numbers are compared as spelled: ``1`` against ``1.0`` is a change, because what is shown is what came.
Strings are compared by what they mean, so ``"\\u00e9"`` equals ``"é"``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from workbench.inspect.align import Pair, align_items
from workbench.inspect.document import Document, Kind
from workbench.inspect.nodes import Node, parse_nodes
from workbench.inspect.paths import Path

RECURSE_AT_MOST = 250
"""Deeper containers that differ are reported as one change."""
SHORT = 80


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    TYPE_CHANGED = "type changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Difference:
    """``left`` and ``right`` are short texts; the lines are 0-based in their documents, ``None`` where absent."""

    path: Path
    kind: ChangeKind
    left_line: int | None
    right_line: int | None
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row side by side; ``None`` is a gap.  ``difference`` is an index, ``kind`` how the row is marked."""

    left_line: int | None
    right_line: int | None
    kind: ChangeKind | None = None
    difference: int | None = None


@dataclass
class Diff:
    """``rows`` hold every line of both documents exactly once, in the right document's order."""

    rows: list[Row] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    reordered: bool = False

    @property
    def equal(self) -> bool:
        return not self.differences

    @property
    def counts(self) -> Mapping[ChangeKind, int]:
        return Counter(d.kind for d in self.differences)

    @property
    def summary(self) -> str:
        from workbench.inspect.summary import summarize

        return summarize(self)


def diff(left: Document, right: Document) -> Diff:
    """Compare two documents.  Takes time with their size; call it on a worker thread."""
    if left.kind is Kind.JSON and right.kind is Kind.JSON and left.line_count and right.line_count:
        return _Comparer(left, right).run()
    return _diff_lines(left, right)


class _Comparer:
    def __init__(self, left: Document, right: Document) -> None:
        self.left = left
        self.right = right
        self.out = Diff()

    def run(self) -> Diff:
        lefts, rights = parse_nodes(self.left), parse_nodes(self.right)
        for place in range(max(len(lefts), len(rights))):
            old = lefts[place] if place < len(lefts) else None
            new = rights[place] if place < len(rights) else None
            self._pair(old, new, Path() if place == 0 else Path((place,)))
        return self.out

    def _pair(self, old: Node | None, new: Node | None, path: Path, moved: bool = False) -> None:
        if old is None and new is not None:
            self._one_sided(ChangeKind.ADDED, path, None, new)
        elif new is None and old is not None:
            self._one_sided(ChangeKind.REMOVED, path, old, None)
        elif old is not None and new is not None:
            self._both(old, new, path, moved)

    def _both(self, old: Node, new: Node, path: Path, moved: bool) -> None:
        if moved:
            self._note(ChangeKind.MOVED, path, old, new)
        mark = (ChangeKind.MOVED, len(self.out.differences) - 1) if moved else (None, None)
        if old.exact == new.exact and old.end - old.line == new.end - new.line:
            self._rows(range(old.line, old.end + 1), range(new.line, new.end + 1), *mark)
        elif old.kind != new.kind:
            self._change(ChangeKind.TYPE_CHANGED, old, new, path)
        elif old.kind not in "{[" or len(path.steps) >= RECURSE_AT_MOST:
            self._change(ChangeKind.CHANGED, old, new, path)
        else:
            self._container(old, new, path, mark)

    def _container(self, old: Node, new: Node, path: Path, mark: tuple[ChangeKind | None, int | None]) -> None:
        self._row(old.line, new.line, *mark)
        pairs = self._object_pairs(old, new) if old.kind == "{" else align_items(old.children, new.children)
        for pair in pairs:
            child = pair.new or pair.old
            assert child is not None
            step: str | int = child.key if child.key is not None else (pair.new_place if pair.new is not None else pair.old_place)
            self._pair(pair.old, pair.new, path.child(step), pair.moved)
        old_end = old.end if old.end != old.line else None
        new_end = new.end if new.end != new.line else None
        if old_end is not None or new_end is not None:
            self._row(old_end, new_end, *mark)

    def _object_pairs(self, old: Node, new: Node) -> list[Pair]:
        """By key, in the right's order; what only the left has stands after its left neighbour."""
        waiting = dict(_numbered(old.children))
        new_keys = [key for key, _ in _numbered(new.children)]
        old_keys = list(waiting)
        common_old = [key for key in old_keys if key in set(new_keys)]
        if common_old != [key for key in new_keys if key in waiting]:
            self.out.reordered = True
        after: dict[tuple[str, int] | None, list[Node]] = {}
        last: tuple[str, int] | None = None
        present = set(new_keys)
        for key in old_keys:
            if key in present:
                last = key
            else:
                after.setdefault(last, []).append(waiting[key])
        pairs = [Pair(gone, None) for gone in after.get(None, [])]
        for key, child in _numbered(new.children):
            pairs.append(Pair(waiting.get(key), child))
            pairs += [Pair(gone, None) for gone in after.get(key, [])]
        return pairs

    def _one_sided(self, kind: ChangeKind, path: Path, old: Node | None, new: Node | None) -> None:
        self._note(kind, path, old, new)
        index = len(self.out.differences) - 1
        node = old or new
        assert node is not None
        for line in range(node.line, node.end + 1):
            self._row(line if old else None, line if new else None, kind, index)

    def _change(self, kind: ChangeKind, old: Node, new: Node, path: Path) -> None:
        self._note(kind, path, old, new)
        self._rows(range(old.line, old.end + 1), range(new.line, new.end + 1), kind, len(self.out.differences) - 1)

    def _note(self, kind: ChangeKind, path: Path, old: Node | None, new: Node | None) -> None:
        self.out.differences.append(Difference(path, kind, old.line if old else None, new.line if new else None, _short(old), _short(new)))

    def _rows(self, lefts: range, rights: range, kind: ChangeKind | None, index: int | None) -> None:
        for place in range(max(len(lefts), len(rights))):
            self._row(lefts[place] if place < len(lefts) else None, rights[place] if place < len(rights) else None, kind, index)

    def _row(self, left: int | None, right: int | None, kind: ChangeKind | None = None, index: int | None = None) -> None:
        self.out.rows.append(Row(left, right, kind, index))


def _numbered(children: list[Node]) -> list[tuple[tuple[str, int], Node]]:
    """Children with their key and which of that key they are: duplicate keys are paired in order."""
    seen: Counter[str] = Counter()
    numbered = []
    for child in children:
        key = child.key or ""
        numbered.append(((key, seen[key]), child))
        seen[key] += 1
    return numbered


def _short(node: Node | None) -> str:
    if node is None:
        return ""
    if node.kind in "{[":
        return f"{{{len(node.children)}}}" if node.kind == "{" else f"[{len(node.children)}]"
    return node.text if len(node.text) <= SHORT else f"{node.text[:SHORT]}…"


def _diff_lines(left: Document, right: Document) -> Diff:
    """Text, or JSON against something else: by lines, bounded so that it always ends."""
    olds = [left.line(n) for n in range(left.line_count)]
    news = [right.line(n) for n in range(right.line_count)]
    out = Diff()
    matcher = SequenceMatcher(None, olds, news, autojunk=len(olds) * len(news) > 4_000_000)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            out.rows += [Row(a + k, c + k) for k in range(b - a)]
            continue
        kind = {"insert": ChangeKind.ADDED, "delete": ChangeKind.REMOVED}.get(tag, ChangeKind.CHANGED)
        old, new = (a if b > a else None), (c if d > c else None)
        out.differences.append(
            Difference(Path((f"line {c + 1}",)), kind, old, new, olds[a][:SHORT] if b > a else "", news[c][:SHORT] if d > c else "")
        )
        index = len(out.differences) - 1
        for k in range(max(b - a, d - c)):
            out.rows.append(Row(a + k if a + k < b else None, c + k if c + k < d else None, kind, index))
    return out
