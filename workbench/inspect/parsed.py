"""Parsed: the fast road for many small answers, as Python objects rather than as a document of lines.

A run judges thousands of bodies and shows none of them, so nothing is laid out here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from workbench.inspect.patterns import Patterns, State

_BOM = b"\xef\xbb\xbf"
_decode = msgspec.json.Decoder().decode


class NotJson(ValueError):
    """The body is not JSON, or nested too deeply to be judged; the sentence says which."""


def parse_json(body: bytes) -> Any:
    """The value of a body.  Raises :class:`NotJson`.

    What the fast reader refuses and most readers take (a byte order mark, half characters, endless numbers) is read as
    ``read_outcome`` reads it, so that both say the same of one answer.
    """
    try:
        return _decode(body)
    except RecursionError:
        raise NotJson("The body is nested too deeply to be judged.") from None
    except ValueError:  # msgspec's own errors are of this kind
        pass
    try:
        return json.loads(body, parse_int=_integer)
    except RecursionError:
        raise NotJson("The body is nested too deeply to be judged.") from None
    except ValueError:
        raise NotJson("The body is not valid JSON.") from None


def _integer(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:  # more digits than Python reads
        return float(digits)


class Canonical:
    """One spelling for all bodies that are equal less some ignored paths: the same bytes for equal ones, whatever the order of keys.

    Raises ``PatternError`` for a path that is none, when it is made.
    """

    def __init__(self, ignore: Iterable[str] = ()) -> None:
        self._patterns = Patterns(ignore)
        self._encode = msgspec.json.Encoder(order="deterministic").encode

    def __call__(self, value: Any) -> bytes:
        """Raises :class:`NotJson` for what is nested too deeply."""
        try:
            return self._encode(self._less(value, self._patterns.start) if self._patterns else value)
        except RecursionError:
            raise NotJson("The body is nested too deeply to be judged.") from None
        except ValueError:  # half a character, which UTF-8 has no form for
            return json.dumps(self._less(value, self._patterns.start), sort_keys=True, separators=(",", ":")).encode("ascii")

    def _less(self, value: Any, state: State) -> Any:
        if not state:
            return value
        step, matched = self._patterns.step, self._patterns.matched
        if isinstance(value, dict):
            reached = ((key, item, step(state, key)) for key, item in value.items())
            return {key: self._less(item, after) for key, item, after in reached if matched(after) is None}
        if isinstance(value, list):
            placed = ((item, step(state, place)) for place, item in enumerate(value))
            return [self._less(item, after) for item, after in placed if matched(after) is None]
        return value
