"""Crash reports: what is taken out of them, how many are kept, and that making one never fails."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.domain import Secret, SecretRef
from workbench.usecases import Places, Workbench
from workbench.usecases.crashes import KEEP, Crashes, CrashReport
from workbench.usecases.masking import mask_all

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    made = Workbench(Places(tmp_path / "config", tmp_path / "data", tmp_path / "cache", tmp_path / "logs", RESOURCES), "1.0")
    yield made
    made.close()


def take(crashes: Crashes, problem: Exception) -> CrashReport | None:
    try:
        raise problem
    except Exception as caught:
        return crashes.take(type(caught), caught, caught.__traceback__)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("('Authorization', 'Bearer abcdef12345')", "abcdef12345"),
        ("authorization: Basic a2ltOnB3ZA==", "a2ltOnB3ZA"),
        ("key a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6 here", "a1b2c3"),
        ("guest 12435206-1234-4f0b-9d55-6e46b0e4a42b", "12435206"),
        ("guest 1243520612344f0b9d556e46b0e4a42b", "12435206"),
        ("kim%40example.com and kim@example.com", "example.com"),
        ("via http://kim:hunter2@proxy.test:3128", "hunter2"),
    ],
)
def test_what_may_open_something_or_name_somebody_is_masked(text: str, hidden: str) -> None:
    assert hidden not in mask_all(text)


def test_a_secret_is_found_in_every_spelling() -> None:
    assert mask_all('x=a%22b%2Bc y=a\\"b+c', [Secret('a"b+c')]).count('"b') == 0


def test_folder_and_name_of_the_user_are_masked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", "/home/kimberly")
    monkeypatch.setenv("USERPROFILE", "/home/kimberly")
    monkeypatch.setattr(getpass, "getuser", lambda: "kimberly")
    told = mask_all('File "/home/kimberly/x.py", Kimberly, /home/kimberly2, D:\\kimberly\\y')
    assert told == 'File "~/x.py", (user), /home/kimberly2, D:\\(user)\\y'


def test_a_report_holds_what_is_needed_and_no_secret_of_this_session(workbench: Workbench, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "workbench.log"
    log.parent.mkdir()
    log.write_text("".join(f"line {n} of zebra crossing\n" for n in range(90)))
    workbench.key_store().set(SecretRef("acme"), Secret("zebra crossing"), session_only=True)
    told: list[CrashReport] = []
    crashes = Crashes(workbench, log)
    crashes.listener = told.append
    report = take(crashes, ValueError("zebra crossing was closed"))
    assert report is not None
    assert told == [report]
    assert report.file is not None
    written = report.file.read_text(encoding="utf-8")
    assert "zebra" not in written
    assert "line 89 of" in written
    assert "line 10 of" not in written
    for part in ("Version: 1.0", "System: ", "Time: ", "ValueError", "test_crashes.py"):
        assert part in written


def test_the_same_again_is_counted_out_and_old_reports_go(workbench: Workbench, tmp_path: Path) -> None:
    crashes = Crashes(workbench, tmp_path / "logs" / "workbench.log")
    assert take(crashes, ValueError("a")) is not None
    assert take(crashes, ValueError("b")) is None, "the same place"
    for n in range(KEEP + 5):
        assert take(crashes, type(f"Fault{n}", (Exception,), {})()) is not None
    assert len(list((tmp_path / "logs").glob("crash-*.txt"))) == KEEP


def test_a_report_never_fails_itself(workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    (tmp_path / "logs").write_text("a file where the folder should be")
    crashes = Crashes(workbench, tmp_path / "logs" / "workbench.log")

    def faulty(_: object) -> None:
        raise ZeroDivisionError

    crashes.listener = faulty
    report = take(crashes, Mute())
    assert report is not None
    assert report.file is None
    assert "Mute" in report.text

    def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("workbench.usecases.crashes.mask_all", broken)
    report = take(crashes, KeyError("client_key=abc kim@example.com"))
    assert report is not None
    assert "kim@" not in report.text
    assert "abc" not in report.what
