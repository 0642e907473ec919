"""``python -m workbench --offscreen``: the whole program in a process of its own, without a display."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from workbench.domain import SANDBOX_CLIENT_KEY

ROOT = Path(__file__).parents[2]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "workbench", *arguments]


def environment() -> dict[str, str]:
    """Nothing that could be a display."""
    return {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, cwd=ROOT, env=environment(), timeout=60, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures") / "deep" / "window.png"


def test_it_sends_the_sample_prints_the_response_and_saves_a_picture(private_home: Path, picture: Path) -> None:
    ended = run("--offscreen", "--screenshot", str(picture), "--theme", "dark", "--size", "1200x760")
    assert ended.returncode == 0, ended.stderr
    assert isinstance(json.loads(ended.stdout), dict), "the response and nothing else"
    assert "200 OK" in ended.stderr
    assert str(picture) in ended.stderr
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1200, 760)
    assert image.pixelColor(2, 200).lightness() < 60, "the theme that was asked for"
    colours = {image.pixel(x, y) for x in range(0, 1200, 9) for y in range(0, 760, 9)}
    assert len(colours) > 20, "not an empty window"
    assert (private_home / "data" / "history.sqlite").exists()
    kept = [path for path in private_home.rglob("*") if path.is_file()]
    assert [path for path in kept if SANDBOX_CLIENT_KEY.encode() in path.read_bytes()] == []
    assert not list((private_home / "logs").glob("*.log")), "nothing went wrong"


def test_it_ends_well_when_nobody_reads_what_it_prints(tmp_path: Path) -> None:
    """``workbench | head -0``: the reader is gone before the first byte."""
    target = tmp_path / "window.png"
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            command("--screenshot", str(target)),
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=ROOT,
            env=environment(),
            timeout=60,
        )
    finally:
        os.close(writing)
    assert ended.returncode == 0, ended.stderr
    assert target.exists()
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="closing a descriptor before the start is a matter of POSIX")
def test_it_ends_well_without_a_terminal_at_all(tmp_path: Path) -> None:
    """Started from a desktop: no stdout and no stderr."""
    target = tmp_path / "window.png"
    closed = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&- 2>&-', "sh", *command("--offscreen", "--screenshot", str(target))],
        check=False,
        cwd=ROOT,
        env=environment(),
        timeout=60,
    )
    assert closed.returncode == 0
    assert target.exists()


def test_a_terminal_that_knows_only_ascii_gets_every_character_in_some_form(tmp_path: Path) -> None:
    ended = subprocess.run(
        command("--offscreen", "--screenshot", str(tmp_path / "window.png")),
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=environment() | {"PYTHONIOENCODING": "ascii"},
        timeout=60,
    )
    assert ended.returncode == 0
    assert ended.stdout.isascii()
    assert json.loads(ended.stdout)


@pytest.mark.parametrize("arguments", [("--size", "large"), ("--theme", "purple"), ("--offscreen", "--nonsense")])
def test_wrong_options_are_usage_errors(arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.returncode == 2
    assert "usage" in ended.stderr.lower()
    assert ended.stdout == ""
