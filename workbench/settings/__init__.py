"""Settings, tenants and the window's state: typed declarations, plain text files, migrators.

Files are read with tomllib and written with tomlkit, so that comments and unknown keys written by hand
survive.  No secret is ever in them.
"""

from workbench.settings.compare_rules import CompareRule, CompareRules
from workbench.settings.declarations import DECLARATIONS, Declaration, Settings
from workbench.settings.errors import SettingsError, UnknownTenant, UnreadableFile
from workbench.settings.managed import Managed, read_managed
from workbench.settings.store import SettingsStore
from workbench.settings.tenants import Removed, TenantStore
from workbench.settings.ui_state import UiState

__all__ = [
    "DECLARATIONS",
    "CompareRule",
    "CompareRules",
    "Declaration",
    "Managed",
    "Removed",
    "Settings",
    "SettingsError",
    "SettingsStore",
    "TenantStore",
    "UiState",
    "UnknownTenant",
    "UnreadableFile",
    "read_managed",
]
