"""How two responses of one flow are compared: one ``[[rule]]`` per friendlyId, readable and editable by hand."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.settings.errors import UnreadableFile
from workbench.settings.migrations import is_version
from workbench.settings.toml_files import NO_TABLES, append_table, edit_toml, read_toml, tables_of

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import AoT, Array

FORMAT = 1
_TEXTS = ("ignore", "dismissed")
_SWITCHES = ("ignore_case", "ignore_whitespace", "ignore_array_order")


@dataclass(frozen=True, slots=True)
class CompareRule:
    """What is not a difference for one flow; nothing is ignored by default.

    ``ignore`` are paths left out, ``dismissed`` paths that were proposed for it and declined, ``identities``
    pairs of an array's path and the member its items are known by.  Numbers within ``tolerance`` are equal.
    Raises ``ValueError`` for a tolerance that is none.
    """

    ignore: tuple[str, ...] = ()
    dismissed: tuple[str, ...] = ()
    tolerance: float = 0.0
    ignore_case: bool = False
    ignore_whitespace: bool = False
    ignore_array_order: bool = False
    identities: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance < math.inf:
            raise ValueError(f"a tolerance is a number from 0, not {self.tolerance!r}")


DEFAULT = CompareRule()


class CompareRules:
    """Reads the file at every call, because another window or an editor may have changed it.

    ``notices`` are sentences about the last :meth:`get`: what is wrong in the file, where, and what was expected.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notices: tuple[str, ...] = ()

    def get(self, friendly_id: str) -> CompareRule:
        """The rule of a flow, or the default; the empty friendlyId stands for bodies without one.  Never raises."""
        try:
            raw = read_toml(self._path)
        except UnreadableFile as wrong:
            self.notices = (str(wrong),)
            return DEFAULT
        if _is_newer(raw):
            self.notices = (f"{self._path} was written by a newer workbench; its rules are not used, and it is not changed.",)
            return DEFAULT
        rules, notices = _read(raw)
        self.notices = tuple(f"{self._path}: {notice}" for notice in notices)
        return rules.get(friendly_id, DEFAULT)

    def set(self, friendly_id: str, rule: CompareRule) -> None:
        """Remember ``rule``; the default takes the entry out.  Raises :class:`UnreadableFile`; nothing is changed then."""

        def edit(document: TOMLDocument) -> None:
            if _is_newer(document):
                raise UnreadableFile(self._path, "it was written by a newer workbench.")
            mine = _places(document.get("rule", []), friendly_id)
            if rule == DEFAULT and not mine:
                return
            entries = tables_of(document, "rule", self._path, FORMAT)
            if rule != DEFAULT:
                _fill(entries[mine[0]] if mine else _new(entries, friendly_id), rule)
                return
            for place in reversed(mine):
                del entries[place]
            if not entries:
                del document["rule"]

        edit_toml(self._path, edit)


# -- reading ---------------------------------------------------------------------------------------


def _is_newer(raw: Any) -> bool:
    return is_version(raw.get("format")) and raw["format"] > FORMAT


def _read(raw: dict[str, Any]) -> tuple[dict[str, CompareRule], list[str]]:
    """The rules, and what is wrong with the rest."""
    rules: dict[str, CompareRule] = {}
    notices: list[str] = []
    if not is_version(raw.get("format", FORMAT)):
        notices.append(f"format is {raw['format']!r}, expected {FORMAT}; the file is read as {FORMAT}.")
    entries = raw.get("rule", [])
    if not isinstance(entries, list):
        return rules, [*notices, NO_TABLES.format("rule")]
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            notices.append(f"rule {number} is left out: expected a [[rule]] table.")
            continue
        friendly_id = entry.get("friendly_id")
        if not isinstance(friendly_id, str):
            found = "missing" if friendly_id is None else repr(friendly_id)
            notices.append(f"rule {number} is left out: friendly_id is {found}, expected a text.")
        elif friendly_id in rules:
            notices.append(f"rule {number} is left out: there is one for “{friendly_id}” above it.")
        else:
            said: list[str] = []
            rules[friendly_id] = _from_entry(entry, said.append)
            notices += [f"rule “{friendly_id}”: {sentence}" for sentence in said]
    return rules, notices


def _from_entry(entry: dict[str, Any], note: Callable[[str], None]) -> CompareRule:
    """A rule from its entry; what is wrong in it is noted and left out."""
    tolerance = entry.get("tolerance", 0.0)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance < math.inf:
        note(f"tolerance is {tolerance!r}, expected a number from 0; 0 is used.")
        tolerance = 0.0
    ignore, dismissed = (_items(entry, key, "a path in quotes", _is_text, note) for key in _TEXTS)
    case, whitespace, array_order = (_switch(entry, key, note) for key in _SWITCHES)
    identities = _items(entry, "identities", 'a pair like ["$.offers", "ref"]', _is_pair, note)
    pairs = tuple((path, member) for path, member in identities)
    return CompareRule(ignore, dismissed, _as_float(tolerance), case, whitespace, array_order, pairs)


def _items(entry: dict[str, Any], key: str, each: str, fits: Callable[[object], bool], note: Callable[[str], None]) -> tuple[Any, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list):
        note(f"{key} is {value!r}, expected a list, each {each}; none is used.")
        return ()
    for item in value:
        if not fits(item):
            note(f"{key} holds {item!r}, expected {each}; it is left out.")
    return tuple(item for item in value if fits(item))


def _switch(entry: dict[str, Any], key: str, note: Callable[[str], None]) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        note(f"{key} is {value!r}, expected true or false; false is used.")
    return value is True


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)


def _as_float(value: float) -> float:
    """TOML's whole numbers have no upper end in Python, floats have one."""
    try:
        return float(value)
    except OverflowError:
        return math.nextafter(math.inf, 0)


# -- writing ---------------------------------------------------------------------------------------


def _places(entries: Any, friendly_id: str) -> list[int]:
    """Where the rule of a flow stands: more than once only where it was written by hand; the first counts."""
    if not isinstance(entries, list):
        return []
    return [place for place, entry in enumerate(entries) if isinstance(entry, dict) and entry.get("friendly_id") == friendly_id]


def _new(entries: AoT, friendly_id: str) -> Any:
    """A table at the end, after an empty line: a file written by hand may end without any."""
    import tomlkit

    table = tomlkit.table()
    table["friendly_id"] = friendly_id
    return append_table(entries, table)


def _fill(entry: Any, rule: CompareRule) -> None:
    """Change only what changed; what is as by default is left out."""
    for declared in fields(CompareRule):
        key, value = declared.name, getattr(rule, declared.name)
        if value == declared.default:
            entry.pop(key, None)
        elif isinstance(value, tuple):
            wanted = [list(item) if isinstance(item, tuple) else item for item in value]
            if _plain(entry.get(key)) != wanted:
                _fill_array(entry, key, wanted)
        elif not _is_same(_plain(entry.get(key)), value):
            entry[key] = value


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value


def _is_same(there: object, value: float | bool) -> bool:
    """``1 == True`` in Python, and a switch is not a number."""
    return there == value and isinstance(there, bool) == isinstance(value, bool)


def _fill_array(entry: Any, key: str, wanted: list[Any]) -> None:
    """Take out and append where that is all, so that remarks beside the other lines survive; else write it anew."""
    from tomlkit.items import Array

    array = entry.get(key)
    if isinstance(array, Array):
        for place in reversed([place for place, item in enumerate(array.unwrap()) if item not in wanted]):
            del array[place]
        kept = array.unwrap()
        if wanted[: len(kept)] == kept:
            array.extend(wanted[len(kept) :])
        if _reads_as(array, wanted):
            return
    entry[key] = _array(wanted)


def _array(wanted: list[Any]) -> Array:
    """One item a line, which is what a person and a diff read best."""
    import tomlkit

    array = tomlkit.array().multiline(True)
    array.extend(wanted)
    return array


def _reads_as(array: Array, wanted: list[Any]) -> bool:
    """Whether the text is what is meant: tomlkit can lose a comma beside a remark."""
    try:
        return bool(tomllib.loads(f"x = {array.as_string()}")["x"] == wanted)
    except tomllib.TOMLDecodeError:
        return False
