"""Windows and macOS, as far as Debian can tell: the script compiles, signing is skipped loudly, the workflow calls what there is."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import dev
import pytest
import yaml
from release import icons, macos, windows
from release.project import Project, read_project

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / "packaging" / "windows" / "installer.nsi").read_text(encoding="utf-8")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="programs as shell scripts")


@pytest.fixture
def project() -> Project:
    return read_project(ROOT)


def programs(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> Path:
    """Stand-ins that note how they were called, in the file that is returned."""
    folder.mkdir()
    notes = folder / "called.txt"
    for name in names:
        (folder / name).write_text(f'#!/bin/sh\necho "{name} $*" >> "{notes}"\n')
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return notes


@pytest.mark.skipif(
    shutil.which("makensis") is None, reason="needs makensis; packaging/windows/check_installer.py runs what it makes under wine"
)
def test_the_installer_compiles_and_twice_the_same(project: Project, tmp_path: Path) -> None:
    payload = tmp_path / "payload"
    (payload / "_internal" / "licences").mkdir(parents=True)
    (payload / "_internal" / "licences" / "LICENSE.txt").write_text("MIT")
    (tmp_path / "x.ico").write_bytes(icons.ico(icons.draw(ROOT / "resources" / "icons" / "workbench.svg")))
    made = []
    for when, name in enumerate(("one", "other")):
        (tmp_path / name).mkdir()
        (payload / "workbench.exe").write_bytes(b"MZ")
        os.utime(payload / "workbench.exe", (10**9 + when, 10**9 + when))
        made.append(windows.compile_installer(project, payload, tmp_path / "x.ico", tmp_path / name).read_bytes())
    assert made[0][:2] == b"MZ"
    assert made[0] == made[1]


def test_the_installer_needs_no_administrator_and_leaves_users_files_alone() -> None:
    assert "RequestExecutionLevel user" in SCRIPT
    assert not re.search(r"HKLM|HKCR|SetShellVarContext all|\$PROGRAMFILES|\$APPDATA|\$PROFILE", SCRIPT)
    assert [line.strip() for line in SCRIPT.splitlines() if "RMDir /r" in line] == ['RMDir /r "$INSTDIR\\_internal"'] * 2


def test_everything_that_is_registered_is_removed_again() -> None:
    install, uninstall = SCRIPT.split('Section "Uninstall"')
    keys = set(re.findall(r'WriteReg\w+ HKCU "([^"]+)"', install))
    gone = re.findall(r'DeleteReg(?:Key|Value) HKCU "([^"]+)"', uninstall)
    assert len(keys) > 5
    for key in keys:
        assert any(key == other or key.startswith(other + "\\") for other in gone), key


@POSIX
def test_windows_signing_is_skipped_loudly_without_an_identity(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    called = programs(tmp_path / "bin", monkeypatch, "signtool")
    monkeypatch.delenv("WINDOWS_SIGNING_THUMBPRINT", raising=False)
    assert windows.sign(tmp_path / "x.exe") is False
    assert "NOT SIGNED: x.exe" in capsys.readouterr().out
    assert not called.exists()
    monkeypatch.setenv("WINDOWS_SIGNING_THUMBPRINT", "AB12")
    assert windows.sign(tmp_path / "x.exe") is True
    assert called.read_text() == f"signtool sign /sha1 AB12 /fd sha256 {tmp_path / 'x.exe'}\n"


@POSIX
@pytest.mark.skipif(shutil.which("makensis") is None, reason="needs makensis")
def test_the_uninstaller_inside_is_signed_too(project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called = programs(tmp_path / "bin", monkeypatch, "signtool")
    monkeypatch.setenv("WINDOWS_SIGNING_THUMBPRINT", "AB12")
    payload = tmp_path / "payload"
    (payload / "_internal" / "licences").mkdir(parents=True)
    (payload / "_internal" / "licences" / "LICENSE.txt").write_text("MIT")
    (payload / "workbench.exe").write_bytes(b"MZ")
    (tmp_path / "workbench.ico").write_bytes(icons.ico(icons.draw(ROOT / "resources" / "icons" / "workbench.svg")))
    (installer,) = windows.make_installer(project, payload, tmp_path, tmp_path)
    first, uninstaller, last = called.read_text().splitlines()
    assert first.endswith("/workbench.exe")
    assert uninstaller.startswith("signtool sign /sha1 AB12 /fd sha256 ")
    assert not uninstaller.endswith(".exe"), "a file of makensis's own"
    assert last.endswith(str(installer))


@POSIX
@pytest.mark.parametrize(
    ("identity", "profile", "told", "steps"),
    [
        ("", "", "NOT SIGNED", ["ditto", "hdiutil"]),
        ("Me", "", "NOT NOTARISED", ["ditto", "hdiutil", "codesign --verify", "codesign --sign Me"]),
        (
            "Me",
            "mine",
            "",
            ["ditto", "hdiutil", "codesign --verify", "codesign --sign Me", "xcrun notarytool submit", "xcrun stapler staple"],
        ),
    ],
)
def test_a_disk_image_is_signed_and_notarised_with_what_there_is(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    identity: str,
    profile: str,
    told: str,
    steps: list[str],
) -> None:
    called = programs(tmp_path / "bin", monkeypatch, "ditto", "hdiutil", "codesign", "xcrun")
    monkeypatch.setenv("MACOS_SIGNING_IDENTITY", identity)
    monkeypatch.setenv("MACOS_NOTARY_PROFILE", profile)
    (image,) = macos.make_image(project, tmp_path / "Personalize Workbench.app", tmp_path, tmp_path)
    lines = called.read_text().splitlines()
    assert [line for line, step in zip(lines, steps, strict=True) if not line.startswith(step)] == []
    assert str(image) in lines[1]
    assert (told in capsys.readouterr().out) if told else "NOT" not in capsys.readouterr().out


def test_the_release_workflow_builds_on_three_systems_with_tasks_that_exist() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    for system in ("linux", "windows", "macos"):
        runs = "\n".join(step.get("run", "") for step in workflow["jobs"][system]["steps"])
        assert re.search(r"^python packaging[/\\]dev\.py package$", runs, re.MULTILINE), system
    assert dev.QT_LIBRARIES
    assert "binutils" in dev.PACKAGE_PROGRAMS.values()
    assert set(workflow["jobs"]["draft"]["needs"]) == {"linux", "windows", "macos"}


def test_the_release_workflow_runs_only_code_that_cannot_be_exchanged() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    assert len(used) > 8
    assert [action for action in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", action)] == []
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job} == {"draft": {"contents": "write"}}


@POSIX
def test_the_list_of_sums_holds_every_file_of_a_release_once_and_not_itself(tmp_path: Path) -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    (script,) = (step["run"] for step in workflow["jobs"]["draft"]["steps"] if "SHA256SUMS" in step.get("run", ""))
    for folder, names in {"one": ("a.deb", "x.cdx.json", "SHA256SUMS"), "other": ("b.dmg", "x.cdx.json", "SHA256SUMS")}.items():
        (tmp_path / "built" / folder).mkdir(parents=True)
        for name in names:
            (tmp_path / "built" / folder / name).write_text(name)
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    told = (tmp_path / "all" / "SHA256SUMS").read_text().split()[1::2]
    assert told == ["a.deb", "b.dmg", "x-one.cdx.json", "x-other.cdx.json"]
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "all", check=True)


def test_a_macos_app_is_one_of_the_desktop(project: Project) -> None:
    """PyInstaller makes every app whose program is of the terminal one without a window, unless it is told otherwise."""
    details = macos.app_details(project.version)
    assert details["LSBackgroundOnly"] is False
    assert details["CFBundleShortVersionString"] == details["CFBundleVersion"] == project.version
    assert re.fullmatch(r"[A-Za-z0-9.-]+", macos.BUNDLE_ID)
    assert plistlib.loads(plistlib.dumps(details)) == details
    recipe = (ROOT / "packaging" / "frozen" / "workbench.spec").read_text(encoding="utf-8")
    assert 'name="workbench", console=not mac' in recipe
    assert plistlib.loads((ROOT / "packaging" / "macos" / "entitlements.plist").read_bytes()) == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True
    }
