"""``*.matrix.toml``: a matrix as a file of a collection, and the approved results that stand beside it.

The file names requests and personas of its collection by their paths, relative to itself, so that it moves with them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.collections.codec import check_format, read_file, read_persona
from workbench.collections.errors import InvalidFile
from workbench.collections.files import Source, read_source
from workbench.domain import FlowRequest
from workbench.domain.files import atomic_write
from workbench.domain.persona import Persona
from workbench.domain.selector import Selector, selector_from_plain

MATRIX_SUFFIX = ".matrix.toml"
BASELINE_SUFFIX = ".matrix-baseline.json"
LISTS = ("friendly_ids", "channels", "languages", "currencies", "points_of_sale")
BASELINE_FORMAT = 1


@dataclass(frozen=True, slots=True)
class MatrixFile:
    """What a file says.  ``tenants`` are names; where there are none the reader says for which tenant."""

    name: str
    request: FlowRequest
    request_path: Path | None
    personas: tuple[Persona, ...]
    persona_paths: tuple[Path, ...]
    lists: Mapping[str, tuple[str, ...]]
    tenants: tuple[str, ...]
    variant: Selector | None
    times: int
    new_guest: bool


def read_matrix(path: Path) -> MatrixFile:
    """Raises :class:`InvalidFile` with line, key and what was expected."""
    source = read_source(path)
    check_format(source)
    known = {"format", "name", "request", "friendly_id", "personas", "tenants", "variant", "times", "new_guest", *LISTS}
    if unknown := [key for key in source.raw if key not in known]:
        raise source.wrong(f"{unknown[0]}: no matrix has it; known are {', '.join(sorted(known))}.", unknown[0])
    request, request_path = _request(source)
    return MatrixFile(
        name=_text(source, "name") or path.name.removesuffix(MATRIX_SUFFIX),
        request=request,
        request_path=request_path,
        personas=tuple(_beside(source, "personas", name, read_persona) for name in _texts(source, "personas")),
        persona_paths=tuple(source.path.parent / name for name in _texts(source, "personas")),
        lists={key: _texts(source, key) for key in LISTS},
        tenants=_texts(source, "tenants"),
        variant=_variant(source),
        times=_whole(source, "times", 1),
        new_guest=_flag(source, "new_guest"),
    )


def read_baseline(path: Path) -> tuple[tuple[str, ...], dict[tuple[str, ...], str]] | None:
    """The dimensions and what each combination showed when it was approved; ``None`` where nothing was.  Raises :class:`InvalidFile`."""
    beside = baseline_path(path)
    if not beside.exists():
        return None
    try:
        plain = json.loads(beside.read_text(encoding="utf-8"))
        dimensions = tuple(str(name) for name in plain["dimensions"])
        return dimensions, {tuple(str(part) for part in key): str(label) for key, label in plain["cells"]}
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise InvalidFile(beside, f"it is no approved matrix ({wrong}); approve the matrix again.") from None


def write_baseline(path: Path, dimensions: tuple[str, ...], cells: Mapping[tuple[str, ...], str]) -> Path:
    """Approve these results for the matrix at ``path``: one combination per line, so that a change is read in a review."""
    lines = ",\n".join(json.dumps([list(key), label], ensure_ascii=False) for key, label in cells.items())
    head = f'"format": {BASELINE_FORMAT},\n"dimensions": {json.dumps(list(dimensions))}'
    beside = baseline_path(path)
    atomic_write(beside, [f'{{\n{head},\n"cells": [\n{lines}\n]\n}}\n'.encode()])
    return beside


def baseline_path(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(MATRIX_SUFFIX) + BASELINE_SUFFIX)


def _request(source: Source) -> tuple[FlowRequest, Path | None]:
    named, friendly_id = _text(source, "request"), _text(source, "friendly_id")
    if bool(named) == bool(friendly_id) and not (named == "" and source.raw.get("friendly_ids")):
        raise source.wrong('expected either request = "home-hero.request.toml" or friendly_id = "home_hero".', "request")
    if not named:
        return FlowRequest(friendly_id), None
    return _beside(source, "request", named, lambda path: read_file(path).request), (source.path.parent / named).resolve()


def _beside(source: Source, key: str, name: str, read: Any) -> Any:
    path = source.path.parent / name
    if not path.is_file():
        raise source.wrong(f"{key}: there is no file {name} beside it.", key)
    return read(path)


def _variant(source: Source) -> Selector | None:
    if "variant" not in source.raw:
        return None
    try:
        return selector_from_plain(source.raw["variant"])
    except ValueError as wrong:
        raise source.wrong(f"variant: {wrong}", "variant") from None


def _text(source: Source, key: str) -> str:
    value = source.raw.get(key, "")
    if not isinstance(value, str):
        raise source.wrong(f"{key}: expected a text in quotes.", key)
    return value


def _texts(source: Source, key: str) -> tuple[str, ...]:
    value = source.raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise source.wrong(f'{key}: expected a list of texts, like ["EN", "DE"].', key)
    return tuple(value)


def _whole(source: Source, key: str, otherwise: int) -> int:
    value = source.raw.get(key, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise source.wrong(f"{key}: expected a whole number from 1.", key)
    return value


def _flag(source: Source, key: str) -> bool:
    value = source.raw.get(key, False)
    if not isinstance(value, bool):
        raise source.wrong(f"{key}: expected true or false.", key)
    return value
