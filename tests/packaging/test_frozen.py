"""What goes into the frozen program and what does not, and that nothing of the build computer is left in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from release.check import (
    INSTALLED_AT_MOST,
    NotGoodEnough,
    check_no_traces,
    check_runs,
    check_size,
    measure,
    traces_of_here,
)
from release.freeze import forget_place
from release.trim import Entry, excluded_modules, is_needed, linked_with, only_linked

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="files of Linux")


@pytest.mark.parametrize(
    ("target", "needed"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qoffscreen.dll", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", False),
        ("PySide6/Qt/plugins/iconengines/libqsvgicon.so", True),
        ("PySide6/plugins/styles/qmodernwindowsstyle.dll", True),
        ("PySide6/Qt/plugins/styles/libqmacstyle.dylib", True),
        ("PySide6/Qt/plugins/printsupport/libcupsprintersupport.so", True),
        ("PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so", True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
        ("libstdc++.so.6", False),
        ("libxcb-cursor.so.0", True),
        ("resources/help/sandbox.md", True),
        ("setuptools/_vendor/x.py", False),
    ],
)
def test_what_is_needed(target: str, needed: bool) -> None:
    assert is_needed(target) is needed


def test_only_libraries_that_something_kept_asks_for_are_kept() -> None:
    asks = {"plugin.so": ["libb.so.1"], "/b": ["libc.so.6", "liba.so.2"], "/lost": ["liba.so.2"], "/qt": ["libicu.so.1"]}
    entries: list[Entry] = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "plugin.so", "BINARY"),
        ("libb.so.1", "/b", "BINARY"),
        ("liba.so.2", "/a", "BINARY"),
        ("liblost.so.3", "/lost", "BINARY"),
        ("PySide6/Qt/lib/libQt6Network.so.6", "/qt", "BINARY"),
        ("PySide6/Qt/lib/libicu.so.1", "/icu", "BINARY"),
        ("libicu.so.1", "PySide6/Qt/lib/libicu.so.1", "SYMLINK"),
        ("libpython3.11.so.1.0", "/python", "BINARY"),
        ("_cffi_backend.cpython-311-x86_64-linux-gnu.so", "/cffi", "BINARY"),
    ]
    kept = [entry[0] for entry in only_linked(entries, lambda file: asks.get(file, []))]
    plugin, module = "PySide6/Qt/plugins/platforms/libqxcb.so", "_cffi_backend.cpython-311-x86_64-linux-gnu.so"
    assert kept == [plugin, "libb.so.1", "liba.so.2", "libpython3.11.so.1.0", module]


@LINUX
def test_what_a_file_is_linked_with_is_read_from_itself() -> None:
    import _sqlite3

    assert any(name.startswith("libsqlite3") for name in linked_with(_sqlite3.__file__))
    assert "libm.so.6" not in linked_with(_sqlite3.__file__), "what sqlite asks for is sqlite's own affair"


def test_modules_of_building_and_testing_are_left_out(tmp_path: Path) -> None:
    excluded = excluded_modules(ROOT / "requirements.lock")
    assert {"pytest", "mypy", "tkinter"} <= set(excluded)
    assert not {"httpx", "keyring", "PySide6", "yaml", "workbench", "anyio"} & set(excluded)


# -- nothing of here --------------------------------------------------------------------------------

PREFIX = "/home/somebody/python/versions/3.11.7"


def test_the_place_of_python_is_written_over_with_as_much(tmp_path: Path) -> None:
    """The version is the end of the place: a linker keeps both texts in one."""
    (tmp_path / "inside").mkdir()
    file, other = tmp_path / "inside" / "libpython.so", tmp_path / "other"
    before = b"\0%s\0more %s/lib\0" % (PREFIX.encode(), PREFIX.encode())
    file.write_bytes(before)
    other.write_bytes(b"nothing")
    assert forget_place(tmp_path, PREFIX) == 1
    after = file.read_bytes()
    assert b"somebody" not in after
    assert len(after) == len(before)
    assert after.count(b"/3.11.7") == 2
    assert after.startswith(b"\0/nonexistent/")
    assert forget_place(tmp_path, "/usr") == 0


@pytest.mark.parametrize("packed", ["plain", "zip", "program"])
def test_a_place_of_this_computer_is_found_wherever_it_is_packed(tmp_path: Path, packed: str) -> None:
    told = b"co_filename " + PREFIX.encode() + b" " * 100
    file = tmp_path / "file"
    if packed == "plain":
        file.write_bytes(told)
    elif packed == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("module.pyc", told)
    else:
        file.write_bytes(b"\x7fELF" + b"\0" * 50 + b"PYZ\0" + zlib.compress(b"innocent" * 9) + zlib.compress(told, 6) + b"end")
    with pytest.raises(NotGoodEnough, match="this Python"):
        check_no_traces(tmp_path, {"this Python": PREFIX.encode()})
    assert check_no_traces(tmp_path, {"this Python": b"/somewhere/else/entirely"}) >= 1


def test_secrets_of_the_environment_are_looked_for_and_private_keys_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RELEASE_TOKEN", "s3cr3t-0123456789")
    wanted = traces_of_here(ROOT)
    assert wanted["the sources' folder"] == os.fsencode(ROOT)
    (tmp_path / "settings.toml").write_text("token = 's3cr3t-0123456789'")
    with pytest.raises(NotGoodEnough, match=r"settings\.toml: \$RELEASE_TOKEN") as told:
        check_no_traces(tmp_path, wanted)
    assert "s3cr3t" not in str(told.value)
    (tmp_path / "settings.toml").write_text("-----BEGIN PRIVATE KEY-----\n")
    with pytest.raises(NotGoodEnough, match="PRIVATE KEY"):
        check_no_traces(tmp_path, {})


def test_a_build_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    large = tmp_path / "app" / "library.so"
    with large.open("wb") as file:
        file.truncate(INSTALLED_AT_MOST)
    download = tmp_path / "app.deb"
    download.write_bytes(b"x")
    assert measure(tmp_path / "app") == INSTALLED_AT_MOST
    assert "library.so" in check_size(tmp_path / "app", [download])
    (tmp_path / "app" / "one more").write_bytes(b"x")
    with pytest.raises(NotGoodEnough, match="Too large: installed, 170,000,001 bytes"):
        check_size(tmp_path / "app", [download])


@LINUX
def test_a_program_whose_self_test_fails_is_refused(tmp_path: Path) -> None:
    program = tmp_path / "workbench"
    program.write_text('#!/bin/sh\necho "$1 $WORKBENCH_HOME$RELEASE_TOKEN"; test -z "$FAILS$DISPLAY" && test -w "$HOME"\n')
    program.chmod(0o755)
    assert check_runs(program) == "selftest \n", "it gets nothing of this environment"
    program.write_text("#!/bin/sh\necho 'failed   window'; exit 1\n")
    with pytest.raises(NotGoodEnough, match="failed   window"):
        check_runs(program)


@LINUX
def test_the_checkout_runs_as_a_built_program_does(tmp_path: Path) -> None:
    program = tmp_path / "workbench"
    program.write_text(f'#!/bin/sh\ncd {ROOT} && exec {sys.executable} -m workbench "$@"\n')
    program.chmod(0o755)
    assert "0 failed" in check_runs(program)


def test_git_knows_no_built_file() -> None:
    told = subprocess.run(["git", "ls-files", "dist", "build"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.stdout == ""
