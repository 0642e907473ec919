"""The approved response of a saved request: its body alone, beside the request's file, so that git shows what changed.

``home-hero.request.toml`` has its baseline in ``home-hero.baseline.json``, ``.txt`` or ``.bin``.  The ending says
what it is; the rest of a Content-Type (a charset) is a header and is not kept.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbench.collections.errors import CollectionError, InvalidFile, NotWritable
from workbench.collections.names import SUFFIX
from workbench.domain.files import atomic_write

_JSON, _TEXT, _BYTES = ".baseline.json", ".baseline.txt", ".baseline.bin"
KINDS = {_JSON: "application/json", _TEXT: "text/plain", _BYTES: "application/octet-stream"}
"""Endings and what they say.  Where a crash or a merge left two, the first of these is the baseline until the next approval."""
_TEXT_TYPES = ("text/", "xml", "javascript", "x-www-form-urlencoded")
_BINARY_TYPES = ("image/", "audio/", "video/", "font/")
_CONTROLS = bytes(c for c in range(32) if c not in (9, 10, 12, 13, 27))
_CONFLICT = b"<<<<<<< "


@dataclass(frozen=True, slots=True)
class Baseline:
    """``body`` is what came, byte for byte; ``content_type`` is what the ending of ``file`` says."""

    body: bytes = field(repr=False)
    content_type: str
    file: Path


@dataclass(frozen=True, slots=True)
class Approved:
    """What was done to the baseline of the request ``path``; gives back what was there.

    ``baseline`` is what is approved now, ``None`` where it was forgotten.  ``before`` has more than one
    only where two lay side by side.
    """

    path: Path
    baseline: Baseline | None
    before: tuple[Baseline, ...] = ()

    @property
    def replaced(self) -> Baseline | None:
        """What was approved until then."""
        return self.before[0] if self.before else None


def kind_of(body: bytes, content_type: str) -> str:
    """The ending for a body.  What claims to be JSON is, even where a comma is missing; so is what begins like it."""
    said = content_type.partition(";")[0].strip().lower()
    if _has_conflict(body):  # a body like that would be taken for a merge gone wrong
        return _TEXT
    if "json" in said or (_begins_like_json(body) and not any(part in said for part in ("html", "xml", *_BINARY_TYPES))):
        return _JSON
    if any(part in said for part in _TEXT_TYPES):
        return _TEXT
    return _TEXT if not said.startswith(_BINARY_TYPES) and _is_text(body) else _BYTES


def files_of(path: Path) -> tuple[Path, ...]:
    """Where the baseline of the request ``path`` may lie."""
    stem = path.name.removesuffix(SUFFIX)
    return tuple(path.with_name(f"{stem}{ending}") for ending in KINDS)


def family(path: Path, target: Path) -> tuple[tuple[Path, Path], ...]:
    """What has to move, and where to, when the request ``path`` becomes ``target``: itself, then its baseline."""
    pairs = zip(files_of(path), files_of(target), strict=True)
    return ((path, target), *(pair for pair in pairs if os.path.lexists(pair[0])))


def claimed(name: str) -> str:
    """The request a file belongs to by name: a baseline that lost its request must not become that of another one."""
    ending = next((ending for ending in KINDS if name.endswith(ending)), "")
    return f"{name.removesuffix(ending)}{SUFFIX}" if ending else name


def read_baseline(path: Path) -> Baseline | None:
    """The baseline of the request ``path``, if there is one.  Raises :class:`InvalidFile`."""
    for file in files_of(path):
        body = _read(file)
        if body is None:
            continue
        if file.name.endswith(_JSON) and _has_conflict(body):
            raise InvalidFile(file, "it holds merge-conflict marks; resolve them in an editor, or approve a response anew.")
        return _baseline(file, body)
    return None


def approve(path: Path, body: bytes, content_type: str) -> Approved:
    """Make ``body`` the baseline of the request ``path``."""
    _check_there(path)
    file = path.with_name(f"{path.name.removesuffix(SUFFIX)}{kind_of(body, content_type)}")
    before = _all(path)
    _change(path, before, {file: body})
    return Approved(path, _baseline(file, body), _as_baselines(before))


def copy(baseline: Baseline, path: Path) -> None:
    """Give the new request ``path`` the same baseline."""
    ending = next(ending for ending in KINDS if baseline.file.name.endswith(ending))
    _settle(path, {path.with_name(f"{path.name.removesuffix(SUFFIX)}{ending}"): baseline.body})


def forget(path: Path) -> Approved:
    """Take the baseline away; nothing happens where there is none."""
    before = _all(path)
    _change(path, before, {})
    return Approved(path, None, _as_baselines(before))


def undo(approved: Approved) -> Baseline | None:
    """Bring back what was there; the baseline that is then there.  Raises :class:`InvalidFile` rather than lose a later one."""
    _check_there(approved.path)
    now = _all(approved.path)
    before = {old.file: old.body for old in approved.before}
    if now != before:
        made = approved.baseline
        if now != ({made.file: made.body} if made is not None else {}):
            changed = next(iter(now), made.file if made is not None else approved.path)
            raise InvalidFile(changed, "the baseline was changed in the meantime, so nothing was undone.")
        _change(approved.path, now, before)
    return approved.replaced


def _change(path: Path, before: Mapping[Path, bytes], wanted: Mapping[Path, bytes]) -> None:
    """Have exactly ``wanted`` there, or what was there before.  The new one is written before the old one goes."""
    try:
        _settle(path, wanted)
    except CollectionError:
        with contextlib.suppress(CollectionError):
            _settle(path, before)
        raise


def _settle(path: Path, wanted: Mapping[Path, bytes]) -> None:
    file = path
    try:
        for file, body in wanted.items():
            if _read(file) != body:
                atomic_write(file, body)
        for file in files_of(path):
            if file not in wanted:
                file.unlink(missing_ok=True)
    except OSError as wrong:
        raise NotWritable(file, wrong.strerror or str(wrong)) from None


def _all(path: Path) -> dict[Path, bytes]:
    bodies = ((file, _read(file)) for file in files_of(path))
    return {file: body for file, body in bodies if body is not None}


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as wrong:
        raise InvalidFile(file, f"it cannot be read: {wrong.strerror}.") from None


def _check_there(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError:
        raise InvalidFile(path, "it is not there any more.") from None
    except OSError as wrong:
        raise InvalidFile(path, f"it cannot be read: {wrong.strerror}.") from None


def _as_baselines(files: Mapping[Path, bytes]) -> tuple[Baseline, ...]:
    return tuple(_baseline(file, body) for file, body in files.items())


def _baseline(file: Path, body: bytes) -> Baseline:
    return Baseline(body, next(said for ending, said in KINDS.items() if file.name.endswith(ending)), file)


def _has_conflict(body: bytes) -> bool:
    """Marks of git at the start of a line, which JSON cannot have."""
    return (body.startswith(_CONFLICT) or b"\n" + _CONFLICT in body) and b"\n>>>>>>> " in body


def _begins_like_json(body: bytes) -> bool:
    head = body[:4096]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and not _has_controls(head)


def _is_text(body: bytes) -> bool:
    if _has_controls(body):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _has_controls(body: bytes) -> bool:
    return len(body.translate(None, _CONTROLS)) < len(body)
