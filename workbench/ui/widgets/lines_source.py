"""What a view of lines can show, and what it may ask for besides.

A source must give lines, their colours and what folds.  Everything else is optional: it is looked for by name, so a
source that knows nothing of brackets or links need not say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, cast

Span = tuple[int, int, str]
"""(start, end, colour role) of a token; columns are characters, the end is exclusive."""
FOLD_STEPS = 5_000
"""Lines looked at in one go when everything is folded."""


class LineSource(Protocol):
    """What is shown; lines are 0-based.  It never changes: another document is another source."""

    @property
    def line_count(self) -> int: ...
    def line(self, n: int) -> str: ...
    def spans(self, n: int) -> Sequence[Span]:
        """In order, without overlap."""
        ...

    def fold_end(self, n: int) -> int | None:
        """The line that closes what line ``n`` opens."""
        ...


class Brackets(Protocol):
    """A source that finds its way back from a closing line."""

    def opener(self, n: int) -> int | None:
        """The line that opens what line ``n`` closes."""
        ...


class QuickFolds(Protocol):
    """A source that can tell an opening line without looking for the end of it, which is asked for every line painted."""

    def opens(self, n: int) -> bool: ...


class Links(Protocol):
    def link_at(self, line: int, column: int) -> str:
        """The address that stands at a place, or nothing."""
        ...


class Bulk(Protocol):
    """A source that gives many lines at once quicker than one by one, or gives them whole where it shows them cut."""

    def text_between(self, first: int, last: int) -> str:
        """Lines ``first`` to ``last``, both included."""
        ...


class NoLines:
    """Nothing to show."""

    line_count = 0

    def line(self, n: int) -> str:
        return ""

    def spans(self, n: int) -> Sequence[Span]:
        return ()

    def fold_end(self, n: int) -> int | None:
        return None

    def opener(self, n: int) -> int | None:
        return None


# By hasattr: isinstance with a protocol takes ten times as long, and a page asks a hundred times.
def opener_of(source: LineSource, n: int) -> int | None:
    return cast("Brackets", source).opener(n) if hasattr(source, "opener") else None


def opens(source: LineSource, n: int) -> bool:
    return cast("QuickFolds", source).opens(n) if hasattr(source, "opens") else source.fold_end(n) is not None


def top_folds(source: LineSource, found: dict[int, int]) -> Iterator[None]:
    """Collect first → last of every container below the root, stopping now and then."""
    line = steps = 0
    while (line := line + 1) < source.line_count:
        end = source.fold_end(line)
        if end is not None:
            found[line] = end
            line = end
        steps += 1
        if steps % FOLD_STEPS == 0:
            yield


def text_between(source: LineSource, first: int, last: int) -> str:
    if hasattr(source, "text_between"):
        return cast("Bulk", source).text_between(first, last)
    return "\n".join([source.line(n) for n in range(first, last + 1)])


def span_at(source: LineSource, line: int, column: int) -> Span | None:
    """The token that covers a column."""
    if not 0 <= line < source.line_count:
        return None
    return next((span for span in source.spans(line) if span[0] <= column < span[1]), None)


def link_at(source: LineSource, line: int, column: int) -> str:
    """The web address under a place, or nothing."""
    if hasattr(source, "link_at"):
        return cast("Links", source).link_at(line, column)
    span = span_at(source, line, column)
    if span is None or span[2] != "json_string":
        return ""
    text = source.line(line)[span[0] : span[1]].strip('"')
    return text if text.startswith(("http://", "https://")) else ""


def bracket_pair(source: LineSource, line: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """(line, column) of the bracket that line ``line`` opens or closes, and of its partner."""
    if not 0 <= line < source.line_count:
        return None
    text = source.line(line)
    tail = text.rstrip()
    if tail.endswith(("{", "[")):
        end = source.fold_end(line)
        if end is None or end >= source.line_count:
            return None
        other, closes = source.line(end), len(source.line(end)) - len(source.line(end).lstrip())
        if other[closes : closes + 1] != ("}" if tail.endswith("{") else "]"):
            return None  # the damaged rest of a document: nothing closes it
        return (line, len(tail) - 1), (end, closes)
    head = len(text) - len(text.lstrip())
    if text[head : head + 1] in ("}", "]") and (start := opener_of(source, line)) is not None and start != line:
        opening = source.line(start).rstrip()
        if opening.endswith("{" if text[head] == "}" else "["):
            return (line, head), (start, len(opening) - 1)
    return None
