"""Variant selector: the rule that says which variant a response shows.

The API puts no variant into its response unless the author of the template did, so it is always a rule of the tester's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.domain.condition import Condition, Op


@dataclass(frozen=True, slots=True)
class ByPath:
    """The value at a path is the variant's name; several values found are joined with a comma."""

    path: str

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True, slots=True)
class Rule:
    """``when`` holds, then the response shows ``variant``."""

    when: Condition
    variant: str

    def __str__(self) -> str:
        return f"{self.when} → {self.variant}"


@dataclass(frozen=True, slots=True)
class ByRules:
    """The first rule that holds.  Where none does it is ``otherwise``; empty makes that *Nothing decided*."""

    rules: tuple[Rule, ...]
    otherwise: str = ""

    def __str__(self) -> str:
        return " · ".join(str(rule) for rule in self.rules)


@dataclass(frozen=True, slots=True)
class ByBody:
    """Responses that are equal, less the ``ignore`` paths, show the same variant; it is named after its content."""

    ignore: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "the whole body" + (f" without {', '.join(self.ignore)}" if self.ignore else "")


Selector = ByPath | ByRules | ByBody


def selector_to_plain(selector: Selector) -> Any:
    """For files: a text for a path, else ``{"rules": […], "otherwise": …}`` or ``{"body": true, "ignore": […]}``."""
    match selector:
        case ByPath(path):
            return path
        case ByRules(rules, otherwise):
            each = [{"path": rule.when.path, rule.when.op.value: _value_of(rule.when), "variant": rule.variant} for rule in rules]
            return {"rules": each} | ({"otherwise": otherwise} if otherwise else {})
        case ByBody(ignore):
            return {"body": True} | ({"ignore": list(ignore)} if ignore else {})


def _value_of(condition: Condition) -> Any:
    return True if condition.op in (Op.EXISTS, Op.ABSENT) else condition.value


def selector_from_plain(plain: Any) -> Selector:
    """The way back.  Raises ``ValueError`` with a sentence that says what was expected."""
    if isinstance(plain, str) and plain.strip():
        return ByPath(plain.strip())
    if not isinstance(plain, dict):
        raise ValueError('expected a path like "$.variantName", or { rules = [ … ] }, or { body = true }.')
    if plain.get("body") is True:
        ignore = plain.get("ignore", [])
        if not isinstance(ignore, list) or not all(isinstance(path, str) for path in ignore):
            raise ValueError('ignore: expected a list of paths, like ["$.decision.decidedAt"].')
        return ByBody(tuple(ignore))
    rules = plain.get("rules")
    if not isinstance(rules, list) or not rules:
        raise ValueError('rules: expected a list like [ { path = "$.offer.name", contains = "Gold", variant = "Gold" } ].')
    made = []
    for number, rule in enumerate(rules, 1):
        ops = [op for op in Op if isinstance(rule, dict) and op.value in rule]
        if not isinstance(rule, dict) or len(ops) != 1 or not isinstance(rule.get("path"), str) or not isinstance(rule.get("variant"), str):
            raise ValueError(f"rule {number}: expected a path, one of {', '.join(Op)}, and a variant.")
        value = None if ops[0] in (Op.EXISTS, Op.ABSENT) else rule[ops[0].value]
        made.append(Rule(Condition(rule["path"], ops[0], value), rule["variant"]))
    otherwise = plain.get("otherwise", "")
    if not isinstance(otherwise, str):
        raise ValueError("otherwise: expected the name of a variant.")
    return ByRules(tuple(made), otherwise)
