"""Licences of everything shipped, as a folder: one list for people, and below it every text, by what it is of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from release.project import TITLE, Project
from release.shipped import Part, common_texts

COMMON = "common-licenses"
_QT = """\
Qt and PySide6 are used unmodified under the LGPL, version 3. They lie in _internal/PySide6 and _internal/shiboken6 as
libraries of their own, and may be replaced by others of the same version that you built: put them in the same places.
Their sources are those of the version named above, at download.qt.io. Qt contains code of others, which its
documentation lists as “Licenses Used in Qt”.
"""

_DEBIAN = f"""\
Where a copyright file names a text in /usr/share/common-licenses, it is in {COMMON} here.
"""


def write_licences(project: Project, parts: Sequence[Part], folder: Path) -> None:
    """``folder`` gets LICENCES.txt, licences.json (for *About*), and a folder per part."""
    folder.mkdir(parents=True, exist_ok=True)
    own = (project.root / "LICENSE").read_text(encoding="utf-8")
    (folder / "LICENSE.txt").write_text(own, encoding="utf-8")
    width = max(len(f"{part.name} {part.version}") for part in parts)
    lines = [f"{f'{part.name} {part.version}':<{width}}  {part.licence}" for part in parts]
    head = f"{TITLE} {project.version}: MIT licence, in LICENSE.txt.\n\nIt contains, with the texts in folders of the same names:\n"
    (folder / "LICENCES.txt").write_text("\n".join((head, *lines, "", _QT, _DEBIAN)), encoding="utf-8")
    told = [{"name": part.name, "version": part.version, "licence": part.licence} for part in parts]
    (folder / "licences.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    for part in parts:
        for name, text in part.texts.items():
            file = folder / part.name / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    for name, text in common_texts(parts).items():
        file = folder / COMMON / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
