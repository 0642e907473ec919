"""The order in which things stand in a folder: what people arranged first, then the rest by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from workbench.collections.names import folded

Order = tuple[str, ...]
"""File and folder names, as ``order`` in ``workbench.toml`` or ``folder.toml`` lists them."""


def once(order: Order) -> Order:
    """Each name where it stands first."""
    found: dict[str, str] = {}
    for name in order:
        found.setdefault(folded(name), name)
    return tuple(found.values())


def arranged(names: Iterable[str], order: Order | None, rank: Callable[[str], object]) -> Order:
    """All ``names``: those in ``order`` as it has them, the others after them by ``rank``.  What is listed and gone is skipped."""
    left = {folded(name): name for name in names}
    first = [left.pop(key) for key in map(folded, once(order or ())) if key in left]
    return (*first, *sorted(left.values(), key=rank))  # type: ignore[arg-type]


def placed(names: Sequence[str], moved: Sequence[str], before: str) -> Order:
    """``names`` with ``moved`` in front of ``before``, or at the end."""
    going = {folded(name) for name in moved}
    rest = [name for name in names if folded(name) not in going]
    at = next((place for place, name in enumerate(rest) if folded(name) == folded(before)), len(rest))
    return (*rest[:at], *moved, *rest[at:])


def renamed(order: Order, old: str, new: str) -> Order:
    return tuple(new if folded(name) == folded(old) else name for name in order)


def without(order: Order, gone: Collection[str]) -> Order:
    away = {folded(name) for name in gone}
    return tuple(name for name in order if folded(name) not in away)


def brought_back(order: Order, names: Sequence[str], before: Order) -> Order:
    """``order`` with ``names`` again where ``before`` had them: each after the nearest name that still stands there."""
    back = list(without(order, names))
    keys = [folded(name) for name in before]
    for name in sorted(names, key=lambda name: keys.index(folded(name)) if folded(name) in keys else len(keys)):
        at = keys.index(folded(name)) if folded(name) in keys else len(keys)
        here = [folded(each) for each in back]
        after = next((here.index(key) + 1 for key in reversed(keys[:at]) if key in here), 0 if at < len(keys) else len(back))
        back.insert(after, name)
    return tuple(back)
