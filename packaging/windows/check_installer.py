"""The Windows installer on Debian's wine, around a payload that only waits: install, upgrade, a running version, removal.

    .venv/bin/python packaging/windows/check_installer.py [--as-shipped]

Needs makensis and wine.  The installer that is shipped is a program of 32 bits, as NSIS makes them, and can be run where
wine32 is installed (``--as-shipped``); without it the same script is compiled for 64 bits.  What it cannot show: that the program itself runs on Windows, and how the
installer looks there.  The programs of the payload are made by makensis as well; they write a file and do nothing for a while.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from release.icons import draw, ico
from release.project import TITLE, Project, read_project
from release.windows import compile_installer

ROOT = Path(__file__).resolve().parents[2]
TARGET = {} if "--as-shipped" in sys.argv[1:] else {"TARGET": "amd64-unicode"}
WAITING = """\
Unicode true
{target}
OutFile "{out}"
SilentInstall silent
RequestExecutionLevel user
Section
  FileOpen $0 "$EXEDIR\\..\\started.txt" w
  FileClose $0
  Sleep 90000
SectionEnd
"""
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\PersonalizeWorkbench"
RUNNING = 5


class Wine:
    """One user's Windows, in a folder."""

    def __init__(self, prefix: Path) -> None:
        self.env = os.environ | {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "DISPLAY": ""}
        subprocess.check_call(["wineboot", "--init"], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.drive = prefix / "drive_c"
        (self.user,) = (folder for folder in (prefix / "drive_c" / "users").iterdir() if folder.name != "Public")
        self.folder = self.user / "AppData" / "Local" / "Programs" / TITLE
        self.shortcut = self.user / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs" / f"{TITLE}.lnk"

    def run(self, program: Path, *arguments: str) -> int:
        return subprocess.call(["wine", str(program), *arguments], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self, program: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["wine", str(program)], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def registered(self, key: str, value: str = "") -> str:
        """What is registered; empty where nothing is."""
        which = ["/v", value] if value else ["/ve"]
        told = subprocess.run(["wine", "reg", "query", key, *which], env=self.env, capture_output=True, text=True, check=False)
        return told.stdout.split("REG_SZ", 1)[1].strip() if "REG_SZ" in told.stdout else ""

    def end(self) -> None:
        subprocess.call(["wineserver", "--kill"], env=self.env)


def main() -> None:
    project = read_project(ROOT)
    with tempfile.TemporaryDirectory(prefix="check-installer-") as where:
        work = Path(where)
        wine = Wine(work / "prefix")
        try:
            check(wine, project, work)
        finally:
            wine.end()
    print("All held.")


def check(wine: Wine, project: Project, work: Path) -> None:
    older = setup(replace(project, version="0.0.9"), work / "older", {"only-in-the-old-one.txt": "old", "both.txt": "old"})
    newer = setup(project, work / "newer", {"both.txt": "new"})
    inside = wine.folder / "_internal"
    own = wine.user / "AppData" / "Local" / "personalize-workbench" / "history.sqlite"
    own.parent.mkdir(parents=True)
    own.write_text("the user's")

    hold("it installs without a question", wine.run(older, "/S") == 0)
    hold("both programs are there", all((wine.folder / name).exists() for name in ("workbench.exe", f"{TITLE}.exe", "uninstall.exe")))
    hold("the start menu has it", wine.shortcut.exists())
    hold("Windows lists it", wine.registered(UNINSTALL, "DisplayVersion") == "0.0.9")
    opens = wine.registered(r"HKCU\Software\Classes\PersonalizeWorkbench.zip\shell\open\command")
    hold("a file is opened with it", opens.endswith(f'{TITLE}.exe" --open "%1"'))

    program = wine.start(wine.folder / f"{TITLE}.exe")
    try:
        wait_until((wine.folder.parent / "started.txt").exists, "the program runs")
        hold("while it runs nothing is changed, and the exit code says so", wine.run(newer, "/S") == RUNNING)
        hold("… and it is still the old one", (inside / "both.txt").read_text() == "old" and (inside / "only-in-the-old-one.txt").exists())
    finally:
        program.kill()
        wine.end()
        program.wait()

    hold("it is upgraded", wine.run(newer, "/S") == 0)
    hold("… to the new version", wine.registered(UNINSTALL, "DisplayVersion") == project.version)
    hold("… with its files", (inside / "both.txt").read_text() == "new")
    hold("… and none of the old ones", not (inside / "only-in-the-old-one.txt").exists())

    hold("it is removed without a question", wine.run(wine.folder / "uninstall.exe", "/S") == 0)
    wait_until(lambda: not wine.folder.exists(), "its folder is gone")  # by a copy of the uninstaller, which cannot remove itself
    print("ok  its folder is gone")
    hold("nor in the start menu", not wine.shortcut.exists())
    hold("nor in what Windows lists", wine.registered(UNINSTALL, "DisplayVersion") == "")
    hold("nor in what opens files", wine.registered(r"HKCU\Software\Classes\PersonalizeWorkbench.zip\shell\open\command") == "")
    hold("the user's files are", own.read_text() == "the user's")

    elsewhere = wine.drive / "Tools" / "Workbench"
    hold("it installs into another folder", wine.run(older, "/S", r"/D=C:\Tools\Workbench") == 0 and (elsewhere / "workbench.exe").exists())
    (elsewhere / "notes.txt").write_text("the user's")
    hold("… where it is upgraded", wine.run(newer, "/S") == 0 and (elsewhere / "_internal" / "both.txt").read_text() == "new")
    hold("… and is in no other place", not wine.folder.exists())
    hold("it is removed from there", wine.run(elsewhere / "uninstall.exe", "/S") == 0)
    wait_until(lambda: not (elsewhere / "uninstall.exe").exists(), "the uninstaller is gone")
    hold("… and only what it brought", [path.name for path in elsewhere.iterdir()] == ["notes.txt"])


def setup(project: Project, folder: Path, files: dict[str, str]) -> Path:
    """An installer around programs that wait, and these files."""
    payload = folder / "payload"
    (payload / "_internal" / "licences").mkdir(parents=True)
    (payload / "_internal" / "licences" / "LICENSE.txt").write_bytes((ROOT / "LICENSE").read_bytes())
    for name, text in files.items():
        (payload / "_internal" / name).write_text(text)
    for program in ("workbench.exe", f"{TITLE}.exe"):
        script = folder / "waiting.nsi"
        script.write_text(WAITING.format(out=payload / program, target="".join(f"Target {bits}" for bits in TARGET.values())))
        subprocess.check_call(["makensis", "-V1", str(script)])
    (folder / "workbench.ico").write_bytes(ico(draw(ROOT / "resources" / "icons" / "workbench.svg")))
    return compile_installer(project, payload, folder / "workbench.ico", folder, **TARGET)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"FAILED: {what}")
        time.sleep(0.3)


def hold(what: str, so: bool) -> None:
    if not so:
        raise SystemExit(f"FAILED: {what}")
    print(f"ok  {what}", flush=True)


if __name__ == "__main__":
    main()
