"""Data rows: the values of a suite's calls from a CSV or a JSON file, one row after the other, however many there are.

A column is the name of a placeholder, and in CSV may say its type: ``age:integer``; without one it is text.  Columns that
begin with ``@`` fill the request itself (:data:`SPECIAL`): ``@email``, ``@channel``, ``@param.tier:json``.

CSV is that of RFC 4180, separated by commas, semicolons or tabs.  JSON is an array of objects, or one object a line.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from workbench.collections.errors import InvalidFile
from workbench.collections.files import LARGEST, reason
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, Identity
from workbench.domain.placeholders import Layer
from workbench.domain.texts import shown
from workbench.domain.values import is_name

TYPES = ("text", "number", "integer", "boolean", "json")
SPECIAL = {
    "@name": "what the row is called in lists",
    "@friendly_id": "the friendly ID",
    "@channel": "the channel",
    "@language": "the language",
    "@currency": "the currency",
    "@point_of_sale": "the point of sale",
    "@browser_id": "the identity: a browser ID",
    "@email": "the identity: an email address",
    "@provider": "the identity: the provider of an identifier, beside @id",
    "@id": "the identity: an identifier, beside @provider",
}
"""Columns that fill the request; beside them ``@param.NAME``, which adds a parameter.  What is empty leaves the request's own."""
PARAM = "@param."
_PLACE = {
    "@friendly_id": "friendly_id",
    "@channel": "channel",
    "@language": "language",
    "@currency": "currency_code",
    "@point_of_sale": "point_of_sale",
}
_IDENTITIES = ("@browser_id", "@email", "@id")
_SEPARATORS = (",", ";", "\t")
_SNIFFED = 64 * 1024
_CHUNK = 64 * 1024
_INTEGER = re.compile(r"-?[0-9]{1,300}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` counts the rows from 1, ``line`` is where it begins in the file.

    ``layer`` are its values for placeholders; ``params`` and the rest fill the request.
    """

    number: int
    line: int
    layer: Layer
    name: str = ""
    identity: Identity | None = None
    place: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, request: FlowRequest) -> FlowRequest:
        """The request as this row sends it, after a persona; placeholders are still in it."""
        if not (self.place or self.params or self.identity is not None):
            return request
        changed: dict[str, Any] = {**self.place, "params": {**request.params, **self.params}}
        if self.identity is not None:
            changed["identity"] = self.identity
        return replace(request, **changed)


class Rows:
    """The rows of a file, read anew each time they are gone through; none is kept.

    Going through them raises :class:`InvalidFile` with the line and what was expected.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[Row]:
        with _opened(self.path) as file:
            try:
                found = _json(self.path, file) if _is_json(self.path, file) else _csv(self.path, file)
                for number, (line, cells) in enumerate(found, 1):
                    yield _row(self.path, number, line, cells)
            except UnicodeDecodeError as wrong:
                raise InvalidFile(self.path, f"it is not UTF-8 text ({wrong.reason}). Save it as CSV UTF-8.") from None

    def count(self) -> int:
        """How many there are; all of them are read and found good.  Raises :class:`InvalidFile`."""
        return sum(1 for _ in self)


# -- opening ---------------------------------------------------------------------------------------


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    try:
        with path.open("rb") as raw:
            begin = raw.read(3)
            encoding = "utf-16" if begin[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
            raw.seek(0)
            with io.TextIOWrapper(raw, encoding=encoding, newline="") as file:
                yield file
    except FileNotFoundError:
        raise InvalidFile(path, "it is not there.") from None
    except OSError as wrong:
        raise InvalidFile(path, f"it cannot be read: {reason(wrong)}.") from None


def _is_json(path: Path, file: IO[str]) -> bool:
    """By its name, and where that says nothing by how it begins."""
    ending = path.suffix.lower()
    if ending in (".csv", ".tsv", ".txt"):
        return False
    if ending in (".json", ".jsonl", ".ndjson"):
        return True
    head = file.read(_SNIFFED).lstrip()
    file.seek(0)
    return head.startswith(("[", "{"))


# -- CSV -------------------------------------------------------------------------------------------


def _csv(path: Path, file: IO[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    head = file.read(_SNIFFED)
    file.seek(0)
    reader = csv.reader(file, delimiter=separator_of(head), strict=True)
    columns: list[tuple[str, str]] = []
    before = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as wrong:
            raise InvalidFile(path, f"line {before + 1}: it is no CSV: {wrong}.") from None
        line, before = before + 1, reader.line_num
        if cells is None:
            break
        if not cells:
            continue
        if not columns:
            columns = _columns(path, line, cells)
        elif len(cells) != len(columns):
            raise InvalidFile(path, f"line {line}: it has {len(cells)} cells, and there are {len(columns)} columns.")
        else:
            yield line, _typed(path, line, columns, cells)
    if not columns:
        raise InvalidFile(path, "it is empty; the first line names the columns.")


def separator_of(head: str) -> str:
    """The separator with which the first lines have the same number of cells, and most of them; a comma where none has two."""
    scored = [(_even(head, separator), separator) for separator in _SEPARATORS]
    best = max(cells for cells, _ in scored)
    return next(separator for cells, separator in scored if cells == best)


def _even(head: str, separator: str) -> tuple[bool, int]:
    counts: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
            counts += [len(cells)] if cells else []
            if len(counts) == 6:
                break
    except csv.Error:
        return False, 0
    first = counts[0] if counts else 1
    # The last may be cut where the head ends.
    even = first > 1 and all(count == first for count in (counts[:-1] if len(head) >= _SNIFFED else counts))
    return even, first


def _columns(path: Path, line: int, cells: Sequence[str]) -> list[tuple[str, str]]:
    columns: list[tuple[str, str]] = []
    for cell in cells:
        name, colon, kind = cell.strip().partition(":")
        name, kind = name.strip(), kind.strip().lower() if colon else "text"
        if kind not in TYPES:
            raise InvalidFile(path, f"line {line}, column “{shown(cell)}”: expected {_listed(TYPES)} after the colon.")
        _check_name(path, line, name)
        if any(name == other for other, _ in columns):
            raise InvalidFile(path, f"line {line}: the column “{shown(name)}” is there twice.")
        columns.append((name, kind))
    return columns


def _typed(path: Path, line: int, columns: Sequence[tuple[str, str]], cells: Sequence[str]) -> dict[str, Any]:
    """The cells by the names of their columns; an empty one that is no text says nothing."""
    made: dict[str, Any] = {}
    for (name, kind), cell in zip(columns, cells, strict=True):
        if kind == "text":
            made[name] = cell
        elif cell.strip():
            try:
                made[name] = _value(kind, cell.strip())
            except (ValueError, RecursionError):
                expected = {"number": "a number like 9.5", "integer": "a whole number like 3", "boolean": "true or false", "json": "JSON"}
                why = f"line {line}, column “{name}”: expected {expected[kind]}, found “{shown(cell)}”."
                raise InvalidFile(path, why) from None
    return made


def _value(kind: str, cell: str) -> Any:
    if kind == "boolean":
        return {"true": True, "false": False}[cell.lower()] if cell.lower() in ("true", "false") else _refuse(cell)
    if kind == "json":
        return json.loads(cell, parse_constant=_refuse)
    if _INTEGER.fullmatch(cell):
        return int(cell)
    if kind == "integer" or not _NUMBER.fullmatch(cell) or not math.isfinite(float(cell)):
        return _refuse(cell)
    return float(cell)


def _refuse(word: str) -> Any:
    raise ValueError(word)


# -- JSON ------------------------------------------------------------------------------------------


def _json(path: Path, file: IO[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects, one at a time: in an array with commas between them, or one after the other."""
    stream = _Stream(path, file)
    begin = stream.peek()
    in_array = begin == "["
    if in_array:
        stream.skip()
    while (found := stream.peek()) and found != "]":
        line = stream.line
        value = stream.value()
        if not isinstance(value, dict):
            raise InvalidFile(path, f'line {line}: expected an object like {{"name": "value"}} for each row.')
        for name in value:
            _check_name(path, line, name)
        yield line, value
        if in_array:
            if stream.peek() == ",":
                stream.skip()
                if stream.peek() in ("]", ""):
                    raise InvalidFile(path, f"line {stream.line}: after a comma another row is expected.")
            elif stream.peek() != "]":
                raise InvalidFile(path, f"line {stream.line}: a comma or ] is expected between rows.")
    if in_array != (found == "]"):
        raise InvalidFile(path, f"line {stream.line}: a ] is missing at the end." if in_array else f"line {stream.line}: a ] too many.")
    if in_array:
        stream.skip()
        if stream.peek():
            raise InvalidFile(path, f"line {stream.line}: nothing is expected after the ].")
    elif not begin:
        raise InvalidFile(path, "it is empty; an array of objects is expected, or one object a line.")


class _Stream:
    """Text read chunk by chunk; what was taken from it is let go."""

    def __init__(self, path: Path, file: IO[str]) -> None:
        self._path = path
        self._file = file
        self._text = ""
        self._at = 0
        self._decode = json.JSONDecoder(parse_constant=_refuse).raw_decode
        self.line = 1

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            found = _BLANK.match(self._text, self._at)
            assert found is not None
            self._go(found.end())
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def skip(self) -> None:
        self._go(self._at + 1)

    def value(self) -> Any:
        """The value that begins here.  Raises :class:`InvalidFile`."""
        size = _CHUNK
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except RecursionError:
                raise InvalidFile(self._path, f"line {self.line}: it is nested too deeply.") from None
            except ValueError as wrong:
                # Perhaps the rest has not been read yet: twice as much each time, so that a long row takes no quadratic time.
                if self._more(size):
                    size *= 2
                    continue
                at = wrong.pos if isinstance(wrong, json.JSONDecodeError) else self._at
                line = self.line + self._text.count("\n", self._at, at)
                raise InvalidFile(self._path, f"line {line}: this is not valid JSON.") from None
            self._go(end)
            return value

    def _go(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def _more(self, size: int = _CHUNK) -> bool:
        if len(self._text) - self._at > LARGEST:
            raise InvalidFile(self._path, f"line {self.line}: a row is larger than {LARGEST // 2**20} MB, or not closed.")
        chunk = self._file.read(size)
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)


# -- rows ------------------------------------------------------------------------------------------


def _check_name(path: Path, line: int, name: str) -> None:
    if name.startswith("@"):
        if name in SPECIAL or (name.startswith(PARAM) and len(name) > len(PARAM)):
            return
        raise InvalidFile(path, f"line {line}: there is no “{shown(name)}”; expected {_listed([*SPECIAL, f'{PARAM}NAME'])}.")
    if not is_name(name):
        why = "a name has letters, digits, _, - and . only, at most 100; rename the column"
        raise InvalidFile(path, f"line {line}: “{shown(name)}” cannot be the name of a value: {why}.")


def _row(path: Path, number: int, line: int, cells: Mapping[str, Any]) -> Row:
    values = {name: value for name, value in cells.items() if not name.startswith("@")}
    layer = Layer(f"row {number:,} of {path.name}", values)
    if len(values) == len(cells):
        return Row(number, line, layer)
    texts = {name: _special_text(path, line, name, cells[name]) for name in SPECIAL if name in cells}
    params = {name.removeprefix(PARAM): value for name, value in cells.items() if name.startswith(PARAM)}
    place = {_PLACE[name]: text for name, text in texts.items() if name in _PLACE and text}
    return Row(number, line, layer, texts.get("@name", ""), _identity(path, line, texts), place, params)


def _special_text(path: Path, line: int, name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise InvalidFile(path, f"line {line}, {name}: expected a text.")


def _identity(path: Path, line: int, texts: Mapping[str, str]) -> Identity | None:
    given = [name for name in _IDENTITIES if texts.get(name)]
    if len(given) > 1:
        raise InvalidFile(path, f"line {line}: {' and '.join(given)} are both filled in; exactly one identity is expected.")
    if bool(texts.get("@id")) != bool(texts.get("@provider")):
        raise InvalidFile(path, f"line {line}: @provider and @id are expected together.")
    if not given:
        return None
    text = texts[given[0]]
    return Email(text) if given[0] == "@email" else BrowserId(text) if given[0] == "@browser_id" else Identifiers(texts["@provider"], text)


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
