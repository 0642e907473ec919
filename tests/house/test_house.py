"""The house's own rules: contracts that catch what they should, rooms that open properly, a core without Qt."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = (
    "domain",
    "personalize",
    "history",
    "collections",
    "keychain",
    "settings",
    "inspect",
    "sandbox",
    "snippets",
    "experiments",
    "usecases",
    "cli",
    "app",
)
MODULES = sorted((ROOT / "workbench").rglob("*.py"))

PLANTED = [
    ("domain/tenant.py", "import PySide6.QtCore", "Qt is only in ui"),
    ("cli/run.py", "import PySide6.QtCore", "Qt is only in ui"),
    ("history/find.py", "import httpx", "httpx is only in personalize"),
    ("ui/shell/window.py", "import sqlite3", "sqlite3 is only in history"),
    ("usecases/keys.py", "import keyring", "keyring is only in keychain"),
    ("cli/common.py", "import uvicorn", "starlette and uvicorn are only in sandbox"),
    ("ui/response/view.py", "import msgspec", "msgspec and jsonschema_rs are only in inspect"),
    ("usecases/compare.py", "import regex", "regex and jsonpath_rfc9535 are only in inspect"),
    ("usecases/send.py", "import tomlkit", "tomlkit is only in settings and collections"),
    ("usecases/send.py", "import watchfiles", "yaml and watchfiles are only in collections"),
    ("ui/composer/view.py", "import iso4217", "The ISO lists are only in domain"),
    ("domain/rules.py", "import workbench.usecases", "Imports only go down"),
    ("history/find.py", "import workbench.settings", "Imports only go down"),
    ("ui/shell/window.py", "import workbench.cli", "Imports only go down"),
    ("ui/composer/view.py", "import workbench.ui.history", "A room of the window never imports a sibling"),
    ("ui/theme/theme.py", "import workbench.ui.widgets", "A room of the window never imports a sibling"),
]


def lint_imports(folder: Path) -> str:
    program = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, env=env).stdout


def test_every_contract_catches_a_planted_violation(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "workbench", tmp_path / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert " BROKEN" not in lint_imports(tmp_path)
    for file, line, _ in PLANTED:
        target = tmp_path / "workbench" / file
        target.write_text(f"{target.read_text()}\n{line}\n")
    told = lint_imports(tmp_path)
    for file, line, contract in PLANTED:
        assert f"{contract} BROKEN" in told, (file, line)
        module = "workbench." + file.removesuffix(".py").replace("/", ".")
        assert re.search(rf"{re.escape(module)} (?:is not allowed to import|->|imports)", told) or module in told, (file, line)


@pytest.mark.skipif(bool(os.environ.get("WORKBENCH_TEST_CORE")), reason="the whole run already has no Qt")
def test_the_core_is_imported_where_qt_cannot_be_found() -> None:
    rooms = "\n".join(f"import workbench.{room}" for room in CORE)
    code = f"import sys\nsys.modules['PySide6'] = sys.modules['shiboken6'] = None\n{rooms}\nimport workbench.usecases.send, workbench.usecases.compare"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_every_folder_of_code_is_a_package() -> None:
    for path in MODULES:
        assert (path.parent / "__init__.py").exists(), path


@pytest.mark.parametrize("room", [r for r in CORE if r != "usecases"] + ["usecases"])
def test_every_room_says_what_it_is_for_and_opens_its_door(room: str) -> None:
    tree = ast.parse((ROOT / "workbench" / room / "__init__.py").read_text())
    assert ast.get_docstring(tree)
    names = [t.id for node in tree.body if isinstance(node, ast.Assign) for t in node.targets if isinstance(t, ast.Name)]
    assert "__all__" in names


def test_modules_say_what_they_are_for_and_stay_small() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), path
        assert text.count("\n") <= 520, path


def test_only_the_terminal_prints() -> None:
    for path in MODULES:
        if {"cli", "snippets"} & set(path.parts) or path.name == "demo.py":  # what a copied snippet prints, the workbench does not
            continue
        assert "print(" not in path.read_text(encoding="utf-8").replace("_print(", ""), path


def test_dynamic_imports_stay_where_they_are_known() -> None:
    users = [p.relative_to(ROOT).as_posix() for p in MODULES if re.search(r"\bimport_module\(|__import__\(", p.read_text(encoding="utf-8"))]
    assert users == ["workbench/cli/run.py"]


def test_tests_mirror_the_package() -> None:
    rooms = {p.name for p in (ROOT / "workbench").iterdir() if p.is_dir() and not p.name.startswith("_")}
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and not p.name.startswith("_")}
    assert folders - rooms == {"benchmarks", "house", "journeys", "packaging", "support"}


def test_lock_files_name_no_host_and_hold_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = (ROOT / "requirements.lock").read_text()
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-build.lock", "requirements-package.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "--index-url" not in text
        assert text.count("--hash=sha256:") > text.count("==")
    for dependency in project["project"]["dependencies"]:
        name = re.split(r"[\[=<>]", dependency)[0].lower()
        assert re.search(rf"^{re.escape(name)}==", runtime, re.MULTILINE), name


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    reasons = (ROOT / "CONTRIBUTING.md").read_text()
    groups = project["dependency-groups"].values()
    names = [*project["project"]["dependencies"], *(d for group in groups for d in group if isinstance(d, str))]
    for dependency in names:
        name = re.split(r"[\[=<>]", dependency)[0]
        assert re.search(rf"^\| `{re.escape(name)}` \|.{{15,}}", reasons, re.MULTILINE), name


@pytest.mark.skipif(bool(os.environ.get("WORKBENCH_TEST_CORE")), reason="needs Qt")
def test_five_thousand_signals_leave_the_reference_counts_alone() -> None:
    """PySide6 6.12.0 loses a reference to True per emit on Python 3.11 and aborts; 6.11.3 does not."""
    code = """
import sys
from PySide6.QtCore import QObject, Signal
class Sender(QObject):
    told = Signal(bool)
sender = Sender()
sender.told.connect(lambda on: None)
before = sys.getrefcount(True)
for _ in range(5000):
    sender.told.emit(True)
assert abs(sys.getrefcount(True) - before) < 100, (before, sys.getrefcount(True))
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_help_pages_are_all_there() -> None:
    if os.environ.get("WORKBENCH_TEST_CORE"):
        pytest.skip("the list of pages is the window's")
    from workbench.ui.shell.help import PAGES

    for name, title in PAGES:
        assert (ROOT / "resources" / "help" / name).read_text().startswith(f"# {title}"), name
