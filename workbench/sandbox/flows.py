"""Flow files: an experience or experiment as plain TOML, one per file.

The file format is this project's own; the vendor's flow definitions look different (REST, /v3).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.sandbox.errors import FlowFileError

RUNNABLE = ("LIVE", "PRODUCTION")
"""Statuses that run.  Running flows in the vendor's samples say PRODUCTION; treating LIVE alike is inferred."""
STATUSES = ("DRAFT", "PUBLISHING", "PRODUCTION", "SCHEDULED", "LIVE", "PAUSED", "COMPLETED")
BUCKETS = 120
"""Buckets of the universal assignment method, fixed by the guest (documented)."""


@dataclass(frozen=True, slots=True)
class Variant:
    """``share`` is per cent for unique assignment; ``buckets`` the first and last bucket for universal."""

    name: str
    share: float = 0.0
    buckets: tuple[int, int] = (0, 0)
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """Where all of ``when`` hold, ``values`` are added and ``variant``, if given, is chosen."""

    when: dict[str, str]
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Flow:
    """One experience or experiment.  ``allocation`` is per cent of guests that enter (or the first n buckets)."""

    friendly_id: str
    name: str
    type: str
    status: str
    template: str
    method: str = "unique"
    allocation: float = 100.0
    channels: tuple[str, ...] = ()
    delay_ms: int = 0
    variants: tuple[Variant, ...] = ()
    rules: tuple[Rule, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    generate: str = ""

    @property
    def runs(self) -> bool:
        return self.status in RUNNABLE


def load_flows(folder: Path) -> dict[str, Flow]:
    """Every ``*.toml`` of a folder by friendly ID.  Raises :class:`FlowFileError` for the first that is wrong."""
    flows: dict[str, Flow] = {}
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise FlowFileError(folder, "folder", "at least one flow file (*.toml)")
    for path in paths:
        flow = _load(path)
        if flow.friendly_id in flows:
            raise FlowFileError(path, "friendlyId", f"one that no other file has; {flow.friendly_id} is taken")
        flows[flow.friendly_id] = flow
    return flows


def _load(path: Path) -> Flow:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
        raise FlowFileError(path, "file", f"valid TOML ({wrong})") from None
    read = _Reader(path, raw)
    friendly_id = read.text("friendlyId")
    if not re.fullmatch(r"[a-z0-9_]+", friendly_id):
        raise FlowFileError(path, "friendlyId", "lowercase letters, digits and underscores")
    method = read.text("method", "unique")
    flow = Flow(
        friendly_id=friendly_id,
        name=read.text("name"),
        type=read.one_of("type", ("EXPERIENCE", "EXPERIMENT")),
        status=read.one_of("status", STATUSES),
        template=read.text("template", ""),
        method=read.one_of("method", ("unique", "universal")) if method else "unique",
        allocation=read.number("allocation", 100, 0, 100),
        channels=tuple(read.texts("channels")),
        delay_ms=int(read.number("delay_ms", 0, 0, 60_000)),
        variants=tuple(_variant(path, n, entry) for n, entry in enumerate(read.tables("variant"), 1)),
        rules=tuple(_rule(path, n, entry) for n, entry in enumerate(read.tables("rule"), 1)),
        values=read.strings("values"),
        generate=read.one_of("generate", ("", "catalog", "echo")),
    )
    _check_split(path, flow)
    return flow


def _check_split(path: Path, flow: Flow) -> None:
    if flow.type == "EXPERIMENT" and not flow.variants:
        raise FlowFileError(path, "variant", "at least one [[variant]] in an experiment")
    if flow.method == "unique" and flow.variants and abs(sum(v.share for v in flow.variants) - 100) > 0.01:
        raise FlowFileError(path, "variant.share", "shares that add up to 100")
    if flow.method == "universal":
        for variant in flow.variants:
            low, high = variant.buckets
            if not 1 <= low <= high <= BUCKETS:
                raise FlowFileError(path, f"variant {variant.name}: buckets", f"two numbers from 1 to {BUCKETS}, the lower first")
    if not flow.template and not flow.generate:
        raise FlowFileError(path, "template", "the text of the API response")


def _variant(path: Path, number: int, raw: dict[str, Any]) -> Variant:
    read = _Reader(path, raw, f"variant {number}: ")
    buckets = raw.get("buckets", [0, 0])
    if not (isinstance(buckets, list) and len(buckets) == 2 and all(isinstance(b, int) for b in buckets)):
        raise FlowFileError(path, f"variant {number}: buckets", "two numbers, as in [1, 60]")
    return Variant(read.text("name"), read.number("share", 0, 0, 100), (buckets[0], buckets[1]), read.strings("values"))


def _rule(path: Path, number: int, raw: dict[str, Any]) -> Rule:
    read = _Reader(path, raw, f"rule {number}: ")
    return Rule(read.strings("when"), read.strings("values"))


class _Reader:
    """Reads one table; every complaint names file and field."""

    def __init__(self, path: Path, raw: dict[str, Any], prefix: str = "") -> None:
        self._path = path
        self._raw = raw
        self._prefix = prefix

    def text(self, key: str, default: str | None = None) -> str:
        value = self._raw.get(key, default)
        if not isinstance(value, str):
            raise FlowFileError(self._path, self._prefix + key, "a text in quotes")
        return value

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        value = self._raw.get(key, choices[0])
        if value not in choices:
            raise FlowFileError(self._path, self._prefix + key, f"one of {', '.join(c for c in choices if c)}")
        return str(value)

    def number(self, key: str, default: float, low: float, high: float) -> float:
        value = self._raw.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise FlowFileError(self._path, self._prefix + key, f"a number from {low:g} to {high:g}")
        return float(value)

    def texts(self, key: str) -> list[str]:
        value = self._raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise FlowFileError(self._path, self._prefix + key, "a list of texts")
        return value

    def tables(self, key: str) -> list[dict[str, Any]]:
        value = self._raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise FlowFileError(self._path, self._prefix + key, f"[[{key}]] tables")
        return value

    def strings(self, key: str) -> dict[str, str]:
        value = self._raw.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise FlowFileError(self._path, self._prefix + key, "a table of texts")
        return value
