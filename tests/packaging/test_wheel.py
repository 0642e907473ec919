"""A wheel holds everything: installed without the sources beside it, the program finds its resources and proves itself."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from workbench import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel would put into a folder of modules."""
    where = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(where)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = where.glob("*.whl")
    assert wheel.name.startswith(f"personalize_workbench-{__version__}-")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(where / "modules")
    return where / "modules"


def run(installed: Path, *arguments: str) -> str:
    """Everything else comes from where these tests have it; the workbench itself from the wheel alone."""
    env = {**os.environ, "PYTHONPATH": str(installed), "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, *arguments], cwd=installed, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_resources_are_those_of_the_wheel(installed: Path) -> None:
    told = run(installed, "-c", "from workbench.app.paths import find_resources; print(find_resources())")
    assert Path(told.strip()) == installed / "workbench" / "_resources"


def test_it_proves_itself(installed: Path) -> None:
    told = run(installed, "-m", "workbench", "selftest")
    assert "0 failed" in told
    assert "ok       resources" in told


def test_nothing_of_the_sources_but_the_program_is_in_it(installed: Path) -> None:
    assert {path.name for path in installed.iterdir()} == {"workbench", f"personalize_workbench-{__version__}.dist-info"}
    assert not list(installed.rglob("*.pyc"))
