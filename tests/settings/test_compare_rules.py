"""How a flow is compared: any rule comes back, hands may write the file, and what is wrong in it is named."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.settings import CompareRule, CompareRules, UnreadableFile
from workbench.usecases import Workbench
from workbench.usecases.places import Places

RULE = CompareRule(ignore=("$.ref", "$.offers[*].at"), tolerance=0.5, ignore_case=True, identities=(("$.offers", "sku"),))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
lists = st.lists(texts, max_size=4).map(tuple)
rules = st.builds(
    CompareRule,
    ignore=lists,
    dismissed=lists,
    tolerance=st.floats(0, allow_infinity=False, allow_nan=False),
    ignore_case=st.booleans(),
    ignore_whitespace=st.booleans(),
    ignore_array_order=st.booleans(),
    identities=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "compare.toml"


# -- what is kept ----------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from(["", "home_hero", "home*", "a.b"]) | texts, rules), max_size=5))
@example([("", RULE), ("*", RULE), ("\x7f\x00\r\n'\"\\", RULE), ("", CompareRule())])
def test_any_rules_come_back_equal(given_rules: list[tuple[str, CompareRule]]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "compare.toml"
        store = CompareRules(file)
        for friendly_id, rule in given_rules:
            store.set(friendly_id, rule)
        for friendly_id, rule in dict(given_rules).items():
            assert CompareRules(file).get(friendly_id) == rule
            before = file.read_bytes() if file.exists() else b""
            store.set(friendly_id, rule)
            assert (file.read_bytes() if file.exists() else b"") == before
        store.get("")
        assert store.notices == ()
        raw = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        assert len(raw.get("rule", [])) == sum(rule != CompareRule() for rule in dict(given_rules).values())


def test_the_file_reads_well(file: Path) -> None:
    store = CompareRules(file)
    store.set("home_hero", RULE)
    store.set("", CompareRule(ignore_array_order=True))
    assert file.read_text() == (
        "format = 1\n\n"
        '[[rule]]\nfriendly_id = "home_hero"\n'
        'ignore = [\n    "$.ref",\n    "$.offers[*].at",\n]\n'
        "tolerance = 0.5\nignore_case = true\n"
        'identities = [\n    ["$.offers", "sku"],\n]\n\n'
        '[[rule]]\nfriendly_id = ""\nignore_array_order = true\n'
    )


def test_without_a_file_nothing_is_ignored_and_none_is_made(file: Path) -> None:
    store = CompareRules(file)
    assert store.get("home_hero") == CompareRule()
    store.set("home_hero", CompareRule())
    assert not file.exists()


def test_the_default_takes_the_entry_out(file: Path) -> None:
    store = CompareRules(file)
    store.set("a", RULE)
    store.set("b", RULE)
    store.set("a", CompareRule())
    assert (store.get("a"), store.get("b")) == (CompareRule(), RULE)
    store.set("b", CompareRule())
    assert tomllib.loads(file.read_text()) == {"format": 1}


@pytest.mark.parametrize("tolerance", [-1.0, float("nan"), float("inf")])
def test_a_tolerance_that_is_none_is_no_rule(tolerance: float) -> None:
    with pytest.raises(ValueError, match="from 0"):
        CompareRule(tolerance=tolerance)


def test_the_workbench_has_them_beside_the_settings(tmp_path: Path) -> None:
    places = Places(tmp_path / "config", tmp_path / "data", tmp_path / "cache", tmp_path / "logs", tmp_path / "resources")
    workbench = Workbench(places, "1")
    assert workbench.compare_rules.made is None
    workbench.compare_rules().set("home_hero", RULE)
    assert (tmp_path / "config" / "compare.toml").is_file()
    assert workbench.compare_rules().get("home_hero") == RULE
    workbench.close()


# -- hands -----------------------------------------------------------------------------------------

WRITTEN = """# ours
future = 1

[[rule]]
friendly_id = 'home_hero' # the stage
ignore = [
  '$.ref', # drawn anew each time
  '$.at', # the clock
]
tolerance = 1 # cents
mine = {x = 1}

# another
[[rule]]
friendly_id = 'home*'
ignore_case = true

[other]
y = 2
"""


def test_what_hands_wrote_survives_a_change(file: Path) -> None:
    file.write_text(WRITTEN)
    store = CompareRules(file)
    rule = store.get("home_hero")
    assert (rule, store.notices) == (CompareRule(ignore=("$.ref", "$.at"), tolerance=1), ())
    store.set("home_hero", replace(rule, ignore=("$.ref", "$.new"), ignore_whitespace=True))
    store.set("new", RULE)
    text = file.read_text()
    for kept in ("# ours", "future = 1", "# the stage", "'$.ref', # drawn anew each time", "tolerance = 1 # cents", "{x = 1}", "# another"):
        assert kept in text
    assert tomllib.loads(text)["other"] == {"y": 2}
    assert "$.at" not in text
    assert store.get("home_hero") == CompareRule(ignore=("$.ref", "$.new"), tolerance=1, ignore_whitespace=True)
    assert (store.get("home*"), store.get("new")) == (CompareRule(ignore_case=True), RULE)


@pytest.mark.parametrize(
    "text",
    [
        "[[rule]]\nfriendly_id='a'\ntolerance=1",
        "[[rule]]\nfriendly_id='a'\ntolerance=1\n[rule.mine]\nx=1\n[[rule.more]]\ny=1",
        "[[rule]]\nfriendly_id='a'\ntolerance=1\n[other]\nx=1\n[[rule]]\nfriendly_id='b'\n",
        "[[rule]]\r\nfriendly_id='a'\r\ntolerance=1\r\n",
        "rule = [{friendly_id='a', tolerance=1, mine={x=1}}] # so",
        "x=1\nrule = [{friendly_id='a', tolerance=1}]\n[other]\ny=1",
    ],
)
@pytest.mark.parametrize("friendly_id", ["a", "new"])
def test_any_layout_takes_a_rule(file: Path, text: str, friendly_id: str) -> None:
    file.write_bytes(text.encode())
    store = CompareRules(file)
    store.set(friendly_id, RULE)
    assert store.get(friendly_id) == RULE
    assert store.get("a") == (RULE if friendly_id == "a" else CompareRule(tolerance=1))
    before, after = tomllib.loads(text), tomllib.loads(file.read_text())
    assert {key: value for key, value in after.items() if key not in ("rule", "format")} == {k: v for k, v in before.items() if k != "rule"}
    store.set(friendly_id, CompareRule())
    assert store.get(friendly_id) == CompareRule()
    assert store.notices == ()


@pytest.mark.parametrize("text", ["", "# only a remark", "format = 1", "rule = []", "rule = [] # none\n[other]\nx=1", "[other]\nx=1"])
def test_a_file_without_rules_takes_one(file: Path, text: str) -> None:
    file.write_text(text)
    store = CompareRules(file)
    store.set("", RULE)
    assert (store.get(""), store.notices) == (RULE, ())
    assert tomllib.loads(file.read_text())["format"] == 1


@pytest.mark.parametrize(
    ("line", "expected", "rule"),
    [
        ("ignore = '$.a'", "ignore is '$.a', expected a list", CompareRule(ignore_case=True)),
        ("ignore = ['$.a', 5]", "ignore holds 5, expected a path in quotes", CompareRule(ignore=("$.a",), ignore_case=True)),
        ("dismissed = 1", "dismissed is 1, expected a list", CompareRule(ignore_case=True)),
        ("tolerance = -1", "tolerance is -1, expected a number from 0", CompareRule(ignore_case=True)),
        ("tolerance = nan", "tolerance is nan", CompareRule(ignore_case=True)),
        ("tolerance = inf", "tolerance is inf", CompareRule(ignore_case=True)),
        ("tolerance = true", "tolerance is True", CompareRule(ignore_case=True)),
        ("tolerance = '1'", "tolerance is '1'", CompareRule(ignore_case=True)),
        ("ignore_whitespace = 'yes'", "ignore_whitespace is 'yes', expected true or false", CompareRule(ignore_case=True)),
        ("ignore_array_order = 1", "ignore_array_order is 1, expected true or false", CompareRule(ignore_case=True)),
        (
            "identities = [['$.a', 'id'], ['$.b']]",
            "identities holds ['$.b'], expected a pair",
            CompareRule(identities=(("$.a", "id"),), ignore_case=True),
        ),
        ("identities = {a = 'id'}", "identities is {'a': 'id'}, expected a list", CompareRule(ignore_case=True)),
    ],
)
def test_a_wrong_value_is_named_and_the_rest_of_the_rule_works(file: Path, line: str, expected: str, rule: CompareRule) -> None:
    file.write_text(f"[[rule]]\nfriendly_id = 'a'\n{line}\nignore_case = true\n\n[[rule]]\nfriendly_id = 'b'\ntolerance = 2\n")
    store = CompareRules(file)
    assert store.get("a") == rule
    assert f"{file}: rule “a”: {expected}" in store.notices[0]
    assert store.get("b") == CompareRule(tolerance=2)
    store.set("a", replace(rule, tolerance=3))
    assert store.get("a") == replace(rule, tolerance=3)
    assert store.notices == ()


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("[[rule]]\nignore_case = true\n", "rule 1 is left out: friendly_id is missing, expected a text"),
        ("[[rule]]\nfriendly_id = 5\n", "rule 1 is left out: friendly_id is 5, expected a text"),
    ],
)
def test_a_wrong_entry_is_named_and_survives_while_the_rest_works(file: Path, entry: str, expected: str) -> None:
    file.write_text(f"{entry}# keep me\n\n[[rule]]\nfriendly_id = 'b'\ntolerance = 2\n")
    store = CompareRules(file)
    assert store.get("b") == CompareRule(tolerance=2)
    assert store.notices == (f"{file}: {expected}.",)
    store.set("b", CompareRule())
    store.set("c", RULE)
    assert file.read_text().startswith(f"{entry}# keep me\n")


def test_of_two_rules_for_one_flow_the_first_counts(file: Path) -> None:
    file.write_text("[[rule]]\nfriendly_id = 'a'\ntolerance = 1\n\n[[rule]]\nfriendly_id = 'a'\ntolerance = 2\n")
    store = CompareRules(file)
    assert store.get("a").tolerance == 1
    assert store.notices == (f"{file}: rule 2 is left out: there is one for “a” above it.",)
    store.set("a", CompareRule(tolerance=3))
    assert store.get("a").tolerance == 3
    store.set("a", CompareRule())
    assert store.get("a") == CompareRule(), "the second does not come to life"


def test_a_number_beyond_any_float_is_the_largest(file: Path) -> None:
    file.write_text(f"[[rule]]\nfriendly_id = 'a'\ntolerance = 1{'0' * 400}\n")
    assert CompareRules(file).get("a").tolerance == sys.float_info.max


# -- refused politely ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["rule = 5\n", "[rule]\nfriendly_id = 'a'\n", "rule = [1]\n", "rule.x = 'y'\n"])
def test_what_is_no_list_of_tables_is_named_and_left_alone(file: Path, text: str) -> None:
    file.write_text(text)
    store = CompareRules(file)
    assert store.get("a") == CompareRule()
    assert str(file) in store.notices[0]
    assert "expected" in store.notices[0]
    with pytest.raises(UnreadableFile, match=r"expected \[\[rule\]\] tables"):
        store.set("a", RULE)
    assert file.read_text() == text
    assert [p.name for p in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("text", ["rule = ", "format = 99\n[[rule]]\nfriendly_id = 'a'\ntolerance = 1\n"])
def test_what_cannot_be_read_is_told_and_never_overwritten(file: Path, text: str) -> None:
    file.write_text(text)
    store = CompareRules(file)
    assert store.get("a") == CompareRule()
    assert str(file) in store.notices[0]
    for rule in (RULE, CompareRule()):
        with pytest.raises(UnreadableFile):
            store.set("a", rule)
    assert file.read_text() == text


def test_a_version_that_never_was_is_named_and_the_rest_is_used(file: Path) -> None:
    file.write_text("format = 'one'\n[[rule]]\nfriendly_id = 'a'\ntolerance = 1\n")
    store = CompareRules(file)
    assert store.get("a").tolerance == 1
    assert "format is 'one', expected 1" in store.notices[0]


def test_what_is_no_text_is_refused(file: Path) -> None:
    store = CompareRules(file)
    store.set("a", RULE)
    with pytest.raises(UnreadableFile, match="no text"):
        store.set("b", CompareRule(ignore=("$.\ud800",)))
    assert (store.get("a"), store.get("b")) == (RULE, CompareRule())


# -- other windows, full disks ---------------------------------------------------------------------


def test_two_processes_lose_nothing(file: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from workbench.settings import CompareRule, CompareRules\n"
        "store = CompareRules(Path(sys.argv[1]))\n"
        "for n in range(8): store.set(f'{sys.argv[2]}_{n}', CompareRule(ignore=('$.ref',)))"
    )
    children = [subprocess.Popen([sys.executable, "-c", code, str(file), name]) for name in ("one", "two")]
    assert [child.wait(60) for child in children] == [0, 0]
    store = CompareRules(file)
    assert all(store.get(f"{name}_{n}").ignore == ("$.ref",) for name in ("one", "two") for n in range(8))


def test_a_full_disk_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = CompareRules(file)
    store.set("a", RULE)
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(UnreadableFile, match="No space left"):
            store.set("a", CompareRule())
    assert file.read_bytes() == before
    assert [p.name for p in file.parent.iterdir()] == [file.name]
