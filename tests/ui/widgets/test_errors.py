"""What is explained to a person, and what is a bug and must reach the crash handler."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.collections import NameTaken
from workbench.domain import InvalidInput, Problem, Severity
from workbench.history import NoSuchExchange
from workbench.keychain import KeychainLocked
from workbench.ui.widgets.errors import explain, is_expected


def test_what_is_wrong_with_an_input_is_said_field_by_field() -> None:
    wrong = InvalidInput((Problem("Name", Severity.ERROR, "It is empty.", "Fill it in."), Problem("Region", Severity.ERROR, "No.", "Yes.")))
    assert explain(wrong) == "Name: It is empty. Fill it in. Region: No. Yes."


@pytest.mark.parametrize("problem", [NameTaken("Hero"), NoSuchExchange(Path("h.sqlite"), 7), KeychainLocked()])
def test_an_error_of_a_room_is_its_own_sentence(problem: Exception) -> None:
    assert is_expected(problem)
    assert explain(problem) == str(problem)
    assert explain(problem).endswith(".")


def test_what_the_system_refuses_is_named_with_its_file() -> None:
    assert explain(PermissionError(13, "Permission denied", "/etc/x")) == "Permission denied: /etc/x"


@pytest.mark.parametrize("bug", [ZeroDivisionError("x"), KeyError("x"), RuntimeError("x")])
def test_a_bug_is_raised(bug: Exception) -> None:
    with pytest.raises(type(bug)):
        explain(bug)
    assert not is_expected(bug)
