"""Safe regex: a pattern of the tester's looked for in texts of strangers, stopped where it runs away."""

from __future__ import annotations

from functools import lru_cache

import regex

LONGEST = 10_000
"""Characters of a pattern."""


class RegexError(ValueError):
    """The pattern is none, in a sentence."""


class RegexTooSlow(Exception):
    """The pattern did not come to an end in time."""


class SafeRegex:
    """Raises :class:`RegexError` when it is made of what is no pattern."""

    def __init__(self, pattern: str, seconds: float = 0.25) -> None:
        if len(pattern) > LONGEST:
            raise RegexError(f"The regular expression has more than {LONGEST:,} characters.")
        self.pattern = pattern
        self._seconds = seconds
        self._compiled = _compiled(pattern)

    def found_in(self, text: str) -> bool:
        """Whether it fits somewhere in the text.  Raises :class:`RegexTooSlow`."""
        try:
            return self._compiled.search(text, timeout=self._seconds) is not None
        except TimeoutError:
            raise RegexTooSlow(f"The regular expression {self.pattern} took longer than {self._seconds:g} s.") from None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> regex.Pattern[str]:
    try:
        return regex.compile(pattern, regex.VERSION1)
    except (regex.error, RecursionError, OverflowError) as wrong:
        raise RegexError(f"The regular expression {pattern} is none: {wrong}.") from None
