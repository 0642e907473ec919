"""``make package``: everything this platform can build for users, checked, in ``dist/``.

Runs in the environment of requirements-package.lock, which ``packaging/dev.py package`` makes.  On Linux it builds a
Debian package and an archive; on Windows an installer, where NSIS is there; on macOS an app in a disk image.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from release import check, linux, macos, windows
from release.freeze import freeze
from release.icons import draw, icns, ico
from release.licences import write_licences
from release.manpage import make_manpage
from release.project import NAME, Project, read_project
from release.sbom import make_sbom
from release.shipped import Part, bootloader, distributions, python_itself, system_libraries

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """The exit code; what is not good enough says why."""
    parser = argparse.ArgumentParser(prog="packaging/dev.py package")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", metavar="FOLDER", help="default: dist")
    parser.add_argument("--twice", action="store_true", help="build everything again elsewhere, and compare")
    parser.add_argument("--older", metavar="VERSION", help="build the last commit as this version in build/older, to upgrade from in tests")
    options = parser.parse_args(arguments)
    if options.older:
        return build_older(options.older)
    try:
        made = build(read_project(ROOT), ROOT / "build" / "package", options.to.absolute())
        if options.twice:
            compare(made, build(read_project(ROOT), ROOT / "build" / "package-again", ROOT / "build" / "dist-again"))
    except check.NotGoodEnough as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def build_older(version: str) -> int:
    """The same program under another version, by the packaging of its own copy of the sources.

    Something is put into its first module, so that the others lie elsewhere in the program, as they do in a real older one.
    """
    copy = ROOT / "build" / "older"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(copy, filter="data")
    named = copy / "workbench" / "__init__.py"
    told = named.read_text(encoding="utf-8").replace(f'"{read_project(ROOT).version}"', f'"{version}"')
    named.write_text(f'{told}\nOLDER = "{hashlib.shake_256(version.encode()).hexdigest(4000)}"\n', encoding="utf-8")
    return subprocess.call([sys.executable, str(copy / "packaging" / "package.py")])


def build(project: Project, work: Path, target: Path) -> list[Path]:
    """The files in ``target``, the sums last.  Raises :class:`check.NotGoodEnough`."""
    print(f"{NAME} {project.version}, commit {project.commit[:12] or 'unknown'}", flush=True)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        if old.name.startswith((NAME, "Personalize", "SHA256SUMS")):
            old.unlink()
    drawn = draw(project.root / "resources" / "icons" / "workbench.svg")
    (work / "workbench.ico").write_bytes(ico(drawn))
    (work / "workbench.icns").write_bytes(icns(drawn))
    (work / "version.txt").write_text(windows.version_details(project), encoding="utf-8")
    told = {"commit": project.commit, "day": f"{project.day:%Y-%m-%d}"}  # what About says
    (work / "build.json").write_text(json.dumps(told) + "\n", encoding="utf-8")
    parts = [*distributions(project.root), python_itself(), bootloader()]
    write_licences(project, parts, work / "licences")
    with timed("freeze"):
        frozen = freeze(project, work)
    made: list[Path] = []
    if sys.platform.startswith("linux"):
        parts += system_libraries(frozen)
        write_licences(project, parts, frozen / "_internal" / "licences")
        made = _on_linux(project, frozen, parts, drawn, work, target)
    elif sys.platform == "win32":
        with timed("self-test"):
            print(check.check_runs(frozen / "workbench.exe"), end="")
        made = windows.make_installer(project, frozen, work, target)
    else:
        app = work / "frozen" / "Personalize Workbench.app"
        with timed("self-test"):
            print(check.check_runs(app / "Contents" / "MacOS" / "workbench"), end="")
        made = macos.make_image(project, app, work, target)
    sbom = target / f"{NAME}-{project.version}-{sys.platform}.cdx.json"
    sbom.write_text(make_sbom(project, parts), encoding="utf-8")
    print(check.check_size(frozen, made))
    looked = check.check_no_traces(frozen, check.traces_of_here(project.root))
    print(f"{looked:,} files, and what is packed in them: no place, user or secret of this computer")
    made.append(sbom)
    sums = target / "SHA256SUMS"
    sums.write_text("".join(f"{_digest(path)}  {path.name}\n" for path in sorted(made)), encoding="utf-8")
    print(sums.read_text(encoding="utf-8"), end="")
    return [*made, sums]


def _on_linux(project: Project, frozen: Path, parts: list[Part], drawn: dict[int, bytes], work: Path, target: Path) -> list[Path]:
    sys.path.insert(0, str(project.root))
    from workbench.cli.parser import build_parser

    share = work / "share"
    linux.write_share(project, share, drawn, make_manpage(project, build_parser(project.version)))
    check.check_runs(frozen / "workbench")
    if all(shutil.which(name) for name in ("dbus-run-session", "gdbus", "gnome-keyring-daemon")):
        print(check.check_keychain(frozen / "workbench", project.root / "tests" / "support" / "with_keyring.sh"))
    else:
        print("NOT TRIED: the keychain; there is no gnome-keyring here")
    with timed("Debian package and archive"), ThreadPoolExecutor() as two:  # compressing takes one core each
        archived = two.submit(linux.make_archive, project, frozen, share, target)
        deb = linux.make_deb(project, frozen, share, parts, work, target)
        archive = archived.result()
    with tempfile.TemporaryDirectory() as there:
        subprocess.check_call(["dpkg-deb", "-x", deb, there])
        print(f"{deb.name}:\n{check.check_runs(Path(there) / 'usr' / 'bin' / 'workbench')}", end="")
    with tempfile.TemporaryDirectory() as there, tarfile.open(archive) as packed:
        packed.extractall(there, filter="tar")
        print(f"{archive.name}:\n{check.check_runs(Path(there) / f'{NAME}-{project.version}' / 'workbench')}", end="")
    return [deb, archive]


def compare(first: list[Path], second: list[Path]) -> None:
    """Raises :class:`check.NotGoodEnough` where two builds of one commit differ."""
    different = [one.name for one, other in zip(first, second, strict=True) if one.read_bytes() != other.read_bytes()]
    if different:
        raise check.NotGoodEnough(f"Two builds of the same commit differ: {', '.join(different)}")
    print(f"Built twice, byte for byte the same: {', '.join(path.name for path in first)}")


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"-- {what}: {time.monotonic() - began:.1f} s", flush=True)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
