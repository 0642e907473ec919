"""Paths: where each operating system wants an application's files, or below ``WORKBENCH_HOME``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from workbench.usecases import Places

_NAME = "personalize-workbench"
_MANAGED = "managed.toml"
_CSIDL_PROGRAM_FILES = 0x26


class UnusableHome(Exception):
    """``WORKBENCH_HOME`` names no folder that could be used."""

    def __init__(self, home: str, why: str) -> None:
        super().__init__(f"WORKBENCH_HOME is {home!r}: {why}. Let it name a folder, or remove it.")


def find_places() -> Places:
    """The folders of this user.  Nothing is created here.  Raises :class:`UnusableHome`."""
    home = os.environ.get("WORKBENCH_HOME")
    if home:
        root = _root(home)
        return Places(root / "config", root / "data", root / "cache", root / "logs", find_resources(), find_managed())
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(_NAME, appauthor=False, roaming=False)
    return Places(dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path, dirs.user_log_path, find_resources(), find_managed())


def find_managed() -> Path | None:
    """The file of the IT department, if there is one.

    Where the system looks comes first: a variable that any user can set must not take the place of a file that is there.
    """
    named = os.environ.get("WORKBENCH_MANAGED")
    candidates = [*_managed_places(), *([Path(named)] if named else [])]
    return next((file for file in candidates if _is_there(file)), None)


def _managed_places() -> list[Path]:
    if sys.platform == "win32":
        return [_program_files() / "Personalize Workbench" / _MANAGED]
    if sys.platform == "darwin":
        return [Path("/Library/Application Support/Personalize Workbench") / _MANAGED]
    first = os.environ.get("XDG_CONFIG_DIRS", "").split(":")[0]
    return [Path("/etc/xdg") / _NAME / _MANAGED, *([Path(first) / _NAME / _MANAGED] if first.startswith("/") else [])]


def _program_files() -> Path:
    """Only administrators may write there, unlike below ProgramData, where anybody may make the folder before them.

    Asked of Windows itself: a variable like PROGRAMFILES is any user's to set.
    """
    if sys.platform == "win32":
        import ctypes

        found = ctypes.create_unicode_buffer(260)
        if ctypes.windll.shell32.SHGetFolderPathW(None, _CSIDL_PROGRAM_FILES, None, 0, found) == 0 and found.value:
            return Path(found.value)
    return Path(r"C:\Program Files")


def _is_there(file: Path) -> bool:
    """Also one that this user must not read: what it says is then not known, and not taken for nothing."""
    try:
        file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return True
    return True


def _root(home: str) -> Path:
    """The folder itself need not be there yet, but it must be possible to make it."""
    try:
        root = Path(home).expanduser().absolute()
        nearest = next(path for path in (root, *root.parents) if path.exists())
    except RuntimeError as wrong:  # ~somebody who is not known here
        raise UnusableHome(home, str(wrong).rstrip(".")) from None
    except OSError as wrong:
        raise UnusableHome(home, wrong.strerror or str(wrong)) from None
    if not nearest.is_dir():
        raise UnusableHome(home, f"{nearest} is a file")
    return root


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
