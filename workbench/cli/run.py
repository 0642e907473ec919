"""Run one command: parse, dispatch, and turn expected errors into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from workbench.cli.exits import INTERRUPTED, KEYCHAIN, USAGE, Stop
from workbench.cli.parser import build_parser
from workbench.domain import InvalidInput
from workbench.usecases import Workbench

_COMMANDS = ("send", "tenants", "keys", "history", "sandbox", "completion")


def run(arguments: Sequence[str], make: Callable[[], Workbench]) -> int:
    """The exit code of one command.  A bug is not caught: its traceback holds no secret and helps to mend it."""
    from workbench import __version__

    parser = build_parser(__version__)
    try:
        args = parser.parse_args(list(arguments))
    except SystemExit as stop:  # argparse has already said why
        return stop.code if isinstance(stop.code, int) else USAGE
    workbench = make()
    try:
        command = import_module(f"workbench.cli.commands.{args.command}")  # only what this command needs
        code = command.run(args, workbench)
        sys.stdout.flush()
        return int(code)
    except Stop as stop:
        print(f"workbench: {stop}", file=sys.stderr)
        return stop.code
    except InvalidInput as invalid:
        for problem in invalid.problems:
            print(f"workbench: {problem}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("workbench: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away (| head): not an error of ours.  Keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        code = _code_of(problem)
        if code is None:
            raise
        print(f"workbench: {problem}", file=sys.stderr)
        return code
    finally:
        workbench.close()


def _code_of(problem: Exception) -> int | None:
    """The exit code of an error that a room raised on purpose (its ``errors`` module holds the class)."""
    modules = [cls.__module__ for cls in type(problem).__mro__]
    if "workbench.keychain.errors" in modules:
        return KEYCHAIN
    if any(name.startswith("workbench.") and name.endswith(".errors") for name in modules):
        return USAGE
    return None
