"""The Debian package in a root with nothing in it: installed by apt, used, photographed, upgraded, removed.  As root only.

    python3 packaging/linux/check_clean_root.py dist/….deb --older build/older/dist/….deb --pictures build/pictures

The root is made by debootstrap (minbase: no Python, no libraries of a desktop) and kept as an archive in build/, so that
the next run is quick.  Outside of it are needed: debootstrap, Xvfb, openbox, xdotool, and ImageMagick's ``import``.
Everything is done as a user of the root, by the program that apt installed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "personalize-workbench"
USER = "ada"
HEIGHT = 800
CHROOT = shutil.which("chroot") or "chroot"
"""By its place: which one is meant must not depend on the PATH that the root gets."""
CURL = "curl 'https://api.example.com/v2/callFlows' -H 'content-type: application/json' --data-raw '{body}'\n"
BODY = '{"clientKey":"","channel":"WEB","pointOfSale":"p","friendlyId":"home_hero","browserId":"12435206-1234-4f0b-9d55-6e46b0e4a42b"}'
ACCENT = (74, 63, 214)
"""The colour of Send in the light theme, by which its place on the screen is found."""
NOTICE = (225, 238, 251)
"""The ground of what is said and is no trouble, likewise."""


class Root:
    """One installed system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str, user: str = "", env: dict[str, str] | None = None, check: bool = True) -> str:
        """What it printed."""
        home = f"/home/{user}" if user else "/root"
        clean = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": home,
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **(env or {}),
        }
        who = ["--userspec", f"{user}:{user}"] if user else []
        ended = subprocess.run([CHROOT, *who, str(self.folder), *command], env=clean, capture_output=True, text=True, check=False)
        if check and ended.returncode:
            raise SystemExit(f"FAILED: {' '.join(command)} ended with {ended.returncode}\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}")
        return ended.stdout

    def workbench(self, *arguments: str) -> str:
        return self.run("/usr/bin/workbench", *arguments, user=USER)

    def install(self, deb: Path) -> None:
        shutil.copy(deb, self.folder / "tmp" / deb.name)
        self.run("apt-get", "install", "-y", "--no-install-recommends", f"/tmp/{deb.name}")
        (self.folder / "tmp" / deb.name).unlink()

    def files(self) -> set[str]:
        """Everything but what the kernel shows and what belongs to users."""
        told = self.run(
            "find", "/", "-xdev", "(", "-path", "/home", "-o", "-path", "/proc", "-o", "-path", "/tmp", ")", "-prune", "-o", "-print"
        )
        return set(told.splitlines())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("deb", type=Path)
    parser.add_argument("--older", type=Path, required=True, help="a package of an older version, to upgrade from")
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--pictures", type=Path, default=ROOT / "build" / "pictures")
    options = parser.parse_args()
    options.pictures.mkdir(parents=True, exist_ok=True)
    with fresh_root(options.suite) as root:
        step("a root with nothing in it", lambda: nothing_there(root))
        before = root.files()
        step("the older version is installed by apt", lambda: root.install(options.older))
        step("a user sends and imports with it", lambda: use(root))
        kept = what_is_kept(root)
        step("apt upgrades it, while its window is open", lambda: upgrade(root, options.deb, options.pictures))
        version = root.workbench("--version").split()[-1]
        if f"_{version}_" not in options.deb.name:
            raise SystemExit(f"FAILED: after the upgrade it is {version}")
        step("history and collection are as they were", lambda: same(kept, what_is_kept(root)))
        print(step("it proves itself", lambda: root.workbench("selftest")), end="")
        step("every library finds what it is linked with", lambda: linked(root))
        step("double click and menu", lambda: desktop(root))
        step("window, photographed, and Send pressed", lambda: look(root, options.pictures))
        step("apt removes it", lambda: root.run("apt-get", "purge", "-y", NAME))
        step("nothing is left but the user's files", lambda: nothing_left(root, before))
    print("All held.")


def step(what: str, do: Callable[[], str | None]) -> str:
    began = time.monotonic()
    told = do() or ""
    print(f"ok  {what} ({time.monotonic() - began:.1f} s)", flush=True)
    return told


@contextmanager
def fresh_root(suite: str) -> Iterator[Root]:
    """Made anew from an archive; mounted in it is only /proc."""
    kept = ROOT / "build" / "clean-root" / f"{suite}.tar"
    with tempfile.TemporaryDirectory(prefix="clean-root-") as where:
        folder = Path(where) / "root"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            subprocess.check_call(["debootstrap", "--variant=minbase", suite, str(folder)], stdout=subprocess.DEVNULL)
            subprocess.check_call(["tar", "-C", str(folder), "-cf", str(kept), "."])
        else:
            folder.mkdir()
            subprocess.check_call(["tar", "-C", str(folder), "-xf", str(kept)])
        folder.chmod(0o755)
        Path(where).chmod(0o755)
        shutil.copy("/etc/resolv.conf", folder / "etc" / "resolv.conf")
        subprocess.check_call(["mount", "-t", "proc", "proc", str(folder / "proc")])
        try:
            root = Root(folder)
            root.run("apt-get", "update")
            root.run("useradd", "--create-home", USER)
            yield root
        finally:
            subprocess.check_call(["umount", str(folder / "proc")])


def nothing_there(root: Root) -> None:
    for program in ("python3", "workbench", "Xorg"):
        if root.run("sh", "-c", f"command -v {program}", check=False):
            raise SystemExit(f"FAILED: {program} is there already")


def use(root: Root) -> None:
    root.workbench("send", "home_hero", "--tenant", "sandbox", "--new-browser-id")
    (root.folder / "home" / USER / "hero.txt").write_text(CURL.format(body=BODY))
    root.workbench("import", f"/home/{USER}/hero.txt", "--into", f"/home/{USER}/shop", "--yes")


def what_is_kept(root: Root) -> dict[str, str]:
    """What the history tells, field by field, with both bodies as they came, and the files of the collection as they lie there."""
    listed = json.loads(root.workbench("history", "list", "--format", "json"))
    kept = {f"#{row['number']} {field}": json.dumps(value) for row in listed for field, value in row.items()}
    kept |= {f"#{row['number']} body": root.workbench("history", "show", str(row["number"]), "--format", "raw") for row in listed}
    shop = root.folder / "home" / USER / "shop"
    kept |= {path.name: path.read_text() for path in sorted(shop.rglob("*.toml"))}
    if "home_hero" not in root.workbench("export", f"/home/{USER}/shop", "--as", "curl"):
        raise SystemExit("FAILED: the collection is not read")
    return kept


def same(before: dict[str, str], after: dict[str, str]) -> None:
    """A newer version may tell more; what the older one told is as it was."""
    lost = [
        f"{name}: {value[:200]} became {after.get(name, 'nothing')[:200]}" for name, value in before.items() if after.get(name) != value
    ]
    if lost or len(before) < 20:
        raise SystemExit("FAILED: of " + str(len(before)) + " things kept, " + "\n".join(lost))


def linked(root: Root) -> None:
    """Also those that a self-test off screen does not load; the printer's may be missing, and only printing to paper with it."""
    env = {"LD_LIBRARY_PATH": f"/usr/lib/{NAME}/_internal"}
    told = root.run("find", f"/usr/lib/{NAME}", "-name", "*.so*", "-type", "f", "-exec", "ldd", "{}", "+", env=env, check=False)
    lost = {line.split()[0] for line in told.splitlines() if "not found" in line} - {"libcups.so.2"}
    if lost or told.count("libc.so.6 =>") < 50:
        raise SystemExit(f"FAILED: not found are {sorted(lost)}")


def desktop(root: Root) -> None:
    """What a desktop brings is installed now, and knows the file and who opens it."""
    root.run("apt-get", "install", "-y", "--no-install-recommends", "shared-mime-info", "desktop-file-utils", "libglib2.0-bin")
    root.workbench("export", f"/home/{USER}/shop", "--as", "zip", "--to", f"/home/{USER}/shop.workbench.zip")
    kind = root.run("gio", "info", "-a", "standard::content-type", f"/home/{USER}/shop.workbench.zip", user=USER)
    opens = root.run("gio", "mime", "application/vnd.personalize-workbench+zip", user=USER)
    if "application/vnd.personalize-workbench+zip" not in kind or f"{NAME}.desktop" not in opens:
        raise SystemExit(f"FAILED: {kind}{opens}")


def upgrade(root: Root, deb: Path, pictures: Path) -> None:
    """What the old one has not loaded yet it still has to find; and what it says of the new one is looked at in the picture."""
    with screen(root) as display:
        env = os.environ | {"DISPLAY": display}
        with opened(root, display) as program:
            window = until(lambda: found_window(env), "a window")
            until(lambda: send_button(env), "Send")
            root.install(deb)
            for keys in ("ctrl+k", "Escape", "F1"):  # the palette and the help are loaded when they are first asked for
                subprocess.check_call(["xdotool", "key", keys], env=env)
                until(lambda: is_still(env), "a screen that does not change any more")
            if len(shown(env, "")) < 2:
                raise SystemExit("FAILED: the help did not open")
            subprocess.check_call(["xdotool", "key", "Escape"], env=env)
            until(lambda: is_still(env), "a screen that does not change any more")
            subprocess.check_call(["xdotool", "windowminimize", window], env=env)
            until(lambda: not found_window(env) and is_still(env), "the window gone")
            subprocess.check_call(["xdotool", "windowmap", window, "windowactivate", window], env=env)  # its person comes back
            until(lambda: bytes(NOTICE) * 100 in pixels(env)[1], "what is said of the version that was installed")
            until(lambda: is_still(env), "a screen that does not change any more")
            shoot(env, pictures / "upgraded.png")
            if program.poll() is not None:
                raise SystemExit(f"FAILED: the window ended with {program.returncode}")
    logs = root.folder / "home" / USER / ".local/state/personalize-workbench/log"
    if reports := list(logs.glob("crash-*")):
        raise SystemExit(f"FAILED: {reports[0].read_text()}")


@contextmanager
def opened(root: Root, display: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [CHROOT, "--userspec", f"{USER}:{USER}", str(root.folder), "/usr/bin/workbench", "--theme", "light"]
    clean = {"PATH": "/usr/bin:/bin", "HOME": f"/home/{USER}", "LANG": "C.UTF-8", "DISPLAY": display}
    with subprocess.Popen(command, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        try:
            yield program
        finally:
            program.kill()


def look(root: Root, pictures: Path) -> None:
    """On a screen outside, with a window manager: the window, then a click on Send, then what came."""
    with screen(root) as display:
        env = os.environ | {"DISPLAY": display}
        before = len(root.workbench("history", "list", "--limit", "100").splitlines())
        with opened(root, display):
            window = until(lambda: found_window(env), "a window")
            place = until(lambda: send_button(env), "Send")
            shoot(env, pictures / "window.png")
            subprocess.check_call(["xdotool", "mousemove", str(place[0]), str(place[1]), "click", "1"], env=env)
            until(lambda: len(root.workbench("history", "list", "--limit", "100").splitlines()) > before, "one exchange more")
            until(lambda: is_still(env), "a screen that does not change any more")
            shoot(env, pictures / "response.png")
            subprocess.check_call(["xdotool", "windowclose", window], env=env)


@contextmanager
def screen(root: Root) -> Iterator[str]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"1280x{HEIGHT}x24", "-nolisten", "tcp", "-ac"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        try:
            os.close(writing)
            with os.fdopen(reading, encoding="ascii") as told:
                display = f":{told.readline().strip()}"  # the whole line: the server ends where nobody reads its end
            inside = root.folder / "tmp" / ".X11-unix"
            inside.mkdir(exist_ok=True)
            subprocess.check_call(["mount", "--bind", "/tmp/.X11-unix", str(inside)])
            try:
                with subprocess.Popen(["openbox"], env=os.environ | {"DISPLAY": display}, stderr=subprocess.DEVNULL) as manager:
                    try:
                        yield display
                    finally:
                        manager.terminate()
            finally:
                subprocess.check_call(["umount", str(inside)])
        finally:
            server.terminate()


def until(look_for: Callable[[], object], what: str) -> str:
    deadline = time.monotonic() + 40
    while not (found := look_for()):
        if time.monotonic() > deadline:
            raise SystemExit(f"FAILED: did not see {what}")
        time.sleep(0.2)
    return found  # type: ignore[return-value]


def found_window(env: dict[str, str]) -> str:
    return next(iter(shown(env, "Personalize Workbench")), "")


def shown(env: dict[str, str], name: str) -> list[str]:
    """The windows whose title has ``name`` in it."""
    told = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", name], env=env, capture_output=True, text=True, check=False)
    return told.stdout.split()


def pixels(env: dict[str, str]) -> tuple[int, bytes]:
    """Width, and three bytes per pixel."""
    data = subprocess.run(["import", "-window", "root", "-depth", "8", "ppm:-"], env=env, capture_output=True, check=True).stdout
    head = data.split(b"\n", 3)
    return int(head[1].split()[0]), head[3]


def is_still(env: dict[str, str]) -> bool:
    one = pixels(env)
    time.sleep(0.5)
    return one == pixels(env)


def send_button(env: dict[str, str]) -> tuple[int, int] | None:
    """Inside the lowest stretch of the accent colour: the button that is filled with it (a selection stands higher)."""
    width, data = pixels(env)
    wanted = bytes(ACCENT) * 30
    place = data.rfind(wanted)
    while place >= 0 and place % 3:
        place = data.rfind(wanted, 0, place + len(wanted) - 1)
    x, y = place // 3 % width + 15, place // 3 // width - 8
    return (x, y) if place >= 0 and y > HEIGHT // 2 else None


def shoot(env: dict[str, str], picture: Path) -> None:
    subprocess.check_call(["import", "-window", "root", str(picture)], env=env)


def nothing_left(root: Root, before: set[str]) -> None:
    """Libraries that apt brought along may stay, as apt has it; of the workbench nothing, but the user's files everything."""
    left = {path for path in root.files() - before if "workbench" in path.lower()}
    if left:
        raise SystemExit(f"FAILED: left behind: {sorted(left)}")
    home = root.folder / "home" / USER
    for file in (".local/share/personalize-workbench/history.sqlite", "shop/workbench.toml", "shop.workbench.zip"):
        if not (home / file).exists():
            raise SystemExit(f"FAILED: {file} of the user is gone")


if __name__ == "__main__":
    if hasattr(os, "geteuid") and os.geteuid():
        sys.exit("As root only: it makes a root and changes into it.")
    main()
