"""Linux: the files a desktop wants, a Debian package, and an archive that runs from any folder; the same bytes every time."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from release.project import AUTHORS, NAME, SUMMARY, TITLE, Project
from release.shipped import Part

# Found in a root with nothing in it (packaging/linux/check_clean_root.py); what else is needed is inside.
DEPENDS = (
    "libegl1",
    "libgl1",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
    "ca-certificates",
    "fontconfig-config",
    "xkb-data",
)
RECOMMENDS = ("gnome-keyring | kwalletmanager | keepassxc", "libcups2", "xdg-utils")
_GCC_OF = {29: "11", 30: "12", 31: "13", 32: "13", 33: "14", 34: "15"}
"""The last number of libstdc++'s newest symbol version → the GCC that brought it."""

_MAINTAINER = f"{AUTHORS} <{NAME}@invalid>"
APPSTREAM_ID = "io.github.personalize_workbench"
"""AppStream wants a domain's name backwards, without a hyphen, and the file named like it."""

_README = """\
{title} {version}, for Linux on {machine}, glibc {glibc} or newer

  ./workbench              opens the window
  ./workbench --help       what it does in a terminal
  ./workbench selftest     tries everything once and says what held

Nothing is installed and nothing needs root; the folder may lie anywhere and be moved. It needs OpenGL and EGL (libGL.so.1,
libEGL.so.1), which every desktop has. share/ holds a desktop entry, icons and a manual page: copy them into ~/.local/share,
and a link to ./workbench into a folder of your PATH, to have it in the menu.

History, settings and saved requests lie in ~/.local/share and ~/.config/personalize-workbench and stay when this is deleted.
Licences of everything in here: _internal/licences/LICENCES.txt
"""


def write_share(project: Project, share: Path, drawn: Mapping[int, bytes], manual: str) -> None:
    """Desktop entry, icons, MIME type, AppStream and manual, as they lie below ``/usr/share``."""
    source = project.root / "packaging" / "linux"
    metainfo = (source / f"{NAME}.metainfo.xml").read_text(encoding="utf-8")
    metainfo = metainfo.replace("@VERSION@", project.version).replace("@DAY@", f"{project.day:%Y-%m-%d}")
    files: dict[str, bytes] = {
        f"applications/{NAME}.desktop": (source / f"{NAME}.desktop").read_bytes(),
        f"mime/packages/{NAME}.xml": (source / f"{NAME}.mime.xml").read_bytes(),
        f"metainfo/{APPSTREAM_ID}.metainfo.xml": metainfo.encode(),
        f"icons/hicolor/scalable/apps/{NAME}.svg": (project.root / "resources" / "icons" / "workbench.svg").read_bytes(),
        "man/man1/workbench.1.gz": gzip.compress(manual.encode(), 9, mtime=0),
    }
    files |= {f"icons/hicolor/{size}x{size}/apps/{NAME}.png": png for size, png in drawn.items() if size <= 512}
    for name, data in files.items():
        target = share / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def needed_versions(folder: Path) -> tuple[str, str]:
    """The oldest glibc and libstdc++ the files run with: ``2.34``, ``11``."""
    glibc, cxx = (2, 17), 29
    for path in sorted(folder.rglob("*")):
        data = b"" if path.is_symlink() or path.is_dir() else path.read_bytes()
        if data[:4] != b"\x7fELF":
            continue
        glibc = max([glibc, *((int(a), int(b)) for a, b in re.findall(rb"\0GLIBC_(\d+)\.(\d+)(?=\0)", data))])
        cxx = max([cxx, *(int(n) for n in re.findall(rb"\0GLIBCXX_3\.4\.(\d+)(?=\0)", data))])
    return f"{glibc[0]}.{glibc[1]}", _GCC_OF[cxx]


def make_deb(project: Project, frozen: Path, share: Path, parts: Sequence[Part], work: Path, target: Path) -> Path:
    """A Debian package for this computer's architecture.  No scripts: what has to be told of new files, Debian's triggers tell."""
    root = work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(frozen, root / "usr/lib" / NAME, symlinks=True)
    shutil.copytree(share, root / "usr/share")
    doc = root / "usr/share/doc" / NAME
    doc.mkdir(parents=True)
    (doc / "copyright").write_text(_copyright(project, parts), encoding="utf-8")
    (doc / "changelog.gz").write_bytes(gzip.compress(_changelog(project).encode(), 9, mtime=0))
    (doc / "CHANGELOG.md.gz").write_bytes(gzip.compress((project.root / "CHANGELOG.md").read_bytes(), 9, mtime=0))
    (root / "usr/bin").mkdir()
    (root / "usr/bin/workbench").symlink_to(f"../lib/{NAME}/workbench")
    _even_out(root, project.epoch)
    control = root / "DEBIAN"
    control.mkdir()
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    machine = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
    (control / "control").write_text(_control(project, machine, size, needed_versions(frozen)), encoding="utf-8")
    sums = "".join(f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root)}\n" for path in files)
    (control / "md5sums").write_text(sums, encoding="utf-8")
    _even_out(control, project.epoch)
    deb = target / f"{NAME}_{project.version}_{machine}.deb"
    # One thread: the parts that several would compress apart depend on how many there are.
    env = os.environ | {"SOURCE_DATE_EPOCH": str(project.epoch), "DPKG_DEB_THREADS_MAX": "1"}
    subprocess.check_call(["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", root, deb], env=env, stdout=subprocess.DEVNULL)
    shutil.rmtree(root)
    return deb


def make_archive(project: Project, frozen: Path, share: Path, target: Path) -> Path:
    """A tar.xz with one folder in it."""
    machine = os.uname().machine
    top = f"{NAME}-{project.version}"
    readme = _README.format(title=TITLE, version=project.version, machine=machine, glibc=needed_versions(frozen)[0])
    file = target / f"{top}-linux-{machine}.tar.xz"
    with lzma.open(file, "wb", preset=6) as packed, tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        _add_bytes(tar, f"{top}/README.txt", readme.encode(), project.epoch)
        for folder, inside in ((frozen, top), (share, f"{top}/share")):
            for path in sorted(folder.rglob("*")):
                info = tar.gettarinfo(path, f"{inside}/{path.relative_to(folder).as_posix()}")
                _plain(info, project.epoch)
                if info.isreg():
                    with path.open("rb") as data:
                        tar.addfile(info, data)
                else:
                    tar.addfile(info)
    return file


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes, epoch: int) -> None:
    import io

    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.mode = 0o644
    _plain(info, epoch)
    tar.addfile(info, io.BytesIO(data))


def _plain(info: tarfile.TarInfo, epoch: int) -> None:
    """Nothing of the build computer: no user, no time of its own."""
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    info.mtime = epoch
    if info.isreg() or info.isdir():
        info.mode = 0o755 if info.isdir() or info.mode & 0o100 else 0o644


def _even_out(folder: Path, epoch: int) -> None:
    """Modes and times that do not depend on who builds, and when."""
    for path in [folder, *sorted(folder.rglob("*"))]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _changelog(project: Project) -> str:
    """In Debian's form, which its tools read; what people read lies beside it."""
    return f"""\
{NAME} ({project.version}) stable; urgency=medium

  * See CHANGELOG.md.gz in this folder.

 -- {_MAINTAINER}  {project.day:%a, %d %b %Y %H:%M:%S} +0000
"""


def _control(project: Project, machine: str, size: int, needed: tuple[str, str]) -> str:
    depends = ", ".join((f"libc6 (>= {needed[0]})", f"libstdc++6 (>= {needed[1]})", "libgcc-s1", *DEPENDS))
    return f"""\
Package: {NAME}
Version: {project.version}
Section: devel
Priority: optional
Architecture: {machine}
Maintainer: {_MAINTAINER}
Installed-Size: {size}
Depends: {depends}
Recommends: {", ".join(RECOMMENDS)}
Description: {SUMMARY[:1].lower() + SUMMARY[1:]}
 A desktop workbench for testing Sitecore Personalize: a form that cannot
 send a wrong request, the response with everything about it, a searchable
 history, responses side by side, collections as plain files, and the same
 in a terminal. Keys lie in the keychain of the desktop and nowhere else.
 .
 Python, Qt and all libraries it uses are inside.
"""


def _copyright(project: Project, parts: Sequence[Part]) -> str:
    own = (project.root / "LICENSE").read_text(encoding="utf-8").split("\n\n", 2)
    text = "\n".join(f" {line}" if line else " ." for line in own[2].strip().splitlines())
    contained = "\n".join(f" {part.name} {part.version}: {part.licence}" for part in parts)
    return f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {TITLE}
Comment: The package contains these parts of others, unmodified. The texts of
 their licences are in /usr/lib/{NAME}/_internal/licences.
{contained}

Files: *
Copyright: 2026 {AUTHORS}
License: MIT

License: MIT
{text}
"""
