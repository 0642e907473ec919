"""Queries: JSONPath (RFC 9535) and plain dotted paths, read into the segments of the library.

A plain path is what a person writes: ``offer.items[0].sku``, ``items[].sku``, ``items.*.sku``, ``..sku``.
It is put into JSONPath and read by the same parser; a mistake is told with its place in what was written.
The only module with jsonpath_rfc9535, beside :mod:`views`, which its filters look at.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import lru_cache

import regex
from iregexp_check import check
from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError, JSONPathNode, JSONPathNodeList, JSONPathQuery, JSONPathSyntaxError, Parser
from jsonpath_rfc9535.filter_expressions import Expression, FilterContext, IntegerLiteral, RelativeFilterQuery
from jsonpath_rfc9535.function_extensions import Match, Search
from jsonpath_rfc9535.function_extensions._pattern import map_re
from jsonpath_rfc9535.lex import tokenize
from jsonpath_rfc9535.tokens import TokenStream, TokenType

from workbench.inspect.paths import quoted

LONGEST = 10_000
"""Characters of a query."""
_DEEPEST_IN_FILTER = 200
_NUMBER = re.compile(r"-?\d+")
_SENTENCES = (
    ("unbalanced", "A bracket or a quote is not closed."),
    ("unclosed bracketed", "A closing ] is missing."),
    ("unclosed string", "A closing quote is missing."),
    ("unexpected end", "The path is not complete."),
    ("bald descendant", "A key is missing after the two points."),
    ("is not defined", "There is no such function; there are length, count, match, search and value."),
    ("leading zero", "A number may not begin with a zero."),
    ("out of range", "This number is too large for a place."),
    ("not comparable", "Only a single value can be compared, not a list of them."),
    ("must be of", "This function takes something else here."),
    ("escape", "This escape is none of JSON's."),
    ("token '='", "To compare, write == with two equals signs."),
    ("literal", "This number is not written as JSON has it."),
)


class QueryError(Exception):
    """Not a path: a plain sentence, and the 0-based ``position`` in the text where it goes wrong."""

    def __init__(self, sentence: str, position: int) -> None:
        super().__init__(sentence)
        self.position = position


class OutOfTime(Exception):
    """A regular expression in a filter took longer than was left."""


@dataclass
class Clock:
    """When the functions of filters have to be done, by ``time.monotonic``."""

    deadline: float = float("inf")

    @property
    def left(self) -> float:
        return min(60.0, max(0.001, self.deadline - time.monotonic()))


class Environment(JSONPathEnvironment):
    """The library's, with three things put right: integers stay exact, ``?@`` is true for 0, false and "" as well,
    and a regular expression that runs away is stopped."""

    max_recursion_depth = _DEEPEST_IN_FILTER

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        super().__init__()

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        self.function_extensions["match"] = _Match(self.clock)
        self.function_extensions["search"] = _Search(self.clock)


class _Match(Match):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, string: object, pattern: object) -> bool:
        compiled = _compiled(pattern) if isinstance(string, str) and isinstance(pattern, str) else None
        return compiled is not None and _in_time(lambda: compiled.fullmatch(str(string), timeout=self._clock.left, concurrent=True))


class _Search(Search):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, string: object, pattern: object) -> bool:
        compiled = _compiled(pattern) if isinstance(string, str) and isinstance(pattern, str) else None
        return compiled is not None and _in_time(lambda: compiled.search(str(string), timeout=self._clock.left, concurrent=True))


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> regex.Pattern[str] | None:
    """``None`` for what is no I-Regexp (RFC 9485): it matches nothing."""
    if not check(pattern):
        return None
    try:
        return regex.compile(map_re(pattern), regex.VERSION1)
    except regex.error:
        return None


def _in_time(look: object) -> bool:
    assert callable(look)
    try:
        return bool(look())
    except TimeoutError as wrong:
        raise OutOfTime from wrong


class _Parser(Parser):
    def __init__(self, *, env: JSONPathEnvironment) -> None:
        super().__init__(env=env)
        for table in (self.token_map, self.function_argument_map):
            table[TokenType.INT] = self.parse_integer_literal
            table[TokenType.CURRENT] = self.parse_relative_query

    def parse_integer_literal(self, stream: TokenStream) -> Expression:
        token = stream.current
        if len(token.value) > 4000:
            raise JSONPathSyntaxError("invalid integer literal", token=token)
        parsed = super().parse_integer_literal(stream)
        # The library goes by way of a float.
        return IntegerLiteral(token, int(token.value)) if _NUMBER.fullmatch(token.value) else parsed

    def parse_relative_query(self, stream: TokenStream) -> Expression:
        made = super().parse_relative_query(stream)
        assert isinstance(made, RelativeFilterQuery)
        return _RelativeQuery(made.token, made.query)


Environment.parser_class = _Parser


class _RelativeQuery(RelativeFilterQuery):
    """A scalar that ``@`` stands for is a list of one node, as any other: it exists, even where it is 0."""

    __slots__ = ()

    def evaluate(self, context: FilterContext) -> object:
        found = super().evaluate(context)
        if isinstance(found, JSONPathNodeList):
            return found
        return JSONPathNodeList([JSONPathNode(value=found, location=(), parent=None, root=context.root)])


def parse(text: str, environment: JSONPathEnvironment) -> JSONPathQuery:
    """A query of either kind.  Raises :class:`QueryError`."""
    if len(text) > LONGEST:
        raise QueryError("This path is too long.", LONGEST)
    source, places = (text.rstrip(), None) if text.lstrip().startswith("$") else _from_plain(text)
    try:
        return JSONPathQuery(env=environment, segments=tuple(environment.parser.parse(TokenStream(tokenize(source.lstrip())))))
    except JSONPathError as wrong:
        at = wrong.token.index if wrong.token is not None else 0
        at += len(source) - len(source.lstrip())
        if places is not None:
            at = places[min(at, len(places) - 1)]
        raise QueryError(_sentence(str(wrong.args[0]) if wrong.args else ""), min(at, len(text))) from None
    except (ValueError, OverflowError, RecursionError):
        raise QueryError("This is not a path.", 0) from None


def _sentence(message: str) -> str:
    for part, sentence in _SENTENCES:
        if part in message:
            return sentence
    found = re.search(r"(?:found|token) '(.*?)'", message)
    return f"“{found.group(1)}” was not expected here." if found else "This is not a path."


def _from_plain(text: str) -> tuple[str, list[int]]:
    """The same as JSONPath, and for each of its characters where it comes from."""
    made, places = ["$"], [0]

    def put(part: str, at: int) -> None:
        made.append(part)
        places.extend([at] * len(part))

    at, needs_key = 0, False
    while at < len(text):
        if text[at] == ".":
            if needs_key:
                raise QueryError("A key is missing between the points.", at)
            deep = text.startswith("..", at)
            put(".." if deep else "", at)
            at += 2 if deep else 1
            needs_key = True
        elif text[at] == "[":
            end = _closing(text, at)
            inner = text[at + 1 : end]
            put("[", at)
            if inner.strip():
                made.append(inner)
                places.extend(range(at + 1, end))
            else:
                put("*", at)
            put("]", end)
            at, needs_key = end + 1, False
        else:
            end = next((k for k in range(at, len(text)) if text[k] in ".["), len(text))
            put(_key(text[at:end].strip()), at)
            at, needs_key = end, False
    if needs_key:
        raise QueryError("A key is missing after the point.", len(text))
    return "".join(made), [*places, len(text)]


def _key(key: str) -> str:
    """One step as a bracket.  A number may be a place or a key: it is both."""
    if key == "*":
        return "[*]"
    if key.isascii() and key.isdigit() and (key == "0" or key[0] != "0") and len(key) < 16:
        return f"[{quoted(key)},{key}]"
    return f"[{quoted(key)}]"


def _closing(text: str, at: int) -> int:
    """Where the bracket that opens here is closed."""
    depth, quote, start = 0, "", at
    while at < len(text):
        char = text[at]
        if quote:
            if char == "\\":
                at += 1
            elif char == quote:
                quote = ""
        elif char in "'\"":
            quote = char
        elif char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
            if not depth:
                return at
        at += 1
    raise QueryError("A closing quote is missing." if quote else "A closing ] is missing.", start)
