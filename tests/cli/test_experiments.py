"""split, stick, matrix, run and runs in the terminal: verdicts, exit codes, files, and what is refused."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.terminal import KEY, Terminal
from tests.support.truths import Body, Reply, Truths, variant
from workbench.cli.exits import FAILED, HELD, NOTHING_CAME, USAGE

Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def told(terminal: Terminal) -> Told:
    """One command: its exit code, stdout and stderr."""
    return lambda *arguments: (terminal(*arguments), terminal.out, terminal.err)


@pytest.fixture
def truths() -> Iterator[Truths]:
    with Truths(by_language) as running:
        yield running


def by_language(body: Body) -> Reply:
    return variant("Hero" if body["language"] == "DE" else "Control")


def add(told: Told, truths: Truths) -> None:
    told("tenants", "add", "Acme", "--base-url", truths.url, "--point-of-sale", "ie", "--language", "EN")


def key(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("ACME_KEY", KEY)
    return ["--tenant", "Acme", "--client-key-env", "ACME_KEY", "--yes", "--variant", "$.variantName", "--max-rate", "0", "--jobs", "4"]


def test_a_split_as_planned(told: Told, tmp_path: Path) -> None:
    page, calls = tmp_path / "r" / "split.html", tmp_path / "split.csv"
    code, out, err = told(
        *("split", "home_hero", "--expect", "Control=50,Hero with offer=50", "--visitors", "200", "--html", str(page), "--csv", str(calls)),
        *("--revision", "7", "--markdown", str(tmp_path / "split.md")),
        *("--alpha", "0.000001"),  # guests are made at random: at 0.05 one run in 20 would rightly end with an alarm
    )
    assert code == HELD, out + err
    assert "Held: The split fits the plan" in out
    assert "200 calls to Sandbox, with 200 new anonymous guests" in err
    assert "Content-Security-Policy" in page.read_text(encoding="utf-8")
    assert "| Flow revision | 7 |" in (tmp_path / "split.md").read_text(encoding="utf-8")
    with calls.open(encoding="utf-8-sig") as file:
        assert len(list(csv.reader(file))) == 201


def test_a_split_that_is_off_is_exit_code_1(told: Told, truths: Truths, monkeypatch: pytest.MonkeyPatch) -> None:
    add(told, truths)
    code, out, _ = told("split", "home_hero", "--expect", "Control=50,Hero=50", *key(monkeypatch))
    assert code == FAILED
    assert "Control got 100 %" in out
    assert len(truths.calls) < 60


def test_a_bandit_has_no_verdict(told: Told) -> None:
    code, out, err = told("split", "home_hero", "--expect", "A=1,B=1", "--method", "optimized", "--visitors", "10")
    assert code == FAILED
    assert "No verdict" in out
    assert "bandit" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--expect", "A=50"], "at least two variants"),
        (["--expect", "A=50,B=x"], "NAME=SHARE"),
        (["--expect", "A=1,B=1", "--guest-email", "qa@example.com"], "same for every visitor"),
        (["--expect", "A=1,B=1", "--variant", "$["], "--variant"),
        (["--expect", "A=1,B=1", "--variant", "{"], "no valid JSON"),
        (["--expect", "A=1,B=1", "--visitors", "0"], "whole number"),
    ],
)
def test_what_cannot_be_planned_is_refused(told: Told, arguments: list[str], said: str) -> None:
    code, _, err = told("split", "home_hero", *arguments)
    assert code == USAGE
    assert said in err


def test_a_real_tenant_is_asked_about(told: Told, truths: Truths, monkeypatch: pytest.MonkeyPatch) -> None:
    add(told, truths)
    options = [option for option in key(monkeypatch) if option != "--yes"]
    code, _, err = told("split", "home_hero", "--expect", "A=1,B=1", *options)
    assert code == USAGE
    assert "Each of the 400 calls to Acme is a real execution" in err
    assert "--yes" in err
    assert not truths.calls
    assert truths.created == 0


def test_it_sticks(told: Told) -> None:
    code, out, _ = told("stick", "home_hero", "--new-guests", "3", "--times", "4")
    assert code == HELD
    assert "It sticks: each of 3 guests got the same variant every time." in out


def test_a_guest_by_several_identities(told: Told, truths: Truths, monkeypatch: pytest.MonkeyPatch) -> None:
    truths.decide = lambda body: variant("A" if "email" in body else "B")
    add(told, truths)
    who = ["--email", "a@example.com", "--identifier", "CRM=7", "--same-guest", "--times", "2"]
    code, out, _ = told("stick", "home_hero", *who, *key(monkeypatch))
    assert code == FAILED
    assert "the guest went from A to B" in out
    assert "The variant name" in out or "variantName" in out


def test_nobody_to_stick(told: Told) -> None:
    code, _, err = told("stick", "home_hero")
    assert code == USAGE
    assert "--browser-id" in err


def test_a_matrix_says_what_decides(told: Told, truths: Truths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    add(told, truths)
    persona = tmp_path / "anna.persona.toml"
    persona.write_text('name = "Anna"\nemail = "anna@example.com"\n', encoding="utf-8")
    options = key(monkeypatch)
    code, out, _ = told("matrix", "home_hero", "--persona", str(persona), "--language", "EN,DE", "--channel", "WEB,SMS", *options)
    assert code == HELD
    assert "Language decides: EN shows Control; DE shows Hero. Channel has no effect here." in out


MATRIX = (
    'name = "Languages"\nfriendly_id = "home_hero"\nvariant = "$.variantName"\npersonas = ["anna.persona.toml"]\nlanguages = ["EN", "DE"]\n'
)


def test_a_matrix_file_is_approved_and_compared(told: Told, truths: Truths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    add(told, truths)
    (tmp_path / "anna.persona.toml").write_text('name = "Anna"\nemail = "anna@example.com"\n', encoding="utf-8")
    file = tmp_path / "languages.matrix.toml"
    file.write_text(MATRIX, encoding="utf-8")
    assert told("matrix", str(file), "--approve", *key(monkeypatch))[0] == HELD
    kept = tmp_path / "languages.matrix-baseline.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["cells"] == [[["EN"], "Control"], [["DE"], "Hero"]]
    code, out, _ = told("matrix", str(file), *key(monkeypatch))
    assert code == HELD
    assert "Nothing changed since the baseline." in out
    truths.decide = lambda body: variant("Control")
    code, out, _ = told("matrix", str(file), *key(monkeypatch))
    assert code == FAILED
    assert "1 combination changed since the baseline. DE: Hero → Control." in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('friendly_id = "x"\nname = 7\n', "name"),
        ('friendly_id = "x"\nlanguages = "EN"\n', "languages"),
        ('friendly_id = "x"\nlanguage = ["EN"]\n', "language: no matrix has it"),
        ('friendly_id = "x"\nrequest = "y"\n', "either request"),
        ('friendly_id = "x"\npersonas = ["nobody.persona.toml"]\n', "nobody.persona.toml"),
        ('friendly_id = "x"\nvariant = { rules = [] }\n', "variant"),
        ('friendly_id = "x"\ntimes = 0\n', "times"),
        ('friendly_id = "x"\nnew_guest = 1\n', "new_guest"),
    ],
)
def test_a_wrong_matrix_file_is_told_with_its_line(told: Told, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "m.matrix.toml"
    file.write_text(text, encoding="utf-8")
    code, _, err = told("matrix", str(file))
    assert code == USAGE
    assert said in err
    assert "m.matrix.toml" in err


# -- suites ----------------------------------------------------------------------------------------

REQUEST = """\
name = "Hero"
friendly_id = "home_hero"
email = "{{email}}"
variant = "$.variantName"

[[expect]]
status = 200

[[expect]]
variant = "{{expected}}"
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "workbench.toml").write_text('name = "Shop"\n', encoding="utf-8")
    (folder / "hero.request.toml").write_text(REQUEST, encoding="utf-8")
    rows = "".join(f"guest{n}@example.com,{'Hero' if n % 2 else 'Control'},{'DE' if n % 2 else 'EN'}\n" for n in range(20))
    (folder / "rows.csv").write_text("email,expected,@language\n" + rows, encoding="utf-8")
    return folder


def test_a_suite_holds_and_writes_junit(told: Told, truths: Truths, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(told, truths)
    options = [option for option in key(monkeypatch) if option not in ("--variant", "$.variantName")]
    junit = suite / "out.xml"
    code, out, err = told("run", str(suite), "--data", str(suite / "rows.csv"), "--junit", str(junit), *options)
    assert code == HELD, out + err
    assert "All 20 calls held: 40 expectations met." in out
    cases = ElementTree.parse(junit).getroot().findall(".//testcase")
    assert len(cases) == 20
    assert not ElementTree.parse(junit).getroot().findall(".//failure")


def test_a_suite_that_fails_says_where(told: Told, truths: Truths, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    truths.decide = lambda body: variant("Control")
    add(told, truths)
    options = [option for option in key(monkeypatch) if option not in ("--variant", "$.variantName")]
    code, out, _ = told("run", str(suite), "--data", str(suite / "rows.csv"), "--format", "json", *options)
    assert code == FAILED
    verdict = json.loads(out)["verdict"]
    assert verdict["level"] == "failed"
    assert "10 calls of 20 did not hold" in verdict["sentence"]


def test_a_suite_with_a_broken_file_runs_the_rest_and_fails(told: Told, suite: Path) -> None:
    (suite / "broken.request.toml").write_text("name = \n", encoding="utf-8")
    code, out, err = told("run", str(suite), "--value", "email=a@example.com", "--value", "expected=Control")
    assert code == FAILED
    assert "broken.request.toml" in err
    assert "Hero" in out


def test_an_empty_folder_and_a_mistake_in_the_rows_are_refused(told: Told, suite: Path, tmp_path: Path) -> None:
    assert told("run", str(tmp_path / "nowhere"))[0] == USAGE
    (suite / "rows.csv").write_text("email,age:integer\na@example.com,old\n", encoding="utf-8")
    code, _, err = told("run", str(suite), "--data", str(suite / "rows.csv"))
    assert code == USAGE
    assert "line 2" in err


def test_no_answer_at_all_is_exit_code_3(told: Told, truths: Truths, monkeypatch: pytest.MonkeyPatch) -> None:
    truths.decide = lambda body: Reply(drop=True)
    add(told, truths)
    code, _, _ = told("stick", "home_hero", "--email", "a@example.com", "--times", "2", *key(monkeypatch))
    assert code == NOTHING_CAME


# -- runs ------------------------------------------------------------------------------------------


def test_runs_are_listed_shown_and_deleted(told: Told, tmp_path: Path) -> None:
    assert "No experiment was run yet" in told("runs", "list")[2]
    told("stick", "home_hero", "--new-guests", "2", "--times", "2")
    _, out, _ = told("runs", "list")
    assert re.search(r"^ +1 .*Stickiness check +home_hero +done +4/4 +It sticks", out, re.MULTILINE)
    assert json.loads(told("runs", "list", "--format", "json")[1])[0]["verdict"].startswith("It sticks")
    page = tmp_path / "again.html"
    code, out, _ = told("runs", "show", "1", "--html", str(page), "--mask")
    assert code == HELD
    assert "It sticks" in out
    assert page.exists()
    code, _, err = told("runs", "resume", "1", "--revision", "9")
    assert code == USAGE
    assert "done" in err
    assert "--revision is left out" in err
    assert told("runs", "delete", "1", "--yes")[0] == HELD
    assert told("runs", "show", "1")[0] == USAGE


def test_a_suite_whose_folder_is_gone_is_still_shown(told: Told, suite: Path, tmp_path: Path) -> None:
    (suite / "broken.request.toml").write_text("name = \n", encoding="utf-8")
    told("run", str(suite), "--value", "email=a@example.com", "--value", "expected=Control")
    code, before, err = told("runs", "show", "1")
    assert "cannot be run again" not in err
    shutil.rmtree(suite)
    page, calls = tmp_path / "again.html", tmp_path / "again.csv"
    again, out, err = told("runs", "show", "1", "--html", str(page), "--csv", str(calls))
    assert (again, out) == (code, before)
    assert f"“{suite}” is not there any more. The run is shown as it was; it cannot be run again." in err
    assert "a@example.com" in page.read_text(encoding="utf-8"), "what was asked comes from what was sent"
    with calls.open(encoding="utf-8-sig") as file:
        assert len(list(csv.reader(file))) > 1
    code, _, err = told("runs", "resume", "1")
    assert code == USAGE
    assert "is not there any more" in err


def test_history_does_not_list_the_calls_of_a_run(told: Told) -> None:
    told("send", "home_hero", "--new-browser-id")
    before = told("history", "list")[1]
    told("stick", "home_hero", "--email", "a@example.com", "--times", "2")
    assert told("history", "list")[1] == before


def test_the_key_is_in_no_file_of_a_run(told: Told, truths: Truths, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    truths.decide = lambda body: Reply(body={"variantName": "Control", "you sent": body})
    add(told, truths)
    options = [option for option in key(monkeypatch) if option not in ("--variant", "$.variantName")]
    files = [f"--{form}" for form in ("html", "junit", "json", "csv", "markdown")]
    paths = [str(suite / f"out.{n}") for n in range(len(files))]
    told("run", str(suite), "--data", str(suite / "rows.csv"), *options, *(x for pair in zip(files, paths, strict=True) for x in pair))
    for path in [*suite.iterdir(), *suite.parent.rglob("*")]:
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path
