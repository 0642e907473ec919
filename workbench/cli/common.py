"""What several commands need: find a tenant, read a key from where it may come from, ask a person, open the history."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.exits import Stop
from workbench.cli.streams import say
from workbench.domain import JsonObject, Problem, Secret, Tenant, parse_object
from workbench.domain.files import WINDOWS
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.history import History
    from workbench.usecases.keys import Keys

KEYCHAIN_SECONDS = 30.0
"""How long a command waits for the keychain: time for a person to type a password, and an end where nobody is there."""


def find_tenant(workbench: Workbench, name: str) -> Tenant:
    """By name, whatever its case.  Names the known ones where there is none."""
    found = workbench.tenants().by_name(name)
    say_all(workbench.tenants().notices)
    if found is None:
        known = ", ".join(tenant.name for tenant in workbench.tenants().list())
        raise Stop(f"there is no tenant “{name}”. Known are: {known}. Add one with: workbench tenants add {quoted(name)} --region eu")
    return found


def quoted(argument: str) -> str:
    """As it has to be typed in this system's shell."""
    if WINDOWS:
        from subprocess import list2cmdline

        return list2cmdline([argument])
    from shlex import quote

    return quote(argument)


def two_ways_to_give_a_key(tenant_name: str) -> str:
    return (
        f"Store the client key with:  workbench keys set {quoted(tenant_name)}\n"
        "Without a keychain, as in CI, put it in an environment variable:  workbench send … --client-key-env VAR"
    )


def headless_keys(workbench: Workbench) -> Keys:
    """The keys, with an end to waiting: no window stays open here that a person could close."""
    keys = workbench.keys()
    keys.patience = KEYCHAIN_SECONDS
    return keys


def open_history(workbench: Workbench) -> History:
    """The history, where what a crash left without an answer is now marked so."""
    history = workbench.history()
    history.recover()
    say_all(history.notices)
    return history


def key_from_environment(variable: str | None, *, option: str = "--client-key-env", what: str = "the client key") -> Secret | None:
    """The key or another secret a CI job hands over.  It is taken out of the environment, so that no child process inherits it."""
    if not variable:
        return None
    value = os.environ.pop(variable, "").strip()
    if not value:
        raise Stop(f"the environment variable {variable} is not set or empty; {option} expects {what} in it.")
    return Secret(value)


def read_object(argument: str, field: str) -> JsonObject:
    """A JSON object from the argument itself or, after ``@``, from a file."""
    text, name = argument, field
    if argument.startswith("@"):
        path = Path(argument[1:])
        name = f"{field} in {path}"
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as problem:
            raise Stop(f"{path} cannot be read: {problem}") from None
    value = parse_object(text, name)
    if isinstance(value, Problem):
        raise Stop(str(value))
    return value


def confirm(question: str, *, yes: bool, refused: str = "nothing was sent.") -> None:
    """Ask on a terminal; without one, ``--yes`` has to say it."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Stop(f"{question} There is no terminal to ask: add --yes to go ahead.")
    sys.stderr.write(f"{question} Go ahead? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Stop(refused)


def say_all(notices: tuple[str, ...]) -> None:
    for notice in notices:
        say(notice)
