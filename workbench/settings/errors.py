"""What can go wrong with the files of this room.

SettingsError
├── UnreadableFile   not TOML, of a newer version, or the system does not let us: nothing is overwritten
└── UnknownTenant    a tenant that does not exist (any more)
"""

from __future__ import annotations

from pathlib import Path


class SettingsError(Exception):
    """Base of the room's errors."""


class UnreadableFile(SettingsError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why} Nothing was changed in it.")
        self.path = path


class UnknownTenant(SettingsError):
    def __init__(self, tenant_id: str) -> None:
        super().__init__(f"There is no tenant “{tenant_id}” any more; it may have been removed in another window.")
