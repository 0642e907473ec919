"""Freeze: the program and everything it needs in one folder, by PyInstaller, the same bytes every time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from release.project import Project

_ELSEWHERE = "/nonexistent"


def freeze(project: Project, work: Path) -> Path:
    """The folder of the frozen program, below ``work``; icons and licences must lie there already."""
    # What decides about bytes is set here: the order of sets, the times in archives.
    settings = {
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(project.epoch),
        "WORKBENCH_BUILD": str(work),
        "WORKBENCH_VERSION": project.version,
        "PYTHONPATH": str(project.root),
    }
    out = work / "frozen"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN", f"--distpath={out}"]
    command += [f"--workpath={work / 'pyinstaller'}", str(project.root / "packaging" / "frozen" / "workbench.spec")]
    subprocess.check_call(command, env=os.environ | settings, cwd=work)
    folder = out / "workbench"
    if sys.platform.startswith("linux"):
        forget_place(folder, sys.base_prefix)
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(0o755 if path.parent == folder else 0o644)
        elif path.is_dir():
            path.chmod(0o755)
    return folder


def forget_place(folder: Path, prefix: str) -> int:
    """Write over the place where this computer's Python was compiled for; how many files had it in them.

    A Python of one's own has it in its library and as the search path of every module: a folder of somebody's home,
    which a frozen program does not use.  What takes its place is as long, so that nothing else moves, and ends in the
    same name: linkers let a shorter text, such as the version, be the end of a longer one.
    """
    place = Path(prefix)
    if place.parts[1:2] == ("usr",) or len(str(place.parent)) < len(_ELSEWHERE):
        return 0
    old = os.fsencode(place)
    new = _ELSEWHERE.encode().ljust(len(os.fsencode(place.parent)), b"/") + b"/" + os.fsencode(place.name)
    changed = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and old in (data := path.read_bytes()):
            path.write_bytes(data.replace(old, new))
            changed += 1
    return changed
