"""macOS: the app, signed and notarised where there is an identity, in a disk image."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from release.project import NAME, TITLE, Project

BUNDLE_ID = "io.github.personalize-workbench"
"""Apple allows letters, digits, hyphens and dots."""


def app_details(version: str) -> dict[str, object]:
    """What goes into the app's Info.plist beside what PyInstaller knows by itself."""
    return {
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSMinimumSystemVersion": "13.0",
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        "LSBackgroundOnly": False,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "MIT licence",
        # macOS knows a file by its last ending only: the workbench is one of "Open With", and Archive Utility stays first.
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Workbench collection",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": ["public.zip-archive"],
            }
        ],
    }


def make_image(project: Project, app: Path, work: Path, target: Path) -> list[Path]:
    """A disk image with the app and a link to Applications.  PyInstaller has signed the app already, where it could."""
    folder = work / "image"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    subprocess.check_call(["ditto", str(app), str(folder / app.name)])
    (folder / "Applications").symlink_to("/Applications")
    image = target / f"{NAME}-{project.version}-macos-{platform.machine()}.dmg"
    subprocess.check_call(["hdiutil", "create", "-ov", "-format", "ULFO", "-volname", TITLE, "-srcfolder", str(folder), str(image)])
    identity = os.environ.get("MACOS_SIGNING_IDENTITY", "")
    if not identity:
        print(f"NOT SIGNED: {image.name}. MACOS_SIGNING_IDENTITY is not set; macOS will refuse to open it by a double click.", flush=True)
        return [image]
    subprocess.check_call(["codesign", "--verify", "--deep", "--strict", str(app)])
    subprocess.check_call(["codesign", "--sign", identity, "--timestamp", str(image)])
    profile = os.environ.get("MACOS_NOTARY_PROFILE", "")
    if not profile:
        print(f"NOT NOTARISED: {image.name}. MACOS_NOTARY_PROFILE is not set; macOS will warn whoever opens it.", flush=True)
        return [image]
    subprocess.check_call(["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"])
    subprocess.check_call(["xcrun", "stapler", "staple", str(image)])
    return [image]
