"""What every part of a release has to know: where the sources are, which version they are, and when it was made."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

NAME = "personalize-workbench"
TITLE = "Personalize Workbench"
SUMMARY = "Send, read and compare Sitecore Personalize flow executions"
AUTHORS = "The Personalize Workbench authors"
NO_GIT = 1_735_689_600
"""The time of a build from an archive without git: the same for everybody."""


@dataclass(frozen=True, slots=True)
class Project:
    """One state of the sources.  ``epoch`` is the time of the commit, so that two builds of it are the same."""

    root: Path
    version: str
    commit: str
    epoch: int

    @property
    def day(self) -> datetime:
        return datetime.fromtimestamp(self.epoch, UTC)


def read_project(root: Path) -> Project:
    """Raises :class:`ValueError` where the sources name no version."""
    text = (root / "workbench" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([0-9][0-9A-Za-z.+~-]*)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError("workbench/__init__.py names no version")
    told = subprocess.run(["git", "log", "-1", "--format=%H %ct"], cwd=root, capture_output=True, text=True, check=False)
    commit, _, epoch = told.stdout.strip().partition(" ") if told.returncode == 0 and (root / ".git").exists() else ("", "", "")
    return Project(root, found.group(1), commit, int(epoch or NO_GIT))
