"""The compilers and clients that tests run copied code with: found, or the test is skipped and says what to install.

``packaging/toolchains/install.sh`` installs them.  In CI nothing may be missing.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "build" / "toolchains"
MODULES = HOME / "node_modules"
GRAMMARS = HOME / "python"
_ALLURE = MODULES / "allure-commandline" / "dist" / "plugins" / "jira-plugin" / "lib"
_HOW = "type: packaging/toolchains/install.sh"


def needs(*things: str | Path) -> pytest.MarkDecorator:
    """Skips where a program, a file or an importable module is missing; in CI the test runs and fails."""
    missing = [str(thing) for thing in things if not _is_there(thing)]
    return pytest.mark.skipif(bool(missing) and not os.environ.get("CI"), reason=f"missing {', '.join(missing)}; {_HOW}")


def _is_there(thing: str | Path) -> bool:
    return thing.exists() if isinstance(thing, Path) else shutil.which(thing) is not None


BASH = needs("bash", "curl")
NODE = needs("node")
JAVA = needs("java", "javac")
CSHARP = needs("mcs", "mono")
KOTLIN = needs("java", MODULES / "kotlin-compiler" / "lib" / "kotlin-compiler.jar", _ALLURE)
TYPESCRIPT = needs("node", MODULES / "typescript" / "bin" / "tsc", MODULES / "@sitecore-cloudsdk" / "personalize")
GRAMMAR = needs(GRAMMARS / "tree_sitter", GRAMMARS / "tree_sitter_swift", GRAMMARS / "tree_sitter_powershell")


def okhttp_jars() -> list[str]:
    """OkHttp with what it stands on; a package of the npm registry happens to carry the originals."""
    return [str(next(_ALLURE.glob(f"{name}-[0-9]*.jar"))) for name in ("okhttp-jvm", "okio-jvm", "kotlin-stdlib")]


def kotlinc(*arguments: str | Path) -> None:
    """Compiles; a start of the compiler takes seconds."""
    library = MODULES / "kotlin-compiler" / "lib"
    command: list[str | Path] = ["java", "-Xmx1g", "-cp", library / "kotlin-compiler.jar", "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"]
    run(*command, "-no-stdlib", "-no-reflect", "-kotlin-home", library.parent, *arguments)


def run(*command: str | Path, environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> str:
    """What the command says on stdout; a failure shows everything it said."""
    env = {**os.environ, "LC_ALL": "C.UTF-8", "NO_PROXY": "*", **(environment or {})}
    done = subprocess.run([*map(str, command)], env=env, cwd=cwd, capture_output=True, check=False, timeout=200)
    said, complained = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    assert done.returncode == 0, f"{' '.join(map(str, command))[:300]}\n{said[-3000:]}\n{complained[-3000:]}"
    return said


def grammar(name: str) -> object:
    """A parser of tree-sitter for ``swift`` or ``powershell``."""
    if str(GRAMMARS) not in sys.path:
        sys.path.append(str(GRAMMARS))
    assert importlib.util.find_spec("tree_sitter")
    modules = {each: __import__(each) for each in ("tree_sitter", f"tree_sitter_{name}")}
    tree_sitter = modules["tree_sitter"]
    return tree_sitter.Parser(tree_sitter.Language(modules[f"tree_sitter_{name}"].language()))
