"""Variables of other tools as our placeholders: names made valid, dynamic ones mapped to built-ins, literals escaped."""

from __future__ import annotations

import re
from typing import Any

from workbench.collections.incoming.reading import as_json

USE = re.compile(r"\\\{\{|\{\{(?!\{)(?:([^{}]*+)\}\})?")
"""An escaped pair of braces, a placeholder, or braces that are none."""
_VALID = re.compile(r"[\w.\-]+")
_OURS = re.compile(r"(?:now|today)(?:[+-][0-9]{1,9}[smhdw])?|uuid|new_browser_id|random\.email|secret:[\w.-]{1,100}")
_DYNAMIC = {
    "$guid": "uuid",
    "$randomuuid": "uuid",
    "$isotimestamp": "now",
    "$randomemail": "random.email",
    "$randomexampleemail": "random.email",
}
LONGEST_NAME = 80


def is_built_in(name: str) -> bool:
    return _OURS.fullmatch(name) is not None


def placeholder(name: str) -> str:
    return "{{" + name + "}}"


def whole_placeholder(text: str) -> str:
    """The name where the text is exactly one placeholder, else nothing."""
    found = USE.fullmatch(text.strip())
    return found[1].strip() if found and found[1] else ""


def names_in(value: Any) -> set[str]:
    """The names of every placeholder in every text of a value; keys are never filled in."""
    found: set[str] = set()
    left = [value]
    while left:
        item = left.pop()
        if isinstance(item, str):
            found |= {match[1].strip() for match in USE.finditer(item) if match[1] and match[1].strip()}
        elif isinstance(item, dict):
            left += item.values()
        elif isinstance(item, list | tuple):
            left += item
    return found


class Variables:
    """The names of one import.  ``literal`` says that ``{{`` means nothing in the source and has to be escaped."""

    def __init__(self, *, literal: bool = False) -> None:
        self._literal = literal
        self._given: dict[str, str] = {}
        self._taken: set[str] = set()
        self.renamed: dict[str, str] = {}
        self.dynamic: dict[str, str] = {}
        """Dynamic variables of the source that have no built-in here, and the placeholders that stand for them."""

    def name(self, raw: str) -> str:
        """The valid name for one of the source: the same for the same, different for different ones."""
        raw = raw.strip()
        if raw not in self._given:
            self._given[raw] = self._fresh(raw)
        return self._given[raw]

    def text(self, text: str) -> str:
        if self._literal:
            return text.replace("{{", r"\{{")
        return USE.sub(self._replace, text) if "{{" in text else text

    def value(self, value: Any) -> Any:
        """A JSON value with every text of it changed."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {str(key): self.value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return as_json(value)

    def stands_for(self, raw: str, built_in: str) -> None:
        """From here on this name of the source is that built-in."""
        self._given[raw.strip()] = built_in

    def values(self, values: dict[str, Any]) -> dict[str, Any]:
        return {self.name(name): self.value(value) for name, value in values.items() if name.strip()}

    def _replace(self, match: re.Match[str]) -> str:
        raw = match[1]
        if match[0] == r"\{{":
            return match[0]
        if raw is None or not raw.strip():
            return "\\" + match[0]
        return placeholder(self.name(raw))

    def _fresh(self, raw: str) -> str:
        if is_built_in(raw):
            return raw
        if raw.startswith("$"):
            known = _DYNAMIC.get(raw.casefold(), "")
            if known:
                return known
            name = self._valid(raw[1:])
            self.dynamic[raw] = name
        else:
            name = self._valid(raw)
            if name != raw:
                self.renamed[raw] = name
        self._taken.add(name)
        return name

    def _valid(self, raw: str) -> str:
        base = "-".join(_VALID.findall(raw))[:LONGEST_NAME].strip("-") or "value"
        name, number = base, 1
        while name in self._taken or (name != raw and is_built_in(name)):
            number += 1
            name = f"{base}-{number}"
        return name
