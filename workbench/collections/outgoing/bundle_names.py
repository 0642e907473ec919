"""What may stand in a Workbench file, and under which names: the same rules for writing one and for opening one."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.collections.baseline import KINDS
from workbench.collections.names import COLLECTION_FILE, FOLDER_FILE, NOT_OURS, SCHEMA_SUFFIX, SUFFIXES, folded, is_device

MANIFEST = "workbench-bundle.json"
"""Names the format and every file with its hash; it stands first."""
FORMAT = 1
ENDING = ".workbench.zip"
MOST_BYTES = 256 * 2**20
"""Unpacked, in all; a collection is text."""
MOST_FILES = 50_000
LARGE, MOST_RATIO = 2**20, 300
"""From this size on nothing may be packed tighter than this: text is not, a bomb is."""
_DEEPEST = 64
_FORBIDDEN = frozenset('<>:"\\|?*')


def is_ours(name: str) -> bool:
    """Whether a file of this name belongs to a collection."""
    return not name.startswith(".") and (name in (COLLECTION_FILE, FOLDER_FILE) or name.endswith((*SUFFIXES, SCHEMA_SUFFIX, *KINDS)))


def is_ours_folder(name: str) -> bool:
    return not name.startswith(".") and name not in NOT_OURS


def why_not(name: str) -> str:
    """What is wrong with the path of an entry, in the words that follow it in a sentence; empty where nothing is."""
    parts = name.split("/")
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return "would lie outside its folder"
    if not name.isprintable() or any(set(part) & _FORBIDDEN or part.endswith((" ", ".")) for part in parts):
        return "has a name that not every system takes"
    if len(parts) > _DEEPEST or any(len(part.encode("utf-8", "replace")) > 255 for part in parts):
        return "has a name that is too long"
    if any(is_device(part.partition(".")[0]) for part in parts):  # whatever comes after the first dot
        return "has a name that Windows keeps for devices"
    if not all(is_ours_folder(part) for part in parts[:-1]) or not is_ours(parts[-1]):
        return "is no file of a collection"
    return ""


def twins(names: Iterable[str]) -> str:
    """The first name that a system without case would take for an earlier one, be it of a file or of a folder."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        if folded(name) in files or folded(name) in folders:
            return name
        files[folded(name)] = name
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            if folders.setdefault(folded(folder), folder) != folder or folded(folder) in files:
                return name
    return ""
