"""Propose selectors: where several answers seem to say which variant they show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.domain import Meaning
from workbench.domain.condition import as_text
from workbench.domain.outcome import read_decision
from workbench.domain.selector import ByBody, ByPath, Selector
from workbench.inspect import NotJson, Path, parse_json, pattern_of, propose_ignores, read
from workbench.inspect.volatile import look_of

MOST = 5
"""Paths that are proposed."""
LOOKED_AT = 200
"""Answers that are looked into."""
COMPARED = 12
"""Answers that are compared for what to ignore, which takes longer."""
_LEAVES = 3_000
_LONGEST = 100
_NAMES = (
    (re.compile(r"variantname|variantlabel|varianttitle"), 100),
    (re.compile(r"variant"), 95),
    (re.compile(r"variantid|variantkey|variantref"), 90),
    (re.compile(r".*variant.*"), 80),
    (re.compile(r"experience(name|key)?|experiment(name|key)?"), 60),
    (re.compile(r"(offer|decision|treatment|bucket|branch|arm)(name|key)?"), 45),
    (re.compile(r"name|title|headline"), 30),
    (re.compile(r"key|code|type|template|id|ref|sku"), 15),
)
"""How much a member's name, in lower case and without separators, speaks for its being the variant."""


@dataclass(slots=True)
class _Place:
    """One path with the items of lists taken together: what each answer holds there."""

    key: str
    depth: int
    in_list: bool
    seen: list[tuple[str, ...]] = field(default_factory=list)
    odd: bool = False


def propose_selectors(bodies: Sequence[bytes]) -> tuple[Selector, ...]:
    """From several answers of one flow, the best first; the whole body, less what changes at every call, is the last.

    Answers that decided nothing or cannot be read say nothing.  A path is proposed where all others have it.
    """
    decided = list(_decided(bodies))[:LOOKED_AT]
    places: dict[str, _Place] = {}
    for _, value in decided:
        _look(value, places)
    everywhere = {path: place for path, place in places.items() if len(place.seen) == len(decided) and not place.odd}
    scores = {path: score for path, place in everywhere.items() if (score := _score(place, len(decided))) > 0}
    best = sorted(scores, key=lambda path: (-scores[path], len(path), path))[:MOST]
    documents = [read(body, "application/json") for body, _ in decided[:COMPARED]]
    ignore = tuple(proposal.pattern for proposal in propose_ignores(documents))
    return (*map(ByPath, best), ByBody(ignore))


def _decided(bodies: Iterable[bytes]) -> Iterable[tuple[bytes, Any]]:
    for body in bodies:
        try:
            value = parse_json(body)
        except NotJson:
            continue
        if read_decision(value).meaning is Meaning.DECIDED:
            yield body, value


def _look(value: Any, places: dict[str, _Place]) -> None:
    """Add what one answer holds at each of its places."""
    found: dict[str, list[Any]] = {}
    for steps, leaf in _leaves(value):
        key = next((step for step in reversed(steps) if isinstance(step, str)), "")
        pattern = pattern_of(Path(steps))
        in_list = any(isinstance(step, int) for step in steps)
        places.setdefault(pattern, _Place(key, len(steps), in_list))
        found.setdefault(pattern, []).append(leaf)
    for pattern, leaves in found.items():
        place = places[pattern]
        texts = tuple(as_text(leaf) for leaf in leaves if leaf not in (None, ""))
        place.odd = place.odd or len(texts) > 10 or any(isinstance(leaf, float) for leaf in leaves) or any(len(t) > _LONGEST for t in texts)
        place.seen.append(texts)


def _leaves(value: Any) -> Iterable[tuple[tuple[str | int, ...], Any]]:
    """The scalars with their paths, the outer before the inner, a few thousand at most."""
    level: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    given = 0
    while level and given < _LEAVES:
        deeper: list[tuple[tuple[str | int, ...], Any]] = []
        for steps, one in level:
            if isinstance(one, dict):
                deeper += [((*steps, key), item) for key, item in one.items()]
            elif isinstance(one, list):
                deeper += [((*steps, place), item) for place, item in enumerate(one)]
            elif steps:
                given += 1
                yield steps, one
        level = deeper[:_LEAVES]


def _score(place: _Place, answers: int) -> float:
    """Above 0 for what may be the variant: by its name, by how few different values it has, by how near the top it is."""
    plain = re.sub(r"[^a-z0-9]", "", place.key.lower())
    named = next((points for pattern, points in _NAMES if pattern.fullmatch(plain)), 0)
    values = {texts for texts in place.seen if texts}
    if not values:
        return 0
    is_variant = "variant" in plain
    if not is_variant and any(look_of(f'"{text}"') for texts in values for text in texts):
        return 0  # a time, an ID or a token
    few = 2 <= len(values) <= max(2, answers // 3)
    if not named and not few:
        return 0
    score = float(named) + (25 if few else 0)
    if answers >= 4 and len(values) == answers:
        score -= 60  # another at every call
    if len(values) == 1 and answers > 1:
        score -= 10 if is_variant else 40  # the same for all: it tells nothing apart, so far
    return score - 2 * place.depth - (8 if place.in_list else 0)
