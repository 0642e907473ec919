"""A file is replaced whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.domain import files
from workbench.domain.files import atomic_write


def test_it_makes_folders_and_replaces(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.txt"
    atomic_write(file, b"one")
    atomic_write(file, b"two")
    assert file.read_bytes() == b"two"
    assert [p.name for p in file.parent.iterdir()] == ["b.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "b.txt"
    file.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        atomic_write(file, b"new")
    assert file.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["b.txt"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_and_the_mode_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    atomic_write(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640


def busy(monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """``os.replace`` as Windows has it while another process reads the file, so many times."""
    refused: list[str] = []
    really = os.replace

    def replace(source: str, target: str) -> None:
        if len(refused) < times:
            refused.append(source)
            raise PermissionError(13, "The process cannot access the file because it is being used by another process")
        really(source, target)

    monkeypatch.setattr(os, "replace", replace)
    return refused


def test_a_file_that_is_being_read_is_waited_for_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "b.txt"
    file.write_bytes(b"old")
    refused = busy(monkeypatch, 3)
    monkeypatch.setattr(files, "WINDOWS", True)
    atomic_write(file, b"new")
    assert (file.read_bytes(), len(refused)) == (b"new", 3)


@pytest.mark.parametrize(("windows", "seconds"), [(True, -1.0), (False, 1.0)])
def test_the_wait_has_an_end_and_elsewhere_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: bool, seconds: float
) -> None:
    file = tmp_path / "b.txt"
    file.write_bytes(b"old")
    refused = busy(monkeypatch, 1000)
    monkeypatch.setattr(files, "WINDOWS", windows)
    monkeypatch.setattr(files, "BUSY_SECONDS", seconds)
    with pytest.raises(PermissionError):
        atomic_write(file, b"new")
    assert (file.read_bytes(), len(refused)) == (b"old", 1)
    assert [p.name for p in tmp_path.iterdir()] == ["b.txt"]
