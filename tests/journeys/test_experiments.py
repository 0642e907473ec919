"""A marketer finds out who gets what, checks the split and hands over the report; a developer does the same in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.journeys.test_everyday import opened
from tests.support.person import Person
from workbench.ui.shell.window import MainWindow

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        not (os.environ.get("WORKBENCH_TEST_KEYRING") and os.environ.get("DISPLAY")),
        reason="needs a screen and a keyring: make test runs it inside tests/support/xrun.sh and with_keyring.sh",
    ),
]

PERSONAS = ("Gold member, Germany", "Silver member, Ireland", "New visitor, France")


def test_a_marketer_shows_who_gets_what_and_that_the_split_is_right(
    qapp: QApplication, private_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "split.html"
    with opened(qapp) as (window, person):
        window.commands.run("collections.sample")
        person.see(lambda: "Sandbox tour" in person.screen_text(), "the sample collection")
        who_gets_what(person, window)
        verdict = is_the_split_right(person, window)
        hand_over(person, window, page, monkeypatch)
    text = page.read_text(encoding="utf-8")
    assert verdict in text
    assert "default-src 'none'" in text


def who_gets_what(person: Person, window: MainWindow) -> None:
    person.click("Experiments")
    person.see(lambda: person.control("Gold member, Germany"), "the personas")
    person.type_into("Friendly ID", "loyalty_banner")
    for name in PERSONAS:
        person.click(name)
    person.click("Propose")
    run = window.turning.experimenting.view.run
    person.click("Start")
    person.see(lambda: run.badge.text() == "Done", "the matrix is done")
    text = person.screen_text()
    assert "Matrix" in text
    assert "decides" in text or "combinations show" in text
    assert all(name in text for name in PERSONAS)


def is_the_split_right(person: Person, window: MainWindow) -> str:
    person.click("Split check")
    person.type_into("Friendly ID", "home_hero")
    person.type_into("Variant 1", "Control")
    person.type_into("Variant 2", "Hero with offer")
    visitors = window.turning.experimenting.view.plan.visitors
    assert visitors.value() == 400
    run = window.turning.experimenting.view.run
    person.see(lambda: "400 calls to Sandbox, with 400 new anonymous guests" in person.screen_text(), "what it will do")
    person.click("Start")
    person.see(lambda: run.badge.text() == "Running", "it runs")
    # Guests are made at random, and of right splits 1 in 20 raises an alarm: that is what 0.05 means.
    person.see(lambda: run.badge.text() in ("Held", "Failed"), "the verdict")
    assert "The split" in run.sentence.text()
    return run.sentence.text()


def hand_over(person: Person, window: MainWindow, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own file dialog is a border we do not own; everything up to it is pressed."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words: (str(page), ""))
    run = window.turning.experimenting.view.run
    save = person.control("Save report")
    save.setFocus()
    menu = run.save.menu()
    entry = next(action for action in menu.actions() if "HTML" in action.text())
    entry.trigger()
    person.see(page.exists, "the report is saved")
    person.see(lambda: "Saved" in person.screen_text(), "it says so")


def test_a_developer_runs_the_same_in_ci(private_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "workbench.toml").write_text('name = "Shop"\nvariant = "$.variantName"\n', encoding="utf-8")
    request = 'name = "Hero"\nfriendly_id = "home_hero"\nbrowser_id = "{{new_browser_id}}"\n'
    expects = '[[expect]]\nstatus = 200\n[[expect]]\nvariant_in = ["Control", "Hero with offer"]\n'
    (folder / "hero.request.toml").write_text(request + expects, encoding="utf-8")
    (folder / "rows.csv").write_text("@language\nEN\nDE\nFR\n", encoding="utf-8")

    def workbench(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "workbench", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    ran = workbench("run", str(folder), "--data", str(folder / "rows.csv"), "--junit", str(folder / "results.xml"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "All 3 calls held: 6 expectations met." in ran.stdout
    assert len(ElementTree.parse(folder / "results.xml").getroot().findall(".//testcase")) == 3
    split = workbench(
        "split",
        "home_hero",
        "--expect",
        "Control=50,Hero with offer=50",
        "--visitors",
        "300",
        "--alpha",
        "0.000001",
        "--junit",
        str(folder / "s.xml"),
    )
    assert split.returncode == 0, split.stdout + split.stderr
    wrong = workbench("split", "home_hero", "--expect", "Control=90,Hero with offer=10")
    assert wrong.returncode == 1
    assert "The split is not as planned" in wrong.stdout
