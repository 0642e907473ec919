"""Read a variant: which one does a parsed body show, by a selector that was compiled once?"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from workbench.domain.condition import Condition, Op, as_text, holds
from workbench.domain.selector import ByBody, ByPath, ByRules, Selector
from workbench.inspect import Canonical, PatternError, QueryError, RegexError, RegexTooSlow, SafeRegex, compile_path

LONGEST_NAME = 120
"""Characters of a variant's name.  A longer one is cut and told apart by a hash, because a table has no room for it."""


class SelectorError(ValueError):
    """A selector or a condition that cannot be used, in a sentence."""


class CannotTell(Exception):
    """A path or a pattern came to no end in this body; the sentence says which."""


Named = Callable[[Any], str]
"""From a parsed body to the variant's name; empty where it shows none.  Raises :class:`CannotTell`."""


def compile_selector(selector: Selector) -> Named:
    """Raises :class:`SelectorError`."""
    match selector:
        case ByPath(path):
            return _by_path(path)
        case ByRules(rules, otherwise):
            compiled = [(compile_condition(rule.when), rule.variant) for rule in rules]
            return lambda value: next((variant for rule, variant in compiled if rule(value)[0]), otherwise)
        case ByBody(ignore):
            canonical = compile_ignore(ignore)
            return lambda value: f"Body {blake2b(canonical(value), digest_size=2).hexdigest()}"


def why_nothing(selector: Selector) -> str:
    """The sentence for a body in which the selector finds no variant."""
    return f"{selector.path} finds no variant in it." if isinstance(selector, ByPath) else "No rule for a variant holds."


def compile_condition(condition: Condition) -> Callable[[Any], tuple[bool, list[Any]]]:
    """From a parsed body to whether it holds, and the values found.  Raises :class:`SelectorError`."""
    values = compile_values(condition.path)
    op, wanted = condition.op, condition.value
    matches: Callable[[str, str], bool] = _never
    if op is Op.MATCHES:
        if not isinstance(wanted, str):
            raise SelectorError(f"{condition.path} matches: expected a regular expression in quotes.")
        try:
            matches = _matcher(SafeRegex(wanted))
        except RegexError as wrong:
            raise SelectorError(str(wrong)) from None
    if op is Op.IN and not isinstance(wanted, list | tuple):
        raise SelectorError(f"{condition.path} in: expected a list of values.")

    def judged(value: Any) -> tuple[bool, list[Any]]:
        found = values(value)
        return holds(op, wanted, found, matches=matches), found

    return judged


def compile_values(path: str) -> Callable[[Any], list[Any]]:
    """What a path finds in a parsed body.  Raises :class:`SelectorError`, and then :class:`CannotTell`."""
    try:
        query = compile_path(path)
    except QueryError as wrong:
        raise SelectorError(f"{path} is not a path: {wrong}") from None

    def values(value: Any) -> list[Any]:
        try:
            return query.values(value)
        except QueryError as late:
            raise CannotTell(f"{path}: {late}") from None

    return values


def compile_ignore(ignore: tuple[str, ...]) -> Canonical:
    """Raises :class:`SelectorError`."""
    try:
        return Canonical(ignore)
    except PatternError as wrong:
        raise SelectorError(str(wrong)) from None


def _by_path(path: str) -> Named:
    values = compile_values(path)

    def named(value: Any) -> str:
        found = values(value)
        if len(found) == 1 and type(found[0]) is str and len(found[0]) <= LONGEST_NAME:
            return found[0] if found[0].strip() else ""
        return _short(", ".join(as_text(one, longest=10_000) for one in found if not _is_empty(one)))

    return named


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _short(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 8]}… ({blake2b(name.encode('utf-8', 'replace'), digest_size=2).hexdigest()})"


def _never(pattern: str, text: str) -> bool:
    """Stands where no regular expression is."""
    return False


def _matcher(pattern: SafeRegex) -> Callable[[str, str], bool]:
    def matches(_: str, text: str) -> bool:
        try:
            return pattern.found_in(text)
        except RegexTooSlow as late:
            raise CannotTell(str(late)) from None

    return matches
