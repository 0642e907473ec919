"""``workbench selftest``: green where all is well, from a checkout and from a wheel; red, and which, where something is not."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECKS = (
    "program",
    "resources",
    "TLS roots",
    "sandbox",
    "large body",
    "inspection",
    "keychain",
    "window",
    "request",
    "compare",
    "history",
    "theme",
    "icons",
    "help",
    "the end",
)


def selftest(code: str = "", cwd: Path = ROOT, **changes: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, in which ``code`` ran first; without a display, D-Bus or keychain."""
    unwanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS")
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    env |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "PYTHONIOENCODING": "utf-8", **changes}
    # A file, because the process that lays out a large body starts from it again.
    program = cwd / "started.py" if cwd != ROOT else None
    start = f"import sys\n{code}\nfrom workbench.app import main\nif __name__ == '__main__':\n    sys.exit(main(['selftest']))\n"
    if program is not None:
        program.write_text(start)
    command = [sys.executable, "-m", "workbench", "selftest"] if program is None else [sys.executable, str(program)]
    return subprocess.run(command, capture_output=True, check=False, cwd=cwd, env=env, timeout=120, encoding="utf-8")


def outcomes(ended: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Check → ok, failed or skipped."""
    lines = ended.stdout.splitlines()[:-1]
    return {line[9:20].strip(): line[:8].strip() for line in lines}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)], check=True, cwd=ROOT, capture_output=True)
    (file,) = made.glob("*.whl")
    return file


@pytest.fixture
def unpacked(wheel: Path, tmp_path: Path) -> Path:
    """What pip would put into site-packages."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    return tmp_path / "site"


def test_every_check_holds_in_a_checkout_and_the_users_files_are_left_alone(private_home: Path) -> None:
    ended = selftest()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert outcomes(ended) == {name: "skipped" if name == "keychain" else "ok" for name in CHECKS}
    assert "No keychain was found" in ended.stdout, "what is skipped says why"
    assert ended.stdout.splitlines()[-1].startswith("14 ok, 0 failed, 1 skipped in ")
    assert ended.stderr == ""
    assert list(private_home.iterdir()) == []


def test_every_check_holds_in_a_wheel(unpacked: Path, tmp_path: Path) -> None:
    told = "import workbench.app.paths as paths; print(paths.find_resources(), file=sys.stderr)"
    ended = selftest(told, tmp_path, PYTHONPATH=str(unpacked))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert set(outcomes(ended)) == set(CHECKS)
    assert set(ended.stderr.split()) == {str(unpacked / "workbench" / "_resources")}, "its own, not those of the checkout"


def test_what_is_missing_or_broken_is_named(unpacked: Path, tmp_path: Path) -> None:
    resources = unpacked / "workbench" / "_resources"
    (resources / "help" / "sandbox.md").unlink()
    (resources / "icons" / "chevron-dark.svg").write_text("<svg")
    (resources / "samples" / "sandbox-tour" / "first-steps" / "home-hero.request.toml").write_text("[request\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "roots.pem").write_text("")
    ended = selftest("", tmp_path, PYTHONPATH=str(unpacked), SSL_CERT_FILE=str(empty / "roots.pem"), SSL_CERT_DIR=str(empty))
    assert ended.returncode == 1
    failed = [line for line in ended.stdout.splitlines() if line.startswith("failed")]
    assert {line[9:20].strip() for line in failed} == {"resources", "TLS roots", "icons", "help"}
    for part in ("home-hero.request.toml", "ca-certificates", "chevron-dark.svg", "sandbox.md"):
        assert any(part in line for line in failed), part


def test_what_goes_wrong_behind_the_window_is_told_at_the_end(tmp_path: Path) -> None:
    code = "import workbench.ui.shell.looking as room; room.Looking.__init__ = lambda *a: (_ for _ in ()).throw(ValueError('no room'))"
    broken = selftest(code, tmp_path, PYTHONPATH=str(ROOT))
    assert broken.returncode == 1
    assert outcomes(broken)["window"] == "failed"
    assert "ValueError: no room" in broken.stdout
    code = "import workbench.domain.codes as codes\ndef lost():\n    raise FileNotFoundError('table.xml')\n"
    code += "import threading; import workbench.ui.shell.trial as trial; asked = trial.WindowTrial._send\n"
    code += "def send(self):\n    thread = threading.Thread(target=lost)\n    thread.start()\n    thread.join()\n    return asked(self)\n"
    code += "trial.WindowTrial._send = send"
    behind = selftest(code, tmp_path, PYTHONPATH=str(ROOT))
    assert behind.returncode == 1
    assert {name for name, outcome in outcomes(behind).items() if outcome == "failed"} == {"the end"}
    assert "FileNotFoundError: table.xml" in behind.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the library of Linux")
def test_a_keychain_that_cannot_be_reached_is_no_missing_keychain(tmp_path: Path) -> None:
    """keyring keeps quiet about a library that does not load, and a program packed without it would have no keychain."""
    ended = selftest("sys.modules['secretstorage'] = None", tmp_path, PYTHONPATH=str(ROOT))
    assert ended.returncode == 1
    assert {name for name, outcome in outcomes(ended).items() if outcome == "failed"} == {"keychain"}
    assert "secretstorage" in ended.stdout


def test_a_window_that_cannot_start_is_told_and_the_rest_still_tried(tmp_path: Path) -> None:
    ended = selftest("sys.modules['PySide6'] = None", tmp_path, PYTHONPATH=str(ROOT))
    assert ended.returncode == 1
    found = outcomes(ended)
    assert found["window"] == "failed"
    assert found["sandbox"] == found["TLS roots"] == found["large body"] == "ok"
