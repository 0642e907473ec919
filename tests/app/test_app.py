"""Composition: where files live, what opens a window, what is masked, what a crash leaves behind."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from workbench.app.crash import install_crash_handler
from workbench.app.logs import mask_secrets, start_logging
from workbench.app.paths import find_places, find_resources
from workbench.app.start import wants_window
from workbench.app.window import has_display

ROOT = Path(__file__).parents[2]
KEY = "k3yThatMustNeverBeSeen0123456789"


# -- paths ------------------------------------------------------------------------------------------


def test_everything_lives_below_the_home_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "there"))
    places = find_places()
    own = (places.config, places.data, places.cache, places.logs, places.settings, places.tenants, places.history, places.saved)
    assert all(place.is_relative_to(tmp_path / "there") for place in own)
    assert len({places.config, places.data, places.cache, places.logs}) == 4
    assert not (tmp_path / "there").exists(), "nothing is made by looking"


def test_a_home_may_be_relative_or_begin_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_HOME", "here")
    assert find_places().config == tmp_path / "here" / "config"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("WORKBENCH_HOME", "~/wb")
    assert find_places().config == tmp_path / "wb" / "config"


@pytest.mark.parametrize("home", [None, ""])
def test_without_a_home_the_system_says_where(monkeypatch: pytest.MonkeyPatch, home: str | None) -> None:
    monkeypatch.delenv("WORKBENCH_HOME")
    if home is not None:
        monkeypatch.setenv("WORKBENCH_HOME", home)
    places = find_places()
    dirs = PlatformDirs("personalize-workbench", appauthor=False)
    assert (places.config, places.data) == (dirs.user_config_path, dirs.user_data_path)
    assert (places.cache, places.logs) == (dirs.user_cache_path, dirs.user_log_path)


def test_resources_are_found_in_the_checkout_and_in_a_frozen_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert find_resources() == ROOT / "resources"
    (tmp_path / "resources" / "sandbox").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert find_resources() == tmp_path / "resources"


def test_missing_resources_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("workbench.app.paths.__file__", str(tmp_path / "site-packages" / "workbench" / "app" / "paths.py"))
    with pytest.raises(RuntimeError, match="site-packages"):
        find_resources()


# -- window or terminal -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["--offscreen"], True),
        (["--screenshot", "x.png"], True),
        (["--theme", "dark"], True),
        (["--size", "1280x800"], True),
        (["send", "home_hero"], False),
        (["history", "list"], False),
        (["--help"], False),
        (["--version"], False),
    ],
)
def test_only_the_windows_own_options_open_a_window(arguments: list[str], window: bool) -> None:
    assert wants_window(arguments) is window


@pytest.mark.parametrize(
    ("platform", "environment", "there"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_whether_there_is_a_display(monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], there: bool) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert has_display() is there


# -- logs and crashes -------------------------------------------------------------------------------


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The program's log, taken away from the root logger afterwards."""
    before = list(logging.getLogger().handlers)
    yield start_logging(tmp_path / "logs")
    for handler in [h for h in logging.getLogger().handlers if h not in before]:
        logging.getLogger().removeHandler(handler)
        handler.close()


@pytest.mark.parametrize(
    "text",
    [
        f"client_key={KEY}",
        f'{{"clientKey": "{KEY}", "channel": "WEB"}}',
        f"GET /v1.2/browser/create.json?client_key={KEY}&message=%7B%7D",
        f"client-key: {KEY}",
        f"CLIENT_SECRET='{KEY}'",
        f"api_token={KEY}",
        f"password={KEY}",
        f"Authorization: Bearer {KEY}",
        f'{{\\"clientKey\\": \\"{KEY}\\"}}',
    ],
)
def test_whatever_looks_like_a_secret_is_masked(text: str) -> None:
    masked = mask_secrets(text)
    assert KEY not in masked
    assert "•••" in masked
    assert masked.partition("•••")[0] == text.partition(KEY)[0], "what stands around it stays readable"


@pytest.mark.parametrize("text", ["a plain sentence", "the client key is required", "keys: 3", "client_key=", ""])
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert mask_secrets(text) == text


def test_only_warnings_are_written_and_secrets_are_masked_even_in_tracebacks(log: Path, caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("workbench.test")
    logger.info("not written")
    assert not log.exists(), "the file is made when the first line is written"
    logger.warning("sent with client_key=%s", KEY)
    try:
        raise ValueError(f"clientKey='{KEY}'")
    except ValueError:
        logger.exception("it broke")
    written = log.read_text(encoding="utf-8")
    assert "WARNING workbench.test: sent with client_key=•••" in written
    assert "Traceback" in written
    assert "not written" not in written
    assert KEY not in written
    caplog.clear()


def test_the_log_stays_small(log: Path, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(40):
        logging.getLogger("workbench.test").warning("x" * 100_000)
    caplog.clear()
    assert sorted(p.name for p in log.parent.iterdir()) == ["workbench.log", "workbench.log.1", "workbench.log.2"]
    assert sum(p.stat().st_size for p in log.parent.iterdir()) < 3_300_000


def test_a_crash_of_a_thread_is_reported_too(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    install_crash_handler(log)

    def broken() -> None:
        raise ZeroDivisionError(f"client_key={KEY}")

    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    caplog.clear()
    said = capsys.readouterr().err
    for text in (said, log.read_text(encoding="utf-8")):
        assert "ZeroDivisionError" in text
        assert KEY not in text
    assert str(log) in said


def crash(home: Path, problem: str) -> subprocess.CompletedProcess[str]:
    """A program of its own that breaks."""
    code = f"""
import sys
from pathlib import Path
from workbench.app.logs import start_logging
from workbench.app.crash import install_crash_handler
install_crash_handler(start_logging(Path({str(home)!r})))
{problem}
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)


def test_a_crash_is_written_down_masked_and_the_user_is_told_where(tmp_path: Path) -> None:
    ended = crash(tmp_path, f"body = 'clientKey={KEY}'\nraise ValueError(body)")
    written = (tmp_path / "workbench.log").read_text(encoding="utf-8")
    assert ended.returncode == 1
    for text in (ended.stderr, written):
        assert "ValueError: clientKey=•••" in text
        assert "Traceback" in text
        assert KEY not in text
    assert "workbench.log" in ended.stderr


def test_an_interrupt_is_no_crash(tmp_path: Path) -> None:
    ended = crash(tmp_path, "raise KeyboardInterrupt")
    assert "KeyboardInterrupt" in ended.stderr
    assert "bug" not in ended.stderr
    assert not (tmp_path / "workbench.log").exists()


def test_the_terminal_needs_no_qt(private_home: Path) -> None:
    code = "import sys; sys.modules['PySide6'] = None; from workbench.app import main; sys.exit(main(['tenants', 'list']))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, env=dict(os.environ))
    assert ended.returncode == 0, ended.stderr
    assert "sandbox" in ended.stdout.lower()
