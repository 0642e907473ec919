"""Paths: where each operating system wants an application's files, or below ``WORKBENCH_HOME``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from workbench.usecases import Places

_NAME = "personalize-workbench"


def find_places() -> Places:
    """The folders of this user.  Nothing is created here."""
    home = os.environ.get("WORKBENCH_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Places(root / "config", root / "data", root / "cache", root / "logs", find_resources())
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(_NAME, appauthor=False, roaming=False)
    return Places(dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path, dirs.user_log_path, find_resources())


def find_resources() -> Path:
    """``resources/`` in a checkout, inside an installed wheel, or inside a frozen application."""
    package = Path(__file__).resolve().parents[1]
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / "resources"] if frozen else []
    candidates += [package / "_resources", package.parent / "resources"]
    for folder in candidates:
        if (folder / "sandbox").is_dir():
            return folder
    raise RuntimeError(f"The resources folder is missing; looked in {', '.join(map(str, candidates))}. Install the workbench again.")
