"""What a build has to hold before anybody gets it: it runs, it is small enough, and nothing of this computer is in it."""

from __future__ import annotations

import getpass
import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

INSTALLED_AT_MOST = 170 * 10**6
DOWNLOAD_AT_MOST = 60 * 10**6
_SECRET_NAME = re.compile(r"(?i)token|secret|passw|credential|api_?key|private_?key")
_SECRET_SHAPES = (b"-----BEGIN PRIVATE KEY-----", b"-----BEGIN RSA PRIVATE KEY-----", b"-----BEGIN OPENSSH PRIVATE KEY-----")


class NotGoodEnough(Exception):
    """Nobody should get this build."""


def check_runs(program: Path) -> str:
    """``selftest`` of a built program, as somebody would run it who has nothing else; what it printed.  Raises :class:`NotGoodEnough`."""
    kept = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LANG")  # Windows starts no program without the first
    with tempfile.TemporaryDirectory() as home:
        env = {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": home, "USERPROFILE": home}
        ended = subprocess.run([program, "selftest"], env=env, cwd=home, capture_output=True, check=False, timeout=300)
    told = (ended.stdout + ended.stderr).decode("utf-8", "replace")
    if ended.returncode:
        raise NotGoodEnough(f"{program} selftest ended with {ended.returncode}:\n{told}")
    return told


def check_keychain(program: Path, with_keyring: Path) -> str:
    """The same inside a real keychain that is open, which has to be used.  Raises :class:`NotGoodEnough`."""
    ended = subprocess.run(["bash", with_keyring, program, "selftest"], capture_output=True, check=False, timeout=300)
    told = ended.stdout.decode("utf-8", "replace")
    line = next((line for line in told.splitlines() if line[9:].startswith("keychain")), "")
    if ended.returncode or not line.startswith("ok"):
        raise NotGoodEnough(f"{program} selftest with a keychain ended with {ended.returncode}:\n{told}")
    return line


def measure(folder: Path) -> int:
    """Bytes of all files; a link is none."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def check_size(installed: Path, downloads: Iterable[Path]) -> str:
    """The sizes, and what the largest parts are.  Raises :class:`NotGoodEnough` beyond the budget."""
    size = measure(installed)
    files = sorted(((path.stat().st_size, path) for path in installed.rglob("*") if path.is_file() and not path.is_symlink()), reverse=True)
    lines = [f"installed  {size / 1e6:6.1f} MB of {INSTALLED_AT_MOST / 1e6:.0f}, {len(files)} files"]
    lines += [f"           {bytes_ / 1e6:6.1f}    {path.relative_to(installed)}" for bytes_, path in files[:8]]
    too_large = [f"installed, {size:,} bytes"] if size > INSTALLED_AT_MOST else []
    for download in downloads:
        bytes_ = download.stat().st_size
        lines.append(f"download   {bytes_ / 1e6:6.1f} MB of {DOWNLOAD_AT_MOST / 1e6:.0f}  {download.name}")
        too_large += [f"{download.name}, {bytes_:,} bytes"] if bytes_ > DOWNLOAD_AT_MOST else []
    told = "\n".join(lines)
    if too_large:
        raise NotGoodEnough(f"{told}\nToo large: {'; '.join(too_large)}")
    return told


def traces_of_here(root: Path) -> dict[str, bytes]:
    """What must be in no file: places of this computer, its user, and values of its environment that look secret."""
    user = getpass.getuser()
    places = {
        "the sources' folder": root,
        "this Python": Path(sys.prefix),
        "the Python below it": Path(sys.base_prefix),
        "home": Path.home(),
    }
    # Where every computer has it, it tells nothing of this one; macOS's Python names /Library/Frameworks in itself.
    everywhere = ("usr", "opt", "Library", "System")
    found = {what: os.fsencode(place) for what, place in places.items() if len(place.parts) > 2 and place.parts[1] not in everywhere}
    if user != "root" and len(user) > 3:
        found["the user's name"] = os.fsencode(f"/{user}/")
    found |= {f"${name}": value.encode() for name, value in os.environ.items() if _SECRET_NAME.search(name) and len(value) > 7}
    return found


def check_no_traces(folder: Path, needles: Mapping[str, bytes]) -> int:
    """Look into every file, also into those packed inside others; how many were looked into.  Raises :class:`NotGoodEnough`."""
    looked, bad = 0, []
    wanted = {**needles, **{shape.decode(): shape for shape in _SECRET_SHAPES}}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        for name, data in _contents(path.relative_to(folder).as_posix(), path.read_bytes()):
            looked += 1
            # OpenSSL and cryptography hold the shape itself, to recognise one by it.
            bad += [
                f"{name}: {what}" for what, needle in wanted.items() if needle in data and not (needle in _SECRET_SHAPES and _is_code(data))
            ]
    if bad:
        raise NotGoodEnough("Inside is what should not be:\n" + "\n".join(bad))
    return looked


def _is_code(data: bytes) -> bool:
    return data[:4] in (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe") or data[:2] == b"MZ"


def _contents(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inside in archive.namelist():
                yield f"{name}/{inside}", archive.read(inside)
    # PyInstaller appends its archive to the program: every packed module in it is a stream of zlib.
    if _is_code(data) and b"PYZ\0" in data:
        for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
            stream = zlib.decompressobj()
            try:
                unpacked = stream.decompress(memoryview(data)[found.start() :])
            except zlib.error:
                continue
            if stream.eof:
                yield f"{name}@{found.start()}", unpacked
