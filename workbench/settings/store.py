"""The settings file: load with what is wrong noted, save without losing what we do not know."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.settings.declarations import DECLARATIONS, Settings
from workbench.settings.errors import UnreadableFile
from workbench.settings.managed import Managed
from workbench.settings.migrations import CURRENT, is_version, migrate
from workbench.settings.toml_files import edit_toml, read_toml

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


class SettingsStore:
    """``notices`` are sentences about the last :meth:`load`: what was wrong, where, and what was expected.

    What an organisation manages wins over the file, and is never written into it.
    """

    def __init__(self, path: Path, managed: Managed | None = None) -> None:
        self._path = path
        self._managed = managed or Managed()
        self.notices: tuple[str, ...] = ()

    @property
    def fixed(self) -> frozenset[str]:
        """The keys of settings that are not the user's to change."""
        return frozenset(self._managed.values)

    def load(self) -> Settings:
        """The settings; a value that is wrong falls back to its default and is noted.  Never raises."""
        settings = self._load()
        self.notices = (*self._managed.notices, *self.notices)
        return replace(settings, **self._managed.values)

    def _load(self) -> Settings:
        try:
            raw = read_toml(self._path)
        except UnreadableFile as wrong:
            self.notices = (f"{wrong} The defaults are used.",)
            return Settings()
        if migrate(raw) > CURRENT:
            self.notices = (f"{self._path} was written by a newer workbench. The defaults are used, and it is not overwritten.",)
            return Settings()
        values, notices = self._read(raw)
        self.notices = tuple(notices)
        return Settings(**values)

    def save(self, settings: Settings) -> None:
        """Write what differs from the file.  Raises :class:`UnreadableFile` rather than overwrite what it cannot read."""
        raw = read_toml(self._path)
        version = migrate(dict(raw))
        if version > CURRENT:
            raise UnreadableFile(self._path, "it was written by a newer workbench.")
        if version < CURRENT:
            shutil.copy2(self._path, self._path.with_name(f"{self._path.name}.format-{version}.bak"))
        edit_toml(self._path, lambda document: _fill(document, settings, self.fixed))

    def _read(self, raw: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        values: dict[str, Any] = {}
        notices = []
        if not is_version(raw.get("format", CURRENT)):
            notices.append(f"{self._path}: format is {raw['format']!r}, expected {CURRENT}; the file is read as {CURRENT}.")
        for declared in DECLARATIONS:
            if declared.key not in raw:
                continue
            value = raw[declared.key]
            if declared.accepts(value):
                values[declared.key] = declared.kind(value)
            else:
                notices.append(f"{self._path}: {declared.refusal(value)}; {declared.default!r} is used.")
        return values, notices


def _fill(document: TOMLDocument, settings: Settings, fixed: frozenset[str]) -> None:
    document["format"] = CURRENT
    for declared in DECLARATIONS:
        if declared.key in fixed:
            continue
        value = getattr(settings, declared.key)
        if declared.key in document or value != declared.default:
            document[declared.key] = value
