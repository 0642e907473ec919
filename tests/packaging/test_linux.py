"""The Debian package and the archive, built of a small payload: what lies where, owned by whom, and twice the same."""

from __future__ import annotations

import configparser
import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from release import icons, linux
from release.manpage import make_manpage
from release.project import NAME, Project, read_project
from release.shipped import Part

from workbench import __version__
from workbench.app.start import wants_window
from workbench.cli.parser import build_parser
from workbench.collections.outgoing.bundle_names import ENDING

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs dpkg-deb")
PARTS = [Part("qt", "6.11", "LGPL-3.0-only", "pypi", {"LGPL.txt": "text"})]


@pytest.fixture
def project() -> Project:
    found = read_project(ROOT)
    return Project(ROOT, found.version, "0" * 40, 1_700_000_000)


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    folder = tmp_path / "frozen"
    (folder / "_internal").mkdir(parents=True)
    (folder / "workbench").write_text("#!/bin/sh\necho it runs\n")
    (folder / "workbench").chmod(0o700)
    (folder / "_internal" / "data.txt").write_text("x")
    (folder / "_internal" / "data.txt").chmod(0o600)
    (folder / "_internal" / "link.so").symlink_to("data.txt")
    shutil.copy(os.path.realpath(sys.executable), folder / "_internal" / "python")
    return folder


@pytest.fixture
def share(project: Project, tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    drawn = icons.draw(ROOT / "resources" / "icons" / "workbench.svg")
    linux.write_share(project, folder, drawn, make_manpage(project, build_parser(project.version)))
    return folder


def deb(project: Project, frozen: Path, share: Path, to: Path) -> Path:
    to.mkdir()
    return linux.make_deb(project, frozen, share, PARTS, to / "work", to)


def said(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_package_says_what_it_needs_and_lies_where_debian_wants_it(project: Project, frozen: Path, share: Path, tmp_path: Path) -> None:
    made = deb(project, frozen, share, tmp_path / "one")
    assert made.name == f"{NAME}_{__version__}_{said('dpkg', '--print-architecture').strip()}.deb"
    assert said("dpkg-deb", "-f", made, "Version").strip() == __version__
    depends = said("dpkg-deb", "-f", made, "Depends")
    for need in ("libc6 (>= 2.", "libegl1", "libgl1", "ca-certificates", "fontconfig-config", "xkb-data"):
        assert need in depends, need
    listed = said("dpkg-deb", "-c", made).splitlines()
    assert all(" root/root " in line for line in listed)
    assert {line.split()[0] for line in listed} == {"drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx"}
    root = tmp_path / "root"
    said("dpkg-deb", "-x", made, root)
    assert said(root / "usr" / "bin" / "workbench") == "it runs\n"
    assert (root / "usr/lib" / NAME / "_internal" / "link.so").is_symlink()
    assert "qt 6.11: LGPL-3.0-only" in (root / "usr/share/doc" / NAME / "copyright").read_text()
    said("dpkg-deb", "-e", made, tmp_path / "control")
    assert {path.name for path in (tmp_path / "control").iterdir()} == {"control", "md5sums"}, "no script runs as root"
    checked = subprocess.run(["md5sum", "--check", "--quiet", tmp_path / "control" / "md5sums"], cwd=root, check=False, capture_output=True)
    assert checked.returncode == 0


def test_two_builds_are_the_same_whoever_makes_them(project: Project, frozen: Path, share: Path, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        one = deb(project, frozen, share, tmp_path / "one")
        first = linux.make_archive(project, frozen, share, tmp_path / "one")
    finally:
        os.umask(before)
    for path in frozen.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    other = deb(project, frozen, share, tmp_path / "other")
    second = linux.make_archive(project, frozen, share, tmp_path / "other")
    assert one.read_bytes() == other.read_bytes()
    assert first.read_bytes() == second.read_bytes()


def test_the_archive_is_one_folder_that_runs_where_it_is_unpacked(project: Project, frozen: Path, share: Path, tmp_path: Path) -> None:
    made = linux.make_archive(project, frozen, share, tmp_path)
    with tarfile.open(made) as archive:
        members = archive.getmembers()
        archive.extractall(tmp_path / "there", filter="data")
    assert {member.name.split("/")[0] for member in members} == {f"{NAME}-{__version__}"}
    assert {(member.uname, member.gname, member.mtime) for member in members} == {("root", "root", project.epoch)}
    top = tmp_path / "there" / f"{NAME}-{__version__}"
    assert said(top / "workbench") == "it runs\n"
    assert __version__ in (top / "README.txt").read_text()
    assert (top / "share/applications" / f"{NAME}.desktop").exists()


def test_the_oldest_glibc_is_read_from_the_files(frozen: Path) -> None:
    glibc, gcc = linux.needed_versions(frozen)
    major, minor = (int(part) for part in glibc.split("."))
    assert (2, 17) <= (major, minor) <= tuple(int(part) for part in os.confstr("CS_GNU_LIBC_VERSION").split()[1].split("."))  # type: ignore[union-attr]
    assert gcc.isdigit()


def test_the_desktop_entry_opens_what_the_workbench_writes(share: Path) -> None:
    entry = configparser.ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(share / "applications" / f"{NAME}.desktop", encoding="utf-8")
    section = entry["Desktop Entry"]
    program, *options = section["Exec"].replace(" %f", "").split()
    assert program == "workbench"
    assert wants_window(options)
    mime = ET.parse(share / "mime/packages" / f"{NAME}.xml").getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    (kind,) = mime.findall(f"{space}mime-type")
    assert section["MimeType"] == f"{kind.get('type')};"
    assert [glob.get("pattern") for glob in kind.findall(f"{space}glob")] == [f"*{ENDING}"]
    assert section["Icon"] == NAME


def test_appstream_names_the_version_and_the_desktop_entry(project: Project, share: Path) -> None:
    file = share / "metainfo" / f"{linux.APPSTREAM_ID}.metainfo.xml"
    root = ET.parse(file).getroot()
    assert root.findtext("id") == linux.APPSTREAM_ID
    if tool := shutil.which("appstreamcli"):
        subprocess.run([tool, "validate", "--no-net", file], check=True, stdout=subprocess.DEVNULL)
    (release,) = root.iter("release")
    assert (release.get("version"), release.get("date")) == (__version__, f"{project.day:%Y-%m-%d}")
    assert root.findtext("launchable") == f"{NAME}.desktop"


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-utils")
def test_the_desktop_entry_holds_to_its_standard(share: Path) -> None:
    assert said("desktop-file-validate", share / "applications" / f"{NAME}.desktop") == ""


def test_icons_are_there_at_every_size(share: Path) -> None:
    from PySide6.QtGui import QImage

    for size in (16, 22, 24, 32, 48, 64, 128, 256, 512):
        picture = QImage(str(share / f"icons/hicolor/{size}x{size}/apps/{NAME}.png"))
        assert (picture.width(), picture.height()) == (size, size)
        assert picture.pixelColor(size // 2, 1 + size // 10).alpha() == 255
        assert picture.pixelColor(0, 0).alpha() < 40, "rounded"


def test_the_manual_names_every_command(project: Project, share: Path) -> None:
    manual = gzip.decompress((share / "man/man1/workbench.1.gz").read_bytes()).decode()
    for command in ("send", "tenants", "keys", "history", "compare", "import", "export", "sandbox", "completion", "selftest"):
        assert f"\n.B {command}\n" in manual
    assert __version__ in manual.splitlines()[0]
