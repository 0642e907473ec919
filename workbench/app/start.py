"""Start: decide between window and terminal, and compose what it needs."""

from __future__ import annotations

import sys

from workbench import __version__
from workbench.app.paths import find_places
from workbench.usecases import Workbench


def main(argv: list[str] | None = None) -> int:
    """The whole program.  Without a command it is the window; Qt is imported only then.

    Returns the exit code: 0 held · 1 failed · 2 usage · 3 nothing came back · 4 keychain · 130 interrupted.
    """
    arguments = sys.argv[1:] if argv is None else argv
    if wants_window(arguments):
        from workbench.app.window import run_window

        return run_window(arguments)
    from workbench.cli import run

    return run(arguments, lambda: Workbench(find_places(), __version__))


def wants_window(arguments: list[str]) -> bool:
    """No command, or only options of the window."""
    return not arguments or arguments[0] in ("--offscreen", "--screenshot", "--theme", "--size")
