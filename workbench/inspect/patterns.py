"""Patterns that name places in a document.

A pattern is a path with stars: ``$.items[*].ref``, ``$..timestamp``.  The ``$.`` may be left out, and
``items.*.ref`` is the same as ``items[*].ref``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from workbench.inspect.paths import Path

_STEP = re.compile(
    r"(?:(?P<deep>\.\.)|(?P<dot>\.))?(?:\[(?:(?P<star>\*)|(?P<index>\d+)|(?P<quoted>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))\]"
    r"|(?P<name>[^.\[\]'\"]+))",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^\W\d]\w*")


class PatternError(ValueError):
    """A pattern that cannot be read, in plain words."""


class Step(NamedTuple):
    """``what`` is a key, an index, or ``None`` for any; ``deep`` for ``..``, at any depth."""

    what: str | int | None
    deep: bool = False


def parse_pattern(text: str) -> tuple[Step, ...]:
    """The steps of a pattern.  Raises :class:`PatternError`."""
    rest = text.strip()
    rest = rest[1:] if rest.startswith("$") and rest[1:2] in ("", ".", "[") else rest
    steps: list[Step] = []
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        # A name stands after a dot, but the very first may stand alone; a bracket stands after none.
        dotted = found is not None and bool(found["dot"])
        if found is None or (not found["name"] and dotted) or (found["name"] and not (dotted or found["deep"]) and at > 0):
            raise PatternError(f"“{text[:80]}” is not a path: it goes wrong at “{rest[at : at + 20]}”.")
        steps.append(Step(_what(found), bool(found["deep"])))
        at = found.end()
    return tuple(steps)


def _what(found: re.Match[str]) -> str | int | None:
    if found["star"] or found["name"] == "*":
        return None
    if found["index"]:
        return int(found["index"])
    if found["quoted"]:
        return _unquoted(found["quoted"])
    return found["name"].strip()


def _unquoted(quoted: str) -> str:
    inside = quoted[1:-1].replace("\\'", "'")
    if quoted[0] == "'":
        inside = re.sub(r'(?<!\\)((?:\\\\)*)"', r"\1\"", inside)
    try:
        return str(json.loads(f'"{inside}"', strict=False))
    except ValueError:
        return inside


def normalize_pattern(text: str) -> str:
    """One spelling for each pattern: ``items.*.ref`` → ``$.items[*].ref``.  Raises :class:`PatternError`."""
    return "$" + "".join(_spelled(step) for step in parse_pattern(text))


def pattern_of(path: Path, *, every_item: bool = True) -> str:
    """The pattern that names a path, its indices as ``[*]`` unless told otherwise."""
    return "$" + "".join(_spelled(Step(None if isinstance(step, int) and every_item else step)) for step in path.steps)


def _spelled(step: Step) -> str:
    dots = ".." if step.deep else ""
    if step.what is None:
        return f"{dots}[*]"
    if isinstance(step.what, int):
        return f"{dots}[{step.what}]"
    if _PLAIN.fullmatch(step.what):
        return f"{dots or '.'}{step.what}"
    return f"{dots}[{_quoted(step.what)}]"


def _quoted(key: str) -> str:
    inside = json.dumps(key, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inside}'"


State = frozenset[tuple[int, int]]
"""How far each pattern is matched: (which pattern, how many of its steps)."""


class Patterns:
    """Several patterns followed at once, a step at a time, on the way down a document."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._patterns = [parse_pattern(text) for text in texts]
        self._has_indices = any(isinstance(step.what, int) for steps in self._patterns for step in steps)
        self._known: dict[tuple[State, str | int], State] = {}
        self.start: State = frozenset((which, 0) for which in range(len(self._patterns)))

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def step(self, state: State, step: str | int) -> State:
        """One key or index further."""
        if not state:
            return state
        if isinstance(step, int) and not self._has_indices:
            step = 0  # all indices are alike, so that one answer serves them all
        known = self._known.get((state, step))
        if known is None:
            known = self._known[(state, step)] = self._stepped(state, step)
        return known

    def _stepped(self, state: State, step: str | int) -> State:
        reached = set()
        for which, done in state:
            steps = self._patterns[which]
            if done == len(steps):
                continue
            wanted = steps[done]
            if wanted.deep:
                reached.add((which, done))
            if wanted.what is None or (wanted.what == step and type(wanted.what) is type(step)):
                reached.add((which, done + 1))
        return frozenset(reached)

    def matched(self, state: State) -> int | None:
        """The first pattern that is matched to its end."""
        return min((which for which, done in state if done == len(self._patterns[which])), default=None)

    def match(self, steps: Iterable[str | int]) -> int | None:
        """The first pattern that names exactly this path."""
        state = self.start
        for step in steps:
            state = self.step(state, step)
        return self.matched(state)
