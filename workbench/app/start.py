"""Start: decide between window and terminal, and compose what it needs."""

from __future__ import annotations

import sys

from workbench import __version__
from workbench.app.paths import UnusableHome, find_places
from workbench.usecases import Workbench


def main(argv: list[str] | None = None) -> int:
    """The whole program.  Without a command it is the window; Qt is imported only then.

    Returns the exit code: 0 held · 1 failed · 2 usage · 3 nothing came back · 4 keychain · 130 interrupted.
    """
    arguments = sys.argv[1:] if argv is None else argv
    try:
        return _run(arguments)
    except UnusableHome as problem:
        if sys.stderr is not None:  # a windowed program on Windows has none
            sys.stderr.write(f"workbench: {problem}\n")
        return 2


def _run(arguments: list[str]) -> int:
    if wants_window(arguments):
        from workbench.app.window import run_window

        return run_window(arguments)
    from workbench.cli import run

    return run(arguments, lambda: Workbench(find_places(), __version__), {"selftest": _selftest})


def _selftest() -> int:
    from workbench.app.selftest import run_selftest

    return run_selftest()


WINDOW_OPTIONS = ("--offscreen", "--screenshot", "--theme", "--size", "--open")


def wants_window(arguments: list[str]) -> bool:
    """No command, or only options of the window; ``--theme=dark`` is one as well as ``--theme dark``."""
    return not arguments or arguments[0].partition("=")[0] in WINDOW_OPTIONS
