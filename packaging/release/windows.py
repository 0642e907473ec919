"""Windows: details shown in a program's properties, and an installer by NSIS."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from release.icons import side
from release.project import AUTHORS, NAME, TITLE, Project


def version_details(project: Project) -> str:
    """What PyInstaller writes into the programs, in its own form."""
    four = four_numbers(project)
    strings = {
        "CompanyName": AUTHORS,
        "FileDescription": TITLE,
        "FileVersion": project.version,
        "InternalName": NAME,
        "LegalCopyright": "MIT licence",
        "ProductName": TITLE,
        "ProductVersion": project.version,
    }
    listed = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0, date=(0, 0)),"
        f" kids=[StringFileInfo([StringTable('040904B0', [{listed}])]), VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )


def four_numbers(project: Project) -> tuple[int, ...]:
    """Windows has versions of four numbers only."""
    numbers = tuple(int(n) for n in re.findall(r"\d+", project.version)[:4])
    return (*numbers, 0, 0, 0, 0)[:4]


def make_installer(project: Project, frozen: Path, work: Path, target: Path) -> list[Path]:
    """Compile the installer around ``frozen``; sign it and what is in it where there is something to sign with."""
    makensis = shutil.which("makensis")
    if makensis is None:
        raise FileNotFoundError("makensis was not found: install NSIS 3 and put it on the PATH")
    for program in sorted(frozen.glob("*.exe")):
        sign(program)
    signing = {"SIGN": subprocess.list2cmdline(command)} if (command := _signing()) else {}
    installer = compile_installer(project, frozen, work / "workbench.ico", target, makensis, **signing)
    sign(installer)
    return [installer]


def compile_installer(project: Project, frozen: Path, icon: Path, target: Path, makensis: str = "makensis", **more: str) -> Path:
    """The installer, not signed.  NSIS compiles on every system; ``more`` is defined for the script, too."""
    installer = target / f"{NAME}-{project.version}-setup.exe"
    defined: dict[str, object] = {**more, "VERSION": project.version, "PAYLOAD": frozen, "ICON": icon, "OUT": installer}
    defined["SIDE"] = picture = icon.with_name("side.bmp")
    picture.write_bytes(side(project.root / "resources" / "icons" / "workbench.svg"))
    defined["NUMBERS"] = ".".join(map(str, four_numbers(project)))
    # A date of its own in what is compiled, or in a file of it, would make every build another one.
    for path in (picture, *frozen.rglob("*")):
        os.utime(path, (project.epoch, project.epoch))
    env = os.environ | {"SOURCE_DATE_EPOCH": str(project.epoch)}
    options = [f"-D{name}={value}" for name, value in defined.items()]
    script = project.root / "packaging" / "windows" / "installer.nsi"
    subprocess.check_call([makensis, "-V2", "-INPUTCHARSET", "UTF8", *options, str(script)], env=env)
    return installer


def sign(file: Path) -> bool:
    """By signtool, with the certificate whose fingerprint is in ``WINDOWS_SIGNING_THUMBPRINT``; whether it was."""
    command = _signing()
    if not command:
        print(f"NOT SIGNED: {file.name}. WINDOWS_SIGNING_THUMBPRINT is not set; Windows will warn whoever starts it.", flush=True)
        return False
    subprocess.check_call([*command, str(file)])
    return True


def _signing() -> list[str]:
    """The command that signs the file after it; empty where there is no identity."""
    thumbprint = os.environ.get("WINDOWS_SIGNING_THUMBPRINT", "")
    clock = os.environ.get("WINDOWS_SIGNING_CLOCK", "")
    stamp = ["/tr", clock, "/td", "sha256"] if clock else []
    return ["signtool", "sign", "/sha1", thumbprint, "/fd", "sha256", *stamp] if thumbprint else []
