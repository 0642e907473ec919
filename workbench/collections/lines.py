"""Where in a TOML file something stands, so that an error can name its line; and what git left in a conflict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

KEY_PARTS_AT_MOST = 100
"""Of one dotted key.  Python's reader takes time in the square of them, and nobody writes ten."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"[ \t]*\[\[?[ \t]*({_DOTTED})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_PARTS = re.compile(_PART)
_TOO_MANY = re.compile(rf"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]++(?:[ \t]*+\.[ \t]*+[A-Za-z0-9_-]++){{{KEY_PARTS_AT_MOST}}}")
_STRINGS = re.compile(r'("""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\')|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)
_OURS, _BOTH, _THEIRS = "<<<<<<< ", "=======", ">>>>>>> "


def conflict_line(text: str) -> int:
    """The line of the first conflict mark of git, from 1; 0 where the file holds no conflict."""
    if _OURS not in text or _THEIRS not in text:
        return 0
    lines = text.split("\n")
    first = mark_line(text)
    return first if first and any(line.startswith(_THEIRS) for line in lines[first:]) else 0


def mark_line(text: str) -> int:
    """The line of the first mark of a conflict, be the rest of it gone; 0 if there is none."""
    return next((number for number, line in enumerate(text.split("\n"), 1) if line.startswith((_OURS, _THEIRS))), 0)


def our_side(text: str) -> str:
    """The text as it was on this side of the merge: what git calls theirs is left out, and so are the marks."""
    kept: list[str] = []
    theirs = False
    for line in text.split("\n"):
        if line.startswith(_OURS):
            theirs = False
        elif line.rstrip() == _BOTH or line.startswith("||||||| "):
            theirs = True
        elif line.startswith(_THEIRS):
            theirs = False
        elif not theirs:
            kept.append(line)
    return "\n".join(kept)


def line_of(text: str, *keys: str) -> int:
    """The line, from 1, at which the value at ``keys`` begins, or the nearest thing around it; 0 if nothing is found."""
    best, found = 0, 0
    for line, path in _entries(text):
        depth = _common(path, keys)
        if depth > best and depth == len(path[: len(keys)]):
            best, found = depth, line
    return found


def line_in(text: str, key: str, place: int, *inner: str) -> int:
    """The line at which ``inner`` begins in the ``place``-th ``[[key]]`` table, from 0, or the nearest thing around it; 0 if nothing is."""
    found, depth, at = 0, 0, -1
    for line, path in _entries(text):
        if path == (key,):
            at += 1
            found = line if at <= place else found  # in one line, all of them stand where the first does
        elif (
            at == place and path[:1] == (key,) and (common := _common(path[1:], inner)) > depth and common == len(path[1 : 1 + len(inner)])
        ):
            found, depth = line, common
    return found


def has_endless_key(text: str) -> bool:
    """Whether a key has so many dots that reading it would take for ever."""
    return text.count(".") >= KEY_PARTS_AT_MOST and _TOO_MANY.search(_STRINGS.sub("q", text)) is not None


def headers(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The lines, from 0, at which a ``[table]`` or a ``[[table]]`` begins, and its name."""
    for number, line in enumerate(_without_long_strings(text).split("\n")):
        header = _HEADER.match(line)
        if header and not line[header.end() :].lstrip("] \t").partition("#")[0].strip():
            yield number, _split(header[1])


def _entries(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    table: tuple[str, ...] = ()
    for number, line in enumerate(_without_long_strings(text).split("\n"), 1):
        if header := _HEADER.match(line):
            table = _split(header[1])
            yield number, table
        elif entry := _ENTRY.match(line):
            yield number, (*table, *_split(entry[1]))


def _without_long_strings(text: str) -> str:
    """Long strings as blank lines: what looks like a key in one is none."""
    return _STRINGS.sub(lambda found: "\n" * found[0].count("\n") if found[1] else found[0], text)


def _split(dotted: str) -> tuple[str, ...]:
    import tomllib

    try:
        found: object = tomllib.loads(f"{dotted} = 1")
    except tomllib.TOMLDecodeError:
        return ()
    parts: list[str] = []
    while isinstance(found, dict):
        key, found = next(iter(found.items()))
        parts.append(key)
    return tuple(parts)


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
