"""``workbench compare``: files and numbers of History, every format, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import workbench

LEFT = {"offer": "Gold", "items": [{"sku": "A"}, {"sku": "B"}], "at": "2026-11-24T10:00:00Z"}
RIGHT = {"offer": "Silver", "items": [{"sku": "A"}, {"sku": "B"}, {"sku": "C"}], "at": "2026-11-25T10:00:00Z"}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    left, right = tmp_path / "left.json", tmp_path / "right.json"
    left.write_text(json.dumps(LEFT))
    right.write_text(json.dumps(RIGHT))
    return str(left), str(right)


def test_differences_are_told_and_the_exit_is_1(files: tuple[str, str]) -> None:
    told = workbench("compare", *files)
    assert told.returncode == 1, told.stderr
    lines = told.stdout.splitlines()
    assert "offer" in lines[0]
    assert '~ $[\'offer\']  "Gold" -> "Silver"' in lines
    assert any(line.startswith("+ $['items'][2]") for line in lines)


def test_what_is_ignored_is_no_difference_and_the_exit_is_0(files: tuple[str, str]) -> None:
    told = workbench("compare", *files, "--ignore", "$.offer", "--ignore", "items", "--ignore", "$..at")
    assert (told.returncode, told.stdout) == (0, "The two responses are equal, apart from 3 differences that are ignored.\n")
    assert "ignored" in told.stderr


def test_json_patch_and_html(files: tuple[str, str]) -> None:
    told = json.loads(workbench("compare", *files, "--format", "json").stdout)
    assert (told["equal"], told["counts"]) == (False, {"changed": 2, "added": 1})
    patch = json.loads(workbench("compare", *files, "--format", "patch").stdout)
    assert {"op": "replace", "path": "/offer", "value": "Silver"} in patch
    page = workbench("compare", *files, "--format", "html").stdout
    assert page.lower().startswith("<!doctype html>")
    assert "<script" not in page


def test_numbers_are_exchanges_of_history() -> None:
    for guest in ("12435206-1234-4f0b-9d55-6e46b0e4a42b", "00000000-0000-4000-8000-000000000003"):
        sent = workbench("send", "home_hero", "--tenant", "sandbox", "--browser-id", guest)
        assert sent.returncode == 0, sent.stderr
    assert workbench("compare", "1", "1").returncode == 0
    told = workbench("compare", "1", "2")
    assert told.returncode == 1
    assert "variantName" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no-such.json", "no-such.json"), "cannot be read"),
        (("999", "1"), "999"),
        (("LEFT", "RIGHT", "--ignore", "$["), "--ignore"),
        (("LEFT", "RIGHT", "--tolerance", "much"), "not a number"),
    ],
)
def test_wrong_usage_is_2_and_says_why(files: tuple[str, str], arguments: tuple[str, ...], words: str) -> None:
    given = [{"LEFT": files[0], "RIGHT": files[1]}.get(argument, argument) for argument in arguments]
    told = workbench("compare", *given)
    assert told.returncode == 2, told.stdout
    assert words in told.stderr
    assert "Traceback" not in told.stderr
