"""The comparison in one sentence a marketer can read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.inspect.diff import Diff, Difference

_NAMED = 3


def summarize(diff: Diff) -> str:
    """``title and image changed in hero; 3 items were added to recommendations.``"""
    if not diff.differences:
        return "Only the order of keys differs." if diff.reordered else "The two responses are equal."
    parts: list[str] = []
    for kind, verb in (("changed", "changed"), ("type changed", "changed its type")):
        parts += _named(diff, kind, verb)
    parts += _named(diff, "added", "added") + _named(diff, "removed", "removed") + _named(diff, "moved", "moved")
    shown = parts[:4]
    more = len(parts) - len(shown)
    text = "; ".join(shown) + (f"; and more in {more} other places" if more > 0 else "")
    return f"{text[:1].upper()}{text[1:]}."


def _named(diff: Diff, kind: str, verb: str) -> list[str]:
    """One clause per place: what changed where."""
    groups: dict[str, list[Difference]] = {}
    for difference in diff.differences:
        if difference.kind.value == kind:
            groups.setdefault(_place(difference), []).append(difference)
    clauses = []
    for place, members in groups.items():
        items = [m for m in members if isinstance(m.path.steps[-1] if m.path.steps else "", int)]
        if len(items) == len(members):
            clauses.append(_items(len(members), place, verb))
        else:
            clauses.append(_keys([str(m.path.steps[-1]) if m.path.steps else "the whole response" for m in members], place, verb))
    return clauses


def _place(difference: Difference) -> str:
    """The name of the container: the last key before the value, items of one list taken together."""
    keys = [step for step in difference.path.steps[:-1] if isinstance(step, str)]
    return keys[-1] if keys else ""


def _items(count: int, place: str, verb: str) -> str:
    noun = "item" if count == 1 else "items"
    where = place or "the list"
    if verb in ("added", "removed"):
        return f"{count} {noun} {'was' if count == 1 else 'were'} {verb} {'to' if verb == 'added' else 'from'} {where}"
    return f"{count} {noun} {verb} in {where}"


def _keys(names: list[str], place: str, verb: str) -> str:
    unique = list(dict.fromkeys(names))
    shown = unique[:_NAMED]
    rest = len(unique) - len(shown)
    listed = (
        shown[0]
        if len(unique) == 1
        else ", ".join(shown[:-1]) + f" and {shown[-1]}"
        if not rest
        else ", ".join(shown) + f" and {rest} more"
    )
    where = f" in {place}" if place else ""
    if verb in ("added", "removed"):
        return f"{listed} {'was' if len(unique) == 1 else 'were'} {verb}{where}"
    return f"{listed} {verb}{where}"
