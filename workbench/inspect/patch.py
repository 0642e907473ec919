"""JSON Patch (RFC 6902): what has to be done to the left document so that it is the right one.

Applied to the left it gives the right exactly, as JSON values with every number as it is spelled; the order of
keys may differ, because a patch cannot say it.  What a comparison ignores is in the patch all the same: a patch
that leaves something out would not give the right document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.inspect.align import Aligner, Alignment
from workbench.inspect.comparer import changed_members, pair_members
from workbench.inspect.document import Document, Kind
from workbench.inspect.nodes import Items, Side, Value, plain, same_bytes
from workbench.inspect.options import DiffOptions
from workbench.inspect.patterns import Patterns

if TYPE_CHECKING:
    from workbench.inspect.diff import Diff

MOVES_AT_MOST = 1_000
"""Moved items of one array; beyond that the array is replaced, which is shorter and does not take for ever."""

Operation = dict[str, str]
"""``op``, ``path``, and ``from`` or ``value``; a value is JSON text, spelled as it came."""

_LINE = re.compile(rb'( *)(?:"([^"\\]*(?:\\.[^"\\]*)*)": ?)?(.?)[^\n]*(?:\n|\Z)')
_NO_NUMBER = re.compile(rb"(?:^|[ \n])-?(?:NaN|Infinity),?$", re.MULTILINE)


class PatchError(Exception):
    """Why there can be no patch, in plain words."""


def json_patch(left: Document, right: Document, diff: Diff | None = None) -> list[Operation]:
    """The operations in order, each value as exact JSON text; :func:`patch_text` writes them.

    Of ``diff`` only the keys chosen to identify items are used.  Raises :class:`PatchError` where a document
    is no valid JSON, holds several, or has the same key twice in one object.
    """
    one, other = Side(left), Side(right)
    _refuse(one, "left")
    _refuse(other, "right")
    return _Patcher(one, other, diff.options.identities if diff is not None else ()).run()


def patch_text(operations: Sequence[Operation]) -> str:
    """The JSON text of a patch, an operation on each line; values are written exactly as they were spelled."""
    lines = []
    for operation in operations:
        members = [f'"{name}": {text if name == "value" else json.dumps(text)}' for name, text in operation.items()]
        lines.append("  {" + ", ".join(members) + "}")
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def pointer(steps: Sequence[str | int]) -> str:
    """The JSON Pointer of a path (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


class _Patcher:
    def __init__(self, left: Side, right: Side, identities: tuple[tuple[str, str], ...]) -> None:
        self.left, self.right = left, right
        self._out: list[Operation] = []
        self._identities = identities
        self._chosen = Patterns(pattern for pattern, _ in identities)
        self._nothing = Patterns(())

    def run(self) -> list[Operation]:
        self._pair(self.left.roots()[0], self.right.roots()[0], ())
        return self._out

    def _pair(self, old: Value, new: Value, steps: tuple[str | int, ...]) -> None:
        if same_bytes(self.left, old, self.right, new):
            return
        kind = self.right.kind(new)
        if kind != self.left.kind(old) or kind not in "{[" or not self.left.opens(old):
            if not (kind == '"' and self._same_text(old, new)):
                self._put("replace", steps, new)
        elif kind == "{":
            self._objects(old, new, steps)
        else:
            self._arrays(old, new, steps)

    def _same_text(self, old: Value, new: Value) -> bool:
        return self.left.kind(old) == '"' and plain(self.left.text(old)[1:-1]) == plain(self.right.text(new)[1:-1])

    def _objects(self, old: Value, new: Value, steps: tuple[str | int, ...]) -> None:
        if (changed := changed_members(self.left, old, self.right, new)) is not None:
            for member in changed:
                self._pair(member.left, member.right, (*steps, member.right.key or ""))
            return
        pairs, _ = pair_members(self.left.members(old), self.right.members(new))
        for mine, theirs in pairs:
            inside = (*steps, ((theirs or mine) or old).key or "")
            if mine is None and theirs is not None:
                self._put("add", inside, theirs)
            elif theirs is None:
                self._out.append({"op": "remove", "path": pointer(inside)})
            elif mine is not None:
                self._pair(mine, theirs, inside)

    def _arrays(self, old: Value, new: Value, steps: tuple[str | int, ...]) -> None:
        """Remove from the end, move what stays, add from the front; then go into the pairs, where the right has them."""
        olds, news = self.left.items(old), self.right.items(new)
        which = self._chosen.match(steps) if self._chosen else None
        aligner = Aligner(self.left, self.right, DiffOptions(), self._nothing, self._nothing.start, lambda: None)
        found = aligner.align(olds, news, self._identities[which][1] if which is not None else None)
        if len(found.moved) > MOVES_AT_MOST:
            self._put("replace", steps, new)
            return
        for place in reversed(found.removed()):
            self._out.append({"op": "remove", "path": pointer((*steps, place))})
        self._moves(found, steps)
        for step in found.steps():
            if step.old < 0:
                self._put("add", (*steps, step.new), news.value(step.new))
        self._inside(found, olds, news, steps)

    def _moves(self, found: Alignment, steps: tuple[str | int, ...]) -> None:
        """Each moved item goes right behind the one it follows in the right document."""
        target = [(place, old) for place, old in enumerate(found.partner) if old >= 0]
        now = sorted(old for _, old in target)
        before: int | None = None
        for place, old in target:
            if place in found.moved:
                start = now.index(old)
                del now[start]
                end = now.index(before) + 1 if before is not None else 0
                now.insert(end, old)
                if start != end:
                    self._out.append({"op": "move", "from": pointer((*steps, start)), "path": pointer((*steps, end))})
            before = old

    def _inside(self, found: Alignment, olds: Items, news: Items, steps: tuple[str | int, ...]) -> None:
        for step in found.steps():
            if step.old >= 0 and step.new >= 0 and not step.equal:
                self._pair(olds.value(step.old), news.value(step.new), (*steps, step.new))

    def _put(self, op: str, steps: tuple[str | int, ...], value: Value) -> None:
        text = re.sub(rb"\n *", b"", self.right.text(value)).decode("utf-8")
        self._out.append({"op": op, "path": pointer(steps), "value": text})


def _refuse(side: Side, which: str) -> None:
    document = side.document
    if document.kind is not Kind.JSON:
        raise PatchError(f"The {which} side is not JSON, so there is no JSON Patch. Save the comparison as Markdown or HTML instead.")
    if document.problem is not None:
        raise PatchError(f"The {which} side is not valid JSON (line {document.problem.line}), so there is no JSON Patch.")
    if len(side.roots()) != 1:
        raise PatchError(f"The {which} side holds several documents; a JSON Patch is for one.")
    if (b"NaN" in side.data or b"Infinity" in side.data) and _NO_NUMBER.search(side.data):
        raise PatchError(f"The {which} side holds NaN or Infinity, which JSON does not have, so there is no JSON Patch.")
    if b"\xef\xbf\xbd" in side.data and b"\xef\xbf\xbd" not in document.raw and document.encoding == "utf-8":
        raise PatchError(f"The {which} side holds bytes that are not valid UTF-8, so a JSON Patch cannot give it exactly.")
    double = _double_key(side.data)
    if double is not None:
        raise PatchError(f"The {which} side has the key “{double[:80]}” twice in one object; a JSON Patch cannot tell the two apart.")


def _double_key(data: bytes) -> str | None:
    """The first key that stands twice in one object."""
    open_keys: list[set[bytes]] = []
    for line in _LINE.finditer(data):
        _, key, first = line.groups()
        if key is not None:
            key = plain(key).encode("utf-8", "surrogatepass") if b"\\" in key else key
            if open_keys and key in open_keys[-1]:
                return key.decode("utf-8", "surrogatepass")
            if open_keys:
                open_keys[-1].add(key)
        last = line.group().rstrip(b"\n")[-1:]
        if first in (b"}", b"]") and open_keys:
            open_keys.pop()
        elif first in (b"{", b"[") and last == first:
            open_keys.append(set())
    return None


__all__ = ["Operation", "PatchError", "json_patch", "patch_text", "pointer"]
