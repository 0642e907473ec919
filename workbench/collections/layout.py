"""Change a TOML text where its content changed, and nowhere else: comments, order and unknown keys stay as they were laid out.

What tomlkit makes is read back before it is believed; where it went wrong, the next coarser way is tried.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.collections.blocks import rows_changed
from workbench.collections.codec import FORMAT, OBJECTS
from workbench.collections.errors import InvalidFile
from workbench.collections.lines import conflict_line
from workbench.collections.plain import Plain, fits_toml, keys_in_line

if TYPE_CHECKING:
    from tomlkit.items import Array

ROWS = ("expect", "before")
"""Keys of which each table is changed by itself."""
SPELLED = (*ROWS, "wait", "variant")
"""Keys in whose tables the order says nothing, and may be that of the file."""
_LONGEST_LIST = 500
"""Items of a list that is changed item by item; comparing longer ones would take too long."""


def relaid(path: Path, text: str, old: Plain, new: Plain) -> str:
    """``text``, which says ``old``, made to say ``new``.  Unchanged meaning leaves the text as it is, however it is spelled.

    Raises :class:`InvalidFile` where that cannot be done without losing what else is in it.
    """
    touched = {key for key in (*old, *new) if key not in old or key not in new or not same(old[key], new[key])}
    if not touched:
        return text
    new = _as_spelled(text, old, new)
    for key in touched.intersection(ROWS, old):
        if (made := _row_by_row(text, key, new)) is not None:
            text = made
            touched.discard(key)
    return _changed(path, text, {_group(key) for key in touched}, new) if touched else text


def _row_by_row(text: str, key: str, new: Plain) -> str | None:
    """The text with these tables changed one by one; ``None`` where they have to be written anew."""
    now = tomllib.loads(text)
    rows, wanted = now.get(key), new.get(key, [])

    def render(part: str, said: Mapping[str, Any], to_say: Mapping[str, Any]) -> str:
        return _changed(Path(key), part, {key}, dict(to_say))

    if not isinstance(rows, list):
        return None
    try:
        made = rows_changed(text, key, rows, wanted, render)
    except InvalidFile:
        return None
    rest = {name: value for name, value in now.items() if name != key}
    return made if made is not None and _says(made, rest | ({key: wanted} if wanted else {})) else None


def _as_spelled(text: str, old: Plain, new: Plain) -> Plain:
    """``new`` in the spelling of the file where it says the same: order of keys, ``status_in = [200]`` for ``status = 200``."""
    now = tomllib.loads(text)
    return {
        key: _spelled(now[key], old[key], value) if key in SPELLED and key in old and key in now else value for key, value in new.items()
    }


def _spelled(now: Any, old: Any, new: Any) -> Any:
    if same(old, new):
        return now
    if isinstance(now, list) and isinstance(old, list) and isinstance(new, list) and len(now) == len(old):
        from difflib import SequenceMatcher

        made: list[Any] = []
        for what, first, last, begin, end in SequenceMatcher(
            None, list(map(repr, old)), list(map(repr, new)), autojunk=False
        ).get_opcodes():
            if what == "equal":
                made += now[first:last]
            else:
                places = range(first, last)
                made += [_spelled(now[place], old[place], new[at]) for place, at in zip(places, range(begin, end), strict=False)]
                made += new[begin + len(places) : end]
        return made
    if isinstance(now, dict) and isinstance(old, dict) and isinstance(new, dict):
        kept = {key: _spelled(now[key], old[key], new[key]) for key in now if key in old and key in new}
        return kept | {key: value for key, value in new.items() if key not in kept}
    return new


def reordered(path: Path, text: str, order: Sequence[str] | None) -> str:
    """The text with another ``order``, or with none."""
    begin: Plain = {} if text else {"format": FORMAT}
    wanted = begin if order is None else {**begin, "order": list(order)}
    return _changed(path, text, {"order", *begin}, wanted)


def same(left: object, right: object) -> bool:
    """``1 == 1.0 == True`` in Python, and they are three different things on the wire; so is the order of keys."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if type(left) is not type(right):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    return repr(left) == repr(right) if isinstance(left, float) else left == right


def _changed(path: Path, text: str, groups: set[str], new: Plain) -> str:
    now = tomllib.loads(text)
    rest = {key: value for key, value in now.items() if _group(key) not in groups}
    ways = ((_edited, _as_laid_out(new, now)), (_edited, new), (_replaced, new), *(() if "#" in text else ((_anew, {**rest, **new}),)))
    for way, wanted in ways:
        made = _tried(way, text, groups, wanted)
        if made is not None and _says(made, rest | {key: value for key, value in wanted.items() if _group(key) in groups}):
            return made
    raise InvalidFile(path, "it is laid out in a way that cannot be changed safely; change it in an editor.")


def _as_laid_out(new: Plain, now: Mapping[str, Any]) -> Plain:
    """Tables where the file has tables: a person may have found a layout that we would have written as JSON."""
    made: Plain = {}
    for key, value in new.items():
        table = json.loads(value) if key != _group(key) and isinstance(now.get(_group(key)), dict) else None
        if table is not None and fits_toml(table, in_any_layout=True):
            made[_group(key)] = table
        else:
            made[key] = value
    return made


def _tried(way: Callable[[str, set[str], Plain], str], text: str, groups: set[str], new: Plain) -> str | None:
    from tomlkit.exceptions import TOMLKitError

    try:
        return way(text, groups, new)
    except (TOMLKitError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None  # tomlkit's own mistakes: the next way is tried


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return not conflict_line(text) and found.keys() == wanted.keys() and all(same(found[key], wanted[key]) for key in wanted)


def _group(key: str) -> str:
    """``params_json`` says in another form what ``params`` says."""
    return key.removesuffix("_json") if key.removesuffix("_json") in (*OBJECTS, "variant") else key


# -- three ways, from the finest to the coarsest ---------------------------------------------------


def _edited(text: str, groups: set[str], new: Plain) -> str:
    """Inside tables and lists as well, so that a comment in one stays."""
    return _written(text, groups, new, fine=True)


def _replaced(text: str, groups: set[str], new: Plain) -> str:
    """Whole values at the top."""
    return _written(text, groups, new, fine=False)


def _anew(text: str, groups: set[str], new: Plain) -> str:
    """The file from the beginning; only where it holds no comment that could be lost."""
    return _written("", {_group(key) for key in new}, new, fine=False)


def _written(text: str, groups: set[str], new: Plain, *, fine: bool) -> str:
    import tomlkit

    document = tomlkit.parse(text if text.endswith("\n") or not text else f"{text}\n")
    now = document.unwrap()
    for key in [key for key in now if _group(key) in groups and key not in new]:
        del document[key]
    for key, value in new.items():
        if _group(key) not in groups:
            continue
        if not (fine and key in now and _merged(document, key, now[key], value)):
            document[key] = _item(key, value)
    return tomlkit.dumps(document)


def _merged(parent: MutableMapping[str, Any], key: str, old: object, new: object) -> bool:
    """Change what stands at ``key`` from the inside; false where it has to be put there anew."""
    if isinstance(old, dict) and isinstance(new, Mapping) and key != "identifiers":
        return _merge_table(parent[key], old, new)
    if isinstance(old, list) and isinstance(new, list) and max(len(old), len(new)) <= _LONGEST_LIST and hasattr(parent[key], "multiline"):
        _merge_list(parent[key], old, new)
        return True
    if key in ROWS and isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return all(_merge_table(table, was, now) for table, was, now in zip(parent[key], old, new, strict=True))
    return False


def _merge_table(table: MutableMapping[str, Any], old: dict[str, Any], new: Mapping[str, Any]) -> bool:
    kept = [key for key in old if key in new]
    if kept != [key for key in new if key in old] or list(new)[: len(kept)] != kept:
        return False  # keys in another order, or new ones in between
    for key in old:
        if key not in new:
            del table[key]
    for key, value in new.items():
        if key not in old or (not same(old[key], value) and not _merged(table, key, old[key], value)):
            table[key] = _item(key, value)
    return True


def _merge_list(array: Array, old: list[Any], new: list[Any]) -> None:
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, [repr(item) for item in old], [repr(item) for item in new], autojunk=False)
    for what, first, last, begin, end in reversed(matcher.get_opcodes()):
        if what == "equal":
            continue
        for _ in range(first, last):
            del array[first]
        for item in reversed(new[begin:end]):
            array.insert(first, item)


def _item(key: str, value: object) -> Any:
    import tomlkit

    if key == "identifiers":
        return _in_line(value)
    if key == "order" and isinstance(value, list):
        return tomlkit.item(value).multiline(len(value) > 1)  # type: ignore[attr-defined]
    if isinstance(value, str) and "\n" in value and (key.endswith("_json") or key == "description"):
        return _block(value)
    if isinstance(value, Mapping):
        return _filled(tomlkit.table(), value, keys_in_line(value))
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        tables = tomlkit.aot()
        for each in value:
            tables.append(_item("", each))
        return tables
    return _in_line(value)


def _filled(table: Any, fields: Mapping[str, Any], in_line: Collection[str]) -> Any:
    """``tomlkit.item`` would sort sub-tables to the end."""
    for key, value in fields.items():
        table.append(key, _in_line(value) if key in in_line else _item("", value))
    return table


def _in_line(value: object) -> Any:
    import tomlkit

    if isinstance(value, Mapping):
        return _filled(tomlkit.inline_table(), value, value.keys())
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_in_line(each) for each in value)
        return array
    return tomlkit.item(value)


def _block(text: str) -> Any:
    """Lines as lines, where TOML gives them back as they are and git could not take them for a conflict."""
    import tomlkit
    from tomlkit.items import String, StringType, Trivia

    if any(mark in text for mark in ("<<<<<<<", ">>>>>>>")) or any(c < " " and c not in "\t\n" for c in text) or "\x7f" in text:
        return tomlkit.string(text)
    if "\\" in text and "'''" not in text and not text.endswith("'"):
        return String(StringType.MLL, text, f"\n{text}", Trivia())
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"') and not escaped.endswith('\\"'):
        escaped = f'{escaped[:-1]}\\"'
    return String(StringType.MLB, text, f"\n{escaped}", Trivia())
