"""Run one command: parse, dispatch, and turn expected errors into a sentence and an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from workbench.cli import streams
from workbench.cli.common import two_ways_to_give_a_key
from workbench.cli.exits import HELD, INTERRUPTED, KEYCHAIN, USAGE, Stop
from workbench.cli.parser import build_parser
from workbench.cli.streams import say
from workbench.domain import InvalidInput
from workbench.usecases import Workbench

Beyond = Mapping[str, Callable[[], int]]
"""Commands that need what no command may see, the window: the composition hands them in."""


def run(arguments: Sequence[str], make: Callable[[], Workbench], beyond: Beyond | None = None) -> int:
    """The exit code of one command.  A bug is not caught: its traceback holds no secret and helps to mend it."""
    try:
        streams.prepare()
        code = _run(arguments, make, beyond or {})
        streams.finish()
        return code
    except streams.OutputRefused as refused:
        streams.silence(sys.stdout)
        say(f"workbench: {refused}")
        return USAGE


def _run(arguments: Sequence[str], make: Callable[[], Workbench], beyond: Beyond) -> int:
    from workbench import __version__

    parsed: list[argparse.Namespace] = []
    try:
        with streams.writing():
            parsed.append(build_parser(__version__).parse_args(list(arguments)))
    except SystemExit as stop:  # argparse has already said why
        return stop.code if isinstance(stop.code, int) else USAGE
    if not parsed:  # --help, and nobody reads it
        return HELD
    (args,) = parsed
    if args.command in beyond:
        return beyond[args.command]()
    workbench = make()
    try:
        name = {"import": "bring_in", "export": "hand_out", "run": "run_suite"}.get(args.command, args.command)
        command = import_module(f"workbench.cli.commands.{name}")  # only what this command needs
        return int(command.run(args, workbench))
    except Stop as stop:
        say(f"workbench: {stop}")
        return stop.code
    except InvalidInput as invalid:
        for problem in invalid.problems:
            say(f"workbench: {problem}")
        return USAGE
    except KeyboardInterrupt:
        say("workbench: interrupted")
        return INTERRUPTED
    except streams.OutputRefused:
        raise
    except Exception as problem:
        code = _code_of(problem)
        if code is None:
            raise
        say(f"workbench: {problem}")
        if code == KEYCHAIN and "tenant" in args:
            say(two_ways_to_give_a_key(args.tenant))
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
