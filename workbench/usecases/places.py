"""Where everything lives on this machine; decided once, by the composition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Folders, each where the operating system wants it, or all below ``WORKBENCH_HOME``.

    ``managed`` is the file of the IT department, if there is one.
    """

    config: Path
    data: Path
    cache: Path
    logs: Path
    resources: Path
    managed: Path | None = None

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"

    @property
    def tenants(self) -> Path:
        return self.config / "tenants.toml"

    @property
    def compare_rules(self) -> Path:
        return self.config / "compare.toml"

    @property
    def ui_state(self) -> Path:
        return self.data / "window.json"

    @property
    def history(self) -> Path:
        return self.data / "history.sqlite"

    @property
    def saved(self) -> Path:
        return self.data / "saved"

    @property
    def sandbox_flows(self) -> Path:
        return self.resources / "sandbox" / "flows"

    @property
    def help(self) -> Path:
        return self.resources / "help"
