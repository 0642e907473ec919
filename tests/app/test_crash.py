"""A fault in a real window: a process of its own raises in a slot, and the test looks at what is left, shown and started."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench.app import hard_faults

ROOT = Path(__file__).parents[2]
KEY = "k3yThatMustNeverBeSeen0123456789"
SECRET = "blue whale & 7 foxes"

pytestmark = pytest.mark.skipif(bool(os.environ.get("WORKBENCH_TEST_CORE")), reason="a window")

PROGRAM = """
import sys
from dataclasses import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import workbench.ui.shell.start as start
from workbench.app.window import run_window
from workbench.domain import Secret, SecretRef

build = start.build_window

def fail(text):
    raise RuntimeError(text)

def dialogs():
    from workbench.ui.shell.crash_dialog import CrashDialog
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog) and w.isVisible()]

def built(workbench, look=""):
    app, window = build(workbench, look)
    def begin():
        workbench.key_store().set(SecretRef("acme"), Secret({secret!r}), session_only=True)
        window._remember_soon.setInterval(10**6)
        window.composer.show_draft(replace(window.composer.draft(), friendly_id="typed_before_the_fault"))
        {steps}
    window.ready.connect(lambda: QTimer.singleShot(0, window, begin))
    return app, window

start.build_window = built
sys.exit(run_window({arguments!r}))
"""

FAULT = (
    "QTimer.singleShot(0, window, lambda: fail('client_key={key} {secret} kim@example.com "
    "12435206-1234-4f0b-9d55-6e46b0e4a42b Authorization: Bearer abcdef123456'))"
)


def run(home: Path, steps: str, arguments: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    code = PROGRAM.format(secret=SECRET, steps=steps, arguments=arguments)
    env = {**os.environ, "WORKBENCH_HOME": str(home / "wb"), "HOME": str(home), "USERNAME": "kimberly", "LOGNAME": "kimberly"}
    env |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **more}
    # Files and no pipes: a program that is started anew keeps the pipes open, and nobody would see the end of this one.
    with (home / "stdout").open("w+", encoding="utf-8") as out, (home / "stderr").open("w+", encoding="utf-8") as err:
        ended = subprocess.run([sys.executable, "-c", code], stdout=out, stderr=err, check=False, cwd=ROOT, env=env, timeout=40)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(ended.args, ended.returncode, out.read(), err.read())


def reports(home: Path) -> list[Path]:
    return sorted((home / "wb" / "logs").glob("crash-*.txt"))


def fault() -> str:
    return FAULT.format(key=KEY, secret=SECRET)


def test_a_fault_in_a_slot_leaves_a_masked_report_keeps_the_tabs_and_asks(tmp_path: Path) -> None:
    look = """
        def look():
            (dialog,) = dialogs()
            print(dialog.kept.text())
            assert "typed_before_the_fault" in workbench.places.ui_state.read_text()
            print(dialog.text.toPlainText())
            print([b.accessibleName() for b in (dialog.copy, dialog.folder, dialog.restart, dialog.go_on)])
            dialog.copy.click()
            assert QApplication.clipboard().text() == dialog.text.toPlainText()
            dialog.go_on.click()
            assert window.isVisible() and not dialogs()
            window.close()
        QTimer.singleShot(700, window, look)"""
    ended = run(tmp_path, fault() + look, [])
    assert ended.returncode == 0, ended.stderr
    assert "Your open tabs, with all that you typed, are saved." in ended.stdout
    assert "['Copy report', 'Open folder', 'Restart', 'Go on']" in ended.stdout
    (report,) = reports(tmp_path)
    written = report.read_text(encoding="utf-8")
    assert "RuntimeError: client_key=•••" in written
    assert "Traceback" in written
    for name in ("Time: ", "Version: ", "System: ", "Python: "):
        assert name in written
    log = (tmp_path / "wb" / "logs" / "workbench.log").read_text(encoding="utf-8")
    for text in (written, ended.stdout, ended.stderr, log):
        for hidden in (KEY, SECRET, "kim@example.com", "12435206-1234", "abcdef123456"):
            assert hidden not in text, hidden
    assert str(tmp_path) not in written


def test_one_dialog_for_many_faults_and_one_report_for_the_same(tmp_path: Path) -> None:
    steps = """
        for _ in range(30):
            QTimer.singleShot(0, window, lambda: fail("the same"))
        QTimer.singleShot(100, window, lambda: {}["another"])
        def look():
            (dialog,) = dialogs()
            print(dialog.more.text())
            window.close()
            QApplication.exit(0)
        QTimer.singleShot(900, window, look)"""
    ended = run(tmp_path, steps, [])
    assert ended.returncode == 0, ended.stderr
    assert "1 more fault" in ended.stdout
    assert len(reports(tmp_path)) == 2


def test_a_fault_while_the_tabs_are_kept_is_no_second_crash(tmp_path: Path) -> None:
    steps = """
        window.saving.remembered = lambda: fail("the second")
        QTimer.singleShot(0, window, lambda: fail("the first"))
        def look():
            (dialog,) = dialogs()
            print(dialog.kept.text())
            window.remembers = False
            QApplication.exit(0)
        QTimer.singleShot(700, window, look)"""
    ended = run(tmp_path, steps, [])
    assert ended.returncode == 0, ended.stderr
    assert "could not be saved" in ended.stdout
    assert "the second" not in ended.stderr


def test_off_screen_there_is_a_report_and_no_dialog(tmp_path: Path) -> None:
    steps = fault() + "\n        QTimer.singleShot(100, window, lambda: print('dialogs:', len(dialogs())))"
    ended = run(tmp_path, steps, ["--offscreen"])
    assert "dialogs: 0" in ended.stdout, ended.stderr
    assert len(reports(tmp_path)) == 1
    assert "This is a bug in the workbench" in ended.stderr


def test_a_fault_that_ends_the_program_on_the_spot_is_told_at_the_next_start(tmp_path: Path) -> None:
    """Past every handler of Python's, as a fault inside a library is."""
    gone = run(tmp_path, "import faulthandler\n        QTimer.singleShot(300, window, faulthandler._sigsegv)", [])
    assert gone.returncode != 0
    assert not reports(tmp_path), "there was no time for one"
    look = """
        def look():
            notice = window.composer.notice
            print(notice._headline.text(), notice._text.text())
            window.close()
            QApplication.exit(0)
        QTimer.singleShot(300, window, look)"""
    ended = run(tmp_path, "pass" + look, [])
    assert ended.returncode == 0, ended.stderr
    (report,) = reports(tmp_path)
    assert "ended unexpectedly the last time" in ended.stdout
    assert report.name in ended.stdout
    written = report.read_text(encoding="utf-8")
    assert "Fatal Python error" in written or "Windows fatal exception" in written
    assert str(tmp_path) not in written
    assert not list((tmp_path / "wb" / "logs").glob("hard-fault-*")), "nothing is left of an orderly end"
    assert "ended unexpectedly" not in run(tmp_path, "pass" + look, []).stdout


def test_the_file_of_a_program_that_still_runs_is_left_alone(tmp_path: Path) -> None:
    code = "import sys, pathlib; from workbench.app.hard_faults import watch_hard_faults; "
    code += "watch_hard_faults(pathlib.Path(sys.argv[1])); print('watching', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        (file,) = tmp_path.glob("hard-fault-*")
        file.write_text("half of a report")
        assert hard_faults._take(file) == ""
        assert file.exists()
        other.kill()
        other.wait()
        assert hard_faults._take(file) == "half of a report"
    assert not file.exists()


def test_restart_starts_the_program_anew(tmp_path: Path) -> None:
    """The second program tells of itself by a hook of Python's start, and is ended here."""
    marker = tmp_path / "anew.json"
    hook = "import json, os, sys\nif '-m' in sys.orig_argv and 'workbench' in sys.orig_argv:\n"
    hook += f"    open({str(marker)!r} + '.new', 'w').write(json.dumps([os.getpid(), sys.orig_argv]))\n"
    hook += f"    os.replace({str(marker)!r} + '.new', {str(marker)!r})\n"
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(hook)
    steps = fault() + "\n        QTimer.singleShot(700, window, lambda: dialogs()[0].restart.click())"
    paths = os.pathsep.join((str(tmp_path / "hook"), str(ROOT)))
    ended = run(tmp_path, steps, ["--theme", "dark"], PYTHONPATH=paths)
    assert ended.returncode == 0, ended.stderr
    until = time.monotonic() + 20
    while not marker.exists() and time.monotonic() < until:
        time.sleep(0.05)
    pid, arguments = json.loads(marker.read_text())
    try:
        assert arguments[-4:] == ["-m", "workbench", "--theme", "dark"]
        os.kill(pid, 0)  # it runs, and the first one has ended
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
