"""What ``make`` calls: a virtual environment from the lock files, system libraries, then run, test, lint, lock.

Plain standard library, so that ``python packaging/dev.py run`` does the same on Windows, where make is
rarely there.  Nothing is installed outside ``.venv`` but the system libraries Qt needs on Linux, and
those only by root; everybody else is told exactly what to type.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")

QT_LIBRARIES = [
    "libglib2.0-0",
    "libgl1",
    "libegl1",
    "libx11-6",
    "libbrotli1",
    "libdbus-1-3",
    "libfontconfig1",
    "libfreetype6",
    "libxkbcommon0",
    "fonts-dejavu-core",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
]
TEST_PROGRAMS = ["xvfb", "xauth", "openbox", "dbus", "libglib2.0-bin", "gnome-keyring"]
PACKAGE_PROGRAMS = {"readelf": "binutils", "dpkg-deb": "dpkg"}
OTHER_SYSTEMS = """\
  Fedora:  sudo dnf install libglvnd-glx libglvnd-egl libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-keysyms fontconfig dbus-libs dejavu-sans-fonts
  Arch:    sudo pacman -S libglvnd libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-keysyms fontconfig dbus ttf-dejavu
  openSUSE: sudo zypper install libglvnd libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 fontconfig libdbus-1-3 dejavu-fonts"""
OLDEST = (3, 11)


def main(arguments: list[str]) -> int:
    """The exit code of one task."""
    task, rest = (arguments[0] if arguments else "help"), arguments[1:]
    tasks = {
        "run": run,
        "test": test,
        "lint": lint,
        "format": format_code,
        "lock": lock,
        "bench": bench,
        "screenshots": screenshots,
        "package": package,
    }
    if task not in tasks:
        print("python packaging/dev.py run | test | lint | format | bench | screenshots | lock | package")
        return 0 if task == "help" else 2
    if sys.version_info < OLDEST:
        return _again_with_newer_python(arguments)
    os.chdir(ROOT)
    return tasks[task](rest)


# -- tasks ----------------------------------------------------------------------------------------


def run(rest: list[str]) -> int:
    """The window; without a display the same window off screen."""
    python = environment(".venv", "requirements.lock")
    if not qt_starts(python):
        return 1
    return subprocess.call([python, "-m", "workbench", *rest])


def test(rest: list[str]) -> int:
    """Everything that has to hold.  Every step runs; the end says which failed."""
    python = environment(".venv", "requirements-dev.lock")
    if not qt_starts(python):
        return 1
    programs = test_programs()
    steps: list[tuple[str, list[str], dict[str, str]]] = [
        ("format", [python, "-m", "ruff", "format", "--check", "."], {}),
        ("lint", [python, "-m", "ruff", "check", "."], {}),
        ("types", [python, "-m", "mypy"], {}),
        ("import contracts", [str(Path(python).with_name("lint-imports" + (".exe" if WINDOWS else "")))], {}),
        ("core without Qt", [environment(".venv-core", "requirements-dev.lock", without=("pyside6", "shiboken6", "pytest-qt")), "-m", "pytest", "-q", *CORE], {"WORKBENCH_TEST_CORE": "1"}),
        ("tests", [python, "-m", "pytest", "-q", "tests", "--ignore=tests/journeys", *rest], {"QT_QPA_PLATFORM": "offscreen"}),
    ]  # fmt: skip
    if programs:
        keyring = ["bash", "tests/support/with_keyring.sh", python, "-m", "pytest", "-q", "tests/keychain"]
        journeys = [
            "bash",
            "tests/support/xrun.sh",
            "bash",
            "tests/support/with_keyring.sh",
            python,
            "-m",
            "pytest",
            "-q",
            "tests/journeys",
        ]
        steps += [("keychain", keyring, {}), ("journeys", journeys, {})]
    elif LINUX:
        return 1
    else:
        print("The keychain tests and the journeys need gnome-keyring and Xvfb; they run on Linux only.")
    return _run_steps(steps)


CORE = [
    f"tests/{room}"
    for room in (
        "domain",
        "personalize",
        "history",
        "keychain",
        "settings",
        "collections",
        "inspect",
        "sandbox",
        "experiments",
        "usecases",
        "cli",
    )
]


def lint(rest: list[str]) -> int:
    python = environment(".venv", "requirements-dev.lock")
    return max(subprocess.call([python, "-m", "ruff", "check", "."]), subprocess.call([python, "-m", "mypy"]))


def format_code(rest: list[str]) -> int:
    python = environment(".venv", "requirements-dev.lock")
    return max(subprocess.call([python, "-m", "ruff", "check", "--fix", "."]), subprocess.call([python, "-m", "ruff", "format", "."]))


def bench(rest: list[str]) -> int:
    """Measure; prints figures and ratios."""
    python = environment(".venv", "requirements-dev.lock")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.call([python, "-m", "pytest", "tests/benchmarks", "-m", "benchmark", "-s", "-q", *rest], env=env)


def screenshots(rest: list[str]) -> int:
    """The pictures of README and help, made by the application itself."""
    python = environment(".venv", "requirements.lock")
    home = ROOT / "build" / "screenshots-home"
    shutil.rmtree(home, ignore_errors=True)
    env = {**os.environ, "WORKBENCH_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    command = [python, "packaging/screenshots.py", str(ROOT / "resources" / "help")]
    if LINUX and test_programs():
        command = ["bash", "tests/support/with_keyring.sh", *command]  # the pictures show a working keychain
    return subprocess.call(command, env=env)


def lock(rest: list[str]) -> int:
    """Write the lock files anew: hashes and markers, no host name, so that they install from any mirror."""
    tool = ROOT / "build" / "uv"
    if not tool.exists():
        subprocess.check_call([sys.executable, "-m", "venv", tool])
        subprocess.check_call([_python_of(tool), "-m", "pip", "install", "-q", "uv"])
    uv = [_python_of(tool), "-m", "uv", "pip", "compile", "--quiet", "--generate-hashes", "--universal", "--python-version", "3.11"]
    uv += ["--custom-compile-command", "make lock", "--override", "packaging/overrides.txt"]
    for extra, name in (
        (["pyproject.toml"], "requirements.lock"),
        (["--group", "build", "-c", "requirements.lock"], "requirements-build.lock"),
        (["pyproject.toml", "--group", "dev", "-c", "requirements.lock"], "requirements-dev.lock"),
        (["pyproject.toml", "--group", "package", "-c", "requirements.lock"], "requirements-package.lock"),
    ):
        subprocess.check_call([*uv, *extra, "-o", name])
    return 0


def package(rest: list[str]) -> int:
    """What users install, as far as this platform can build it, in dist/."""
    python = environment(".venv-package", "requirements-package.lock")
    if not qt_starts(python):
        return 1
    if LINUX and not all(shutil.which(name) for name in PACKAGE_PROGRAMS) and not _apt_install(list(PACKAGE_PROGRAMS.values())):
        print(f"Packaging needs more programs. Type:\n  sudo apt-get install {' '.join(PACKAGE_PROGRAMS.values())}", file=sys.stderr)
        return 1
    return subprocess.call([python, "packaging/package.py", *rest])


def _run_steps(steps: list[tuple[str, list[str], dict[str, str]]]) -> int:
    failed: list[str] = []
    for name, command, extra in steps:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        code = subprocess.call(command, env={**os.environ, **extra})
        print(f"-- {name}: {'ok' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - began:.0f} s", flush=True)
        if code:
            failed.append(name)
    print(f"\n{'All steps passed.' if not failed else 'Failed: ' + ', '.join(failed)}")
    return 1 if failed else 0


# -- Python ---------------------------------------------------------------------------------------


def environment(folder: str, lock_file: str, without: tuple[str, ...] = ()) -> str:
    """The Python of a virtual environment that holds what the lock file says; made or mended where it does not."""
    home = ROOT / folder
    stamp = home / "installed.txt"
    wanted = _stamp(lock_file)
    python = _python_of(home)
    have = stamp.read_text() if stamp.exists() and Path(python).exists() else ""
    # The test environment holds everything the run environment needs.
    if have == wanted or (lock_file == "requirements.lock" and have == _stamp("requirements-dev.lock")):
        return python
    print(f"Preparing {folder} from {lock_file}…", file=sys.stderr, flush=True)
    if not Path(python).exists():
        shutil.rmtree(home, ignore_errors=True)
        _make_venv(home)
    # The lock files are whole, so nothing is worked out here; what packaging/overrides.txt overrides is not asked for again.
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.check_call([*pip, "--require-hashes", "-r", str(_requirements(home, lock_file, without))])
    subprocess.check_call([*pip, "--require-hashes", "-r", "requirements-build.lock"])
    subprocess.check_call([*pip, "--no-build-isolation", "-e", "."])
    stamp.write_text(wanted)
    return python


def _requirements(home: Path, lock_file: str, without: tuple[str, ...]) -> Path:
    """The lock file itself, or a copy less some packages with their hashes."""
    if not without:
        return ROOT / lock_file
    kept, dropping = [], False
    for line in (ROOT / lock_file).read_text().splitlines():
        if line and not line.startswith((" ", "#")):
            dropping = line.split("==")[0].startswith(without)
        if not dropping:
            kept.append(line)
    target = home / lock_file
    target.write_text("\n".join(kept) + "\n")
    return target


def _stamp(lock_file: str) -> str:
    digest = hashlib.sha256()
    for name in (lock_file, "requirements-build.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return f"{lock_file} {digest.hexdigest()} {sys.version_info[:3]}"


def _make_venv(home: Path) -> None:
    if subprocess.call([sys.executable, "-m", "venv", str(home)]) == 0:
        return
    if LINUX and _is_root() and shutil.which("apt-get"):
        _apt_install(["python3-venv"])
        subprocess.check_call([sys.executable, "-m", "venv", str(home)])
        return
    raise SystemExit("Python has no venv module. On Debian and Ubuntu type: sudo apt-get install python3-venv")


def _python_of(home: Path) -> str:
    return str(home / ("Scripts/python.exe" if WINDOWS else "bin/python"))


def _again_with_newer_python(arguments: list[str]) -> int:
    for minor in range(14, OLDEST[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return subprocess.call([found, __file__, *arguments])
    print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Install it from your system's packages or python.org.")
    return 1


# -- system libraries -----------------------------------------------------------------------------


def qt_starts(python: str) -> bool:
    """Whether Qt finds its libraries; on Linux they are installed where that is allowed."""
    if _qt_works(python):
        return True
    if LINUX and _apt_install(QT_LIBRARIES) and _qt_works(python):
        return True
    print("Qt does not start on this system:\n" + _qt_trouble(python), file=sys.stderr)
    if LINUX:
        print(f"Type:\n  Debian, Ubuntu:  sudo apt-get install {' '.join(QT_LIBRARIES)}\n{OTHER_SYSTEMS}", file=sys.stderr)
    return False


def _qt_works(python: str) -> bool:
    return not _qt_trouble(python)


def _qt_trouble(python: str) -> str:
    """What a start off screen says, and which libraries the X11 plug-in lacks."""
    probe = "from PySide6 import QtWidgets, QtSvg; QtWidgets.QApplication([])"
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    tried = subprocess.run([python, "-c", probe], env=env, capture_output=True, text=True, check=False)
    if tried.returncode:
        return tried.stderr.strip()[-800:] or f"exit code {tried.returncode}"
    if not LINUX or not shutil.which("ldd"):
        return ""
    plugin = subprocess.run([python, "-c", "import PySide6; print(PySide6.__path__[0])"], capture_output=True, text=True, check=True)
    library = Path(plugin.stdout.strip()) / "Qt/plugins/platforms/libqxcb.so"
    linked = subprocess.run(["ldd", str(library)], capture_output=True, text=True, check=False).stdout
    return "\n".join(line.strip() for line in linked.splitlines() if "not found" in line)


def test_programs() -> bool:
    """Whether what the journeys need is there; on Linux it is installed where that is allowed."""
    if not LINUX:
        return False
    needed = ("Xvfb", "openbox", "dbus-run-session", "gdbus", "gnome-keyring-daemon")
    if all(shutil.which(name) for name in needed) or (_apt_install(TEST_PROGRAMS) and all(shutil.which(name) for name in needed)):
        return True
    print(f"The journeys need a virtual screen and a keyring. Type:\n  sudo apt-get install {' '.join(TEST_PROGRAMS)}", file=sys.stderr)
    return False


def _apt_install(packages: list[str]) -> bool:
    if not (_is_root() and shutil.which("apt-get")):
        return False
    print(f"Installing system packages: {' '.join(packages)}", file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update"], stdout=subprocess.DEVNULL, env=env)
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return subprocess.call(install, stdout=subprocess.DEVNULL, env=env) == 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
