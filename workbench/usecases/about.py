"""About: what this program is, where its files are, what is inside; and the same as a text that may be sent to somebody."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.usecases.places import Places

_OWN = "personalize-workbench"


@dataclass(frozen=True, slots=True)
class Part:
    """Something of others that is inside, or that this program was installed with."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class About:
    """``build`` says how it was made: frozen from a commit, or from Python files.  ``texts`` is the folder of all licences, if shipped."""

    version: str
    build: str
    system: str
    python: str
    folders: tuple[tuple[str, Path], ...]
    parts: tuple[Part, ...]
    texts: Path | None

    def diagnostics(self, more: Mapping[str, str]) -> str:
        """Lines of name and value, with the user's own folder as ``~``: nothing of requests, tenants or keys is in it."""
        told = {
            "Version": self.version,
            "Build": self.build,
            "System": self.system,
            "Python": self.python,
            **more,
            **{name: str(folder) for name, folder in self.folders},
        }
        return "".join(f"{name}: {without_home(value)}\n" for name, value in told.items())


def describe(places: Places, app_version: str) -> About:
    """Reads a few files; takes some milliseconds."""
    beside = places.resources.parent
    shipped = beside / "licences" / "licences.json"
    frozen = bool(getattr(sys, "frozen", False)) and shipped.is_file()
    return About(
        version=app_version,
        build=_build(beside) if frozen else "from Python files",
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        python=platform.python_version(),
        folders=(
            ("Settings and tenants", places.config),
            ("History and saved requests", places.data),
            ("Logs", places.logs),
            ("Program", places.resources.parent if frozen else places.resources),
        ),
        parts=_shipped(shipped) if frozen else _installed(),
        texts=shipped.parent if frozen else None,
    )


def without_home(text: str) -> str:
    """The user's folder, and with it mostly their name, is nobody else's business."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _build(folder: Path) -> str:
    try:
        told = json.loads((folder / "build.json").read_text(encoding="utf-8"))
        return f"frozen from {str(told['commit'])[:12] or 'sources without git'}, {told['day']}"
    except (OSError, ValueError, KeyError):
        return "frozen"


def _shipped(file: Path) -> tuple[Part, ...]:
    return tuple(Part(entry["name"], entry["version"], entry["licence"]) for entry in json.loads(file.read_text(encoding="utf-8")))


def _installed() -> tuple[Part, ...]:
    """What the installed distribution says it needs directly; each with what its own metadata says."""
    import re
    from importlib import metadata

    parts = []
    try:
        needed = metadata.requires(_OWN) or []
    except metadata.PackageNotFoundError:
        return ()
    for name in sorted({re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in needed}, key=str.casefold):
        try:
            found = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        licence = str(found.json.get("license_expression") or found.json.get("license") or "see its licence").splitlines()[0]
        parts.append(Part(name, str(found["Version"]), licence))
    return tuple(parts)
