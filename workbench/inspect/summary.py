"""The comparison in one sentence a marketer can read aloud.

Keys keep their exact spelling, so a clause never begins with one: *The variantName changed*, not *VariantName
changed*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.inspect.rows import ChangeKind

if TYPE_CHECKING:
    from workbench.inspect.diff import Diff, Difference

NAMED = 3
"""Names in one clause, and clauses in the sentence; one clause more where that tells everything."""
LONGEST_KEY = 40
_ORDINARY = re.compile(r"\S+")
_ORDER = (
    ChangeKind.CHANGED,
    ChangeKind.TYPE_CHANGED,
    ChangeKind.ADDED,
    ChangeKind.REMOVED,
    ChangeKind.MOVED,
    ChangeKind.REORDERED,
)


@dataclass
class _Group:
    """What is told in one clause.  ``place`` is the name of the container; ``in_items`` that it is a list's item."""

    kind: ChangeKind
    place: str
    are_items: bool
    in_items: bool
    names: dict[str, None] = field(default_factory=dict)
    holders: set[tuple[str | int, ...]] = field(default_factory=set)
    count: int = 0


def summarize(diff: Diff, subject: str = "responses") -> str:
    """``The title and image of hero changed; 3 items were added to recommendations; 1 moved.``

    ``subject`` names what was compared, in the plural.
    """
    if diff.equal:
        return _equal(diff, subject)
    if diff.by_lines:
        return _sentence(_line_clauses(diff, subject))
    groups = sorted(_groups(diff).values(), key=lambda group: _ORDER.index(group.kind))
    clauses: list[str] = []
    before: _Group | None = None
    shown = groups if len(groups) == NAMED + 1 and not diff.unlisted else groups[:NAMED]
    for group in shown:
        clauses.append(_clause(group, before, subject))
        before = group
    rest = sum(group.count for group in groups[len(shown) :]) + sum(diff.unlisted.values())
    if rest:
        clauses.append(f"and {rest} more {'change' if rest == 1 else 'changes'} elsewhere")
    return _sentence(clauses)


def _equal(diff: Diff, subject: str) -> str:
    if diff.ignored:
        what = "1 difference that is" if diff.ignored == 1 else f"{diff.ignored} differences that are"
        return f"The two {subject} are equal, apart from {what} ignored."
    return "Only the order of keys differs." if diff.reordered else f"The two {subject} are equal."


def _sentence(clauses: list[str]) -> str:
    text = "; ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}."


def _groups(diff: Diff) -> dict[tuple[object, ...], _Group]:
    groups: dict[tuple[object, ...], _Group] = {}
    for difference in diff.differences:
        steps = difference.path.steps
        # An array in another order is told of its items, as what moved in it is.
        own = (*steps, 0) if difference.kind is ChangeKind.REORDERED else steps
        holder = own[:-1]
        are_items = bool(own) and isinstance(own[-1], int)
        in_items = not are_items and bool(holder) and isinstance(holder[-1], int)
        key = (difference.kind, are_items, tuple("*" if isinstance(step, int) else f".{step}" for step in holder), not own)
        group = groups.get(key)
        if group is None:
            group = groups[key] = _Group(difference.kind, _place(holder), are_items, in_items)
        group.count += 1
        group.holders.add(holder)
        if not are_items:
            group.names[_name(own[-1]) if own else ""] = None
    return groups


def _place(holder: tuple[str | int, ...]) -> str:
    """The last key on the way: the name of the object, or of the list whose items hold it."""
    return next((_name(step) for step in reversed(holder) if isinstance(step, str)), "")


def _name(step: str | int) -> str:
    text = str(step)
    text = text if len(text) <= LONGEST_KEY else f"{text[:LONGEST_KEY]}…"
    return text if _ORDINARY.fullmatch(text) else f"“{text}”"


def _clause(group: _Group, before: _Group | None, subject: str) -> str:
    if "" in group.names:
        return f"the whole of the {subject} {'changed its type' if group.kind is ChangeKind.TYPE_CHANGED else 'changed'}"
    if group.are_items:
        follows = before is not None and before.are_items and before.place == group.place
        return _items(group, follows)
    one = len(group.names) == 1
    what = f"the {_listed(list(group.names))}"
    where = group.place
    if group.in_items:
        where = f"{_counted(len(group.holders))} in {group.place or 'the list'}"
    match group.kind:
        case ChangeKind.ADDED:
            return f"{what} {'was' if one else 'were'} added{f' to {where}' if where else ''}"
        case ChangeKind.REMOVED:
            return f"{what} {'was' if one else 'were'} removed{f' from {where}' if where else ''}"
        case ChangeKind.TYPE_CHANGED:
            several = not one or len(group.holders) > 1
            return f"{what}{f' of {where}' if where else ''} changed {'their types' if several else 'its type'}"
        case _:
            return f"{what}{f' of {where}' if where else ''} changed"


def _items(group: _Group, follows: bool) -> str:
    """``follows`` tells that the clause before spoke of the same list."""
    where = group.place or "the list"
    if group.kind is ChangeKind.REORDERED:
        return f"the items of {where} are in another order"
    count = str(group.count) if follows else _counted(group.count)
    was = "was" if group.count == 1 else "were"
    match group.kind:
        case ChangeKind.ADDED:
            return f"{count} {was} added{'' if follows else f' to {where}'}"
        case ChangeKind.REMOVED:
            return f"{count} {was} removed{'' if follows else f' from {where}'}"
        case ChangeKind.TYPE_CHANGED:
            types = "its type" if group.count == 1 else "their types"
            return f"{count}{'' if follows else f' in {where}'} changed {types}"
        case ChangeKind.MOVED:
            return f"{count} moved{'' if follows else f' in {where}'}"
        case _:
            return f"{count}{'' if follows else f' in {where}'} changed"


def _counted(count: int, noun: str = "item") -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def _listed(names: list[str]) -> str:
    rest = len(names) - NAMED
    if rest > 0:
        return f"{', '.join(names[:NAMED])} and {rest} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _line_clauses(diff: Diff, subject: str) -> list[str]:
    lines = dict.fromkeys(_ORDER, 0)
    for run in diff.rows.runs:
        if run.kind is not None:
            lines[run.kind] += run.count
    changed, added, removed = lines[ChangeKind.CHANGED], lines[ChangeKind.ADDED], lines[ChangeKind.REMOVED]
    clauses = [f"{_counted(changed, 'line')} changed"] if changed else []
    for count, verb in ((added, "added"), (removed, "removed")):
        if count:
            clauses.append(f"{count if clauses else _counted(count, 'line')} {'was' if count == 1 else 'were'} {verb}")
    return clauses or [f"the bytes of the {subject} differ"]


def difference_words(difference: Difference) -> str:
    """One difference as a short phrase: ``"Gold" → "Silver"``, ``added: {3}``, ``moved from items[4]``."""
    match difference.kind:
        case ChangeKind.ADDED:
            return f"added: {difference.right}"
        case ChangeKind.REMOVED:
            return f"removed: {difference.left}"
        case ChangeKind.MOVED:
            return f"moved from {difference.left_path}" if difference.left_path is not None else "moved"
        case ChangeKind.REORDERED:
            return "the items are in another order"
        case _:
            return f"{difference.left} → {difference.right}"
